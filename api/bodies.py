"""What a REST request asks for, read strictly: which field is wrong, and why.

Pure: a body in, an `ImageRequest` out. `api/openapi.json` says the same to the outside; a test
holds the two together.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from core.errors import NeedsEnglish, OptionError
from core.generate import MAX_PROMPT
from core.language import visibly_not_english
from core.model import SEED_MAX, AspectRatio, ImageRequest, OutputFormat, Source
from core.text import clean, says_something

_KEPT_APART = ("slack/", "rest/")
"""Where the input bucket holds the sources of pictures: whoever shared them shared them there."""

_SHOWN = 60


@dataclass(frozen=True, slots=True)
class Choices:
    """What a deployment has to choose from.

    Attributes:
        styles: Names of the enhancement styles.
        models: Ids of the image models.
        input_bucket: Name of the one bucket source images may lie in.
        default_ratio: Aspect ratio of a request that names none.
    """

    styles: Collection[str]
    models: Collection[str]
    input_bucket: str
    default_ratio: AspectRatio


@dataclass(frozen=True, slots=True)
class Wanted:
    """What was asked for.

    Attributes:
        request: What is to be painted; a seed of 0 is to be chosen.
        original_prompt: What the caller says the words were made from; "" for nothing.
    """

    request: ImageRequest
    original_prompt: str


def parse(text: bytes | str) -> object:
    """The JSON in a body.

    Raises:
        OptionError: It is none.
    """
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise OptionError("body", "it is not JSON") from error


def read(body: object, choices: Choices, *, enhance: bool) -> Wanted:
    """What a body asks for.

    Args:
        body: The parsed body.
        choices: What there is to choose from.
        enhance: Whether words are enhanced where the body does not say.

    Raises:
        OptionError: A field is missing, unknown or has a value that cannot be taken.
        NeedsEnglish: The words are to be painted as they are, and are visibly not English.
    """
    if not isinstance(body, dict):
        raise OptionError("body", "it is not a JSON object")
    if "prompt" not in body:
        raise OptionError("prompt", "it is missing; it says what to paint")
    readers = _readers(choices)
    for name in body:
        if name not in readers:
            raise OptionError(
                _shown(name), f"there is no such field; there are {', '.join(readers)}"
            )
    values = {name: readers[name](name, value) for name, value in body.items()}
    request = ImageRequest(
        prompt=values["prompt"],
        enhance=values.get("enhance_prompt", enhance),
        style=values.get("enhancement_style", ""),
        aspect_ratio=values.get("aspect_ratio", choices.default_ratio),
        negative_prompt=values.get("negative_prompt", ""),
        seed=values.get("seed", 0),
        strength=values.get("strength"),
        output_format=values.get("output_format", OutputFormat.JPEG),
        source=values.get("init_image_s3"),
        model=values.get("model", ""),
    )
    if not request.enhance and visibly_not_english(request.prompt):
        raise NeedsEnglish
    return Wanted(request, values.get("original_prompt", ""))


_Reader = Callable[[str, Any], Any]


def _readers(choices: Choices) -> Mapping[str, _Reader]:
    return {
        "prompt": _prompt,
        "enhance_prompt": _flag,
        "enhancement_style": _one_of(choices.styles),
        "aspect_ratio": lambda name, value: AspectRatio(_one_of(list(AspectRatio))(name, value)),
        "seed": _seed,
        "negative_prompt": _words,
        "strength": _strength,
        "init_image_s3": lambda name, value: _source(name, value, choices.input_bucket),
        "output_format": lambda name, value: OutputFormat(_one_of(list(OutputFormat))(name, value)),
        "model": _one_of(choices.models),
        "original_prompt": _storable,
    }


def _text(name: str, value: Any) -> str:  # noqa: ANN401 - any JSON
    if not isinstance(value, str):
        raise OptionError(name, "it must be a text")
    if len(value) > MAX_PROMPT:
        raise OptionError(name, f"it has {len(value):,} characters; {MAX_PROMPT:,} is the most")
    return value


def _words(name: str, value: Any) -> str:  # noqa: ANN401 - any JSON
    # Composed anew a text can come out longer, if hardly ever.
    return _text(name, clean(_text(name, value)))


def _prompt(name: str, value: Any) -> str:  # noqa: ANN401 - any JSON
    words = _words(name, value)
    if not says_something(words):
        raise OptionError(name, "there are no words in it that say what to paint")
    return words


def _storable(name: str, value: Any) -> str:  # noqa: ANN401 - any JSON
    # Half a surrogate pair is JSON, but no text that could be kept.
    return _text(name, value).encode("utf-16-le", "surrogatepass").decode("utf-16-le", "ignore")


def _flag(name: str, value: Any) -> bool:  # noqa: ANN401 - any JSON
    if not isinstance(value, bool):
        raise OptionError(name, "it must be true or false")
    return value


def _seed(name: str, value: Any) -> int:  # noqa: ANN401 - any JSON
    if isinstance(value, float) and value.is_integer():
        value = int(value)  # JSON knows one kind of number: 42.0 is a whole one
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= SEED_MAX:
        raise OptionError(
            name, f"it must be a whole number from 0 to {SEED_MAX}; 0 has one chosen for you"
        )
    return value


def _strength(name: str, value: Any) -> float:  # noqa: ANN401 - any JSON
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
        raise OptionError(name, "it must be a number from 0 (keeps the image) to 1 (ignores it)")
    return float(value)


def _one_of(known: Collection[str]) -> Callable[[str, Any], str]:
    def read_choice(name: str, value: Any) -> str:  # noqa: ANN401 - any JSON
        if not isinstance(value, str) or value not in set(known):
            raise OptionError(name, f"it must be one of {', '.join(known)}")
        return str(value)

    return read_choice


def _source(name: str, value: Any, bucket: str) -> Source:  # noqa: ANN401 - any JSON
    start = f"s3://{bucket}/"
    if not isinstance(value, str) or not value.startswith(start):
        raise OptionError(name, f"it must lie in the input bucket: {start}KEY")
    key = value.removeprefix(start)
    if not key or len(key.encode(errors="replace")) > _LONGEST_KEY or not key.isprintable():
        raise OptionError(name, f"there is no such key; it must be {start}KEY")
    if key.startswith(_KEPT_APART):
        raise OptionError(name, "that part of the input bucket holds other people's images")
    return Source(reference=key)


_LONGEST_KEY = 1024
"""Bytes of an object key (Amazon S3)."""


def _shown(name: str) -> str:
    shown = clean(name)
    return shown if len(shown) <= _SHOWN else f"{shown[:_SHOWN]}…"
