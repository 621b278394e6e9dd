"""The painter: a request to bytes.

Reads the words, paints the place, sets the things into it, then the weather, the lettering and
the medium. Deterministic: all chance comes from the seed.
"""

from __future__ import annotations

import hashlib

import numpy as np
from PIL import Image, ImageFilter

from local.painter import figures, growth, lettering, lighting, media, weather
from local.painter.backdrop import Backdrop, paint_backdrop
from local.painter.field import Array, to_canvas, to_image
from local.painter.painting import Painting, encode, mark, open_source
from local.painter.reading import read
from local.painter.scene import Scene
from local.painter.staging import Spot, stage


def paint(painting: Painting) -> bytes:
    """Paint a request: encoded bytes in the format asked for."""
    source = open_source(painting)
    width, height = source.size if source else painting.size
    canvas = compose(painting.prompt, painting.negative_prompt, painting.seed, (width, height))
    if source:
        canvas = Image.blend(source, canvas, painting.strength)
    mark(canvas)
    return encode(canvas, painting.output_format)


def compose(prompt: str, negative: str, seed: int, size: tuple[int, int]) -> Image.Image:
    """A picture of a prompt, RGB, without mark.

    Args:
        prompt: What is to be seen.
        negative: What is to stay out.
        seed: Moves everything.
        size: Width and height in pixels.
    """
    width, height = size
    scene = read(prompt, negative)
    rng = np.random.default_rng(
        [seed, *hashlib.sha256(prompt.encode("utf-8", "replace")).digest()[:8]]
    )
    backdrop = paint_backdrop(rng, (height, width), scene)
    if scene.medium in media.FOCUSED:
        soft = to_image(backdrop.canvas).filter(ImageFilter.GaussianBlur(min(size) / 240))
        backdrop.canvas[:] = to_canvas(soft)
    weather.behind(rng, scene, backdrop)
    boards = _set_things(rng, scene, backdrop)
    weather.before(rng, scene, backdrop)
    image = to_image(backdrop.canvas)
    growth.grass(rng, image, scene.place, backdrop.light)
    lettering.letter(image, scene.lettering, boards, scene.medium)
    return media.finish(rng, image, scene.medium)


def _set_things(rng: np.random.Generator, scene: Scene, backdrop: Backdrop) -> list[lettering.Box]:
    """Set the things in; the surfaces there are for writing."""
    canvas: Array = backdrop.canvas
    height, width, _ = canvas.shape
    variety = int(rng.integers(1 << 16))
    mirrored = bool(rng.random() < 0.5)
    drafts = [figures.figure(thing, 256, variety) for thing in scene.things]
    outlines = [
        figures.outline(draft, thing, mirrored=mirrored)
        for draft, thing in zip(drafts, scene.things, strict=True)
    ]
    boards: list[lettering.Box] = []
    spots = stage(rng, scene, (height, width), backdrop.horizon, outlines)
    for spot in spots:
        picture = _at_size(scene, spot, variety, mirrored=mirrored)
        lighting.set_in(
            canvas,
            picture,
            scene.place,
            backdrop,
            (spot.x, spot.foot),
            grounded=spot.grounded,
            far=spot.depth < 0,
        )
        if scene.things[spot.thing].noun.art == "@sign":
            left, top = spot.x - picture.width / 2, spot.foot - picture.height
            boards.append(
                (
                    left + picture.width * 0.08,
                    top + picture.height * 0.06,
                    left + picture.width * 0.92,
                    top + picture.height * 0.47,
                )
            )
    return boards


def _at_size(scene: Scene, spot: Spot, variety: int, *, mirrored: bool) -> Image.Image:
    thing = scene.things[spot.thing]
    side = 256
    while side < spot.height and side < 512:
        side *= 2
    picture = figures.figure(thing, side, variety + spot.copy * (thing.noun.kind == "person"))
    tall = max(4, round(spot.height))
    wide = max(4, round(picture.width * tall / picture.height))
    picture = picture.resize((wide, tall), Image.Resampling.LANCZOS)
    if mirrored:
        picture = picture.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    return lighting.outlined(picture) if scene.medium in media.OUTLINED else picture
