"""Whatever people and models write, it is shown as written and does nothing."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot import messages, notices
from bot.blocks import Message
from bot.forms import FormContext, form
from bot.literal import pieces, shorten, spoken, units
from bot.outcomes import DELETE, EDIT, EXACT_WORDS, NEW_SEED, TRANSLATE, TRY_AGAIN
from core.budgets import Limits
from core.errors import LimitReached, NeedsEnglish, OptionError, SourceRefused
from core.model import ImageRequest, Job, Outcome, Rewrite, Source, Stage
from core.styles import STYLES
from core.text import clean
from local.slack.blockkit import faults
from tests.faults import tally
from tests.jobs import job, rewritten
from tests.parti import prompts
from tests.slack_reading import assert_dead, assert_postable, literals

SECTION = "What people and models write"

ALL = (NEW_SEED, EDIT, EXACT_WORDS, DELETE, TRY_AGAIN, TRANSLATE)

MARKUP = r"""<!channel> <!here|here> <@U0BO> <#C0GENERAL|general> <https://x.y|z> @here @channel *b*
#general _i_ ~s~ `c` ```x``` :smile: :+1: &lt; &amp; & < > https://example.com/a_b www.a.com a.io
mailto:a@b.com <!date^1^{time}|x> \ " ' * _ ~ ` :"""
SCRIPTS = """👩\u200d👩\u200d👧\u200d👦 🏳️\u200d🌈 👍🏽 🇻🇳 ❤️ e\u0301\u0323 ثعلب שועל ก็ キツネ 狐
लोमड़ी 𝔣𝔬𝔵 ﷺ Một con cáo đỏ"""
UNSEEN = (
    "\n> quote",
    "\u202eevil\u2066",
    "\x00\x1b[31m",
    "\ud83d",
    "\u200b\u200d",
    " ",
    "\u0335" * 9,
)

written = st.lists(
    st.one_of(
        st.sampled_from(MARKUP.split()),
        st.sampled_from(SCRIPTS.split()),
        st.sampled_from(UNSEEN),
        st.text(max_size=30),
    ),
    max_size=12,
).map("".join)
long_written = st.tuples(written.filter(clean), st.integers(1, 400)).map(
    lambda pair: (pair[0] * pair[1])[:2_000]
)


def told(made: Job, who: str) -> list[Message]:
    """Every message there is about a job."""
    return [
        messages.placeholder(made, who),
        messages.finished(made, who, "F1", cost=0.081, buttons=ALL[:4]),
        messages.failed(made, who),
        messages.private_failure(made, buttons=ALL),
        messages.not_a_member(made),
    ]


def answered(words: str) -> list[Message]:
    """Every private answer that repeats somebody's words."""
    return [
        notices.refusal(OptionError("seed", f"The seed “{words[:100]}” is no number."), words),
        notices.refusal(LimitReached("person", 20, 1_800_000_000.0), words),
        notices.refusal(NeedsEnglish(words), words),
        notices.refusal(SourceRefused(words), words),
        notices.help_message({f"own{words}": words}, Limits()),
    ]


def assert_shown(row: str, message: Message, *whole: str) -> None:
    """It can be posted, does nothing, and has these words whole."""

    def assert_whole(message: Message) -> None:
        for words in whole:
            assert any(clean(words) in each for each in literals(message))

    checks: dict[str, Callable[[Message], None]] = {
        "that Slack would refuse": assert_postable,
        "with live marks": assert_dead,
        "with words missing": assert_whole,
    }
    figures = Counter({"messages": 1})
    try:
        for short, check in checks.items():
            figures[short] = 1
            check(message)
            figures[short] = 0
    finally:
        tally.count(SECTION, row, figures)


@settings(max_examples=2_500 if tally.FULL else settings().max_examples)
@given(
    texts=st.tuples(written, written, written, written),
    state=st.tuples(st.sampled_from(Stage), st.sampled_from(Outcome), st.sampled_from(Rewrite)),
    source=st.sampled_from([None, Source("F0SOURCE")]),
)
def test_whatever_is_written_is_shown_and_does_nothing(
    texts: tuple[str, str, str, str],
    state: tuple[Stage, Outcome, Rewrite],
    source: Source | None,
) -> None:
    """Every message of every job shows the words as typed, without a live mark."""
    words, enhanced, who, other = texts
    stage, outcome, how = state
    row = "four texts, any message about a picture"
    tally.count(SECTION, row, {"texts": len(texts)})
    made = job(
        {"prompt": words, "negative_prompt": other, "source": source, "model": other},
        enhancement=dataclasses.replace(rewritten(enhanced, how), style=other),
        stage=stage,
        outcome=str(outcome),
        notes={"reason": other},
    )
    for shown in told(made, who):
        assert_shown(row, shown, words)
    if how in {Rewrite.ENHANCED, Rewrite.REUSED}:
        assert_shown(row, messages.finished(made, who, "F1"), enhanced)


