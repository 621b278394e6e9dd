"""Source images: what is taken, and what becomes of it."""

from __future__ import annotations

import io
import itertools
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image as Pillow
from PIL import ImageChops, ImageCms

from core.images import looks_like_html, make_safe
from core.pixels import MAX_ELONGATION, MIN_SIDE
from tests.pictures import (
    BLUE,
    FOUR,
    GREEN,
    PLAIN,
    RED,
    STORED,
    WHITE,
    assert_safe,
    corners,
    encoded,
    heic,
    png,
    quarters,
)


@pytest.mark.parametrize("kind", PLAIN)
def test_every_format_is_taken(kind: str) -> None:
    """A picture of each format on the list comes out with its colours in their places."""
    image = make_safe(PLAIN[kind])
    assert_safe(image)
    assert corners(image.content) == list(FOUR)


def _tiled(columns: int, rows: int) -> Pillow.Image:
    """What a HEIC of so many tiles shows."""
    tile = quarters(128, 128)
    picture = Pillow.new("RGB", (columns * 128, rows * 128))
    for place in itertools.product(range(0, picture.width, 128), range(0, picture.height, 128)):
        picture.paste(tile, place)
    return picture


LARGE = quarters(4001, 2777)


@pytest.mark.parametrize(
    ("content", "shown"),
    [
        pytest.param(encoded(LARGE, "JPEG"), LARGE, id="JPEG"),
        pytest.param(encoded(LARGE, "JPEG", progressive=True), LARGE, id="progressive JPEG"),
        pytest.param(encoded(LARGE, "PNG"), LARGE, id="PNG"),
        pytest.param(encoded(LARGE.convert("RGBA"), "PNG"), LARGE, id="RGBA"),
        pytest.param(encoded(LARGE.quantize(4), "GIF"), LARGE, id="GIF"),
        pytest.param(heic(31, 19), _tiled(31, 19), id="HEIC"),
    ],
)
def test_large_pictures_keep_every_part(content: bytes, shown: Pillow.Image) -> None:
    """A picture that is shrunk on the way has all its parts where they were."""
    image = make_safe(content)
    assert_safe(image)
    with Pillow.open(io.BytesIO(image.content)) as picture:
        found = picture.resize((40, 40), Pillow.Resampling.BOX)
    wanted = shown.resize((40, 40), Pillow.Resampling.BOX)
    difference = ImageChops.difference(found, wanted)
    assert max(most for _, most in difference.getextrema()) < 20


@pytest.mark.parametrize("orientation", STORED)
@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_upright(form: str, orientation: int) -> None:
    """A picture stands as its EXIF orientation says, whichever of the eight it is."""
    size = (96, 64) if orientation < 5 else (64, 96)
    exif = Pillow.Exif()
    exif[0x0112] = orientation
    image = make_safe(encoded(quarters(*size, STORED[orientation]), form, exif=exif, quality=95))
    assert image.width > image.height
    assert corners(image.content) == list(FOUR)


@pytest.mark.parametrize(
    ("turns", "expected"),
    [
        (0, [RED, GREEN, BLUE, WHITE]),
        (1, [GREEN, WHITE, RED, BLUE]),
        (2, [WHITE, BLUE, GREEN, RED]),
        (3, [BLUE, RED, WHITE, GREEN]),
    ],
)
def test_a_phone_photo_is_turned_once(turns: int, expected: list[tuple[int, int, int]]) -> None:
    """A HEIC is turned by its own instruction, and its EXIF orientation does not turn it again."""
    assert corners(make_safe(heic(quarter_turns=turns)).content) == expected


@pytest.mark.filterwarnings("ignore:Corrupt EXIF data")
@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("block", [b"nonsense", b"MM\0*\0\0\0\x08\xff\xff\1", b""])
def test_broken_exif_spoils_no_picture(form: str, block: bytes) -> None:
    """A picture whose EXIF block is nonsense is taken as it is stored."""
    image = make_safe(encoded(quarters(96, 64), form, exif=b"Exif\0\0" + block, quality=95))
    assert corners(image.content) == list(FOUR)


def _grey(mode: str) -> bytes:
    return encoded(Pillow.new(mode, (64, 64), 128), "PNG")


def _see_through(mode: str, colour: tuple[int, ...], form: str = "PNG") -> bytes:
    picture = Pillow.new(mode, (64, 64), colour)
    return encoded(picture, form)


