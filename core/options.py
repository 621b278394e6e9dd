"""The grammar of a request: "a red fox --ar 16:9 --seed 7" to an `ImageRequest`, and back.

    WORDS [--ar 16:9] [--style cinematic] [--no people] [--seed 42] [--strength 0.6] [--raw]
          [--format png]

Options may stand before, after and amid the words. What counts as one:

- A dash, or two or three, of any kind a keyboard writes, at the start of a word and directly before
  a known name. Everything else with a dash is words: "a photo - style noir", "well—known",
  "-5 degrees".
- Two or three hyphens directly before any other word are an option we do not have: a slip of the
  hand, told before it is paid for. A single dash there may well be prose, and stays words.
- Nothing in double quotes: quoted text is to be drawn, and is kept as typed.
- Of an option given twice the last counts, as in any command line: people correct a line by adding
  to it. What `--no` names adds up, because leaving out one thing does not contradict another.

`core.option_values` reads the values. Knows nothing of where the words came from.
"""

from __future__ import annotations

import dataclasses
import difflib
import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import TypedDict

from core import option_values
from core.errors import OptionError
from core.model import AspectRatio, ImageRequest, OutputFormat
from core.option_values import DASHES
from core.text import clean, quoted, says_something

MAX_PROMPT = 2000
"""Most characters of a prompt typed by a person; the REST door allows more."""

CHAT_FORMATS = (OutputFormat.JPEG, OutputFormat.PNG)
"""What a chat shows in place; webp is for those who fetch the picture."""

_NAMES = {
    "ar": "aspect_ratio",
    "aspect": "aspect_ratio",
    "aspect-ratio": "aspect_ratio",
    "style": "style",
    "no": "negative_prompt",
    "seed": "seed",
    "strength": "strength",
    "raw": "enhance",
    "format": "output_format",
}
# What people who know other tools type, and the nearest thing here.
_ELSEWHERE = {
    "ratio": "ar",
    "size": "ar",
    "width": "ar",
    "height": "ar",
    "negative": "no",
    "negative-prompt": "no",
    "exclude": "no",
    "without": "no",
    "iw": "strength",
    "denoise": "strength",
    "exact": "raw",
    "type": "format",
    "output": "format",
}
_MARK = re.compile(
    rf"(?<![^\s,;.!?)])(?P<dashes>[{DASHES}]{{1,3}})"
    rf"(?P<name>[^\W\d_]+(?:[{DASHES}_][^\W\d_]+)*)"
)
_AFTER_NAME = re.compile(r"""$|[\s=:＝：,;.!?"“”„«「『]""")
_TAKES_DIGITS = frozenset({"aspect_ratio", "seed", "strength"})  # --seed42, --ar16:9
_SEPARATOR = re.compile(r"\s*[=:＝：]?\s*")
_AFTER_VALUE = re.compile(r"[,;.!](?=\s|$)")


class Changes(TypedDict, total=False):
    """The fields of an `ImageRequest` that a person's options set."""

    enhance: bool
    style: str
    aspect_ratio: AspectRatio
    negative_prompt: str
    seed: int
    strength: float
    output_format: OutputFormat


class EmptyPrompt(OptionError):
    """Nothing to paint: no words, only blanks or punctuation, or only options.

    Attributes:
        changes: The options there were, for a form to be filled in with.
    """

    def __init__(self, changes: Changes) -> None:
        super().__init__("prompt", "There are no words that say what to paint.")
        self.changes = changes


def parse(
    text: str,
    *,
    styles: Collection[str],
    default_ratio: AspectRatio = AspectRatio.RATIO_16_9,
    formats: Collection[OutputFormat] = CHAT_FORMATS,
    max_prompt: int = MAX_PROMPT,
) -> ImageRequest:
    """What a person typed, as a request; its words cleaned and the options taken out.

    Args:
        text: As typed, unescaped.
        styles: Names of the styles there are.
        default_ratio: Taken where no `--ar` is given.
        formats: The formats the door can show.
        max_prompt: Most characters (code points) of the words.

    Raises:
        EmptyPrompt: There is nothing to paint.
        OptionError: An option or value that cannot be taken, or too many words.
    """
    words, changes = parse_changes(text, styles=styles, formats=formats, continuing=False)
    if not says_something(words):
        raise EmptyPrompt(changes)
    for field, value in (
        ("prompt", words),
        ("negative_prompt", changes.get("negative_prompt", "")),
    ):
        if len(value) > max_prompt:
            what = "prompt" if field == "prompt" else "list after --no"
            raise OptionError(
                field,
                f"The {what} has {len(value):,} characters; {max_prompt:,} is the most.",
            )
    return dataclasses.replace(ImageRequest(prompt=words, aspect_ratio=default_ratio), **changes)