@given(words=long_written, enhanced=long_written)
def test_long_words_are_whole_and_fit(words: str, enhanced: str) -> None:
    """2,000 characters of anything, with twice that of an enhanced prompt, make one message."""
    # Clean letters may be longer than what was typed (compatibility forms), never shown cut.
    words, enhanced = clean(words)[:2_000], clean(f"{enhanced} {enhanced}")[:4_000]
    row = "texts as long as they may be"
    tally.count(SECTION, row, {"texts": 2})
    made = job({"prompt": words}, enhancement=rewritten(enhanced))
    for shown in told(made, "Ana"):
        assert_shown(row, shown, words)
    if units(enhanced) <= 4_500:
        assert_shown(row, messages.finished(made, "Ana", "F1", buttons=ALL[:4]), enhanced)


@given(words=written)
def test_private_answers_repeat_words_without_obeying(words: str) -> None:
    """What was typed comes back for copying, as text."""
    tally.count(SECTION, "private answers", {"texts": 1})
    for shown in answered(words):
        assert_shown("private answers", shown, words)


@given(words=long_written, others=long_written)
def test_forms_are_filled_in_with_the_words(words: str, others: str) -> None:
    """A form shows what it is about in fields, in which Slack reads no markup."""
    request = ImageRequest(words[:2_000], negative_prompt=others, enhanced_prompt=others)
    view = form(FormContext("C0GENERAL"), STYLES, "minimal", request=request, with_source=True)
    assert faults(view["blocks"], "modal") == []
    assert view["blocks"][0]["element"]["initial_value"] == words[:2_000]
    assert [mark for mark in _texts(view) if mark["type"] == "mrkdwn"] == []


@given(text=written, limit=st.integers(10, 200))
def test_spoken_words_keep_to_their_limit(text: str, limit: int) -> None:
    """However much escaping lengthens them, and without cutting an escape in two."""
    heard = spoken(text, limit)
    assert len(heard) <= limit
    assert bool(heard) == bool(clean(text))
    assert all(part.startswith(("amp;", "lt;", "gt;")) for part in heard.split("&")[1:])


@given(text=long_written, limit=st.integers(4, 300))
def test_pieces_put_together_are_the_text(text: str, limit: int) -> None:
    """Nothing is lost where a text is split, and no piece is too long."""
    parts = pieces(text, limit)
    assert "".join(parts) == text
    assert all(0 < units(part) <= limit for part in parts)


@given(text=long_written.map(clean), limit=st.integers(4, 300))
def test_a_shortened_text_says_so(text: str, limit: int) -> None:
    """It is the text, or a start of it with three dots."""
    short = shorten(text, limit)
    assert units(short) <= limit
    assert short == text or (short.endswith("…") and text.startswith(short[:-1]))


def _texts(value: object) -> Iterator[dict[str, Any]]:
    """Everything in a view that has a text."""
    if isinstance(value, dict):
        if "text" in value and "type" in value:
            yield value
        yield from (each for part in value.values() for each in _texts(part))
    elif isinstance(value, list):
        yield from (each for part in value for each in _texts(part))


@pytest.mark.parametrize("every", [16, pytest.param(1, marks=pytest.mark.slow)])
def test_real_prompts_are_shown_whole(every: int) -> None:
    """Prompts as people write them, in every message that repeats them."""
    row = "real prompts"
    for words in prompts()[::every]:
        tally.count(SECTION, row, {"texts": 1})
        enhanced = f"{words}, detailed"
        made = job({"prompt": words}, outcome="fault", enhancement=rewritten(enhanced))
        for shown in told(made, "Ana"):
            assert_shown(row, shown, words)
        assert_shown(row, messages.finished(made, "Ana", "F1"), words, enhanced)
