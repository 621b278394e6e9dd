"""The sky and its light: colours of the hour, sun, moon, stars, clouds.

Gives the canvas the sky fills and the light everything under it stands in. Knows no land.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from local.painter.field import (
    Array,
    Colour,
    disc,
    glow,
    lay,
    mix,
    noise,
    rgb,
    smooth,
    vertical,
    warped,
)
from local.painter.scene import Scene, Time, Weather


@dataclass(frozen=True, slots=True)
class Light:
    """How a scene is lit.

    Attributes:
        side: Where the light comes from, -1 left to 1 right.
        key: Colour and strength of the direct light, 1 is full.
        ambient: Colour and strength of the light from all around.
        haze: Colour of what is far away.
        night: 0 by day to 1 by night.
    """

    side: float
    key: Colour
    ambient: Colour
    haze: Colour
    night: float = 0.0

    def on(self, surface: Colour) -> Colour:
        """A surface's own colour as it looks in this light."""
        red, green, blue = (
            min(1.0, own * (0.45 * key + 0.62 * around) * (1 - 0.22 * self.night))
            for own, key, around in zip(surface, self.key, self.ambient, strict=True)
        )
        return (red, green, blue)


_HOURS: dict[Time, tuple[str, str, str, str, str]] = {
    # zenith, middle, horizon, direct light, light from around
    Time.DAY: ("#2a74cf", "#74b3ec", "#dceefa", "#fff6e2", "#f4f7fb"),
    Time.DAWN: ("#4f73b6", "#e0a9b4", "#ffe2b4", "#ffe3c0", "#ead9dd"),
    Time.SUNSET: ("#372a6e", "#c8566d", "#ffb765", "#ffc389", "#d9a9a6"),
    Time.NIGHT: ("#060a22", "#13215a", "#33488a", "#c3d2ff", "#7d8bbd"),
}
_WEATHERS = {
    # how dull the light is, from which value of the noise on there is cloud
    Weather.CLEAR: (0.0, 0.62),
    Weather.CLOUDY: (0.25, 0.42),
    Weather.SNOWFALL: (0.25, 0.3),
    Weather.FOG: (0.4, 0.5),
    Weather.RAIN: (0.45, 0.26),
    Weather.STORM: (0.65, 0.22),
}
_GREY = rgb("#8b949e")


def light_of(scene: Scene, side: float) -> Light:
    """The light of a scene's hour and weather."""
    _, _, horizon, key, ambient = (rgb(code) for code in _HOURS[scene.time])
    night = 1.0 if scene.time is Time.NIGHT else 0.0
    dull, _ = _WEATHERS[scene.weather]
    black = (0.0, 0.0, 0.0)
    return Light(
        side=side,
        key=mix(mix(key, (0.85, 0.88, 0.92), dull), black, 0.35 * dull),
        ambient=mix(mix(ambient, (0.78, 0.82, 0.88), dull * (1 - night)), black, 0.35 * dull),
        haze=mix(horizon, mix(_GREY, (0.12, 0.14, 0.2), night * 0.8), dull * 0.8),
        night=night,
    )


def paint_sky(
    rng: np.random.Generator, size: tuple[int, int], scene: Scene, light: Light, horizon: float
) -> Array:
    """The whole canvas as sky, brightest at the horizon (a row)."""
    height, width = size
    zenith, middle, low, _, _ = (rgb(code) for code in _HOURS[scene.time])
    overcast = scene.weather not in {Weather.CLEAR, Weather.CLOUDY}
    if overcast:
        grey = mix(_GREY, (0.1, 0.12, 0.18), light.night * 0.85)
        storm = 0.45 if scene.weather is Weather.STORM else 0.0
        zenith, middle = (
            mix(mix(c, grey, 0.72), (0.1, 0.1, 0.15), storm) for c in (zenith, middle)
        )
        low = mix(light.haze, grey, storm)
    share = float(np.clip(horizon / height, 0.05, 1))
    canvas = vertical([(0, zenith), (share * 0.55, middle), (share, low), (1, low)], height, width)
    tone = np.clip(np.array(middle) + 0.16 * (rng.random(3) - 0.5), 0, 1)
    lay(canvas, tone, 0.25 * noise(rng, size, (1, 1.5), 2))
    if light.night:
        stars(rng, canvas, horizon, 0.2 if overcast else 1.0)
    across = width * (0.5 + 0.34 * light.side)
    if not overcast:
        _shine(rng, canvas, scene, light, (across, min(horizon, height)))
    _clouds(rng, canvas, scene, light, horizon)
    return canvas


