"""The rules for replies in a picture's thread, by the table of replies and at their edges."""

from __future__ import annotations

import contextlib
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import OptionError
from core.model import AspectRatio
from core.replies import LONGEST, Again, Change, Reply, Ruling, Talk, Unsure, judge
from tests.parti import prompts
from tests.reply_table import PICTURE, rows

STYLES = ("default", "photorealistic", "cinematic", "anime")
ROWS = rows()


def read(text: str, **about: bool) -> Ruling:
    """What the rules make of a reply."""
    return judge(replace(Reply(text, about=PICTURE), **about), styles=STYLES)


def named(row: dict[str, str]) -> str:
    """What the rules make of a row of the table, by its name."""
    reply = Reply(
        row["reply"],
        to_us=row["to"] == "us",
        to_others=row["to"] == "others",
        with_image=row["image"] == "yes",
        about=PICTURE,
    )
    return type(judge(reply, styles=STYLES)).__name__.lower()


def test_the_table_is_large_and_half_of_it_is_talk() -> None:
    """At least 150 replies in English, Vietnamese and both, about half of them plain talk."""
    talk = sum(row["outcome"] == "talk" for row in ROWS)
    assert len(ROWS) >= 150
    assert 0.4 < talk / len(ROWS) < 0.6
    assert {row["language"] for row in ROWS} == {"en", "vi", "mixed"}
    assert {row["outcome"] for row in ROWS} == {"again", "change", "talk"}


def test_no_talk_is_taken_for_a_request() -> None:
    """Of all plain talk none asks for a picture."""
    talk = [row for row in ROWS if row["outcome"] == "talk"]
    assert [row["reply"] for row in talk if named(row) not in ("talk", "unsure")] == []


def test_rules_alone_decide_what_is_plain() -> None:
    """Every reply marked so is decided without a model."""
    plain = [row for row in ROWS if row["decided_by"] == "rules"]
    assert [(row["reply"], named(row)) for row in plain if named(row) != row["outcome"]] == []


def test_rules_are_never_wrong() -> None:
    """What the rules leave open may be anything; what they decide is right."""
    wrong = [row for row in ROWS if named(row) not in (row["outcome"], "unsure")]
    assert [(row["reply"], named(row)) for row in wrong] == []


@pytest.mark.parametrize(
    ("text", "ruling"),
    [
        ("seed 42", Change(options={"seed": 42})),
        ("Seed = 42 please!", Change(options={"seed": 42})),
        ("again with seed 42", Change(options={"seed": 42}, new_seed=True)),
        ("16:9 please", Change(options={"aspect_ratio": AspectRatio.RATIO_16_9})),
        ("make it 1:1, seed 3", Change(options={"aspect_ratio": AspectRatio.RATIO_1_1, "seed": 3})),
        ("style cinematic", Change(options={"style": "cinematic"})),
        ("strength 60%", Change(options={"strength": 0.6})),
        ("tỉ lệ 1:1 nhé", Change(options={"aspect_ratio": AspectRatio.RATIO_1_1})),
        ("—no people, cars", Change(options={"negative_prompt": "people, cars"})),
        ("--seed 7 lol", Change(options={"seed": 7})),
        ("at night --ar 1:1", Change("at night", {"aspect_ratio": AspectRatio.RATIO_1_1})),
        ("again --ar 1:1", Change(options={"aspect_ratio": AspectRatio.RATIO_1_1}, new_seed=True)),
    ],
)
def test_options_change_that_one_thing(text: str, ruling: Ruling) -> None:
    """Options with or without their dashes are read; what is said beside them decides the rest."""
    assert read(text) == ruling


@pytest.mark.parametrize(
    "text",
    [
        "seed 42?",
        "the style guide is here",
        "style guide",
        "I liked seed 42 better",
        "4:30 please",
        "use git log --no merges",
        "git push --force",
        "--version prints the version",
        "run ls --format json",
    ],
)
def test_options_in_talk_are_not_ours(text: str) -> None:
    """Words that look like options, but amid something else, neither paint nor complain."""
    assert read(text) in (Unsure(), Talk())


@pytest.mark.parametrize("text", ["--ar 4:3", "seed 0", "at night --ar 4:3", "again --seed abc"])
def test_a_bad_option_that_is_plainly_for_us_is_told(text: str) -> None:
    """Whoever asks with a bad value hears of the right form."""
    with pytest.raises(OptionError):
        read(text)


def test_an_unknown_option_is_told_only_to_those_who_name_us() -> None:
    """People talk of other programs' options; to us they are a slip."""
    with pytest.raises(OptionError):
        read("make it blue --fancy", to_us=True)
    assert read("make it blue --fancy") == Unsure()


