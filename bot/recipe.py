"""A picture's recipe: what it takes, besides prompts and source, to make the like of it again.

Pure: a finished job in, short phrases out.
"""

from __future__ import annotations

from collections.abc import Callable

from bot.literal import shorten
from core.model import Job, Rewrite, Variant
from core.text import clean

_MODELS = {
    "stability.sd3-5-large-v1:0": "Stable Diffusion 3.5 Large",
    "stability.sd3-large-v1:0": "Stable Diffusion 3 Large",
    "stability.stable-image-core-v1:1": "Stable Image Core",
    "stability.stable-image-ultra-v1:1": "Stable Image Ultra",
}

_LEFT_OUT_LIMIT = 1_000


def rewritten(job: Job) -> bool:
    """Whether there is a second prompt to show."""
    made = job.enhancement
    return bool(
        made
        and made.how in {Rewrite.ENHANCED, Rewrite.REUSED}
        and clean(made.prompt)
        and made.prompt != job.request.prompt
    )


def recipe(
    job: Job,
    model: str,
    strength: float | None,
    cost: float | None,
    say: Callable[[str], str] = str,
) -> list[str]:
    """Everything but the two prompts that made this picture what it is.

    Args:
        job: The finished job.
        model: As `finished` takes it.
        strength: As `finished` takes it.
        cost: As `finished` takes it.
        say: Puts what people and operators wrote into the form that is wanted.
    """
    asked = job.request
    parts = [f"seed {asked.seed}"]
    if job.enhancement and job.enhancement.style and rewritten(job):
        parts.append(f"{say(job.enhancement.style)} style")
    elif not asked.enhance or job.variant is Variant.RAW:
        parts.append("exact words")
    if asked.source is None:
        parts.append(str(asked.aspect_ratio))
    else:
        size = f" {job.image.width}×{job.image.height}" if job.image else ""
        parts.append(f"the source's shape{size}")
        used = strength if asked.strength is None else asked.strength
        if used is not None:
            parts.append(f"strength {used:g}")
    if left_out := shorten(clean(asked.negative_prompt), _LEFT_OUT_LIMIT):
        parts.append(f"without {say(left_out)}")
    name = asked.model or model
    parts.append(_MODELS.get(name) or say(name))
    if cost is not None:
        parts.append(f"about {cost:.2f} USD")
    return parts