def stars(rng: np.random.Generator, canvas: Array, horizon: float, strength: float) -> None:
    """Stars above a row, a few of them bright."""
    height, width, _ = canvas.shape
    count = width * height // 1800
    ys = (rng.random(count) * min(horizon, height - 1)).astype(int)
    xs = rng.integers(0, width, count)
    bright = strength * (0.25 + 0.75 * rng.random((count, 1)) ** 3)
    tint = np.array((0.85, 0.9, 1), np.float32) + rng.random((count, 1)) * np.array(
        (0.15, 0, -0.15)
    )
    canvas[ys, xs] += bright * tint
    large = slice(0, count // 12)
    for down, beside in ((0, 1), (0, -1), (1, 0), (-1, 0)):
        rows, columns = np.clip(ys + down, 0, height - 1), np.clip(xs + beside, 0, width - 1)
        canvas[rows[large], columns[large]] += 0.5 * strength * tint[large]


def _shine(
    rng: np.random.Generator,
    canvas: Array,
    scene: Scene,
    light: Light,
    corner: tuple[float, float],
) -> None:
    """The sun or the moon, above a point on the horizon."""
    size = canvas.shape[0], canvas.shape[1]
    side = min(size)
    low = scene.time in {Time.SUNSET, Time.DAWN}
    place = corner[0], corner[1] * ((0.84 if low else 0.2) + 0.13 * rng.random())
    if light.night:
        canvas += 0.32 * glow(size, place, side * 0.16)[..., None] * np.array(light.key, np.float32)
        face = 0.86 + 0.14 * noise(rng, size, (14, 14 * size[1] / size[0]), 3)
        moon = np.array(rgb("#f3f0dd"), np.float32) * face[..., None]
        lay(canvas, moon, disc(size, place, side * 0.06))
        return
    warm = np.array(rgb("#ffb45e" if low else "#fff3cf"), np.float32) - 0.35
    halo = glow(size, place, side * (0.3 if low else 0.2))
    canvas += (0.85 if low else 0.55) * halo[..., None] * warm
    face = glow(size, place, side * (0.06 if low else 0.034))
    lay(canvas, rgb("#fffaea"), smooth(face, 0.2, 0.5))


def _clouds(
    rng: np.random.Generator, canvas: Array, scene: Scene, light: Light, horizon: float
) -> None:
    cover = _WEATHERS[scene.weather][1] + 0.06 * (rng.random() - 0.5)
    rows = min(canvas.shape[0], max(8, round(horizon) + 4))
    size = rows, canvas.shape[1]
    field = warped(rng, noise(rng, size, (2.4, 1.9 * size[1] / size[0]), 6), size[1] / 40)
    field -= 0.12 * np.linspace(0, 1, rows, dtype=np.float32)[:, None] ** 2
    mask = smooth(field, cover, cover + 0.34) * (0.9 if scene.weather is not Weather.FOG else 0.4)
    shift = max(2, size[1] // 90)
    toward = np.roll(field, (-shift, -shift if light.side < 0 else shift), (0, 1))
    lit = smooth(field - toward, -0.1, 0.12)
    bright, dark = mix(light.key, (1, 1, 1), 0.55), mix(light.haze, (0.5, 0.55, 0.66), 0.45)
    if light.night:
        bright, dark = (0.3, 0.36, 0.55), (0.07, 0.09, 0.2)
    if scene.weather is Weather.STORM:
        bright, dark = mix(bright, (0.3, 0.32, 0.38), 0.7), mix(dark, (0.12, 0.13, 0.17), 0.75)
    shaded = np.array(dark, np.float32) + lit[..., None] * (np.array(bright) - np.array(dark))
    lay(canvas[:rows], shaded, mask)
