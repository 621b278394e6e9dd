"""What is in the air: rain, snow, fog and lightning, and the lights of a feast.

`behind` is painted before the things of a scene, `before` over them.
"""

from __future__ import annotations

import colorsys

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from local.painter.backdrop import Backdrop
from local.painter.field import Array, glow, lay, mix, noise, rgb, window
from local.painter.scene import Place, Scene, Weather

_INDOORS = {
    Place.ROOM,
    Place.TABLE,
    Place.STAGE,
    Place.STUDIO,
    Place.UNDERWATER,
    Place.SPACE,
    Place.ABSTRACT,
}


def behind(rng: np.random.Generator, scene: Scene, backdrop: Backdrop) -> None:
    """Lightning, fireworks and lanterns in the sky, and the far half of the fog."""
    canvas = backdrop.canvas
    if scene.place in _INDOORS:
        return
    if scene.weather is Weather.STORM:
        for _ in range(1 + int(rng.integers(2))):
            _bolt(rng, canvas, backdrop.horizon)
    if "fireworks" in scene.extras:
        for _ in range(6):
            _burst(rng, canvas, backdrop.horizon)
    if "lanterns" in scene.extras:
        _lanterns(rng, canvas, backdrop.horizon)
    if scene.weather is Weather.FOG:
        _fog(rng, backdrop, 0.75)


def before(rng: np.random.Generator, scene: Scene, backdrop: Backdrop) -> None:
    """Rain, snow, the near half of the fog, confetti."""
    canvas = backdrop.canvas
    if "confetti" in scene.extras:
        _confetti(rng, canvas)
    if scene.place in _INDOORS:
        return
    if scene.weather is Weather.FOG:
        _fog(rng, backdrop, 0.3)
    if scene.weather in {Weather.RAIN, Weather.STORM}:
        _rain(rng, canvas, backdrop)
    if scene.weather is Weather.SNOWFALL:
        _flakes(rng, canvas)


def _fog(rng: np.random.Generator, backdrop: Backdrop, strength: float) -> None:
    canvas = backdrop.canvas
    height, width, _ = canvas.shape
    rows = np.arange(height, dtype=np.float32)[:, None]
    band = np.exp(-(((rows - backdrop.horizon) / (height * 0.34)) ** 2))
    veil = 0.55 + 0.45 * noise(rng, (height, width), (3, 3), 4)
    grey = mix(backdrop.light.haze, (0.85, 0.87, 0.9), 0.4 * (1 - backdrop.light.night))
    lay(canvas, grey, (strength * band * veil).astype(np.float32))


def _rain(rng: np.random.Generator, canvas: Array, backdrop: Backdrop) -> None:
    height, width, _ = canvas.shape
    sheet = Image.new("L", (width, height))
    draw = ImageDraw.Draw(sheet)
    lean = 0.22 * np.sign(backdrop.light.side)
    for near, x, y in zip(rng.random(900), rng.random(900), rng.random(900), strict=True):
        long = height * (0.02 + 0.05 * near)
        begin = (x * width * 1.2 - width * 0.1, y * height * 1.1 - height * 0.1)
        end = (begin[0] + lean * long, begin[1] + long)
        draw.line([begin, end], fill=round(60 + 90 * near), width=1 + (near > 0.75))
    mask = np.asarray(sheet.filter(ImageFilter.GaussianBlur(0.7)), np.float32) / 255
    lay(canvas, (0.86, 0.9, 0.96), 0.75 * mask)


def _flakes(rng: np.random.Generator, canvas: Array) -> None:
    height, width, _ = canvas.shape
    for layer, count in ((0.25, 500), (0.5, 220), (1.0, 60)):
        sheet = Image.new("L", (width, height))
        draw = ImageDraw.Draw(sheet)
        radius = height * 0.0065 * layer
        for x, y, size in zip(
            rng.random(count) * width, rng.random(count) * height, rng.random(count), strict=True
        ):
            own = max(0.8, radius * (0.6 + 0.8 * size))
            draw.ellipse((x - own, y - own, x + own, y + own), fill=235)
        soft = sheet.filter(ImageFilter.GaussianBlur(0.6 + 1.6 * layer))
        lay(canvas, (1, 1, 1), np.asarray(soft, np.float32) / 255 * 0.9)


