"""Pictures decoded, straightened and scaled: the part of `core.images` that needs Pillow.

Memory is what this file is about. A phone photo has 12 to 50 megapixels, and a decoder may hold 17
bytes for each of them. So JPEGs are decoded at a half, a quarter or an eighth of their size, and
everything else is shrunk band by band; colours and orientation wait until the picture is small.

Decoders are opened by their own class, not through `PIL.Image.open`, which loads and registers
every format there is, and warns about large pictures through filters that all threads share.
"""

from __future__ import annotations

import io
import math
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import Final, cast

import PIL.Image
from PIL.ImageFile import ImageFile

from core.errors import SourceRefused
from core.model import Image, OutputFormat
from core.sniff import Kind

TARGET_PIXELS: Final = 1024 * 1024
"""About how many pixels a safe image has: Stable Diffusion 3.5 paints one megapixel, and
image-to-image keeps the source's size, so small sources are scaled up as well."""

MIN_SIDE: Final = 16
"""Pixels a source must have on each side: below that there is nothing to start from."""

MAX_ELONGATION: Final = 8
"""Long side by short side. At one megapixel 8:1 is 2,896 × 362 pixels; beyond, the short side has
too little to paint in (the model's own shapes end at 21:9), and bars added to pad it would be
painted as part of the picture."""

DECODED_BYTES: Final = 256_000_000
"""What decoding may hold at once, so that a job fits into a function of 512 MB."""

_BYTES_PER_PIXEL: Final = {
    # Growth of the resident set, measured on 12 megapixels and rounded up.
    Kind.JPEG: 7,  # all coefficients are kept until the last scan
    Kind.PNG: 5,
    Kind.GIF: 5,
    Kind.HEIC: 5,
    Kind.AVIF: 13,
    Kind.WEBP: 17,  # the decoder has two canvases, and two copies are made of the second
}
_BYTES_PER_PIXEL_STREAMED: Final = 2
"""The same for a JPEG whose one scan has it all: it is decoded at half its size or less."""

_DECODERS: Final = {
    Kind.JPEG: ("PIL.JpegImagePlugin", "JpegImageFile"),
    Kind.PNG: ("PIL.PngImagePlugin", "PngImageFile"),
    Kind.GIF: ("PIL.GifImagePlugin", "GifImageFile"),
    Kind.WEBP: ("PIL.WebPImagePlugin", "WebPImageFile"),
    Kind.AVIF: ("PIL.AvifImagePlugin", "AvifImageFile"),
}

_ORIENTATION: Final = 0x0112
_UPRIGHT: Final = {
    # EXIF 2.32, tag Orientation: what turns the stored picture upright.
    2: PIL.Image.Transpose.FLIP_LEFT_RIGHT,
    3: PIL.Image.Transpose.ROTATE_180,
    4: PIL.Image.Transpose.FLIP_TOP_BOTTOM,
    5: PIL.Image.Transpose.TRANSPOSE,
    6: PIL.Image.Transpose.ROTATE_270,
    7: PIL.Image.Transpose.TRANSVERSE,
    8: PIL.Image.Transpose.ROTATE_90,
}


@dataclass(frozen=True, slots=True)
class _Decoded:
    """A picture in memory, as stored in its file.

    Attributes:
        rows: Gives the rows from one index up to another, as a picture of their own.
        size: Its width and height in pixels.
        extent: The same before a decoder that shrinks rounded them up; may have fractions.
        profile: Its ICC colour profile, or b"".
        turn: What turns it upright, or None.
    """

    rows: Callable[[int, int], PIL.Image.Image]
    size: tuple[int, int]
    extent: tuple[float, float]
    profile: bytes
    turn: PIL.Image.Transpose | None


def make_safe(content: bytes, kind: Kind, *, streams: bool) -> Image:
    """What `core.images.make_safe` says, for bytes that claim to be of a kind.

    Args:
        content: The encoded bytes.
        kind: What they claim to be.
        streams: Whether they are a JPEG that is decoded in one pass.

    Raises:
        SourceRefused: They are damaged, too large, too small or too long.
    """
    max_pixels = DECODED_BYTES // (_BYTES_PER_PIXEL_STREAMED if streams else _BYTES_PER_PIXEL[kind])
    decoder = _from_heif if kind is Kind.HEIC else _from_pillow
    try:
        picture = _megapixel(decoder(content, kind, max_pixels))
        encoded = io.BytesIO()
        picture.save(encoded, "JPEG", quality=95, subsampling=0)
    except (SourceRefused, ImportError):
        raise
    except Exception as error:
        # Decoders answer hostile bytes with any error there is; the bytes are at fault.
        raise SourceRefused(
            f"That {kind} file cannot be opened: it seems damaged or cut short. "
            "Please send it again, or save it anew as a JPEG or PNG."
        ) from error
    return Image(encoded.getvalue(), OutputFormat.JPEG, *picture.size)


def _open(content: bytes, kind: Kind) -> ImageFile:
    """The picture with its header read, and nothing decoded yet."""
    module, name = _DECODERS[kind]
    return cast("ImageFile", getattr(import_module(module), name)(io.BytesIO(content)))


