"""The values of options: each read from the words after its name, or refused with the right form.

Every reader takes the words that follow an option's name, starting at its value, and returns the
value and how many characters it took. Refusals are `OptionError`s that show what to type instead.
Knows nothing of where options may stand (`core.options` does).
"""

from __future__ import annotations

import difflib
import math
import re
from collections.abc import Collection, Iterator

from core.errors import OptionError
from core.model import SEED_MAX, SEED_MIN, AspectRatio, OutputFormat

DASHES = "-\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d"
"""Hyphens, dashes and minus signs, as keyboards and their corrections write them."""

_DOUBLE, _SINGLE = '"“”„＂', "'‘’‚`"
# What goes on without a blank is not the end: an apostrophe closes nothing, nor does "a"--no.
_GOES_ON = rf"(?![{DASHES}\w])"
_CLOSING = {
    **dict.fromkeys(_DOUBLE, re.compile(f"[{_DOUBLE}]{_GOES_ON}")),
    **dict.fromkeys(_SINGLE, re.compile(f"[{_SINGLE}]{_GOES_ON}")),
    "«": re.compile(f"»{_GOES_ON}"),
    "「": re.compile(f"」{_GOES_ON}"),
    "『": re.compile(f"』{_GOES_ON}"),
}
_WORD = re.compile(r"\S+")
_TRAILING = ",;.!?"

_SIDE = r"(\d{1,5}(?:[.,]\d{1,4})?)"
_RATIO = re.compile(rf"{_SIDE}\s?[:x×/∶：／]\s?{_SIDE}(?![{DASHES}\w:])", re.IGNORECASE)
_STRENGTH = re.compile(
    r"(?P<number>\d{1,3}(?:[.,]\d{1,12})?|[.,]\d{1,12})(?P<percent>\s?[%％])?"
    rf"(?![{DASHES}\w%]|[.,]\d)"
)
_COMMA = re.compile("[,，、]")
_MORE_QUOTED = re.compile(r"\s*[,，、]\s*(?=[\"“”„＂'‘’‚`«「『])")
_SEGMENT = re.compile("[^,，、]+")
# What an item may begin with that is no part of it: the model wants no "no" there.
_LEAD = re.compile(rf"(?:[{DASHES}\s{_TRAILING}]+|(?:no|not|any|a|an|the)\s+)*", re.IGNORECASE)
_ITEM_WORDS = 3
# After a comma these begin more of the scene, not another thing to leave out.
_SCENE = re.compile(
    r"\s*(?:a|above|against|an|and|at|beneath|beside|but|by|during|for|from|he|in|inside|into|it|its"
    r"|near|of|on|over|she|the|there|they|this|through|to|under|wearing|while|with)\b",
    re.IGNORECASE,
)

RATIOS = ", ".join(ratio.value for ratio in AspectRatio)
"""The nine aspect ratios, for people to read."""

_FORMS = {
    "aspect_ratio": f"The nine aspect ratios are {RATIOS}, as in --ar 16:9.",
    "style": "A style is named as in --style {}.",
    "negative_prompt": (
        "What to leave out is one word, a comma list or quoted words, "
        'as in --no "parked cars, fog".'
    ),
    "seed": f"A seed is a whole number from {SEED_MIN} to {SEED_MAX}, as in --seed 42.",
    "strength": (
        "The strength is a number from 0 (keeps the source image) to 1 (ignores it), "
        "as in --strength 0.6 or --strength 60%."
    ),
    "output_format": "A format is named as in --format {}.",
}


def aspect_ratio(tail: str) -> tuple[AspectRatio, int]:
    """A ratio in any usual writing (16:9, 16x9, 16/9, 1920x1080) that equals one of the nine."""
    field = "aspect_ratio"
    value, end = word(tail, field, "--ar")
    unquoted = _RATIO.match(tail)
    if unquoted:
        value, end = unquoted[0], unquoted.end()
    sides = _RATIO.fullmatch(value)
    if not sides:
        raise _refusal(field, f"{shown(value)} is not an aspect ratio.")
    width, height = (float(side.replace(",", ".")) for side in sides.groups())
    if not width or not height:
        raise _refusal(field, f"{shown(value)} is not an aspect ratio.")
    wanted = width / height
    nearest = min(AspectRatio, key=lambda ratio: abs(math.log(wanted / _quotient(ratio))))
    if not math.isclose(_quotient(nearest), wanted, rel_tol=1e-9):
        raise _refusal(
            field,
            f"The model does not paint {shown(value)}.",
            f"The nearest is --ar {nearest.value}.",
        )
    return nearest, end


def _quotient(ratio: AspectRatio) -> float:
    width, height = ratio.value.split(":")
    return int(width) / int(height)


def seed(tail: str) -> tuple[int, int]:
    """A whole number from `SEED_MIN` to `SEED_MAX`."""
    value, end = word(tail, "seed", "--seed")
    digits = value.lstrip("0")
    if (
        not digits.isdecimal()
        or len(digits) > len(str(SEED_MAX))
        or not SEED_MIN <= int(digits) <= SEED_MAX
    ):
        raise _refusal("seed", f"{shown(value)} is not a seed.")
    return int(digits), end


