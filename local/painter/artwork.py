"""Pictures of single things: from the icon set where it is installed, else our own drawings.

The icon set is Fluent Emoji by Microsoft (MIT), installed by npm as `@iconify-json/fluent-emoji`
and never part of this repository. Knows how to find, render and trim a picture; nothing of scenes.
"""

from __future__ import annotations

import colorsys
import functools
import io
import json
import mmap
import xml.etree.ElementTree as ET
from pathlib import Path

import resvg_py
from PIL import Image

HERE = Path(__file__).parent
ICON_SET = Path("node_modules", "@iconify-json", "fluent-emoji", "icons.json")
PLACES = (HERE.parent / "page",)
"""Folders in which npm may have installed the icon set; the page's packages have it."""

LARGEST = 512
"""Pixels a side at which artwork is rendered at most; its soft shades bear enlarging."""

_OFFENSIVE = (
    "middle-finger pinching-hand sign-of-the-horns left-facing-fist oncoming-fist raised-fist "
    "right-facing-fist pile-of-poo water-closet kiss-mark kissing-face face-blowing-a-kiss "
    "kissing-face-with-closed-eyes kissing-face-with-smiling-eyes kissing-cat biting-lip tongue "
    "sweat-droplets bikini briefs one-piece-swimsuit love-hotel no-one-under-eighteen "
    "breast-feeding pregnant-man pregnant-person pregnant-woman man-with-bunny-ears "
    "person-with-bunny-ears woman-with-bunny-ears person-in-bed person-taking-bath "
    "face-with-symbols-on-mouth angry-face-with-horns smiling-face-with-horns smirking-face "
    "face-vomiting nauseated-face drooling-face bomb dagger kitchen-knife crossed-swords "
    "water-pistol firecracker razor cigarette pill syringe coffin headstone funeral-urn "
    "skull-and-crossbones drop-of-blood"
)
OFFENSIVE = tuple(_OFFENSIVE.split())
"""Icons never drawn, nor their variants: rude, sexual, threatening, or about drugs and death."""

MATERIALS = {
    "skin": "#f2b98c",
    "ink": "#2b2a33",
    "white": "#f5f3ee",
    "cream": "#ecd9b4",
    "grey": "#a9b0ba",
    "stone": "#9a978f",
    "wood": "#8a5a37",
    "leaf": "#4f9a45",
    "gold": "#f0b93a",
    "sand": "#c9a05a",
    "red": "#d6453d",
    "pink": "#f3a6c0",
    "glass": "#8fcdf2",
    "glow": "#ffe9a0",
}


def find_icon_set(places: tuple[Path, ...] = PLACES) -> Path | None:
    """The installed icon set's file, or None where npm has not installed it."""
    return next((place / ICON_SET for place in places if (place / ICON_SET).is_file()), None)


@functools.lru_cache(maxsize=64)
def icon(name: str, side: int) -> Image.Image | None:
    """An icon of the set, trimmed, at most `side` pixels wide; None where there is none.

    None also for OFFENSIVE artwork.
    """
    path = None if name.startswith(OFFENSIVE) else find_icon_set()
    entry = _entry(path, name) if path else None
    if entry is None:
        return None
    body, width = entry
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} 32">{body}</svg>'
    return _render(svg, side)


@functools.lru_cache(maxsize=64)
def drawing(name: str, colour: str, side: int) -> Image.Image:
    """A drawing of our own in a colour ("#rrggbb"), trimmed.

    Raises:
        KeyError: There is no drawing of that name.
    """
    group = _drawings()[name]
    height = round(100 * float(group.get("ratio", "1")), 1)
    shapes = "".join(ET.tostring(shape, encoding="unicode") for shape in group)
    palettes = MATERIALS | {
        "base": colour,
        "dark": _shade(colour, 0.62),
        "pale": _shade(colour, 1.45),
    }
    for palette in palettes:
        shapes = shapes.replace(f'fill="{palette}"', f'fill="url(#{palette})"')
    gradients = "".join(_gradient(key, value) for key, value in palettes.items())
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 -4 100 {height + 4}">'
        f"<defs>{gradients}</defs>{shapes}</svg>"
    )
    return _render(svg, side)


def has_drawing(name: str) -> bool:
    """Whether there is a drawing of that name."""
    return name in _drawings()


@functools.lru_cache(maxsize=256)
def _entry(path: Path, name: str) -> tuple[str, int] | None:
    """An icon's SVG body and width, read out of the middle of a 100 MB file without parsing it."""
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as whole:
        key = f'"{name}":'.encode()
        at = whole.find(key)
        if at < 0:
            return None
        start = at + len(key)
        text = whole[start : start + 1_000_000].decode("utf-8", "ignore").lstrip()
    entry, _ = json.JSONDecoder().raw_decode(text)
    if not isinstance(entry, dict) or "body" not in entry:
        return None
    return entry["body"], int(entry.get("width", 32))


def _render(svg: str, side: int) -> Image.Image:
    png = resvg_py.svg_to_bytes(svg_string=svg, width=side, skip_system_fonts=True)
    picture = Image.open(io.BytesIO(png)).convert("RGBA")
    return picture.crop(picture.getbbox())


@functools.cache
def _drawings() -> dict[str, ET.Element]:
    root = ET.parse(HERE / "drawings.xml").getroot()  # noqa: S314, a file of our own
    return {group.attrib["id"]: group for group in root}


def _gradient(name: str, colour: str) -> str:
    stops = ((0, 1.22), (0.55, 1.0), (1, 0.78))
    inner = "".join(
        f'<stop offset="{at}" stop-color="{_shade(colour, factor)}"/>' for at, factor in stops
    )
    return f'<linearGradient id="{name}" x1=".2" y1="0" x2=".8" y2="1">{inner}</linearGradient>'


def _shade(colour: str, factor: float) -> str:
    """A colour lighter (factor over 1) or darker."""
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    hue, light, saturation = colorsys.rgb_to_hls(red, green, blue)
    light = light * factor if factor <= 1 else 1 - (1 - light) / factor**1.6
    shaded = colorsys.hls_to_rgb(hue, light, saturation)
    return "#" + "".join(f"{round(channel * 255):02x}" for channel in shaded)
