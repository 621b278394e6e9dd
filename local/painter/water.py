"""Water: the sea, a lake that mirrors, a beach, and the world under the surface.

Each painter takes a canvas with its sky and fills what is below the horizon. Knows no things.
"""

from __future__ import annotations

import itertools

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from local.painter import land
from local.painter.field import (
    Array,
    below,
    disc,
    lay,
    mix,
    noise,
    plane,
    rgb,
    ridge,
    smooth,
    vertical,
    window,
)
from local.painter.scene import Scene, Time, Weather
from local.painter.sky import Light


def sea(
    rng: np.random.Generator, canvas: Array, scene: Scene, light: Light, horizon: float
) -> None:
    """Waves to the horizon, a path of light on them."""
    height, width, _ = canvas.shape
    rough = 0.55 if scene.weather is Weather.STORM else 0.3
    deep = light.on(rgb("#0f4f7a" if scene.time is Time.DAY else "#1b3a66"))
    top = round(horizon)
    far = mix(light.haze, deep, 0.45)
    water = vertical([(0, far), (0.25, mix(far, deep, 0.6)), (1, deep)], height - top, width)
    wave = noise(rng, (768, 768), (22, 9), 5)
    seen = plane(wave, (height, width), horizon, tiles=0.9, stretch=2.4)
    crest = smooth(seen, 0.52, 0.78)[..., None]
    hollow = smooth(1 - seen, 0.5, 0.85)[..., None]
    water += rough * crest * (np.array(light.haze, np.float32) - 0.25)
    water -= rough * 0.4 * hollow * np.array((0.3, 0.25, 0.18), np.float32)
    if scene.weather in {Weather.CLEAR, Weather.CLOUDY}:
        across = (np.arange(width, dtype=np.float32) / width - 0.5 - 0.34 * light.side)[None, :]
        rows = np.linspace(0.03, 0.22, height - top, dtype=np.float32)[:, None]
        path = np.exp(-((across / rows) ** 2)) * smooth(seen, 0.5, 0.72)
        water += (0.85 * path)[..., None] * np.array(light.key, np.float32)
    if scene.weather is Weather.STORM:
        water += 0.5 * smooth(seen, 0.74, 0.84)[..., None]
    canvas[top:] = water
    line = np.full(width, horizon, np.float32)
    lay(
        canvas,
        mix(light.haze, deep, 0.3),
        0.5 * (below((height, width), line) - below((height, width), line + 2)),
    )


def lake(
    rng: np.random.Generator, canvas: Array, scene: Scene, light: Light, horizon: float
) -> None:
    """Mountains and firs doubled in still water, a shore in front."""
    height, width, _ = canvas.shape
    land.mountains(rng, canvas, scene, light, horizon - height * 0.08)
    shore = round(horizon + height * 0.02)
    reach = height - shore
    source = canvas[
        np.clip(shore - np.arange(reach) * min(1.0, shore / reach), 0, shore - 1).astype(int)
    ]
    ripple = plane(
        noise(rng, (512, 512), (40, 6), 3), (height, width), shore - 1, tiles=1, stretch=2
    )
    ripple = (
        ripple[:reach] if ripple.shape[0] >= reach else np.pad(ripple, ((0, 1), (0, 0)), "edge")
    )
    columns = np.arange(width)[None, :] + ((ripple[:reach] - 0.5) * width * 0.012).astype(int)
    mirrored = source[np.arange(reach)[:, None], np.clip(columns, 0, width - 1)]
    tint = np.array(light.on(rgb("#2f6f8f")), np.float32)
    fade = np.linspace(0.18, 0.55, reach, dtype=np.float32)[:, None, None]
    water = mirrored * (1 - fade) + tint * fade + 0.1 * (ripple[:reach, :, None] - 0.5)
    canvas[shore:] = water
    bank = height * 0.9 + height * 0.06 * (ridge(rng, width, 2, 4) - 0.5)
    stones = noise(rng, (height, width), (60, 60 * width / height), 3)[..., None]
    lay(
        canvas,
        np.array(light.on(rgb("#6f7a4a")), np.float32) + 0.3 * (stones - 0.5),
        below((height, width), bank),
    )


