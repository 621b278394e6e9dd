"""What is in the air: rain, snow and fog.

`behind` is painted before the things of a scene, `before` over them.
"""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from local.painter.backdrop import Backdrop, is_outdoors
from local.painter.field import ink, mix, noise
from local.painter.scene import Scene, Weather


def behind(rng: np.random.Generator, scene: Scene, backdrop: Backdrop) -> None:
    """Fog, before which the things stand out."""
    if is_outdoors(scene.place) and scene.weather is Weather.FOG:
        _fog(rng, backdrop)


def before(rng: np.random.Generator, scene: Scene, backdrop: Backdrop) -> None:
    """Rain and falling snow."""
    if is_outdoors(scene.place) and scene.weather in {Weather.RAIN, Weather.STORM}:
        _rain(rng, backdrop)
    if is_outdoors(scene.place) and scene.weather is Weather.SNOWFALL:
        _flakes(rng, backdrop)


def _fog(rng: np.random.Generator, backdrop: Backdrop) -> None:
    width, height = backdrop.image.size
    rows = np.arange(height, dtype=np.float32)[:, None]
    band = np.exp(-(((rows - backdrop.horizon) / (height * 0.34)) ** 2))
    veil = 0.8 * band * (0.55 + 0.45 * noise(rng, (height, width), (3, 3), 4))
    grey = mix(backdrop.light.haze, (0.85, 0.87, 0.9), 0.4 * (1 - backdrop.light.night))
    backdrop.image.paste(ink(grey), mask=Image.fromarray((255 * veil).astype(np.uint8)))


def _rain(rng: np.random.Generator, backdrop: Backdrop) -> None:
    width, height = backdrop.image.size
    sheet = Image.new("L", (width, height))
    draw = ImageDraw.Draw(sheet)
    lean = 0.22 * np.sign(backdrop.light.side)
    for near, x, y in rng.random((width * 2 // 3, 3)) * (1, width * 1.2, height * 1.1):
        long = height * (0.02 + 0.05 * near)
        begin = (x - width * 0.1, y - height * 0.1)
        end = (begin[0] + lean * long, begin[1] + long)
        draw.line([begin, end], fill=round(45 + 70 * near), width=1 + (near > 0.75))
    backdrop.image.paste((219, 230, 245), mask=sheet.filter(ImageFilter.GaussianBlur(0.7)))


def _flakes(rng: np.random.Generator, backdrop: Backdrop) -> None:
    width, height = backdrop.image.size
    for near, count in ((0.25, 500), (0.5, 220), (1.0, 60)):
        sheet = Image.new("L", (width, height))
        draw = ImageDraw.Draw(sheet)
        for x, y, size in rng.random((count, 3)) * (width, height, 0.8):
            radius = max(0.8, height * 0.0065 * near * (0.6 + size))
            draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=225)
        soft = sheet.filter(ImageFilter.GaussianBlur(0.6 + 1.6 * near))
        backdrop.image.paste((255, 255, 255), mask=soft)
