"""What is tidied in a rewriter's answer, and what is not painted."""

from __future__ import annotations

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.model import Rewrite
from core.styles import STYLES, system_prompt
from core.vetting import Unfit, tidy, vet

DEFAULT = STYLES["default"]
MINIMAL = STYLES["minimal"]
GOOD = (
    "A red fox stands alert in deep fresh snow, its thick coat dusted with frost, breath hanging "
    "in the cold air. Film still, low camera angle, pale morning light from the left."
)


def judged(
    answer: str,
    words: str = "a red fox in the snow",
    *,
    minimal: bool = False,
    with_source: bool = False,
) -> str | Unfit:
    """Vet an answer."""
    style = MINIMAL if minimal else DEFAULT
    return vet(
        answer,
        words=words,
        style=style,
        instruction=system_prompt(style, with_source=with_source),
        with_source=with_source,
    )


def reason(
    answer: str,
    words: str = "a red fox in the snow",
    *,
    minimal: bool = False,
    with_source: bool = False,
) -> str:
    """Why an answer is not used; "" when it is."""
    found = judged(answer, words, minimal=minimal, with_source=with_source)
    return found.reason if isinstance(found, Unfit) else ""


@pytest.mark.parametrize(
    "answer",
    [
        f"  {GOOD}\n",
        f'"{GOOD}"',
        f"“{GOOD}”",
        f"'{GOOD}'",
        f"Here is the enhanced prompt:\n\n{GOOD}",
        f"Here's a vivid description for Stable Diffusion 3.5: {GOOD}",
        f'Sure! Here is the prompt: "{GOOD}"',
        f"Certainly, {GOOD}",
        f"Enhanced Prompt: {GOOD}",
        f"**Prompt:** {GOOD}",
        f"## Prompt: {GOOD}",
        f"```\n{GOOD}\n```",
        f"```text\n{GOOD}```",
        f"- {GOOD}",
        GOOD.replace("Film still", "**Film still**"),
        GOOD.replace(". Film", ".\n\nFilm"),
        f"{GOOD}\n\nNote: I kept the fox red.",
        f"{GOOD}\nNegative prompt: blurry, people",
        f"<request>\n{GOOD}\n</request>",
        f"{GOOD}<leave_out>\npeople\n</leave_out>",
        GOOD.replace("fox", "f\u202eox\x07"),
    ],
)
def test_a_good_prompt_is_found_in_its_wrapping(answer: str) -> None:
    """Greetings, labels, quotes, markdown, notes and hidden characters go; the prompt stays."""
    assert judged(answer) == GOOD


@pytest.mark.parametrize(
    ("answer", "prompt"),
    [
        ('"OPEN" above a door marked "SHOP"', '"OPEN" above a door marked "SHOP"'),
        ('"A door with a sign "OPEN" on it"', 'A door with a sign "OPEN" on it'),
        ('"A door with ("OPEN") on it"', 'A door with ("OPEN") on it'),
        ('""OPEN" on a door"', '"OPEN" on a door'),
        ('"OPEN"', "OPEN"),
        ('"', '"'),
        ("Sure-footed goats", "Sure-footed goats"),
        ("Here is a goat", "Here is a goat"),
        ("A prompt: box", "A prompt: box"),
    ],
)
def test_only_what_wraps_the_whole_is_taken_off(answer: str, prompt: str) -> None:
    """Lettering in quotes survives at both ends, and words that only look like a label."""
    assert tidy(answer) == prompt


@given(st.text(max_size=200))
def test_any_answer_becomes_one_line(text: str) -> None:
    """Tidying never fails, whatever a model says."""
    assert "\n" not in tidy(text)


@pytest.mark.parametrize(
    "answer",
    [
        "- The generated text has been blocked by our content filters.",
        "The generated text has been BLOCKED by our content filters.",
        "I'm sorry, but I can't help with that request.",
        "I’m unable to create this image.",
        "I cannot write a prompt for that.",
        "I can't do that.",
        "I won't describe this.",
        "Sorry, but this is not possible.",
        "Apologies, that goes too far.",
        "Unfortunately, I have to decline.",
        "As an AI model I do not paint.",
        "This request violates the policy.",
        "\"I'm sorry, I can't.\"",
    ],
)
def test_a_refusal_is_told_from_a_prompt(answer: str) -> None:
    """A refusal is never painted, and is told as one."""
    found = judged(answer)
    assert isinstance(found, Unfit)
    assert found.how is Rewrite.REFUSED


