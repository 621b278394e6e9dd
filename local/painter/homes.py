"""Where things are at home, for prompts that name no place.

A table by artwork, a table by kind, and what goes indoors. Knows nothing of prompts.
"""

from __future__ import annotations

from collections.abc import Sequence

from local.painter.scene import Noun, Place, Thing


def home(things: Sequence[Thing]) -> Place:
    """The place that suits the first of some things; there is at least one."""
    first = things[0].noun
    if first.art in _AT_HOME:
        return _AT_HOME[first.art]
    if first.kind == "plant" and any(thing.noun.art == "amphora" for thing in things):
        return Place.TABLE
    if first.kind in {"animal", "person"}:
        indoors = any(
            thing.noun.kind in {"furniture", "instrument", "food", "drink"}
            and thing.noun.art not in _AT_HOME
            for thing in things
        )
        return Place.ROOM if indoors else Place.MEADOW
    return _HOMES.get(first.kind, Place.MEADOW)


def afloat(place: Place, noun: Noun) -> bool:
    """Whether a thing is on the water there; on a lake what cannot swim keeps to the bank."""
    return place is Place.SEA or (place is Place.LAKE and noun.kind in _SWIMMERS)


def ashore(place: Place, things: Sequence[Thing]) -> Place:
    """The beach for what walks or drives and is said to be at sea."""
    walks = bool(things) and things[0].noun.kind in _WALKERS
    return Place.BEACH if walks and place is Place.SEA else place


_WALKERS = {"animal", "person", "vehicle", "plant", "tree", "furniture", "food", "drink"}
_SWIMMERS = {"boat", "seabeast", "bird"}

_HOMES = {
    "seabeast": Place.UNDERWATER,
    "boat": Place.SEA,
    "food": Place.TABLE,
    "drink": Place.TABLE,
    "spacecraft": Place.SPACE,
    "vehicle": Place.STREET,
    "aircraft": Place.SKY,
    "furniture": Place.ROOM,
    "instrument": Place.STAGE,
    "thing": Place.STUDIO,
    "idea": Place.STUDIO,
    "toy": Place.STUDIO,
    "clothes": Place.STUDIO,
}
_AT_HOME = {
    "@lighthouse": Place.BEACH,
    "@paperboat": Place.LAKE,
    "@pyramid": Place.DESERT,
    "camel": Place.DESERT,
    "cactus": Place.DESERT,
    "two-hump-camel": Place.DESERT,
    "penguin": Place.SNOW,
    "polar-bear": Place.SNOW,
    "seal": Place.SNOW,
    "snowman-without-snow": Place.SNOW,
    "sled": Place.SNOW,
    "skier": Place.SNOW,
    "@fence": Place.MEADOW,
    "@bench": Place.MEADOW,
    "tractor": Place.MEADOW,
    "office-building": Place.CITY,
    "statue-of-liberty": Place.SEA,
    "@bridge": Place.SEA,
    "@operahouse": Place.SEA,
    "duck": Place.LAKE,
    "swan": Place.LAKE,
    "crab": Place.BEACH,
    "spiral-shell": Place.BEACH,
    "fire": Place.FOREST,
    "rock": Place.MEADOW,
    "umbrella": Place.STREET,
    "@hydrant": Place.STREET,
    "stop-sign": Place.STREET,
    "@sign": Place.MEADOW,
    "balloon": Place.SKY,
    "brown-mushroom": Place.FOREST,
    "mushroom": Place.FOREST,
    "owl": Place.FOREST,
    "robot": Place.CITY,
    "superhero": Place.CITY,
    "shinto-shrine": Place.LAKE,
    "tornado": Place.MEADOW,
}
