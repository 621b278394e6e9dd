"""Pictures, plain, odd and hostile, made on the spot.

Nothing here is a file from elsewhere, the one HEVC tile aside: no encoder for it is installed, so a
tile of four colours was encoded once, and every HEIC is put together around it.
"""

from __future__ import annotations

import base64
import io
import struct
import zlib
from collections.abc import Sequence
from typing import Any

from PIL import Image

from core.model import Image as SafeImage
from core.model import OutputFormat

RED, GREEN, BLUE, WHITE = (255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 255)
FOUR = (RED, GREEN, BLUE, WHITE)
"""The corners of a picture that is upright: top left, top right, bottom left, bottom right."""

# As a picture with FOUR as its corners is stored under each EXIF orientation (EXIF 2.32, where
# "0th row" and "0th column" say which visual edge comes first).
STORED = {
    1: (RED, GREEN, BLUE, WHITE),
    2: (GREEN, RED, WHITE, BLUE),
    3: (WHITE, BLUE, GREEN, RED),
    4: (BLUE, WHITE, RED, GREEN),
    5: (RED, BLUE, GREEN, WHITE),
    6: (GREEN, WHITE, RED, BLUE),
    7: (WHITE, GREEN, BLUE, RED),
    8: (BLUE, RED, WHITE, GREEN),
}


def quarters(
    width: int, height: int, colours: Sequence[tuple[int, int, int]] = FOUR
) -> Image.Image:
    """A picture in four quarters of one colour each."""
    small = Image.new("RGB", (2, 2))
    small.putdata(colours)
    return small.resize((width, height), Image.Resampling.NEAREST)


def encoded(picture: Image.Image, form: str, **options: Any) -> bytes:
    """A picture's file."""
    file = io.BytesIO()
    picture.save(file, form, **options)
    return file.getvalue()


def corners(content: bytes) -> list[tuple[int, int, int]]:
    """The colours in a picture file's corners, each channel as nothing, half or all."""
    with Image.open(io.BytesIO(content)) as picture:
        rgb = picture.convert("RGB")
    left, top, right, bottom = 8, 8, rgb.width - 9, rgb.height - 9
    found = []
    for at in ((left, top), (right, top), (left, bottom), (right, bottom)):
        red, green, blue = (round(channel / 127.5) * 255 // 2 for channel in rgb.getpixel(at))
        found.append((red, green, blue))
    return found


def png(
    size: tuple[int, int], depth: int, colour_type: int, data: bytes, *chunks: tuple[bytes, bytes]
) -> bytes:
    """A PNG as its specification has it, with rows that need not be as its header says.

    Args:
        size: Width and height that the header claims.
        depth: Bits a channel.
        colour_type: 0 grey, 2 RGB, 3 palette, 4 grey and alpha, 6 RGBA.
        data: Rows, each after its filter byte, not yet compressed.
        chunks: Further chunks before the data.
    """

    def chunk(name: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        )

    header = struct.pack(">IIBBBBB", *size, depth, colour_type, 0, 0, 0)
    middle = b"".join(chunk(*each) for each in chunks)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + middle
        + chunk(b"IDAT", zlib.compress(data, 9))
        + chunk(b"IEND", b"")
    )


def with_scans(jpeg: bytes, copies: int) -> bytes:
    """A progressive JPEG whose last scan is there many times over."""
    start = jpeg.rindex(b"\xff\xda")
    return jpeg[:start] + jpeg[start:-2] * copies + b"\xff\xd9"


def claiming(jpeg: bytes, width: int, height: int) -> bytes:
    """A JPEG whose frame header claims another size."""
    frame = b"\xff\xc0" if b"\xff\xc0" in jpeg else b"\xff\xc2"
    at = jpeg.index(frame) + 5
    return jpeg[:at] + struct.pack(">HH", height, width) + jpeg[at + 4 :]


HEIC_TILE = 128
"""Pixels on each side of the tile."""

_HVCC = base64.b64decode(
    "AQNwAAAAkAAAAAAAHvAA/P34+AAADwNgAAEAGEABDAH//wNwAAADAJAAAAMAAAMAHroCQGEAAQAqQgEBA3AAAAMAkAAAAwAA"
    "AwAeoBAgIFlupJKa5uAhoMCAAAAMgAAAAwCEYgABAAdEAcFysCJA"
)
_TILE = base64.b64decode(
    "AAAAqygBrwngIzaiP//70X3//tzHof61s5BT/xVQsrj/I73//pOF//3p+kYVXf/zkgJFA9D//2tIgP7Xde/+mC1dA6XFe+6V"
    "FOJw97VHVaCGBH3O1SsVMFntUDQ7KwpKb73q3D8Cww5VPshF55W8vcIRKY5ixLrFICCH+dXOY94rGMj8hwDbheIF0k7Cjds+"
    "FXJqHFUdQdD/6k9Pj+Uyyr8/kuan/4HMOPj/tik+bA=="
)


def _box(name: bytes, *parts: bytes) -> bytes:
    body = b"".join(parts)
    return struct.pack(">I", 8 + len(body)) + name + body


