"""What a picture is made with: photograph, film, screen. The hand-made ones are in `hand`.

Takes a finished picture and gives it the look of its medium. Knows nothing of what it shows.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from PIL import Image, ImageChops, ImageEnhance, ImageFilter

from local.painter import hand
from local.painter.field import Array, glow, rgb, smooth, to_canvas, to_image
from local.painter.scene import Medium

Finish = Callable[[np.random.Generator, Image.Image], Image.Image]

OUTLINED = {Medium.ANIME}
"""Media in which each thing has a line around it."""

FOCUSED = {Medium.PHOTO, Medium.CINEMATIC}
"""Media in which what is far is out of focus."""


def finish(rng: np.random.Generator, image: Image.Image, medium: Medium) -> Image.Image:
    """A picture in a medium."""
    return _FINISHES[medium](rng, image)


def _render(_rng: np.random.Generator, image: Image.Image) -> Image.Image:
    canvas = to_canvas(image)
    _vignette(canvas, 0.16)
    return ImageEnhance.Color(to_image(canvas)).enhance(1.06)


def _photo(rng: np.random.Generator, image: Image.Image) -> Image.Image:
    canvas = to_canvas(_bloom(ImageEnhance.Color(image).enhance(0.86), 0.16))
    canvas = canvas * canvas * (3 - 2 * canvas) * 0.35 + canvas * 0.65
    _vignette(canvas, 0.32)
    _grain(rng, canvas, 0.035)
    return to_image(canvas)


def _cinematic(rng: np.random.Generator, image: Image.Image) -> Image.Image:
    canvas = to_canvas(_bloom(ImageEnhance.Color(image).enhance(0.82), 0.26))
    light = canvas.mean(axis=-1, keepdims=True)
    teal, orange = np.array(rgb("#123f4d"), np.float32), np.array(rgb("#ffb877"), np.float32)
    canvas = canvas * 0.78 + 0.2 * (teal * (1 - light) + orange * light)
    canvas = canvas * canvas * (3 - 2 * canvas) * 0.5 + canvas * 0.44
    _vignette(canvas, 0.5)
    _grain(rng, canvas, 0.04)
    height, width, _ = canvas.shape
    if width > height * 1.4:
        bar = round(height * 0.055)
        canvas[:bar] = canvas[-bar:] = 0
    return to_image(canvas)


def _pixel(_rng: np.random.Generator, image: Image.Image) -> Image.Image:
    dot = max(4, min(image.size) // 108)
    small = ImageEnhance.Color(image).enhance(1.25).reduce(dot)
    few = small.quantize(40, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE).convert("RGB")
    return few.resize(image.size, Image.Resampling.NEAREST)


def _anime(_rng: np.random.Generator, image: Image.Image) -> Image.Image:
    soft = image.filter(ImageFilter.MedianFilter(5))
    canvas = to_canvas(ImageEnhance.Color(soft).enhance(1.35))
    light = canvas.max(axis=-1, keepdims=True)
    stepped = (np.floor(light * 6) + smooth(light * 6 % 1, 0.35, 0.65)) / 6
    canvas *= 0.25 + 0.75 * stepped / np.maximum(light, 1e-3)
    return _bloom(to_image(canvas * 0.94 + 0.06), 0.14)


def _mono(rng: np.random.Generator, image: Image.Image) -> Image.Image:
    canvas = to_canvas(ImageEnhance.Contrast(image.convert("L")).enhance(1.3))
    _vignette(canvas, 0.45)
    _grain(rng, canvas, 0.06)
    return to_image(canvas)


def _vignette(canvas: Array, strength: float) -> None:
    height, width, _ = canvas.shape
    fall = glow((height, width), (width / 2, height / 2), max(width, height) * 0.72)
    canvas *= (1 - strength + strength * smooth(fall, 0.3, 0.75))[..., None]


def _grain(rng: np.random.Generator, canvas: Array, strength: float) -> None:
    speck = rng.standard_normal(canvas.shape[:2], dtype=np.float32)
    canvas += strength * speck[..., None] * (0.35 + canvas.mean(axis=-1, keepdims=True))


def _bloom(image: Image.Image, strength: float) -> Image.Image:
    """Bright parts that glow."""
    small = image.reduce(4).point(lambda value: max(0, value - 170) * 3 * strength)
    halo = small.filter(ImageFilter.GaussianBlur(image.height / 520)).resize(image.size)
    return ImageChops.add(image, halo)


_FINISHES: dict[Medium, Finish] = {
    Medium.RENDER: _render,
    Medium.PHOTO: _photo,
    Medium.CINEMATIC: _cinematic,
    Medium.OIL: hand.oil,
    Medium.WATERCOLOUR: hand.watercolour,
    Medium.PENCIL: hand.pencil,
    Medium.PIXEL: _pixel,
    Medium.ANIME: _anime,
    Medium.MONO: _mono,
}
