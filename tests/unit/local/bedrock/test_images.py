"""InvokeModel for Stable Diffusion 3.5: what it takes, what it refuses, what it answers."""

from __future__ import annotations

import base64
import io
import json
from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError
from PIL import Image

from core.model import SEED_MAX, AspectRatio
from local.bedrock import IMAGE_MODEL

from .conftest import Runtime

Picture = Callable[..., str]


def _decode(answer: dict[str, Any]) -> Image.Image:
    return Image.open(io.BytesIO(base64.b64decode(answer["images"][0])))


@pytest.mark.parametrize("ratio", list(AspectRatio))
def test_each_aspect_ratio_has_its_size(runtime: Runtime, ratio: AspectRatio) -> None:
    """Each of the nine aspect ratios gives the size that the model paints it in."""
    answer = runtime.invoke(prompt="a fox", mode="text-to-image", aspect_ratio=ratio.value)
    assert _decode(answer).size == ratio.size


def test_defaults_are_the_models(runtime: Runtime) -> None:
    """A prompt alone gives one square png, a seed of the service's choice and a null reason."""
    answer = runtime.invoke(prompt="a fox")
    image = _decode(answer)
    assert (image.size, image.format) == ((1024, 1024), "PNG")
    assert answer["finish_reasons"] == [None]
    assert len(answer["images"]) == 1
    assert 0 < answer["seeds"][0] <= SEED_MAX


@pytest.mark.parametrize("form", ["jpeg", "png", "webp"])
def test_the_format_asked_for_is_answered(runtime: Runtime, form: str) -> None:
    """jpeg, png and webp come as asked."""
    assert _decode(runtime.invoke(prompt="a fox", output_format=form)).format == form.upper()


def test_a_seed_is_kept_and_repeats(runtime: Runtime) -> None:
    """The same request with a seed answers the same bytes and names the seed."""
    first = runtime.invoke(prompt="a fox", seed=42)
    assert first["seeds"] == [42]
    assert runtime.invoke(prompt="a fox", seed=42) == first
    assert runtime.invoke(prompt="a fox", seed=43)["images"] != first["images"]


def test_seed_zero_is_random(runtime: Runtime) -> None:
    """Seed 0 is "choose for me": another seed each time, never 0."""
    seeds = {runtime.invoke(prompt="a fox", seed=0)["seeds"][0] for _ in range(3)}
    assert len(seeds) == 3
    assert 0 not in seeds


def test_image_to_image_keeps_the_sources_shape(runtime: Runtime, picture: Picture) -> None:
    """A source of 320 to 192 comes back as 320 to 192."""
    answer = runtime.invoke(
        prompt="a fox", mode="image-to-image", image=picture(320, 192), strength=0.6, seed=3
    )
    assert _decode(answer).size == (320, 192)


@pytest.mark.parametrize("field", ["cfg_scale", "steps", "style_preset", "width", "samples"])
def test_unknown_fields_are_refused_in_stabilitys_form(runtime: Runtime, field: str) -> None:
    """A field of other models is refused with JSON inside the message that names the fields."""
    detail = json.loads(runtime.refusal(prompt="a fox", **{field: 7}))["detail"]
    assert detail.startswith("Invalid field in request. Available fields: [")
    assert json.loads(detail.split(": ", 1)[1]) == [
        "aspect_ratio",
        "image",
        "mode",
        "negative_prompt",
        "output_format",
        "prompt",
        "seed",
        "strength",
    ]


@pytest.mark.parametrize(
    ("body", "named"),
    [
        ({}, "prompt"),
        ({"prompt": ""}, "prompt"),
        ({"prompt": "   "}, "prompt"),
        ({"prompt": "a" * 10_001}, "prompt"),
        ({"prompt": 7}, "prompt"),
        ({"prompt": ["a fox"]}, "prompt"),
        ({"prompt": "a fox", "mode": "text-to-video"}, "mode"),
        ({"prompt": "a fox", "mode": None}, "mode"),
        ({"prompt": "a fox", "aspect_ratio": "4:3"}, "aspect_ratio"),
        ({"prompt": "a fox", "aspect_ratio": "3:4"}, "aspect_ratio"),
        ({"prompt": "a fox", "output_format": "gif"}, "output_format"),
        ({"prompt": "a fox", "output_format": "jpg"}, "output_format"),
        ({"prompt": "a fox", "seed": -1}, "seed"),
        ({"prompt": "a fox", "seed": SEED_MAX + 1}, "seed"),
        ({"prompt": "a fox", "seed": "42"}, "seed"),
        ({"prompt": "a fox", "seed": 4.5}, "seed"),
        ({"prompt": "a fox", "seed": True}, "seed"),
        ({"prompt": "a fox", "negative_prompt": "a" * 10_001}, "negative_prompt"),
        ({"prompt": "a fox", "negative_prompt": ["people"]}, "negative_prompt"),
        ({"prompt": "a fox", "strength": 0.5}, "strength"),
        ({"prompt": "a fox", "image": "AAAA"}, "image"),
    ],
)
def test_values_outside_the_schema_are_refused(
    runtime: Runtime, body: dict[str, Any], named: str
) -> None:
    """Each wrong type or value is a ValidationException that names its field; nothing is done."""
    assert json.loads(runtime.refusal(**body))["detail"].startswith(named)
    assert runtime.bedrock.calls(done=True) == []


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"strength": None}, "strength"),
        ({"strength": "0.5"}, "strength"),
        ({"strength": True}, "strength"),
        ({"strength": 1.01}, "strength"),
        ({"strength": -0.1}, "strength"),
        ({"image": 7}, "image"),
        ({"image": "not base64!"}, "image"),
        ({"image": "data:image/png;base64,AAAA"}, "image"),
        ({"image": base64.b64encode(b"<svg/>").decode()}, "image"),
        ({"aspect_ratio": "1:1"}, "aspect_ratio"),
    ],
)
def test_image_to_image_is_as_strict(
    runtime: Runtime, picture: Picture, changes: dict[str, Any], named: str
) -> None:
    """Strength is needed and bounded, the image must be one, and an aspect ratio has no place."""
    body = {"prompt": "a fox", "mode": "image-to-image", "image": picture(), "strength": 0.5}
    assert json.loads(runtime.refusal(**(body | changes)))["detail"].startswith(named)


