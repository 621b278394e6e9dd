"""A painter that is done in milliseconds: a sky, a sun and a hill in colours of words and seed.

For tests and wherever only bytes of the right shape are wanted. Reads no meaning from the words.
"""

from __future__ import annotations

import hashlib

from PIL import Image, ImageDraw

from local.painter.painting import Painting, encode, mark, open_source


def paint_plain(painting: Painting) -> bytes:
    """Paint quickly: encoded bytes in the format asked for."""
    words = f"{painting.prompt}\0{painting.negative_prompt}\0{painting.seed}"
    numbers = hashlib.sha256(words.encode("utf-8", "surrogatepass")).digest()
    source = open_source(painting)
    width, height = source.size if source else painting.size
    canvas = Image.new("RGB", (width, height), _colour(numbers, 0))
    draw = ImageDraw.Draw(canvas)
    radius = min(width, height) * (8 + numbers[6] % 8) // 100
    x, y = width * (15 + numbers[7] % 70) // 100, height * (15 + numbers[8] % 25) // 100
    draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=_colour(numbers, 9))
    rise, fall = height * (50 + numbers[12] % 30) // 100, height * (50 + numbers[13] % 30) // 100
    draw.polygon([(0, rise), (width, fall), (width, height), (0, height)], _colour(numbers, 14))
    if source:
        canvas = Image.blend(source, canvas, painting.strength)
    mark(canvas)
    return encode(canvas, painting.output_format)


def _colour(numbers: bytes, at: int) -> tuple[int, int, int]:
    return numbers[at], numbers[at + 1], numbers[at + 2]
