"""Stable Diffusion 3.5 Large by InvokeModel: its request read strictly, its answers formed.

Refuses every field and value the model's page in the Bedrock user guide does not have. Paints
nothing itself: `read` gives a `Painting`, `answer` wraps the painter's bytes.
"""

from __future__ import annotations

import base64
import binascii
import io
import json
import unicodedata
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, NoReturn

from PIL import Image

from core.model import SEED_MAX, AspectRatio, OutputFormat
from local.bedrock.errors import ServiceError, validation
from local.bedrock.faults import Trouble
from local.painter.painting import Painting

MODEL_ID = "stability.sd3-5-large-v1:0"
REGION = "us-west-2"
"""The only region that has it on demand."""

MAX_PROMPT = 10_000
MIN_SIDE = 64
PIXELS = range(4_096, 9_437_184 + 1)
FIELDS = (
    "aspect_ratio",
    "image",
    "mode",
    "negative_prompt",
    "output_format",
    "prompt",
    "seed",
    "strength",
)
TEXT_TO_IMAGE, IMAGE_TO_IMAGE = "text-to-image", "image-to-image"

_FILTERS: Mapping[Trouble, str] = {
    Trouble.FILTER_PROMPT: "Filter reason: prompt",
    Trouble.FILTER_OUTPUT: "Filter reason: output image",
    Trouble.FILTER_SOURCE: "Filter reason: input image",
    Trouble.INFERENCE_ERROR: "Inference error",
}


def read(body: Mapping[str, Any], chance: int) -> Painting:
    """The painting a request asks for.

    Args:
        body: The parsed JSON body.
        chance: Seed to take where the request has none, or 0.

    Raises:
        ServiceError: ValidationException, as the model would refuse it.
    """
    if any(name not in FIELDS for name in body):
        _refuse(f"Invalid field in request. Available fields: {json.dumps(FIELDS)}")
    prompt = _text(body, "prompt", least=1)
    negative = _text(body, "negative_prompt", least=0) if "negative_prompt" in body else ""
    mode = _choice(body, "mode", (TEXT_TO_IMAGE, IMAGE_TO_IMAGE), TEXT_TO_IMAGE)
    painting = Painting(
        prompt=prompt,
        seed=_seed(body) or chance,
        size=AspectRatio.RATIO_1_1.size,
        negative_prompt=negative,
        output_format=OutputFormat(_choice(body, "output_format", tuple(OutputFormat), "png")),
    )
    if mode == IMAGE_TO_IMAGE:
        return _from_image(body, painting)
    return _from_text(body, painting)


def filter_reason(painting: Painting) -> str | None:
    """The finish reason for words the model's own filter stops, or None.

    The model reads English only and answers anything else as if it were forbidden.
    """
    return "Filter reason: prompt" if not looks_english(painting.prompt) else None


def looks_english(prompt: str) -> bool:
    """False for words visibly not English: another script, or Vietnamese's stacked marks."""
    letters = [char for char in prompt if char.isalpha()]
    if not letters:
        return True
    latin = sum("LATIN" in unicodedata.name(char, "") for char in letters)
    if latin * 2 < len(letters):
        return False
    words = prompt.split()
    return sum(_vietnamese(word) for word in words) * 3 < len(words)


def answer(painting: Painting, content: bytes) -> dict[str, Any]:
    """The body of a success."""
    image = base64.b64encode(content).decode()
    return {"seeds": [painting.seed], "finish_reasons": [None], "images": [image]}


def filtered(reason: str) -> dict[str, Any]:
    """The body of a filtered request: HTTP 200, and neither seeds nor images."""
    return {"finish_reasons": [reason]}


