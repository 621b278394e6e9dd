"""What a check found, and how it says so.

A check is a function that returns what is well, in one line, or raises what is not.
"""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from enum import StrEnum

_LONGEST = 400


class Verdict(StrEnum):
    """How a check ended."""

    OK = "OK"
    NOTE = "NOTE"
    SKIP = "SKIP"
    FAIL = "FAIL"


class Wrong(Exception):
    """Something is not as it must be.

    Attributes:
        mend: What to do about it.
        verdict: How grave it is.
    """

    verdict = Verdict.FAIL

    def __init__(self, told: str, mend: str) -> None:
        super().__init__(told)
        self.mend = mend


class Worth(Wrong):
    """It works, but there is something the operator should know."""

    verdict = Verdict.NOTE


class Unchecked(Wrong):
    """It could not be looked at from here; that says nothing of how it is."""

    verdict = Verdict.SKIP


@dataclass(frozen=True, slots=True)
class Finding:
    """The end of one check.

    Attributes:
        name: The check.
        verdict: How it ended.
        told: What was found.
        mend: What to do about it; "" where there is nothing.
    """

    name: str
    verdict: Verdict
    told: str
    mend: str = ""

    def lines(self) -> list[str]:
        """As printed."""
        told = textwrap.shorten(self.told, _LONGEST, placeholder=" …")
        shown = [f"{self.verdict:<5} {self.name}: {told}"]
        return [*shown, f"      mend: {self.mend}"] if self.mend else shown
