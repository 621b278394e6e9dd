"""Media of the hand: oil, watercolour, pencil, mosaic.

Takes a finished picture and makes it anew in strokes, washes, hatching or stones.
"""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageDraw, ImageEnhance, ImageFilter

from local.painter.field import Array, lay, noise, rgb, single, smooth, to_canvas, to_image


def oil(rng: np.random.Generator, image: Image.Image) -> Image.Image:
    """Strokes along the forms, broad first and fine where there is detail, in thick paint."""
    width, height = image.size
    image = ImageEnhance.Color(image).enhance(1.22)
    painted = image.filter(ImageFilter.GaussianBlur(height / 60))
    relief = Image.new("L", image.size, 128)
    angles = _flow(rng, image)
    whole = to_canvas(image)
    side = min(width, height)
    for brush, detail in ((side / 30, 0.0), (side / 64, 0.03), (side / 150, 0.05)):
        soft = to_canvas(image.filter(ImageFilter.GaussianBlur(brush / 4)))
        missing = np.abs(to_canvas(painted) - whole).mean(axis=-1)
        _strokes(rng, painted, relief, soft, missing, angles, brush, detail)
    canvas = to_canvas(painted)
    bumps = np.asarray(relief.filter(ImageFilter.GaussianBlur(1.1)), np.float32) / 255
    slope = np.gradient(bumps, axis=0) + np.gradient(bumps, axis=1)
    weave = noise(rng, (height, width), (height / 5, width / 5), 2) - 0.5
    canvas *= 1 + np.clip(1.5 * slope, -0.22, 0.3)[..., None] + 0.06 * weave[..., None]
    return to_image(canvas)


def watercolour(rng: np.random.Generator, image: Image.Image) -> Image.Image:
    """Washes that run a little, darker at their edges, on paper left bare at the border."""
    width, height = image.size
    side = min(width, height)
    washed = image.filter(ImageFilter.MedianFilter(5)).filter(ImageFilter.GaussianBlur(side / 420))
    canvas = to_canvas(ImageEnhance.Color(washed).enhance(1.25))
    wobble = side * 0.011
    rows = np.arange(height)[:, None] + (noise(rng, (height, width), (14, 14), 4) - 0.5) * wobble
    columns = np.arange(width)[None, :] + (noise(rng, (height, width), (14, 14), 4) - 0.5) * wobble
    rows = np.clip(rows.round().astype(int), 0, height - 1)
    canvas = canvas[rows, np.clip(columns.round().astype(int), 0, width - 1)]
    soft = to_canvas(to_image(canvas).filter(ImageFilter.GaussianBlur(side / 110)))
    edge = np.abs(canvas - soft).mean(axis=-1)
    paper = noise(rng, (height, width), (height / 4, width / 4), 3)
    pigment = noise(rng, (height, width), (7, 9), 5)
    ink = (1 - (0.45 * canvas + 0.55 * soft)) * (0.72 + 0.42 * pigment + 0.14 * (paper - 0.5))[
        ..., None
    ]
    ink += 0.5 * smooth(edge, 0.05, 0.22)[..., None] * (1 - canvas) * 0.8
    ys = np.minimum(np.arange(height), np.arange(height)[::-1])[:, None] / side
    xs = np.minimum(np.arange(width), np.arange(width)[::-1])[None, :] / side
    rim = np.minimum(ys, xs) + 0.11 * (noise(rng, (height, width), (6, 8), 5) - 0.62)
    ink *= smooth(rim.astype(np.float32), 0.0, 0.035)[..., None]
    sheet = np.array(rgb("#fbf8f0"), np.float32) - 0.035 * (paper[..., None] - 0.5)
    return to_image(sheet * (1 - np.clip(ink, 0, 1) * 0.92))


