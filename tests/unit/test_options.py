"""The grammar of a request, as people type it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.errors import OptionError
from core.model import AspectRatio, ImageRequest, OutputFormat, Source
from core.options import EmptyPrompt, format_options, merge, parse, parse_changes

STYLES = ("photorealistic", "cinematic", "minimal", "pixel-art")


def asked(text: str) -> ImageRequest:
    """The request in these words."""
    return parse(text, styles=STYLES)


def refused(text: str) -> OptionError:
    """What is said about words that cannot be taken."""
    with pytest.raises(OptionError) as caught:
        asked(text)
    return caught.value


def test_every_option_at_once() -> None:
    """Each option sets its own field and the words are what is left."""
    typed = (
        "--ar 1:1 a red fox --style cinematic in the snow --no people --seed 42 "
        "--strength 0.6 --raw --format png"
    )
    assert asked(typed) == ImageRequest(
        prompt="a red fox in the snow",
        enhance=False,
        style="cinematic",
        aspect_ratio=AspectRatio.RATIO_1_1,
        negative_prompt="people",
        seed=42,
        strength=0.6,
        output_format=OutputFormat.PNG,
    )


def test_words_alone_take_the_defaults() -> None:
    """Without options the request is the words and the door's default ratio."""
    request = parse("a red fox", styles=STYLES, default_ratio=AspectRatio.RATIO_3_2)
    assert request == ImageRequest(prompt="a red fox", aspect_ratio=AspectRatio.RATIO_3_2)


@pytest.mark.parametrize("dash", ["--", "-", "—", "–", "---", "−", "——", "–-", "‐‐", "－－"])
def test_any_dash_directly_before_a_known_name_is_an_option(dash: str) -> None:
    """What phones and word processors make of two hyphens still is an option."""
    assert asked(f"a fox {dash}seed 7") == replace(asked("a fox"), seed=7)


@pytest.mark.parametrize(
    "words",
    [
        "a photo - style noir",
        "a photo — style cinematic",
        "well—known and semi-raw fish",
        "-5 degrees in the snow",
        "t-shirt-style collar",
        "a cat—no dog",
        "a fox —fancy that",
        "the -x axis",
        "a street -no-one in it",
        "a fox ----seed 4",
        "dashes --- here -- and there",
        "art & style, seed of doubt, no raw format",
        'a sign that says "--ar 4:3" and “--raw” and «--foo»',
        'a 24" tv beside a 5" phone',
        "<!channel> *bold* <https://x|y> @here",
        "con cáo đỏ trong tuyết 🦊",
    ],
)
def test_everything_else_is_words(words: str) -> None:
    """Dashes in prose, names without a dash, and quoted text are painted as typed."""
    assert asked(words) == ImageRequest(prompt=words)


@pytest.mark.parametrize(
    "typed",
    [
        "--ar 1:1 a fox, at night",
        "a fox, --ar 1:1 at night",
        "a fox --ar 1:1, at night",
        "a fox, --ar 1:1, at night",
        "a fox, at night, --ar 1:1",
        "a fox, at night --AR=1:1,",
        "a fox, at night --aspect-ratio: 1:1",
        "a fox, at night --aspect_ratio = 1:1",
    ],
)
def test_options_stand_anywhere(typed: str) -> None:
    """Options before, after and amid the words leave the same words, commas mended."""
    assert asked(typed) == ImageRequest("a fox, at night", aspect_ratio=AspectRatio.RATIO_1_1)


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


def test_the_last_of_an_option_given_twice_counts() -> None:
    """People correct a line by adding to it."""
    request = asked("a fox --ar 1:1 --seed 1 --ar 3:2 --seed 2")
    assert (request.aspect_ratio, request.seed) == (AspectRatio.RATIO_3_2, 2)


@pytest.mark.parametrize("name", ["ar", "aspect", "style", "no", "seed", "strength", "format"])
@pytest.mark.parametrize("after", ["", " ", "=", " --raw", ' ""', " ,"])
def test_a_missing_value_shows_the_form(name: str, after: str) -> None:
    """An option without its value is never filled with the next option or with nothing."""
    assert "needs a value" in refused(f"a fox --{name}{after}").message


@pytest.mark.parametrize(
    ("typed", "suggestion"),
    [
        ("--fancy", ""),
        ("--sed 42", "--seed"),
        ("--stlye minimal", "--style"),
        ("--negative people", "--no"),
        ("--aspect-ration 1:1", "--aspect-ratio"),
        ("--ratio 1:1", "--ar"),
        ("---v 6", ""),
    ],
)
def test_an_unknown_option_is_told_before_it_is_paid_for(typed: str, suggestion: str) -> None:
    """Two hyphens before a word are a slip; the answer names the options and the nearest."""
    error = refused(f"a fox {typed}")
    assert error.field == "option"
    assert typed.split(maxsplit=1)[0] in error.message
    assert "--ar 16:9" in error.message
    assert ("Did you mean" in error.message) == bool(suggestion)
    assert suggestion in error.message


