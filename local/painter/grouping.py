"""Things that belong together: who rides, wears, holds or sits on what, as boxes.

A group stands on the ground by its first box; all measures are heights of the group. Knows
nothing of the canvas.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from local.painter.scene import Relation, Thing

BEARING = {Relation.ON, Relation.RIDING, Relation.INSIDE, Relation.ABOVE}
"""Relations in which the later thing bears the earlier one."""

CARRIED = {Relation.WEARING, Relation.HOLDING, Relation.UNDER}
"""Relations in which the earlier thing has the later one on it, in hand or over it."""

_SEATS = {"furniture": 0.5, "animal": 0.66, "plant": 0.85, "building": 0.97, "boat": 0.45}
_HOLLOW = {"vehicle", "boat", "drink", "thing", "train", "clothes", "furniture"}


@dataclass(frozen=True, slots=True)
class Outline:
    """The shape of a thing's picture, all in its own height.

    Attributes:
        width: Its width.
        head_x: Middle of its head, right of its own middle.
        head_y: Top of its head, from below.
        head_width: Width of its head.
    """

    width: float
    head_x: float
    head_y: float
    head_width: float


Outlines = Sequence[Outline]


@dataclass(frozen=True, slots=True)
class Box:
    """A thing in its group, or in the picture.

    Attributes:
        thing: Its index.
        x: Its middle, right of the group's; in the picture a column.
        foot: Its lower edge above the ground; in the picture a row.
        height: Its height, in the picture in pixels.
        depth: Order of drawing; larger is nearer.
        grounded: Whether it stands on the ground and throws a shadow there.
    """

    thing: int
    x: float
    foot: float
    height: float
    depth: float
    grounded: bool = True


def group(root: int, things: Sequence[Thing], outlines: Outlines) -> list[Box]:
    """A thing with all that stands on it, in it, over it, or is worn and held."""
    base = Box(root, 0.0, 0.0, _tall(things[root]), 0.0)
    boxes = [base]
    for at, thing in enumerate(things):
        if at == root and thing.relation in BEARING:
            borne = group(thing.other, things, outlines)
            boxes += [_on(box, base, thing, things[box.thing], outlines[root]) for box in borne]
        elif thing.other == root and thing.relation in CARRIED:
            boxes.append(_with(at, base, things, outlines))
    return boxes


def _tall(thing: Thing) -> float:
    """Height in the picture, for the subject's own sake nearer together than in the world."""
    return float(thing.noun.height**0.34 * thing.scale)


def _on(box: Box, base: Box, support: Thing, own: Thing, shape: Outline) -> Box:
    """A box moved onto (into, over) the thing that bears it."""
    height, lean, grounded, depth = box.height, 0.0, False, 0.1
    table = support.noun.art == "@table"
    foot = base.height * (0.9 if table else _SEATS.get(support.noun.kind, 0.9))
    if own.noun.height < support.noun.height:
        height = min(height, base.height * 0.85)
    if support.relation is Relation.ABOVE:
        foot = base.height * 1.12
    elif support.relation is Relation.RIDING:
        foot, depth = base.height * (0.42 if support.noun.kind == "animal" else 0.3), -0.1
        height = max(height, base.height * 0.75)
        lean = 0.06 * base.height * shape.width
    elif support.relation is Relation.INSIDE and support.noun.kind in _HOLLOW:
        plant = own.noun.kind in {"plant", "tree"}
        foot, depth = base.height * (0.68 if plant else 0.4), -0.1
        least = 0.8 if plant else 0.6
        height = float(np.clip(height, base.height * least, base.height))
    elif support.relation is Relation.INSIDE:
        foot, depth, grounded = 0.0, 0.2, True
        height = min(height, base.height * 0.5)
    scale = height / box.height
    return replace(
        box,
        x=box.x * scale + lean,
        foot=foot + box.foot * scale,
        height=height,
        depth=base.depth + depth + box.depth * 0.1,
        grounded=grounded,
    )


def _with(at: int, base: Box, things: Sequence[Thing], outlines: Outlines) -> Box:
    """Something worn, held, or sheltering the one it belongs to."""
    thing, head, own = things[at], outlines[base.thing], max(outlines[at].width, 0.1)
    wide = base.height * head.width
    if thing.relation is Relation.UNDER:
        if thing.noun.kind in {"tree", "building", "furniture"}:
            return Box(at, 0.25 * wide, 0.0, base.height * 2, -0.2)
        return Box(at, 0.0, base.height * 0.62, base.height, 0.15, grounded=False)
    if thing.relation is Relation.HOLDING:
        height = float(np.clip(_tall(thing), base.height * 0.26, base.height * 0.5))
        height = min(height, 0.62 * wide / own)
        return Box(at, 0.45 * wide, base.height * 0.14, height, 0.12, grounded=False)
    broad = base.height * head.head_width
    x, top = base.height * head.head_x, base.height * head.head_y
    if "glasses" in thing.noun.art:
        height = broad * 0.86 / own
        return Box(at, x, top - broad * 0.5 - height / 2, height, 0.2, grounded=False)
    height = broad * 1.08 / own
    return Box(at, x, top - height * 0.3, height, 0.2, grounded=False)
