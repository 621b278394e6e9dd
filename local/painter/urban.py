"""Streets and skylines: blocks with lit windows, a road in perspective, wet when it rains.

Each painter takes a canvas with its sky and fills what is below. Knows no things.
"""

from __future__ import annotations

import itertools

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from local.painter.field import Array, Colour, below, lay, mix, noise, plane, rgb, smooth
from local.painter.scene import Medium, Scene, Weather
from local.painter.sky import Light

_SIGNS = ("#ff2d95", "#21e6ff", "#ffd23f", "#9b5cff", "#4dff88")


def city(
    rng: np.random.Generator, canvas: Array, scene: Scene, light: Light, horizon: float
) -> None:
    """Three rows of towers going off into haze, a river or square before them."""
    foot = horizon + canvas.shape[0] * 0.1
    for layer in range(3):
        near = layer / 2
        _towers(rng, canvas, scene, light, foot, near)
    if rng.random() < 0.5:
        _mirror(rng, canvas, light, round(foot))
    else:
        _square(rng, canvas, scene, light, foot)


def street(
    rng: np.random.Generator, canvas: Array, scene: Scene, light: Light, horizon: float
) -> None:
    """Houses on both sides, pavements, and a road to the vanishing point."""
    height, width, _ = canvas.shape
    _towers(rng, canvas, scene, light, horizon + height * 0.02, 0.3)
    vanish = (width * (0.5 + 0.12 * (rng.random() - 0.5)), horizon)
    road = light.on(rgb("#55565c"))
    kerb = light.on(rgb("#a19d96"))
    rows = np.arange(height, dtype=np.float32)[:, None]
    across = np.arange(width, dtype=np.float32)[None, :]
    near = np.clip((rows - horizon) / (height - horizon), 0, 1)
    reach = np.abs(across - vanish[0]) / (near * width + 1e-3)
    down = below((height, width), np.full(width, horizon, np.float32))
    grain = noise(rng, (512, 512), (50, 50), 4)
    texture = np.zeros((height, width), np.float32)
    flat = plane(grain, (height, width), horizon, tiles=1.3)
    texture[height - flat.shape[0] :] = flat - 0.5
    slabs = np.array(kerb, np.float32) + 0.22 * texture[..., None]
    tar = np.array(road, np.float32) + 0.2 * texture[..., None]
    lay(canvas, slabs, down * smooth(near, 0.0, 0.05))
    lay(canvas, tar, down * smooth(0.62 - reach, -0.004, 0.004) * smooth(near, 0.0, 0.04))
    edge = np.exp(-(((reach - 0.62) / 0.012) ** 2)) * down
    lay(canvas, light.on(rgb("#d8d4ca")), (0.8 * edge).astype(np.float32))
    dash = (np.floor(3.2 / (near + 0.08)) % 2 == 0).astype(np.float32)
    middle = smooth(0.011 - reach, 0.0, 0.004) * dash * down
    lay(canvas, light.on(rgb("#f2efe4")), (0.85 * middle).astype(np.float32))
    _houses(rng, canvas, scene, light, vanish)
    if scene.weather in {Weather.RAIN, Weather.STORM} or scene.medium is Medium.NEON:
        _mirror(rng, canvas, light, round(horizon + height * 0.22), strength=0.45)


def _towers(
    rng: np.random.Generator, canvas: Array, scene: Scene, light: Light, foot: float, near: float
) -> None:
    height, width, _ = canvas.shape
    image = Image.new("RGBA", (width, height))
    draw = ImageDraw.Draw(image)
    neon = scene.medium is Medium.NEON
    lit = max(light.night, 0.9 if neon else 0.0)
    x = -width * 0.02
    while x < width:
        wide = width * (0.045 + 0.05 * rng.random()) * (0.8 + 0.5 * near)
        tall = foot * (0.75 - 0.4 * near) * (0.35 + 0.75 * rng.random() ** 1.4)
        tone = mix(
            rgb("#5b6b86"), rgb(("#8b7f78", "#6f7d8f", "#9a8a78")[int(rng.integers(3))]), 0.6
        )
        wall = light.on(mix(tone, light.haze, 0.62 - 0.5 * near))
        if neon:
            wall = mix(wall, rgb("#150a2e"), 0.6)
        _tower(rng, draw, (x, foot - tall, x + wide, foot + 4), wall, lit, near, neon=neon)
        x += wide * (0.78 + 0.3 * rng.random())
    block = np.asarray(image, np.float32) / 255
    lay(canvas, block[..., :3], block[..., 3])
    rows = np.clip((np.arange(height, dtype=np.float32) - foot * 0.55) / (foot * 0.45), 0, 1)
    mist = rows[:, None] * block[..., 3] * (0.4 - 0.25 * near)
    lay(canvas, light.haze, mist.astype(np.float32))


def _tower(
    rng: np.random.Generator,
    draw: ImageDraw.ImageDraw,
    box: tuple[float, float, float, float],
    wall: Colour,
    lit: float,
    near: float,
    *,
    neon: bool,
) -> None:
    left, top, right, bottom = box
    draw.rectangle(box, fill=_ink(wall))
    draw.rectangle(
        (left, top, left + (right - left) * 0.32, bottom), fill=_ink(mix(wall, (0, 0, 0), 0.14))
    )
    if rng.random() < 0.3:
        middle = (left + right) / 2
        draw.line((middle, top - (right - left) * 0.5, middle, top), fill=_ink(wall), width=2)
    columns = max(2, round((right - left) / (9 + 10 * near)))
    gap = (right - left) / (columns + 0.4)
    pane = gap * 0.55
    warm = [rgb("#ffe3a1"), rgb("#ffd27a"), rgb("#fff3d6")]
    if neon:
        warm = [rgb(code) for code in _SIGNS]
    y = top + gap * 0.6
    while y < bottom - gap:
        for column in range(columns):
            x = left + gap * (0.35 + column)
            if lit and rng.random() < 0.48 * lit:
                glass = mix(wall, warm[int(rng.integers(len(warm)))], 0.55 + 0.4 * near)
            else:
                glass = mix(wall, (0.75, 0.85, 0.95) if not lit else (0.02, 0.03, 0.08), 0.34)
            draw.rectangle((x, y, x + pane, y + pane * 1.15), fill=_ink(glass))
        y += gap * 1.2
    if neon and rng.random() < 0.5:
        sign = rgb(_SIGNS[int(rng.integers(len(_SIGNS)))])
        x = left + (right - left) * rng.random() * 0.8
        draw.rectangle(
            (x, top + gap, x + gap * 0.8, top + gap * (4 + 5 * rng.random())), fill=_ink(sign)
        )


