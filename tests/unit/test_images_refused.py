"""Source images: what is refused, and what it may cost at most to find out."""

from __future__ import annotations

import struct
import subprocess
import sys
import zlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image as Pillow

from core.errors import SourceRefused
from core.images import make_safe
from core.sniff import jpeg_layout
from tests.pictures import (
    FOUR,
    PLAIN,
    assert_safe,
    claiming,
    encoded,
    heic,
    png,
    quarters,
    with_scans,
)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        pytest.param(b"", "empty", id="nothing"),
        pytest.param(bytes(range(128, 256)) * 8, "no picture format", id="noise"),
        pytest.param(b"just words, \xe2\x9c\x8f", "a text", id="text"),
        pytest.param(b"<svg xmlns='http://www.w3.org/2000/svg'/>", "an SVG drawing", id="SVG"),
        pytest.param(
            b"\xef\xbb\xbf\n<?xml version='1.0'?><!-- a html page --><svg>",
            "an SVG drawing",
            id="SVG with a preamble",
        ),
        pytest.param(b"<!DOCTYPE html><html><title>Sign in</title>", "a web page", id="HTML"),
        pytest.param(b"%!PS-Adobe-3.0 EPSF-3.0", "an EPS", id="EPS"),
        pytest.param(b"%PDF-1.7\n", "a PDF", id="PDF"),
        pytest.param(encoded(quarters(64, 64), "BMP"), "a BMP", id="BMP"),
        pytest.param(encoded(quarters(64, 64), "TIFF"), "a TIFF", id="TIFF"),
        pytest.param(encoded(quarters(64, 64), "ICO"), "an icon", id="ICO"),
        pytest.param(encoded(quarters(64, 64), "JPEG2000"), "a JPEG 2000", id="JPEG 2000"),
        pytest.param(b"PK\3\4" + bytes(40), "an archive", id="ZIP"),
        pytest.param(b"8BPS\0\1", "a Photoshop file", id="PSD"),
        pytest.param(b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom", "a video", id="MP4"),
        pytest.param(b"\0\0\0\x18ftypcrx \0\0\0\1crx isom", "a camera's raw photo", id="CR3"),
    ],
)
def test_what_is_no_picture_of_ours_is_refused_by_name(content: bytes, words: str) -> None:
    """A file of another kind is named, and the person is told what to send instead."""
    with pytest.raises(SourceRefused) as refused:
        make_safe(content)
    assert words in refused.value.message
    assert "send a JPEG or PNG" in refused.value.message


@pytest.mark.parametrize("kind", PLAIN)
@pytest.mark.parametrize("share", [0.5, 0.9])
def test_cut_short(kind: str, share: float) -> None:
    """A file of which a part is missing is refused, not painted from grey."""
    whole = PLAIN[kind]
    with pytest.raises(SourceRefused, match=f"That {kind} file cannot be opened"):
        make_safe(whole[: int(len(whole) * share)])


@pytest.mark.parametrize("kind", PLAIN)
def test_only_a_signature(kind: str) -> None:
    """A file that is nothing but the first bytes of a picture is refused."""
    with pytest.raises(SourceRefused, match="Please send"):
        make_safe(PLAIN[kind][:12] + bytes(500))


@pytest.mark.parametrize(
    ("size", "words"),
    [
        ((1, 5000), "too small"),
        ((15, 64), "too small"),
        ((1, 1), "too small"),
        ((20, 5000), "too long"),
        ((5000, 20), "too long"),
    ],
)
def test_shapes_that_cannot_be_painted(size: tuple[int, int], words: str) -> None:
    """A sliver is refused with the bound it breaks, rather than padded or bent."""
    with pytest.raises(SourceRefused, match=words) as refused:
        make_safe(encoded(Pillow.new("1", size), "PNG"))
    assert f"{size[0]} × {size[1]}" in refused.value.message


def _on_canvas(width: int, height: int) -> bytes:
    """An animated WebP of small frames on a canvas of any size."""
    frames = [quarters(64, 64), quarters(64, 64, FOUR[::-1])]
    file = bytearray(encoded(frames[0], "WEBP", save_all=True, append_images=frames[1:]))
    file[24:30] = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    return bytes(file)


BOMBS = {
    "PNG": png((50_000, 50_000), 1, 0, bytes(2_000_000)),
    "PNG text": png(
        (64, 64), 8, 0, bytes(65 * 64), (b"zTXt", b"k\0\0" + zlib.compress(bytes(20_000_000)))
    ),
    "JPEG": claiming(PLAIN["JPEG"], 60_000, 60_000),
    "JPEG in many scans": with_scans(
        encoded(quarters(1000, 1000), "JPEG", progressive=True, quality=20), 200
    ),
    "JPEG of tiny segments": (
        PLAIN["JPEG"][:2] + b"\xff\xe1\0\x0aExif\0\0aa" * 100_000 + PLAIN["JPEG"][2:]
    ),
    "GIF": b"GIF89a" + struct.pack("<HH", 65_000, 65_000) + PLAIN["GIF"][10:],
    "WebP": _on_canvas(16_383, 16_383),
    "HEIC": heic(claimed=(30_000, 30_000)),
    "HEIC grid": heic(claimed=(16, 16)),
}


