"""Open country under a sky: hills, snow, forest, mountains, desert, and what grows there.

Each painter takes a canvas with its sky and fills what is below the horizon. Knows no things.
"""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageDraw

from local.painter.field import (
    Array,
    Colour,
    below,
    ink,
    lay,
    lay_image,
    mix,
    noise,
    plane,
    rgb,
    ridge,
    shafts,
    smooth,
    texture,
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
    near, far = rgb("#b58a3a" if autumn else "#6f9c3f"), rgb("#b9733f" if autumn else "#557f4a")
    if rng.random() < 0.6:
        _range(rng, canvas, light, horizon, height * 0.16)
    for layer in range(3):
        swell = ridge(rng, width, 1.6 + layer, 3) - 0.4
        line = horizon + height * (0.01 + 0.045 * layer - (0.13 - 0.03 * layer) * swell)
        colour = light.on(mix(mix(far, near, 0.3 * layer), light.haze, 0.6 - 0.24 * layer))
        lay(canvas, colour, below((height, width), line))
        leaves = mix(colour, light.on(rgb("#24402a")), 0.35)
        _trees(rng, canvas, line, leaves, height * (0.025 + 0.018 * layer), gaps=5.0)
    top = horizon + height * 0.11
    ground(rng, canvas, top, light.on(mix(near, far, 0.35)), light.on(near))
    if "flowers" in scene.extras:
        _blossoms(rng, canvas, light, top)


def snow(
    rng: np.random.Generator, canvas: Array, scene: Scene, light: Light, horizon: float
) -> None:
    """White mountains, dark firs and drifts with blue shadows."""
    del scene
    height, width, _ = canvas.shape
    _range(rng, canvas, light, horizon + height * 0.02, height * 0.24)
    for layer in range(2):
        line = horizon + height * (0.015 + 0.035 * layer - 0.06 * (ridge(rng, width, 2, 3) - 0.4))
        firs = light.on(mix(rgb("#2f4a4f"), light.haze, 0.45 - 0.3 * layer))
        _trees(rng, canvas, line, firs, height * (0.055 + 0.035 * layer))
        lay(canvas, light.on(mix(rgb("#e9f1fa"), light.haze, 0.3)), below((height, width), line))
    top = horizon + height * 0.05
    ground(rng, canvas, top, light.on(rgb("#d7e4f3")), light.on(rgb("#f7fafd")), grain=0.05)
    drift = noise(rng, (height - round(top), width), (3, 2), 4)
    slope = np.gradient(drift, axis=1) * (-1 if light.side > 0 else 1) * width / 6
    canvas[round(top) :] += np.clip(slope, -1, 1)[..., None] * np.array((0.09, 0.07, 0.035))


def forest(
    rng: np.random.Generator, canvas: Array, scene: Scene, light: Light, horizon: float
) -> None:
    """Trunks going back into mist, a floor of moss, shafts of light."""
    height, width, _ = canvas.shape
    autumn = "autumn" in scene.extras
    canopy, moss = rgb("#c9762f" if autumn else "#3f7a3d"), rgb("#8a6a35" if autumn else "#4c6b34")
    depth = mix(light.haze, canopy, 0.35)
    lay(canvas, light.on(depth), 0.8)
    floor = horizon + height * 0.1
    for layer in range(4):
        near = layer / 3
        bark = light.on(mix(mix(depth, rgb("#4a3a2c"), 0.25 + 0.6 * near), canopy, 0.12))
        _trunks(rng, canvas, floor + height * 0.05 * near, bark, 0.35 + 0.65 * near)
        leaves = noise(rng, (height, width), (7 - layer, 9 - layer), 5)
        top = np.linspace(1.05, -0.5, height, dtype=np.float32)[:, None]
        mask = smooth(leaves + top * 0.75, 0.78, 0.95) * (0.55 + 0.3 * near)
        lay(canvas, light.on(mix(depth, canopy, 0.4 + 0.55 * near)), mask)
    ground(rng, canvas, floor, light.on(mix(moss, depth, 0.5)), light.on(moss), grain=0.3)
    beams = shafts(rng, (height, width), light.side)
    canvas += ((0.2 - 0.12 * light.night) * beams)[..., None] * np.array(light.key, np.float32)


def mountains(
    rng: np.random.Generator, canvas: Array, scene: Scene, light: Light, horizon: float
) -> None:
    """Three ranges, each bluer the farther off, and a green valley."""
    height, width, _ = canvas.shape
    for layer, rise in enumerate((0.3, 0.22, 0.13)):
        foot = horizon + height * 0.03 * layer
        _range(rng, canvas, light, foot, height * rise, 0.62 - 0.24 * layer)
    line = horizon + height * (0.07 - 0.05 * ridge(rng, width, 2, 3))
    firs = light.on(mix(rgb("#2f5140"), light.haze, 0.18))
    _trees(rng, canvas, line, firs, height * 0.06)
    near = light.on(rgb("#b08b45" if "autumn" in scene.extras else "#6f9a45"))
    ground(rng, canvas, horizon + height * 0.05, mix(near, firs, 0.4), near)


def desert(
    rng: np.random.Generator, canvas: Array, scene: Scene, light: Light, horizon: float
) -> None:
    """Dunes with a lit and a shaded side."""
    del scene
    height, width, _ = canvas.shape
    sand, shadow = rgb("#e0a95c"), rgb("#a8683a")
    for layer in range(4):
        crest = ridge(rng, width, 1.6 + layer * 0.5, 3)
        line = horizon + height * (-0.03 + 0.07 * layer - 0.11 * (crest - 0.3))
        facing = smooth(np.gradient(crest) * width * np.sign(light.side), -0.7, 0.7)
        rows = np.arange(height, dtype=np.float32)[:, None]
        lit = facing + (0.62 - facing) * np.clip((rows - line) / (height * 0.16), 0, 1)
        pale, dark = (
            np.array(light.on(mix(tone, light.haze, 0.5 - 0.16 * layer)), np.float32)
            for tone in (sand, shadow)
        )
        lay(canvas, dark + (pale - dark) * lit[..., None], below((height, width), line))
    top = horizon + height * 0.2
    ground(rng, canvas, top, light.on(mix(sand, shadow, 0.2)), light.on(sand))


def ground(
    rng: np.random.Generator,
    canvas: Array,
    top: float,
    far: Colour,
    near: Colour,
    grain: float = 0.2,
) -> None:
    """A plain from a row down to the lower edge, with a texture in perspective."""
    height, width, _ = canvas.shape
    line = np.full(width, top, np.float32) + height * 0.03 * (ridge(rng, width, 2, 2) - 0.5)
    start = max(0, round(top - height * 0.02))
    rows = np.linspace(0, 1, height - start, dtype=np.float32)[:, None, None] ** 0.7
    shaded = np.array(far, np.float32) + rows * (np.array(near) - np.array(far)).astype(np.float32)
    rough = texture(rng, width, (16, 16), 5)
    shaded = shaded + grain * (plane(rough, (height, width), start, tiles=1.2)[..., None] - 0.5)
    shaded *= 0.86 + 0.26 * noise(rng, (height - start, width), (2, 3), 3)[..., None]
    lay(canvas[start:], shaded, below((height, width), line)[start:])


def _range(
    rng: np.random.Generator,
    canvas: Array,
    light: Light,
    foot: float,
    rise: float,
    haze: float = 0.5,
) -> None:
    """A mountain range with its lit flanks, snow on its peaks and mist at its foot."""
    height, width, _ = canvas.shape
    folded = 1 - np.abs(2 * ridge(rng, width, 2.5 + 2 * rng.random(), 7) - 1)
    skyline = 0.75 * folded + 0.25 * ridge(rng, width, 2, 2)
    line = foot - rise * (0.25 + 0.9 * skyline)
    top = max(0, int(line.min()) - 2)
    size = height - top, width
    rock = warped(rng, noise(rng, size, (14 * size[0] / height, 10), 5), height / 28)
    flank = np.gradient(rock, axis=1) * width * 0.12 * (-1 if light.side > 0 else 1)
    flank = smooth(flank + np.gradient(skyline)[None, :] * width * -0.1 * light.side, -0.7, 0.7)
    dark = np.array(light.on(mix(rgb("#3d4a63"), light.haze, haze)), np.float32)
    pale = np.array(light.on(mix(rgb("#8b8f9c"), light.haze, haze)), np.float32)
    colour = dark + (pale - dark) * flank[..., None]
    rows = np.arange(top, height, dtype=np.float32)[:, None]
    cap = smooth((foot - rise * 0.5 - rows) / rise + 0.6 * (rock - 0.5), -0.12, 0.22)
    white = np.array(light.on(mix(rgb("#ffffff"), light.haze, haze * 0.55)), np.float32)
    lay(colour, white * (0.78 + 0.22 * flank[..., None]), cap)
    lay(colour, light.haze, 0.45 * np.clip((rows - foot + rise) / rise, 0, 1) + 0 * rock)
    lay(canvas[top:], colour, below((height, width), line)[top:])


def _trees(
    rng: np.random.Generator,
    canvas: Array,
    line: Array,
    colour: Colour,
    tall: float,
    gaps: float = 1.0,
) -> None:
    """Firs along a line; a meadow has larger gaps between them."""
    height, width, _ = canvas.shape
    mask = Image.new("L", (width, height))
    draw = ImageDraw.Draw(mask)
    at = -tall
    while at < width + tall:
        foot = float(line[int(np.clip(at, 0, width - 1))])
        size = tall * (0.55 + 0.75 * rng.random())
        for step in range(3):
            wide, peak = size * (0.16 + 0.1 * step), foot - size * (1.15 - 0.3 * step)
            low = peak + size * 0.55
            draw.polygon([(at, peak), (at - wide, low), (at + wide, low)], fill=255)
        at += tall * (0.15 + 0.42 * gaps * rng.random())
    lay(canvas, colour, np.asarray(mask, np.float32) / 255)


def _trunks(
    rng: np.random.Generator, canvas: Array, foot: float, colour: Colour, near: float
) -> None:
    """Trunks that stand on a row, thinner with distance; near ones leave the middle free."""
    height, width, _ = canvas.shape
    mask = Image.new("L", (width, height))
    draw = ImageDraw.Draw(mask)
    count = round(16 - 10 * near)
    for step in range(count):
        x = width * (step + rng.random()) / count
        if near > 0.8 and 0.25 < x / width < 0.75:
            continue
        wide = width * (0.006 + 0.024 * near * (0.6 + 0.8 * rng.random()))
        corners = [(-0.35, -5.0), (0.35, -5.0), (0.5, foot - wide), (1.1, foot + wide * 0.4)]
        corners += [(-1.1, foot + wide * 0.4), (-0.5, foot - wide)]
        draw.polygon([(x + wide * across, y) for across, y in corners], fill=255)
    bark = 0.85 + 0.3 * (noise(rng, (height, width), (4, 60), 4) - 0.5)
    shaded = np.array(colour, np.float32) * bark[..., None]
    lay(canvas, shaded, np.asarray(mask, np.float32) / 255)


def _blossoms(rng: np.random.Generator, canvas: Array, light: Light, top: float) -> None:
    """Dots of blossom over the ground, smaller and denser with distance."""
    height, width, _ = canvas.shape
    sheet = Image.new("RGBA", (width, height))
    draw = ImageDraw.Draw(sheet)
    codes = np.array(("#f25f5c", "#ffe066", "#f7f7f2", "#b388eb", "#f78fb3"))
    for near in np.sort(rng.random(width) ** 1.6):
        x, y = rng.random() * width, top + (height - top) * near
        size = 1 + near * height * 0.011
        fill = (*ink(light.on(rgb(str(rng.choice(codes))))), 255)
        draw.ellipse((x - size, y - size * 0.7, x + size, y + size * 0.7), fill=fill)
    lay_image(canvas, sheet)