@pytest.mark.parametrize("missing", ["image", "strength"])
def test_image_to_image_needs_image_and_strength(
    runtime: Runtime, picture: Picture, missing: str
) -> None:
    """Neither has a default."""
    body = {"prompt": "a fox", "mode": "image-to-image", "image": picture(), "strength": 0.5}
    del body[missing]
    assert json.loads(runtime.refusal(**body))["detail"].startswith(missing)


@pytest.mark.parametrize(
    ("width", "height", "form"),
    [(63, 200, "PNG"), (200, 63, "PNG"), (4096, 2305, "PNG"), (128, 128, "GIF")],
)
def test_sources_out_of_bounds_are_refused(
    runtime: Runtime, picture: Picture, width: int, height: int, form: str
) -> None:
    """A side under 64 pixels, more than 9,437,184 pixels, or another format is refused."""
    image = picture(width, height, form)
    detail = runtime.refusal(prompt="a", mode="image-to-image", image=image, strength=0.5)
    assert json.loads(detail)["detail"].startswith("image")


def test_a_truncated_source_is_refused(runtime: Runtime, picture: Picture) -> None:
    """A source is decoded whole, not only its header."""
    whole = base64.b64decode(picture(512, 512, "JPEG"))
    half = base64.b64encode(whole[: len(whole) // 2]).decode()
    detail = runtime.refusal(prompt="a", mode="image-to-image", image=half, strength=0.5)
    assert json.loads(detail)["detail"].startswith("image")


@pytest.mark.parametrize("side", [64, 3072])
def test_sources_at_the_bounds_are_taken(runtime: Runtime, picture: Picture, side: int) -> None:
    """64 by 64 and 3072 by 3072 pixels are just within."""
    body = {"prompt": "a", "mode": "image-to-image", "image": picture(side, side), "strength": 0}
    assert runtime.invoke(**body)["finish_reasons"] == [None]


def test_a_body_over_25_million_bytes_is_refused(runtime: Runtime) -> None:
    """The bound is on the body, after base64."""
    message = runtime.refusal(prompt="a fox", mode="image-to-image", image="A" * 25_000_000)
    assert "less than or equal to 25000000" in message


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'"a fox"', b'{"prompt": NaN}', b"\xff"])
def test_a_body_that_is_no_json_object_is_refused(runtime: Runtime, body: bytes) -> None:
    """Anything but one JSON object is a malformed request."""
    with pytest.raises(ClientError, match="Malformed input request"):
        runtime.client.invoke_model(modelId=IMAGE_MODEL, body=body)


@pytest.mark.parametrize(
    "prompt",
    [
        "một con cáo đỏ trong tuyết",
        "雪の中の赤い狐",
        "красная лиса в снегу",
        "ثعلب أحمر",
        "붉은 여우",
    ],
)
def test_words_that_are_not_english_come_back_filtered(runtime: Runtime, prompt: str) -> None:
    """The answer is HTTP 200 with a finish reason, and neither seeds nor images."""
    assert runtime.invoke(prompt=prompt) == {"finish_reasons": ["Filter reason: prompt"]}


@pytest.mark.parametrize(
    "prompt",
    [
        "a red fox in the snow",
        "a bowl of phở on a wooden table",
        "café in Đà Nẵng at night, people drinking coffee by the sea",
        "a sign that says 狐",
        "🦊🦊🦊",
        "1984",
        "naïve façade, crème brûlée",
    ],
)
def test_english_with_a_foreign_word_is_painted(runtime: Runtime, prompt: str) -> None:
    """A borrowed word, digits or emoji do not make English foreign."""
    assert runtime.invoke(prompt=prompt)["finish_reasons"] == [None]
