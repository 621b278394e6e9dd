"""Requests to the image model within its schema, and its answers distrusted."""

from __future__ import annotations

import base64
import dataclasses
import io
import json
import socket
import threading
import time
from typing import Any

import pytest
from botocore.response import StreamingBody
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image as Pillow

from core import generate as painting
from core.errors import (
    AnswerLost,
    Defect,
    Filtered,
    ImagineError,
    Misconfigured,
    OptionError,
    SourceRefused,
    Throttled,
)
from core.generate import body, generate
from core.model import AspectRatio, ImageRequest, Outcome, OutputFormat
from local.bedrock import IMAGE_MODEL, Trouble

from .conftest import Models

FOX = ImageRequest("a red fox", seed=42)

STALL_SECONDS = 30
"""botocore's own time-out, which a stalled answer must not be waited for."""


def picture(form: str = "JPEG", size: tuple[int, int] = (96, 64)) -> bytes:
    """A small picture of many colours, so that its bytes have something to break."""
    out = io.BytesIO()
    Pillow.linear_gradient("L").resize(size).convert("RGB").save(out, form)
    return out.getvalue()


def in_base64(content: bytes) -> str:
    """As the model sends it."""
    return base64.b64encode(content).decode()


class Body(StreamingBody):
    """An answer's body without a socket behind it."""

    def __init__(self, content: bytes, announced: int | None = None) -> None:
        super().__init__(io.BytesIO(content), len(content) if announced is None else announced)

    def set_socket_timeout(self, timeout: float) -> None:
        """Nothing to set it on."""
        assert timeout > 0


def says(answer: Any) -> Any:
    """A client whose every answer is this, where the strict stand-in says no such thing."""
    raw = answer if isinstance(answer, bytes) else json.dumps(answer).encode()

    class Client:
        def invoke_model(self, **_: Any) -> dict[str, Any]:
            return {"body": Body(raw)}

    return Client()


def paint(client: Any, **changes: Any) -> Any:
    """Paint the fox."""
    fields = body(dataclasses.replace(FOX, **changes), "a red fox in deep snow", None)
    return generate(client, model_id=IMAGE_MODEL, body=fields)


def test_text_to_image_to_the_letter(models: Models) -> None:
    """Words alone: mode, ratio, seed and format, and nothing that was not asked for."""
    image = paint(models.client())
    (call,) = models.bedrock.calls(IMAGE_MODEL)
    assert call.request == {
        "prompt": "a red fox in deep snow",
        "mode": "text-to-image",
        "aspect_ratio": "16:9",
        "seed": 42,
        "output_format": "jpeg",
    }
    assert (image.format, image.width, image.height) == (OutputFormat.JPEG, 1344, 768)
    with Pillow.open(io.BytesIO(image.content)) as decoded:
        assert (decoded.format, decoded.size) == ("JPEG", (1344, 768))


def test_image_to_image_to_the_letter(models: Models) -> None:
    """A source: mode, image and strength, and no aspect ratio; its bytes arrive as they were."""
    source = picture("PNG", (200, 100))
    request = dataclasses.replace(
        FOX, strength=0.3, negative_prompt="people", output_format=OutputFormat.WEBP
    )
    image = generate(models.client(), model_id=IMAGE_MODEL, body=body(request, "a red fox", source))
    (call,) = models.bedrock.calls(IMAGE_MODEL)
    assert call.request == {
        "prompt": "a red fox",
        "negative_prompt": "people",
        "mode": "image-to-image",
        "image": base64.b64encode(source).decode(),
        "strength": 0.3,
        "seed": 42,
        "output_format": "webp",
    }
    assert (image.format, image.width, image.height) == (OutputFormat.WEBP, 200, 100)


@pytest.mark.parametrize("ratio", list(AspectRatio))
@pytest.mark.parametrize("form", list(OutputFormat))
def test_every_ratio_and_format(models: Models, ratio: AspectRatio, form: OutputFormat) -> None:
    """All nine ratios in all three formats are taken and come back so."""
    image = paint(models.client(), aspect_ratio=ratio, output_format=form)
    assert (image.format, (image.width, image.height)) == (form, ratio.size)


def test_strength_comes_from_the_style_where_nobody_says() -> None:
    """A request's own strength wins, 0 included; else the style's."""
    assert body(FOX, "a fox", b"x", default_strength=0.5)["strength"] == 0.5
    asked = dataclasses.replace(FOX, strength=0.0)
    assert body(asked, "a fox", b"x", default_strength=0.5)["strength"] == 0.0
    assert "strength" not in body(asked, "a fox", None)


@pytest.mark.parametrize(
    ("changes", "words", "field"),
    [
        ({}, "x" * 10_001, "prompt"),
        ({}, " \n", "prompt"),
        ({"negative_prompt": "x" * 10_001}, "a fox", "negative_prompt"),
    ],
)
def test_words_beyond_the_schema_are_never_sent(
    changes: dict[str, Any], words: str, field: str
) -> None:
    """What the model would refuse is refused before it is asked, with the field's name."""
    with pytest.raises(OptionError) as caught:
        body(dataclasses.replace(FOX, **changes), words, None)
    assert caught.value.field == field


