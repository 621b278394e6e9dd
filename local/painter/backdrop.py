"""Everything behind the things: the place, its sky, its light.

Picks the painter of a place and where the horizon runs. Knows no things.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TypeAlias

import numpy as np

from local.painter import abstract, cosmos, indoor, land, urban, water
from local.painter.field import Array
from local.painter.scene import Medium, Place, Scene, Time
from local.painter.sky import Light, light_of, paint_sky

_Painter: TypeAlias = Callable[[np.random.Generator, Array, Scene, Light, float], None]

_PAINTERS: dict[Place, tuple[_Painter, bool, float]] = {
    # painter, whether there is a sky, height of the horizon from the top
    Place.MEADOW: (land.meadow, True, 0.56),
    Place.FLOWERS: (land.flowers, True, 0.5),
    Place.SNOW: (land.snow, True, 0.56),
    Place.FOREST: (land.forest, True, 0.6),
    Place.MOUNTAINS: (land.mountains, True, 0.6),
    Place.DESERT: (land.desert, True, 0.52),
    Place.BEACH: (water.beach, True, 0.5),
    Place.SEA: (water.sea, True, 0.54),
    Place.LAKE: (water.lake, True, 0.55),
    Place.UNDERWATER: (water.underwater, False, 0.6),
    Place.CITY: (urban.city, True, 0.62),
    Place.STREET: (urban.street, True, 0.54),
    Place.SPACE: (cosmos.space, False, 0.6),
    Place.MOON: (cosmos.moon, False, 0.6),
    Place.ROOM: (indoor.room, False, 0.58),
    Place.TABLE: (indoor.table, False, 0.5),
    Place.STAGE: (indoor.stage, False, 0.6),
    Place.SKY: (cosmos.sky, True, 0.7),
    Place.STUDIO: (indoor.studio, False, 0.6),
    Place.ABSTRACT: (abstract.abstract, False, 0.6),
}
_BLACK_SKIES = {Place.SPACE, Place.MOON}


@dataclass(frozen=True, slots=True)
class Backdrop:
    """A painted place.

    Attributes:
        canvas: The picture so far.
        light: What the things in it are lit by.
        horizon: Row of the horizon.
    """

    canvas: Array
    light: Light
    horizon: float


def paint_backdrop(rng: np.random.Generator, size: tuple[int, int], scene: Scene) -> Backdrop:
    """The place of a scene, without its things.

    Args:
        rng: The seed's chance.
        size: Height and width in pixels.
        scene: What is to be seen.
    """
    painter, has_sky, share = _PAINTERS[scene.place]
    side = float(rng.choice((-1.0, 1.0)) * (0.45 + 0.55 * rng.random()))
    if scene.medium is Medium.NEON and scene.place in {Place.CITY, Place.STREET}:
        scene = replace(scene, time=Time.NIGHT)
    if scene.place in _BLACK_SKIES or scene.place is Place.UNDERWATER:
        scene = replace(scene, time=Time.DAY)
    light = light_of(scene, side)
    horizon = size[0] * (share + 0.05 * (rng.random() - 0.5))
    canvas = (
        paint_sky(rng, size, scene, light, horizon) if has_sky else np.zeros((*size, 3), np.float32)
    )
    painter(rng, canvas, scene, light, horizon)
    np.clip(canvas, 0, 1, out=canvas)
    return Backdrop(canvas, light, horizon)
