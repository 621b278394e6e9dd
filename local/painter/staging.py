"""Where each thing stands and how large: a scene laid out on its canvas.

Works in boxes. Knows relations and relative sizes; draws nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from local.painter.grouping import BEARING, CARRIED, Box, Outlines, group
from local.painter.homes import afloat
from local.painter.scene import Place, Relation, Scene, Thing

_ORDERED = {Relation.LEFT, Relation.RIGHT}
_BIG = 7.0
"""Metres from which a thing that is not the subject belongs in the background."""

_FLOATING_PLACES = {Place.SPACE, Place.UNDERWATER, Place.SKY}


def stage(
    rng: np.random.Generator,
    scene: Scene,
    size: tuple[int, int],
    horizon: float,
    outlines: Outlines,
) -> list[Box]:
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
    if rng.random() < 0.5 and not any(thing.relation in _ORDERED for thing in things):
        groups.reverse()
    spots = _front(rng, scene, size, horizon, groups, outlines)
    spots += _back(rng, things, behind, size, horizon, outlines, spots)
    return sorted(spots, key=lambda spot: spot.depth)


def _belongs_behind(thing: Thing, subject: Thing) -> bool:
    """Whether a thing is scenery for the subject: larger, and not what it stands on."""
    if thing.relation in BEARING | {Relation.WEARING}:
        return thing.noun.height >= 2.5 * _BIG
    larger = thing.noun.height >= max(_BIG, subject.noun.height / 0.7)
    return larger and "float" not in thing.noun.traits


def _roots(things: Sequence[Thing], behind: set[int]) -> list[int]:
    """The things that stand on the ground in their own right, from left to right."""
    roots = [at for at in range(len(things)) if at not in behind]
    for at, thing in enumerate(things):
        if at in behind or thing.other in behind:
            continue
        attached = thing.other if thing.relation in BEARING else at
        if thing.relation in BEARING | CARRIED and attached in roots:
            roots.remove(attached)
    for at, thing in enumerate(things):
        if thing.relation in _ORDERED and {at, thing.other} <= set(roots):
            roots.remove(at)
            roots.insert(roots.index(thing.other) + (thing.relation is Relation.LEFT), at)
    return roots


def _front(
    rng: np.random.Generator,
    scene: Scene,
    size: tuple[int, int],
    horizon: float,
    groups: list[list[Box]],
    outlines: Outlines,
) -> list[Box]:
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
        spots += [
            replace(
                box,
                x=x + (box.x - left) * scale,
                foot=ground - drop - box.foot * scale,
                height=box.height * scale,
                depth=ground + box.depth * 10,
                grounded=box.grounded and drop == 0,
            )
            for box in layout
        ]
        x += (right - left + gap) * scale
    return spots


def _lift(
    rng: np.random.Generator, scene: Scene, root: int, tall: float, height: int, ground: float
) -> float:
    """How far above the ground a group hangs."""
    thing = scene.things[root]
    if any(each.relation is Relation.ABOVE and each.other == root for each in scene.things):
        return max(0.0, ground - 0.06 * height - tall)
    if scene.place in _FLOATING_PLACES or "float" in thing.noun.traits:
        middle = height * (0.46 + 0.08 * (rng.random() - 0.5))
        return max(0.0, ground - middle - tall / 2)
    return 0.0


def _spread(
    group: list[Box], things: Sequence[Thing], outlines: Outlines, rng: np.random.Generator
) -> list[Box]:
    """A group with all the copies of what there are several of."""
    base, root = group[0], things[group[0].thing]
    if root.count > 1:
        crowd = _crowd(base, root.count, outlines, rng)
        carried = [box for box in group[1:] if things[box.thing].relation in CARRIED]
        boxes = crowd + [_carried(box, base, one) for one in crowd for box in carried]
    else:
        boxes, carried = [base], []
    for box in group[1:]:
        count = things[box.thing].count if box not in carried else 0
        wide = box.height * outlines[box.thing].width
        reach = base.height * outlines[base.thing].width * 0.8
        step = min(wide * 0.9, reach / max(count, 1))
        small = 1.0 if count == 1 else float(np.clip(1.3 * step / wide, 0.6, 1.0))
        for copy in range(count):
            x = box.x + (copy - (count - 1) / 2) * step
            boxes.append(replace(box, x=x, height=box.height * small))
    return boxes


def _carried(box: Box, base: Box, one: Box) -> Box:
    """What is worn or held by one of several, as by the first."""
    scale = one.height / base.height
    x, foot = one.x + box.x * scale, one.foot + box.foot * scale
    return Box(box.thing, x, foot, box.height * scale, one.depth + 0.01, grounded=False)


def _crowd(base: Box, count: int, outlines: Outlines, rng: np.random.Generator) -> list[Box]:
    """Several of a kind: up to four in a row, more in rows one behind another."""
    wide = 1.04 * base.height * outlines[base.thing].width
    rows = 1 if count <= 4 else 2 if count <= 9 else 3
    boxes = []
    for row in range(rows):
        here = len(range(row, count, rows))
        scale = 0.8**row
        for place in range(here):
            across = place - (here - 1) / 2 + 0.25 * (row % 2) + 0.04 * (rng.random() - 0.5)
            boxes.append(
                Box(
                    base.thing,
                    x=across * wide * scale,
                    foot=row * base.height * 0.3,
                    height=base.height * scale * (0.94 + 0.1 * rng.random()),
                    depth=-row,
                )
            )
    return sorted(boxes, key=lambda box: box.depth)


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
    front: Sequence[Box],
) -> list[Box]:
    """What is large and not the subject: beyond it, on the horizon."""
    height, width = size
    spots = []
    middle = sum(spot.x for spot in front) / len(front) / width
    aside = 0.27 if middle > 0.5 else -0.27
    for number, at in enumerate(behind):
        share = (number + 0.5 + 0.3 * (rng.random() - 0.5)) / len(behind)
        if len(behind) == 1:
            share = float(np.clip(middle - aside, 0.2, 0.8))
        tall = height * (0.5 if len(behind) == 1 else 0.4) * min(1.15, things[at].scale)
        tall = min(tall, 0.9 * width / max(outlines[at].width, 0.2))
        foot = horizon + height * 0.07
        spots.append(Box(at, width * share, foot, tall, foot - 1000))
    return spots
