"""A handler in a fresh process of its own, timed step by step."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.deployables import Deployable
from benchmarks.services import ARN

_CHILD = Path(__file__).with_name("child.py")
_SECONDS = 300


@dataclass(frozen=True, slots=True)
class Span:
    """What a step took.

    Attributes:
        cpu: Seconds of processor time, of all threads.
        wall: Seconds.
    """

    cpu: float
    wall: float


@dataclass(frozen=True, slots=True)
class Report:
    """What became of a process.

    Attributes:
        start: Importing the handler.
        events: Each event.
        answers: The handler's answers.
        modules: How many modules it had loaded in the end.
        grown: Bytes by which its largest resident set exceeded that of the bare interpreter.
        peak: Bytes of its largest resident set.
    """

    start: Span
    events: tuple[Span, ...]
    answers: tuple[Any, ...]
    modules: int
    grown: int
    peak: int


def run(
    function: Deployable, environment: Mapping[str, str], events: Sequence[Mapping[str, Any]]
) -> Report:
    """Start a process, import the handler and give it the events one after another.

    Raises:
        RuntimeError: The process died.
    """
    with tempfile.TemporaryDirectory() as home:
        report = Path(home, "report.json")
        done = subprocess.run(  # noqa: S603 (our own child)
            [
                *(str(function.python), "-I", "-S", "-B", str(_CHILD)),
                *(str(function.folder), str(report)),
            ],
            input=json.dumps({"handler": function.handler, "arn": ARN, "events": list(events)}),
            env={**environment, "HOME": home},
            capture_output=True,
            text=True,
            timeout=_SECONDS,
            check=False,
        )
        if done.returncode:
            sys.stderr.write(done.stdout + done.stderr)
            raise RuntimeError(f"the process of {function.name} died")
        told = json.loads(report.read_text(encoding="utf-8"))
    start, *spans = (Span(*pair) for pair in told["spans"])
    before, peak = told["memory"]
    return Report(start, tuple(spans), tuple(told["answers"]), told["modules"], peak - before, peak)
