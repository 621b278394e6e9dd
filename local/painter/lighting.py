"""Things set into a painted place: lit like it, shadowed, mirrored in water.

Works on pictures. Knows nothing of what they show.
"""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageFilter

from local.painter.backdrop import Backdrop
from local.painter.field import mix, rgb, to_canvas, to_image
from local.painter.scene import Place
from local.painter.sky import Light

_NO_SHADOW = {Place.SPACE, Place.SKY}


def set_in(
    backdrop: Backdrop,
    picture: Image.Image,
    place: Place,
    foot: tuple[float, float],
    *,
    grounded: bool,
    afloat: bool = False,
    far: bool = False,
) -> None:
    """Put a picture into a place.

    Args:
        backdrop: The place; its image is painted on.
        picture: RGBA at its final size.
        place: Kind of ground.
        foot: Column of its middle, row of its lower edge.
        grounded: Whether it touches the ground.
        afloat: Whether the ground it touches is water.
        far: Whether it stands in the haze of the background.
    """
    light = backdrop.light
    corner = round(foot[0] - picture.width / 2), round(foot[1] - picture.height)
    if grounded and afloat:
        _mirror(backdrop.image, picture, corner)
    elif grounded and place not in _NO_SHADOW:
        _cast(backdrop.image, picture.getchannel("A"), corner, light, 0.5 if far else 1.0)
    veil, share = (light.haze, 0.28 * far)
    if place is Place.UNDERWATER:
        veil, share = rgb("#1f8fc4"), 0.2
    backdrop.image.paste(_lit(picture, light, mix((0, 0, 0), veil, share), share), corner, picture)


def outlined(picture: Image.Image) -> Image.Image:
    """A picture with a dark line around it."""
    line = max(3, round(min(picture.size) / 90)) | 1
    whole = Image.new("RGBA", (picture.width + 2 * line, picture.height + 2 * line))
    whole.paste(picture, (line, line))
    sheet = Image.new("RGBA", whole.size, (34, 24, 40, 0))
    sheet.putalpha(whole.getchannel("A").filter(ImageFilter.MaxFilter(line)))
    sheet.alpha_composite(whole)
    return sheet


def _lit(
    picture: Image.Image, light: Light, veil: tuple[float, float, float], share: float
) -> Image.Image:
    """Colours in the scene's light, brighter towards it."""
    pixels = to_canvas(picture)
    floor = 0.35 if light.night else 0.15
    pixels *= np.array(light.on((1, 1, 1)), np.float32) * (1 - floor) + floor
    across = np.linspace(-0.11, 0.11, picture.width, dtype=np.float32)[None, :, None]
    down = np.linspace(0.05, -0.09, picture.height, dtype=np.float32)[:, None, None]
    pixels *= 1 + across * np.sign(light.side) + down
    return to_image(pixels * (1 - share) + np.array(veil, np.float32))


def _cast(
    image: Image.Image, alpha: Image.Image, corner: tuple[int, int], light: Light, strength: float
) -> None:
    """The shadow on the ground, lying away from the light and getting softer."""
    width, height = alpha.size
    flat = max(3, round(height * 0.16))
    lean = -(0.35 + 0.5 * abs(light.side)) * np.sign(light.side) * height * 0.62
    reach, pad = round(abs(lean)) + 4, max(4, height // 14)
    sheet = Image.new("L", (width + 2 * reach + 2 * pad, flat + 2 * pad))
    sheet.paste(alpha.resize((width, flat)), (reach + pad, pad))
    slope = lean / flat
    shear = (1, slope, -slope * (pad + flat), 0, 1, 0)
    sheet = sheet.transform(
        sheet.size, Image.Transform.AFFINE, shear, Image.Resampling.BILINEAR
    ).filter(ImageFilter.GaussianBlur(max(1.5, height / 70)))
    strength *= 0.5 * (1 - 0.35 * light.night)
    mask = np.asarray(sheet, np.float32) * np.linspace(0.25, 1, sheet.height)[:, None] * strength
    place = (corner[0] - reach - pad, corner[1] + height - pad - flat + max(1, height // 60))
    image.paste((10, 10, 28), place, Image.fromarray(mask.astype(np.uint8)))


def _mirror(image: Image.Image, picture: Image.Image, corner: tuple[int, int]) -> None:
    """The broken image of a thing in the water under it."""
    tall = max(2, round(picture.height * 0.5))
    flipped = picture.transpose(Image.Transpose.FLIP_TOP_BOTTOM).resize((picture.width, tall))
    flipped = flipped.filter(ImageFilter.GaussianBlur(picture.height / 120))
    rows = np.arange(tall)[:, None]
    shift = np.sin(rows * 0.35) * (1 + rows / tall * picture.width * 0.02)
    columns = np.clip(np.arange(picture.width) + shift.astype(int), 0, picture.width - 1)
    pixels = np.asarray(flipped)[rows, columns].astype(np.float32)
    pixels *= np.concatenate(
        [np.full((tall, 1, 3), 0.75), (0.5 - 0.5 * rows / tall)[..., None]], -1
    )
    broken = Image.fromarray(pixels.astype(np.uint8), "RGBA")
    image.paste(broken.convert("RGB"), (corner[0], corner[1] + picture.height), broken)