def _palette_with_hole() -> bytes:
    picture = Pillow.new("P", (64, 64), 1)
    picture.putpalette([255, 0, 0, 0, 0, 255])
    return encoded(picture, "PNG", transparency=1)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        pytest.param(
            encoded(quarters(64, 64, [RED] * 4), "JPEG", progressive=True), RED, id="progressive"
        ),
        pytest.param(_grey("L"), (127, 127, 127), id="grey"),
        pytest.param(encoded(Pillow.new("1", (64, 64), 1), "PNG"), WHITE, id="1 bit"),
        pytest.param(
            encoded(Pillow.new("I;16", (64, 64), 0x8000), "PNG"), (127, 127, 127), id="16-bit grey"
        ),
        pytest.param(
            png((64, 64), 16, 2, (b"\0" + b"\xff\xff\0\0\0\0" * 64) * 64), RED, id="16-bit RGB"
        ),
        pytest.param(
            encoded(Pillow.new("CMYK", (64, 64), (255, 255, 0, 0)), "JPEG"), BLUE, id="CMYK"
        ),
        pytest.param(encoded(quarters(64, 64, [RED] * 4).quantize(2), "PNG"), RED, id="palette"),
        pytest.param(_see_through("RGBA", (0, 0, 255, 0)), WHITE, id="clear RGBA"),
        pytest.param(_see_through("RGBA", (0, 0, 0, 127)), (127, 127, 127), id="half-clear RGBA"),
        pytest.param(_see_through("RGBA", (0, 0, 255, 0), "WEBP"), WHITE, id="clear WebP"),
        pytest.param(_see_through("RGBA", (0, 0, 255, 0), "AVIF"), WHITE, id="clear AVIF"),
        pytest.param(_see_through("LA", (0, 0)), WHITE, id="clear grey"),
        pytest.param(_palette_with_hole(), WHITE, id="palette with a clear colour"),
        pytest.param(
            png((64, 64), 8, 2, (b"\0" + b"\0\0\xff" * 64) * 64, (b"tRNS", b"\0\0\0\0\0\xff")),
            WHITE,
            id="RGB with a clear colour",
        ),
        pytest.param(
            png((64, 64), 16, 0, (b"\0" + b"\xff\xff" * 64) * 64, (b"tRNS", b"\0\0")),
            WHITE,
            id="16-bit grey with a clear colour",
        ),
    ],
)
def test_every_mode_becomes_rgb(content: bytes, expected: tuple[int, int, int]) -> None:
    """Whatever a picture's channels, it comes out in RGB as it looks on white."""
    image = make_safe(content)
    assert_safe(image)
    assert corners(image.content) == [expected] * 4


def _exchanged() -> bytes:
    """An ICC profile in which red light is green and green is red."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    return profile.replace(b"rXYZ", b"****").replace(b"gXYZ", b"rXYZ").replace(b"****", b"gXYZ")


@pytest.mark.parametrize(
    "content",
    [
        encoded(quarters(64, 64), "JPEG", icc_profile=_exchanged(), subsampling=0),
        encoded(quarters(64, 64), "PNG", icc_profile=_exchanged()),
        encoded(quarters(64, 64).convert("RGBA"), "PNG", icc_profile=_exchanged()),
        heic(profile=_exchanged()),
    ],
    ids=["JPEG", "PNG", "RGBA", "HEIC"],
)
def test_colours_are_taken_by_their_profile(content: bytes) -> None:
    """A picture with an ICC profile comes out as it looks, in sRGB."""
    assert corners(make_safe(content).content) == [GREEN, RED, BLUE, WHITE]


@pytest.mark.parametrize(
    "content",
    [
        encoded(quarters(64, 64), "PNG", icc_profile=b"no profile"),
        encoded(Pillow.new("L", (64, 64), 255), "PNG", icc_profile=_exchanged()),
    ],
    ids=["damaged", "of other channels"],
)
def test_an_unusable_profile_spoils_no_picture(content: bytes) -> None:
    """A picture whose ICC profile cannot be used is taken as sRGB."""
    assert_safe(make_safe(content))


@pytest.mark.parametrize("form", ["GIF", "WEBP", "PNG", "AVIF", "MPO"])
def test_first_frame(form: str) -> None:
    """Of an animation, and of a phone's bundle of pictures, the first is taken."""
    frames = [quarters(64, 64, [colour] * 4) for colour in (RED, BLUE, GREEN)]
    content = encoded(frames[0], form, save_all=True, append_images=frames[1:])
    assert corners(make_safe(content).content) == [RED] * 4


def test_nothing_of_the_file_goes_on() -> None:
    """Place, camera, comments, second files and markup are not in what comes out."""
    exif = Pillow.Exif()
    exif[0x010F] = "SECRET camera"
    exif.get_ifd(0x8825)[1] = "SECRET N"
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as packed:
        packed.writestr("SECRET.txt", "SECRET")
    markup = b"<html><script>SECRET</script>"
    polyglots = [
        encoded(
            quarters(64, 64), "JPEG", exif=exif, xmp=b"<x>SECRET</x>", comment=markup, quality=50
        )
        + archive.getvalue(),
        encoded(quarters(64, 64), "GIF", comment=markup) + archive.getvalue(),
        png((64, 64), 8, 0, bytes(65 * 64), (b"tEXt", b"Comment\0" + markup)) + markup,
        encoded(quarters(64, 64), "WEBP", exif=exif, xmp=b"<x>SECRET</x>"),
    ]
    for polyglot in polyglots:
        assert b"SECRET" in polyglot
        image = make_safe(polyglot)
        assert_safe(image)
        assert b"SECRET" not in image.content


@given(
    short=st.integers(MIN_SIDE, 1500),
    elongation=st.floats(1, MAX_ELONGATION),
    upright=st.booleans(),
)
def test_about_a_megapixel_in_its_own_shape(
    *, short: int, elongation: float, upright: bool
) -> None:
    """Large or small, wide or tall, a picture comes out at a megapixel and in its shape."""
    long = min(int(short * elongation), 4000)
    size = (short, long) if upright else (long, short)
    image = make_safe(encoded(Pillow.new("1", size), "PNG"))
    assert_safe(image)
    # Rounding moves the short side, of at least 360 pixels, by half a pixel at most.
    assert abs((image.width / image.height) / (size[0] / size[1]) - 1) < 0.005


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"<!DOCTYPE html>\n<html>", True),
        (b"\xef\xbb\xbf  <HTML lang=en>", True),
        (b"<?xml version='1.0'?><!DOCTYPE html PUBLIC '-//W3C//DTD XHTML 1.0'>", True),
        (b"<!-- comment --><head>", True),
        (b"<svg><foreignObject><html>", False),
        (b"<rss>", False),
        (b"html", False),
        (b"", False),
        (PLAIN["PNG"], False),
    ],
)
def test_looks_like_html(content: bytes, *, expected: bool) -> None:
    """A web page is told from everything else by its text."""
    assert looks_like_html(content) is expected
