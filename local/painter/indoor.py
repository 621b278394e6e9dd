"""Rooms, tabletops and plain backdrops.

Each painter fills the whole canvas; there is no sky. Knows no things.
"""

from __future__ import annotations

import numpy as np
from PIL import ImageDraw

from local.painter.field import (
    Array,
    Colour,
    glow,
    ink,
    mix,
    noise,
    pick,
    plane,
    rgb,
    to_canvas,
    to_image,
    vertical,
)
from local.painter.scene import Scene
from local.painter.sky import Light
from local.painter.tint import COLOURS

_WALLS = ("#d9c7ae", "#b7c4bd", "#c9b6c4", "#aebfd1", "#d4b9a0", "#c3c9a8")
_SWEEPS = ("#f2c9a1", "#a9d3d8", "#c9c2e8", "#f0b8b4", "#b9d8b0", "#e8d89c")
_WOODS = ("#9c6b43", "#b98a5a", "#7d5336", "#c69c6d")


def room(
    rng: np.random.Generator, canvas: Array, scene: Scene, light: Light, horizon: float
) -> None:
    """A wall with a window, and a wooden floor."""
    height, width, _ = canvas.shape
    wall = light.on(_backdrop(rng, scene, _WALLS))
    canvas[:] = vertical([(0, mix(wall, (0, 0, 0), 0.18)), (0.6, wall), (1, wall)], height, width)
    canvas += 0.05 * (noise(rng, (height, width), (6, 9), 5)[..., None] - 0.5)
    image = to_image(canvas)
    draw = ImageDraw.Draw(image)
    white, bar = ink(light.on(rgb("#f6f1e7"))), max(2, width // 110)
    sky = ink(mix(light.haze, (0.04, 0.06, 0.2) if light.night else (0.3, 0.55, 0.9), 0.4))
    left = width * (0.08 if light.side < 0 else 0.68)
    for x in (left, left + width * 0.12):
        for y in (height * 0.09, height * 0.27):
            pane = (x, y, x + width * 0.12, y + height * 0.18)
            draw.rectangle(pane, fill=sky, outline=white, width=bar)
    floor = horizon + height * 0.1
    draw.rectangle((0, floor - height * 0.035, width, floor), fill=white)
    canvas[:] = to_canvas(image)
    _wood(rng, canvas, light, floor, planks=9)
    _light_up(canvas, light)


def table(
    rng: np.random.Generator, canvas: Array, scene: Scene, light: Light, horizon: float
) -> None:
    """A wooden tabletop before a room gone soft."""
    height, width, _ = canvas.shape
    wall = light.on(_backdrop(rng, scene, _WALLS))
    dark = mix(wall, (0.12, 0.09, 0.08), 0.55)
    canvas[:] = vertical([(0, dark), (0.45, wall), (1, wall)], height, width)
    _wood(rng, canvas, light, horizon + height * 0.06, planks=5, across=True)
    _light_up(canvas, light)


def studio(
    rng: np.random.Generator, canvas: Array, scene: Scene, light: Light, horizon: float
) -> None:
    """A seamless backdrop with light on its middle."""
    height, width, _ = canvas.shape
    colour = _backdrop(rng, scene, _SWEEPS)
    floor, low = mix(colour, (1, 1, 1), 0.25), mix(colour, (0, 0, 0), 0.12)
    share = (horizon + height * 0.14) / height
    stops = [(0, low), (share - 0.12, colour), (share + 0.05, floor), (1, colour)]
    canvas[:] = vertical(stops, height, width)
    _light_up(canvas, light)


def _backdrop(rng: np.random.Generator, scene: Scene, codes: tuple[str, ...]) -> Colour:
    """The colour a scene asks for behind its things, else one of several."""
    own = pick(rng, codes)
    return mix(rgb(COLOURS[scene.backdrop]), (1, 1, 1), 0.2) if scene.backdrop else own


def _light_up(canvas: Array, light: Light) -> None:
    """Light that falls on the middle from the side the light comes from."""
    height, width, _ = canvas.shape
    centre = width * (0.5 + 0.25 * light.side), height * 0.45
    canvas *= 0.78 + 0.32 * glow((height, width), centre, max(width, height) * 0.6)[..., None]


def _wood(
    rng: np.random.Generator,
    canvas: Array,
    light: Light,
    top: float,
    planks: int,
    *,
    across: bool = False,
) -> None:
    """Planks from a row down that run away from the viewer, or across."""
    height, width, _ = canvas.shape
    wood = light.on(pick(rng, _WOODS))
    side = max(64, width // 2)
    grain = noise(rng, (side, side), (3, 70), 5)
    tone = rng.random(planks).astype(np.float32)[np.arange(side) * planks // side]
    seams = np.abs((np.arange(side) * planks / side) % 1 - 0.5) > 0.487
    texture = 0.5 + 0.3 * (grain - 0.5) + 0.16 * (tone[None, :] - 0.5) - 0.25 * seams[None, :]
    texture = texture.T if across else texture
    seen = plane(texture.astype(np.float32), (height, width), top, tiles=0.7)
    far = np.linspace(0.75, 1.08, seen.shape[0], dtype=np.float32)[:, None, None]
    planking = np.array(wood, np.float32) * far * (1 + 1.3 * (seen[..., None] - 0.5))
    canvas[height - seen.shape[0] :] = planking
