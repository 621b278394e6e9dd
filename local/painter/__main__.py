"""The painter by hand: one picture, or a numbered sheet of many.

python -m local.painter "a red fox in the snow" --out fox.jpg --seed 42
python -m local.painter --sheet docs/painter-sheet.txt --out docs/painter-sheet.jpg
"""

from __future__ import annotations

import argparse
import io
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from core.model import AspectRatio, OutputFormat
from local.painter.painter import paint
from local.painter.painting import Painting

COLUMNS = 4
CELL = (480, 274)
"""Pixels of a picture on a sheet."""


def main() -> None:
    """Paint what the command line says into a file; its ending chooses the format."""
    parser = argparse.ArgumentParser(prog="python -m local.painter", description=__doc__)
    parser.add_argument("prompt", nargs="?", default="", help="what is to be seen")
    parser.add_argument("--out", type=Path, required=True, help="file to write")
    parser.add_argument("--seed", type=int, default=42)
    parser.add_argument("--ar", type=AspectRatio, default=AspectRatio.RATIO_16_9, metavar="RATIO")
    parser.add_argument("--no", default="", metavar="WORDS", help="what is to stay out")
    parser.add_argument("--sheet", type=Path, metavar="FILE", help="prompts, one a line")
    chosen = parser.parse_args()
    ending = chosen.out.suffix.removeprefix(".").lower()
    form = {each.extension: each for each in OutputFormat}.get(ending, OutputFormat.PNG)
    if chosen.sheet:
        prompts = chosen.sheet.read_text(encoding="utf-8").splitlines()
        sheet(prompts, chosen.seed).save(chosen.out, form.value)
        return
    painting = Painting(
        chosen.prompt, chosen.seed, chosen.ar.size, negative_prompt=chosen.no, output_format=form
    )
    chosen.out.write_bytes(paint(painting))


def sheet(prompts: list[str], seed: int) -> Image.Image:
    """Pictures of prompts in rows, numbered, without their words."""
    rows = -(-len(prompts) // COLUMNS)
    whole = Image.new("RGB", (COLUMNS * CELL[0], rows * CELL[1]), "white")
    pen = ImageDraw.Draw(whole)
    font = ImageFont.load_default(size=26)
    for number, prompt in enumerate(prompts):
        content = paint(Painting(prompt, seed + number, AspectRatio.RATIO_16_9.size))
        with Image.open(io.BytesIO(content)) as picture:
            small = picture.convert("RGB").resize((CELL[0] - 6, CELL[1] - 6))
        x, y = number % COLUMNS * CELL[0] + 3, number // COLUMNS * CELL[1] + 3
        whole.paste(small, (x, y))
        pen.text(
            (x + 10, y + 6), str(number + 1), "white", font, stroke_width=3, stroke_fill="black"
        )
    return whole


if __name__ == "__main__":
    main()