def test_small_talk_is_set_aside() -> None:
    """The words of a change are the request without the praise around it, as typed."""
    assert read("Haha love it! Make it BLUE, please 🙏") == Change("Make it BLUE")
    assert read("it's too dark; add more light, and a bit bigger") == Unsure()
    assert read("it's too dark; now make it brighter") == Change("now make it brighter")


def test_again_and_a_change_together() -> None:
    """More of the same with a difference is a change with a new seed."""
    assert read("again but at night") == Change("again but at night", new_seed=True)
    assert read("One more. At night!") == Change("At night", new_seed=True)
    assert read("làm lại nhưng vào ban đêm") == Change("làm lại nhưng vào ban đêm", new_seed=True)


def test_a_fragment_goes_on_with_a_remark() -> None:
    """After praise or a remark, "at night" says where it is lovely, not what to paint."""
    assert read("at night") == Change("at night")
    assert read("it's lovely, at night") == Unsure()
    assert read("beautiful, no people") == Unsure()


def test_what_the_picture_is_about_makes_words_known() -> None:
    """A thing can be removed or changed by name only where it is in the picture's words."""
    assert read("remove the fox") == Change("remove the fox")
    assert read("remove the lamp") == Unsure()
    lamp = Reply("remove the lamps", about="two old lamps on a table")
    assert judge(lamp, styles=STYLES) == Change("remove the lamps")


def test_words_to_us_are_a_change_unless_they_are_talk() -> None:
    """Naming us asks for whatever follows; thanks and questions do not."""
    wish = "a cat on the moon, eating cheese"
    assert read(wish, to_us=True) == Change(wish)
    assert read(wish) == Unsure()
    assert read("could you make it blue?", to_us=True) == Change("could you make it blue")
    assert read("why is it blue?", to_us=True) == Unsure()
    assert read("thank you!!", to_us=True) == Talk()
    assert read("stop", to_us=True) == Unsure()


def test_a_mention_of_somebody_else_starts_nothing() -> None:
    """Not even words that would be plain to us."""
    assert read("make it blue", to_us=True, to_others=True) == Talk()
    assert read("--seed 42", to_others=True) == Talk()


def test_an_image_becomes_the_source() -> None:
    """Alone or with a clear word it is a change; among small talk it is small talk."""
    assert read("", with_image=True) == Change()
    assert read("again", with_image=True) == Change(new_seed=True)
    assert read("at night", with_image=True) == Change("at night")
    assert read("lol", with_image=True) == Talk()
    assert read("🔥", with_image=True) == Talk()
    assert read("this is my dog", with_image=True) == Talk()
    assert read("> at night", with_image=True) == Talk()


def test_quoted_lines_are_somebody_elses() -> None:
    """Only what the writer adds below a quotation counts."""
    assert read("> make it blue\nagain") == Again()
    assert read("> again\nhaha") == Talk()


def test_links_code_and_long_replies_are_conversation() -> None:
    """They are not looked at further, unless they begin with our name."""
    assert read("at night https://example.com") == Talk()
    assert read("```make it blue```") == Talk()
    assert read("snow " * (LONGEST + 1)) == Talk()
    assert read("snow " * (LONGEST + 1), to_us=True) == Change(("snow " * (LONGEST + 1)).strip())


def test_descriptions_are_not_instructions() -> None:
    """What would do as a prompt says nothing in a thread unless we are named."""
    assert [prompt for prompt in prompts() if read(prompt) not in (Unsure(), Talk())] == []


_SNIPPETS = """again make it the a fox hat snow moon red blue at night with more but lại thêm tuyết
đi nhé --ar --seed 1:1 42 seed style , . ? ! 😂 :joy: > lol thanks no same one to of"""


@given(
    st.lists(st.sampled_from(_SNIPPETS.split()), max_size=12).map(" ".join) | st.text(max_size=60),
    st.booleans(),
)
def test_any_text_gets_a_ruling(text: str, to_us: bool) -> None:
    """Nothing but an option's own refusal is raised, and what is for others is never for us."""
    with contextlib.suppress(OptionError):
        assert isinstance(read(text, to_us=to_us), Again | Change | Talk | Unsure)
    assert read(text, to_us=to_us, to_others=True) == Talk()


@pytest.mark.parametrize("piece", ["moon ", "a ", "again ", "seed 1 ", "of ", "red,", ":a", "> "])
@pytest.mark.parametrize("to_us", [False, True])
def test_long_replies_take_bounded_time(piece: str, to_us: bool) -> None:
    """Forty thousand characters of one snippet get a ruling."""
    text = (piece * 40_000)[:40_000]
    assert isinstance(read(text, to_us=to_us), Again | Change | Talk | Unsure)