def beach(
    rng: np.random.Generator, canvas: Array, scene: Scene, light: Light, horizon: float
) -> None:
    """The sea, a line of foam, warm sand."""
    height, width, _ = canvas.shape
    sea(rng, canvas, scene, light, horizon)
    shallow = light.on(rgb("#59c7c2"))
    edge = horizon + height * (0.15 + 0.07 * ridge(rng, width, 1.3, 3))
    rows = np.arange(height, dtype=np.float32)[:, None]
    depth = np.clip((rows - horizon) / (edge[None, :] - horizon + 1), 0, 1)
    lay(canvas, shallow, (0.75 * smooth(depth, 0.3, 1.0)).astype(np.float32))
    sand = np.array(light.on(rgb("#ecd3a0")), np.float32)
    wet = np.array(light.on(rgb("#b8935f")), np.float32)
    grain = noise(rng, (512, 512), (60, 60), 3)
    texture = plane(grain, (height, width), horizon, tiles=1.5)
    whole = np.zeros_like(canvas)
    whole[height - texture.shape[0] :] = 0.16 * (texture[..., None] - 0.5)
    dry = smooth((rows - edge[None, :]) / height, 0.0, 0.12)[..., None]
    lay(canvas, whole + wet + (sand - wet) * dry, below((height, width), edge))
    foam = np.exp(-(((rows - edge[None, :]) / (height * 0.009)) ** 2))
    lace = noise(rng, (height, width), (40, 40 * width / height), 3)
    lay(canvas, (1, 1, 1), (0.9 * foam * smooth(lace, 0.3, 0.55)).astype(np.float32))


def underwater(
    rng: np.random.Generator, canvas: Array, scene: Scene, light: Light, horizon: float
) -> None:
    """Blue depths with shafts from above, a bed of sand, weed, coral and bubbles."""
    del scene, horizon
    height, width, _ = canvas.shape
    canvas[:] = vertical(
        [(0, rgb("#63d3e6")), (0.35, rgb("#1f8fc4")), (0.8, rgb("#0c4f86")), (1, rgb("#093a66"))],
        height, width,
    )  # fmt: skip
    rows = np.arange(height, dtype=np.float32)[:, None] / height
    across = np.arange(width, dtype=np.float32)[None, :] / width
    beams = noise(rng, (2, 1024), (1, 12), 3)[0]
    slant = across + rows * 0.3 * (1 if light.side < 0 else -1)
    mask = smooth(beams[(np.clip(slant * 0.6 + 0.2, 0, 1) * 1023).astype(int)], 0.5, 0.9)
    canvas += (0.3 * mask * (1 - rows) ** 1.3)[..., None] * np.array((0.8, 1, 1), np.float32)
    for layer in range(2):
        line = height * (0.74 + 0.07 * layer - 0.1 * (ridge(rng, width, 2.2, 5) - 0.4))
        lay(canvas, mix(rgb("#0d5c8f"), rgb("#0a4069"), layer), below((height, width), line))
    bed = height * (0.85 + 0.03 * ridge(rng, width, 2, 3))
    sand = noise(rng, (512, 512), (30, 12), 4)
    texture = plane(sand, (height, width), height * 0.7, tiles=1.2, stretch=1.4)
    whole = np.zeros_like(canvas)
    whole[height - texture.shape[0] :] = 0.22 * (texture[..., None] - 0.5)
    lay(canvas, whole + np.array(rgb("#7fa39a"), np.float32), below((height, width), bed))
    _weed(rng, canvas, bed)
    for _ in range(26):
        radius = height * 0.004 * (1 + 3 * rng.random() ** 2)
        place = (rng.random() * width, rng.random() * height * 0.85)
        view, spot = window(canvas, place, radius + 2)
        area = view.shape[0], view.shape[1]
        ring = disc(area, spot, radius) - 0.75 * disc(area, spot, radius * 0.75)
        lay(view, (0.9, 1, 1), 0.55 * ring)


def _weed(rng: np.random.Generator, canvas: Array, bed: Array) -> None:
    height, width, _ = canvas.shape
    image = Image.new("RGBA", (width, height))
    draw = ImageDraw.Draw(image)
    palette = [rgb(c) for c in ("#2c8a5b", "#c9546b", "#d98a3d", "#7a4fa3", "#3fa37a")]
    for _ in range(46):
        x = rng.random() * width
        if 0.3 < x / width < 0.7 and rng.random() < 0.75:
            continue
        foot = float(bed[int(min(x, width - 1))]) + height * 0.06 * rng.random()
        tall = height * (0.06 + 0.16 * rng.random())
        colour = (*(round(255 * c) for c in palette[int(rng.integers(len(palette)))]), 255)
        sway, phase = tall * 0.12, rng.random() * 6
        points = [
            (x + sway * float(np.sin(phase + step * 0.7)) * step / 8, foot - tall * step / 8)
            for step in range(9)
        ]
        for step, (begin, end) in enumerate(itertools.pairwise(points)):
            draw.line([begin, end], fill=colour, width=max(2, round(tall * 0.15 * (1 - step / 9))))
    image = image.filter(ImageFilter.GaussianBlur(height / 900))
    weed = np.asarray(image, np.float32) / 255
    lay(canvas, weed[..., :3], weed[..., 3] * 0.85)
