"""The words the painter knows: things, and what makes a scene of them.

Loads `nouns.txt` and `words.txt`. Gives the longest entry at a place in a text; knows nothing of
what is done with it.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from local.painter.scene import Noun

HERE = Path(__file__).parent
LONGEST = 5
"""Words in the longest entry."""

_IRREGULAR = {
    "children": "child",
    "geese": "goose",
    "leaves": "leaf",
    "men": "man",
    "mice": "mouse",
    "wolves": "wolf",
    "women": "woman",
}


@dataclass(frozen=True, slots=True)
class Word:
    """An entry found in a text.

    Attributes:
        category: "noun", or a category of words.txt ("place", "colour", "count", …).
        value: The category's value; a noun's name.
        noun: The noun, for nouns.
        plural: Whether a noun stood in the plural.
        length: Tokens taken.
    """

    category: str
    value: str
    noun: Noun | None = None
    plural: bool = False
    length: int = 1


def tokens(text: str) -> list[str]:
    """A text's words in lower case; stops between them are tokens too."""
    spelt = "".join(_spelt(char) for char in text)
    return re.findall(r"[a-z0-9][a-z0-9'-]*|[.,;:!?]", spelt.lower().replace("’", "'"))


def _spelt(char: str) -> str:
    """An emoji by its name in Unicode, anything else as it is."""
    if unicodedata.category(char) != "So":
        return char
    name = unicodedata.name(char, "").lower()
    return f" {name.removesuffix(' face').removesuffix(' symbol')} "


def found(words: Sequence[str], at: int) -> list[Word]:
    """The longest entries that begin at a place, one for each category; a noun comes last."""
    by_category: dict[str, Word] = {}
    for length in range(min(LONGEST, len(words) - at), 0, -1):
        phrase = " ".join(words[at : at + length])
        for category, value in _words().get(phrase, ()):
            if category not in by_category:
                by_category[category] = Word(category, value, length=length)
        if "noun" not in by_category:
            entry = _noun(phrase)
            if entry:
                by_category["noun"] = replace(entry, length=length)
    longest = max((word.length for word in by_category.values()), default=0)
    kept = [word for word in by_category.values() if word.length == longest]
    return sorted(kept, key=lambda word: word.category == "noun")


def _noun(phrase: str) -> Word | None:
    nouns = _nouns()
    if phrase in nouns:
        return Word("noun", nouns[phrase].name, nouns[phrase])
    for singular in _singulars(phrase):
        if singular in nouns:
            return Word("noun", nouns[singular].name, nouns[singular], plural=True)
    return None


def _singulars(phrase: str) -> list[str]:
    head, _, last = phrase.rpartition(" ")
    lead = f"{head} " if head else ""
    if last in _IRREGULAR:
        return [lead + _IRREGULAR[last]]
    forms = []
    if last.endswith("ies"):
        forms.append(last[:-3] + "y")
    if last.endswith("es"):
        forms.append(last[:-2])
    if last.endswith("s") and not last.endswith("ss"):
        forms.append(last[:-1])
    return [lead + form for form in forms]


@functools.cache
def _words() -> Mapping[str, tuple[tuple[str, str], ...]]:
    table: dict[str, tuple[tuple[str, str], ...]] = {}
    category = value = ""
    for line in _lines("words.txt"):
        if line.startswith("["):
            category, _, value = line.strip("[]").partition(" ")
            continue
        for phrase in _listed(line):
            table[phrase] = (*table.get(phrase, ()), (category, value))
    return table


@functools.cache
def _nouns() -> Mapping[str, Noun]:
    table: dict[str, Noun] = {}
    kind = ""
    for line in _lines("nouns.txt"):
        if line.startswith("["):
            kind = line.strip("[]")
            continue
        names, _, rest = line.partition(" = ")
        art, height, *traits = rest.split()
        first, *others = _listed(names)
        noun = Noun(first, art, kind, float(height), frozenset(traits))
        for name in (first, *others):
            table.setdefault(name, replace(noun, name=name))
    return table


def _lines(name: str) -> list[str]:
    text = (HERE / name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def _listed(line: str) -> list[str]:
    return [part.strip() for part in line.split(",") if part.strip()]
