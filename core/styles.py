"""The enhancement styles there are: ours, and those an operator adds or replaces.

Each is data for `core.style`, which holds what all of them have in common. Operators write JSON,
an object of styles by name:

    {"noir": {"description": "Black and white, hard shadows", "guidance": "a still from a ..."},
     "cinematic": {"strength": 0.7}}

A new name needs a description and guidance; a known one keeps whatever is not given.
"""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Any

from core.errors import Misconfigured
from core.style import DEFAULT_STRENGTH, Style, system_prompt

__all__ = ["DEFAULT", "DEFAULT_STRENGTH", "STYLES", "Style", "load", "system_prompt"]

DEFAULT = "default"
"""The style of a deployment that names none."""

_BUILT_IN = (
    Style(
        name=DEFAULT,
        description="A fuller description in whatever style the words suggest",
        guidance=(
            "follow the words. Where they name or suggest a medium, stay with it; where they "
            "leave it open, choose the one that suits the subject best and name it."
        ),
        examples=(
            (
                "hai con mèo đen ngủ trên ghế đỏ",
                (
                    "Two black cats sleep curled against each other on a red chair, their glossy "
                    "fur sinking into its worn velvet seat. The chair stands by itself in a quiet "
                    "room with pale plaster walls and a wooden floor. A warm editorial photograph "
                    "taken at the height of the seat with a short telephoto lens, the cats in the "
                    "middle of the frame and the background gently blurred. Soft afternoon light "
                    "falls from the left, deepening the red and drawing a thin rim along the dark "
                    "backs."
                ),
            ),
        ),
    ),
    Style(
        name="photorealistic",
        description="Like a photograph: real light, real materials, a real lens",
        guidance=(
            "a photograph that could have been taken. Name a plausible lens, distance and depth "
            "of field, a natural source of light with its direction, and how real surfaces "
            "behave in it. Keep proportions and colours lifelike."
        ),
        # A photograph lives on its composition: more freedom replaces the scene itself.
        strength=0.5,
        examples=(
            (
                "three pears on a blue plate",
                (
                    "Three ripe green pears stand on a shallow blue ceramic plate, their freckled "
                    "skins slightly waxy, one stem bent to the side. The plate rests on a bare oak "
                    "table whose grain runs towards the viewer. Close still-life photograph with "
                    "an 85mm lens at a wide aperture, the front pear sharp and the rear ones "
                    "softening. Diffuse light from a north window on the right models the round "
                    "forms, leaves gentle shadows on the glaze and keeps the greens and the blue "
                    "true to life."
                ),
            ),
        ),
    ),
    Style(
        name="cinematic",
        description="Like a frame from a film: mood, depth and dramatic light",
        guidance=(
            "a still from a feature film. Give it a moment in a story, a deliberate camera "
            "angle, foreground and depth, motivated dramatic light with haze or practical "
            "lamps, and a restrained colour grade that carries the mood."
        ),
        # Light and grade may change everywhere while the staging stays.
        strength=0.6,
        examples=(
            (
                "a lighthouse keeper climbing the stairs",
                (
                    "A lighthouse keeper in a heavy wool coat climbs a spiral iron staircase, one "
                    "hand on the rail, seen from far below as the steps wind upward above him. The "
                    "round brick shaft closes in on every side, damp and peeling. Widescreen film "
                    "still, steep low angle, strong leading lines and deep perspective. A single "
                    "shaft of cold daylight drops from the lantern room through drifting dust and "
                    "meets the amber glow on the lower wall; muted teal and rust tones, long "
                    "shadows, an air of patient resolve."
                ),
            ),
        ),
    ),
    Style(
        name="artistic",
        description="Like a work of art: visible medium, hand and composition",
        guidance=(
            "a hand-made work of art. Choose one medium that suits the subject (oil, "
            "watercolour, gouache, woodcut, pastel, collage) and describe how it shows: strokes, "
            "paper or canvas, edges, pigment. Compose boldly and simplify. Name no living artist."
        ),
        # Strokes and simplified shapes need room that a faithful copy does not leave.
        strength=0.7,
        examples=(
            (
                "a harbour in the rain",
                (
                    "A small harbour in the rain, fishing boats lying side by side along a stone "
                    "quay while grey water breaks into rings around their hulls. Loose watercolour "
                    "on rough cotton paper, wet-in-wet washes bleeding into one another, a few "
                    "crisp dark strokes for masts and ropes, white paper left bare for the "
                    "brightest reflections. The boats fill the lower third beneath a wide "
                    "dissolving sky. Cool greys and slate blue, with a single rusty red hull as "
                    "the warm accent."
                ),
            ),
        ),
    ),
    Style(
        name="anime",
        description="Like a hand-drawn anime film: clean lines, painted backdrops",
        guidance=(
            "a frame of a hand-drawn Japanese animated film. Clean confident line work, flat "
            "cel shading with a few clear shadow shapes, expressive faces and poses where there "
            "are any, a lovingly painted background and clear saturated colour. Name no studio."
        ),
        # Outlines and proportions are drawn anew, so the source is only a guide.
        strength=0.75,
        examples=(
            (
                "a girl with a yellow umbrella waiting for the bus",
                (
                    "A girl waits for the bus under a yellow umbrella, leaning forward a little to "
                    "look down the empty road for it. Wet asphalt curves away behind her into "
                    "green hills under low clouds. Frame of a hand-drawn animated film, clean dark "
                    "outlines, flat cel shading, big attentive eyes, the background painted in "
                    "soft gouache. Medium shot at eye level with her on the left third. Overcast "
                    "summer light, fresh greens and grey blues around the bright yellow, faint "
                    "reflections on the road."
                ),
            ),
        ),
    ),
    Style(
        name="minimal",
        description="Your own words, in English, with a few words on quality added",
        guidance="the words as they were given, at most twelve words added.",
        # Nothing was asked for but the words themselves: stay near the source.
        strength=0.55,
        max_words=200,
        min_words=2,
        keeps_words=True,
        examples=(
            (
                "một con thuyền giấy trên sông",
                "A paper boat on a river, clear focus, soft natural light, balanced composition.",
            ),
            (
                'a red door with a sign "OPEN"',
                'A red door with a sign "OPEN", sharp detail, even daylight.',
            ),
        ),
    ),
)

