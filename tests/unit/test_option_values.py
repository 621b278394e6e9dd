"""The values of options, as people write them and as they get them wrong."""

from __future__ import annotations

import pytest

from core.errors import OptionError
from core.model import AspectRatio, ImageRequest, OutputFormat
from core.options import parse

STYLES = ("photorealistic", "cinematic", "minimal", "pixel-art")


def asked(text: str) -> ImageRequest:
    """The request in these words."""
    return parse(text, styles=STYLES)


def refused(text: str) -> OptionError:
    """What is said about words that cannot be taken."""
    with pytest.raises(OptionError) as caught:
        asked(text)
    return caught.value


@pytest.mark.parametrize(
    "typed",
    ["16:9", "16x9", "16X9", "16×9", "16/9", "16 : 9", "１６：９", "16∶9", '"16:9"', "1920x1080"],
)
@pytest.mark.parametrize("joint", [" ", "=", ":", "：", ""])
def test_ratios_in_any_usual_writing(typed: str, joint: str) -> None:
    """Colon, slash or x, full-width or spaced, or in pixels: the same ratio."""
    request = parse(f"a fox --ar{joint}{typed}", styles=STYLES, default_ratio=AspectRatio.RATIO_1_1)
    assert request == ImageRequest("a fox", aspect_ratio=AspectRatio.RATIO_16_9)


@pytest.mark.parametrize("ratio", list(AspectRatio))
def test_each_of_the_nine_ratios(ratio: AspectRatio) -> None:
    """All nine are taken, by name and by their size in pixels where that is exact."""
    assert asked(f"a fox --ar {ratio.value}").aspect_ratio is ratio


@pytest.mark.parametrize(
    ("typed", "nearest"),
    [("4:3", "5:4"), ("3:4", "4:5"), ("2:1", "16:9"), ("1:9", "9:21"), ("2.35:1", "21:9")],
)
def test_a_ratio_the_model_lacks_names_the_nine_and_the_nearest(typed: str, nearest: str) -> None:
    """The refusal shows every ratio there is and which one comes closest."""
    error = refused(f"a fox --ar {typed}")
    assert error.field == "aspect_ratio"
    assert f"“{typed}”" in error.message
    assert f"The nearest is --ar {nearest}." in error.message
    assert all(ratio.value in error.message for ratio in AspectRatio)


@pytest.mark.parametrize("typed", ["wide", "0:1", "1:0", "16:9:4", "16:9cm", "1000000:1", "-1:1"])
def test_what_is_no_ratio_is_told_the_nine(typed: str) -> None:
    """Values without a shape are refused with the list alone."""
    message = refused(f"a fox --ar {typed}").message
    assert "21:9, 16:9, 3:2, 5:4, 1:1, 4:5, 2:3, 9:16, 9:21" in message
    assert "nearest" not in message


@pytest.mark.parametrize(("typed", "seed"), [("1", 1), ("4294967294", 4294967294), ("007", 7)])
def test_seeds_at_their_limits(typed: str, seed: int) -> None:
    """The smallest and the largest seed are taken."""
    assert asked(f"a fox --seed {typed}").seed == seed


@pytest.mark.parametrize(
    "typed", ["0", "-1", "4294967295", "abc", "1.5", "4²", "1,5", "9" * 6000, "0x1F"]
)
def test_a_bad_seed_names_the_range(typed: str) -> None:
    """What is no seed is answered with 1 to 4294967294."""
    error = refused(f"a fox --seed {typed}")
    assert error.field == "seed"
    assert "from 1 to 4294967294" in error.message
    assert len(error.message) < 200


@pytest.mark.parametrize(
    ("typed", "strength"),
    [
        ("0", 0.0),
        ("1", 1.0),
        ("0.6", 0.6),
        (".6", 0.6),
        ("0,6", 0.6),
        (",6", 0.6),
        ("60%", 0.6),
        ("60 %", 0.6),
        ("62.5%", 0.625),
        ("100%", 1.0),
        ("0.6,", 0.6),
    ],
)
def test_strengths_as_people_write_them(typed: str, strength: float) -> None:
    """Points, commas and percent signs give the same share."""
    assert asked(f"a fox --strength {typed}") == ImageRequest("a fox", strength=strength)


