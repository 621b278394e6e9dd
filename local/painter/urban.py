"""Streets and skylines: blocks with lit windows, a road in perspective, wet when it rains.

Each painter takes a canvas with its sky and fills what is below. Knows no things.
"""

from __future__ import annotations

import itertools

import numpy as np
from PIL import Image, ImageDraw

from local.painter.field import (
    Array,
    Colour,
    ink,
    lay,
    lay_image,
    mix,
    pick,
    plane,
    rgb,
    texture,
)
from local.painter.scene import Scene, Weather
from local.painter.sky import Light
from local.painter.water import mirror

_WET = {Weather.RAIN, Weather.STORM}


def city(
    rng: np.random.Generator, canvas: Array, scene: Scene, light: Light, horizon: float
) -> None:
    """Three rows of towers going off into haze, a river before them."""
    del scene
    foot = horizon + canvas.shape[0] * 0.1
    for layer in range(3):
        _towers(rng, canvas, light, foot, layer / 2)
    mirror(rng, canvas, light, round(foot), 0.85)


def street(
    rng: np.random.Generator, canvas: Array, scene: Scene, light: Light, horizon: float
) -> None:
    """Houses on both sides, pavements, and a road to the vanishing point."""
    height, width, _ = canvas.shape
    _towers(rng, canvas, light, horizon + height * 0.02, 0.3)
    middle = width * (0.5 + 0.12 * (rng.random() - 0.5))
    sheet = Image.new("RGBA", (width, height))
    draw = ImageDraw.Draw(sheet)
    draw.rectangle((0, horizon, width, height), fill=(*ink(light.on(rgb("#a19d96"))), 255))
    for code, reach in (("#d8d4ca", 0.63), ("#55565c", 0.61)):
        near = [(middle - reach * width, height), (middle + reach * width, height)]
        draw.polygon([(middle, horizon), *near], fill=(*ink(light.on(rgb(code))), 255))
    for step in range(7):
        far, near_ = (horizon + (height - horizon) * 0.62 ** (step + up) for up in (0.45, 0.0))
        wide = [width * 0.012 * 0.62 ** (step + up) for up in (0.45, 0.0)]
        corners = [(middle - wide[0], far), (middle + wide[0], far)]
        corners += [(middle + wide[1], near_), (middle - wide[1], near_)]
        draw.polygon(corners, fill=(*ink(light.on(rgb("#f2efe4"))), 230))
    for left in (True, False):
        _houses(rng, draw, light, 0.0 if left else float(width), (middle, horizon))
    lay_image(canvas, sheet)
    grain = plane(texture(rng, width, (50, 50), 4), (height, width), horizon, tiles=1.3)
    canvas[round(horizon) :] *= 0.85 + 0.3 * grain[..., None]
    if scene.weather in _WET:
        mirror(rng, canvas, light, round(horizon + height * 0.22), 0.45)


def _towers(
    rng: np.random.Generator, canvas: Array, light: Light, foot: float, near: float
) -> None:
    """A row of towers that stands on a row; near 0 is lost in haze."""
    height, width, _ = canvas.shape
    sheet = Image.new("RGBA", (width, height))
    draw = ImageDraw.Draw(sheet)
    x = -width * 0.02
    while x < width:
        wide = width * (0.045 + 0.05 * rng.random()) * (0.8 + 0.5 * near)
        tall = foot * (0.75 - 0.4 * near) * (0.35 + 0.75 * rng.random() ** 1.4)
        tone = mix(rgb("#5b6b86"), pick(rng, ("#8b7f78", "#6f7d8f", "#9a8a78")), 0.6)
        wall = light.on(mix(tone, light.haze, 0.62 - 0.5 * near))
        _tower(rng, draw, (x, foot - tall, x + wide, foot + 4), wall, light, near)
        x += wide * (0.78 + 0.3 * rng.random())
    lay_image(canvas, sheet)
    rows = np.clip((np.arange(height, dtype=np.float32) - foot * 0.55) / (foot * 0.45), 0, 1)
    block = np.asarray(sheet.getchannel("A"), np.float32) / 255
    lay(canvas, light.haze, rows[:, None] * block * (0.4 - 0.25 * near))


def _tower(
    rng: np.random.Generator,
    draw: ImageDraw.ImageDraw,
    box: tuple[float, float, float, float],
    wall: Colour,
    light: Light,
    near: float,
) -> None:
    left, top, right, bottom = box
    draw.rectangle(box, fill=(*ink(wall), 255))
    shade = (*ink(mix(wall, (0, 0, 0), 0.14)), 255)
    draw.rectangle((left, top, left + (right - left) * 0.32, bottom), fill=shade)
    columns = max(2, round((right - left) / (9 + 10 * near)))
    gap = (right - left) / (columns + 0.4)
    dark = mix(wall, (0.02, 0.03, 0.08) if light.night else (0.75, 0.85, 0.95), 0.34)
    for y in np.arange(top + gap * 0.6, bottom - gap, gap * 1.2):
        for x in left + gap * (0.35 + np.arange(columns)):
            glass = dark
            if light.night and rng.random() < 0.48:
                warm = pick(rng, ("#ffe3a1", "#ffd27a", "#fff3d6"))
                glass = mix(wall, warm, 0.55 + 0.4 * near)
            draw.rectangle((x, y, x + gap * 0.55, y + gap * 0.63), fill=(*ink(glass), 255))


def _houses(
    rng: np.random.Generator,
    draw: ImageDraw.ImageDraw,
    light: Light,
    edge: float,
    vanish: tuple[float, float],
) -> None:
    """A row of house fronts from a side of the picture to the vanishing point."""
    for begin, end in itertools.pairwise((0.0, 0.3, 0.54, 0.72, 0.84, 0.92)):
        own = pick(rng, ("#c9806a", "#d9b38c", "#8fa3b0", "#b5a58f", "#a86f5c", "#c7c0ae"))
        wall = mix(light.on(own), light.haze, end * 0.42)
        rise = 0.95 + 0.5 * rng.random()
        _face(draw, edge, vanish, (begin, end), (0, rise), wall)
        for floor, bay in itertools.product(range(5), range(4)):
            glass = mix(wall, (0.1, 0.12, 0.18), 0.6)
            if rng.random() < 0.5:
                lit = rgb("#ffd98a") if light.night else (0.72, 0.84, 0.95)
                glass = mix(wall, lit, 0.65 + 0.2 * light.night)
            across = [begin + (end - begin) * (bay + part) / 4 for part in (0.22, 0.78)]
            up = [rise * (0.06 + (floor + part) * 0.184) for part in (0, 0.58)]
            _face(draw, edge, vanish, (across[0], across[1]), (up[0], up[1]), glass)


def _face(
    draw: ImageDraw.ImageDraw,
    edge: float,
    vanish: tuple[float, float],
    across: tuple[float, float],
    up: tuple[float, float],
    colour: Colour,
) -> None:
    """A part of a house front; across 0 is at the picture's edge, up 0 on the ground."""
    corners = [(across[0], up[0]), (across[0], up[1]), (across[1], up[1]), (across[1], up[0])]
    points = [
        (edge + (vanish[0] - edge) * along, vanish[1] * (1 + (1 - along) * (0.36 - high * 1.2)))
        for along, high in corners
    ]
    draw.polygon(points, fill=(*ink(colour), 255))
