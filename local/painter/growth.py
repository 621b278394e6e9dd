"""What grows: blades, tufts, blossoms, firs and trunks.

Draws on a canvas; the lie of the land is `land`'s.
"""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageDraw

from local.painter.field import Array, Colour, lay, mix, noise, rgb, to_image
from local.painter.scene import Place
from local.painter.sky import Light


def blossoms(rng: np.random.Generator, canvas: Array, light: Light, top: float, count: int) -> None:
    """Dots of blossom over the ground."""
    height, width, _ = canvas.shape
    image = to_image(canvas)
    draw = ImageDraw.Draw(image)
    palette = [rgb(c) for c in ("#f25f5c", "#ffe066", "#f7f7f2", "#b388eb", "#f78fb3")]
    chosen = [palette[i] for i in rng.permutation(len(palette))[:3]]
    depth = np.sort(rng.random(count) ** 1.6)
    for near, x, pick in zip(depth, rng.random(count), rng.integers(0, 3, count), strict=True):
        y = top + (height - top) * near
        radius = 1 + near * height * 0.011
        colour = tuple(round(255 * c) for c in light.on(chosen[int(pick)]))
        at = x * width
        draw.ellipse((at - radius, y - radius * 0.7, at + radius, y + radius * 0.7), fill=colour)
        if radius > 3:
            centre = radius * 0.35
            gold = tuple(round(255 * c) for c in light.on(rgb("#f4b942")))
            draw.ellipse((at - centre, y - centre * 0.7, at + centre, y + centre * 0.7), fill=gold)
    canvas[:] = np.asarray(image, np.float32) / 255


def grass(
    rng: np.random.Generator, image: Image.Image, place: Place, light: Light, rows: float = 0.1
) -> None:
    """Blades along the lower edge of a picture, over what stands there."""
    colour = {Place.MEADOW: "#4d8a30", Place.FLOWERS: "#4d8a30", Place.FOREST: "#3c5a2a"}.get(place)
    if colour is None:
        return
    width, height = image.size
    draw = ImageDraw.Draw(image)
    count = width // 2
    for x, tall, lean, shade in zip(
        rng.random(count) * width,
        rng.random(count) ** 1.5,
        rng.random(count) - 0.5,
        rng.random(count),
        strict=True,
    ):
        tip = height - height * rows * (0.25 + tall)
        tone = mix(light.on(rgb(colour)), light.on(rgb("#a5c94f")), 0.55 * shade)
        fill = tuple(round(255 * channel) for channel in tone)
        wide = max(1.0, width * 0.0022)
        draw.polygon(
            [(x - wide, height), (x + wide, height), (x + lean * height * 0.09, tip)], fill=fill
        )


def tufts(rng: np.random.Generator, canvas: Array, top: float, dark: Colour, pale: Colour) -> None:
    """Tufts of grass over a meadow, finer with distance."""
    height, width, _ = canvas.shape
    image = to_image(canvas)
    draw = ImageDraw.Draw(image)
    count = 2600
    depth = np.sort(rng.random(count) ** 0.8)
    for near, x, tone in zip(depth, rng.random(count), rng.random(count), strict=True):
        y = top + (height - top) * (0.04 + 0.96 * near)
        tall = height * (0.004 + 0.028 * near)
        fill = tuple(round(255 * channel) for channel in mix(dark, pale, float(tone)))
        at = x * width
        for lean in (-0.5, 0.1, 0.6):
            draw.line((at, y, at + lean * tall, y - tall), fill=fill, width=1 + (near > 0.6))
    soft = np.asarray(image, np.float32) / 255
    canvas += (soft - canvas) * 0.6


def treeline(
    rng: np.random.Generator,
    canvas: Array,
    line: Array,
    colour: Colour,
    tall: float,
    *,
    round_tops: bool = False,
) -> None:
    """Firs, or round tree tops, standing along a line."""
    height, width, _ = canvas.shape
    mask = Image.new("L", (width, height))
    draw = ImageDraw.Draw(mask)
    at = -tall
    gap = 1.4 if round_tops else 0.42
    while at < width + tall:
        foot = float(line[int(np.clip(at, 0, width - 1))])
        size = tall * (0.55 + 0.75 * rng.random())
        if round_tops:
            draw.ellipse(
                (at - size * 0.6, foot - size, at + size * 0.6, foot + size * 0.2), fill=255
            )
        else:
            for step in range(3):
                wide = size * (0.16 + 0.1 * step)
                peak = foot - size * (1.15 - 0.3 * step)
                draw.polygon(
                    [(at, peak), (at - wide, peak + size * 0.55), (at + wide, peak + size * 0.55)],
                    fill=255,
                )
        at += tall * gap * (0.35 + rng.random() * (2.2 if round_tops else 1.0))
    cover = np.asarray(mask, np.float32) / 255
    lay(canvas, colour, cover)


def trunks(
    rng: np.random.Generator, canvas: Array, foot: float, colour: Colour, near: float
) -> None:
    """Trunks that stand on a row, thinner with distance; near ones leave the middle free."""
    height, width, _ = canvas.shape
    image = Image.new("L", (width, height))
    draw = ImageDraw.Draw(image)
    count = round(16 - 10 * near)
    for step in range(count):
        x = width * (step + rng.random()) / count
        if near > 0.8 and 0.25 < x / width < 0.75:
            continue
        wide = width * 0.006 + width * 0.024 * near * (0.6 + 0.8 * rng.random())
        lean = (rng.random() - 0.5) * wide
        draw.polygon(
            [
                (x - wide * 0.35 + lean, -5),
                (x + wide * 0.35 + lean, -5),
                (x + wide * 0.5, foot - wide),
                (x + wide * 1.1, foot + wide * 0.4),
                (x - wide * 1.1, foot + wide * 0.4),
                (x - wide * 0.5, foot - wide),
            ],
            fill=255,
        )
    bark = 0.85 + 0.3 * (noise(rng, (height, width), (4, 60), 4) - 0.5)
    mask = np.asarray(image, np.float32) / 255
    lay(canvas, np.array(colour, np.float32) * bark[..., None], mask)
