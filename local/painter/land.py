"""Open country under a sky: hills, snow, forest, mountains, desert, and the grass in front.

Each painter takes a canvas with its sky and fills what is below the horizon. Knows no things.
"""

from __future__ import annotations

import numpy as np

from local.painter import growth
from local.painter.field import (
    Array,
    Colour,
    below,
    lay,
    mix,
    noise,
    peaks,
    plane,
    rgb,
    ridge,
    smooth,
    warped,
)
from local.painter.scene import Scene
from local.painter.sky import Light


def meadow(
    rng: np.random.Generator, canvas: Array, scene: Scene, light: Light, horizon: float
) -> None:
    """Rolling hills in haze, trees along them, grass before them."""
    height, width, _ = canvas.shape
    autumn = "autumn" in scene.extras
    near = rgb("#b58a3a" if autumn else "#6f9c3f")
    far = rgb("#b9733f" if autumn else "#557f4a")
    if rng.random() < 0.6 or "mountains" in scene.extras:
        _range(rng, canvas, light, horizon, height * 0.16, snow=rng.random() < 0.5)
    for layer in range(3):
        swell = ridge(rng, width, 1.6 + layer, 3) - 0.4
        line = horizon + height * (0.01 + 0.045 * layer - (0.13 - 0.03 * layer) * swell)
        colour = light.on(mix(mix(far, near, 0.3 * layer), light.haze, 0.6 - 0.24 * layer))
        lay(canvas, colour, below((height, width), line))
        tall = height * (0.025 + 0.018 * layer)
        growth.treeline(
            rng, canvas, line, mix(colour, light.on(rgb("#24402a")), 0.35), tall, round_tops=True
        )
    top = horizon + height * 0.11
    ground(rng, canvas, top, light.on(mix(near, far, 0.35)), light.on(near), swell=0.05)
    growth.tufts(
        rng,
        canvas,
        top,
        light.on(mix(near, (0.1, 0.2, 0.05), 0.3)),
        light.on(mix(near, (0.9, 0.95, 0.5), 0.35)),
    )


def flowers(
    rng: np.random.Generator, canvas: Array, scene: Scene, light: Light, horizon: float
) -> None:
    """A meadow full of blossoms, smaller and denser with distance."""
    meadow(rng, canvas, scene, light, horizon)
    growth.blossoms(rng, canvas, light, horizon + canvas.shape[0] * 0.07, 1500)


def snow(
    rng: np.random.Generator, canvas: Array, scene: Scene, light: Light, horizon: float
) -> None:
    """White mountains, dark firs and drifts with blue shadows."""
    del scene
    height, width, _ = canvas.shape
    _range(rng, canvas, light, horizon + height * 0.02, height * 0.24, snow=True)
    for layer in range(2):
        line = horizon + height * (0.015 + 0.035 * layer - 0.06 * (ridge(rng, width, 2, 3) - 0.4))
        firs = light.on(mix(rgb("#2f4a4f"), light.haze, 0.45 - 0.3 * layer))
        growth.treeline(rng, canvas, line, firs, height * (0.055 + 0.035 * layer))
        lay(canvas, light.on(mix(rgb("#e9f1fa"), light.haze, 0.3)), below((height, width), line))
    top = horizon + height * 0.05
    ground(rng, canvas, top, light.on(rgb("#d7e4f3")), light.on(rgb("#f7fafd")), grain=0.05)
    drift = noise(rng, (height - round(top), width), (3, 2), 4)
    slope = np.gradient(drift, axis=1) * (-1 if light.side > 0 else 1) * width / 6
    shade = np.clip(slope, -1, 1)[..., None].astype(np.float32)
    canvas[round(top) :] += shade * np.array((0.09, 0.07, 0.035), np.float32)
    sparkle = rng.random((height - round(top), width)) > 0.9991
    canvas[round(top) :][sparkle] = 1.0


