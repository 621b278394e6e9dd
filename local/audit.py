"""`python -m local.audit`: pinned packages looked up among known vulnerabilities, where reachable.

Fails for what is deployed; what only tools and tests use is told and left to its next upgrade.
pip-audit needs an environment of its own, so the path of its program is an argument.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from local.region import ROOT

DEPLOYED = ROOT / "requirements" / "runtime.txt"
BESIDES = ROOT / "requirements" / "dev.txt"

_SECONDS = 120.0


@dataclass(slots=True)
class Audit:
    """What was found out about a file of pins.

    Attributes:
        known: How many packages could be looked up.
        unknown: How many could not.
        found: Each vulnerability, as a line.
    """

    known: int = 0
    unknown: int = 0
    found: list[str] = field(default_factory=list)


def main(arguments: list[str] | None = None) -> int:
    """Look everything up and print what is found; 1 when it concerns what is deployed."""
    parser = argparse.ArgumentParser(prog="python -m local.audit", description=__doc__)
    parser.add_argument("program", type=Path, help="path of the pip-audit program")
    program: Path = parser.parse_args(arguments).program
    failed = False
    for pins in (DEPLOYED, BESIDES):
        audit = read(_asked(program, pins))
        print(f"{pins.name}: {audit.known} packages looked up, {audit.unknown} out of reach")
        print(*audit.found, sep="\n", end="\n" if audit.found else "")
        failed |= pins is DEPLOYED and bool(audit.found)
    return int(failed)


def read(answer: str) -> Audit:
    """What pip-audit's JSON says; nothing where it could ask nobody and so wrote none."""
    audit = Audit()
    for package in json.loads(answer)["dependencies"] if answer.strip() else ():
        if "skip_reason" in package:
            audit.unknown += 1
            continue
        audit.known += 1
        audit.found += _lines(package)
    return audit


def _lines(package: dict[str, Any]) -> Iterator[str]:
    for one in package["vulns"]:
        mended = ", ".join(one["fix_versions"]) or "no version yet"
        yield f"  {package['name']} {package['version']}: {one['id']}, mended in {mended}"


def _asked(program: Path, pins: Path) -> str:
    asked = subprocess.run(  # noqa: S603 - the program that `make check` installed
        [
            *(str(program), "--format", "json", "--progress-spinner", "off"),
            *("--disable-pip", "--require-hashes", "--requirement", str(pins)),
        ],
        capture_output=True,
        check=False,
        text=True,
        timeout=_SECONDS,
    )
    return asked.stdout


if __name__ == "__main__":
    sys.exit(main())