def _from_pillow(content: bytes, kind: Kind, max_pixels: int) -> _Decoded:
    picture = _open(content, kind)
    _check(picture.size, kind, max_pixels)
    # Only JPEG can decode at a fraction of its size; what comes out is still the target or larger.
    drafted = picture.draft(None, _target(picture.size))
    extent = drafted[1][2:] if drafted else picture.size
    picture.load()
    return _Decoded(
        rows=lambda top, bottom: picture.crop((0, top, picture.width, bottom)),
        size=picture.size,
        extent=extent,
        profile=picture.info.get("icc_profile") or b"",
        turn=_UPRIGHT.get(_orientation(picture)),
    )


def _from_heif(content: bytes, kind: Kind, max_pixels: int) -> _Decoded:
    # Turned upright by libheif: the EXIF orientation in such a file says what has been done.
    file = import_module("pi_heif").HeifFile(content, convert_hdr_to_8bit=True, remove_stride=False)
    picture = file[file.primary_index]
    _check(picture.size, kind, max_pixels)
    # A Pillow picture of the whole would cost four more bytes for each pixel.
    picture.load()
    width, height = picture.size
    mode, stride = picture.mode, picture.stride

    def rows(top: int, bottom: int) -> PIL.Image.Image:
        # The data is a view into memory that lives as long as `picture` does, and no longer.
        part = bytes(picture.data[top * stride : bottom * stride])
        return PIL.Image.frombytes(mode, (width, bottom - top), part, "raw", mode, stride)

    profile = picture.info.get("icc_profile") or b""
    return _Decoded(rows, (width, height), (width, height), profile, turn=None)


def _check(size: tuple[int, int], kind: Kind, max_pixels: int) -> None:
    short, long = sorted(size)
    if short < MIN_SIDE:
        raise SourceRefused(
            f"That picture is {size[0]} × {size[1]} pixels, too small to start from. "
            f"Please send one with at least {MIN_SIDE} pixels on each side."
        )
    if long > short * MAX_ELONGATION:
        raise SourceRefused(
            f"That picture is {size[0]} × {size[1]} pixels, too long for its width. "
            f"Please crop it until the long side is at most {MAX_ELONGATION} times the short one."
        )
    if short * long > max_pixels:
        raise SourceRefused(
            f"That picture has {short * long / 1e6:.0f} megapixels; the most that I can open "
            f"as {kind} is {max_pixels // 1_000_000}. Please send a smaller copy."
        )


def _orientation(picture: PIL.Image.Image) -> int:
    """The EXIF orientation, 1 to 8; a damaged EXIF block spoils no picture."""
    try:
        return int(picture.getexif().get(_ORIENTATION, 1))
    except Exception:  # noqa: BLE001 - its parser fails in as many ways as decoders do
        return 1


def _target(size: tuple[float, float]) -> tuple[int, int]:
    """Width and height of about a megapixel in a size's shape."""
    scale = math.sqrt(TARGET_PIXELS / (size[0] * size[1]))
    return round(size[0] * scale), round(size[1] * scale)


def _megapixel(decoded: _Decoded) -> PIL.Image.Image:
    """The picture upright, in sRGB, on white, and of about a megapixel."""
    width, height = decoded.extent
    target = _target(decoded.extent)
    # The largest power of two that leaves the target or more, as a JPEG's own scaling does it.
    factor = 1 << max(0, int(width / target[0]).bit_length() - 1)
    small = _shrunk(decoded, factor)
    box = (0, 0, width / factor, height / factor)
    picture = small.resize(target, PIL.Image.Resampling.LANCZOS, box)
    picture = _on_white(picture, decoded.profile)
    return picture if decoded.turn is None else picture.transpose(decoded.turn)


def _shrunk(decoded: _Decoded, factor: int) -> PIL.Image.Image:
    """The picture's pixels averaged in squares of `factor`, holding one band at a time besides."""
    width, height = decoded.size
    mode = _plain(decoded.rows(0, 1)).mode
    small = PIL.Image.new(mode, (math.ceil(width / factor), math.ceil(height / factor)))
    step = 32 * factor
    for top in range(0, height, step):
        band = decoded.rows(top, min(top + step, height))
        small.paste(_plain(band).reduce(factor), (0, top // factor))
    return small


def _plain(picture: PIL.Image.Image) -> PIL.Image.Image:
    """The same pixels with eight bits a channel, as L, RGB, RGBA or CMYK."""
    if picture.mode.startswith("I;16"):
        return picture.point(lambda value: value * (1 / 256)).convert("L")
    if picture.has_transparency_data:
        return picture.convert("RGBA")
    if picture.mode in {"L", "RGB", "CMYK"}:
        return picture
    return picture.convert("L" if picture.mode == "1" else "RGB")


def _on_white(picture: PIL.Image.Image, profile: bytes) -> PIL.Image.Image:
    """The picture in sRGB, with white behind whatever is transparent."""
    if picture.mode != "RGBA":
        return _srgb(picture, profile)
    white = PIL.Image.new("RGB", picture.size, "white")
    white.paste(_srgb(picture.convert("RGB"), profile), mask=picture.getchannel("A"))
    return white


def _srgb(picture: PIL.Image.Image, profile: bytes) -> PIL.Image.Image:
    """Its colours in sRGB, by its own profile where that is usable."""
    if profile:
        cms = import_module("PIL.ImageCms")
        try:
            source = cms.ImageCmsProfile(io.BytesIO(profile))
            converted = cms.profileToProfile(
                picture, source, cms.createProfile("sRGB"), outputMode="RGB"
            )
            return cast("PIL.Image.Image", converted)
        except (cms.PyCMSError, OSError):
            # Damaged, or for other channels than the picture has: its colours are taken as sRGB.
            pass
    return picture.convert("RGB")
