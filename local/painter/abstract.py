"""A picture of nothing in particular: ribbons and discs of colour, for words that name no thing."""

from __future__ import annotations

import colorsys

import numpy as np

from local.painter.field import Array, disc, lay, noise, rgb, ridge, smooth, vertical
from local.painter.indoor import BACKDROPS
from local.painter.scene import Scene
from local.painter.sky import Light


def abstract(
    rng: np.random.Generator, canvas: Array, scene: Scene, light: Light, horizon: float
) -> None:
    """Waves of related colours with a sphere or three among them."""
    del horizon
    height, width, _ = canvas.shape
    hue = float(rng.random())
    if scene.backdrop in BACKDROPS:
        hue = colorsys.rgb_to_hsv(*rgb(BACKDROPS[scene.backdrop]))[0]
    spread = 0.12 + 0.25 * float(rng.random())
    ends = (
        colorsys.hsv_to_rgb(hue, 0.35, 0.98),
        colorsys.hsv_to_rgb((hue + spread) % 1, 0.5, 0.75),
    )
    canvas[:] = vertical([(0.0, ends[0]), (1.0, ends[1])], height, width)
    rows = np.arange(height, dtype=np.float32)[:, None]
    layers = 9
    for layer in range(layers):
        share = layer / layers
        line = height * (0.12 + 0.85 * share + 0.4 * (ridge(rng, width, 1.4, 2) - 0.5))
        tone = colorsys.hsv_to_rgb(
            (hue + spread * share * 1.6) % 1, 0.55 + 0.25 * share, 0.95 - 0.5 * share
        )
        depth = (rows - line[None, :]) / height
        shine = np.exp(-np.clip(depth, 0, 1) * 9)[..., None]
        shaded = np.array(tone, np.float32) * (0.72 + 0.4 * shine)
        lay(canvas, canvas * 0.72, 0.6 * smooth(depth, -0.05, 0.0) * (depth < 0))
        lay(canvas, shaded, 0.93 * smooth(depth, 0.0, 0.003))
        if layer in {2, 4, 6} and rng.random() < 0.8:
            _sphere(rng, canvas, colorsys.hsv_to_rgb((hue + 0.5) % 1, 0.6, 0.95), light)
    canvas += 0.03 * (noise(rng, (height, width), (80, 120), 2)[..., None] - 0.5)


def _sphere(
    rng: np.random.Generator, canvas: Array, colour: tuple[float, float, float], light: Light
) -> None:
    height, width, _ = canvas.shape
    radius = min(height, width) * (0.05 + 0.1 * rng.random())
    place = width * (0.15 + 0.7 * rng.random()), height * (0.15 + 0.6 * rng.random())
    ys = (np.arange(height, dtype=np.float32)[:, None] - place[1]) / radius
    xs = (np.arange(width, dtype=np.float32)[None, :] - place[0]) / radius
    bulge = np.sqrt(np.clip(1 - xs * xs - ys * ys, 0, 1))
    shade = np.clip(0.25 + 0.6 * (0.5 * light.side * xs - 0.5 * ys + 0.7 * bulge), 0.2, 1.2)
    lay(
        canvas,
        np.array(colour, np.float32) * shade[..., None],
        disc((height, width), place, radius),
    )