@pytest.mark.parametrize("seed", [0, -1, 4_294_967_295])
def test_a_picture_without_a_chosen_seed_is_a_defect(seed: int) -> None:
    """0 would let the model choose, and nobody could tell the seed."""
    with pytest.raises(Defect):
        body(dataclasses.replace(FOX, seed=seed), "a fox", None)


def test_a_source_beyond_the_body_s_bound_is_refused() -> None:
    """25,000,000 bytes of body hold about 18.7 MB of image."""
    assert body(FOX, "a fox", bytes(18_700_000))["mode"] == "image-to-image"
    with pytest.raises(SourceRefused):
        body(FOX, "a fox", bytes(18_800_000))


@pytest.mark.parametrize(
    ("trouble", "outcome"),
    [
        (Trouble.FILTER_PROMPT, Outcome.FILTERED_PROMPT),
        (Trouble.FILTER_OUTPUT, Outcome.FILTERED_OUTPUT),
        (Trouble.FILTER_SOURCE, Outcome.FILTERED_SOURCE),
    ],
)
def test_a_filter_says_what_it_stopped(models: Models, trouble: Trouble, outcome: Outcome) -> None:
    """HTTP 200 with a finish reason is a refusal, and asked for once only."""
    models.bedrock.fail(IMAGE_MODEL, trouble)
    with pytest.raises(Filtered) as caught:
        paint(models.client())
    assert caught.value.outcome is outcome
    assert len(models.bedrock.calls(IMAGE_MODEL)) == 1


@pytest.mark.parametrize(
    "trouble",
    [
        Trouble.INFERENCE_ERROR,
        Trouble.NO_IMAGES,
        Trouble.BAD_BASE64,
        Trouble.TRUNCATED_IMAGE,
        Trouble.LOSE_REPLY,
    ],
)
def test_a_paid_answer_without_a_picture_is_lost(models: Models, trouble: Trouble) -> None:
    """What may have been paid and shows nothing counts, and may be tried once more."""
    models.bedrock.fail(IMAGE_MODEL, trouble)
    with pytest.raises(AnswerLost):
        paint(models.client())


@pytest.mark.parametrize("trouble", [Trouble.TWO_IMAGES, Trouble.STRING_SEEDS, Trouble.NO_SEEDS])
def test_an_odd_answer_with_a_picture_is_used(models: Models, trouble: Trouble) -> None:
    """Seeds as strings or missing, or one image too many, cost nobody a picture."""
    models.bedrock.fail(IMAGE_MODEL, trouble)
    assert paint(models.client()).width == 1344


@pytest.mark.parametrize("form", list(OutputFormat))
def test_a_picture_in_another_format_is_turned_into_the_one_asked_for(
    models: Models, form: OutputFormat
) -> None:
    """A paid picture is not thrown away for its encoding."""
    models.bedrock.fail(IMAGE_MODEL, Trouble.WRONG_FORMAT)
    image = paint(models.client(), output_format=form)
    assert image.format is form
    with Pillow.open(io.BytesIO(image.content)) as decoded:
        assert (decoded.format, decoded.size) == (form.name, (1344, 768))


@pytest.mark.parametrize(
    ("trouble", "details", "kind"),
    [
        (Trouble.THROTTLE, {}, Throttled),
        (Trouble.EXCEPTION, {"exception": "AccessDeniedException"}, Misconfigured),
        (Trouble.EXCEPTION, {"exception": "ValidationException"}, Defect),
        (Trouble.EXCEPTION, {"exception": "ModelErrorException"}, AnswerLost),
    ],
)
def test_the_service_s_errors_come_as_ours(
    models: Models, trouble: Trouble, details: dict[str, str], kind: type[ImagineError]
) -> None:
    """No botocore error leaves here."""
    models.bedrock.fail(IMAGE_MODEL, trouble, **details)
    with pytest.raises(kind):
        paint(models.client())


@pytest.mark.parametrize(
    "answer",
    [
        b"<html>",
        b"",
        b"[" * 100_000,
        [],
        "text",
        {},
        {"finish_reasons": [None], "images": []},
        {"finish_reasons": None, "images": None},
        {"finish_reasons": ["Inference error"], "images": [in_base64(picture())]},
        {"finish_reasons": [None], "images": [None]},
        {"finish_reasons": [None], "images": [in_base64(b"not a picture")]},
        {"finish_reasons": [None], "images": [in_base64(picture("BMP"))]},
        {"finish_reasons": [None], "images": ["ümlaut"]},
    ],
)
def test_no_answer_is_trusted(answer: Any) -> None:
    """Whatever comes instead of a picture is an answer lost, and nothing else escapes."""
    with pytest.raises(AnswerLost):
        paint(says(answer))


