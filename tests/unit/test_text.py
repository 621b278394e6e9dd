"""Cleaning people's words."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.text import MAX_MARKS, clean, quoted, spoken_codes


@pytest.mark.parametrize(
    "words",
    [
        "a red fox in the snow",
        "một con cáo đỏ trong tuyết",
        "ثعلب أحمر في الثلج",
        "שׁוּעָל אָדֹם בַּשֶּׁלֶג",
        "می‌خواهم یک روباه",
        "क्‍ष और क्‌ष",
        "雪の中の赤い狐",
        "สุนัขจิ้งจอกแดงบนหิมะ",
        "👩‍🚀 on 🏝️ with 👍🏽 and 1️⃣",
        "🏳️‍🌈 🏴󠁧󠁢󠁳󠁣󠁴󠁿 🇻🇳",
        "🫨🪿",
        "ཧཀྵྨླྺྼྻྂ",
        '<!channel> *bold* <https://x|y> @here &amp; "quoted"',
        "naïve café, 5€ ½ № ™",
    ],
)
def test_words_and_emoji_stay_as_typed(words: str) -> None:
    """Whatever can be seen is kept: scripts, emoji, marks and markup alike."""
    assert clean(words) == unicodedata.normalize("NFC", words)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("a\x00 fo\x07x\x1b[31m", "a fox[31m"),
        ("evil\u202etxt.exe", "eviltxt.exe"),
        ("\u2066a\u2069 \u202afox\u202c \u2067in\u2068 \u202dsnow", "a fox in snow"),
        ("a\u200e fox\u200f \u061cnow", "a fox now"),
        ("f\u200bo\u2060x\ufeff \u00adhid\u034fden", "fox hidden"),
        ("f\u200do\u200cx", "fox"),
        ("fox\ufffc\ufff9\ufdd0\uffff\U0001fffe", "fox"),
        ("fox \U000e0068\U000e0069\U000e007f", "fox"),
        ("🦊\ufe0f\U000e0100\U000e0101\U000e01ef", "🦊\ufe0f"),
        ("\ufe0f fox", "fox"),
        ("👩\u200d\u200d🚀", "👩\u200d🚀"),
    ],
)
def test_what_reorders_or_hides_is_dropped(typed: str, kept: str) -> None:
    """Controls, bidi characters and the carriers of invisible text leave nothing behind."""
    assert clean(typed) == kept


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  a  fox\n\nin\tthe\r\nsnow\u2029", "a fox in the snow"),
        ("a\u00a0fox\u3000in\u2003snow", "a fox in snow"),
        ("\u3164\u2800 \u200b\n", ""),
        ("a \u200b fox", "a fox"),
    ],
)
def test_a_prompt_is_one_line(typed: str, kept: str) -> None:
    """Line breaks, blanks of all kinds and letters drawn as nothing become single spaces."""
    assert clean(typed) == kept


def test_composed_and_decomposed_are_the_same_words() -> None:
    """Words typed in decomposed form come out composed."""
    assert clean(unicodedata.normalize("NFD", "cáo đỏ, Việt")) == "cáo đỏ, Việt"


def test_stacked_marks_are_bounded() -> None:
    """Letters buried under marks keep a few of them, and the letters stay."""
    marks = "\u0301\u0316\u0489\u0323" * 30
    kept = unicodedata.normalize("NFD", clean(f"Z{marks}a{marks}l"))
    assert [c for c in kept if not unicodedata.category(c).startswith("M")] == ["Z", "a", "l"]
    assert len(kept) == 3 + 2 * MAX_MARKS


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("\ud83e\udd8a", "🦊"), ("a \ud83e fox \udd8a", "a fox"), ("\ud83e\ud83e\udd8a", "🦊")],
)
def test_lone_surrogates_go_and_pairs_join(typed: str, kept: str) -> None:
    """Halves of characters, as JSON can carry them, never reach a service that refuses them."""
    assert clean(typed) == kept


@given(st.text(alphabet=st.characters(), max_size=200))
def test_cleaning_twice_changes_nothing(typed: str) -> None:
    """Clean words are stable, encodable and in normal form C."""
    once = clean(typed)
    assert clean(once) == once
    assert unicodedata.is_normalized("NFC", once)
    assert once.encode().decode() == once


_AWKWARD = (
    "e\u0301\u0344\u0323\u0f71\u0f72\u0f81\u200d\u200c\ufe0f\U000e0100\u202e\u0489\u2000"
    "가ᄀ\u1161क़ 🦊"
)


@given(st.text(alphabet=_AWKWARD, max_size=60))
def test_cleaning_twice_changes_nothing_in_awkward_company(typed: str) -> None:
    """Marks, joiners and selectors in any order still come out stable and bounded."""
    once = clean(typed)
    assert clean(once) == once
    assert unicodedata.is_normalized("NFC", once)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('a sign "HELLO" here', ['"HELLO"']),
        ("“a b” „c“ «d» 「e」", ["“a b”", "„c“", "«d»", "「e」"]),
        ('("x") and ="y"', ['"x"', '"y"']),
        ('a 24" tv and 5" phone', []),
        ('an "open one', []),
        ("dogs' day in the '90s", []),
        ('"a" b "c', ['"a"']),
    ],
)
def test_quoted_text_is_found(text: str, expected: list[str]) -> None:
    """Closed pairs of double quotes at the start of a word are quotations, nothing else is."""
    assert [text[start:end] for start, end in quoted(text)] == expected


@pytest.mark.parametrize(
    ("text", "spoken"),
    [
        ("a :fox_face: in the snow", "a fox face in the snow"),
        (":wave::skin-tone-3: hello", "wave hello"),
        ("a clock at 10:30:45, ratio 16:9:4", "a clock at 10:30:45, ratio 16:9:4"),
        ("std::vector of :cats", "std::vector of :cats"),
        ("no codes: none", "no codes: none"),
    ],
)
def test_emoji_codes_are_words_for_the_models(text: str, spoken: str) -> None:
    """What a chat program writes for an emoji is spoken; times, ratios and colons are not."""
    assert spoken_codes(text) == spoken