def _bolt(rng: np.random.Generator, canvas: Array, horizon: float) -> None:
    height, width, _ = canvas.shape
    sheet = Image.new("L", (width, height))
    draw = ImageDraw.Draw(sheet)
    x, y = width * (0.15 + 0.7 * rng.random()), 0.0
    points = [(x, y)]
    while y < horizon:
        x += width * 0.05 * (rng.random() - 0.5)
        y += height * (0.02 + 0.035 * rng.random())
        points.append((x, y))
        if rng.random() < 0.22:
            side = width * 0.08 * (rng.random() - 0.5)
            draw.line([(x, y), (x + side, y + height * 0.08)], fill=170, width=max(1, width // 700))
    draw.line(points, fill=255, width=max(2, width // 340))
    core = np.asarray(sheet, np.float32) / 255
    halo = np.asarray(sheet.filter(ImageFilter.GaussianBlur(width / 60)), np.float32) / 255
    canvas += (2.4 * halo)[..., None] * np.array((0.5, 0.6, 1), np.float32)
    canvas += core[..., None] * np.array((1, 1, 1), np.float32)


def _burst(rng: np.random.Generator, canvas: Array, horizon: float) -> None:
    height, width, _ = canvas.shape
    place = width * (0.1 + 0.8 * rng.random()), horizon * (0.12 + 0.5 * rng.random())
    reach = min(width, height) * (0.1 + 0.12 * rng.random())
    colour = colorsys.hsv_to_rgb(float(rng.random()), 0.65, 1.0)
    sheet = Image.new("L", (width, height))
    draw = ImageDraw.Draw(sheet)
    for ray in range(46):
        angle = 2 * np.pi * (ray + rng.random()) / 46
        far = reach * (0.6 + 0.4 * rng.random())
        for step in range(4, 13):
            share = step / 12
            x = place[0] + np.cos(angle) * far * share
            y = place[1] + np.sin(angle) * far * share + reach * 0.16 * share * share
            size = max(0.8, height * 0.0022 * share)
            draw.ellipse((x - size, y - size, x + size, y + size), fill=round(90 + 165 * share))
    core = np.asarray(sheet, np.float32) / 255
    halo = np.asarray(sheet.filter(ImageFilter.GaussianBlur(height / 90)), np.float32) / 255
    canvas += (core + 1.8 * halo)[..., None] * np.array(colour, np.float32)


def _lanterns(rng: np.random.Generator, canvas: Array, horizon: float) -> None:
    height, width, _ = canvas.shape
    for size in np.sort(rng.random(34)):
        place = rng.random() * width, rng.random() * horizon * 1.05
        radius = height * (0.004 + 0.016 * size)
        view, (x, y) = window(canvas, place, radius * 7)
        halo = glow((view.shape[0], view.shape[1]), (x, y), radius * 1.6)
        view += 0.8 * halo[..., None] * np.array(rgb("#ff9a3c"), np.float32)
        ys = np.abs(np.arange(view.shape[0], dtype=np.float32) - y)[:, None] / (radius * 1.25)
        xs = np.abs(np.arange(view.shape[1], dtype=np.float32) - x)[None, :] / radius
        body = np.clip((1 - np.maximum(ys, xs)) * radius, 0, 1)
        lay(view, rgb("#ffd38a"), body)


def _confetti(rng: np.random.Generator, canvas: Array) -> None:
    height, width, _ = canvas.shape
    sheet = Image.new("RGBA", (width, height))
    draw = ImageDraw.Draw(sheet)
    for _ in range(160):
        x, y, size = (
            rng.random() * width,
            rng.random() * height,
            height * (0.006 + 0.008 * rng.random()),
        )
        lean = (rng.random() - 0.5) * size * 2
        colour = colorsys.hsv_to_rgb(float(rng.random()), 0.7, 1.0)
        fill = (*(round(255 * channel) for channel in colour), 255)
        draw.polygon(
            [(x, y), (x + size, y + lean), (x + size, y + lean + size), (x, y + size)], fill=fill
        )
    block = np.asarray(sheet, np.float32) / 255
    lay(canvas, block[..., :3], block[..., 3])
