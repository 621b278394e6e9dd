"""A thing as a picture of its own: artwork, made whole where it shows only a part, and tinted.

Knows artwork and colours; nothing of where the picture is put.
"""

from __future__ import annotations

import functools
import hashlib

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from local.painter import artwork
from local.painter.grouping import Outline
from local.painter.scene import Noun, Thing
from local.painter.tint import COLOURS, dominant, tinted

_PLAIN = ("#c8643c", "#4f86b8", "#6f9a4a", "#b8864a", "#8a6fb0", "#c9566b", "#4fa39a")
_DRY = {"sailboat": 0.865, "canoe": 0.72}
"""How much of a boat's artwork, from its top, is not water."""

_PEOPLE_COLOURS = ("#3f7ac2", "#c9533f", "#4f9a5a", "#8a5fb5", "#d08a2e")


def figure(thing: Thing, side: int, variety: int = 0) -> Image.Image:
    """A thing's picture, RGBA and trimmed.

    Args:
        thing: What to draw.
        side: Pixels of its longer side, about.
        variety: Chooses among colours where the thing has none of its own.
    """
    picture = _figure(thing.noun, side, variety % 7)
    if thing.colour and not _same_colour(thing):
        picture = tinted(picture, thing.colour)
    return picture


@functools.lru_cache(maxsize=64)
def _figure(noun: Noun, side: int, variety: int) -> Image.Image:
    picture = None
    if not noun.art.startswith("@"):
        picture = artwork.icon(noun.art, side)
    if picture is None:
        return _drawn(noun, side, variety)
    if "wet" in noun.traits:
        return picture.crop((0, 0, picture.width, round(picture.height * _DRY.get(noun.art, 0.85))))
    if "head" in noun.traits:
        return _with_body(noun, picture, side, variety)
    if "bust" in noun.traits and noun.kind == "person":
        return _with_robe(picture)
    return picture


def _same_colour(thing: Thing) -> bool:
    return thing.noun.name.startswith(thing.colour)


def _drawn(noun: Noun, side: int, variety: int) -> Image.Image:
    """A drawing of our own: the thing's, or its kind's."""
    own = noun.art.removeprefix("@")
    name = own if artwork.has_drawing(own) else noun.kind
    if name == "tree" and any(word in noun.name for word in ("pine", "fir", "spruce")):
        name = "pine"
    if not artwork.has_drawing(name):
        name = "thing"
    number = hashlib.sha256(f"{noun.name}{variety}".encode()).digest()[0]
    said = next((code for word, code in COLOURS.items() if noun.name.startswith(word)), "")
    return artwork.drawing(name, said or _OWN.get(own) or _PLAIN[number % len(_PLAIN)], side)


_OWN = {
    "barn": "#b23a2e",
    "bench": "#8a5a37",
    "bridge": "#c4482f",
    "fence": "#efe8da",
    "hydrant": "#d23a2e",
    "piano": "#2b2a33",
    "sign": "#f3ead3",
    "submarine": "#f2c230",
    "table": "#9c6b43",
    "tank": "#66713f",
    "paperboat": "#f3f1ea",
    "papercrane": "#e4574c",
}


