"""Jobs for tests of what is said about them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from core.model import (
    Enhancement,
    ImageRequest,
    Job,
    Rewrite,
    Stage,
    Status,
    StoredImage,
)

ENHANCED = (
    "A vivid red fox stands alert in deep fresh snow, breath hanging in the cold morning air."
)

_JOB = Job(
    id="T0LOCAL." + "3f" * 16,
    tenant="T0LOCAL",
    owner="U0ANA",
    door="slack",
    address={"channel": "C0GENERAL"},
    request=ImageRequest(prompt="a red fox in the snow", style="cinematic", seed=42),
    status=Status.OPEN,
    stage=Stage.PAINTING,
    created=1_800_000_000.0,
    deadline=1_800_001_800.0,
    enhancement=Enhancement(ENHANCED, Rewrite.ENHANCED, "cinematic"),
    image=StoredImage("T0LOCAL/3f.jpg", "image/jpeg", 1344, 768, 180_000),
)


def job(request: dict[str, Any] | None = None, **changes: Any) -> Job:
    """A job that has been painted from "a red fox in the snow", changed as asked.

    Args:
        request: Changes of its request.
        changes: Changes of the job itself.
    """
    return replace(_JOB, request=replace(_JOB.request, **(request or {})), **changes)


def rewritten(prompt: str, how: Rewrite = Rewrite.ENHANCED) -> Enhancement:
    """What the enhancement made of the words."""
    return Enhancement(prompt, how, "cinematic")
