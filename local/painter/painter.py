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
from local.painter.homes import afloat
from local.painter.painting import Painting, encode, mark, open_source
from local.painter.reading import read
from local.painter.scene import Scene
from local.painter.staging import Spot, stage


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
        soft = to_image(backdrop.canvas).filter(ImageFilter.GaussianBlur(min(width, height) / 240))
        backdrop.canvas[:] = to_canvas(soft)
    if source:
        _start_from(source, backdrop, painting.strength)
    place = backdrop.canvas.copy()
    weather.behind(rng, scene, backdrop)
    boards = _set_things(rng, scene, backdrop)
    weather.before(rng, scene, backdrop)
    if source:
        shown = float(np.clip((painting.strength - 0.15) / 0.3, 0, 1))
        backdrop.canvas[:] = place + (backdrop.canvas - place) * shown
    image = to_image(backdrop.canvas)
    if not source:
        growth.grass(rng, image, scene.place, backdrop.light)
    lettering.letter(image, scene.lettering, boards, scene.medium)
    return media.finish(rng, image, scene.medium)


def _start_from(source: Image.Image, backdrop: Backdrop, strength: float) -> None:
    """Put a source in the place's stead, in the scene's light, as far as the strength leaves it."""
    light = np.array(backdrop.light.on((1.0, 1.0, 1.0)), np.float32)
    kept = to_canvas(source) * (1 + (light - 1) * strength)
    painted = float(np.clip((strength - 0.35) / 0.6, 0, 1)) ** 1.5
    backdrop.canvas[:] = kept + (backdrop.canvas - kept) * painted


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
            afloat=afloat(scene.place, scene.things[spot.thing].noun),
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
