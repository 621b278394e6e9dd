"""A sheet of pictures, one per prompt of a file, to see what the painter can do.

python -m local.painter docs/painter-sheet.txt docs/painter-sheet.jpg
"""

import sys
from pathlib import Path

from PIL import Image

from local.painter.painter import compose
from local.painter.painting import Painting

WIDTH, HEIGHT, COLUMNS = 336, 192, 4
"""Pixels of a picture on the sheet, and pictures per row."""

prompts = Path(sys.argv[1]).read_text(encoding="utf-8").splitlines()
sheet = Image.new("RGB", (COLUMNS * WIDTH, -(-len(prompts) // COLUMNS) * HEIGHT))
for number, prompt in enumerate(prompts):
    picture = compose(Painting(prompt, 42 + number, (4 * WIDTH, 4 * HEIGHT)))
    corner = number % COLUMNS * WIDTH, number // COLUMNS * HEIGHT
    sheet.paste(picture.resize((WIDTH, HEIGHT)), corner)
sheet.save(sys.argv[2])