def test_raw_stands_alone() -> None:
    """`--raw=false` is not taken for `--raw`."""
    assert "takes no value" in refused("a fox --raw=false").message
    assert asked("a fox --raw, at night") == ImageRequest("a fox, at night", enhance=False)


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


@pytest.mark.parametrize("typed", ["", "   ", "\n\t", "\u200b\u2800", "...", '""', "?!", "—"])
def test_nothing_to_paint(typed: str) -> None:
    """Blanks and bare punctuation are told apart from bad options."""
    with pytest.raises(EmptyPrompt) as caught:
        asked(typed)
    assert caught.value.changes == {}


def test_only_options_keeps_them_for_a_form() -> None:
    """Options without words carry over to whatever asks for the words."""
    with pytest.raises(EmptyPrompt) as caught:
        asked("--ar 1:1, --seed 42")
    assert caught.value.changes == {"aspect_ratio": AspectRatio.RATIO_1_1, "seed": 42}


@pytest.mark.parametrize("words", ["42", "🦊", "€", "狐", "π"])
def test_one_sign_can_be_a_prompt(words: str) -> None:
    """A number, an emoji or a symbol is something to paint."""
    assert asked(words).prompt == words


def test_the_limit_and_the_length() -> None:
    """2,000 characters are taken; 2,001 are told both numbers; options do not count."""
    assert len(asked("x" * 2000 + " --seed 42 --ar 1:1").prompt) == 2000
    error = refused("x" * 2001)
    assert error.field == "prompt"
    assert "2,001" in error.message
    assert "2,000" in error.message
    assert len(parse("x" * 2001, styles=STYLES, max_prompt=10_000).prompt) == 2001
    assert refused(f'a fox --no "{"x" * 2001}"').field == "negative_prompt"


def test_words_are_cleaned() -> None:
    """Control and bidi-override characters are gone before options are looked for."""
    assert asked("a\u202e fo\x00x \u200b--se\u200bed 7\n at night") == ImageRequest(
        "a fox at night", seed=7
    )


@pytest.mark.parametrize(
    ("text", "words", "changes"),
    [
        ("--seed 42", "", {"seed": 42}),
        ("—ar 1x1", "", {"aspect_ratio": AspectRatio.RATIO_1_1}),
        ("at night --raw", "at night", {"enhance": False}),
        ("--no people, parked cars", "", {"negative_prompt": "people, parked cars"}),
        ("at night", "at night", {}),
    ],
)
def test_changes_to_a_picture(text: str, words: str, changes: dict[str, object]) -> None:
    """A reply's options are told apart from its words; neither needs the other."""
    assert parse_changes(text, styles=STYLES) == (words, changes)


RECIPE = ImageRequest(
    prompt="a fox",
    enhanced_prompt="A red fox in deep snow.",
    style="minimal",
    negative_prompt="people, cars",
    seed=7,
    source=Source(reference="F1"),
    parent_id="T1.aa",
)


def test_merging_changes_that_one_thing() -> None:
    """A new ratio keeps the words, the enhanced prompt and the seed."""
    expected = replace(RECIPE, aspect_ratio=AspectRatio.RATIO_1_1)
    assert merge(RECIPE, {"aspect_ratio": AspectRatio.RATIO_1_1}) == expected


def test_merging_adds_to_what_stays_out() -> None:
    """Leaving out more does not let back in what was left out before."""
    merged = merge(RECIPE, {"negative_prompt": "cars, fog"})
    assert merged == replace(RECIPE, negative_prompt="people, cars, fog")


def test_a_new_style_or_raw_words_void_the_enhanced_prompt() -> None:
    """The enhanced prompt belongs to its style, and raw words have none."""
    styled = merge(replace(RECIPE, enhance=False), {"style": "cinematic"})
    assert (styled.style, styled.enhance, styled.enhanced_prompt) == ("cinematic", True, "")
    raw = merge(RECIPE, {"enhance": False})
    assert (raw.style, raw.enhance, raw.enhanced_prompt) == ("minimal", False, "")


def test_options_are_written_as_typed() -> None:
    """The options read as a person would type them, quotes only where they are needed."""
    assert format_options(ImageRequest("a fox")) == "--ar 16:9"
    request = asked('a fox --no "parked cars" --seed 42 --strength 60% --raw --format png')
    assert format_options(request) == (
        '--no "parked cars" --seed 42 --strength 0.6 --raw --format png --ar 16:9'
    )
    assert format_options(asked("a fox --style minimal --no fog")) == (
        "--style minimal --no fog --ar 16:9"
    )
