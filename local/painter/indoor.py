"""Rooms, tabletops, stages and plain backdrops.

Each painter fills the whole canvas; there is no sky. Knows no things.
"""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from local.painter.field import (
    Array,
    Colour,
    disc,
    glow,
    lay,
    mix,
    noise,
    plane,
    rgb,
    smooth,
    to_image,
    vertical,
)
from local.painter.scene import Scene
from local.painter.sky import Light

_WALLS = ("#d9c7ae", "#b7c4bd", "#c9b6c4", "#aebfd1", "#d4b9a0", "#c3c9a8")
_SWEEPS = ("#f2c9a1", "#a9d3d8", "#c9c2e8", "#f0b8b4", "#b9d8b0", "#e8d89c")
_WOODS = ("#9c6b43", "#b98a5a", "#7d5336", "#c69c6d")


def room(
    rng: np.random.Generator, canvas: Array, scene: Scene, light: Light, horizon: float
) -> None:
    """A wall with a window, a wooden floor and the light that falls on it."""
    height, width, _ = canvas.shape
    wall = light.on(_named(scene.backdrop) or rgb(_WALLS[int(rng.integers(len(_WALLS)))]))
    floor = horizon + height * 0.1
    canvas[:] = vertical([(0, mix(wall, (0, 0, 0), 0.18)), (0.6, wall), (1, wall)], height, width)
    canvas += 0.05 * (noise(rng, (height, width), (6, 9), 5)[..., None] - 0.5)
    left = light.side < 0
    frame = (
        width * (0.08 if left else 0.66),
        height * 0.09,
        width * (0.34 if left else 0.92),
        height * 0.46,
    )
    if "books" in scene.extras:
        _shelves(rng, canvas, light, floor)
    else:
        _window(canvas, light, frame)
    _boards(rng, canvas, light, floor)
    line = round(floor)
    canvas[line - round(height * 0.035) : line] = np.array(light.on(rgb("#f1ece2")), np.float32)
    canvas[line : line + 2] *= 0.6
    _beam(canvas, light, frame, floor)
    canvas *= (
        0.86
        + 0.2
        * glow((height, width), (width * (0.3 if left else 0.7), height * 0.4), width * 0.7)[
            ..., None
        ]
    )


def table(
    rng: np.random.Generator, canvas: Array, scene: Scene, light: Light, horizon: float
) -> None:
    """A wooden tabletop before a room gone soft."""
    height, width, _ = canvas.shape
    wall = light.on(_named(scene.backdrop) or rgb(_WALLS[int(rng.integers(len(_WALLS)))]))
    dark = mix(wall, (0.12, 0.09, 0.08), 0.55)
    canvas[:] = vertical([(0, dark), (0.45, wall), (1, wall)], height, width)
    for _ in range(16):
        place = rng.random() * width, rng.random() * height * 0.5
        warm = mix(wall, rgb(("#ffd9a0", "#fff1d6", "#bfe0d0")[int(rng.integers(3))]), 0.8)
        lay(
            canvas,
            warm,
            (0.2 + 0.2 * rng.random())
            * disc((height, width), place, height * (0.03 + 0.07 * rng.random())),
        )
    soft = to_image(canvas).filter(ImageFilter.GaussianBlur(height / 60))
    canvas[:] = np.asarray(soft, np.float32) / 255
    top = horizon + height * 0.06
    wood = light.on(rgb(_WOODS[int(rng.integers(len(_WOODS)))]))
    _wood(rng, canvas, wood, top, planks=5, across=True)
    line = round(top)
    canvas[line : line + 2] *= 1.15
    canvas[:] *= (
        0.78
        + 0.34
        * glow((height, width), (width * (0.5 + 0.3 * light.side), height * 0.5), width * 0.6)[
            ..., None
        ]
    )


