"""A painter that is done in milliseconds: a sky, hills and a sun in colours of words and seed.

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
    canvas = _sky(numbers, (width, height))
    draw = ImageDraw.Draw(canvas)
    radius = min(width, height) * (8 + numbers[6] % 8) // 100
    x, y = width * (15 + numbers[7] % 70) // 100, height * (15 + numbers[8] % 25) // 100
    draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=_colour(numbers, 9))
    for hill in range(3):
        start = 12 + 4 * hill
        rise = height * (45 + 15 * hill + numbers[start] % 12) // 100
        middle = width * numbers[start + 1] // 255
        fall = height * (40 + 15 * hill + numbers[start + 2] % 12) // 100
        shape = [(0, rise), (middle, fall), (width, rise), (width, height), (0, height)]
        draw.polygon(shape, fill=_colour(numbers, start))
    if source:
        canvas = Image.blend(source, canvas, painting.strength)
    mark(canvas)
    return encode(canvas, painting.output_format)


def _sky(numbers: bytes, size: tuple[int, int]) -> Image.Image:
    strip = Image.new("RGB", (1, 2))
    strip.putpixel((0, 0), _colour(numbers, 0))
    strip.putpixel((0, 1), _colour(numbers, 3))
    return strip.resize(size, Image.Resampling.BILINEAR)


def _colour(numbers: bytes, at: int) -> tuple[int, int, int]:
    return numbers[at], numbers[at + 1], numbers[at + 2]
