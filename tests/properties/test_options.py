"""Laws of the command's grammar, whatever is typed."""

from __future__ import annotations

import contextlib
import dataclasses
import time

import pytest
from hypothesis import given, reject
from hypothesis import strategies as st

from core.errors import OptionError
from core.model import ImageRequest, OutputFormat
from core.options import format_options, parse, parse_changes
from core.text import clean, quoted
from tests.parti import prompts

STYLES = ("photorealistic", "cinematic", "minimal", "pixel-art")

_PIECES = st.sampled_from(
    [
        *("-", "--", "---", "—", "–", " ", "  ", "\n", "=", ":", "：", ",", ", ", ".", "(", ")"),
        *("ar", "aspect-ratio", "style", "no", "seed", "strength", "raw", "format", "fancy"),
        *("--ar ", "—no ", " --seed ", "--style=", " -raw ", "--strength ", "--format "),
        *("1:1", "16x9", "4:3", "42", "0", "0.6", "60%", "png", "jpg", "webp"),
        *("pixel art", "minimal", "people", "people, parked cars", "a", "the", "no", "at night"),
        *('"', "“", "”", "«", "»", "„", "'", "’", "`", "「", "」", '"a b"', "'c, d'", 'x"y'),
        *("fox", "cáo đỏ", "🦊", "狐", "\u202e", "\u200b", "\ud83e", "e\u0301", "\x00", "﹣", "－"),
    ]
)
TYPED = st.lists(_PIECES, max_size=25).map("".join) | st.text(max_size=120)


def _parsed(text: str) -> ImageRequest:
    try:
        return parse(text, styles=STYLES, formats=list(OutputFormat))
    except OptionError:
        reject()


@given(TYPED)
def test_nothing_but_an_option_error_comes_out(text: str) -> None:
    """Any text is a request or a refusal with words for the person."""
    refusal, request = None, ImageRequest("")
    try:
        request = parse(text, styles=STYLES)
    except OptionError as error:
        refusal = error
    assert request.prompt == clean(request.prompt)
    assert bool(request.prompt) == (refusal is None)
    assert 0 <= request.seed <= 4294967294
    assert request.strength is None or 0 <= request.strength <= 1
    assert refusal is None or (refusal.field and 10 < len(refusal.message) < 500)


@given(TYPED)
def test_a_request_written_back_is_the_same_request(text: str) -> None:
    """Options written as a person would type them mean what was meant, before and after words."""
    request = _parsed(text)
    options = format_options(request)
    assert _parsed(f"{options} {request.prompt}") == request
    assert _parsed(f"fox {options}") == dataclasses.replace(request, prompt="fox")
    assert parse_changes(options, styles=STYLES, formats=list(OutputFormat))[0] == ""


@given(TYPED)
def test_words_without_options_are_kept(text: str) -> None:
    """Where nothing is set, the words come out as they went in, cleaned."""
    with contextlib.suppress(OptionError):
        words, changes = parse_changes(text, styles=STYLES)
        if not changes:
            assert words == clean(text)


@given(TYPED.filter(lambda text: not quoted(clean(text))))
def test_quoted_text_sets_nothing(text: str) -> None:
    """Whatever stands in closed quotes is to be drawn, options and all."""
    inner = clean(text).replace("”", "")
    typed = clean(f"a sign “{inner}” here")
    assert parse(typed, styles=STYLES) == ImageRequest(prompt=typed)


@pytest.mark.parametrize("option", ["", " --ar 1:1", " —seed 7, "])
def test_prompts_of_people_parse_to_themselves(option: str) -> None:
    """No prompt that people wrote for pictures is mistaken for options, or loses a letter."""
    for prompt in prompts():
        request = parse(prompt + option, styles=STYLES)
        assert request.prompt == " ".join(prompt.split())


@given(st.lists(_PIECES, min_size=1, max_size=4).map("".join), st.integers(1, 40_000))
def test_long_and_nasty_text_takes_bounded_time(piece: str, times: int) -> None:
    """Repeating any snippet up to 40,000 characters, as long as Slack lets through, is no burden.

    The bound is some fifty times the processor time needed; one backtracking pattern exceeds it.
    """
    text = (piece * times)[:40_000]
    began = time.thread_time()
    with contextlib.suppress(OptionError):
        parse(text, styles=STYLES, max_prompt=40_000)
    with contextlib.suppress(OptionError):
        parse(f"--no {text}", styles=STYLES, max_prompt=40_000)
    assert time.thread_time() - began < 2.0
