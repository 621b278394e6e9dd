"""A thing as a picture of its own: artwork, made whole where it shows only a part, and tinted.

Knows artwork and colours; nothing of where the picture is put.
"""

from __future__ import annotations

import functools
import hashlib

import numpy as np
from PIL import Image

from local.painter import artwork
from local.painter.grouping import Outline
from local.painter.scene import Noun, Thing
from local.painter.tint import COLOURS, dominant, tinted

_PLAIN = ("#c8643c", "#4f86b8", "#6f9a4a", "#b8864a", "#8a6fb0", "#c9566b", "#4fa39a")
_OWN = {
    "bridge": "#c4482f",
    "piano": "#2b2a33",
    "sign": "#f3ead3",
    "table": "#9c6b43",
}
_DRY = {"sailboat": 0.865, "canoe": 0.72}
"""How much of a boat's artwork, from its top, is not water."""


def figure(thing: Thing, side: int, variety: int = 0) -> Image.Image:
    """A thing's picture, RGBA and trimmed.

    Args:
        thing: What to draw.
        side: Pixels of its longer side, about.
        variety: Chooses among colours where the thing has none of its own.
    """
    picture = _figure(thing.noun, side, variety % 7)
    return tinted(picture, thing.colour) if thing.colour else picture


@functools.lru_cache(maxsize=64)
def _figure(noun: Noun, side: int, variety: int) -> Image.Image:
    picture = None if noun.art.startswith("@") else artwork.icon(noun.art, side)
    if picture is None:
        return _drawn(noun, side, variety)
    if noun.art in _DRY:
        return picture.crop((0, 0, picture.width, round(picture.height * _DRY[noun.art])))
    if "head" in noun.traits:
        return _with_body(noun, picture, side, variety)
    if "bust" in noun.traits and noun.kind == "person":
        return _with_robe(picture)
    return picture


def _drawn(noun: Noun, side: int, variety: int) -> Image.Image:
    """A drawing of our own: the thing's, or its kind's."""
    own = noun.art.removeprefix("@")
    name = own if artwork.has_drawing(own) else noun.kind
    number = hashlib.sha256(f"{noun.name}{variety}".encode()).digest()[0]
    said = next((code for word, code in COLOURS.items() if noun.name.startswith(word)), "")
    return artwork.drawing(name, said or _OWN.get(own) or _PLAIN[number % len(_PLAIN)], side)


def _with_body(noun: Noun, head: Image.Image, side: int, variety: int) -> Image.Image:
    """A head set on a body of its own colour; people wear a shirt."""
    person = noun.kind == "person"
    shirt = _PLAIN[variety] if person and noun.art not in {"alien", "ogre"} else dominant(head)
    name = "robot" if noun.art == "robot" else noun.kind
    body = artwork.drawing(f"body-{name}", "#b9bfcc" if name == "robot" else shirt, side)
    wide = round(head.width * (0.86 if person else 0.94))
    body = body.resize((wide, round(body.height * wide / body.width)), Image.Resampling.LANCZOS)
    overlap = round(head.height * (0.12 if person else 0.3))
    whole = Image.new("RGBA", (max(head.width, wide), head.height + body.height - overlap))
    whole.alpha_composite(body, ((whole.width - wide) // 2, head.height - overlap))
    whole.alpha_composite(head, ((whole.width - head.width) // 2, 0))
    return whole.crop(whole.getbbox())


def _with_robe(bust: Image.Image) -> Image.Image:
    """A bust carried on downward in the colours of its lower edge, as a gown."""
    width, height = bust.size
    reach = round(height * 0.62)
    edge = bust.crop((0, height - max(2, height // 20), width, height - 1))
    gown = edge.resize((width, 1), Image.Resampling.BOX).resize((width, reach))
    mask = gown.getchannel("A")
    shade = Image.linear_gradient("L").resize(gown.size).point(lambda value: value * 0.3)
    gown.paste((0, 0, 0), (0, 0), shade)
    gown.putalpha(mask)
    whole = Image.new("RGBA", (width, height + reach - 2))
    whole.alpha_composite(gown, (0, height - 2))
    whole.alpha_composite(bust)
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
    top = int(part.any(axis=1).argmax())
    columns = np.flatnonzero(part[top : top + max(1, height // 9)].any(axis=0))
    middle = float(columns.mean()) if len(columns) else width / 2
    if profile:
        wide = width * 0.36
        middle = max(middle, wide * 0.45)
    else:
        wide = float(part[min(top + height // 6, height - 1)].sum())
    x = (middle - width / 2) / height
    return Outline(
        width=width / height,
        head_x=-x if mirrored else x,
        head_y=1 - top / height,
        head_width=wide / height,
    )