def _houses(
    rng: np.random.Generator,
    canvas: Array,
    scene: Scene,
    light: Light,
    vanish: tuple[float, float],
) -> None:
    height, width, _ = canvas.shape
    image = Image.new("RGBA", (width, height))
    draw = ImageDraw.Draw(image)
    neon = scene.medium is Medium.NEON
    walls = [rgb(c) for c in ("#c9806a", "#d9b38c", "#8fa3b0", "#b5a58f", "#a86f5c", "#c7c0ae")]
    for side in (-1, 1):
        edge = 0.0 if side < 0 else float(width)
        cuts = (0.0, 0.3, 0.54, 0.72, 0.84, 0.92)
        for begin, end in itertools.pairwise(cuts):
            wall = light.on(walls[int(rng.integers(len(walls)))])
            wall = mix(wall, light.haze, end * 0.42)
            if neon:
                wall = mix(wall, rgb("#1a0d38"), 0.7)
            rise = 0.95 + 0.5 * rng.random()
            _facade(rng, draw, edge, vanish, (begin, end), rise, wall, light, neon=neon)
    soft = image.filter(ImageFilter.GaussianBlur(width / 1600))
    block = np.asarray(soft, np.float32) / 255
    lay(canvas, block[..., :3], block[..., 3])


def _facade(
    rng: np.random.Generator,
    draw: ImageDraw.ImageDraw,
    edge: float,
    vanish: tuple[float, float],
    span: tuple[float, float],
    rise: float,
    wall: Colour,
    light: Light,
    *,
    neon: bool,
) -> None:
    """One house front that runs towards the vanishing point."""

    def at(along: float, up: float) -> tuple[float, float]:
        """A point of the front: 0 along at the picture's edge, 0 up on the ground."""
        x = edge + (vanish[0] - edge) * along
        scale = 1 - along
        return x, vanish[1] + scale * vanish[1] * (0.36 - up * (0.36 + rise))

    begin, end = span
    draw.polygon([at(begin, 0), at(begin, 1), at(end, 1), at(end, 0)], fill=_ink(wall))
    lit = light.night or neon
    floors, bays = 5, 4
    for floor in range(floors):
        for bay in range(bays):
            low, high = 0.06 + floor / floors * 0.92, 0.06 + (floor + 0.58) / floors * 0.92
            left = begin + (end - begin) * (bay + 0.22) / bays
            right = begin + (end - begin) * (bay + 0.78) / bays
            glass = mix(wall, (0.1, 0.12, 0.18), 0.6)
            if lit and rng.random() < 0.55:
                code = _SIGNS[int(rng.integers(len(_SIGNS)))] if neon else "#ffd98a"
                glass = mix(wall, rgb(code), 0.85)
            elif not lit and rng.random() < 0.5:
                glass = mix(wall, (0.72, 0.84, 0.95), 0.65)
            draw.polygon(
                [at(left, low), at(left, high), at(right, high), at(right, low)], fill=_ink(glass)
            )


def _square(
    rng: np.random.Generator, canvas: Array, scene: Scene, light: Light, foot: float
) -> None:
    height, width, _ = canvas.shape
    slabs = np.indices((512, 512)).sum(0) // 64 % 2 * 0.12 + 0.44
    texture = (slabs + 0.25 * (noise(rng, (512, 512), (24, 24), 4) - 0.5)).astype(np.float32)
    seen = plane(texture, (height, width), foot, tiles=1.6)
    stone = np.array(light.on(rgb("#a8a196")), np.float32)
    canvas[height - seen.shape[0] :] = stone + 0.6 * (seen[..., None] - 0.5)
    if scene.weather in {Weather.RAIN, Weather.STORM} or scene.medium is Medium.NEON:
        _mirror(rng, canvas, light, round(foot), strength=0.55)


def _mirror(
    rng: np.random.Generator, canvas: Array, light: Light, foot: int, strength: float = 0.85
) -> None:
    """What stands above a row, broken up in water or on wet ground below it."""
    height, width, _ = canvas.shape
    reach = height - foot
    ripple = noise(rng, (reach, width), (40, 3), 3)
    rows = np.clip(foot - np.arange(reach) * min(1.2, foot / reach), 0, foot - 1).astype(int)
    columns = np.arange(width)[None, :] + ((ripple - 0.5) * width * 0.035).astype(int)
    mirrored = canvas[rows[:, None], np.clip(columns, 0, width - 1)]
    tint = np.array(light.on(rgb("#3d6480")), np.float32)
    water = mirrored * 0.72 + tint * 0.2 + 0.1 * (ripple[..., None] - 0.5)
    canvas[foot:] += (water - canvas[foot:]) * strength


def _ink(colour: Colour) -> tuple[int, int, int, int]:
    red, green, blue = (round(255 * max(0.0, min(1.0, channel))) for channel in colour)
    return red, green, blue, 255
