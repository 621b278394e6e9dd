"""What a picture is made with: photograph, film, print, screen. The hand-made ones are in `hand`.

Takes a finished picture and gives it the look of its medium. Knows nothing of what it shows.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from PIL import Image, ImageEnhance, ImageFilter

from local.painter import hand
from local.painter.field import Array, glow, lay, noise, rgb, smooth, to_canvas, to_image
from local.painter.scene import Medium

Finish = Callable[[np.random.Generator, Image.Image], Image.Image]

OUTLINED = {Medium.ANIME, Medium.COMIC, Medium.FLAT}
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
    canvas = to_canvas(ImageEnhance.Color(image).enhance(0.86))
    canvas = canvas * canvas * (3 - 2 * canvas) * 0.35 + canvas * 0.65
    _bloom(canvas, image, 0.16)
    _vignette(canvas, 0.32)
    _grain(rng, canvas, 0.035)
    return to_image(canvas)


def _cinematic(rng: np.random.Generator, image: Image.Image) -> Image.Image:
    canvas = to_canvas(ImageEnhance.Color(image).enhance(0.82))
    light = canvas.mean(axis=-1, keepdims=True)
    teal, orange = np.array(rgb("#123f4d"), np.float32), np.array(rgb("#ffb877"), np.float32)
    canvas = canvas * 0.78 + 0.2 * (teal * (1 - light) + orange * light)
    canvas = canvas * canvas * (3 - 2 * canvas) * 0.5 + canvas * 0.44
    _bloom(canvas, image, 0.26)
    _vignette(canvas, 0.5)
    _grain(rng, canvas, 0.04)
    height, width, _ = canvas.shape
    if width > height * 1.4:
        bar = round(height * 0.055)
        canvas[:bar] = canvas[-bar:] = 0
    return to_image(canvas)


def _pixel(_rng: np.random.Generator, image: Image.Image) -> Image.Image:
    width, height = image.size
    dot = max(4, min(width, height) // 108)
    small = ImageEnhance.Color(image).enhance(1.25)
    small = small.resize((max(1, width // dot), max(1, height // dot)), Image.Resampling.BOX)
    small = small.filter(ImageFilter.UnsharpMask(1.2, 130, 2))
    few = small.quantize(40, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE).convert("RGB")
    return few.resize((width, height), Image.Resampling.NEAREST)


def _anime(_rng: np.random.Generator, image: Image.Image) -> Image.Image:
    soft = image.filter(ImageFilter.MedianFilter(5))
    canvas = to_canvas(ImageEnhance.Color(soft).enhance(1.35))
    light = canvas.max(axis=-1, keepdims=True)
    steps = 6.0
    stepped = (np.floor(light * steps) + smooth(light * steps % 1, 0.35, 0.65)) / steps
    canvas *= 0.25 + 0.75 * stepped / np.maximum(light, 1e-3)
    canvas = canvas * 0.94 + 0.06
    _bloom(canvas, image, 0.14)
    return to_image(canvas)


def _neon(_rng: np.random.Generator, image: Image.Image) -> Image.Image:
    canvas = to_canvas(image)
    height, width, _ = canvas.shape
    light = canvas.max(axis=-1)
    dark = (0.16 + 0.5 * light**1.3)[..., None] * (0.3 + 0.8 * canvas)
    across = np.linspace(0, 1, width, dtype=np.float32)[None, :, None]
    down = np.linspace(0, 1, height, dtype=np.float32)[:, None, None]
    share = np.clip(0.65 * across + 0.5 * down - 0.1, 0, 1)
    tint = (
        np.array(rgb("#ff2d95"), np.float32) * (1 - share)
        + np.array(rgb("#21d4ff"), np.float32) * share
    )
    night = dark * (0.72 + 0.4 * tint) + 0.05 * tint
    edges = image.filter(ImageFilter.GaussianBlur(1.6)).filter(ImageFilter.FIND_EDGES)
    line = smooth(to_canvas(edges).max(axis=-1), 0.035, 0.16)
    line[:3] = line[-3:] = 0
    line[:, :3] = line[:, -3:] = 0
    mask = Image.fromarray((line * 255).astype(np.uint8))
    for radius, strength in ((height / 180, 0.5), (height / 50, 0.6), (height / 16, 0.5)):
        halo = np.asarray(mask.filter(ImageFilter.GaussianBlur(radius)), np.float32) / 255
        night += strength * halo[..., None] * tint
    own = canvas / np.maximum(light[..., None], 0.05)
    night += 0.6 * line[..., None] * (0.55 * own + 0.45 * tint)
    _vignette(night, 0.35)
    return to_image(night)


def _comic(_rng: np.random.Generator, image: Image.Image) -> Image.Image:
    soft = ImageEnhance.Color(image.filter(ImageFilter.MedianFilter(5))).enhance(1.6)
    few = to_canvas(soft.quantize(18, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE))
    height, width, _ = few.shape
    grid = max(6.0, min(width, height) / 110)
    ys = np.arange(height, dtype=np.float32)[:, None] * np.pi / grid
    xs = np.arange(width, dtype=np.float32)[None, :] * np.pi / grid
    screen = (np.sin(ys + xs) * np.sin(ys - xs) + 1) / 2
    light = np.asarray(image.convert("L").filter(ImageFilter.GaussianBlur(2)), np.float32) / 255
    dots = smooth(screen - (0.25 + 0.85 * light), -0.06, 0.06)
    lay(few, few * 0.62, dots)
    border = max(4, min(width, height) // 50)
    few[:border] = few[-border:] = 0.97
    few[:, :border] = few[:, -border:] = 0.97
    edge = max(2, border // 5)
    few[border : border + edge, border:-border] = few[-border - edge : -border, border:-border] = (
        0.05
    )
    few[border:-border, border : border + edge] = few[border:-border, -border - edge : -border] = (
        0.05
    )
    return to_image(few)


def _flat(_rng: np.random.Generator, image: Image.Image) -> Image.Image:
    soft = image.filter(ImageFilter.MedianFilter(5)).filter(ImageFilter.ModeFilter(5))
    few = ImageEnhance.Color(soft).enhance(1.2)
    few = few.quantize(16, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).convert("RGB")
    return few.filter(ImageFilter.GaussianBlur(0.6))


def _mono(rng: np.random.Generator, image: Image.Image) -> Image.Image:
    grey = to_canvas(image).mean(axis=-1, keepdims=True)
    grey = np.clip((grey - 0.5) * 1.3 + 0.48, 0, 1)
    canvas = np.repeat(grey, 3, axis=-1)
    _vignette(canvas, 0.45)
    _grain(rng, canvas, 0.06)
    return to_image(canvas)


def _sepia(rng: np.random.Generator, image: Image.Image) -> Image.Image:
    grey = to_canvas(image.filter(ImageFilter.GaussianBlur(0.8))).mean(axis=-1, keepdims=True)
    canvas = (0.14 + 0.8 * grey) * np.array((1.0, 0.86, 0.66), np.float32)
    canvas = canvas.astype(np.float32)
    stains = noise(rng, canvas.shape[:2], (3, 4), 5)
    canvas *= 0.9 + 0.14 * stains[..., None]
    _vignette(canvas, 0.5)
    _grain(rng, canvas, 0.05)
    return to_image(canvas)


def _vignette(canvas: Array, strength: float) -> None:
    height, width, _ = canvas.shape
    fall = glow((height, width), (width / 2, height / 2), max(width, height) * 0.72)
    canvas *= (1 - strength + strength * smooth(fall, 0.3, 0.75))[..., None]


def _grain(rng: np.random.Generator, canvas: Array, strength: float) -> None:
    speck = rng.standard_normal(canvas.shape[:2], dtype=np.float32)
    canvas += strength * speck[..., None] * (0.35 + canvas.mean(axis=-1, keepdims=True))


def _bloom(canvas: Array, image: Image.Image, strength: float) -> None:
    bright = image.point(lambda value: max(0, value - 170) * 3)
    halo = to_canvas(
        bright.resize((image.width // 4, image.height // 4))
        .filter(ImageFilter.GaussianBlur(image.height / 130))
        .resize(image.size)
    )
    canvas += strength * halo


_FINISHES: dict[Medium, Finish] = {
    Medium.RENDER: _render,
    Medium.PHOTO: _photo,
    Medium.CINEMATIC: _cinematic,
    Medium.OIL: hand.oil,
    Medium.WATERCOLOUR: hand.watercolour,
    Medium.PENCIL: hand.pencil,
    Medium.PIXEL: _pixel,
    Medium.ANIME: _anime,
    Medium.NEON: _neon,
    Medium.COMIC: _comic,
    Medium.MOSAIC: hand.mosaic,
    Medium.FLAT: _flat,
    Medium.MONO: _mono,
    Medium.SEPIA: _sepia,
}