def stage(
    rng: np.random.Generator, canvas: Array, scene: Scene, light: Light, horizon: float
) -> None:
    """Dark curtains, boards, and spotlights from above."""
    height, width, _ = canvas.shape
    cloth = _named(scene.backdrop) or rgb(("#6d1023", "#2c1a4d", "#12324d")[int(rng.integers(3))])
    folds = noise(rng, (2, width), (1, 26), 2)[0]
    shade = 0.3 + 0.75 * folds[None, :, None] * np.linspace(0.55, 1, height)[:, None, None]
    canvas[:] = np.array(cloth, np.float32) * shade
    floor = horizon + height * 0.12
    _wood(rng, canvas, mix(rgb("#7d5336"), (0, 0, 0), 0.35), floor, planks=11)
    rows = np.arange(height, dtype=np.float32)[:, None] / height
    across = np.arange(width, dtype=np.float32)[None, :] / width
    for start, tint in ((0.2, "#ffd9a0"), (0.5, "#ffffff"), (0.8, "#a8c8ff")):
        middle = start + (0.5 - start) * rows * 0.8
        cone = np.exp(-(((across - middle) / (0.03 + 0.13 * rows)) ** 2)) * (1 - 0.45 * rows)
        canvas += (0.26 * cone)[..., None] * np.array(rgb(tint), np.float32)
    pool = np.exp(-(((across - 0.5) / 0.3) ** 2) - (((rows - 0.88) / 0.09) ** 2))
    canvas += (0.3 * pool)[..., None] * np.array((1, 0.95, 0.85), np.float32)
    del light


def studio(
    rng: np.random.Generator, canvas: Array, scene: Scene, light: Light, horizon: float
) -> None:
    """A seamless backdrop with light on its middle."""
    height, width, _ = canvas.shape
    colour = _named(scene.backdrop) or rgb(_SWEEPS[int(rng.integers(len(_SWEEPS)))])
    floor = mix(colour, (1, 1, 1), 0.25)
    low = mix(colour, (0, 0, 0), 0.12)
    share = (horizon + height * 0.14) / height
    stops = [(0, low), (share - 0.12, colour), (share + 0.05, floor), (1, colour)]
    canvas[:] = vertical(stops, height, width)
    centre = width * (0.5 + 0.14 * light.side), height * 0.45
    canvas *= 0.74 + 0.36 * glow((height, width), centre, max(width, height) * 0.6)[..., None]
    canvas += 0.015 * (noise(rng, (height, width), (60, 90), 3)[..., None] - 0.5)


