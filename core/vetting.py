"""What the rewriting model answered: tidied, and judged before it is painted.

Pure text. A model that was told to answer with a prompt alone still greets, quotes, refuses,
runs on or obeys its input now and then; whatever is odd is not painted, because the person's own
words are always at hand. Knows nothing of how the answer was come by.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from core.bedrock import FILTER_SENTENCE
from core.language import visibly_not_english
from core.model import Rewrite
from core.quoting import Tag, without_tags
from core.style import Style
from core.text import clean, quoted


@dataclass(frozen=True, slots=True)
class Unfit:
    """An answer that is not painted.

    Attributes:
        how: REFUSED or UNUSABLE.
        reason: Which rule it broke, in a word or two for the log.
    """

    how: Rewrite
    reason: str


def vet(
    answer: str, *, words: str, style: Style, instruction: str, with_source: bool
) -> str | Unfit:
    """The prompt in an answer, or why there is none to be used.

    Args:
        answer: The model's text.
        words: The person's words it was to rewrite.
        style: How it was to rewrite them.
        instruction: The system prompt, which must not come back.
        with_source: Whether a source image was described too. Then words may be lost rightly:
            of `change "OPEN" to "SHUT"` only one is to be seen.
    """
    if FILTER_SENTENCE in answer.lower():
        return Unfit(Rewrite.REFUSED, "filter sentence")
    prompt = tidy(answer)
    if _refuses(prompt, words):
        return Unfit(Rewrite.REFUSED, "refusal")
    reason = (
        _malformed(answer, prompt)
        or _wrong_length(prompt, words, style)
        or _echo(prompt, words, instruction)
        or _untrue(prompt, words, style, with_source=with_source)
    )
    return Unfit(Rewrite.UNUSABLE, reason) if reason else prompt


def tidy(answer: str) -> str:
    """An answer as one line, without greeting, label, notes, markdown or quotes around it."""
    text = "\n".join(clean(line) for line in answer.splitlines())
    text = without_tags(_LEFT_OUT.sub(" ", text))
    text = _MARKUP.sub("", text).strip()
    text = _NOTES.split(text, maxsplit=1)[0]
    for lead in (_GREETING, _ANNOUNCEMENT, _LABEL):
        text = lead.sub("", text.strip(), count=1)
    return _unquoted(" ".join(text.split()))


def _unquoted(text: str) -> str:
    """Without a pair of quotes around the whole; `"OPEN" above a door marked "B"` has none."""
    if len(text) < len('""') or (text[0], text[-1]) not in _QUOTE_PAIRS:
        return text
    inner = text[1:-1]
    first = next((at for at, char in enumerate(inner) if char in _QUOTES), None)
    opens_inside = first is None or first == 0 or inner[first - 1] in " ("
    return inner.strip() if opens_inside else text


def _refuses(prompt: str, words: str) -> bool:
    found = _REFUSAL.match(prompt)
    return found is not None and not words.lower().startswith(found[0].lower())


def _malformed(answer: str, prompt: str) -> str:
    if sum(char.isalpha() for char in prompt) < _FEWEST_LETTERS:
        return "empty"
    if prompt[0] in "{[":
        return "structured"
    return "list" if len(_BULLETS.findall(answer)) >= _BULLETS_OF_A_LIST else ""


def _wrong_length(prompt: str, words: str, style: Style) -> str:
    count = len(prompt.split())
    most = max(style.max_words * 8 // 5, len(words.split()) + 60)
    if count > most or len(prompt) > most * _LONG_WORD:
        return "too long"
    return "too short" if count < style.min_words // 4 else ""


def _echo(prompt: str, words: str, instruction: str) -> str:
    own = set(_runs(words))
    theirs = set(_runs(instruction)) - own
    return "echo" if any(run in theirs for run in _runs(prompt)) else ""


def _runs(text: str) -> Iterator[tuple[str, ...]]:
    """Each run of ten words: as many in common are no accident."""
    tokens = _WORD.findall(text.lower())
    return zip(*(tokens[at:] for at in range(10)), strict=False)


def _untrue(prompt: str, words: str, style: Style, *, with_source: bool) -> str:
    if visibly_not_english(prompt):
        return "not English"
    if with_source or visibly_not_english(words):
        return ""
    if any(text not in _plain(prompt) for text in _lettering(words)):
        return "lost lettering"
    tokens = set(_WORD.findall(prompt.lower()))
    if any(tokens.isdisjoint(ways) for ways in _counts(words)):
        return "lost number"
    return "lost words" if style.keeps_words and _rewritten(words, tokens) else ""


def _lettering(words: str) -> Iterator[str]:
    """Quoted text that is to be seen in the picture: short, and not the whole request."""
    for start, end in quoted(words):
        text = _plain(words[start + 1 : end - 1])
        if len(text.split()) <= _LETTERING_WORDS and end - start < len(words):
            yield text


def _plain(text: str) -> str:
    return " ".join(text.translate(_STRAIGHT).casefold().split())


def _counts(words: str) -> Iterator[frozenset[str]]:
    """For each number of things from two to twelve, all the ways to say it."""
    for match in _COUNTED.finditer(words.lower()):
        if match[2] not in _UNITS:
            yield _NUMBERS[match[1]]


def _rewritten(words: str, tokens: set[str]) -> bool:
    """Whether less than half of the longer words came through, endings aside."""
    asked = {word[:_STEM] for word in _WORD.findall(words.lower()) if len(word) >= _STEM}
    kept = asked & {token[:_STEM] for token in tokens}
    return len(asked) >= _ENOUGH_WORDS and len(kept) * 2 < len(asked)


_FEWEST_LETTERS = 3
_BULLETS_OF_A_LIST = 3
_LETTERING_WORDS = 6
_LONG_WORD = 12  # characters a word, spaces included, at most on average
_STEM = 4
_ENOUGH_WORDS = 3

_QUOTES = '"“”„«»'
_QUOTE_PAIRS = {('"', '"'), ("“", "”"), ("„", "“"), ("«", "»"), ("'", "'"), ("‘", "’")}
_STRAIGHT = str.maketrans(dict.fromkeys("“”„«»", '"') | dict.fromkeys("‘’", "'"))
_WORD = re.compile(r"\w+")

_LEFT_OUT = re.compile(rf"<{Tag.LEAVE_OUT}>.*?</{Tag.LEAVE_OUT}>", re.DOTALL)
_MARKUP = re.compile(r"^```\w*$|```|\*\*|`|^#+\s+|^\s*[-*•]\s+", re.MULTILINE)
_BULLETS = re.compile(r"^\s*(?:[-*•]|\d{1,2}[.)])\s+\S", re.MULTILINE)
_NOTES = re.compile(r"\n\s*(?:note|negative(?: prompt)?|explanation)s?\s*:", re.IGNORECASE)
_GREETING = re.compile(r"^(?:sure|certainly|of course|absolutely)\b[!,.:]\s+", re.IGNORECASE)
_ANNOUNCEMENT = re.compile(r"^here(?:['’]s| is)\b[^:\n]{0,80}:\s*", re.IGNORECASE)
_LABEL = re.compile(
    r"^(?:the\s+)?(?:(?:enhanced|improved|rewritten|final|image)\s+)*(?:prompt|description)\s*:\s*",
    re.IGNORECASE,
)
_REFUSAL = re.compile(
    r"(?:i['’]m|i am)\s+(?:really |very |so )?(?:sorry|afraid|unable|not able)\b"
    r"|i\s+(?:can(?:not|['’]?t| not)|won['’]t|will not|must decline|do not|don['’]t|apologi[sz]e)\b"
    r"|(?:my |our )?apologies\b|sorry,?\s+(?:but|i|this|that|we)\b|unfortunately,?\s+i\b"
    r"|as an ai\b|(?:this|your|the) (?:request|prompt) (?:violates|is not|cannot|can['’]t|goes)\b",
    re.IGNORECASE,
)

_NUMBERS = {
    name: frozenset(ways)
    for ways in (
        ("2", "two", "pair", "couple", "both", "twin", "twins", "duo"),
        ("3", "three", "trio", "triplets"),
        ("4", "four", "quartet"),
        ("5", "five"),
        ("6", "six"),
        ("7", "seven"),
        ("8", "eight"),
        ("9", "nine"),
        ("10", "ten"),
        ("11", "eleven"),
        ("12", "twelve", "dozen"),
    )
    for name in ways[:2]
}
_COUNTED = re.compile(rf"(?<![\w.,:/-])({'|'.join(_NUMBERS)})\s+([a-z]+)")
_UNITS = frozenset(
    {"am", "pm", "o", "oclock", "mm", "cm", "m", "km", "k", "years", "year", "percent", "degrees"}
    | {"point", "thirds", "third", "hundred", "thousand", "million", "days", "hours", "of"}
)