def _with_body(noun: Noun, head: Image.Image, side: int, variety: int) -> Image.Image:
    """A head set on a body of its own colour."""
    if noun.art == "robot":
        body = artwork.drawing("body-robot", "#b9bfcc", side)
    elif noun.kind == "person" and noun.height < 10 and noun.art not in {"alien", "ogre", "troll"}:
        shirt = _PEOPLE_COLOURS[variety % len(_PEOPLE_COLOURS)]
        body = artwork.drawing("body-person", shirt, side)
    elif noun.kind == "person":
        body = artwork.drawing("body-person", dominant(head), side)
    else:
        body = artwork.drawing("body-animal", dominant(head), side)
    wide = round(head.width * (0.94 if noun.kind == "animal" else 0.86))
    body = body.resize((wide, round(body.height * wide / body.width)), Image.Resampling.LANCZOS)
    overlap = round(head.height * (0.3 if noun.kind == "animal" else 0.12))
    whole = Image.new("RGBA", (max(head.width, wide), head.height + body.height - overlap))
    whole.alpha_composite(body, ((whole.width - wide) // 2, head.height - overlap))
    _shade_under(whole, head, overlap)
    whole.alpha_composite(head, ((whole.width - head.width) // 2, 0))
    return whole.crop(whole.getbbox())


def _shade_under(whole: Image.Image, head: Image.Image, overlap: int) -> None:
    """The shadow a head throws on its body."""
    shadow = Image.new("L", whole.size)
    place = ((whole.width - head.width) // 2, max(2, overlap // 4))
    shadow.paste(head.getchannel("A"), place)
    shadow = shadow.filter(ImageFilter.GaussianBlur(head.height / 26))
    shade = Image.new("RGBA", whole.size, (20, 10, 30, 0))
    shade.putalpha(shadow.point(lambda value: value * 0.35))
    masked = np.asarray(shade).copy()
    masked[..., 3] = np.minimum(masked[..., 3], np.asarray(whole.getchannel("A")))
    whole.alpha_composite(Image.fromarray(masked, "RGBA"))


def _with_robe(bust: Image.Image) -> Image.Image:
    """A bust carried on downward in the colours of its lower edge, as a gown."""
    width, height = bust.size
    pixels = np.asarray(bust).astype(np.float32)
    edge = pixels[max(0, height - round(height * 0.05)) : height - 1]
    solid = edge[..., 3:] > 128
    row = (edge * solid).sum(axis=0) / np.maximum(solid.sum(axis=0), 1)
    columns = np.flatnonzero(row[:, 3] > 128)
    if not len(columns):
        return bust
    row = row[columns[0] : columns[-1] + 1, :3]
    reach = round(height * 0.62)
    strip = Image.fromarray(np.clip(row, 0, 255).astype(np.uint8)[None], "RGB")
    strip = strip.filter(ImageFilter.GaussianBlur(0)).resize((len(row), reach))
    folds = np.asarray(strip, np.float32) * np.linspace(1.0, 0.72, reach)[:, None, None]
    wave = 1 + 0.07 * np.sin(np.linspace(0, 9 * np.pi, len(row)))
    folds *= wave[None, :, None]
    gown = Image.fromarray(np.clip(folds, 0, 255).astype(np.uint8), "RGB").convert("RGBA")
    mask = Image.new("L", gown.size)
    pen = ImageDraw.Draw(mask)
    inset = round(len(row) * 0.1)
    pen.rounded_rectangle((0, -40, gown.width - 1, gown.height - 1), radius=inset, fill=255)
    gown.putalpha(mask)
    whole = Image.new("RGBA", (width, height + reach - 2))
    whole.alpha_composite(gown, (int(columns[0]), height - 2))
    whole.alpha_composite(bust, (0, 0))
    return whole


def outline(picture: Image.Image, thing: Thing, *, mirrored: bool) -> Outline:
    """The shape of a figure, and where its head is; artwork in profile looks to the left.

    Args:
        picture: As `figure` gives it.
        thing: What it shows.
        mirrored: Whether it will be turned around.
    """
    alpha = np.asarray(picture.getchannel("A")) > 128
    height, width = alpha.shape
    profile = thing.noun.kind == "animal" and "head" not in thing.noun.traits
    part = alpha[:, : max(1, round(width * 0.45))] if profile else alpha
    rows = np.flatnonzero(part.any(axis=1))
    top = int(rows[0]) if len(rows) else 0
    band = part[top : top + max(1, height // 9)]
    columns = np.flatnonzero(band.any(axis=0))
    middle = float(columns.mean()) if len(columns) else width / 2
    if profile:
        wide = width * 0.36
        middle = max(middle, wide * 0.45)
    else:
        deep = np.flatnonzero(part[min(top + height // 6, height - 1)])
        wide = float(deep[-1] - deep[0] + 1) if len(deep) else width * 0.8
    x = (middle - width / 2) / height
    return Outline(
        width=width / height,
        head_x=-x if mirrored else x,
        head_y=1 - top / height,
        head_width=wide / height,
    )
