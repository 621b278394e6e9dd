"""The picture: a request to Stable Diffusion 3.5 within its schema, and its answer distrusted.

Knows the model's body and its answers; knows nothing of where words and sources come from. A
picture counts only once its bytes have been decoded to the end. What the call costs is paid
whatever the answer looks like, so an unusable answer is an answer lost, and an odd but readable
one is used.
"""

from __future__ import annotations

import base64
import io
import json
import struct
import time
import zlib
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from core.bedrock import translating
from core.errors import AnswerLost, Defect, Filtered, OptionError, SourceRefused
from core.model import SEED_MAX, SEED_MIN, Image, ImageRequest, Outcome, OutputFormat
from core.style import DEFAULT_STRENGTH
from core.text import spoken_codes

if TYPE_CHECKING:
    from botocore.response import StreamingBody
    from mypy_boto3_bedrock_runtime import BedrockRuntimeClient

MAX_PROMPT = 10_000
"""Characters of a prompt or negative prompt (Bedrock user guide)."""

MAX_BODY = 25_000_000
"""Bytes of a request (the service model of InvokeModel)."""

MAX_PIXELS = 9_437_184
"""The largest source, and so the largest picture, the model works on (Bedrock user guide)."""

MAX_ANSWER = 64_000_000
"""Bytes of an answer: a png of as many pixels as there may be, in base64, fits in."""

CALL_SECONDS = 53.0
"""Until the last byte of an answer; a worker's lease ends soon after."""

_CHUNK = 64 * 1024


def body(
    request: ImageRequest,
    words: str,
    source: bytes | None,
    *,
    default_strength: float = DEFAULT_STRENGTH,
) -> dict[str, Any]:
    """The request body for a picture.

    Args:
        request: Options as admitted, its seed chosen.
        words: What to paint: the enhanced prompt or the person's own words.
        source: The source image, made safe, for image-to-image.
        default_strength: The style's, where the request has none.

    Raises:
        OptionError: A text too long, or no words at all.
        SourceRefused: A source too large to be sent.
        Defect: No seed has been chosen.
    """
    if not SEED_MIN <= request.seed <= SEED_MAX:
        raise Defect("a picture was to be painted before its seed was chosen")
    if not words.strip():
        raise OptionError("prompt", "Say in a few words what the picture should show.")
    for field, text in (("prompt", words), ("negative_prompt", request.negative_prompt)):
        if len(text) > MAX_PROMPT:
            raise OptionError(
                field, f"At most {MAX_PROMPT:,} characters can be painted; this has {len(text):,}."
            )
    fields: dict[str, Any] = {"prompt": spoken_codes(words)}
    if request.negative_prompt:
        fields["negative_prompt"] = request.negative_prompt
    fields |= {"seed": request.seed, "output_format": request.output_format.value}
    if source is None:
        return fields | {"mode": "text-to-image", "aspect_ratio": request.aspect_ratio.value}
    strength = default_strength if request.strength is None else request.strength
    encoded = base64.b64encode(source).decode("ascii")
    fields |= {"mode": "image-to-image", "image": encoded, "strength": strength}
    if len(json.dumps(fields)) > MAX_BODY:
        raise SourceRefused("That image is too large to start from; 18 MB is the most.")
    return fields


def generate(
    client: BedrockRuntimeClient,
    *,
    model_id: str,
    body: Mapping[str, Any],
    clock: Callable[[], float] = time.monotonic,
) -> Image:
    """Paint a picture. Whoever calls this has counted it as paid.

    Args:
        client: From `core.bedrock.image_client`.
        model_id: The image model.
        body: From `body`.
        clock: Seconds that only rise.

    Returns:
        The picture in the format the body asks for.

    Raises:
        Filtered: The model refused the words, the picture that came of them, or the source.
        Throttled: Not now; nothing was paid.
        Unavailable: The model could not be reached; nothing was paid.
        AnswerLost: It may have been paid, and no picture came.
        Misconfigured: The operator must mend something; nothing was paid.
        Defect: The request is not within the model's schema; nothing was paid.
    """
    until = clock() + CALL_SECONDS
    private = (body["prompt"], body.get("negative_prompt", ""))
    with translating(model_id, private=private):
        response = client.invoke_model(
            modelId=model_id,
            contentType="application/json",
            accept="application/json",
            body=json.dumps(body),
        )
        content = _read(response["body"], until, clock)
    wanted = OutputFormat(body["output_format"])
    for encoded in _images(content):
        image = _decoded(encoded, wanted)
        if image is not None:
            return image
    raise AnswerLost(f"{model_id}: no image in the answer could be read")


def _read(stream: StreamingBody, until: float, clock: Callable[[], float]) -> bytes:
    """The whole of an answer, unless it trickles in beyond its time or never ends."""
    # The client's read time-out would begin anew with the body. An answer without one has no
    # socket to set it on any more.
    with suppress(AttributeError):
        stream.set_socket_timeout(max(until - clock(), 0.001))
    content = bytearray()
    while chunk := stream.read(_CHUNK):
        content += chunk
        if len(content) > MAX_ANSWER or clock() > until:
            raise AnswerLost("the answer was too long in coming")
    return bytes(content)


def _images(content: bytes) -> list[str]:
    """The images of an answer that the model did not filter, as base64.

    Raises:
        Filtered: It filtered all there would be.
        AnswerLost: It is not of the form the model answers in, or says that painting failed.
    """
    try:
        answer = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise AnswerLost("the answer was not JSON") from error
    if not isinstance(answer, dict):
        raise AnswerLost("the answer was not an object")
    reasons = _listed(answer.get("finish_reasons"))
    images = _listed(answer.get("images"))
    finished = [
        image
        for at, image in enumerate(images)
        if isinstance(image, str) and not (at < len(reasons) and reasons[at])
    ]
    stopped = [reason for reason in reasons if reason]
    if stopped and not finished:
        raise _stopped(str(stopped[0]))
    return finished


def _listed(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _stopped(reason: str) -> Filtered | AnswerLost:
    said = reason.lower()
    if not said.startswith("filter"):
        return AnswerLost(f"the model ended with: {reason[:80]}")
    if "output" in said:
        return Filtered(Outcome.FILTERED_OUTPUT)
    if "input" in said:
        return Filtered(Outcome.FILTERED_SOURCE)
    return Filtered(Outcome.FILTERED_PROMPT)


def _decoded(encoded: str, wanted: OutputFormat) -> Image | None:
    """An image that could be decoded to its last pixel, in the format wanted; else None."""
    from PIL import Image as Pillow  # noqa: PLC0415 - 20 ms that only a painting job needs

    try:
        content = base64.b64decode(encoded, validate=True)
        with Pillow.open(io.BytesIO(content), formats=_READABLE) as picture:
            width, height = picture.size
            if width * height > MAX_PIXELS:
                return None
            picture.load()
            if picture.format != wanted.name:
                out = io.BytesIO()
                picture.convert("RGB").save(out, wanted.name, quality=_QUALITY)
                content = out.getvalue()
    except (*_UNREADABLE, Pillow.DecompressionBombError, Pillow.DecompressionBombWarning):
        return None
    return Image(content, wanted, width, height)


_READABLE = ("JPEG", "PNG", "WEBP", "GIF")
_QUALITY = 92
# What Pillow's decoders raise on broken bytes, its own UnidentifiedImageError among the OSErrors.
_UNREADABLE = (OSError, SyntaxError, ValueError, EOFError, IndexError, struct.error, zlib.error)