@pytest.mark.parametrize("kind", BOMBS)
def test_bombs_are_refused(kind: str) -> None:
    """A small file that claims a vast picture, or endless work, is refused."""
    assert len(BOMBS[kind]) < 3_000_000
    with pytest.raises(SourceRefused):
        make_safe(BOMBS[kind])


@pytest.mark.parametrize(
    ("content", "most"),
    [
        (claiming(PLAIN["JPEG"], 12_000, 11_000), "as JPEG is 128\\."),
        (claiming(encoded(quarters(64, 64), "JPEG", progressive=True), 8000, 6000), "is 36\\."),
        (png((10_000, 6000), 1, 0, b""), "as PNG is 51\\."),
        (_on_canvas(5000, 4000), "as WebP is 15\\."),
        (heic(claimed=(10_000, 6000)), "as HEIC is 51\\."),
    ],
    ids=["JPEG", "progressive JPEG", "PNG", "WebP", "HEIC"],
)
def test_the_bound_is_said(content: bytes, most: str) -> None:
    """A picture too large for what its decoder holds is answered with the bound."""
    with pytest.raises(SourceRefused, match=most):
        make_safe(content)


def test_what_a_jpeg_costs_is_read_from_its_layout() -> None:
    """Only a JPEG that has everything in one scan is taken for one that streams."""
    plain = encoded(quarters(64, 64), "JPEG")
    grey = encoded(quarters(64, 64).convert("L"), "JPEG")
    progressive = encoded(quarters(64, 64), "JPEG", progressive=True)
    one_of_three = plain.replace(b"\xff\xda\0\x0c\3\1", b"\xff\xda\0\x0c\1\1")
    assert one_of_three != plain
    for jpeg, streams in ((plain, True), (grey, True), (progressive, False), (one_of_three, False)):
        assert jpeg_layout(jpeg).streams is streams
    assert jpeg_layout(plain + progressive) == jpeg_layout(plain)
    assert jpeg_layout(progressive).scans == progressive.count(b"\xff\xda")


_PEAK = """
import sys
from core import images
def peak():
    status = open("/proc/self/status").read()
    return int(status.split("VmHWM:")[1].split()[0]) / 1024
content = sys.stdin.buffer.read()
before = peak()
try:
    images.make_safe(content)
except images.SourceRefused:
    pass
print(peak() - before)
"""


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="needs Linux's own count")
@pytest.mark.parametrize(
    ("content", "bound"),
    [
        *(pytest.param(bomb, 40, id=f"bomb {kind}") for kind, bomb in BOMBS.items()),
        pytest.param(encoded(quarters(4032, 3024), "JPEG"), 70, id="12 megapixels JPEG"),
        pytest.param(encoded(quarters(4032, 3024), "PNG"), 100, id="12 megapixels PNG"),
        pytest.param(heic(32, 24), 100, id="12 megapixels HEIC"),
    ],
)
def test_memory(content: bytes, bound: float) -> None:
    """What a picture costs in memory, Pillow itself included, stays in a fresh process's bound."""
    told = subprocess.run(  # noqa: S603 - this interpreter, these words
        [sys.executable, "-c", _PEAK],
        input=content,
        capture_output=True,
        check=True,
        cwd=Path(__file__).parents[2],
    )
    assert float(told.stdout) < bound


def test_pillow_waits_for_a_picture() -> None:
    """Importing the module loads neither Pillow nor pi-heif, nor does refusing a text."""
    script = (
        "import sys; from core import images\n"
        "try: images.make_safe(b'words')\n"
        "except images.SourceRefused: pass\n"
        "sys.exit(any(name.split('.')[0] in {'PIL', 'pi_heif'} for name in sys.modules))"
    )
    subprocess.run([sys.executable, "-c", script], check=True, cwd=Path(__file__).parents[2])  # noqa: S603 - as above


@given(
    kind=st.sampled_from(sorted(PLAIN)),
    edits=st.lists(
        st.tuples(st.floats(0, 1), st.integers(0, 12), st.binary(max_size=12)),
        min_size=1,
        max_size=8,
    ),
)
def test_mutations(kind: str, edits: list[tuple[float, int, bytes]]) -> None:
    """Whatever is changed in a picture's file, it becomes a plain picture or is refused."""
    content = bytearray(PLAIN[kind])
    for place, removed, put in edits:
        at = int(place * len(content))
        content[at : at + removed] = put
    try:
        image = make_safe(bytes(content))
    except SourceRefused:
        return
    assert_safe(image)


@given(st.binary(max_size=400))
def test_any_bytes(content: bytes) -> None:
    """Bytes that are no picture are refused in words, whatever they are."""
    with pytest.raises(SourceRefused):
        make_safe(content)
