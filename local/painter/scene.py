"""What a prompt has been understood to show. Frozen data; reads and paints nothing."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Place(StrEnum):
    """Where a scene is set."""

    MEADOW = "meadow"
    SNOW = "snow"
    FOREST = "forest"
    MOUNTAINS = "mountains"
    DESERT = "desert"
    BEACH = "beach"
    SEA = "sea"
    LAKE = "lake"
    UNDERWATER = "underwater"
    CITY = "city"
    STREET = "street"
    SPACE = "space"
    MOON = "moon"
    ROOM = "room"
    TABLE = "table"
    SKY = "sky"
    STUDIO = "studio"


class Time(StrEnum):
    """The light of a time of day."""

    DAWN = "dawn"
    DAY = "day"
    SUNSET = "sunset"
    NIGHT = "night"


class Weather(StrEnum):
    """What falls or hangs in the air."""

    CLEAR = "clear"
    CLOUDY = "cloudy"
    RAIN = "rain"
    SNOWFALL = "snowfall"
    FOG = "fog"
    STORM = "storm"


class Medium(StrEnum):
    """What the picture is made with."""

    RENDER = "render"
    PHOTO = "photo"
    CINEMATIC = "cinematic"
    OIL = "oil"
    WATERCOLOUR = "watercolour"
    PENCIL = "pencil"
    PIXEL = "pixel"
    ANIME = "anime"
    MONO = "mono"


class Relation(StrEnum):
    """How a thing stands to the one before or after it."""

    LEFT = "left"
    RIGHT = "right"
    ON = "on"
    UNDER = "under"
    ABOVE = "above"
    INSIDE = "inside"
    RIDING = "riding"
    WEARING = "wearing"
    HOLDING = "holding"


@dataclass(frozen=True, slots=True)
class Noun:
    """A kind of thing that can be drawn.

    Attributes:
        name: Its first English name.
        art: Name of its artwork, or "@" and the name of a drawing of our own.
        kind: Its sort ("animal", "vehicle", …): where it is at home and how it is drawn without
            artwork.
        height: Its height in metres, about.
        traits: "head" (artwork shows only a head), "bust" (cut off below), "float" (hangs in the
            air), "worn" (sits on somebody).
    """

    name: str
    art: str
    kind: str
    height: float
    traits: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Thing:
    """A noun as the prompt has it.

    Attributes:
        noun: What it is.
        count: How many, 1 to 24.
        colour: Name of the colour it is said to have, or "".
        scale: 1, or more for "giant", less for "tiny".
        relation: How it stands to `other`, or None.
        other: Index of the thing it is related to, or -1.
    """

    noun: Noun
    count: int = 1
    colour: str = ""
    scale: float = 1.0
    relation: Relation | None = None
    other: int = -1


@dataclass(frozen=True, slots=True)
class Scene:
    """Everything that is painted.

    Attributes:
        place: Where.
        time: When.
        weather: In what weather.
        medium: With what.
        things: What is to be seen, the most important first.
        lettering: Text to be lettered, as quoted in the prompt.
        backdrop: Name of a colour for what is behind, or "".
        extras: Further features of the place ("autumn", "flowers", "mars").
    """

    place: Place
    time: Time = Time.DAY
    weather: Weather = Weather.CLEAR
    medium: Medium = Medium.RENDER
    things: tuple[Thing, ...] = ()
    lettering: tuple[str, ...] = ()
    backdrop: str = ""
    extras: frozenset[str] = frozenset()
