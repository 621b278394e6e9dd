"""One house for thousands of runs, in each of which something goes wrong.

A trial clears the house, has acts done while faults happen, lets everything come to rest and asks
the oracle.
"""

from __future__ import annotations

import io
import itertools
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from PIL import Image

from core.model import Status
from local.bedrock.nova import Said
from local.faults import Hook, nothing
from local.painter.painting import Painter, Painting
from local.slack.courier import Courier, Delivery
from tests.faults.kinds import Kind
from tests.faults.oracle import Finding, Short, ending, judge
from tests.faults.script import Boundary, Fault, Script
from tests.house import House
from tests.house_state import Kept, keep
from tests.rest_courier import RestCourier

UNAVAILABLE = "unavailable"
LATE = "late"


_EMBELLISHED = (
    "large and clear in the foreground, a calm setting behind it that gives depth, soft light from "
    "one side, gentle shadows, harmonious colours, balanced composition at eye level, fine texture "
    "and crisp detail"
)


class PlainSpeaker:
    """A text model that takes no time: it embellishes words, and takes every reply for a change."""

    def write(self, said: Said) -> str:
        """The words, and some more."""
        asked = re.search(r"<request>\s*(.*?)\s*</request>", said.text, re.DOTALL)
        return f"{asked[1] if asked else 'a red fox'}, {_EMBELLISHED}"

    def fill(self, said: Said, tool: str, schema: Mapping[str, Any]) -> dict[str, Any]:
        """A change."""
        del said, tool, schema
        prompt = "a red fox in the snow with a tiny crown of gold leaves"
        return {"outcome": "change", "certain": True, "prompt": prompt, "leave_out": ""}


