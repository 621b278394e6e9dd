"""Water: the sea, a lake that mirrors, a beach, and the world under the surface.

Each painter takes a canvas with its sky and fills what is below the horizon. Knows no things.
"""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageDraw

from local.painter import land
from local.painter.field import (
    Array,
    below,
    ink,
    lay,
    lay_image,
    mix,
    noise,
    pick,
    plane,
    rgb,
    ridge,
    shafts,
    smooth,
    texture,
    vertical,
)
from local.painter.scene import Scene, Time, Weather
from local.painter.sky import Light


def sea(
    rng: np.random.Generator, canvas: Array, scene: Scene, light: Light, horizon: float
) -> None:
    """Waves to the horizon, a path of light on them."""
    height, width, _ = canvas.shape
    storm = scene.weather is Weather.STORM
    deep = light.on(rgb("#0f4f7a" if scene.time is Time.DAY else "#1b3a66"))
    top = round(horizon)
    far = mix(light.haze, deep, 0.45)
    water = vertical([(0, far), (0.25, mix(far, deep, 0.6)), (1, deep)], height - top, width)
    wave = texture(rng, width, (22, 9), 5)
    seen = plane(wave, (height, width), horizon, tiles=0.9, stretch=2.4)
    crest = smooth(seen, 0.52, 0.78) - 0.3 * smooth(1 - seen, 0.5, 0.85)
    water += (0.55 if storm else 0.3) * crest[..., None] * (np.array(light.haze, np.float32) - 0.25)
    if scene.weather in {Weather.CLEAR, Weather.CLOUDY}:
        across = (np.arange(width, dtype=np.float32) / width - 0.5 - 0.34 * light.side)[None, :]
        rows = np.linspace(0.03, 0.22, height - top, dtype=np.float32)[:, None]
        path = np.exp(-((across / rows) ** 2)) * smooth(seen, 0.5, 0.72)
        water += (0.85 * path)[..., None] * np.array(light.key, np.float32)
    if storm:
        water += 0.5 * smooth(seen, 0.74, 0.84)[..., None]
    canvas[top:] = water


def lake(
    rng: np.random.Generator, canvas: Array, scene: Scene, light: Light, horizon: float
) -> None:
    """Mountains and firs doubled in still water, a shore in front."""
    height, width, _ = canvas.shape
    land.mountains(rng, canvas, scene, light, horizon - height * 0.08)
    mirror(rng, canvas, light, round(horizon + height * 0.02), 0.85, waves=0.012)
    bank = height * 0.9 + height * 0.06 * (ridge(rng, width, 2, 4) - 0.5)
    stones = noise(rng, (height, width), (60, 60 * width / height), 3)[..., None]
    shore = np.array(light.on(rgb("#6f7a4a")), np.float32) + 0.3 * (stones - 0.5)
    lay(canvas, shore, below((height, width), bank))


def mirror(
    rng: np.random.Generator,
    canvas: Array,
    light: Light,
    foot: int,
    strength: float,
    waves: float = 0.035,
) -> None:
    """What stands above a row, broken up in water or on wet ground below it."""
    height, width, _ = canvas.shape
    reach = height - foot
    ripple = noise(rng, (reach, width), (40, 3), 3)
    rows = np.clip(foot - np.arange(reach) * min(1.2, foot / reach), 0, foot - 1).astype(int)
    columns = np.arange(width)[None, :] + ((ripple - 0.5) * width * waves).astype(int)
    mirrored = canvas[rows[:, None], np.clip(columns, 0, width - 1)]
    tint = np.array(light.on(rgb("#2f6f8f")), np.float32)
    fade = np.linspace(0.2, 0.5, reach, dtype=np.float32)[:, None, None]
    water = mirrored + (tint - mirrored) * fade + 0.1 * (ripple[..., None] - 0.5)
    canvas[foot:] += (water - canvas[foot:]) * strength


def beach(
    rng: np.random.Generator, canvas: Array, scene: Scene, light: Light, horizon: float
) -> None:
    """The sea, a line of foam, warm sand."""
    height, width, _ = canvas.shape
    size = height, width
    sea(rng, canvas, scene, light, horizon)
    edge = horizon + height * (0.15 + 0.07 * ridge(rng, width, 1.3, 3))
    from_edge = (np.arange(height, dtype=np.float32)[:, None] - edge[None, :]) / height
    lay(canvas, light.on(rgb("#59c7c2")), 0.75 * smooth(from_edge, -0.14, 0.0))
    sand, wet = (np.array(light.on(rgb(c)), np.float32) for c in ("#ecd3a0", "#b8935f"))
    dry = smooth(from_edge, 0.0, 0.12)[..., None]
    grain = 0.12 * (noise(rng, size, (90, 60), 3)[..., None] - 0.5)
    lay(canvas, wet + (sand - wet) * dry + grain, below(size, edge))
    foam = np.exp(-((from_edge / 0.009) ** 2))
    lace = noise(rng, size, (40, 40 * width / height), 3)
    lay(canvas, (1, 1, 1), 0.9 * foam * smooth(lace, 0.3, 0.55))


def underwater(
    rng: np.random.Generator, canvas: Array, scene: Scene, light: Light, horizon: float
) -> None:
    """Blue depths with shafts from above, a bed of sand, weed and coral."""
    del scene, horizon
    height, width, _ = canvas.shape
    depths = zip((0, 0.35, 0.8, 1), ("#63d3e6", "#1f8fc4", "#0c4f86", "#093a66"), strict=True)
    canvas[:] = vertical([(at, rgb(code)) for at, code in depths], height, width)
    beams = shafts(rng, (height, width), light.side)
    canvas += (0.3 * beams)[..., None] * np.array((0.8, 1, 1), np.float32)
    land.ground(rng, canvas, height * 0.86, rgb("#5f8f90"), rgb("#8fb3a6"))
    sheet = Image.new("RGBA", (width, height))
    draw = ImageDraw.Draw(sheet)
    for _ in range(40):
        x, tall = rng.random() * width, height * (0.06 + 0.16 * rng.random())
        foot, phase = height * (0.87 + 0.06 * rng.random()), rng.random() * 6
        steps = np.linspace(0, 1, 9)
        xs = x + tall * 0.12 * np.sin(phase + steps * 5.6) * steps
        stem = list(zip(xs, foot - tall * steps, strict=True))
        fill = (*ink(pick(rng, ("#2c8a5b", "#c9546b", "#d98a3d", "#7a4fa3", "#3fa37a"))), 220)
        draw.line(stem, fill=fill, width=max(2, round(tall * 0.1)), joint="curve")
    lay_image(canvas, sheet)