def spoil(good: dict[str, Any], painting: Painting, trouble: Trouble) -> dict[str, Any]:
    """A success turned into the answer a trouble names; others leave it as it is."""
    content = base64.b64decode(good["images"][0])
    changes: dict[str, Any] = {}
    match trouble:
        case _ if trouble in _FILTERS:
            return filtered(_FILTERS[trouble])
        case Trouble.NO_IMAGES:
            changes = {"images": []}
        case Trouble.BAD_BASE64:
            changes = {"images": ["%%% not base64 %%%"]}
        case Trouble.TWO_IMAGES:
            changes = {name: good[name] * 2 for name in good}
        case Trouble.TRUNCATED_IMAGE:
            changes = {"images": [base64.b64encode(content[: len(content) // 2]).decode()]}
        case Trouble.WRONG_FORMAT:
            changes = {"images": [base64.b64encode(_other_format(content, painting)).decode()]}
        case Trouble.STRING_SEEDS:
            changes = {"seeds": [str(painting.seed)]}
        case Trouble.NO_SEEDS:
            return {name: good[name] for name in good if name != "seeds"}
    return good | changes


def _from_text(body: Mapping[str, Any], painting: Painting) -> Painting:
    for name in ("image", "strength"):
        if name in body:
            _refuse(f"{name}: only valid for {IMAGE_TO_IMAGE} requests")
    ratio = _choice(body, "aspect_ratio", tuple(AspectRatio), AspectRatio.RATIO_1_1)
    return replace(painting, size=AspectRatio(ratio).size)


def _from_image(body: Mapping[str, Any], painting: Painting) -> Painting:
    if "aspect_ratio" in body:
        _refuse(f"aspect_ratio: only valid for {TEXT_TO_IMAGE} requests")
    for name in ("image", "strength"):
        if name not in body:
            _refuse(f"{name}: required for {IMAGE_TO_IMAGE} requests")
    strength = body["strength"]
    if isinstance(strength, bool) or not isinstance(strength, int | float):
        _refuse("strength: must be a number")
    if not 0 <= strength <= 1:
        _refuse("strength: must be between 0 and 1")
    content, size = _image(body["image"])
    return replace(painting, size=size, source=content, strength=float(strength))


def _image(encoded: object) -> tuple[bytes, tuple[int, int]]:
    if not isinstance(encoded, str):
        _refuse("image: must be a base64 string")
    try:
        content = base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError):
        _refuse("image: not valid base64")
    try:
        with Image.open(io.BytesIO(content), formats=("JPEG", "PNG", "WEBP")) as image:
            width, height = image.size
            if min(width, height) < MIN_SIDE:
                _refuse(f"image: each side must be at least {MIN_SIDE} pixels")
            if width * height not in PIXELS:
                _refuse(f"image: must have between {PIXELS[0]} and {PIXELS[-1]} pixels")
            image.load()
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        _refuse("image: must be a readable jpeg, png or webp")
    return content, (width, height)


def _text(body: Mapping[str, Any], name: str, *, least: int) -> str:
    value = body.get(name)
    if not isinstance(value, str):
        _refuse(f"{name}: required" if value is None else f"{name}: must be a string")
    if not least <= len(value) <= MAX_PROMPT or (least and not value.strip()):
        _refuse(f"{name}: must have {least} to {MAX_PROMPT} characters")
    return value


def _choice(body: Mapping[str, Any], name: str, choices: tuple[str, ...], default: str) -> str:
    value = body.get(name, default)
    if not isinstance(value, str) or value not in choices:
        _refuse(f"{name}: must be one of {json.dumps([str(choice) for choice in choices])}")
    return value


def _seed(body: Mapping[str, Any]) -> int:
    seed = body.get("seed", 0)
    if isinstance(seed, bool) or not isinstance(seed, int):
        _refuse("seed: must be an integer")
    if not 0 <= seed <= SEED_MAX:
        _refuse(f"seed: must be between 0 and {SEED_MAX}")
    return seed


def _vietnamese(word: str) -> bool:
    return any(
        char in "đĐơƠưƯ" or 0x1EA0 <= ord(char) <= 0x1EF9  # noqa: PLR2004, the Vietnamese block
        for char in unicodedata.normalize("NFC", word)
    )


def _other_format(content: bytes, painting: Painting) -> bytes:
    out = io.BytesIO()
    other = "GIF" if painting.output_format is OutputFormat.PNG else "PNG"
    with Image.open(io.BytesIO(content)) as image:
        image.save(out, other)
    return out.getvalue()


def _refuse(detail: str) -> NoReturn:
    """Stability's own refusals arrive as JSON inside Bedrock's message."""
    error: ServiceError = validation(json.dumps({"detail": detail}))
    raise error
