"""A prompt read as a scene: place, light, things and how they stand to each other.

A reader of plain English by word lists, left to right; it understands no grammar. What a negative
prompt names is taken out again.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from local.painter.homes import ashore, home
from local.painter.lexicon import Word, found, tokens
from local.painter.scene import Medium, Noun, Place, Relation, Scene, Thing, Time, Weather

MOST_THINGS = 6
MOST_OF_A_KIND = 24
SUBJECT_WORDS = 45
"""Further in than this many words a prompt is about light and lens, not about new things."""

_STOPS = {".", ";", "!", "?"}
_ANYBODY = "person-standing"
_QUOTED = re.compile(r'"([^"]{1,40})"|“([^”]{1,40})”|«([^»]{1,40})»')
_ALIVE = {"animal", "bird", "person", "seabeast"}


@dataclass(slots=True)
class _Notes:
    """What has been read so far."""

    things: list[Thing] = field(default_factory=list)
    votes: dict[str, Counter[str]] = field(default_factory=dict)
    ideas: list[Thing] = field(default_factory=list)
    extras: set[str] = field(default_factory=set)
    backdrop: str = ""
    colour: str = ""
    count: int = 1
    scale: float = 1.0
    relation: Relation | None = None

    def vote(self, category: str, value: str, at: int) -> None:
        """Count a hint; the earlier it stands the more it says."""
        self.votes.setdefault(category, Counter())[value] += max(100 - at, 20)

    def plain(self) -> None:
        """Forget what was said of a noun that never came."""
        self.colour, self.count, self.scale = "", 1, 1.0


def read(prompt: str, negative: str = "") -> Scene:
    """The scene a prompt describes, without what the negative prompt names."""
    lettering = tuple(next(filter(None, match)) for match in _QUOTED.findall(prompt))
    words = tokens(_QUOTED.sub(" ", prompt))
    notes = _Notes()
    at = 0
    while at < len(words):
        at += _take(words, at, notes)
    unwanted = _unwanted(negative)
    things = _without(notes.things or notes.ideas[:1], unwanted)
    place = _place(notes, things, unwanted)
    if place is Place.TABLE and len(things) > 1:
        things = _without(things, found(["table"], 0))
    return Scene(
        place=place,
        time=Time(_wanted(notes, "time", unwanted) or Time.DAY),
        weather=Weather(_wanted(notes, "weather", unwanted) or Weather.CLEAR),
        medium=Medium(_wanted(notes, "medium", unwanted) or Medium.RENDER),
        things=tuple(things),
        lettering=lettering[:3],
        backdrop=notes.backdrop,
        extras=frozenset(notes.extras - {word.value for word in unwanted}),
    )


def _take(words: list[str], at: int, notes: _Notes) -> int:
    """Read what begins at a place; how many tokens that was."""
    if words[at] in _STOPS:
        notes.relation = None
        notes.plain()
        return 1
    entries = found(words, at)
    if not entries:
        if words[at] == ",":
            notes.plain()
        return 1
    for entry in entries:
        if entry.category == "ignore":
            return entry.length
        _note(entry, at, notes)
    return entries[0].length


def _note(entry: Word, at: int, notes: _Notes) -> None:
    match entry.category:
        case "colour":
            notes.colour = entry.value
        case "count":
            notes.count = int(entry.value)
        case "size":
            notes.scale = float(entry.value)
        case "relation":
            notes.relation = Relation(entry.value)
        case "backdrop":
            notes.backdrop = notes.backdrop or notes.colour
            notes.plain()
        case "extra":
            notes.extras.add(entry.value)
        case "noun" if entry.noun is not None:
            _note_thing(entry, entry.noun, at, notes)
        case _:
            notes.vote(entry.category, entry.value, at)


def _note_thing(entry: Word, noun: Noun, at: int, notes: _Notes) -> None:
    if noun.kind == "idea":
        notes.ideas.append(Thing(noun))
        return
    if at > SUBJECT_WORDS or len(notes.things) >= MOST_THINGS:
        return
    if any(thing.noun.art == noun.art for thing in notes.things):
        notes.plain()
        return
    count = notes.count
    if entry.plural and count == 1:
        count = 3
    relation, other = notes.relation, len(notes.things) - 1
    if "worn" in noun.traits and other >= 0 and relation is not Relation.ON:
        relation = Relation.WEARING
        other = _wearer(notes.things)
    if relation is Relation.INSIDE and noun.kind == "clothes":
        relation = Relation.WEARING
    notes.things.append(
        Thing(
            noun=noun,
            count=min(count, MOST_OF_A_KIND),
            colour=notes.colour,
            scale=notes.scale,
            relation=relation if other >= 0 else None,
            other=other,
        )
    )
    notes.relation = None
    notes.plain()


def _wearer(things: list[Thing]) -> int:
    """Who has on what is worn: the last one that lives, else the last thing."""
    alive = [at for at, thing in enumerate(things) if thing.noun.kind in _ALIVE]
    return alive[-1] if alive else len(things) - 1


def _place(notes: _Notes, things: list[Thing], unwanted: list[Word]) -> Place:
    """Where the scene is; a view of mountains where there is nothing to be seen otherwise."""
    named = _wanted(notes, "place", unwanted)
    if not things and named in {"", Place.STUDIO} and not notes.backdrop:
        return Place.MOUNTAINS
    if named:
        return ashore(Place(named), things)
    return Place.STUDIO if notes.backdrop else home(things)


def _wanted(notes: _Notes, category: str, unwanted: list[Word]) -> str:
    banned = {word.value for word in unwanted if word.category == category}
    votes = notes.votes.get(category, Counter[str]())
    return next((value for value, _ in votes.most_common() if value not in banned), "")


def _unwanted(negative: str) -> list[Word]:
    words = tokens(negative)
    return [entry for at in range(len(words)) for entry in found(words, at)]


def _without(things: Iterable[Thing], unwanted: list[Word]) -> list[Thing]:
    """The things but those unwanted; what stood to one of them stands for itself."""
    arts = {word.noun.art for word in unwanted if word.noun}
    kinds = {word.noun.kind for word in unwanted if word.noun and word.noun.art == _ANYBODY}
    before = list(things)
    kept = [
        at
        for at, thing in enumerate(before)
        if thing.noun.art not in arts and thing.noun.kind not in kinds
    ]
    result = []
    for at in kept:
        thing = before[at]
        if thing.other in kept:
            result.append(replace(thing, other=kept.index(thing.other)))
        else:
            result.append(replace(thing, relation=None, other=-1))
    return result
