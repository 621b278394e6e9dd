"""Words that are to be read in the picture, on a sign where there is one.

Knows boxes and text; nothing of the scene around them.
"""

from __future__ import annotations

from PIL import Image, ImageDraw, ImageFont

Box = tuple[float, float, float, float]


def letter(image: Image.Image, texts: tuple[str, ...], boards: list[Box]) -> None:
    """Letter texts into an RGB picture: onto the boards first, then across its upper third.

    Args:
        image: What is lettered.
        texts: One line each.
        boards: Left, top, right, bottom of surfaces for writing.
    """
    width, height = image.size
    pen = ImageDraw.Draw(image)
    for number, text in enumerate(texts):
        row = number - len(boards)
        top = height * (0.07 + 0.22 * row)
        box = boards[number] if row < 0 else (width * 0.08, top, width * 0.92, top + height * 0.2)
        wide, tall = (box[2] - box[0]) * 0.92, (box[3] - box[1]) * 0.8
        longest = ImageFont.load_default(size=100).getlength(text) / 100
        size = max(8, int(min(tall, wide / max(longest, 0.1))))
        ink, edge = ("#341f1e", "#341f1e") if row < 0 else ("#fffaf0", "#14121c")
        pen.text(
            ((box[0] + box[2]) / 2, (box[1] + box[3]) / 2),
            text,
            fill=ink,
            font=ImageFont.load_default(size=size),
            anchor="mm",
            stroke_width=max(1, size // 22),
            stroke_fill=edge,
        )