@pytest.mark.parametrize(
    "answer",
    [
        {"images": [in_base64(picture())]},
        {"finish_reasons": [""], "images": [in_base64(picture())], "seeds": "42"},
        {"finish_reasons": [None, None], "images": ["%", in_base64(picture())]},
        {
            "finish_reasons": ["Filter reason: output image", None],
            "images": [in_base64(b"blurred"), in_base64(picture())],
        },
    ],
)
def test_the_first_picture_that_can_be_read_counts(answer: Any) -> None:
    """Several images, or an envelope with parts missing, still give the one that is good."""
    image = paint(says(answer))
    assert image.content == picture()


def test_a_filtered_image_is_not_shown() -> None:
    """A finish reason is looked at before the image it comes with."""
    answer = {"finish_reasons": ["Filter reason: output image"], "images": [in_base64(picture())]}
    with pytest.raises(Filtered) as caught:
        paint(says(answer))
    assert caught.value.outcome is Outcome.FILTERED_OUTPUT


def test_a_bomb_is_not_decoded() -> None:
    """A picture of more pixels than the model paints is refused by its header."""
    for size in ((4_000, 3_000), (12_000, 9_000), (10_000, 20_000)):
        out = io.BytesIO()
        Pillow.new("1", size).save(out, "PNG")
        with pytest.raises(AnswerLost):
            paint(says({"images": [in_base64(out.getvalue())]}))


@given(at=st.integers(0, 2_000), byte=st.integers(0, 255), cut=st.integers(1, 2_000))
def test_broken_bytes_are_a_picture_or_a_lost_answer(at: int, byte: int, cut: int) -> None:
    """Whatever happens to a picture's bytes, nothing but a picture or AnswerLost comes of it."""
    for form in ("JPEG", "PNG", "WEBP", "GIF"):
        content = bytearray(picture(form))
        content[at % len(content)] = byte
        whole = bytes(content[: len(content) - cut % 7 if cut % 3 else len(content)])
        try:
            image = paint(says({"images": [in_base64(whole)]}))
        except AnswerLost:
            continue
        assert image.format is OutputFormat.JPEG


def test_an_answer_that_trickles_is_given_up() -> None:
    """The step ends before its lease does, however slowly the bytes come."""
    ticks = iter([0.0, 8.0, 10.0, painting.CALL_SECONDS + 1])
    fields = body(FOX, "a fox", None)
    with pytest.raises(AnswerLost):
        generate(says(b" " * 600_000), model_id=IMAGE_MODEL, body=fields, clock=lambda: next(ticks))


@pytest.mark.parametrize("body_bytes", [b'{"images": ["', b""])
def test_an_answer_that_stalls_is_given_up(
    models: Models, monkeypatch: pytest.MonkeyPatch, body_bytes: bytes
) -> None:
    """The bound holds for the body as well: a stall is not waited for a second time-out long."""
    monkeypatch.setattr(painting, "CALL_SECONDS", 0.3)
    with socket.create_server(("127.0.0.1", 0)) as server:
        length = 1_000 if body_bytes else 0
        head = f"HTTP/1.1 200 OK\r\nContent-Length: {length}\r\n\r\n".encode()
        accepted: list[socket.socket] = []

        def stall() -> None:
            connection, _ = server.accept()
            accepted.append(connection)
            connection.recv(65_536)
            connection.sendall(head + body_bytes)

        thread = threading.Thread(target=stall)
        thread.start()
        url = f"http://127.0.0.1:{server.getsockname()[1]}"
        monkeypatch.setenv("AWS_ENDPOINT_URL_BEDROCK_RUNTIME", url)
        began = time.monotonic()
        with pytest.raises(AnswerLost):
            paint(models.client(read_timeout=STALL_SECONDS))
        thread.join()
        accepted[0].close()
    assert time.monotonic() - began < STALL_SECONDS


def test_an_answer_without_end_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """No more is read than a picture can have."""
    monkeypatch.setattr(painting, "MAX_ANSWER", 1_000)
    with pytest.raises(AnswerLost):
        paint(says({"images": ["A" * 2_000]}))


def test_an_answer_cut_in_the_middle_is_lost() -> None:
    """Fewer bytes than announced is an answer lost."""

    class Client:
        def invoke_model(self, **_: Any) -> dict[str, Any]:
            return {"body": Body(b'{"images', announced=1_000)}

    with pytest.raises(AnswerLost):
        paint(Client())


def test_the_service_s_quotation_of_the_prompt_is_left_out(models: Models) -> None:
    """An error that repeats what somebody wrote does not carry it into the log."""
    models.bedrock.fail(
        IMAGE_MODEL,
        Trouble.EXCEPTION,
        exception="ValidationException",
        message="bad: a red fox in deep snow",
    )
    with pytest.raises(Defect) as caught:
        paint(models.client())
    assert "fox" not in str(caught.value)
