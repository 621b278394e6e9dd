"""What a picture costs: the price lists of one day, and the estimate for a job made from them.

The one place where prices stand; documents and tests are held to it. In millionths of a US dollar,
so that sums come out exact.
"""

from __future__ import annotations

from core.model import Job, Rewrite

AS_OF = "November 2026"
"""When the prices were looked up: on demand in us-west-2, without taxes and free tiers."""

MICRO = 1_000_000
"""Millionths of a US dollar in one."""

IMAGE = 80_000
"""One picture by Stable Diffusion 3.5 Large, whatever its shape (Amazon Bedrock pricing)."""

REWRITE = 1_104
"""One enhancement by Nova Pro: about 900 tokens of instruction and words in, at 0.80 US dollars a
million, and 120 out, at 3.20 (Amazon Bedrock pricing)."""

REWRITE_WITH_IMAGE = 2_624
"""The same where the model looks at a source image, which is about 1,900 tokens more."""

LAMBDA = 333
"""25 seconds of the function: 1,024 MB on arm64 at 0.0000133334 a gigabyte-second (AWS Lambda
pricing). So long takes a picture, and so long a REST request waits for one."""

STORES = 43
"""Keeping it: 0.00004 US dollars of S3, 0.000003 of DynamoDB."""

_ASKED = {Rewrite.ENHANCED, Rewrite.REFUSED, Rewrite.UNUSABLE}


def estimate(job: Job) -> int:
    """What a job has cost, about.

    Left out is what a job does not tell afterwards: judging a reply in a thread, and an
    enhancement that was asked for twice. Another image model counts as if it were ours.
    """
    cost = LAMBDA + STORES + job.paid_attempts * IMAGE
    made = job.enhancement
    if made and made.how in _ASKED and not made.cached:
        cost += REWRITE_WITH_IMAGE if job.request.source else REWRITE
    return cost


def usd(micro: int) -> str:
    """Millionths of a dollar as people read them: "0.081"."""
    return f"{micro / MICRO:.3f}"
