"""Words of five other languages turned into plain English, as far as a small word list goes.

Vietnamese, Spanish, French, German, Japanese: common things, colours, places. It knows no
grammar: it puts qualities before what they stand by and says honestly when it knows too little.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from core.language import visibly_not_english

UNKNOWN = (
    "A quiet scene imagined from words in a language that this local preview does not read, "
    "kept simple and open"
)
_LONGEST = 4
_QUOTED = re.compile(r'["“«]([^"”»]{1,60})["”»]')
_SUBJECT = re.compile("[がは]")
_UNSPACED = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]")
_COUNTS = {"one": 1, "several": 3, "two": 2, "three": 3, "four": 4, "five": 5}
_IRREGULAR = {"fish": "fish", "wolf": "wolves", "woman": "women", "man": "men", "child": "children"}


@dataclass(frozen=True, slots=True)
class _Entry:
    sort: str
    english: str


@dataclass(slots=True)
class _Phrase:
    """A thing or place with what is said of it."""

    noun: str = ""
    place: bool = False
    count: str = ""
    before: tuple[str, ...] = ()
    doing: str = ""
    relation: str = ""

    def text(self) -> str:
        """The phrase in English, its relation first."""
        qualities = " ".join(self.before)
        core = f"{qualities} {self.noun}".strip()
        if _COUNTS.get(self.count, 1) > 1:
            core = f"{self.count} {f'{qualities} {_plural(self.noun)}'.strip()}"
        elif self.place:
            core = core if self.noun in {"night", "space"} else f"the {core}"
        elif not self.noun.endswith("s"):
            core = f"{'an' if core[:1] in 'aeiou' else 'a'} {core}"
        relation = self.relation
        if self.place and self.noun in {"night", "sunset", "sunrise"}:
            relation, core = "at", self.noun
        elif self.place and relation not in {"under", "on", "next to"}:
            relation = "in"
        doing = f" {self.doing}" if self.doing else ""
        return f"{relation} {core}{doing}".strip()


def in_english(words: str) -> str:
    """The words in English: as they are if they are not plainly foreign, else what can be read."""
    if not visibly_not_english(words):
        return words
    quoted = [match[0] for match in _QUOTED.finditer(words)]
    text = unicodedata.normalize("NFC", _QUOTED.sub(" ", words)).lower()
    if _UNSPACED.search(text):
        phrases = _japanese(_read(text), subject_first=bool(_SUBJECT.search(text)))
    else:
        phrases = _phrases(_read(text))
    said = _joined(phrases) or UNKNOWN
    return said + (f", with the words {' and '.join(quoted)}" if quoted else "")


def _read(text: str) -> list[_Entry]:
    """What can be read of a text, in its order, the longest entries first."""
    table = _table()
    units = list(text) if _UNSPACED.search(text) else re.findall(r"[^\W_]+(?:-[^\W_]+)*", text)
    joint = "" if _UNSPACED.search(text) else " "
    longest = 8 if not joint else _LONGEST
    entries = []
    at = 0
    while at < len(units):
        for length in range(min(longest, len(units) - at), 0, -1):
            entry = table.get(joint.join(units[at : at + length]))
            if entry:
                entries.append(entry)
                at += length
                break
        else:
            at += 1
    return entries


def _phrases(entries: list[_Entry]) -> list[_Phrase]:
    """Entries gathered around the things and places among them."""
    phrases: list[_Phrase] = []
    waiting = _Phrase()
    for entry in entries:
        match entry.sort:
            case "n" | "p":
                waiting.noun, waiting.place = entry.english, entry.sort == "p"
                phrases.append(waiting)
                waiting = _Phrase()
            case "c":
                waiting.count = entry.english
            case "r":
                waiting.relation = entry.english
            case "v" if phrases:
                phrases[-1].doing = entry.english
            case "a" if phrases and not waiting.relation and not waiting.count:
                phrases[-1].before = (*phrases[-1].before, entry.english)
            case "a":
                waiting.before = (*waiting.before, entry.english)
    return phrases


def _japanese(entries: list[_Entry], *, subject_first: bool) -> list[_Phrase]:
    """The same for Japanese, which says how a thing stands after it, and what is meant last."""
    phrases: list[_Phrase] = []
    before: tuple[str, ...] = ()
    joint = count = doing = ""
    for entry in entries:
        if entry.sort in {"n", "p"}:
            place = entry.sort == "p"
            phrases.append(_Phrase(entry.english, place, count, before, relation=joint))
            before, joint, count = (), "", ""
        elif entry.sort == "a":
            before = (*before, entry.english)
        elif entry.sort == "c":
            count = entry.english
        elif entry.sort == "v":
            doing = entry.english
        elif entry.english == "with":
            joint = "and"
        elif phrases:
            phrases[-1].relation = phrases[-1].relation or entry.english
    if phrases and not subject_first and not any(phrase.relation == "and" for phrase in phrases):
        phrases.insert(0, phrases.pop())
    if phrases:
        phrases[0].doing = doing
    return phrases


def _joined(phrases: list[_Phrase]) -> str:
    things = [phrase for phrase in phrases if not phrase.place]
    if not phrases:
        return ""
    first = (things or phrases)[0]
    first.relation = ""
    rest = [phrase for phrase in phrases if phrase is not first]
    for phrase in rest:
        phrase.relation = phrase.relation or "with"
    said = " ".join(phrase.text() for phrase in [first, *rest])
    return said if things else f"A view {said}"


def _plural(noun: str) -> str:
    if noun in _IRREGULAR:
        return _IRREGULAR[noun]
    if noun.endswith("s"):
        return noun
    if noun.endswith("y") and noun[-2] not in "aeiou":
        return f"{noun[:-1]}ies"
    return f"{noun}es" if noun.endswith(("x", "ch", "sh")) else f"{noun}s"


@functools.cache
def _table() -> Mapping[str, _Entry]:
    table: dict[str, _Entry] = {}
    sort = ""
    path = Path(__file__).with_name("dictionary.txt")
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            sort = line.strip("[]")
        elif "=" in line and not line.startswith("#"):
            english, _, foreign = line.partition(" = ")
            for word in foreign.split(","):
                key = unicodedata.normalize("NFC", word.strip())
                table.setdefault(key, _Entry(sort, english))
    return table