def strength(tail: str) -> tuple[float, int]:
    """A share from 0 to 1, to four places: 0.6, .6, 0,6 and 60% are the same.

    60 without a percent sign is refused: it is as likely a slip for 0.60 as for 60%.
    """
    field = "strength"
    value, end = word(tail, field, "--strength")
    unquoted = _STRENGTH.match(tail)
    if unquoted:
        value, end = unquoted[0], unquoted.end()
    number = _STRENGTH.fullmatch(value)
    if not number:
        raise _refusal(field, f"{shown(value)} is not a strength.")
    share = float(number["number"].replace(",", "."))
    if number["percent"]:
        share /= 100
    if share > 1:
        raise _refusal(field, f"{shown(value)} is not a strength.")
    return round(share, 4), end


def style(tail: str, styles: Collection[str]) -> tuple[str, int]:
    """One of the names, in any case, its words joined or apart ("pixel art" is pixel-art)."""
    field = "style"
    value, end = word(tail, field, "--style")
    names = {_plain(name): name for name in styles}
    for count in (3, 2):
        apart = re.match(rf"(?:[^\s,;.!?]+\s+){{{count - 1}}}[^\s,;.!?]+", tail)
        if apart and _plain(apart[0]) in names:
            return names[_plain(apart[0])], apart.end()
    if _plain(value) not in names:
        close = difflib.get_close_matches(_plain(value)[:40], names, n=1, cutoff=0.5)
        raise _refusal(
            field,
            f"There is no style {shown(value)}.",
            f"Styles are {_listed(sorted(styles))}.",
            f"The nearest is {names[close[0]]}." if close else "",
            example=names[close[0]] if close else next(iter(sorted(styles)), "NAME"),
        )
    return names[_plain(value)], end


def _plain(name: str) -> str:
    return re.sub(rf"[{DASHES}\s_]", "", name).casefold()


def output_format(tail: str, formats: Collection[OutputFormat]) -> tuple[OutputFormat, int]:
    """One of the formats; jpg is jpeg."""
    value, end = word(tail, "output_format", "--format")
    name = value.casefold().lstrip(".")
    for known in formats:
        if name in (known.value, known.extension):
            return known, end
    names = [known.value for known in formats]
    raise _refusal(
        "output_format",
        f"{shown(value)} is not a format that can be shown here.",
        f"Formats are {_listed(names)}.",
        example=next(iter(names), "NAME"),
    )


def negative_prompt(tail: str, *, after_words: bool) -> tuple[str, int]:
    """What is to stay out, as a comma list without "no".

    One word, or quoted words, or a comma list. The items of a list are single words; where the
    option stands after the prompt's words they may have up to three. A list ends before an item
    that is longer or that begins more of the scene ("…, at night").
    """
    field = "negative_prompt"
    items: list[str] = []
    end = 0
    if tail[:1] in _CLOSING:
        while tail[end : end + 1] in _CLOSING:
            value, taken = word(tail[end:], field, "--no")
            items += _COMMA.split(value)
            end += taken
            more = _MORE_QUOTED.match(tail, end)
            end = more.end() if more else end
    else:
        for item, stop in _items(tail, _ITEM_WORDS if after_words else 1):
            items.append(item)
            end = stop
    kept = [text for item in items if (text := _bare(item))]
    if not kept:
        raise _refusal(field, "--no needs a value.")
    return ", ".join(kept), end


def _items(tail: str, most: int) -> Iterator[tuple[str, int]]:
    """The items of a comma list, each with where it ends."""
    for segment in _SEGMENT.finditer(tail):
        first, closed = segment.start() == 0, segment.end() < len(tail)
        if not segment[0].strip() or (not first and _SCENE.match(segment[0])):
            return
        start = segment.start() + _leading(segment[0])
        found = _WORD.match(tail, start, segment.end())
        if not found:
            return
        whole = (closed or not first) and len(tail[start : segment.end()].split()) <= most
        end = segment.end() if whole else found.end()
        yield tail[start:end], end
        if not whole:
            return


def _bare(item: str) -> str:
    return item[_leading(item) :].rstrip(f" {DASHES}{_TRAILING}")


def _leading(item: str) -> int:
    lead = _LEAD.match(item)
    return lead.end() if lead else 0


def word(tail: str, field: str, option: str) -> tuple[str, int]:
    """The first word, or what stands in quotes, and where it ends.

    Raises:
        OptionError: There is nothing, or quotes are opened and not closed.
    """
    closing = _CLOSING.get(tail[:1])
    if closing:
        closed = closing.search(tail, 1)
        if not closed:
            raise _refusal(field, f"The quotes after {option} are not closed.")
        value, end = tail[1 : closed.start()].strip(), closed.end()
    else:
        found = _WORD.match(tail)
        value = found[0].rstrip(_TRAILING) if found else ""
        end = len(value)
    if not value:
        raise _refusal(field, f"{option} needs a value.")
    return value, end


def shown(value: str) -> str:
    """The person's value in quotes, cut where it grows beyond a glance."""
    most = 40
    return f"“{value if len(value) <= most else value[:most] + '…'}”"


def _listed(names: Collection[str]) -> str:
    *most, last = names or ["none"]
    return f"{', '.join(most)} and {last}" if most else last


def _refusal(field: str, *problem: str, example: str = "NAME") -> OptionError:
    sentences = [*problem, _FORMS[field].format(example)]
    return OptionError(field, " ".join(filter(None, sentences)))
