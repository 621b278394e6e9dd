"""A numbered sheet of pictures, one per prompt of a file, to see what the painter can do.

python -m local.painter docs/painter-sheet.txt docs/painter-sheet.jpg
"""

from __future__ import annotations

import sys
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from local.painter.painter import compose
from local.painter.painting import Painting

COLUMNS, CELL = 4, (320, 183)


def main(prompts: Path, out: Path) -> None:
    """Paint the prompts of a file, one per line, in rows."""
    lines = prompts.read_text(encoding="utf-8").splitlines()
    whole = Image.new("RGB", (COLUMNS * CELL[0], -(-len(lines) // COLUMNS) * CELL[1]), "white")
    pen, font = ImageDraw.Draw(whole), ImageFont.load_default(size=20)
    for number, prompt in enumerate(lines):
        x, y = number % COLUMNS * CELL[0], number // COLUMNS * CELL[1]
        picture = compose(Painting(prompt, 42 + number, (1344, 768)))
        whole.paste(picture.resize((CELL[0] - 4, CELL[1] - 4)), (x, y))
        pen.text((x + 8, y + 4), f"{number + 1}", font=font, stroke_width=2, stroke_fill="black")
    whole.save(out)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
