"""Colours on artwork: a "blue" fox keeps its eyes and shading and becomes blue.

Works on RGBA pictures of single things. Knows no words but the names of colours.
"""

from __future__ import annotations

import numpy as np
from PIL import Image

from local.painter.field import Array, mix, rgb, smooth

COLOURS = {
    "red": "#d9342b",
    "orange": "#f08a24",
    "yellow": "#f7cf2e",
    "gold": "#e2a92f",
    "green": "#3f9f4a",
    "teal": "#1fa8a3",
    "blue": "#2f6fd6",
    "purple": "#8a4fc7",
    "pink": "#f27fb0",
    "brown": "#8c5a34",
    "white": "#eceef2",
    "black": "#33343d",
    "grey": "#9aa1ab",
}
_DARKEST, _LIGHTEST = 0.2, 0.93


def dominant(picture: Image.Image) -> str:
    """The colour a picture has most of, as "#rrggbb"."""
    pixels = np.asarray(picture, np.float32).reshape(-1, 4) / 255
    solid = pixels[pixels[:, 3] > 0.9][:, :3]
    if not len(solid):
        return "#999999"
    light = solid.mean(axis=1)
    solid = solid[(light > _DARKEST) & (light < _LIGHTEST)] if (light > _DARKEST).any() else solid
    if not len(solid):
        solid = pixels[pixels[:, 3] > 0.9][:, :3]
    bins = np.round(solid * 5).astype(int) @ np.array((36, 6, 1))
    fullest = int(np.bincount(bins).argmax())
    red, green, blue = solid[bins == fullest].mean(axis=0)
    return "#" + "".join(f"{round(255 * float(channel)):02x}" for channel in (red, green, blue))


def tinted(picture: Image.Image, colour: str) -> Image.Image:
    """A picture whose main colour has become another.

    Args:
        picture: RGBA.
        colour: A name of COLOURS.
    """
    base = rgb(COLOURS[colour])
    pixels = np.asarray(picture, np.float32) / 255
    own = pixels[..., :3]
    light = own @ np.array((0.3, 0.59, 0.11), np.float32)
    spread = own.max(axis=-1) - own.min(axis=-1)
    main = np.array(rgb(dominant(picture)), np.float32)
    chroma = float(main.max() - main.min())
    keep_dark = smooth(light, 0.1, 0.26)
    if chroma > 0.2:
        share = keep_dark * _near_hue(own, main) * smooth(spread, 0.08, 0.22)
    else:
        share = keep_dark * (1 - smooth(spread, 0.25, 0.5))
    middle = float(np.clip((main @ np.array((0.3, 0.59, 0.11), np.float32)), 0.25, 0.85))
    tone = light / middle
    dark, pale = mix(base, (0, 0, 0.03), 0.75), mix(base, (1, 1, 1), 0.62)
    shaded = _ramp(tone, (np.array(dark), np.array(base), np.array(pale)))
    blended = own + (shaded - own) * share[..., None]
    out = np.concatenate([blended, pixels[..., 3:]], axis=-1)
    return Image.fromarray((np.clip(out, 0, 1) * 255 + 0.5).astype(np.uint8), "RGBA")


def _near_hue(own: Array, main: Array) -> Array:
    """1 where a pixel's hue is like the main colour's, 0 where it is another."""
    own_chroma = own - own.mean(axis=-1, keepdims=True)
    main_chroma = main - main.mean()
    length = np.linalg.norm(own_chroma, axis=-1) * np.linalg.norm(main_chroma) + 1e-6
    return smooth((own_chroma @ main_chroma) / length, 0.35, 0.75)


def _ramp(tone: Array, colours: tuple[Array, ...]) -> Array:
    """Dark to base to pale, as tone goes 0, 1, 1.8."""
    dark, base, pale = colours
    low = dark + (base - dark) * np.clip(tone, 0, 1)[..., None]
    high = base + (pale - base) * np.clip((tone - 1) / 0.8, 0, 1)[..., None]
    return np.where((tone < 1)[..., None], low, high).astype(np.float32)
