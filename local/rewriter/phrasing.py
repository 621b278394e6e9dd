"""English words made into a fuller prompt: the words first, untouched, then how they are shown.

What is added names no thing, no place and no hour that was not asked for, so that the painter
sees the same scene in the longer prompt as in the shorter. Knows styles by name.
"""

from __future__ import annotations

import functools
import hashlib
import re
from collections.abc import Mapping
from pathlib import Path

from core.style import Style
from local.painter.reading import read
from local.painter.scene import Medium, Scene

_LEAD = re.compile(
    r"^(?:please\s+)?(?:can|could|would)?\s*(?:you\s+)?(?:please\s+)?"
    r"(?:draw|paint|make|create|generate|show|give|imagine|render)\s+(?:me\s+|us\s+)?"
    r"(?:(?:a|an|the)\s+(?:picture|image|illustration)\s+of\s+)?",
    re.IGNORECASE,
)
_CHANGE = re.compile(
    r"^(?:please\s+)?(?:make|turn|change|convert|transform|redo|reimagine|render|repaint)\s+"
    r"(?:it|this|that|the (?:picture|image|photo))\s*"
    r"(?:(?:look|into|to|as|like|in)\s+)*",
    re.IGNORECASE,
)
_GUIDANCE_WORDS = 8
"""As many words in a row of an instruction may come back; ten would be an echo."""


def enhanced(words: str, style: Style | None, guidance: str) -> str:
    """A prompt of 60 to 120 words that begins with the person's own, or those with a few added.

    Args:
        words: The person's, in English.
        style: The style asked for; None where it is an operator's own.
        guidance: What the instruction says of the style.
    """
    (quality,) = _phrases()["quality"]
    if style and style.keeps_words:
        return f"{_sentence(words).rstrip('.')}, {quality}."
    words = _LEAD.sub("", words).strip() or words
    scene = read(words)
    chosen = _Chosen(words)
    parts = [words, *_body(scene, style, guidance, chosen)]
    return " ".join(_sentence(part) for part in parts if part)


def with_source(words: str, seen: str, style: Style | None, guidance: str) -> str:
    """The whole wanted picture, from what was asked and what the source looks like.

    Args:
        words: The person's, in English.
        seen: The source in plain terms, as a clause.
        style: The style asked for; None where it is an operator's own.
        guidance: What the instruction says of the style.
    """
    (quality,) = _phrases()["quality"]
    if style and style.keeps_words:
        return f"{_sentence(words).rstrip('.')}, {seen}, {quality}."
    words = _CHANGE.sub("", words).strip() or words
    scene = read(words)
    chosen = _Chosen(words)
    parts = [f"{words}, {seen}", *_body(scene, style, guidance, chosen)]
    return " ".join(_sentence(part) for part in parts if part)


class _Chosen:
    """Picks among phrases by the words, so that the same words get the same phrases."""

    def __init__(self, words: str) -> None:
        self._numbers = iter(hashlib.sha256(words.encode("utf-8", "replace")).digest())

    def one(self, *about: str) -> str:
        """A phrase about the first of several subjects that there are any about."""
        found = next((_phrases()[each] for each in about if each in _phrases()), ("",))
        return found[next(self._numbers) % len(found)]


def _body(scene: Scene, style: Style | None, guidance: str, chosen: _Chosen) -> list[str]:
    kind = scene.things[0].noun.kind if scene.things else ""
    return [
        chosen.one(f"surface {kind}", "surface"),
        _manner(scene, style, guidance, chosen),
        chosen.one("composition"),
        chosen.one(f"light {scene.time}"),
        chosen.one(f"air {scene.weather}"),
        chosen.one("closing"),
    ]


def _manner(scene: Scene, style: Style | None, guidance: str, chosen: _Chosen) -> str:
    """The sentence that shows the style."""
    if style is None and guidance:
        manner = " ".join(re.split(r"[.;:]", guidance)[0].split()[:_GUIDANCE_WORDS])
        return f"In the manner of {manner}".rstrip(",")
    name = style.name if style else ""
    plain = "style" if scene.medium is Medium.RENDER else "style named"
    return chosen.one(f"style {name}", plain)


def _sentence(text: str) -> str:
    """With a capital and an end, otherwise letter for letter."""
    text = text.strip()
    ended = text if text[-1:] in {".", "!", "?"} else f"{text}."
    return ended[:1].upper() + ended[1:]


@functools.cache
def _phrases() -> Mapping[str, tuple[str, ...]]:
    table: dict[str, tuple[str, ...]] = {}
    about = ""
    path = Path(__file__).with_name("phrases.txt")
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            about = line.strip("[]")
        elif line and not line.startswith("#"):
            table[about] = (*table.get(about, ()), line)
    return table
