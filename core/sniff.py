"""What bytes claim to be, by their signature; never by a name or a declared type.

Only reads the first few kilobytes, except for a JPEG's chain of segments. Decodes nothing and
imports nothing heavy: whether the claim holds is for `core.pixels` to find out.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Kind(StrEnum):
    """The formats a source image may have.

    What people share from phones, browsers and screenshots. BMP and TIFF are left out: next to
    nobody shares them, and TIFF is a container of a great many rarely used decoders.
    """

    JPEG = "JPEG"
    PNG = "PNG"
    GIF = "GIF"
    WEBP = "WebP"
    HEIC = "HEIC"
    AVIF = "AVIF"


MAX_SEGMENTS: Final = 1000
"""Segments of a JPEG that are worth reading. Cameras write tens, of up to 64 KB each; Pillow takes
minutes over 20 MB of tiny ones."""

MAX_SCANS: Final = 100
"""Passes over the picture that a JPEG may ask for. Encoders write about 10. Each costs the time of
a whole picture and as little as 60 bytes, so a small file could ask for hours."""


@dataclass(frozen=True, slots=True)
class JpegLayout:
    """How a JPEG's data is laid out, as far as it decides what decoding costs.

    Attributes:
        segments: Segments up to its end, counted as far as one more than `MAX_SEGMENTS`.
        scans: Those of them that are a pass over the picture.
        streams: Whether one pass has it all, so that nothing need be kept between passes.
    """

    segments: int
    scans: int
    streams: bool


def sniff(content: bytes) -> Kind | None:
    """Which of our formats the bytes claim to be; None for anything else."""
    return next((kind for kind, claim in _CLAIMS if claim.match(content)), None) or _heif(content)


def looks_like_html(content: bytes) -> bool:
    """Whether the bytes are a web page, such as the one a server sends that wants a login."""
    return _first_tag(content) in {"doctype", "html", "head", "body"}


def describe(content: bytes) -> str:
    """What a file that is none of our formats seems to be, in plain words after "That file is"."""
    for signature, name in _SIGNATURES:
        if signature.match(content):
            return name
    tag = _first_tag(content)
    if tag:
        return "an SVG drawing" if tag == "svg" else "a web page"
    return "a text" if _is_text(content[:1024]) else "in no picture format that I know"


def jpeg_layout(content: bytes) -> JpegLayout:
    """Walk a JPEG's markers to its end, by the lengths its segments declare (ITU-T T.81, B.1)."""
    segments, scans, frame, components, streams = 0, 0, 0, 0, False
    at = 2
    while segments <= MAX_SEGMENTS and (marker := _MARKER.search(content, at)):
        at = marker.end()
        code = content[at - 1]
        if code == _END_OF_IMAGE:
            break
        segments += 1
        if code in _FRAMES:
            frame, components = code, int.from_bytes(content[at + 7 : at + 8])
        elif code == _START_OF_SCAN:
            scans += 1
            interleaved = int.from_bytes(content[at + 2 : at + 3]) == components
            streams = scans == 1 and interleaved and frame in _SEQUENTIAL
        at += int.from_bytes(content[at : at + 2])
    return JpegLayout(segments, scans, streams)


_MARKER: Final = re.compile(rb"\xff[^\x00\x01\xd0-\xd7\xff]")
"""A marker that begins a segment: not a stuffed byte, a restart or a fill byte."""
_END_OF_IMAGE: Final = 0xD9
_START_OF_SCAN: Final = 0xDA
_FRAMES: Final = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_SEQUENTIAL: Final = frozenset({0xC0, 0xC1})

_CLAIMS: Final = (
    (Kind.JPEG, re.compile(rb"\xff\xd8\xff")),
    (Kind.PNG, re.compile(rb"\x89PNG\r\n\x1a\n")),
    (Kind.GIF, re.compile(rb"GIF8[79]a")),
    (Kind.WEBP, re.compile(rb"RIFF.{4}WEBP", re.DOTALL)),
)

_SIGNATURES: Final = tuple(
    (re.compile(signature, re.DOTALL), name)
    for signature, name in (
        (rb"\Z", "empty"),
        (rb"%PDF-", "a PDF"),
        (rb"%!PS|\xc5\xd0\xd3\xc6", "an EPS or PostScript drawing"),
        (rb"II[*+]\0|MM\0[*+]", "a TIFF or a camera's raw photo"),
        (rb"BM.{4}\0{4}", "a BMP picture"),
        (rb"8BPS", "a Photoshop file"),
        (rb"\0\0[\1\2]\0", "an icon"),
        (rb"\0{3}\x0cjP  |\xff\x4f\xff\x51", "a JPEG 2000 picture"),
        (rb"\0{3}\x0cJXL |\xff\x0a", "a JPEG XL picture"),
        (rb"PK[\3\5]|\x1f\x8b|Rar!|7z\xbc\xaf", "an archive or an Office document"),
        (rb".{4}ftypcrx ", "a camera's raw photo"),
        (rb".{4}ftyp|\x1aE\xdf\xa3|RIFF.{4}AVI ", "a video"),
    )
)


def _heif(content: bytes) -> Kind | None:
    """HEIC or AVIF, by the brands of an ISO media file: the major one and the compatible."""
    if content[4:8] != b"ftyp":
        return None
    end = min(int.from_bytes(content[:4]), len(content), 256)
    brands = {content[8:12], *(content[at : at + 4] for at in range(16, end - 3, 4))}
    if brands & {b"avif", b"avis"}:
        return Kind.AVIF
    heic = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}
    return Kind.HEIC if brands & heic else None


def _first_tag(content: bytes) -> str:
    """The first telling tag of a text that begins with one: "svg", "html", …; "" without any."""
    head = content[:4096].removeprefix(codecs.BOM_UTF8).lstrip().lower()
    if not head.startswith(b"<"):
        return ""
    tag = re.search(rb"<(?:!(doctype)\s+html|(svg|html|head|body))\b", head)
    return (tag[1] or tag[2]).decode() if tag else ""


def _is_text(head: bytes) -> bool:
    """Whether bytes, possibly cut in the middle of a character, are UTF-8 without controls."""
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return False
    return not re.search(rb"[\0-\x08\x0e-\x1f]", head)
