"""Things set into a painted place: lit like it, shadowed, mirrored in water, sunk into snow.

Works on a canvas and RGBA pictures. Knows nothing of what they show.
"""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageChops, ImageFilter

from local.painter.backdrop import Backdrop
from local.painter.field import Array, lay, noise, rgb, smooth
from local.painter.scene import Place
from local.painter.sky import Light

_NO_SHADOW = {Place.SPACE, Place.SKY}


def set_in(
    canvas: Array,
    picture: Image.Image,
    place: Place,
    backdrop: Backdrop,
    foot: tuple[float, float],
    *,
    grounded: bool,
    afloat: bool = False,
    far: bool = False,
) -> None:
    """Put a picture into a canvas.

    Args:
        canvas: What is painted on.
        picture: RGBA at its final size.
        place: Kind of ground.
        backdrop: Light and horizon.
        foot: Column of its middle, row of its lower edge.
        grounded: Whether it touches the ground.
        afloat: Whether the ground it touches is water.
        far: Whether it stands in the haze of the background.
    """
    left = round(foot[0] - picture.width / 2)
    top = round(foot[1] - picture.height)
    if grounded and not afloat and place not in _NO_SHADOW:
        _cast(canvas, picture, (left, top), backdrop.light, soft=0.5 if far else 1.0)
        if place is not Place.SNOW or far:
            _contact(canvas, picture.getchannel("A"), (left, top), backdrop.light)
    if grounded and afloat:
        _mirror(canvas, picture, (left, top + picture.height))
    pixels = _lit(picture, backdrop.light)
    alpha = np.asarray(picture.getchannel("A"), np.float32) / 255
    if far:
        pixels += (np.array(backdrop.light.haze, np.float32) - pixels) * 0.28
    if place is Place.UNDERWATER:
        pixels += (np.array(rgb("#1f8fc4"), np.float32) - pixels) * 0.2
    _paste(canvas, pixels, alpha, (left, top))
    if grounded and place is Place.SNOW and not far:
        _drift(canvas, picture.width, foot, backdrop.light)


def outlined(picture: Image.Image) -> Image.Image:
    """A picture with a dark line around it."""
    line = max(3, round(min(picture.size) / 90)) | 1
    whole = Image.new("RGBA", (picture.width + 2 * line, picture.height + 2 * line))
    whole.paste(picture, (line, line))
    spread = whole.getchannel("A").filter(ImageFilter.MaxFilter(line))
    sheet = Image.new("RGBA", whole.size, (34, 24, 40, 0))
    sheet.putalpha(spread.filter(ImageFilter.GaussianBlur(0.7)))
    sheet.alpha_composite(whole)
    return sheet


def _lit(picture: Image.Image, light: Light) -> Array:
    """Colours in the scene's light, brighter towards it and with a rim on that side."""
    pixels = np.asarray(picture.convert("RGB"), np.float32) / 255
    around = np.array(light.on((1, 1, 1)), np.float32)
    floor = 0.35 if light.night else 0.15
    pixels = pixels * (around * (1 - floor) + floor)
    height, width, _ = pixels.shape
    across = np.linspace(-1, 1, width, dtype=np.float32)[None, :, None]
    down = np.linspace(0.05, -0.09, height, dtype=np.float32)[:, None, None]
    pixels *= 1 + 0.11 * across * np.sign(light.side) + down
    alpha = picture.getchannel("A")
    shift = max(1, round(min(picture.size) / 42))
    moved = ImageChops.offset(alpha, -shift if light.side > 0 else shift, shift)
    rim = ImageChops.subtract(alpha, moved).filter(ImageFilter.GaussianBlur(shift * 0.8))
    edge = np.asarray(rim, np.float32)[..., None] / 255
    return pixels + 0.34 * edge * np.array(light.key, np.float32)