def forest(
    rng: np.random.Generator, canvas: Array, scene: Scene, light: Light, horizon: float
) -> None:
    """Trunks going back into mist, a floor of moss, shafts of light."""
    height, width, _ = canvas.shape
    autumn = "autumn" in scene.extras
    canopy = rgb("#c9762f" if autumn else "#3f7a3d")
    depth = mix(light.haze, canopy, 0.35)
    lay(canvas, light.on(depth), 0.8)
    floor = horizon + height * 0.1
    for layer in range(4):
        near = layer / 3
        colour = light.on(mix(mix(depth, rgb("#4a3a2c"), 0.25 + 0.6 * near), canopy, 0.12))
        growth.trunks(rng, canvas, floor + height * 0.05 * near, colour, 0.35 + 0.65 * near)
        leaves = noise(rng, (height, width), (7 - layer, 9 - layer), 5)
        top = np.linspace(1.05, -0.5, height, dtype=np.float32)[:, None]
        mask = smooth(leaves + top * 0.75, 0.78, 0.95) * (0.55 + 0.3 * near)
        lay(canvas, light.on(mix(depth, canopy, 0.4 + 0.55 * near)), mask)
    moss = rgb("#8a6a35" if autumn else "#4c6b34")
    ground(rng, canvas, floor, light.on(mix(moss, depth, 0.5)), light.on(moss), grain=0.3)
    _shafts(rng, canvas, light, 0.2 * (1 - 0.6 * light.night))


def mountains(
    rng: np.random.Generator, canvas: Array, scene: Scene, light: Light, horizon: float
) -> None:
    """Three ranges, each bluer the farther off, and a green valley."""
    height, width, _ = canvas.shape
    for layer, rise in enumerate((0.3, 0.22, 0.13)):
        _range(
            rng, canvas, light, horizon + height * 0.03 * layer, height * rise, snow=layer < 2,
            haze=0.62 - 0.24 * layer,
        )  # fmt: skip
    line = horizon + height * (0.07 - 0.05 * ridge(rng, width, 2, 3))
    firs = light.on(mix(rgb("#2f5140"), light.haze, 0.18))
    growth.treeline(rng, canvas, line, firs, height * 0.06)
    near = light.on(rgb("#b08b45" if "autumn" in scene.extras else "#6f9a45"))
    ground(rng, canvas, horizon + height * 0.05, mix(near, firs, 0.4), near)


def desert(
    rng: np.random.Generator, canvas: Array, scene: Scene, light: Light, horizon: float
) -> None:
    """Dunes with a lit and a shaded side, ripples in front."""
    height, width, _ = canvas.shape
    sand, shadow = rgb("#e0a95c"), rgb("#a8683a")
    if "mars" in scene.extras:
        sand, shadow = rgb("#c9673c"), rgb("#7d3320")
    for layer in range(4):
        crest = ridge(rng, width, 1.6 + layer * 0.5, 3)
        line = horizon + height * (-0.03 + 0.07 * layer - 0.11 * (crest - 0.3))
        slope = np.gradient(crest) * width * (1 if light.side > 0 else -1)
        facing = smooth(slope.astype(np.float32), -0.7, 0.7)
        depth = np.clip(np.arange(height, dtype=np.float32)[:, None] - line[None, :], 0, height)
        column = np.arange(width)[None, :] + (depth * 1.5 * light.side).astype(int)
        side = facing[np.clip(column, 0, width - 1)]
        side += (0.62 - side) * np.clip(depth / (height * 0.16), 0, 1)
        haze = 0.5 - 0.16 * layer
        pale = np.array(light.on(mix(sand, light.haze, haze)), np.float32)
        dark = np.array(light.on(mix(shadow, light.haze, haze)), np.float32)
        lay(canvas, dark + (pale - dark) * side[..., None], below((height, width), line))
    top = horizon + height * 0.2
    ripples = noise(rng, (512, 512), (34, 5), 3)
    ground(rng, canvas, top, light.on(mix(sand, shadow, 0.2)), light.on(sand), grain=0.0)
    canvas[round(top) :] += 0.22 * (
        plane(ripples, (height, width), top, tiles=1.4, stretch=1.5)[..., None] - 0.5
    )


