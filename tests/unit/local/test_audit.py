"""What pip-audit says, and what is made of it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from local import audit

FOUND = {
    "name": "pillow",
    "version": "13.0.0",
    "vulns": [
        {"id": "CVE-2026-1", "fix_versions": ["13.0.1", "14.0.0"], "aliases": []},
        {"id": "CVE-2026-2", "fix_versions": [], "aliases": []},
    ],
}
WELL = {"name": "slack-sdk", "version": "3.47.0", "vulns": []}
UNREACHED = {"name": "botocore", "skip_reason": "Dependency not found"}


def program(folder: Path, answers: dict[str, list[object] | None]) -> Path:
    """A stand-in for pip-audit: answers by the name of the file of pins; None has no network."""
    made = folder / "pip-audit"
    said = {
        name: "" if packages is None else json.dumps({"dependencies": packages, "fixes": []})
        for name, packages in answers.items()
    }
    made.write_text(
        "#!/usr/bin/env python3\nimport pathlib, sys\n"
        f"print({said!r}[pathlib.Path(sys.argv[-1]).name], end='')\n"
        "sys.exit(1)\n",
        encoding="utf-8",
    )
    made.chmod(0o700)
    return made


def test_vulnerabilities_are_read_with_their_mends() -> None:
    """Each is a line; what could not be looked up is counted apart."""
    found = audit.read(json.dumps({"dependencies": [FOUND, WELL, UNREACHED]}))
    assert (found.known, found.unknown) == (2, 1)
    assert found.found == [
        "  pillow 13.0.0: CVE-2026-1, mended in 13.0.1, 14.0.0",
        "  pillow 13.0.0: CVE-2026-2, mended in no version yet",
    ]


@pytest.mark.parametrize(
    ("answers", "status"),
    [
        ({"runtime.txt": [FOUND], "dev.txt": []}, 1),
        ({"runtime.txt": [WELL], "dev.txt": [FOUND]}, 0),
        ({"runtime.txt": [UNREACHED], "dev.txt": [WELL]}, 0),
        ({"runtime.txt": None, "dev.txt": None}, 0),
    ],
    ids=["deployed", "besides", "unknown", "no network"],
)
def test_only_what_is_deployed_fails(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    answers: dict[str, list[object] | None],
    status: int,
) -> None:
    """A tool's weakness is told; one in the function stops the check; no network stops nothing."""
    assert audit.main([str(program(tmp_path, answers))]) == status
    told = capsys.readouterr().out
    assert ("CVE-2026-1" in told) == any(FOUND in (each or []) for each in answers.values())