def _window(canvas: Array, light: Light, frame: tuple[float, float, float, float]) -> None:
    width = canvas.shape[1]
    left, top, right, bottom = (round(edge) for edge in frame)
    above = (0.04, 0.06, 0.2) if light.night else (0.3, 0.55, 0.9)
    stops = [(0.0, mix(light.haze, above, 0.6)), (1.0, light.haze)]
    outside = vertical(stops, bottom - top, right - left)
    image = to_image(canvas)
    draw = ImageDraw.Draw(image)
    bar = max(3, width // 110)
    white = tuple(round(255 * c) for c in light.on(rgb("#f6f1e7")))
    draw.rectangle((left - bar, top - bar, right + bar, bottom + bar), fill=white)
    canvas[:] = np.asarray(image, np.float32) / 255
    canvas[top:bottom, left:right] = outside
    middle_x, middle_y = (left + right) // 2, (top + bottom) // 2
    pane = np.array(light.on(rgb("#f6f1e7")), np.float32)
    canvas[top:bottom, middle_x - bar // 2 : middle_x + bar // 2 + 1] = pane
    canvas[middle_y - bar // 2 : middle_y + bar // 2 + 1, left:right] = pane


def _beam(
    canvas: Array, light: Light, frame: tuple[float, float, float, float], floor: float
) -> None:
    height, width, _ = canvas.shape
    left, _, right, _ = frame
    lean = width * 0.22 * (1 if light.side < 0 else -1)
    image = Image.new("L", (width, height))
    ImageDraw.Draw(image).polygon(
        [
            (left + lean * 0.5, floor + height * 0.06),
            (right + lean * 0.5, floor + height * 0.06),
            (right + lean * 1.6, height),
            (left + lean * 1.6, height),
        ],
        fill=255,
    )
    mask = np.asarray(image.filter(ImageFilter.GaussianBlur(height / 60)), np.float32) / 255
    canvas += (0.2 * (1 - 0.75 * light.night) * mask)[..., None] * np.array(light.key, np.float32)


def _boards(rng: np.random.Generator, canvas: Array, light: Light, floor: float) -> None:
    _wood(rng, canvas, light.on(rgb(_WOODS[int(rng.integers(len(_WOODS)))])), floor, planks=9)


def _wood(
    rng: np.random.Generator,
    canvas: Array,
    wood: Colour,
    top: float,
    planks: int,
    *,
    across: bool = False,
) -> None:
    """Planks that run away from the viewer, or across."""
    height, width, _ = canvas.shape
    side = 768
    grain = noise(rng, (side, side), (3, 70), 5)
    index = np.arange(side) * planks // side
    tone = rng.random(planks).astype(np.float32)[index]
    seams = np.abs((np.arange(side) * planks / side) % 1 - 0.5) > 0.487
    texture = 0.5 + 0.3 * (grain - 0.5) + 0.16 * (tone[None, :] - 0.5) - 0.25 * seams[None, :]
    if across:
        texture = texture.T
    seen = plane(texture.astype(np.float32), (height, width), top, tiles=0.7)
    far = np.linspace(0.75, 1.08, seen.shape[0], dtype=np.float32)[:, None, None]
    canvas[height - seen.shape[0] :] = (
        np.array(wood, np.float32) * far * (1 + 1.3 * (seen[..., None] - 0.5))
    )


def _shelves(rng: np.random.Generator, canvas: Array, light: Light, floor: float) -> None:
    height, width, _ = canvas.shape
    image = to_image(canvas)
    draw = ImageDraw.Draw(image)
    shelf = height * 0.13
    covers = [
        rgb(c)
        for c in ("#8c3b2e", "#2f5d62", "#c9a24b", "#3e4a6b", "#6b3e5e", "#d8cdb8", "#4d6b3a")
    ]
    case = light.on(rgb("#6b4528"))
    draw.rectangle((0, 0, width, floor), fill=tuple(round(140 * c) for c in case))
    base = shelf
    while base < floor + shelf:
        x = 0.0
        while x < width:
            wide = width * (0.008 + 0.014 * rng.random())
            tall = shelf * (0.55 + 0.3 * rng.random())
            tone = light.on(covers[int(rng.integers(len(covers)))])
            draw.rectangle(
                (x, base - tall, x + wide, base), fill=tuple(round(255 * c) for c in tone)
            )
            x += wide + 1 + (width * 0.02 if rng.random() < 0.06 else 0)
        draw.rectangle(
            (0, base, width, base + shelf * 0.1), fill=tuple(round(255 * c) for c in case)
        )
        base += shelf
    soft = image.filter(ImageFilter.GaussianBlur(height / 420))
    canvas[:] = np.asarray(soft, np.float32) / 255
    canvas *= smooth(np.linspace(0, 1, height, dtype=np.float32), -0.6, 0.5)[:, None, None]


def _named(colour: str) -> Colour | None:
    code = BACKDROPS.get(colour)
    return rgb(code) if code else None


BACKDROPS = {
    "red": "#c8443c",
    "orange": "#ec9a4c",
    "yellow": "#f4d766",
    "gold": "#e0b050",
    "green": "#7fb77e",
    "teal": "#5bb8b4",
    "blue": "#5b8fd0",
    "purple": "#9a7fc9",
    "pink": "#f0a9bd",
    "brown": "#a5764f",
    "white": "#f2f1ee",
    "black": "#1d1d22",
    "grey": "#a3a7ad",
}
