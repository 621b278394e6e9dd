"""An operator's own styles, from the parameter or from a file, and what is said of bad ones."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from bot import house_styles
from bot.settings import SettingsError
from core.style import Style
from core.styles import STYLES, load

NOIR = {"noir": {"description": "Black and white", "guidance": "hard shadows."}}
DOCUMENT = Path(__file__).parents[3] / "docs" / "styles.md"


def test_none_are_ours() -> None:
    """Without a setting there are the built-in ones."""
    assert house_styles.load("", "default") is STYLES


def test_from_the_parameter() -> None:
    """JSON in the setting itself adds styles, and one of them can be the default."""
    assert "noir" in house_styles.load(json.dumps(NOIR), "noir")


def test_from_a_file(tmp_path: Path) -> None:
    """The setting names a file beside the code."""
    (tmp_path / "styles.json").write_text(json.dumps(NOIR), encoding="utf-8")
    assert "noir" in house_styles.load("styles.json", "default", tmp_path)


@pytest.mark.parametrize("name", ["missing.json", ".", "a\0b"])
def test_a_file_that_is_not_there(tmp_path: Path, name: str) -> None:
    """The message says where it has to lie."""
    with pytest.raises(SettingsError, match="root of the repository"):
        house_styles.load(name, "default", tmp_path)


def test_a_mistake_names_the_field() -> None:
    """The message names setting, style and field."""
    with pytest.raises(SettingsError, match=r'ENHANCEMENT_STYLES: .*"noir" is new and needs'):
        house_styles.load('{"noir": {}}', "default")


def test_a_default_that_is_not_there() -> None:
    """The default has to be one of the styles."""
    with pytest.raises(SettingsError, match=r"DEFAULT_STYLE is 'noir'; it is one of default"):
        house_styles.load("", "noir")


@pytest.mark.parametrize("style", STYLES.values(), ids=list(STYLES))
def test_the_document_tells_of_every_style(style: Style) -> None:
    """docs/styles.md has each style with its description and strength."""
    text = DOCUMENT.read_text(encoding="utf-8")
    (row,) = re.findall(rf"^\| `{style.name}` \| (.+) \| (.+) \|$", text, re.MULTILINE)
    assert row == (style.description[0].lower() + style.description[1:], f"{style.strength:g}")


def test_the_documents_example_works() -> None:
    """What docs/styles.md shows can be used as it stands."""
    text = DOCUMENT.read_text(encoding="utf-8")
    (example,) = re.findall(r"```json\n(.+?)```", text, re.DOTALL)
    found = load(example)
    assert found["cinematic"].strength == 0.7
    assert found["noir"].examples