def pencil(rng: np.random.Generator, image: Image.Image) -> Image.Image:
    """Contours and hatching on paper."""
    width, height = image.size
    side = min(width, height)
    grey = image.convert("L")
    light = np.asarray(grey.filter(ImageFilter.GaussianBlur(side / 380)), np.float32) / 255
    soft = np.asarray(grey.filter(ImageFilter.GaussianBlur(side / 75)), np.float32) / 255
    contour = np.clip(light / np.maximum(soft, 0.05), 0, 1) ** 3.2
    streaks = noise(rng, (height + width, 512), (12, 230), 2)
    ys, xs = np.arange(height)[:, None], np.arange(width)[None, :]
    first = streaks[(ys + xs) // 2, (xs - ys) * 2 % 512]
    second = streaks[(ys + width - xs) // 2, (xs + ys) * 2 % 512]
    tone = 1 - light
    hatch = 1 - 0.5 * smooth(tone - 0.75 * first, -0.1, 0.3) * tone
    hatch *= 1 - 0.45 * smooth(tone - 0.5 - 0.5 * second, -0.1, 0.3) * tone
    grain = 0.94 + 0.06 * noise(rng, (height, width), (height / 3, width / 3), 2)
    drawn = np.clip(contour * hatch * grain, 0, 1)[..., None]
    ink, sheet = np.array(rgb("#2c2a2e"), np.float32), np.array(rgb("#f6f3ea"), np.float32)
    return to_image(ink + (sheet - ink) * drawn)


def mosaic(rng: np.random.Generator, image: Image.Image) -> Image.Image:
    """Pieces of coloured glass with lead between them."""
    width, height = image.size
    cell = max(8.0, min(width, height) / 46)
    down, across = int(height / cell) + 3, int(width / cell) + 3
    seeds_y = (np.arange(down)[:, None] - 1 + rng.random((down, across))) * cell
    seeds_x = (np.arange(across)[None, :] - 1 + rng.random((down, across))) * cell
    ys = np.arange(height, dtype=np.float32)[:, None]
    xs = np.arange(width, dtype=np.float32)[None, :]
    row, column = (ys // cell).astype(int) + 1, (xs // cell).astype(int) + 1
    nearest = np.full((height, width), np.inf, np.float32)
    second = nearest.copy()
    owner = np.zeros((height, width), np.int64)
    for dy in (-1, 0, 1):
        for dx in (-1, 0, 1):
            r, c = np.clip(row + dy, 0, down - 1), np.clip(column + dx, 0, across - 1)
            far = np.hypot(ys - seeds_y[r, c], xs - seeds_x[r, c]).astype(np.float32)
            closer = far < nearest
            second = np.where(closer, nearest, np.minimum(second, far))
            owner = np.where(closer, r * across + c, owner)
            nearest = np.where(closer, far, nearest)
    soft = to_canvas(
        ImageEnhance.Color(image).enhance(1.5).filter(ImageFilter.GaussianBlur(cell / 4))
    )
    pick_y = np.clip(seeds_y.round().astype(int), 0, height - 1)
    pick_x = np.clip(seeds_x.round().astype(int), 0, width - 1)
    tones = soft[pick_y, pick_x].reshape(-1, 3) * (0.88 + 0.24 * rng.random((down * across, 1)))
    canvas = tones[owner].astype(np.float32)
    canvas += (0.1 * (1 - nearest / cell))[..., None]
    lay(canvas, (0.09, 0.08, 0.1), 1 - smooth(second - nearest, cell * 0.04, cell * 0.14))
    return to_image(canvas)


def _flow(rng: np.random.Generator, image: Image.Image) -> Array:
    """The direction of strokes: along contours, and where there are none as chance has it."""
    width, height = image.size
    grey = image.convert("L").filter(ImageFilter.GaussianBlur(min(width, height) / 90))
    light = np.asarray(grey, np.float32) / 255
    down, across = np.gradient(light)
    drift = 2.4 * (noise(rng, (height, width), (2, 3), 2) - 0.5)
    strength = smooth(np.hypot(down, across), 0.001, 0.006)
    along = np.arctan2(across, -down)
    along = np.where(
        along > np.pi / 2, along - np.pi, np.where(along < -np.pi / 2, along + np.pi, along)
    )
    return single(along * strength + drift * (1 - strength))


def _strokes(
    rng: np.random.Generator,
    painted: Image.Image,
    relief: Image.Image,
    colours: Array,
    missing: Array,
    angles: Array,
    brush: float,
    detail: float,
) -> None:
    """One layer of strokes, laid only where more than `detail` is missing."""
    width, height = painted.size
    pen, height_pen = ImageDraw.Draw(painted), ImageDraw.Draw(relief)
    count = round(3.2 * width * height / (brush * brush * 2.2))
    xs, ys = rng.random(count) * (width - 1), rng.random(count) * (height - 1)
    tone, bump = rng.random(count) - 0.5, rng.integers(70, 190, count)
    for x, y, shade, rise in zip(xs, ys, tone, bump, strict=True):
        column, row = int(x), int(y)
        if missing[row, column] < detail:
            continue
        angle = float(angles[row, column])
        along_x, along_y = np.cos(angle) * brush * 1.15, np.sin(angle) * brush * 1.15
        wide = max(1, round(brush * 0.55))
        red, green, blue = colours[row, column] * (1 + 0.13 * shade)
        line = (x - along_x, y - along_y, x + along_x, y + along_y)
        fill = (min(255, int(255 * red)), min(255, int(255 * green)), min(255, int(255 * blue)))
        pen.line(line, fill=fill, width=wide)
        height_pen.line(line, fill=int(rise), width=wide)
        bristle = wide * 0.25
        height_pen.line(
            (line[0], line[1] + bristle, line[2], line[3] + bristle), fill=int(rise) - 40, width=1
        )
