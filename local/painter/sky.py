"""The sky and its light: colours of the hour, sun, moon, stars, clouds, aurora, rainbow.

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
    single,
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
_GREY = rgb("#8b949e")


def light_of(scene: Scene, side: float) -> Light:
    """The light of a scene's hour and weather."""
    _, _, horizon, key, ambient = (rgb(code) for code in _HOURS[scene.time])
    night = 1.0 if scene.time is Time.NIGHT else 0.0
    dull = {
        Weather.CLEAR: 0.0,
        Weather.CLOUDY: 0.25,
        Weather.SNOWFALL: 0.25,
        Weather.FOG: 0.4,
        Weather.RAIN: 0.45,
        Weather.STORM: 0.65,
    }[scene.weather]
    shade = 1 - 0.35 * dull
    grey = mix(_GREY, (0.12, 0.14, 0.2), night * 0.8)
    return Light(
        side=side,
        key=_scaled(mix(key, (0.85, 0.88, 0.92), dull), shade),
        ambient=_scaled(mix(ambient, (0.78, 0.82, 0.88), dull * (1 - night)), shade),
        haze=mix(horizon, grey, dull * 0.8),
        night=night,
    )


def paint_sky(
    rng: np.random.Generator, size: tuple[int, int], scene: Scene, light: Light, horizon: float
) -> Array:
    """The whole canvas as sky, brightest at the horizon (a row)."""
    height, width = size
    zenith, middle, low, _, _ = (rgb(code) for code in _HOURS[scene.time])
    dull = scene.weather not in {Weather.CLEAR, Weather.CLOUDY}
    if dull:
        grey = mix(_GREY, (0.1, 0.12, 0.18), light.night * 0.85)
        storm = 0.45 if scene.weather is Weather.STORM else 0.0
        zenith, middle = (
            mix(mix(c, grey, 0.72), (0.1, 0.11, 0.15), storm) for c in (zenith, middle)
        )
        low = mix(light.haze, grey, storm)
    share = float(np.clip(horizon / height, 0.05, 1))
    canvas = vertical([(0, zenith), (share * 0.55, middle), (share, low), (1, low)], height, width)
    lay(canvas, _jitter(rng, middle), 0.25 * noise(rng, size, (1, 1.5), 2))
    sun = _sun_place(rng, size, scene, light, horizon)
    if light.night:
        _stars(rng, canvas, horizon, 0.2 if dull else 1.0)
    if "aurora" in scene.extras:
        _aurora(rng, canvas, horizon)
    if not dull:
        _shine(rng, canvas, scene, light, sun)
    _clouds(rng, canvas, scene, light, horizon)
    if "rainbow" in scene.extras:
        _rainbow(canvas, sun, horizon)
    return canvas


def _sun_place(
    rng: np.random.Generator, size: tuple[int, int], scene: Scene, light: Light, horizon: float
) -> tuple[float, float]:
    height, width = size
    across = width * (0.5 + 0.34 * light.side)
    if scene.time in {Time.SUNSET, Time.DAWN}:
        return across, horizon * (0.84 + 0.1 * rng.random())
    return across, min(horizon, height) * (0.2 + 0.16 * rng.random())


def _shine(
    rng: np.random.Generator, canvas: Array, scene: Scene, light: Light, sun: tuple[float, float]
) -> None:
    size = canvas.shape[0], canvas.shape[1]
    side = min(size)
    if light.night:
        radius = side * (0.085 if "moon" in scene.extras else 0.05)
        canvas += 0.32 * glow(size, sun, radius * 2.6)[..., None] * np.array(light.key, np.float32)
        face = 0.86 + 0.14 * noise(rng, size, (14, 14 * size[1] / size[0]), 3)
        lay(canvas, np.array(rgb("#f3f0dd"), np.float32) * face[..., None], disc(size, sun, radius))
        return
    low = scene.time in {Time.SUNSET, Time.DAWN}
    warm = np.array(rgb("#ffb45e" if low else "#fff3cf"), np.float32)
    canvas += (
        (0.85 if low else 0.55)
        * glow(size, sun, side * (0.3 if low else 0.2))[..., None]
        * (warm - 0.35)
    )
    lay(canvas, rgb("#fffaea"), _sun(size, sun, side * (0.06 if low else 0.034)))


def _sun(size: tuple[int, int], place: tuple[float, float], radius: float) -> Array:
    """The sun's face, its edge lost in its own glare."""
    down = (np.arange(size[0], dtype=np.float32) - place[1])[:, None] / radius
    across = (np.arange(size[1], dtype=np.float32) - place[0])[None, :] / radius
    return single(np.exp(-((down * down + across * across) ** 3)))


