"""A source image in plain terms: its shape, its colours by name, how bright it is.

Looks at colours only. Knows no things; says nothing it has not measured.
"""

from __future__ import annotations

import io

import numpy as np
from PIL import Image, ImageOps

_NAMES = {
    "black": (24, 24, 28),
    "dark grey": (84, 86, 90),
    "grey": (140, 142, 146),
    "light grey": (205, 206, 208),
    "white": (247, 247, 245),
    "red": (205, 45, 40),
    "dark red": (115, 25, 28),
    "orange": (238, 130, 40),
    "brown": (130, 82, 48),
    "beige": (222, 200, 165),
    "yellow": (246, 212, 60),
    "green": (70, 150, 60),
    "dark green": (30, 70, 40),
    "olive": (120, 125, 55),
    "turquoise": (60, 180, 175),
    "light blue": (140, 190, 235),
    "blue": (45, 105, 205),
    "dark blue": (22, 36, 90),
    "purple": (130, 70, 180),
    "pink": (238, 140, 180),
}
_SIDE = 48
_WIDE, _TALL = 1.2, 1 / 1.2
_BRIGHT, _DARK = 165, 85
_DISTINCT = 60.0
"""Distance of two colours, 0 to 441, from which they are told apart."""


def describe(content: bytes) -> str:
    """A clause about an image: "in a wide frame, an orange shape in the middle against …"."""
    with Image.open(io.BytesIO(content)) as opened:
        image = ImageOps.exif_transpose(opened).convert("RGB")
    frame = _frame(image.width / image.height)
    pixels = np.asarray(image.resize((_SIDE, _SIDE), Image.Resampling.BOX), np.float64)
    margin = _SIDE // 6
    middle = pixels[2 * margin : -2 * margin, 2 * margin : -2 * margin].reshape(-1, 3)
    ground = np.concatenate(
        [
            pixels[:margin].reshape(-1, 3),
            pixels[:, :margin].reshape(-1, 3),
            pixels[:, -margin:].reshape(-1, 3),
        ]
    )
    centre, around = _named(np.median(middle, axis=0)), _named(np.median(ground, axis=0))
    light = _light(float(pixels.mean()))
    apart = float(np.linalg.norm(np.median(middle, axis=0) - np.median(ground, axis=0)))
    if apart > _DISTINCT and centre != around:
        tones = f"with {_article(centre)} {centre} shape in the middle against {around}"
    else:
        tones = f"mostly in {' and '.join(_most(pixels.reshape(-1, 3)))}"
    return f"{frame}, {tones}, {light}"


def _frame(shape: float) -> str:
    if shape > _WIDE:
        return "in a wide frame"
    return "in a tall frame" if shape < _TALL else "in a nearly equal-sided frame"


def _light(mean: float) -> str:
    if mean > _BRIGHT:
        return "bright overall"
    return "dark overall" if mean < _DARK else "of middling brightness overall"


def _most(pixels: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> list[str]:
    """The one or two colours most of the image has."""
    counts: dict[str, int] = {}
    for pixel in pixels:
        name = _named(pixel)
        counts[name] = counts.get(name, 0) + 1
    ranked = sorted(counts, key=lambda name: (-counts[name], name))
    return ranked[:2] if len(ranked) > 1 and counts[ranked[1]] * 8 > len(pixels) else ranked[:1]


def _named(colour: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> str:
    return min(_NAMES, key=lambda name: float(np.linalg.norm(colour - np.array(_NAMES[name]))))


def _article(word: str) -> str:
    return "an" if word[0] in "aeiou" else "a"
