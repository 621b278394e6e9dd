"""People's words made safe to keep, show and paint.

Knows Unicode, and nothing of options, languages or where the words came from: a door undoes its
own escaping first.
"""

from __future__ import annotations

import re
import unicodedata
from itertools import chain

MAX_MARKS = 8
"""Combining marks kept on one character, counted decomposed.

Vietnamese needs two, pointed Hebrew four, the tallest Tibetan stacks eight; above that it is
decoration that runs over the neighbouring lines.
"""

_DROPPED = re.compile(
    "["
    "\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f"  # controls that are not white space
    "\u00ad\u034f\u061c\u17b4\u17b5\u180e\u200b\u200e\u200f"  # soft hyphen, bidi marks, zero widths
    "\u202a-\u202e\u2060-\u206f"  # bidi embeddings, overrides and isolates; invisible operators
    "\ufdd0-\ufdef\ufeff\ufff0-\ufffc\ufffe\uffff"  # byte order mark, annotations, noncharacters
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"  # shorthand and musical format controls
    "\U000e0000-\U000e001f\U000e0080-\U000e00ff\U000e01f0-\U000e0fff"
    + "".join(
        f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(1 << 16, 17 << 16, 1 << 16)
    )
    + "]+"
)
_BLANK = re.compile("[\u115f\u1160\u2800\u3164\uffa0]")  # letters and symbols drawn as nothing
_SURROGATE = re.compile("[\ud800-\udfff]")
# England, Scotland and Wales are flags spelt in tag characters; tags anywhere else hide text.
_TAGS = re.compile(
    "(\U0001f3f4[\U000e0030-\U000e0039\U000e0061-\U000e007a]{3,6}\U000e007f)"
    "|[\U000e0020-\U000e007f]"
)
_JOINERS = "\u200c\u200d"
_SELECTORS = frozenset(
    chr(point)
    for point in chain(
        range(0x180B, 0x180E), (0x180F,), range(0xFE00, 0xFE10), range(0xE0100, 0xE01F0)
    )
)
# What a joiner may follow: letters without case (Arabic, Indic scripts), emoji and their skin
# tones, and what is newer than this Python's tables. Between Latin letters it only hides.
_JOINABLE = frozenset({"Lo", "So", "Sk", "Cn"})

_CLOSING = {
    '"': '"',
    "＂": "＂",
    "“": "”",
    "”": "”",
    "„": "“”",
    "«": "»",
    "»": "«",
    "「": "」",
    "『": "』",
}
_OPENING = re.compile(rf"(?<![^\s(\[{{=:＝：])[{''.join(_CLOSING)}]")


def clean(text: str) -> str:
    """The words as typed, without what cannot be seen.

    Dropped are control characters, everything that reorders text (bidi overrides, embeddings,
    isolates and marks), invisible characters that hide or split words, and lone surrogates. Kept
    are emoji with their joiners, skin tones and variation selectors, the joiners of scripts that
    need them, and combining marks up to `MAX_MARKS` a character. A prompt is one flowing line, so
    line breaks and runs of white space become one space. The result is in Unicode's normal form C,
    and cleaning it again changes nothing.
    """
    if _SURROGATE.search(text):
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "ignore")
    text = _BLANK.sub(" ", _DROPPED.sub("", text))
    text = _TAGS.sub(lambda found: found[1] or "", text)
    # Bounded before it is decomposed, because ordering the marks of one character takes the square
    # of their number; and after, because one character can decompose into several marks.
    text = _bounded(unicodedata.normalize("NFD", _bounded(text)))
    return " ".join(unicodedata.normalize("NFC", text).split())


def _bounded(text: str) -> str:
    kept: list[str] = []
    base = previous = " "
    marks = 0
    for character in text:
        if character < "\x80":
            base, marks = character, 0
        elif character in _JOINERS:
            if previous in _JOINERS or unicodedata.category(base) not in _JOINABLE:
                continue
        elif character in _SELECTORS and (previous.isspace() or previous in _SELECTORS):
            continue
        elif unicodedata.category(character).startswith("M"):
            marks += 1
            if marks > MAX_MARKS:
                continue
        else:
            base, marks = character, 0
        kept.append(character)
        previous = character
    return "".join(kept)


def says_something(text: str) -> bool:
    """Whether there is more in a text than blanks and punctuation."""
    return any(unicodedata.category(character)[0] in "LNSC" for character in text)


def quoted(text: str) -> list[tuple[int, int]]:
    """Where text stands in double quotes of any kind: start and end, the marks included.

    An opening mark counts at the start of a word only, so 24" is a length; one that is never
    closed counts as nothing. Single quotes do not count: they are apostrophes more often.
    """
    last = {mark: text.rfind(mark) for mark in set("".join(_CLOSING.values()))}
    spans: list[tuple[int, int]] = []
    end = 0
    for opening in _OPENING.finditer(text):
        start, closing = opening.start(), _CLOSING[opening[0]]
        if start < end or all(last[mark] <= start for mark in closing):
            continue
        end = min(found for mark in closing if (found := text.find(mark, start + 1)) >= 0) + 1
        spans.append((start, end))
    return spans


_CODE = re.compile(r":(?:skin-tone-[2-6]|[a-z0-9][a-z0-9_+'-]*[a-z]|[a-z][a-z0-9_+'-]*):")


def spoken_codes(text: str) -> str:
    """The words with the emoji codes of chat programs as words: ":fox_face:" is "fox face".

    For the models, which know no codes; people are shown what came.
    """

    def spoken(code: re.Match[str]) -> str:
        name = code[0].strip(":")
        return "" if name.startswith("skin-tone-") else f" {re.sub(r'[_-]', ' ', name)} "

    return re.sub(r" {2,}", " ", _CODE.sub(spoken, text)).strip() if _CODE.search(text) else text