def parse_changes(
    text: str,
    *,
    styles: Collection[str],
    formats: Collection[OutputFormat] = CHAT_FORMATS,
    continuing: bool = True,
) -> tuple[str, Changes]:
    """The words that are left without the options, and what the options set.

    Args:
        text: As typed, unescaped.
        styles: Names of the styles there are.
        formats: The formats the door can show.
        continuing: Whether there is a picture already, so that a list after `--no` needs no words
            before it to be the last thing said.

    Raises:
        OptionError: An option or value that cannot be taken; field "option" when it is unknown.
    """
    text = clean(text)
    marks = _marks(text)
    words = text[: marks[0].start] if marks else text
    changes: Changes = {}
    left_out: list[str] = []
    stops = [*(mark.start for mark in marks[1:]), len(text)]
    for mark, stop in zip(marks, stops, strict=False):
        tail = text[mark.end : stop]
        taken = 0
        match mark.field:
            case "aspect_ratio":
                changes["aspect_ratio"], taken = option_values.aspect_ratio(tail)
            case "style":
                changes["style"], taken = option_values.style(tail, styles)
            case "negative_prompt":
                value, taken = option_values.negative_prompt(
                    tail, after_words=continuing or bool(words.strip())
                )
                left_out += [item for item in value.split(", ") if item not in left_out]
                changes["negative_prompt"] = ", ".join(left_out)
            case "seed":
                changes["seed"], taken = option_values.seed(tail)
            case "strength":
                changes["strength"], taken = option_values.strength(tail)
            case "output_format":
                changes["output_format"], taken = option_values.output_format(tail, formats)
            case _:
                changes["enhance"] = False
        words = _joined(words.rstrip(), tail[taken:])
    return words, changes


def _joined(before: str, after: str) -> str:
    """The words around an option, and a comma that followed it kept once."""
    loose = _AFTER_VALUE.match(after)
    if loose:
        after = after[loose.end() :]
        before += loose[0] if before and before[-1] not in ",;.!?:" else ""
    after = after.lstrip()
    return f"{before} {after}".strip() if after else before.rstrip(" ,;")


def merge(recipe: ImageRequest, changes: Changes) -> ImageRequest:
    """The recipe with these options changed and everything else, the seed too, as it was.

    A new style, or painting the words as they are, makes the enhanced prompt of the recipe void.
    What is to stay out adds to what the recipe left out already.
    """
    changed = changes.copy()
    if recipe.negative_prompt and "negative_prompt" in changes:
        items = f"{recipe.negative_prompt}, {changes['negative_prompt']}".split(", ")
        changed["negative_prompt"] = ", ".join(dict.fromkeys(items))
    if "style" in changes and "enhance" not in changes:
        changed["enhance"] = True
    merged = dataclasses.replace(recipe, **changed)
    if (merged.style, merged.enhance) != (recipe.style, recipe.enhance):
        merged = dataclasses.replace(merged, enhanced_prompt="")
    return merged


def format_options(request: ImageRequest) -> str:
    """The options that give this request, as a person would type them before or after the words."""
    options = []
    if request.style:
        options.append(f"--style {request.style}")
    if request.negative_prompt:
        options.append(f"--no {_in_quotes(request.negative_prompt)}")
    if request.seed:
        options.append(f"--seed {request.seed}")
    if request.strength is not None:
        options.append(f"--strength {f'{request.strength:.4f}'.rstrip('0').rstrip('.')}")
    if not request.enhance:
        options.append("--raw")
    if request.output_format is not OutputFormat.JPEG:
        options.append(f"--format {request.output_format.value}")
    options.append(f"--ar {request.aspect_ratio.value}")
    return " ".join(options)


def _in_quotes(value: str) -> str:
    if re.fullmatch(r"[\w-]*\w", value):
        return value
    for opening, closing, clashing in (('"', '"', '"“”„＂'), ("«", "»", "»"), ("「", "」", "」")):
        if not any(mark in value for mark in clashing):
            return f"{opening}{value}{closing}"
    return '"' + value.replace('"', "'") + '"'


@dataclass(frozen=True, slots=True)
class _Mark:
    """An option found: its field, where it starts, and where its value is to be looked for."""

    field: str
    start: int
    end: int


def _marks(text: str) -> list[_Mark]:
    spans = iter([*quoted(text), (len(text), len(text))])
    span = next(spans)
    marks = []
    for found in _MARK.finditer(text):
        while span[1] <= found.start():
            span = next(spans)
        if span[0] <= found.start():
            continue
        name = re.sub(f"[{DASHES}_]", "-", found["name"].casefold())
        field = _NAMES.get(name)
        if not field:
            at_word = found.start() == 0 or text[found.start() - 1].isspace()
            if at_word and found["dashes"] in ("--", "---"):
                raise _unknown(found["dashes"] + found["name"], name)
            continue
        end = found.end()
        if not (_AFTER_NAME.match(text, end) or (field in _TAKES_DIGITS and text[end].isdecimal())):
            continue
        if field == "enhance":
            if text[end : end + 1] in ("=", "＝"):
                raise OptionError(field, "--raw takes no value: it stands alone.")
        else:
            separator = _SEPARATOR.match(text, end)
            end = separator.end() if separator else end
        marks.append(_Mark(field, found.start(), end))
    return marks


def _unknown(typed: str, name: str) -> OptionError:
    close = difflib.get_close_matches(name[:40], _NAMES, n=1, cutoff=0.5)
    nearest = _ELSEWHERE.get(name) or (close[0] if close else "")
    suggestion = f" Did you mean --{nearest}?" if nearest else ""
    return OptionError(
        "option",
        f"There is no option {option_values.shown(typed)}.{suggestion} "
        "Options are --ar 16:9, --style NAME, --no WORDS, --seed 42, --strength 0.6, --raw and "
        "--format png. Two hyphens that are to be painted go in quotes.",
    )
