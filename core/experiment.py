"""The experiment: whose words are painted as they are, to see which pictures are liked better.

Somebody is in one arm for good, by a hash of who they are: nothing is drawn when a picture is
asked for or looked at, and a larger share only adds people to the raw arm. Left alone are requests
that say how they want to be treated, and those whose words cannot be painted as they are.
"""

from __future__ import annotations

import hashlib
import math

from core.language import visibly_not_english
from core.model import ImageRequest, Variant

_Z = 1.959964
"""Standard deviations of a 95 % interval."""


def variant(tenant: str, owner: str, request: ImageRequest, raw_percent: int) -> Variant:
    """The arm of a request; none where it is not part of the experiment.

    Args:
        tenant: Workspace.
        owner: Who asks.
        request: What for. A chosen style, exact words, a source image, or a picture to go on from
            keep it out: painting its words as they are would not be what was asked for.
        raw_percent: Percent of people in the raw arm; 0 is no experiment.
    """
    asks_for_itself = (
        not request.enhance
        or request.enhanced_prompt
        or request.style
        or request.source
        or request.parent_id
    )
    if not raw_percent or asks_for_itself or visibly_not_english(request.prompt):
        return Variant.NONE
    digest = hashlib.sha256(f"experiment|{tenant}|{owner}".encode()).digest()
    place = int.from_bytes(digest[:8], "big") / 2**64
    return Variant.RAW if place * 100 < raw_percent else Variant.ENHANCED


def interval(liked: int, votes: int) -> tuple[float, float]:
    """Between which shares the true share of liked pictures lies, with a confidence of 95 %.

    Wilson's score interval, which holds for few votes and for extreme shares too (E. B. Wilson,
    1927). Without votes it is everything from 0 to 1.
    """
    if votes <= 0:
        return 0.0, 1.0
    share, square = liked / votes, _Z * _Z
    centre = share + square / (2 * votes)
    spread = _Z * math.sqrt(share * (1 - share) / votes + square / (4 * votes * votes))
    whole = 1 + square / votes
    return max(0.0, (centre - spread) / whole), min(1.0, (centre + spread) / whole)
