"""Fields of numbers to paint with: noise, ridges, gradients, planes seen in perspective.

Arrays are float32. A canvas is height x width x 3, sRGB from 0 to 1. Knows no scene.
"""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
from PIL import Image

Array: TypeAlias = npt.NDArray[np.floating[Any]]
Colour: TypeAlias = tuple[float, float, float]


def rgb(code: str) -> Colour:
    """A colour from "#rrggbb"."""
    return (int(code[1:3], 16) / 255, int(code[3:5], 16) / 255, int(code[5:7], 16) / 255)


def ink(colour: Colour) -> tuple[int, int, int]:
    """A colour as Pillow takes it."""
    red, green, blue = (round(255 * max(0.0, min(1.0, channel))) for channel in colour)
    return red, green, blue


def mix(first: Colour, second: Colour, share: float) -> Colour:
    """A colour between two; share 0 is the first."""
    red, green, blue = (a + (b - a) * share for a, b in zip(first, second, strict=True))
    return (red, green, blue)


def pick(rng: np.random.Generator, codes: tuple[str, ...]) -> Colour:
    """One of several colours by chance."""
    return rgb(codes[int(rng.integers(len(codes)))])


def single(values: npt.ArrayLike) -> Array:
    """Numbers in single precision."""
    return np.asarray(values, np.float32)


def smooth(value: Array, low: float, high: float) -> Array:
    """0 below `low`, 1 above `high`, a soft step between."""
    step = np.clip((value - low) / (high - low), 0, 1)
    return single(step * step * (3 - 2 * step))


def noise(
    rng: np.random.Generator, size: tuple[int, int], cells: tuple[float, float], octaves: int = 5
) -> Array:
    """Fractal noise from 0 to 1.

    Args:
        rng: Where the chance comes from.
        size: Height and width.
        cells: Lumps of the coarsest octave, down and across.
        octaves: Each twice as fine and half as strong as the one before.
    """
    height, width = size
    total = np.zeros(size, np.float32)
    for octave in range(octaves):
        down = min(height, max(2, round(cells[0] * 2**octave) + 1))
        across = min(width, max(2, round(cells[1] * 2**octave) + 1))
        grid = Image.fromarray(rng.random((down, across), np.float32))
        total += np.asarray(grid.resize((width, height), Image.Resampling.BICUBIC)) / 2**octave
    low, high = float(total.min()), float(total.max())
    return single((total - low) / max(high - low, 1e-6))


def warped(rng: np.random.Generator, values: Array, reach: float) -> Array:
    """A field or canvas pulled about by up to `reach` pixels, so that no grid shows in it."""
    height, width = values.shape[:2]
    cells = (max(2.0, height / reach / 2.5), max(2.0, width / reach / 2.5))
    down = np.arange(height)[:, None] + (noise(rng, (height, width), cells, 3) - 0.5) * 2 * reach
    across = np.arange(width)[None, :] + (noise(rng, (height, width), cells, 3) - 0.5) * 2 * reach
    rows = np.clip(down.round().astype(int), 0, height - 1)
    return single(values[rows, np.clip(across.round().astype(int), 0, width - 1)])


def ridge(rng: np.random.Generator, width: int, lumps: float, octaves: int = 6) -> Array:
    """A skyline from 0 to 1, one value per column."""
    return single(noise(rng, (2, width), (1, lumps), octaves)[0])


def vertical(stops: list[tuple[float, Colour]], height: int, width: int) -> Array:
    """A canvas shaded from top to bottom; stops are places from 0 to 1 and their colours."""
    at = np.linspace(0, 1, height)
    places = [place for place, _ in stops]
    columns = [np.interp(at, places, [colour[i] for _, colour in stops]) for i in range(3)]
    column = np.stack(columns, axis=-1).astype(np.float32)
    return np.repeat(column[:, None, :], width, axis=1)


