"""Words that are to be read in the picture, on a sign where there is one.

Knows boxes and text; nothing of the scene around them.
"""

from __future__ import annotations

from PIL import Image, ImageDraw, ImageFilter, ImageFont

from local.painter.scene import Medium

Box = tuple[float, float, float, float]


def letter(image: Image.Image, texts: tuple[str, ...], boards: list[Box], medium: Medium) -> None:
    """Letter texts into an RGB picture: onto the boards first, then across its upper third.

    Args:
        image: What is lettered.
        texts: One line each.
        boards: Left, top, right, bottom of surfaces for writing.
        medium: Neon letters glow.
    """
    width, height = image.size
    places = list(boards)
    top = height * 0.07
    for number, text in enumerate(texts):
        if number < len(places):
            _write(image, text, places[number], ink=(52, 38, 30), glow=None)
            continue
        box = (width * 0.08, top, width * 0.92, top + height * 0.2)
        glow = (255, 60, 160) if medium is Medium.NEON else (20, 18, 28)
        _write(image, text, box, ink=(255, 250, 240), glow=glow)
        top += height * 0.22


def _write(
    image: Image.Image,
    text: str,
    box: Box,
    *,
    ink: tuple[int, int, int],
    glow: tuple[int, int, int] | None,
) -> None:
    left, top, right, bottom = box
    wide, tall = right - left, bottom - top
    size = max(8, round(tall * 0.8))
    font = ImageFont.load_default(size=size)
    long = font.getlength(text)
    if long > wide * 0.92:
        size = max(8, int(size * wide * 0.92 / long))
        font = ImageFont.load_default(size=size)
    place = ((left + right) / 2, (top + bottom) / 2)
    stroke = max(1, size // 22)
    if glow:
        halo = Image.new("L", image.size)
        ImageDraw.Draw(halo).text(
            place, text, font=font, fill=255, anchor="mm", stroke_width=stroke * 2
        )
        soft = halo.filter(ImageFilter.GaussianBlur(size / 9))
        image.paste(Image.new("RGB", image.size, glow), (0, 0), soft)
    ImageDraw.Draw(image).text(
        place, text, font=font, fill=ink, anchor="mm", stroke_width=stroke, stroke_fill=ink
    )
