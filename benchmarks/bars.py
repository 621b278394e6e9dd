"""A trace as a picture of bars: one line a step, time to the right."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from benchmarks.stage import Span

WIDTH = 72


def draw(spans: Sequence[Span], began: float, width: int = WIDTH) -> Iterator[str]:
    """Lines of the picture.

    The models' own time is most of it and says nothing of us, so time is not to scale: each stretch
    in which nothing begins or ends for long is drawn short, with its length beside the bar.

    Args:
        spans: What took time.
        began: When the person acted, in epoch seconds.
        width: Characters of the time's axis.
    """
    ordered = sorted(spans, key=lambda one: (one.began, -one.ended))
    instants = sorted({began, *(one.began for one in spans), *(one.ended for one in spans)})
    place = _axis(instants, width)
    names = [f"{one.lane} {one.name}" for one in ordered]
    widest = max(map(len, names))
    for one, name in zip(ordered, names, strict=True):
        left, right = place[one.began], place[one.ended]
        bar = " " * left + "█" * max(1, right - left)
        at, lasted = 1e3 * (one.began - began), 1e3 * (one.ended - one.began)
        yield f"{name:{widest}} {at:6.0f} {lasted:6.0f}  {bar}"


def _axis(instants: Sequence[float], width: int) -> dict[float, int]:
    """Where each instant stands: long stretches count by the root of their length."""
    shown = [0.0]
    for before, after in pairwise(instants):
        shown.append(shown[-1] + (after - before) ** 0.5)
    whole = shown[-1] or 1.0
    return {
        instant: round(place / whole * width)
        for instant, place in zip(instants, shown, strict=True)
    }