def _distance(size: tuple[int, int], centre: tuple[float, float]) -> Array:
    """Pixels from a point (x, y)."""
    down = (np.arange(size[0], dtype=np.float32) - centre[1])[:, None]
    return single(np.hypot(down, (np.arange(size[1]) - centre[0])[None, :]))


def glow(size: tuple[int, int], centre: tuple[float, float], radius: float) -> Array:
    """Light that falls off around a point (x, y), 1 at its middle."""
    return single(1 / (1 + (_distance(size, centre) / radius) ** 2) ** 1.5)


def disc(size: tuple[int, int], centre: tuple[float, float], radius: float) -> Array:
    """A disc with a soft edge, 1 inside."""
    return single(np.clip(radius - _distance(size, centre) + 0.5, 0, 1))


def lay(canvas: Array, colour: Colour | Array, mask: Array | float) -> None:
    """Lay a colour (or another canvas) over a canvas where a mask says so."""
    over = np.asarray(colour, np.float32)
    share = mask[..., None] if isinstance(mask, np.ndarray) else np.float32(mask)
    canvas += (over - canvas) * share


def below(size: tuple[int, int], line: Array) -> Array:
    """1 below a line given as one height per column, soft at the line itself."""
    rows = np.arange(size[0], dtype=np.float32)[:, None]
    return np.clip(rows - line[None, :] + 0.5, 0, 1)


def plane(
    texture: Array, size: tuple[int, int], horizon: float, *, tiles: float, stretch: float = 1.0
) -> Array:
    """A texture lying flat, seen in perspective below a horizon.

    Args:
        texture: A square one; it is repeated by mirroring.
        size: Height and width of the whole canvas; rows above the horizon are left out.
        horizon: Row of the horizon.
        tiles: How many fit across the canvas at its lower edge.
        stretch: Over 1 draws the texture out sideways, as waves are.
    """
    height, width = size
    rows = np.arange(round(horizon), height, dtype=np.float32)[:, None] - horizon + 1.0
    depth = (height - horizon) / rows
    across = (np.arange(width, dtype=np.float32)[None, :] / width - 0.5) * depth / stretch
    along = np.broadcast_to(depth * (height - horizon) / width * 1.6, across.shape)
    repeated = np.pad(texture, ((0, len(texture)), (0, len(texture))), "symmetric")
    places = [np.floor(place * tiles * len(texture)) % len(repeated) for place in (along, across)]
    sampled = repeated[places[0].astype(np.int32), places[1].astype(np.int32)]
    fade = np.clip(rows / (0.16 * (height - horizon)), 0, 1)
    return single((sampled - 0.5) * fade + 0.5)


def texture(
    rng: np.random.Generator, width: int, cells: tuple[float, float], octaves: int = 5
) -> Array:
    """Square noise for `plane`, as fine as a canvas of a width needs it."""
    side = max(64, width // 2)
    return noise(rng, (side, side), cells, octaves)


def shafts(rng: np.random.Generator, size: tuple[int, int], side: float) -> Array:
    """Slanting shafts of light from above that fade downward, 1 at their brightest."""
    rows = np.linspace(0, 1, size[0], dtype=np.float32)[:, None]
    slant = np.linspace(0.2, 0.8, size[1])[None, :] + rows * (0.2 if side < 0 else -0.2)
    beams = noise(rng, (2, 1024), (1, 10), 3)[0]
    return smooth(beams[(np.clip(slant, 0, 1) * 1023).astype(int)], 0.5, 0.9) * (1 - rows)


def to_image(canvas: Array) -> Image.Image:
    """A canvas as an RGB image."""
    return Image.fromarray((np.clip(canvas, 0, 1) * 255 + 0.5).astype(np.uint8), "RGB")


def to_canvas(image: Image.Image) -> Array:
    """An RGB image as a canvas."""
    return np.asarray(image.convert("RGB"), np.float32) / np.float32(255)


def lay_image(canvas: Array, image: Image.Image) -> None:
    """Lay an RGBA image over a canvas of its size."""
    over = np.asarray(image, np.float32) / 255
    lay(canvas, over[..., :3], over[..., 3])