def _stars(rng: np.random.Generator, canvas: Array, horizon: float, strength: float) -> None:
    height, width, _ = canvas.shape
    count = width * height // 2600
    ys = (rng.random(count) ** 1.25 * min(horizon, height - 1)).astype(int)
    xs = (rng.random(count) * (width - 1)).astype(int)
    shine = strength * rng.random(count) ** 3
    tint = rng.random(count)
    for y, x, bright, warm in zip(ys, xs, shine, tint, strict=True):
        colour = np.array((0.85 + 0.15 * warm, 0.9, 1.0 - 0.15 * warm), np.float32)
        canvas[y, x] += (0.3 + bright) * strength * colour
        if bright > 0.45 and 0 < y < height - 1 and 0 < x < width - 1:
            for dy, dx in ((0, 1), (0, -1), (1, 0), (-1, 0)):
                canvas[y + dy, x + dx] += 0.55 * bright * colour


def _clouds(
    rng: np.random.Generator, canvas: Array, scene: Scene, light: Light, horizon: float
) -> None:
    cover = {
        Weather.CLEAR: 0.62,
        Weather.CLOUDY: 0.42,
        Weather.SNOWFALL: 0.3,
        Weather.FOG: 0.5,
        Weather.RAIN: 0.26,
        Weather.STORM: 0.22,
    }[scene.weather]
    if "clouds" in scene.extras:
        cover = min(cover, 0.45)
    cover += 0.06 * (rng.random() - 0.5)
    rows = min(canvas.shape[0], max(8, round(horizon) + 4))
    size = rows, canvas.shape[1]
    field = warped(rng, noise(rng, size, (2.4, 1.9 * size[1] / size[0]), 6), size[1] / 40)
    squeeze = np.linspace(0, 1, rows, dtype=np.float32)[:, None] ** 2
    field = field - 0.12 * squeeze
    mask = smooth(field, cover, cover + 0.34) * (0.9 if scene.weather is not Weather.FOG else 0.4)
    shift = max(2, size[1] // 90)
    toward = np.roll(field, (-shift, -shift if light.side < 0 else shift), (0, 1))
    lit = smooth(field - toward, -0.1, 0.12)
    bright = mix(light.key, (1, 1, 1), 0.55 if not light.night else 0.0)
    if light.night:
        bright = (0.3, 0.36, 0.55)
    dark = mix(light.haze, (0.5, 0.55, 0.66), 0.45)
    if light.night:
        dark = (0.07, 0.09, 0.2)
    if scene.weather is Weather.STORM:
        bright, dark = mix(bright, (0.3, 0.32, 0.38), 0.7), mix(dark, (0.12, 0.13, 0.17), 0.75)
    colour = (
        np.array(dark, np.float32)
        + (np.array(bright, np.float32) - np.array(dark, np.float32)) * lit[..., None]
    )
    lay(canvas[:rows], colour, mask)


def _aurora(rng: np.random.Generator, canvas: Array, horizon: float) -> None:
    height, width, _ = canvas.shape
    rows = np.arange(height, dtype=np.float32)[:, None]
    for colour, place in (("#43f5a0", 0.62), ("#4fd6e8", 0.45), ("#a56bf0", 0.3)):
        wave = noise(rng, (2, width), (1, 3), 3)[0]
        foot = horizon * (place + 0.3 * (wave - 0.5))
        rise = np.clip((foot[None, :] - rows) / (horizon * 0.42), 0, 1)
        curtain = np.where(rows < foot[None, :], (1 - rise) ** 1.6, 0) * np.clip(rise * 12, 0, 1)
        rays = 0.45 + 0.55 * noise(rng, (2, width), (1, 40), 3)[0]
        canvas += 0.62 * (curtain * rays[None, :])[..., None] * np.array(rgb(colour), np.float32)


def _rainbow(canvas: Array, sun: tuple[float, float], horizon: float) -> None:
    height, width, _ = canvas.shape
    centre = (width * (0.5 if sun[0] > width / 2 else 0.55), horizon * 1.25)
    down = (np.arange(height, dtype=np.float32) - centre[1])[:, None]
    across = (np.arange(width, dtype=np.float32) - centre[0])[None, :]
    band = min(width, height) * 0.11
    outer = min(width * 0.46, horizon * 1.12)
    place = (outer - np.hypot(down, across)) / band
    hue = np.clip(place, 0, 1)[..., None]
    colours = [rgb(c) for c in ("#f0443c", "#f79a3b", "#f7e14b", "#56c46a", "#3f8fe0", "#7a54c7")]
    at = np.linspace(0, 1, len(colours))
    bow = np.concatenate([np.interp(hue, at, [c[i] for c in colours]) for i in range(3)], axis=-1)
    mask = np.clip(np.minimum(place, 1 - place) * 6, 0, 1)
    lay(canvas, bow.astype(np.float32), (0.6 * mask).astype(np.float32))


def _jitter(rng: np.random.Generator, colour: Colour) -> Colour:
    red, green, blue = (float(np.clip(c + 0.16 * (rng.random() - 0.5), 0, 1)) for c in colour)
    return (red, green, blue)


def _scaled(colour: Colour, factor: float) -> Colour:
    red, green, blue = (channel * factor for channel in colour)
    return (red, green, blue)
