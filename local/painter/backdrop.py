"""Everything behind the things: the place, its sky, its light.

Picks the painter of a place and where the horizon runs. Knows no things.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TypeAlias

import numpy as np
from PIL import Image

from local.painter import cosmos, indoor, land, urban, water
from local.painter.field import Array, to_image
from local.painter.scene import Place, Scene, Time
from local.painter.sky import Light, light_of, paint_sky

_Painter: TypeAlias = Callable[[np.random.Generator, Array, Scene, Light, float], None]

_OUTDOORS: dict[Place, tuple[_Painter, float]] = {
    # what paints it under a sky, height of the horizon from the top
    Place.MEADOW: (land.meadow, 0.56),
    Place.SNOW: (land.snow, 0.56),
    Place.FOREST: (land.forest, 0.6),
    Place.MOUNTAINS: (land.mountains, 0.6),
    Place.DESERT: (land.desert, 0.52),
    Place.BEACH: (water.beach, 0.5),
    Place.SEA: (water.sea, 0.54),
    Place.LAKE: (water.lake, 0.55),
    Place.CITY: (urban.city, 0.62),
    Place.STREET: (urban.street, 0.54),
}
_WITHOUT_SKY: dict[Place, tuple[_Painter, float]] = {
    Place.UNDERWATER: (water.underwater, 0.6),
    Place.SPACE: (cosmos.space, 0.6),
    Place.MOON: (cosmos.moon, 0.6),
    Place.ROOM: (indoor.room, 0.58),
    Place.TABLE: (indoor.table, 0.5),
    Place.STUDIO: (indoor.studio, 0.6),
}
_ALWAYS_DAY = {Place.SPACE, Place.MOON, Place.UNDERWATER}


@dataclass(slots=True)
class Backdrop:
    """A painted place.

    Attributes:
        image: The picture so far, RGB.
        light: What the things in it are lit by.
        horizon: Row of the horizon.
    """

    image: Image.Image
    light: Light
    horizon: float


def paint_backdrop(rng: np.random.Generator, size: tuple[int, int], scene: Scene) -> Backdrop:
    """The place of a scene, without its things.

    Args:
        rng: The seed's chance.
        size: Height and width in pixels.
        scene: What is to be seen.
    """
    side = float(rng.choice((-1.0, 1.0)) * (0.45 + 0.55 * rng.random()))
    if scene.place in _ALWAYS_DAY:
        scene = replace(scene, time=Time.DAY)
    light = light_of(scene, side)
    if scene.place is Place.SKY:
        horizon = size[0] * 1.1
        return Backdrop(to_image(paint_sky(rng, size, scene, light, horizon)), light, horizon)
    painter, share = (_OUTDOORS | _WITHOUT_SKY)[scene.place]
    horizon = size[0] * (share + 0.05 * (rng.random() - 0.5))
    if scene.place in _OUTDOORS:
        canvas = paint_sky(rng, size, scene, light, horizon)
    else:
        canvas = np.zeros((*size, 3), np.float32)
    painter(rng, canvas, scene, light, horizon)
    return Backdrop(to_image(canvas), light, horizon)


def is_outdoors(place: Place) -> bool:
    """Whether there is weather in a place."""
    return place in _OUTDOORS or place is Place.SKY