def _cast(
    canvas: Array, picture: Image.Image, corner: tuple[int, int], light: Light, *, soft: float
) -> None:
    """The shadow on the ground, lying away from the light and getting softer."""
    alpha = picture.getchannel("A")
    width, height = alpha.size
    flat = max(3, round(height * 0.16))
    lean = -(0.35 + 0.5 * abs(light.side)) * np.sign(light.side) * height * 0.62
    reach, pad = round(abs(lean)) + 4, max(4, height // 14)
    sheet = Image.new("L", (width + 2 * reach + 2 * pad, flat + 2 * pad))
    sheet.paste(alpha.resize((width, flat)), (reach + pad, pad))
    slope = lean / flat
    sheared = sheet.transform(
        sheet.size,
        Image.Transform.AFFINE,
        (1, slope, -slope * (pad + flat), 0, 1, 0),
        Image.Resampling.BILINEAR,
    )
    sheared = sheared.filter(ImageFilter.GaussianBlur(max(1.5, height / 70)))
    mask = np.asarray(sheared, np.float32) / 255
    fade = np.linspace(0.25, 1, mask.shape[0], dtype=np.float32)[:, None]
    strength = 0.4 * soft * (1 - 0.35 * light.night)
    bottom = corner[1] + height
    place = (corner[0] - reach - pad, bottom - pad - flat + max(1, height // 60))
    _paste_colour(canvas, (0.05, 0.05, 0.12), strength * mask * fade, place)


def _contact(canvas: Array, alpha: Image.Image, corner: tuple[int, int], light: Light) -> None:
    """A dark seam where a thing meets the ground."""
    width, height = alpha.size
    base = np.asarray(alpha.crop((0, height - max(2, height // 14), width, height)))
    columns = np.flatnonzero(base.max(axis=0) > 100)
    if not len(columns):
        return
    left, right = int(columns[0]), int(columns[-1])
    wide, tall = right - left + 1, max(4, height // 22)
    strength = 0.44 * (1 - 0.35 * light.night)
    pad = tall * 2
    ys = (np.arange(tall + 2 * pad, dtype=np.float32) - pad - tall / 2)[:, None] / tall
    xs = (np.arange(wide + 2 * pad, dtype=np.float32) - pad - wide / 2)[None, :] / (wide * 0.52)
    mask = np.exp(-(xs**4) - ys * ys * 2.2)
    place = (corner[0] + left - pad, corner[1] + height - tall // 2 - pad - tall // 3)
    _paste_colour(canvas, (0.03, 0.03, 0.08), (strength * mask).astype(np.float32), place)


def _mirror(canvas: Array, picture: Image.Image, corner: tuple[int, int]) -> None:
    """The broken image of a thing in the water under it."""
    flipped = picture.transpose(Image.Transpose.FLIP_TOP_BOTTOM)
    tall = max(2, round(picture.height * 0.5))
    flipped = flipped.resize((picture.width, tall)).filter(
        ImageFilter.GaussianBlur(picture.height / 120)
    )
    pixels = np.asarray(flipped, np.float32) / 255
    rows = np.arange(tall)
    shift = (np.sin(rows * 0.35) * (1 + rows / tall * picture.width * 0.02)).astype(int)
    index = np.clip(np.arange(picture.width)[None, :] + shift[:, None], 0, picture.width - 1)
    pixels = pixels[rows[:, None], index]
    fade = np.linspace(0.5, 0.0, tall, dtype=np.float32)[:, None]
    _paste(canvas, pixels[..., :3] * 0.75, pixels[..., 3] * fade, corner)


def _drift(canvas: Array, width: int, foot: tuple[float, float], light: Light) -> None:
    """Snow heaped over the feet of what stands in it."""
    tall = max(6, round(width * 0.09))
    wide = round(width * 1.25)
    rng = np.random.default_rng(round(foot[0]) * 8191 + round(foot[1]))
    crest = noise(rng, (2, wide), (1, 7), 3)[0]
    xs = np.linspace(-1, 1, wide, dtype=np.float32)
    rise = tall * np.clip(1 - xs**4, 0, 1) * (0.45 + 0.55 * crest)
    rows = np.arange(2 * tall, dtype=np.float32)[:, None]
    mask = smooth(rows - (tall * 1.15 - rise[None, :]), 0, max(2.0, tall * 0.22))
    mask *= smooth(2 * tall - rows, 0, tall * 0.9) * smooth(1 - np.abs(xs)[None, :], 0, 0.2)
    place = (round(foot[0] - wide / 2), round(foot[1] - tall * 1.2))
    _paste_colour(canvas, light.on(rgb("#fbfdff")), (mask * 0.96).astype(np.float32), place)


def _paste(canvas: Array, pixels: Array, alpha: Array, corner: tuple[int, int]) -> None:
    cut = _overlap(canvas, alpha.shape, corner)
    if cut:
        target, source = cut
        lay(canvas[target], pixels[source], alpha[source])


def _paste_colour(
    canvas: Array, colour: tuple[float, float, float], alpha: Array, corner: tuple[int, int]
) -> None:
    cut = _overlap(canvas, alpha.shape, corner)
    if cut:
        target, source = cut
        lay(canvas[target], colour, alpha[source])


def _overlap(
    canvas: Array, shape: tuple[int, ...], corner: tuple[int, int]
) -> tuple[tuple[slice, slice], tuple[slice, slice]] | None:
    """What of a picture falls on the canvas: slices of both."""
    left, top = corner
    right, bottom = min(left + shape[1], canvas.shape[1]), min(top + shape[0], canvas.shape[0])
    begin_x, begin_y = max(left, 0), max(top, 0)
    if right <= begin_x or bottom <= begin_y:
        return None
    return (
        (slice(begin_y, bottom), slice(begin_x, right)),
        (slice(begin_y - top, bottom - top), slice(begin_x - left, right - left)),
    )
