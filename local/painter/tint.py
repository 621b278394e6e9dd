"""Colours on artwork: a "blue" fox keeps its eyes and shading and becomes blue.

Works on RGBA pictures of single things. Knows no words but the names of colours.
"""

from __future__ import annotations

import numpy as np
from PIL import Image

from local.painter.field import Array, mix, rgb, smooth, to_image

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
_BRIGHTNESS = np.array((0.3, 0.59, 0.11), np.float32)


def dominant(picture: Image.Image) -> str:
    """The colour a picture has most of, black and white left out, as "#rrggbb"."""
    pixels = np.asarray(picture.resize((64, 64)), np.float32).reshape(-1, 4) / 255
    solid = pixels[pixels[:, 3] > 0.9][:, :3]
    light = solid.mean(axis=1)
    coloured = solid[(light > 0.2) & (light < 0.93)]
    solid = coloured if len(coloured) else solid
    if not len(solid):
        return "#999999"
    bins = np.round(solid * 5).astype(int) @ np.array((36, 6, 1))
    red, green, blue = solid[bins == np.bincount(bins).argmax()].mean(axis=0)
    return "#" + "".join(f"{round(255 * float(channel)):02x}" for channel in (red, green, blue))


def tinted(picture: Image.Image, colour: str) -> Image.Image:
    """A picture whose main colour has become another; what is dark stays as it is.

    Args:
        picture: RGBA.
        colour: A name of COLOURS.
    """
    own = np.asarray(picture.convert("RGB"), np.float32) / 255
    main = np.array(rgb(dominant(picture)), np.float32)
    light, middle = own @ _BRIGHTNESS, float(np.clip(main @ _BRIGHTNESS, 0.25, 0.85))
    spread = own.max(axis=-1) - own.min(axis=-1)
    share = smooth(light, 0.1, 0.26)
    if main.max() - main.min() > 0.2:
        share *= _near_hue(own, main) * smooth(spread, 0.08, 0.22)
    else:
        share *= 1 - smooth(spread, 0.25, 0.5)
    base = rgb(COLOURS[colour])
    ramp = mix(base, (0, 0, 0.03), 0.75), base, mix(base, (1, 1, 1), 0.62)
    tones = [np.interp(light / middle, (0, 1, 1.8), channel) for channel in zip(*ramp, strict=True)]
    blended = to_image(own + (np.stack(tones, -1) - own) * share[..., None])
    blended.putalpha(picture.getchannel("A"))
    return blended


def _near_hue(own: Array, main: Array) -> Array:
    """1 where a pixel's hue is like the main colour's, 0 where it is another."""
    own_chroma, main_chroma = own - own.mean(axis=-1, keepdims=True), main - main.mean()
    length = np.linalg.norm(own_chroma, axis=-1) * np.linalg.norm(main_chroma) + 1e-6
    return smooth((own_chroma @ main_chroma) / length, 0.35, 0.75)