def unlike_painter() -> Painter:
    """A painter whose pictures are small, and no two of them the same, as the model's are not."""
    number = itertools.count(1)

    def paint(painting: Painting) -> bytes:
        at = next(number)
        out = io.BytesIO()
        colour = (at % 256, at // 256 % 256, at // 65_536 % 256)
        Image.new("RGB", (64, 64), colour).save(out, painting.output_format.name, quality=95)
        # Whatever the encoder makes of close colours: behind its end a picture may carry anything.
        return out.getvalue() + at.to_bytes(4, "big")

    return paint


@dataclass(slots=True)
class Run:
    """What a run came to.

    Attributes:
        what: Its acts.
        happened: What went wrong, in words.
        finding: The oracle's.
        unexpected: How its jobs ended instead of as they should; "" where they did, or where no act
            was taken on.
        calls: What was called since the first act, by name.
    """

    what: str
    happened: list[str]
    finding: Finding
    unexpected: str
    calls: list[str]

    @property
    def right(self) -> bool:
        """Whether every promise was kept, and every job ended as it should."""
        return not self.finding.problems and not self.unexpected

    def figures(self) -> dict[str, int]:
        """What the scoreboard counts."""
        shorts = Counter(problem.short.value for problem in self.finding.problems)
        ended = {"ended otherwise": 1} if self.unexpected else {}
        return {"runs": 1, **shorts, **ended, **self.finding.apart}

    def __str__(self) -> str:
        """What happened and what came of it."""
        faults = ", ".join(self.happened) or "nothing wrong"
        problems = "; ".join(f"{one.short}: {one.what}" for one in self.finding.problems)
        return f"{self.what}: {faults}: {self.unexpected} {problems}"


class Trial:
    """Acts in a house where things go wrong.

    Args:
        house: Cleared, with what the first act needs standing in it.
        kind: Of the first act.
        hook: What goes wrong.
    """

    def __init__(self, house: House, kind: Kind, hook: Hook) -> None:
        self.house = house
        self.acts: list[Kind] = []
        self._kind = kind
        self._before = {job.id for job in house.jobs()}
        self._called = len(house.trace.calls)
        self._sent: list[tuple[Courier | RestCourier, int]] = []
        house.hook = hook

    def act(self, kind: Kind | None = None) -> None:
        """Have an act done, whatever comes of it."""
        act = kind or self._kind
        courier = act.courier(self.house)
        self._sent.append((courier, len(courier.deliveries)))
        self.acts.append(act)
        act.do(self.house)

    def repeat(self, act: int) -> None:
        """Deliver an act's request once more."""
        courier, at = self._sent[act]
        courier.repeat(courier.deliveries[at])

    def finish(self, happened: Sequence[object] = ()) -> Run:
        """Let everything come to rest, and look."""
        house = self.house
        house.settle()
        house.hook = nothing
        finding = judge(house)
        self._judge_acts(finding)
        right = {end for kind in self.acts for end in (kind.ends, *kind.also)}
        ends = [ending(job) for job in self._own() if ending(job) not in right]
        what = ", ".join(kind.name for kind in self.acts)
        calls = house.trace.calls[self._called :]
        return Run(what, list(map(str, happened)), finding, ", ".join(ends), calls)

    def _own(self) -> list[Any]:
        """The jobs that our acts made, or went on with."""
        deletes = any(not kind.creates for kind in self.acts)
        return [
            job
            for job in self.house.jobs()
            if job.id not in self._before or (deletes and job.status is Status.DELETED)
        ]

    def _judge_acts(self, finding: Finding) -> None:
        """An act is at most one job; exactly one, once it was acknowledged without a word."""
        own = self._own()
        notices = _notices(self.house)
        taken = len(own) + notices[UNAVAILABLE]
        if len(own) > len(self.acts):
            finding.short(Short.DOUBLED, f"{len(own)} jobs of {len(self.acts)} acts")
        if taken < self._accepted():
            finding.short(Short.LOST, "an act was accepted, and nothing came of it")
        if taken > len(self.acts):
            finding.short(Short.DOUBLED, "an act was refused, and done all the same")

    def _accepted(self) -> int:
        """How many of the acts were answered well, at their first delivery or a later one."""
        return sum(
            _accepted(courier.deliveries, courier.deliveries[at].body)
            for courier, at in self._sent
            if at < len(courier.deliveries)
        )


def _accepted(deliveries: Sequence[Delivery], body: bytes) -> bool:
    """Whether any of the deliveries of that body was answered well."""
    return any(one.body == body and not one.problem for one in deliveries)


class Bench:
    """Runs trials, in one house."""

    def __init__(self, **parameters: str) -> None:
        self.house = House(
            {"PicturesPerPerson": "1000", "PicturesPerWorkspace": "1000", **parameters},
            painter=unlike_painter(),
            speaker=PlainSpeaker(),
        )
        self._prepared: dict[str, Kept] = {}

    def close(self) -> None:
        """Tear the house down."""
        self.house.close()

    def boundaries(self, kind: Kind) -> list[Boundary]:
        """Every call that a run of this kind makes when nothing goes wrong."""
        run = self.run(kind, [])
        if not run.right:
            raise AssertionError(str(run))
        counts: Counter[str] = Counter()
        found = []
        for call in run.calls:
            counts[call] += 1
            found.append(Boundary(call, counts[call]))
        return found

    def trial(self, kind: Kind, hook: Hook = nothing) -> Trial:
        """A house cleared, in which an act of this kind can be done."""
        if kind.name not in self._prepared:
            self.house.clear()
            kind.prepare(self.house)
            self._prepared[kind.name] = keep(self.house)
        self.house.clear(self._prepared[kind.name])
        return Trial(self.house, kind, hook)

    def run(self, kind: Kind, faults: Sequence[Fault]) -> Run:
        """One act of a kind, with these faults."""
        script = Script(self.house, faults)
        trial = self.trial(kind, script)
        trial.act()
        return trial.finish(script.done)


def _notices(house: House) -> Counter[str]:
    """What people were told privately that belongs to no job, by kind."""
    return Counter(
        str(message.blocks[0].get("block_id", ""))
        for message in house.private_messages()
        if message.blocks
    )
