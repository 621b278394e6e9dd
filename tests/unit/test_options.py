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


def test_the_last_of_an_option_given_twice_counts() -> None:
    """People correct a line by adding to it."""
    request = asked("a fox --ar 1:1 --seed 1 --ar 3:2 --seed 2")
    assert (request.aspect_ratio, request.seed) == (AspectRatio.RATIO_3_2, 2)


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