def ground(
    rng: np.random.Generator,
    canvas: Array,
    top: float,
    far: Colour,
    near: Colour,
    grain: float = 0.2,
    swell: float = 0.02,
) -> None:
    """A plain from a row down to the lower edge, with a texture in perspective."""
    height, width, _ = canvas.shape
    line = np.full(width, top, np.float32) + height * swell * (ridge(rng, width, 2, 2) - 0.5)
    rows = np.linspace(0, 1, height - round(top), dtype=np.float32)[:, None, None] ** 0.7
    shaded = np.array(far, np.float32) + rows * (
        np.array(near, np.float32) - np.array(far, np.float32)
    )
    texture = noise(rng, (512, 512), (16, 16), 5)
    shaded = shaded + grain * (plane(texture, (height, width), top, tiles=1.2)[..., None] - 0.5)
    broad = noise(rng, (height - round(top), width), (2, 3), 3)
    shaded = shaded * (0.86 + 0.26 * broad[..., None])
    whole = np.concatenate([np.repeat(shaded[:1], round(top), axis=0), shaded], axis=0)
    whole = np.broadcast_to(whole, (height, width, 3))
    lay(canvas, whole, below((height, width), line))


def _range(
    rng: np.random.Generator,
    canvas: Array,
    light: Light,
    foot: float,
    rise: float,
    *,
    snow: bool,
    haze: float = 0.5,
) -> None:
    """A mountain range with its lit flanks and, if so, its snow."""
    height, width, _ = canvas.shape
    skyline = peaks(rng, width, 2.5 + 2 * rng.random())
    line = foot - rise * (0.25 + 0.9 * skyline)
    top = max(0, int(line.min()) - 2)
    size = height - top, width
    rock = warped(rng, noise(rng, size, (14 * size[0] / height, 10), 5), height / 28)
    flank = np.gradient(rock, axis=1) * width * 0.12 * (-1 if light.side > 0 else 1)
    flank = smooth(flank + np.gradient(skyline)[None, :] * width * -0.1 * light.side, -0.7, 0.7)
    dark = np.array(light.on(mix(rgb("#3d4a63"), light.haze, haze)), np.float32)
    pale = np.array(light.on(mix(rgb("#8b8f9c"), light.haze, haze)), np.float32)
    colour = dark + (pale - dark) * flank[..., None]
    if snow:
        rows = np.arange(top, height, dtype=np.float32)[:, None]
        cap = smooth((foot - rise * 0.5 - rows) / rise + 0.6 * (rock - 0.5), -0.12, 0.22)
        white = np.array(light.on(mix(rgb("#ffffff"), light.haze, haze * 0.55)), np.float32)
        lay(colour, white * (0.78 + 0.22 * flank[..., None]), cap)
    lay(canvas[top:], colour.astype(np.float32), below((height, width), line)[top:])
    rows = np.clip((np.arange(height, dtype=np.float32) - foot + rise) / rise, 0, 1)
    mist = rows[:, None] * below((height, width), line)
    lay(canvas, light.haze, (0.45 * mist).astype(np.float32))


def _shafts(rng: np.random.Generator, canvas: Array, light: Light, strength: float) -> None:
    height, width, _ = canvas.shape
    rows = np.arange(height, dtype=np.float32)[:, None] / height
    across = np.arange(width, dtype=np.float32)[None, :] / width
    slant = across + rows * 0.35 * (1 if light.side < 0 else -1)
    beams = noise(rng, (2, 1024), (1, 9), 3)[0]
    index = (np.clip(slant * 0.6 + 0.2, 0, 1) * 1023).astype(int)
    mask = smooth(beams[index], 0.5, 0.9) * (1 - rows) ** 0.7
    canvas += (strength * mask)[..., None] * np.array(light.key, np.float32)
