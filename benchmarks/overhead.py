"""Overhead: from the command to the finished message, less what models and Slack take themselves.

In a whole region of stand-ins (`benchmarks.stage`), warm, one picture at a time: Nova 1 s, Stable
Diffusion 4 s, 30 ms for each call of Slack and AWS, 0.3 s for Slack to look at a file. The baseline
keeps no record of a job and does not wait for Slack's look; its message appears after it all the
same, so that is subtracted from ours only.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

from benchmarks import bars
from benchmarks.deployables import BASELINE
from benchmarks.figures import Figure, Target, median, spread
from benchmarks.stage import Latencies, Span, Stage

ROUNDS = 9
_WARMING = 3
_GROUP = "overhead"
_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture, watched.

    Attributes:
        began: When the person sent the command, in epoch seconds.
        acked: When it was acknowledged.
        spans: What took time.
    """

    began: float
    acked: float
    spans: tuple[Span, ...]

    def ended(self, name: str) -> float:
        """Seconds from the command to the last end of a step."""
        return max(one.ended for one in self.spans if one.name == name) - self.began

    @property
    def models(self) -> float:
        """Seconds the models took."""
        return sum(one.ended - one.began for one in self.spans if one.lane == "model")

    @property
    def billed(self) -> float:
        """Seconds of the function, those of the acknowledgement included."""
        return sum(one.ended - one.began for one in self.spans if one.lane == "function")


@dataclass(frozen=True, slots=True)
class Watched:
    """Pictures made one after another.

    Attributes:
        cold: The first, of a function that is not running yet.
        warm: Later ones.
    """

    cold: Picture
    warm: tuple[Picture, ...]


def watch(rounds: int = ROUNDS, *, baseline: bool = False) -> Watched:
    """Have pictures made, ours or the baseline's."""
    with Stage(baseline=BASELINE if baseline else None) as stage:
        cold = _picture(stage, 0)
        for number in range(_WARMING):
            _picture(stage, number + 1)
        warm = tuple(_picture(stage, _WARMING + number + 1) for number in range(rounds))
    return Watched(cold, warm)


def _picture(stage: Stage, number: int) -> Picture:
    known, began = len(stage.spans), time.time()
    # On a busy machine a cold start may miss Slack's three seconds; the picture comes all the same.
    stage.people.command("U0ANA", "C0GENERAL", f"a red fox by lamp number {number}")
    acked = time.time()
    stage.settle(_SECONDS)
    return Picture(began, acked, tuple(stage.spans[known:]))


def measure(ours: Watched, theirs: Watched) -> list[Figure]:
    """The figures."""
    process = Latencies().process
    over = [one.ended("chat.update") - one.models - process for one in ours.warm]
    their_over = [one.ended(_SHARED) - one.models for one in theirs.warm]
    cold = ours.cold.ended("chat.update") - ours.cold.models - process
    their_cold = theirs.cold.ended(_SHARED) - theirs.cold.models
    placeholder = [one.ended("chat.postMessage") for one in ours.warm]
    acks = [one.acked - one.began for one in ours.warm]
    their_acks = [one.acked - one.began for one in theirs.warm]
    return [
        Figure(
            _GROUP,
            "beyond models and Slack's processing",
            "s",
            median(over),
            median(their_over),
            Target(0.35),
            spread(over),
            "ours also keeps a record, counts a budget, waits until the file can be shown",
        ),
        Figure(
            _GROUP, "the same, of a function not running yet", "s", cold, their_cold, note="one run"
        ),
        Figure(
            _GROUP,
            "until the placeholder is there",
            "s",
            median(placeholder),
            spread=spread(placeholder),
        ),
        Figure(
            _GROUP,
            "until the ack, two calls of 30 ms in it",
            "s",
            median(acks),
            median(their_acks),
            spread=spread(acks),
            note="the baseline's ack makes one call",
        ),
        Figure(
            _GROUP,
            "calls of a picture, beside the models'",
            "",
            _calls(ours.warm[0]),
            _calls(theirs.warm[0]),
        ),
    ]


def trace(ours: Watched) -> list[str]:
    """The picture of bars of the warm picture in the middle."""
    ordered = sorted(ours.warm, key=lambda one: one.ended("chat.update"))
    chosen = ordered[len(ordered) // 2]
    return list(bars.draw(chosen.spans, chosen.began))


_SHARED = "files.completeUploadExternal"


def _calls(picture: Picture) -> int:
    return sum(one.lane not in {"model", "function"} for one in picture.spans)
