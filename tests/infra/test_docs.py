"""The documents say what is so: every setting, every command, every error, and no dead link."""

from __future__ import annotations

import itertools
import re
from pathlib import Path

import pytest

from api import door
from bot import downloads
from bot.invitations import MOST_IMAGES
from core import bedrock, pixels
from core.model import Outcome
from core.sniff import Kind
from infra.build import ROOT
from local.template import translate

README = (ROOT / "README.md").read_text(encoding="utf-8")
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])


def test_every_setting_is_in_the_table() -> None:
    """The README's table has each parameter of the template, with its default, and no other."""
    table = README.split("## Settings")[1].split("## ")[0]
    rows = dict(re.findall(r"^\| `(\w+)` \|([^|]*)\|", table, re.MULTILINE))
    parameters = translate(ROOT / "infra" / "template.yaml")["Parameters"]
    assert {name: rules["Default"] for name, rules in parameters.items()} == {
        name: type(parameters[name]["Default"])(default.strip()) if name in parameters else None
        for name, default in rows.items()
    }


def test_every_command_exists() -> None:
    """Whatever a document tells to make can be made."""
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([.\w/-]+):", makefile, re.MULTILINE))
    for path in DOCUMENTS:
        named = re.findall(r"`make ([a-z-]+)(?: [A-Z]+=[^`]*)?`", path.read_text(encoding="utf-8"))
        assert set(named) <= targets, path.name


def test_every_error_of_bedrock_has_its_mend() -> None:
    """Each error the code tells apart is in the README's troubleshooting."""
    known = {*bedrock._TRANSIENT, *(code for code, _, _ in bedrock._MENDS)}
    known -= {"TooManyRequestsException", "ExpiredTokenException"}
    table = README.split("## Troubleshooting")[1]
    assert sorted(one for one in known if one not in table) == []
    phrases = [phrase for _, phrase, _ in bedrock._MENDS if phrase]
    assert [one for one in phrases if one not in table] == []


def test_what_the_log_is_said_to_show_is_logged() -> None:
    """Each line of the log and each outcome that troubleshooting quotes is the code's."""
    table = README.split("## Troubleshooting")[1].split("\n## ")[0]
    quoted = re.findall(r"^\| log \| \"([^\"]+)\"|\(log: \"([^\"]+)\"", table, re.MULTILINE)
    lines = {*filter(None, itertools.chain(*quoted)), "job failed"}
    assert len(lines) > 5
    packages = ("api", "bot", "core")
    code = "".join(
        path.read_text(encoding="utf-8")
        for package in packages
        for path in (ROOT / package).rglob("*.py")
    )
    assert [line for line in lines if f'"{line}"' not in code] == []
    named = re.findall(r"\(log: (?:\"[^\"]+\", )?`([a-z_]+)`\)", table)
    assert len(named) > 5
    assert set(named) <= set(Outcome)


def test_limits_of_source_images() -> None:
    """The README's limits of source images are those the code holds to."""
    limits = " ".join(README.split("## Limits")[1].split("\n## ")[0].split())
    for said in (
        f"{', '.join(list(Kind)[:-1])} or {list(Kind)[-1]}",
        f"at most {downloads.MAX_BYTES // 1_000_000} MB",
        f"at least {pixels.MIN_SIDE} pixels a side",
        f"at most {pixels.MAX_ELONGATION} times the short one",
    ):
        assert said in limits
    assert (MOST_IMAGES, "Of one message, four are painted from" in limits) == (4, True)
    assert downloads.MAX_BYTES == door.MAX_BYTES


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(path: Path) -> None:
    """Each link between documents leads to a file that is there."""
    links = re.findall(r"\]\(([^)#\s]+)\)", path.read_text(encoding="utf-8"))
    local = [link for link in links if not link.startswith(("http://", "https://"))]
    assert [link for link in local if not (path.parent / link).exists()] == []