@pytest.mark.parametrize("typed", ["60", "1.01", "101%", "-0.5", "much", "0.6.1", "nan", "1e-1"])
def test_a_bad_strength_shows_the_form(typed: str) -> None:
    """A number outside 0 to 1, and 60 without a percent sign, are asked for again."""
    error = refused(f"a fox --strength {typed}")
    assert error.field == "strength"
    assert "--strength 0.6 or --strength 60%" in error.message


@pytest.mark.parametrize(
    ("typed", "style", "words"),
    [
        ("cinematic", "cinematic", "a fox"),
        ("Cinematic,", "cinematic", "a fox"),
        ("pixel-art", "pixel-art", "a fox"),
        ("Pixel Art", "pixel-art", "a fox"),
        ("pixelart deco", "pixel-art", "a fox deco"),
        ("photo-realistic at night", "photorealistic", "a fox at night"),
        ("“minimal”", "minimal", "a fox"),
    ],
)
def test_styles_in_any_case_and_spacing(typed: str, style: str, words: str) -> None:
    """A style's name is known in capitals, apart and joined."""
    assert asked(f"a fox --style {typed}") == ImageRequest(words, style=style)


def test_an_unknown_style_names_those_there_are() -> None:
    """The refusal lists the styles and names the nearest."""
    error = refused("a fox --style cinematc")
    assert error.field == "style"
    assert "Styles are cinematic, minimal, photorealistic and pixel-art." in error.message
    assert "The nearest is cinematic." in error.message


@pytest.mark.parametrize(
    ("typed", "words", "negative"),
    [
        ("a fox --no people", "a fox", "people"),
        ("a fox --no people at night", "a fox at night", "people"),
        ("a fox --no people, at night", "a fox, at night", "people"),
        ("a fox —no people", "a fox", "people"),
        ("--no people a fox", "a fox", "people"),
        ("--no people,cars a fox", "a fox", "people, cars"),
        ("--no people, cars a fox", "a fox", "people, cars"),
        ("--no people, a fox", "a fox", "people"),
        ("a fox --no people, cars", "a fox", "people, cars"),
        ("a fox --no people, parked cars --raw", "a fox", "people, parked cars"),
        ("a fox --no parked cars, people", "a fox", "parked cars, people"),
        (
            "a fox --no people, snow falling on a quiet street",
            "a fox falling on a quiet street",
            "people, snow",
        ),
        ('a fox --no "parked cars, fog" at night', "a fox at night", "parked cars, fog"),
        ("a fox --no “parked cars”, “old fog”, at dusk", "a fox, at dusk", "parked cars, old fog"),
        ("a fox --no 'dog's toys, fog' now", "a fox now", "dog's toys, fog"),
        ("a fox --no=people", "a fox", "people"),
        ("a fox --no no people, no the dogs", "a fox", "people, dogs"),
        ("a fox --no people、cars", "a fox", "people, cars"),
        ("a fox --no people --no cars, people", "a fox", "people, cars"),
        ('a fox --no "--raw text"', "a fox", "raw text"),
    ],
)
def test_what_to_leave_out(typed: str, words: str, negative: str) -> None:
    """One word, a comma list or quotes; more of the scene after a comma stays in the scene."""
    request = asked(typed)
    assert (request.prompt, request.negative_prompt) == (words, negative)


def test_open_quotes_after_no_are_told() -> None:
    """Half a quotation is not guessed at: the rest of it would be painted."""
    assert "quotes after --no are not closed" in refused('a fox --no "people and cars').message


@pytest.mark.parametrize("name", ["ar", "aspect", "style", "no", "seed", "strength", "format"])
@pytest.mark.parametrize("after", ["", " ", "=", " --raw", ' ""', " ,"])
def test_a_missing_value_shows_the_form(name: str, after: str) -> None:
    """An option without its value is never filled with the next option or with nothing."""
    assert "needs a value" in refused(f"a fox --{name}{after}").message


@pytest.mark.parametrize(
    ("typed", "expected"),
    [("jpg", OutputFormat.JPEG), ("JPEG", OutputFormat.JPEG), (".png", OutputFormat.PNG)],
)
def test_formats(typed: str, expected: OutputFormat) -> None:
    """The short name of jpeg is known, in any case."""
    assert asked(f"a fox --format {typed}").output_format is expected


def test_a_format_the_door_cannot_show_is_refused() -> None:
    """A format is taken only where the door says it can show it."""
    assert "jpeg and png" in refused("a fox --format webp").message
    request = parse("a fox --format webp", styles=STYLES, formats=list(OutputFormat))
    assert request.output_format is OutputFormat.WEBP
