"""What is to be painted, and the frame every painter shares: size, source, mark, encoding.

Knows no words and no scenes: painters fill a canvas, this turns it into bytes.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass

from PIL import Image, ImageDraw, ImageFont, ImageOps

from core.model import OutputFormat

MARK = "local preview, not SD3.5"
"""Stands in a corner of every picture, so that none is taken for the model's."""

MAX_SOURCE_PIXELS = 1_572_864
"""A larger source is painted at about a megapixel in its own shape."""


@dataclass(frozen=True, slots=True)
class Painting:
    """A request to a painter.

    Attributes:
        prompt: What is to be seen.
        seed: Moves everything; the same request gives the same bytes.
        size: Width and height in pixels of the picture; a source's own size wins over it.
        negative_prompt: What is to stay out, as a comma list.
        output_format: Format of the answer's bytes.
        source: Encoded source image, or None for a picture from words alone.
        strength: 0 keeps the source, 1 ignores it. Without a source it has no meaning.
    """

    prompt: str
    seed: int
    size: tuple[int, int]
    negative_prompt: str = ""
    output_format: OutputFormat = OutputFormat.PNG
    source: bytes | None = None
    strength: float = 1.0


Painter = Callable[[Painting], bytes]


def open_source(painting: Painting) -> Image.Image | None:
    """The source upright, in RGB, at the size that is painted; None where there is none."""
    if painting.source is None:
        return None
    source = ImageOps.exif_transpose(Image.open(io.BytesIO(painting.source))).convert("RGB")
    if source.width * source.height > MAX_SOURCE_PIXELS:
        scale = (1_048_576 / (source.width * source.height)) ** 0.5
        source = source.resize((round(source.width * scale), round(source.height * scale)))
    return source


def mark(canvas: Image.Image) -> None:
    """Letter the mark into the lower right corner of an RGB canvas."""
    side = min(canvas.size)
    font = ImageFont.load_default(size=max(9, side // 52))
    left, top, right, bottom = font.getbbox(MARK)
    pad = max(3, side // 120)
    width, height = int(right - left) + 2 * pad, int(bottom - top) + 2 * pad
    plate = Image.new("RGBA", (width, height), (0, 0, 0, 96))
    ImageDraw.Draw(plate).text((pad - left, pad - top), MARK, font=font, fill=(255, 255, 255, 225))
    canvas.paste(plate, (canvas.width - width - pad, canvas.height - height - pad), plate)


def encode(canvas: Image.Image, output_format: OutputFormat) -> bytes:
    """The canvas as bytes of a format; the same canvas gives the same bytes."""
    out = io.BytesIO()
    match output_format:
        case OutputFormat.JPEG:
            canvas.save(out, "JPEG", quality=90)
        case OutputFormat.PNG:
            canvas.save(out, "PNG", compress_level=3)
        case OutputFormat.WEBP:
            canvas.save(out, "WEBP", quality=88, method=2)
    return out.getvalue()
