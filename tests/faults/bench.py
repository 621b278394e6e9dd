"""One house for thousands of runs, in each of which something goes wrong.

A run clears the house, has an act done, lets faults happen, lets everything come to rest and asks
the oracle.
"""

from __future__ import annotations

import io
import itertools
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from PIL import Image

from core.model import Status
from local.bedrock.nova import Said
from local.faults import Call, Phase
from local.painter.painting import Painter, Painting
from tests.faults.kinds import Kind
from tests.faults.oracle import Finding, Short, ending, judge
from tests.faults.script import Boundary, Fault, Script
from tests.house import House
from tests.house_state import Kept, keep

UNAVAILABLE = "unavailable"
LATE = "late"


class PlainSpeaker:
    """A text model that takes no time: it embellishes words, and takes every reply for a change."""

    def write(self, said: Said) -> str:
        """The words, and some more."""
        return f"{said.text.strip()}, in soft directional light, with fine texture and crisp detail"

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
        kind: Of which kind its act was.
        happened: The faults that took place.
        finding: The oracle's.
        unexpected: How the act's job ended instead of as its kind does; "" where it did, or where
            the act was never taken on.
        calls: What was called since the act, by name.
    """

    kind: Kind
    happened: list[Fault]
    finding: Finding
    unexpected: str = ""
    calls: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        """What happened and what came of it."""
        faults = ", ".join(map(str, self.happened)) or "nothing wrong"
        problems = "; ".join(f"{one.short}: {one.what}" for one in self.finding.problems)
        return f"{self.kind.name}: {faults}: {self.unexpected} {problems}"


class Bench:
    """Runs acts with faults."""

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
        if run.finding.problems:
            raise AssertionError(str(run))
        counts: Counter[str] = Counter()
        found = []
        for call in run.calls:
            counts[call] += 1
            found.append(Boundary(call, counts[call]))
        return found

    def prepare(self, kind: Kind) -> None:
        """Have what an act of this kind needs standing there, and nothing else."""
        if kind.name not in self._prepared:
            self.house.clear()
            kind.prepare(self.house)
            self._prepared[kind.name] = keep(self.house)
        self.house.clear(self._prepared[kind.name])

    def run(self, kind: Kind, faults: Sequence[Fault]) -> Run:
        """One act of a kind, in a house of its own, with these faults."""
        house = self.house
        self.prepare(kind)
        before, started = {job.id for job in house.jobs()}, len(house.trace.calls)
        sent = len(house.people.courier.deliveries)
        script = Script(house, faults)
        house.hook = script
        kind.do(house)
        house.settle()
        house.hook = _nothing
        finding = judge(house)
        answers = house.people.courier.deliveries[sent:]
        accepted = any(not one.problem for one in answers)
        notices = _notices(house)
        unavailable = notices[UNAVAILABLE]
        jobs = house.jobs()
        fresh = [job for job in jobs if job.id not in before]
        own = fresh if kind.creates else [job for job in jobs if job.status is Status.DELETED]
        if len(own) > 1 or (fresh and not kind.creates):
            finding.short(Short.DOUBLED, f"{len(fresh)} jobs of one act")
        taken = bool(own)
        if accepted and not unavailable and not taken:
            finding.short(Short.LOST, "accepted, and nothing came of it")
        if unavailable and taken:
            finding.short(Short.DOUBLED, "refused, and done all the same")
        if unavailable > 1 or notices[LATE] > 1:
            finding.short(Short.DOUBLED, f"told {dict(notices)}")
        return Run(
            kind,
            script.done,
            finding,
            ", ".join(end for end in map(ending, own) if end not in {kind.ends, *kind.also}),
            house.trace.calls[started:],
        )


def _notices(house: House) -> Counter[str]:
    """What people were told privately that belongs to no job, by kind."""
    return Counter(
        str(message.blocks[0].get("block_id", ""))
        for message in house.private_messages()
        if message.blocks
    )


def _nothing(call: Call, phase: Phase) -> None:
    """Nothing goes wrong any more."""
