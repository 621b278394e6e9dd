"""Where each thing stands and how large: a scene laid out on its canvas.

Works in boxes. Knows relations and relative sizes; draws nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from local.painter.grouping import Box, Outlines, group
from local.painter.homes import afloat
from local.painter.scene import Place, Relation, Scene, Thing

_CARRIED = {Relation.WEARING, Relation.HOLDING}
_BIG = 7.0
"""Metres from which a thing that is not the subject belongs in the background."""

_FLOATING_PLACES = {Place.SPACE, Place.UNDERWATER, Place.SKY}


@dataclass(frozen=True, slots=True)
class Spot:
    """One copy of a thing on the canvas.

    Attributes:
        thing: Index of the thing.
        copy: Which of its copies.
        x: Column of its middle.
        foot: Row of its lower edge.
        height: Pixels.
        depth: Order of drawing; larger is nearer.
        grounded: Whether it stands on the ground and throws a shadow there.
    """

    thing: int
    copy: int
    x: float
    foot: float
    height: float
    depth: float
    grounded: bool


def stage(
    rng: np.random.Generator,
    scene: Scene,
    size: tuple[int, int],
    horizon: float,
    outlines: Outlines,
) -> list[Spot]:
    """Every copy of every thing, from far to near.

    Args:
        rng: The seed's chance.
        scene: What is to be seen.
        size: Height and width in pixels.
        horizon: Row of the horizon.
        outlines: The shape of each thing.
    """
    things = scene.things
    if not things:
        return []
    behind = [at for at, thing in enumerate(things) if at and _belongs_behind(thing, things[0])]
    roots = _roots(things, set(behind))
    groups = [group(at, things, outlines) for at in roots]
    if rng.random() < 0.5 and not _ordered(things):
        groups.reverse()
    spots = _front(rng, scene, size, horizon, groups, outlines)
    spots += _back(rng, things, behind, size, horizon, outlines, spots)
    return sorted(spots, key=lambda spot: spot.depth)


def _belongs_behind(thing: Thing, subject: Thing) -> bool:
    if thing.relation in {Relation.ON, Relation.RIDING, Relation.INSIDE, Relation.WEARING}:
        return thing.noun.height >= 2.5 * _BIG
    return "back" in thing.noun.traits or (
        thing.noun.height >= _BIG
        and subject.noun.height < thing.noun.height * 0.7
        and "float" not in thing.noun.traits
    )


def _ordered(things: Sequence[Thing]) -> bool:
    return any(thing.relation in {Relation.LEFT, Relation.RIGHT} for thing in things)


def _roots(things: Sequence[Thing], behind: set[int]) -> list[int]:
    """The things that stand on the ground in their own right, from left to right."""
    attached = set()
    for at, thing in enumerate(things):
        if thing.relation is None or at in behind or thing.other in behind:
            continue
        if thing.relation in {Relation.ON, Relation.RIDING, Relation.INSIDE, Relation.ABOVE}:
            attached.add(thing.other)
        elif thing.relation in {Relation.WEARING, Relation.HOLDING, Relation.UNDER}:
            attached.add(at)
    roots = [at for at in range(len(things)) if at not in attached and at not in behind]
    for at in list(roots):
        other = things[at].other
        if things[at].relation is Relation.LEFT and other in roots:
            roots.remove(other)
            roots.insert(roots.index(at), other)
        if things[at].relation is Relation.RIGHT and other in roots:
            roots.remove(at)
            roots.insert(roots.index(other), at)
    return roots


def _front(
    rng: np.random.Generator,
    scene: Scene,
    size: tuple[int, int],
    horizon: float,
    groups: list[list[Box]],
    outlines: Outlines,
) -> list[Spot]:
    """The groups side by side in the foreground, as large as there is room for."""
    height, width = size
    things = scene.things
    layouts = [_spread(group, things, outlines, rng) for group in groups]
    extents = [_extent(layout, outlines) for layout in layouts]
    gap = 0.12 * max(tall for _, _, tall in extents)
    across = sum(right - left for left, right, _ in extents) + gap * (len(extents) - 1)
    tallest = max(tall for _, _, tall in extents)
    room = 0.62 if len(things) == 1 and things[0].count == 1 else 0.66
    scale = min(0.84 * width / across, room * height / tallest)
    ground = max(horizon + (height - horizon) * 0.62, height * 0.8) + height * 0.05 * rng.random()
    if afloat(scene.place, things[groups[0][0].thing].noun):
        ground = horizon + (height - horizon) * 0.42
    elif scene.place is Place.LAKE:
        ground = height * 0.95
    free = width - across * scale
    x = free * (0.5 + 0.5 * (rng.random() - 0.5))
    spots = []
    for layout, (left, right, tall) in zip(layouts, extents, strict=True):
        drop = _lift(rng, scene, layout[0].thing, tall * scale, height, ground)
        for copy, box in enumerate(layout):
            spots.append(
                Spot(
                    thing=box.thing,
                    copy=copy,
                    x=x + (box.x - left) * scale,
                    foot=ground - drop - box.foot * scale,
                    height=box.height * scale,
                    depth=ground + box.depth * 10,
                    grounded=box.grounded and drop == 0,
                )
            )
        x += (right - left + gap) * scale
    return spots


def _lift(
    rng: np.random.Generator, scene: Scene, root: int, tall: float, height: int, ground: float
) -> float:
    """How far above the ground a group hangs; below 0 it is cut off by the lower edge."""
    thing = scene.things[root]
    if any(each.relation is Relation.ABOVE and each.other == root for each in scene.things):
        return max(0.0, ground - 0.06 * height - tall)
    if scene.place in _FLOATING_PLACES or "float" in thing.noun.traits:
        middle = height * (0.46 + 0.08 * (rng.random() - 0.5))
        return max(0.0, ground - middle - tall / 2)
    if thing.noun.kind == "animal" and "bust" in thing.noun.traits:
        return ground - height - tall * 0.02
    return 0.0


def _spread(
    group: list[Box], things: Sequence[Thing], outlines: Outlines, rng: np.random.Generator
) -> list[Box]:
    """A group with all the copies of what there are several of."""
    root = things[group[0].thing]
    worn = [box for box in group[1:] if things[box.thing].relation in _CARRIED and root.count > 1]
    boxes: list[Box] = []
    for box in group:
        if box in worn:
            continue
        count = things[box.thing].count
        if box is not group[0] or count == 1:
            wide = box.height * outlines[box.thing].width
            reach = group[0].height * outlines[group[0].thing].width * 0.8
            step = min(wide * 0.9, reach / max(count, 1))
            for copy in range(count):
                shift = (copy - (count - 1) / 2) * step
                small = 1.0 if count == 1 else float(np.clip(1.3 * step / wide, 0.6, 1.0))
                boxes.append(replace(box, x=box.x + shift, height=box.height * small))
    if root.count > 1:
        crowd = _crowd(group[0], root.count, outlines, rng)
        boxes = crowd + [_carried(box, group[0], one) for one in crowd for box in worn] + boxes
    return boxes


def _carried(box: Box, base: Box, one: Box) -> Box:
    """What is worn or held by one of several, as by the first."""
    scale = one.height / base.height
    return Box(
        box.thing,
        one.x + box.x * scale,
        one.foot + box.foot * scale,
        box.height * scale,
        one.depth + 0.01,
        grounded=False,
    )


def _crowd(base: Box, count: int, outlines: Outlines, rng: np.random.Generator) -> list[Box]:
    """Several of a kind: up to four in a row, more in rows one behind another."""
    wide = base.height * outlines[base.thing].width
    a_row = 4
    rows = 1 if count <= a_row else 2 if count <= 2 * a_row + 1 else 3
    boxes = []
    left = count
    for row in range(rows):
        here = -(-left // (rows - row))
        left -= here
        back = rows - 1 - row
        scale = 0.8**back
        step = wide * (1.04 if rows == 1 else 0.98) * scale
        for place in range(here):
            jitter = 0.05 * wide * (rng.random() - 0.5)
            deep = 0.09 * base.height * (rng.random() - 0.5) if rows == 1 else 0.0
            boxes.append(
                Box(
                    base.thing,
                    x=(place - (here - 1) / 2 + 0.25 * (back % 2)) * step + jitter,
                    foot=back * base.height * 0.3 + max(deep, 0.0),
                    height=base.height * scale * (0.94 + 0.1 * rng.random()),
                    depth=-back - max(deep, 0.0),
                )
            )
    return boxes


def _extent(boxes: list[Box], outlines: Outlines) -> tuple[float, float, float]:
    """Left and right edge and height of boxes."""
    left = min(box.x - box.height * outlines[box.thing].width / 2 for box in boxes)
    right = max(box.x + box.height * outlines[box.thing].width / 2 for box in boxes)
    return left, right, max(box.foot + box.height for box in boxes)


def _back(
    rng: np.random.Generator,
    things: Sequence[Thing],
    behind: list[int],
    size: tuple[int, int],
    horizon: float,
    outlines: Outlines,
    front: Sequence[Spot],
) -> list[Spot]:
    """What is large and not the subject: beyond it, on the horizon."""
    height, width = size
    spots = []
    middle = sum(spot.x for spot in front) / len(front) / width
    aside = 0.27 if middle > 0.5 else -0.27
    for number, at in enumerate(behind):
        thing = things[at]
        count = min(thing.count, 5)
        tall = height * (0.5 if len(behind) == 1 else 0.4) * min(1.15, thing.scale)
        tall = min(tall, 0.9 * width / (count * max(outlines[at].width, 0.2)))
        for copy in range(count):
            number_of = count * len(behind)
            share = (number * count + copy + 0.5 + 0.3 * (rng.random() - 0.5)) / number_of
            if number_of == 1:
                share = float(np.clip(middle - aside, 0.2, 0.8))
            foot = horizon + height * (0.07 + 0.02 * copy)
            spots.append(Spot(at, copy, width * share, foot, tall, foot - 1000, grounded=True))
    return spots