def _versioned(name: bytes, version: int, flags: int, *parts: bytes) -> bytes:
    return _box(name, struct.pack(">I", version << 24 | flags), *parts)


def heic(
    columns: int = 1,
    rows: int = 1,
    *,
    quarter_turns: int = 0,
    profile: bytes = b"",
    claimed: tuple[int, int] | None = None,
) -> bytes:
    """A HEIC as phones write them: a grid of tiles (ISO/IEC 23008-12), here all the same one.

    Args:
        columns: Tiles across.
        rows: Tiles down; not more than 999 tiles in all.
        quarter_turns: How often a reader is to turn it anticlockwise.
        profile: An ICC profile.
        claimed: Width and height to claim instead of the true ones.
    """
    size = (columns * HEIC_TILE, rows * HEIC_TILE)
    tiles = range(2, 2 + columns * rows)
    properties = [
        _box(b"hvcC", _HVCC),
        _versioned(b"ispe", 0, 0, struct.pack(">II", HEIC_TILE, HEIC_TILE)),
        _versioned(b"ispe", 0, 0, struct.pack(">II", *(claimed or size))),
        _versioned(b"pixi", 0, 0, bytes([3, 8, 8, 8])),
        _box(b"irot", bytes([quarter_turns])),
    ]
    of_grid, of_tile = [3, 4, 5], [1, 2, 4]
    if profile:
        properties.append(_box(b"colr", b"prof", profile))
        of_grid.append(6)
    owned = {1: of_grid} | dict.fromkeys(tiles, of_tile)
    ownership = b"".join(
        struct.pack(">HB", item, len(which)) + bytes(which) for item, which in owned.items()
    )
    items = [
        _versioned(b"infe", 2, 0, struct.pack(">HH", 1, 0), b"grid\0"),
        *(_versioned(b"infe", 2, 1, struct.pack(">HH", tile, 0), b"hvc1\0") for tile in tiles),
    ]
    grid = bytes([0, 0, rows - 1, columns - 1]) + struct.pack(">HH", *size)

    def meta(data_at: int) -> bytes:
        places = struct.pack(">HHHII", 1, 0, 1, data_at, len(grid)) + b"".join(
            struct.pack(">HHHII", tile, 0, 1, data_at + len(grid), len(_TILE)) for tile in tiles
        )
        made_of = struct.pack(f">HH{len(tiles)}H", 1, len(tiles), *tiles)
        return _versioned(
            b"meta",
            0,
            0,
            _versioned(b"hdlr", 0, 0, bytes(4), b"pict", bytes(13)),
            _versioned(b"pitm", 0, 0, struct.pack(">H", 1)),
            _versioned(b"iloc", 0, 0, b"\x44\0", struct.pack(">H", len(owned)), places),
            _versioned(b"iinf", 0, 0, struct.pack(">H", len(items)), *items),
            _versioned(b"iref", 0, 0, _box(b"dimg", made_of)),
            _box(
                b"iprp",
                _box(b"ipco", *properties),
                _versioned(b"ipma", 0, 0, struct.pack(">I", len(owned)), ownership),
            ),
        )

    kind = _box(b"ftyp", b"heic", bytes(4), b"mif1heic")
    data_at = len(kind) + len(meta(0)) + 8
    return kind + meta(data_at) + _box(b"mdat", grid, _TILE)


PLAIN = {
    "JPEG": encoded(quarters(96, 64), "JPEG", quality=95, subsampling=0),
    "PNG": encoded(quarters(96, 64), "PNG"),
    "GIF": encoded(quarters(96, 64), "GIF"),
    "WebP": encoded(quarters(96, 64), "WEBP", lossless=True),
    "AVIF": encoded(quarters(96, 64), "AVIF", quality=95, subsampling="4:4:4"),
    "HEIC": heic(),
}
"""A small picture with FOUR as its corners in every format that is taken."""


def assert_safe(image: SafeImage) -> None:
    """It is a JPEG of about a megapixel, RGB, with nothing in it but the picture."""
    assert image.format is OutputFormat.JPEG
    with Image.open(io.BytesIO(image.content)) as picture:
        picture.load()
        assert (picture.format, picture.mode) == ("JPEG", "RGB")
        assert picture.size == (image.width, image.height)
    assert min(image.width, image.height) >= 64
    assert abs(image.width * image.height / 2**20 - 1) < 0.01
    # JFIF header, quantization, frame, Huffman tables: no EXIF, XMP, ICC or comment.
    assert _segments(image.content) <= {0xE0, 0xDB, 0xC0, 0xC4}
    assert image.content.endswith(b"\xff\xd9")
    assert len(image.content) < 3_000_000


def _segments(jpeg: bytes) -> set[int]:
    """The kinds of segment in a JPEG up to its first scan."""
    found, at = set(), 2
    while jpeg[at + 1] != 0xDA:
        found.add(jpeg[at + 1])
        at += 2 + struct.unpack(">H", jpeg[at + 2 : at + 4])[0]
    return found


def photo(number: int = 0) -> bytes:
    """A small picture as people share one, another for each number."""
    turned = FOUR[number % 4 :] + FOUR[: number % 4]
    return encoded(quarters(320 + number, 240, turned), "PNG")
