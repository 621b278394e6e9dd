"""Space, the ground of other worlds, and the air above the clouds.

Each painter fills the whole canvas. Knows no things.
"""

from __future__ import annotations

import numpy as np

from local.painter import land
from local.painter.field import Array, disc, glow, lay, mix, noise, rgb, smooth, vertical, window
from local.painter.scene import Scene
from local.painter.sky import Light

_NEBULAE = (
    ("#5b2a86", "#1e6fa8"),
    ("#8a2f5c", "#2b3f9e"),
    ("#1f7a6d", "#3a2f8a"),
    ("#a8512f", "#4a2a7a"),
)


def space(
    rng: np.random.Generator, canvas: Array, scene: Scene, light: Light, horizon: float
) -> None:
    """Stars in a nebula, a planet off to one side."""
    del horizon
    height, width, _ = canvas.shape
    size = height, width
    canvas[:] = np.array(rgb("#05060f"), np.float32)
    first, second = (rgb(c) for c in _NEBULAE[int(rng.integers(len(_NEBULAE)))])
    cells = 2.2, 2.2 * width / height
    dust = noise(rng, size, cells, 6)
    canvas += (0.75 * smooth(dust, 0.45, 0.95))[..., None] * np.array(first, np.float32)
    gas = noise(rng, size, cells, 6)
    canvas += (0.7 * smooth(gas, 0.5, 0.95))[..., None] * np.array(second, np.float32)
    canvas += (0.35 * smooth(dust * gas, 0.35, 0.7))[..., None] * np.array(
        (1, 0.85, 0.75), np.float32
    )
    _stars(rng, canvas)
    if not any(
        thing.noun.kind == "spacecraft" and thing.noun.height > 20 for thing in scene.things
    ):
        side = min(size)
        place = (width * (0.5 - 0.36 * np.sign(light.side)), height * (0.2 + 0.12 * rng.random()))
        _planet(rng, canvas, place, side * (0.1 + 0.1 * rng.random()), light)


def moon(
    rng: np.random.Generator, canvas: Array, scene: Scene, light: Light, horizon: float
) -> None:
    """Grey dust and craters (or red rock), a black sky with the Earth in it."""
    height, width, _ = canvas.shape
    mars = "mars" in scene.extras
    if mars:
        canvas[:] = vertical(
            [(0, rgb("#8a5a48")), (0.6, rgb("#e0a87c")), (1, rgb("#e0a87c"))], height, width
        )
        land.desert(rng, canvas, scene, light, horizon)
        return
    canvas[:] = np.array(rgb("#04050b"), np.float32)
    _stars(rng, canvas)
    earth = (width * (0.5 - 0.3 * np.sign(light.side)), height * 0.22)
    _planet(rng, canvas, earth, min(height, width) * 0.1, light, earth=True)
    land.ground(rng, canvas, horizon + height * 0.03, rgb("#8c8c90"), rgb("#b9b7b4"), grain=0.3)
    for _ in range(18):
        near = rng.random() ** 1.5
        y = horizon + height * 0.06 + (height * 0.9 - horizon) * near
        _crater(canvas, (rng.random() * width, y), width * (0.012 + 0.06 * near), light)


def sky(
    rng: np.random.Generator, canvas: Array, scene: Scene, light: Light, horizon: float
) -> None:
    """A sea of clouds below, the open sky above."""
    del scene
    height, width, _ = canvas.shape
    for layer in range(3):
        top = horizon + height * (0.05 + 0.13 * layer)
        puffs = noise(rng, (height, width), (5 - layer, (8 - 2 * layer) * width / height), 6)
        rows = np.arange(height, dtype=np.float32)[:, None]
        mask = smooth((rows - top) / (height * 0.2) + 1.5 * (puffs - 0.5), 0.0, 0.35)
        toward = np.roll(puffs, (-max(2, width // 70), max(2, width // 70)), (0, 1))
        lit = smooth(puffs - toward, -0.12, 0.12)[..., None]
        dark = np.array(light.on(mix(rgb("#b8c4da"), light.haze, 0.4 - 0.12 * layer)), np.float32)
        pale = np.array(light.on(rgb("#ffffff")), np.float32)
        lay(canvas, dark + (pale - dark) * lit, mask)


def _stars(rng: np.random.Generator, canvas: Array) -> None:
    height, width, _ = canvas.shape
    count = width * height // 900
    ys, xs = rng.integers(0, height, count), rng.integers(0, width, count)
    canvas[ys, xs] += (0.25 + 0.75 * rng.random(count) ** 4)[:, None].astype(np.float32)
    for _ in range(22):
        place = (rng.random() * width, rng.random() * height)
        tint = mix((0.7, 0.8, 1), (1, 0.85, 0.7), rng.random())
        view, spot = window(canvas, place, 60)
        halo = glow((view.shape[0], view.shape[1]), spot, 1.6 + 2.4 * rng.random())
        view += 0.8 * halo[..., None] * np.array(tint, np.float32)


def _planet(
    rng: np.random.Generator,
    canvas: Array,
    place: tuple[float, float],
    radius: float,
    light: Light,
    *,
    earth: bool = False,
) -> None:
    size = canvas.shape[0], canvas.shape[1]
    ys = (np.arange(size[0], dtype=np.float32)[:, None] - place[1]) / radius
    xs = (np.arange(size[1], dtype=np.float32)[None, :] - place[0]) / radius
    bulge = np.sqrt(np.clip(1 - xs * xs - ys * ys, 0, 1))
    if earth:
        lands = smooth(noise(rng, size, (9, 9 * size[1] / size[0]), 5), 0.5, 0.56)[..., None]
        surface = np.array(rgb("#1d5fae"), np.float32) * (1 - lands) + lands * np.array(
            rgb("#4f8a4a"), np.float32
        )
        veil = smooth(noise(rng, size, (14, 10 * size[1] / size[0]), 5), 0.52, 0.75)[..., None]
        surface = surface * (1 - veil) + veil
    else:
        hues = [rgb(c) for c in ("#d9a066", "#7fb3d5", "#c96f6f", "#9fc28a")]
        hue = np.array(hues[int(rng.integers(len(hues)))], np.float32)
        bands = noise(rng, (size[0], 2), (26, 1), 3)[:, :1, None]
        surface = hue * (0.7 + 0.6 * bands)
    shade = np.clip(0.75 * light.side * xs - 0.35 * ys + 0.75 * bulge, 0.03, 1)[..., None]
    canvas += (0.22 * glow(size, place, radius * 1.25))[..., None] * np.array(
        (0.4, 0.6, 1), np.float32
    )
    lay(canvas, surface * shade, disc(size, place, radius))


def _crater(canvas: Array, place: tuple[float, float], radius: float, light: Light) -> None:
    view, (x, y) = window(canvas, place, radius * 1.7)
    down = (np.arange(view.shape[0], dtype=np.float32) - y)[:, None] / (radius * 0.34)
    across = (np.arange(view.shape[1], dtype=np.float32) - x)[None, :] / radius
    distance = np.hypot(down, across)
    rim = np.exp(-(((distance - 1) / 0.16) ** 2))
    bowl = smooth(1 - distance, -0.1, 0.3)
    facing = np.clip(across * light.side * 0.8 - down * 0.5, -1, 1)
    view *= (1 - 0.28 * bowl)[..., None]
    view += (0.3 * rim * facing)[..., None]
