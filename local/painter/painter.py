"""The painter: a request to bytes.

Reads the words, paints the place, sets the things into it, then the weather, the lettering and
the medium. Deterministic: all chance comes from the seed.
"""

from __future__ import annotations

import hashlib

import numpy as np
from PIL import Image, ImageChops, ImageFilter

from local.painter import artwork, figures, lettering, lighting, media, weather
from local.painter.backdrop import Backdrop, paint_backdrop
from local.painter.field import ink
from local.painter.grouping import Box
from local.painter.homes import afloat
from local.painter.painting import Painting, encode, mark, open_source
from local.painter.reading import read
from local.painter.scene import Scene
from local.painter.staging import stage


def paint(painting: Painting) -> bytes:
    """Paint a request: encoded bytes in the format asked for."""
    source = open_source(painting)
    canvas = compose(painting, source)
    if source:
        canvas = Image.blend(source, canvas, min(1.0, 2 * painting.strength))
    mark(canvas)
    return encode(canvas, painting.output_format)


def compose(painting: Painting, source: Image.Image | None = None) -> Image.Image:
    """The picture of a request, RGB, without mark.

    Args:
        painting: Words, seed, size and strength.
        source: What image-to-image starts from, at its final size: it becomes the place, the less
            of it the higher the strength.
    """
    width, height = source.size if source else painting.size
    scene = read(painting.prompt, painting.negative_prompt)
    words = hashlib.sha256(painting.prompt.encode("utf-8", "replace")).digest()
    rng = np.random.default_rng([painting.seed, *words[:8]])
    backdrop = paint_backdrop(rng, (height, width), scene)
    if scene.medium in media.FOCUSED:
        soft = ImageFilter.GaussianBlur(min(width, height) / 240)
        backdrop.image = backdrop.image.filter(soft)
    if source:
        _start_from(source, backdrop, painting.strength)
    place = backdrop.image.copy()
    weather.behind(rng, scene, backdrop)
    boards = _set_things(rng, scene, backdrop)
    weather.before(rng, scene, backdrop)
    image = backdrop.image
    if source:
        shown = float(np.clip((painting.strength - 0.15) / 0.3, 0, 1))
        image = Image.blend(place, image, shown)
    lettering.letter(image, scene.lettering, boards)
    return media.finish(rng, image, scene.medium)


def _start_from(source: Image.Image, backdrop: Backdrop, strength: float) -> None:
    """Put a source in the place's stead, in the scene's light, as far as the strength leaves it."""
    light = Image.new("RGB", source.size, ink(backdrop.light.on((1.0, 1.0, 1.0))))
    kept = Image.blend(source, ImageChops.multiply(source, light), strength)
    painted = float(np.clip((strength - 0.35) / 0.6, 0, 1)) ** 1.5
    backdrop.image = Image.blend(kept, backdrop.image, painted)


def _set_things(rng: np.random.Generator, scene: Scene, backdrop: Backdrop) -> list[lettering.Box]:
    """Set the things in; the surfaces there are for writing."""
    width, height = backdrop.image.size
    variety = int(rng.integers(1 << 16))
    mirrored = bool(rng.random() < 0.5)
    drafts = [figures.figure(thing, _side(height / 2), variety) for thing in scene.things]
    outlines = [
        figures.outline(draft, thing, mirrored=mirrored)
        for draft, thing in zip(drafts, scene.things, strict=True)
    ]
    boards: list[lettering.Box] = []
    for spot in stage(rng, scene, (height, width), backdrop.horizon, outlines):
        picture = _at_size(scene, spot, variety, mirrored=mirrored)
        noun = scene.things[spot.thing].noun
        lighting.set_in(
            backdrop,
            picture,
            scene.place,
            (spot.x, spot.foot),
            grounded=spot.grounded,
            afloat=afloat(scene.place, noun),
            far=spot.depth < 0,
        )
        if noun.art == "@sign":
            left, top = spot.x - picture.width * 0.42, spot.foot - picture.height * 0.94
            boards.append((left, top, left + picture.width * 0.84, top + picture.height * 0.41))
    return boards


def _at_size(scene: Scene, spot: Box, variety: int, *, mirrored: bool) -> Image.Image:
    """The picture of a thing as large as it stands in the scene."""
    thing = scene.things[spot.thing]
    picture = figures.figure(thing, _side(spot.height), variety)
    tall = max(4, round(spot.height))
    wide = max(4, round(picture.width * tall / picture.height))
    picture = picture.resize((wide, tall), Image.Resampling.LANCZOS)
    if mirrored:
        picture = picture.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    return lighting.outlined(picture) if scene.medium in media.OUTLINED else picture


def _side(height: float) -> int:
    """The size artwork is rendered at for a height in the picture; few sizes are cached better."""
    return next((side for side in (64, 128, 256) if side >= height), artwork.LARGEST)