STYLES: Mapping[str, Style] = MappingProxyType({style.name: style for style in _BUILT_IN})
"""The built-in styles by name."""


def load(extra: Mapping[str, object] | str | None = None) -> Mapping[str, Style]:
    """The built-in styles with an operator's own over them.

    Args:
        extra: Styles by name as in this module's docstring, as JSON text or parsed; None, ""
            and {} add nothing.

    Raises:
        Misconfigured: It cannot be used; `mend` names the style, the field and the right form.
    """
    if not extra:
        return STYLES
    if isinstance(extra, str):
        try:
            extra = json.loads(extra)
        except ValueError as error:
            raise _wrong(f"the styles must be JSON: {error}") from error
    if not isinstance(extra, Mapping):
        raise _wrong('the styles must be an object of styles by name, {"noir": {…}}')
    own = {str(name): _style(str(name), fields) for name, fields in extra.items()}
    return MappingProxyType({**STYLES, **own})


def _style(name: str, fields: object) -> Style:
    if not _NAME.fullmatch(name):
        raise _wrong(
            f'"{name}" is no name for a style: a lower-case letter, then up to 29 lower-case '
            "letters, digits or hyphens"
        )
    if not isinstance(fields, Mapping):
        raise _wrong(f'style "{name}" must be an object with {_listed(_READERS)}')
    unknown = [str(each) for each in fields if each not in _READERS]
    if unknown:
        raise _wrong(f'style "{name}" has {_listed(unknown)}; it can have {_listed(_READERS)}')
    base = STYLES.get(name)
    missing = [each for each in ("description", "guidance") if each not in fields]
    if base is None and missing:
        raise _wrong(f'style "{name}" is new and needs {_listed(missing)}')
    values = {
        field: _READERS[field](f'"{field}" of style "{name}"', fields[field]) for field in fields
    }
    style = dataclasses.replace(base or Style(name, "", ""), **values)
    if style.min_words > style.max_words:
        raise _wrong(
            f'style "{name}": min_words {style.min_words} is above max_words {style.max_words}'
        )
    return style


def _text(where: str, value: object, most: int) -> str:
    if not isinstance(value, str) or not 0 < len(value.strip()) <= most:
        raise _wrong(f"{where} must be a text of 1 to {most} characters")
    return value.strip()


def _line(where: str, value: object) -> str:
    text = _text(where, value, _DESCRIPTION)
    if len(text.splitlines()) > 1:
        raise _wrong(f"{where} must be a single line")
    return text


def _guidance(where: str, value: object) -> str:
    return _text(where, value, _GUIDANCE)


def _strength(where: str, value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
        raise _wrong(f"{where} must be a number from 0 (keeps the source) to 1 (ignores it)")
    return float(value)


def _words(where: str, value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= _MOST_WORDS:
        raise _wrong(f"{where} must be a whole number from 1 to {_MOST_WORDS}")
    return value


def _flag(where: str, value: object) -> bool:
    if not isinstance(value, bool):
        raise _wrong(f"{where} must be true or false")
    return value


def _examples(where: str, value: object) -> tuple[tuple[str, str], ...]:
    pairs = []
    for pair in value if isinstance(value, list | tuple) else [None]:
        match pair:
            case [asked, written]:
                pairs.append((_text(where, asked, _GUIDANCE), _text(where, written, _GUIDANCE)))
            case _:
                raise _wrong(f'{where} must be pairs, [["a request", "the prompt it becomes"]]')
    return tuple(pairs)


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)


def _wrong(what: str) -> Misconfigured:
    return Misconfigured(what, mend=f"Correct the styles setting: {what}.")


_NAME = re.compile(r"[a-z][a-z0-9-]{0,29}")
_DESCRIPTION = 75  # what a choice in a form has room for
_GUIDANCE = 2_000
_MOST_WORDS = 200  # what the answer's 400 tokens hold

_READERS: Mapping[str, Callable[[str, object], Any]] = {
    "description": _line,
    "guidance": _guidance,
    "strength": _strength,
    "max_words": _words,
    "min_words": _words,
    "keeps_words": _flag,
    "examples": _examples,
}
