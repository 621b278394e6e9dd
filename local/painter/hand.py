"""Media of the hand: oil, watercolour, pencil.

Redraws a finished picture in strokes, washes or hatching.
"""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageDraw, ImageEnhance, ImageFilter

from local.painter.field import Array, noise, rgb, single, smooth, to_canvas, to_image, warped


def oil(rng: np.random.Generator, image: Image.Image) -> Image.Image:
    """Strokes along the forms, broad first and fine where there is detail, in thick paint."""
    image = ImageEnhance.Color(image).enhance(1.22)
    side = min(image.size)
    painted = image.filter(ImageFilter.GaussianBlur(side / 60))
    relief = Image.new("L", image.size, 128)
    angles = _flow(rng, image)
    for brush, detail in ((side / 30, 0.0), (side / 64, 0.03), (side / 150, 0.05)):
        soft = np.asarray(image.filter(ImageFilter.GaussianBlur(brush / 4)), np.float32)
        missing = np.abs(to_canvas(painted) - to_canvas(image)).mean(axis=-1)
        _strokes(rng, (painted, relief), soft, missing >= detail, angles, brush)
    bumps = np.asarray(relief.filter(ImageFilter.GaussianBlur(1.1)), np.float32) / 255
    slope = np.gradient(bumps, axis=0) + np.gradient(bumps, axis=1)
    return to_image(to_canvas(painted) * (1 + np.clip(1.5 * slope, -0.22, 0.3))[..., None])


def watercolour(rng: np.random.Generator, image: Image.Image) -> Image.Image:
    """Washes that run a little, darker at their edges, on paper left bare at the border."""
    size, side = (image.height, image.width), min(image.size)
    washed = ImageEnhance.Color(image.filter(ImageFilter.MedianFilter(5))).enhance(1.25)
    canvas = warped(rng, to_canvas(washed), side * 0.006)
    soft = to_canvas(to_image(canvas).filter(ImageFilter.GaussianBlur(side / 110)))
    edge = smooth(np.abs(canvas - soft).mean(axis=-1), 0.05, 0.22)[..., None]
    pigment = 0.72 + 0.42 * noise(rng, size, (7, 9), 6)[..., None]
    wet = (1 - (0.45 * canvas + 0.55 * soft)) * pigment + 0.4 * edge * (1 - canvas)
    ys, xs = (np.minimum(np.arange(n), np.arange(n)[::-1]) / side for n in size)
    rim = np.minimum(ys[:, None], xs[None, :]) + 0.11 * (noise(rng, size, (6, 8), 5) - 0.62)
    wet *= smooth(rim, 0.0, 0.035)[..., None]
    return to_image(np.array(rgb("#fbf8f0"), np.float32) * (1 - np.clip(wet, 0, 1) * 0.92))


def pencil(rng: np.random.Generator, image: Image.Image) -> Image.Image:
    """Contours and hatching on paper."""
    width, height = image.size
    side = min(width, height)
    grey = image.convert("L")
    light, soft = (
        np.asarray(grey.filter(ImageFilter.GaussianBlur(side / blur)), np.float32) / 255
        for blur in (380, 75)
    )
    contour = np.clip(light / np.maximum(soft, 0.05), 0, 1) ** 3.2
    streaks = noise(rng, (height + width, 512), (12, 230), 2)
    ys, xs = np.arange(height)[:, None], np.arange(width)[None, :]
    tone = 1 - light
    first, second = streaks[(ys + xs) // 2, (xs - ys) * 2 % 512], streaks[ys + xs, (xs + ys) % 512]
    hatch = 1 - 0.5 * smooth(tone - 0.75 * first, -0.1, 0.3) * tone
    hatch *= 1 - 0.45 * smooth(tone - 0.5 - 0.5 * second, -0.1, 0.3) * tone
    ink, sheet = np.array(rgb("#2c2a2e"), np.float32), np.array(rgb("#f6f3ea"), np.float32)
    return to_image(ink + (sheet - ink) * (contour * hatch)[..., None])


def _flow(rng: np.random.Generator, image: Image.Image) -> Array:
    """The direction of strokes: along contours, and where there are none as chance has it."""
    grey = image.convert("L").filter(ImageFilter.GaussianBlur(min(image.size) / 90))
    down, across = np.gradient(np.asarray(grey, np.float32) / 255)
    drift = 2.4 * (noise(rng, (image.height, image.width), (2, 3), 2) - 0.5)
    strength = smooth(np.hypot(down, across), 0.001, 0.006)
    along = np.arctan(across / np.where(down == 0, 1e-6, -down))
    return single(along * strength + drift * (1 - strength))


def _strokes(
    rng: np.random.Generator,
    sheets: tuple[Image.Image, Image.Image],
    colours: Array,
    due: Array,
    angles: Array,
    brush: float,
) -> None:
    """One layer of strokes on a picture and its relief, laid only where it is due."""
    width, height = sheets[0].size
    pen, height_pen = (ImageDraw.Draw(sheet) for sheet in sheets)
    count = round(1.45 * width * height / (brush * brush))
    columns, rows = rng.integers(0, width, count), rng.integers(0, height, count)
    kept = due[rows, columns]
    columns, rows = columns[kept], rows[kept]
    shade = 1 + 0.13 * (rng.random((len(rows), 1)) - 0.5)
    fills = np.minimum(255, colours[rows, columns] * shade).astype(int)
    turn = angles[rows, columns]
    reach = np.stack([np.cos(turn), np.sin(turn)], -1) * brush * 1.15
    middle = np.stack([columns, rows], -1)
    lines = np.concatenate([middle - reach, middle + reach], -1)
    bumps = rng.integers(70, 190, len(rows))
    wide = max(1, round(brush * 0.55))
    for line, fill, bump in zip(lines.tolist(), fills.tolist(), bumps.tolist(), strict=True):
        pen.line(line, fill=tuple(fill), width=wide)
        height_pen.line(line, fill=bump, width=wide)