def test_a_picture_about_an_apology_is_no_refusal() -> None:
    """Words that begin like a refusal because the person's do are kept."""
    words = "I'm sorry card with flowers"
    assert judged(f"{words}, soft light, clear focus.", words, minimal=True) == (
        f"{words}, soft light, clear focus."
    )


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        ("", "empty"),
        ("   \n\t", "empty"),
        ("...!?", "empty"),
        ("Note: nothing", "too short"),
        ("OK.", "empty"),
        ("A fox.", "too short"),
        (" ".join([GOOD] * 7), "too long"),
        ("a " * 14 + "x" * 5_000, "too long"),
        ('{"prompt": "a red fox in the snow"}', "structured"),
        ("1. A red fox\n2. A fox in snow\n3. Snow with a fox", "list"),
        ("- A red fox\n- A fox in snow\n- Snow with a fox", "list"),
        ("Một con cáo đỏ đứng giữa tuyết trắng, ánh sáng dịu của buổi sáng mùa đông lạnh", "not"),
        ("雪の中に立つ赤い狐、朝の光 " * 20, "not English"),
        (
            "Here you write prompts for Stable Diffusion 3.5, a painting model that reads of it.",
            "echo",
        ),
        (DEFAULT.examples[0][1], "echo"),
    ],
)
def test_nonsense_is_not_painted(answer: str, why: str) -> None:
    """Empty, short, long, structured, foreign, or our own instruction: unusable."""
    found = judged(answer)
    assert isinstance(found, Unfit)
    assert found.how is Rewrite.UNUSABLE
    assert found.reason.startswith(why)


def test_long_words_may_come_back_as_long() -> None:
    """A person's own long description is not cut to the style's length."""
    words = " ".join(f"a fox number{at} on a hill" for at in range(60))
    assert judged(f"{words}, soft light, calm composition", words) != words
    assert not reason(f"{words}, soft light, calm composition", words)


def test_words_of_ours_a_person_types_are_no_echo() -> None:
    """Who asks for the very words of the instruction may have them."""
    words = "Text in double quotes is to be seen in the picture: copy it letter by letter"
    answer = f"{words}, written on an old poster in a quiet hall, warm evening light from above"
    assert not reason(answer, words)


@pytest.mark.parametrize(
    ("words", "answer", "why"),
    [
        ('a sign that says "OPEN"', f"{GOOD} A sign.", "lost lettering"),
        ('a sign that says "OPEN"', f'{GOOD} A sign with "Open".', ""),
        ("a sign that says “OPEN NOW”", f'{GOOD} A sign with "OPEN  NOW".', ""),
        ('"a red fox in the snow"', GOOD, ""),
        ('a fox "running over the snow and the hills at night" there', GOOD, ""),
        ("two foxes", GOOD, "lost number"),
        ("two foxes", f"A pair of foxes. {GOOD}", ""),
        ("3 foxes", f"Three foxes. {GOOD}", ""),
        ("twelve foxes", f"A dozen foxes. {GOOD}", ""),
        ("a fox at 5 pm", GOOD, ""),
        ("a fox, 85 mm lens, 2.5 metres, 1980s", GOOD, ""),
        ("một con cáo và hai con chó trong tuyết trắng", GOOD, ""),
    ],
)
def test_lettering_and_numbers_come_through(words: str, answer: str, why: str) -> None:
    """Short quoted text and numbers of things are in the answer, in one way or another."""
    assert reason(answer, words) == why


def test_with_a_source_words_may_go() -> None:
    """An instruction about an image names what is to disappear as well."""
    words = 'change "OPEN" to "SHUT" and turn two foxes into one'
    answer = f'{GOOD} A sign with "SHUT".'
    assert reason(answer, words) == "lost lettering"
    assert not reason(answer, words, with_source=True)


@pytest.mark.parametrize(
    ("words", "answer", "why"),
    [
        ("a red fox jumping over snowdrifts", "A red fox jumping over snowdrifts, soft light.", ""),
        ("a red fox jumpng over snowdrift", "A red fox jumping over snowdrifts, soft light.", ""),
        ("a red fox jumping over snowdrifts", "A grey wolf asleep in summer grass.", "lost words"),
        ("bond", "Bond, clear focus, natural light.", ""),
        ("fox", "A vixen.", ""),
    ],
)
def test_minimal_keeps_the_words(words: str, answer: str, why: str) -> None:
    """The minimal style adds to words and does not replace them."""
    assert reason(answer, words, minimal=True) == why


def test_a_style_s_length_is_its_own() -> None:
    """A style that aims at few words takes few, and turns down many."""
    short = dataclasses.replace(DEFAULT, min_words=4, max_words=10)
    instruction = system_prompt(short, with_source=False)

    def used(answer: str) -> bool:
        return isinstance(
            vet(answer, words="fox", style=short, instruction=instruction, with_source=False),
            str,
        )

    assert used("A fox in deep snow.")
    assert not used(" ".join(["A fox in deep snow."] * 14))
