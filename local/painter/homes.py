"""Where things are at home, for prompts that name no place.

A table by artwork and a table by kind. Knows nothing of prompts.
"""

from __future__ import annotations

from collections.abc import Sequence

from local.painter.scene import Noun, Place, Thing

_INDOORS = {"furniture", "instrument", "food", "drink"}
_SWIMMERS = {"boat", "seabeast", "bird"}
_OF_THE_SEA = {"boat", "seabeast", "bird", "building", "aircraft"}

_HOMES = {
    "seabeast": Place.UNDERWATER,
    "boat": Place.SEA,
    "food": Place.TABLE,
    "drink": Place.TABLE,
    "spacecraft": Place.SPACE,
    "vehicle": Place.STREET,
    "aircraft": Place.SKY,
    "furniture": Place.ROOM,
    "instrument": Place.ROOM,
    "thing": Place.STUDIO,
    "idea": Place.STUDIO,
    "toy": Place.STUDIO,
    "clothes": Place.STUDIO,
}
_AT_HOME = {
    "@lighthouse": Place.BEACH,
    "@pyramid": Place.DESERT,
    "camel": Place.DESERT,
    "cactus": Place.DESERT,
    "penguin": Place.SNOW,
    "polar-bear": Place.SNOW,
    "snowman-without-snow": Place.SNOW,
    "@sign": Place.MEADOW,
    "tractor": Place.MEADOW,
    "office-building": Place.CITY,
    "statue-of-liberty": Place.SEA,
    "@bridge": Place.SEA,
    "duck": Place.LAKE,
    "swan": Place.LAKE,
    "umbrella": Place.STREET,
    "balloon": Place.SKY,
    "mushroom": Place.FOREST,
    "owl": Place.FOREST,
    "robot": Place.CITY,
}


def home(things: Sequence[Thing]) -> Place:
    """The place that suits the first of some things; there is at least one."""
    first = things[0].noun
    if first.art in _AT_HOME:
        return _AT_HOME[first.art]
    if first.kind == "plant" and any(thing.noun.art == "amphora" for thing in things):
        return Place.TABLE
    if first.kind in {"animal", "person"}:
        inside = any(
            thing.noun.kind in _INDOORS and thing.noun.art not in _AT_HOME for thing in things
        )
        return Place.ROOM if inside else Place.MEADOW
    return _HOMES.get(first.kind, Place.MEADOW)


def afloat(place: Place, noun: Noun) -> bool:
    """Whether a thing is on the water there; on a lake what cannot swim keeps to the bank."""
    return place is Place.SEA or (place is Place.LAKE and noun.kind in _SWIMMERS)


def ashore(place: Place, things: Sequence[Thing]) -> Place:
    """The beach for what walks or drives and is said to be at sea."""
    walks = bool(things) and things[0].noun.kind not in _OF_THE_SEA
    return Place.BEACH if walks and place is Place.SEA else place
