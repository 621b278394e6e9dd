"""Space, and the ground of other worlds.

Each painter fills the whole canvas. Knows no things.
"""

from __future__ import annotations

import numpy as np

from local.painter import land
from local.painter.field import Array, disc, glow, lay, mix, noise, pick, rgb, smooth
from local.painter.scene import Scene
from local.painter.sky import Light, stars


def space(
    rng: np.random.Generator, canvas: Array, scene: Scene, light: Light, horizon: float
) -> None:
    """Stars in a nebula, a planet off to one side."""
    del horizon
    height, width, _ = canvas.shape
    canvas[:] = np.array(rgb("#05060f"), np.float32)
    for codes in (("#5b2a86", "#8a2f5c", "#1f7a6d", "#a8512f"), ("#1e6fa8", "#2b3f9e", "#4a2a7a")):
        gas = noise(rng, (height, width), (2.2, 2.2 * width / height), 6)
        canvas += (0.75 * smooth(gas, 0.45, 0.95))[..., None] * np.array(pick(rng, codes))
    stars(rng, canvas, height, 1.0)
    if not any(thing.noun.height > 20 for thing in scene.things):
        _planet(rng, canvas, light, ("#d9a066", "#7fb3d5", "#c96f6f"), ("#8a5a3c", "#9fc28a"))


def moon(
    rng: np.random.Generator, canvas: Array, scene: Scene, light: Light, horizon: float
) -> None:
    """Grey dust (on Mars red) and craters, a black sky with the Earth in it."""
    height, width, _ = canvas.shape
    canvas[:] = np.array(rgb("#04050b"), np.float32)
    stars(rng, canvas, height, 1.0)
    _planet(rng, canvas, light, ("#1d5fae",), ("#4f8a4a",))
    dust = rgb("#b5653f" if "mars" in scene.extras else "#b9b7b4")
    land.ground(rng, canvas, horizon + height * 0.03, mix(dust, (0, 0, 0), 0.25), dust, grain=0.3)
    for near in np.sort(rng.random(18)) ** 1.5:
        x, y = rng.random() * width, horizon + height * 0.08 + (height * 0.9 - horizon) * near
        radius = width * (0.012 + 0.05 * near)
        top, left = max(0, int(y - radius * 0.6)), max(0, int(x - radius * 1.7))
        view = canvas[top : int(y + radius * 0.6), left : int(x + radius * 1.7)]
        down = (np.arange(top, top + view.shape[0]) - y)[:, None] / (radius * 0.34)
        across = (np.arange(left, left + view.shape[1]) - x)[None, :] / radius
        distance = np.hypot(down, across)
        facing = np.clip(across * light.side * 0.8 - down * 0.5, -1, 1)
        rim = 0.3 * facing * np.exp(-(((distance - 1) / 0.16) ** 2))
        view *= (1 - 0.28 * smooth(1 - distance, -0.1, 0.3))[..., None]
        view += rim[..., None]


def _planet(
    rng: np.random.Generator,
    canvas: Array,
    light: Light,
    seas: tuple[str, ...],
    lands: tuple[str, ...],
) -> None:
    """A globe of two colours in the upper part of the sky, away from the light."""
    size = canvas.shape[0], canvas.shape[1]
    radius = min(size) * (0.1 + 0.06 * rng.random())
    place = (size[1] * (0.5 - 0.34 * np.sign(light.side)), size[0] * (0.2 + 0.1 * rng.random()))
    ys = (np.arange(size[0], dtype=np.float32)[:, None] - place[1]) / radius
    xs = (np.arange(size[1], dtype=np.float32)[None, :] - place[0]) / radius
    bulge = np.sqrt(np.clip(1 - xs * xs - ys * ys, 0, 1))
    share = smooth(noise(rng, size, (9, 9 * size[1] / size[0]), 5), 0.48, 0.58)[..., None]
    sea, coast = np.array(pick(rng, seas), np.float32), np.array(pick(rng, lands), np.float32)
    shade = np.clip(0.75 * light.side * xs - 0.35 * ys + 0.75 * bulge, 0.03, 1)[..., None]
    canvas += (0.22 * glow(size, place, radius * 1.25))[..., None] * np.array((0.4, 0.6, 1))
    lay(canvas, (sea + (coast - sea) * share) * shade, disc(size, place, radius))
