"""The documents say what is so: every setting, every command, every error, and no dead link."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from core import bedrock
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


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(path: Path) -> None:
    """Each link between documents leads to a file that is there."""
    links = re.findall(r"\]\(([^)#\s]+)\)", path.read_text(encoding="utf-8"))
    local = [link for link in links if not link.startswith(("http://", "https://"))]
    assert [link for link in local if not (path.parent / link).exists()] == []
