"""What people read about their pictures."""

from __future__ import annotations

import dataclasses

import pytest
from slack_sdk import WebClient

from bot import messages
from bot.blocks import Message
from bot.outcomes import (
    DELETE,
    EDIT,
    EXACT_WORDS,
    NEW_SEED,
    TRY_AGAIN,
    WORDING,
    wording,
)
from core.model import AspectRatio, Outcome, Rewrite, Source, Stage
from core.pixels import MIN_SIDE
from tests.jobs import ENHANCED, job, rewritten
from tests.slack_reading import (
    assert_dead,
    assert_postable,
    buttons,
    literals,
    own_words,
    reading,
)

HOSTILE = "<!channel> *bold* <https://x|y> @here :smile: `code` _it_ ~no~ &lt;b&gt; <@U0BO>"


def test_every_outcome_has_its_words() -> None:
    """Each way a job can end or wait has a sentence that says what happened."""
    assert set(WORDING) == set(Outcome)
    assert all(row.what.endswith(".") for row in WORDING.values())
    assert len({row.what for row in WORDING.values()}) == len(Outcome)


def test_wording_is_calm() -> None:
    """No exclamation marks and no names of machinery reach people."""
    read = " ".join(f"{row.what} {row.advice} {row.waiting}" for row in WORDING.values())
    assert "!" not in read
    for jargon in ("Lambda", "DynamoDB", "S3", "token", "exception", "HTTP", "queue", "null"):
        assert jargon not in read


def test_an_unknown_outcome_reads_as_a_fault_of_ours() -> None:
    """A record from another version still gets words."""
    assert wording("no such outcome") is WORDING[Outcome.FAULT]


@pytest.mark.parametrize(
    ("stage", "sentence"),
    [
        (Stage.ENHANCING, "Improving the prompt, usually about 2 seconds."),
        (Stage.PAINTING, "Painting, usually 7 to 30 seconds."),
        (Stage.POSTING, "Posting, usually a few seconds."),
    ],
)
def test_the_placeholder_names_the_stage_and_its_usual_time(stage: Stage, sentence: str) -> None:
    """Progress is a named stage with its usual time, for eyes and ears alike."""
    shown = messages.placeholder(job(stage=stage), "Ana")
    assert_postable(shown)
    assert sentence in shown.text
    name, usual = sentence.removesuffix(".").split(", usually ")
    assert f"*{name}* ({usual})" in reading(shown)


def test_the_placeholder_says_who_asked_and_for_what() -> None:
    """The name is plain text and the words are quoted."""
    shown = messages.placeholder(job(), "Ana")
    assert "Ana asked for a picture" in literals(shown)
    assert "a red fox in the snow" in literals(shown)
    assert shown.text.startswith("Ana asked for a picture: a red fox in the snow.")


def test_a_name_that_is_not_known_is_someone() -> None:
    """No message begins with nothing, or with an id."""
    assert messages.placeholder(job(), "").text.startswith("Someone asked")
    assert "Someone asked for a picture" in literals(messages.failed(job(outcome="fault"), " "))


def test_the_placeholder_names_no_stage_that_will_not_come() -> None:
    """Words that are painted as typed are not said to be improved."""
    assert "Improving" not in reading(messages.placeholder(job({"enhance": False}), "Ana"))
    assert "Improving" not in reading(messages.placeholder(job({"enhanced_prompt": "x"}), "Ana"))
    assert "Improving" in reading(messages.placeholder(job(), "Ana"))


@pytest.mark.parametrize(
    ("outcome", "reason"),
    [
        (Outcome.THROTTLED, "The models are busy."),
        (Outcome.NOT_ENGLISH, "Waiting for Nova Pro, which puts these words into English first."),
        (Outcome.UNAVAILABLE, "A service that painting needs is not answering."),
        ("", "Other pictures are being painted first."),
    ],
)
def test_a_queued_placeholder_says_what_it_waits_for(outcome: str, reason: str) -> None:
    """Queued is said, with its reason, and that nothing has to be done."""
    shown = messages.placeholder(job(stage=Stage.QUEUED, outcome=outcome), "Ana")
    assert_postable(shown)
    assert "*Queued.*" in reading(shown)
    assert reason in reading(shown)
    assert reason in shown.text
    assert "no need to ask again" in shown.text


def test_the_final_message_has_picture_both_prompts_and_recipe() -> None:
    """Everything that made the picture stands beside it."""
    shown = messages.finished(job(), "Ana", "F0PICTURE", cost=0.081)
    assert_postable(shown)
    image = next(block for block in shown.blocks if block["type"] == "image")
    assert image["slack_file"] == {"id": "F0PICTURE"}
    assert image["alt_text"] == ENHANCED
    assert "a red fox in the snow" in literals(shown)
    assert ENHANCED in literals(shown)
    recipe = "seed 42 · cinematic style · 16:9 · Stable Diffusion 3.5 Large · about 0.08 USD"
    assert recipe in literals(shown)
    for each in ("a red fox in the snow", ENHANCED, "seed 42", "16:9"):
        assert each in shown.text


def test_a_picture_that_slack_shows_apart_is_pointed_to() -> None:
    """Where no block can hold the file, the rest of the message stays whole."""
    shown = messages.finished(job(), "Ana", "")
    assert_postable(shown)
    assert "image" not in {block["type"] for block in shown.blocks}
    assert "in a message of its own" in reading(shown)
    assert ENHANCED in literals(shown)
    assert list(buttons(shown)) == ["new_seed", "delete"]


def test_the_recipe_of_a_picture_from_a_picture() -> None:
    """A source's own shape, the strength used and the lineage are told; no ratio that was not."""
    request = {
        "source": Source("F0SOURCE"),
        "negative_prompt": "people, text",
        "parent_id": "T0LOCAL.parent",
        "aspect_ratio": AspectRatio.RATIO_9_21,
    }
    shown = messages.finished(job(request), "Ana", "F1", strength=0.65)
    read = reading(shown)
    assert "the source's shape 1344×768 · strength 0.65 · without people, text" in read
    head = "Ana asked for a picture from a shared image, going on from an earlier one"
    assert head in literals(shown)
    assert shown.text.startswith(f"{head}: a red fox in the snow.")
    assert "9:21" not in read
    asked = messages.finished(job({**request, "strength": 0.3}), "Ana", "F1", strength=0.65)
    assert "strength 0.3" in reading(asked)


def test_text_to_image_and_image_to_image_look_the_same() -> None:
    """Both have the same blocks in the same order."""
    plain = messages.finished(job(), "Ana", "F1")
    based = messages.finished(job({"source": Source("F0")}), "Ana", "F1", strength=0.6)
    assert [b["type"] for b in plain.blocks] == [b["type"] for b in based.blocks]
    assert [b["block_id"] for b in plain.blocks] == [b["block_id"] for b in based.blocks]


@pytest.mark.parametrize("how", [how for how in Rewrite if how.fell_back])
def test_a_fallback_is_told(how: Rewrite) -> None:
    """Words painted unimproved against the wish are said to be so, to eyes and ears."""
    made = job(enhancement=rewritten("a red fox in the snow", how))
    shown = messages.finished(made, "Ana", "F1")
    assert_postable(shown)
    assert "Painted from the words as typed:" in reading(shown)
    assert "Painted from the words as typed:" in shown.text
    assert "Enhanced prompt" not in reading(shown)
    assert "cinematic" not in reading(shown)


def test_words_painted_as_asked_are_no_fallback() -> None:
    """Exact words are the person's choice, and called so."""
    made = job({"enhance": False}, enhancement=rewritten("a red fox in the snow", Rewrite.AS_TYPED))
    read = reading(messages.finished(made, "Ana", "F1"))
    assert "exact words" in read
    assert "Painted from the words as typed" not in read
    assert "Enhanced prompt" not in read


def test_a_new_seed_still_shows_the_enhanced_prompt() -> None:
    """A prompt that was taken over from the picture before is shown like a new one."""
    made = job(enhancement=rewritten(ENHANCED, Rewrite.REUSED))
    assert ENHANCED in literals(messages.finished(made, "Ana", "F1"))


def test_buttons_carry_the_job() -> None:
    """Each button has an action of its own and the job's id; deleting asks first."""
    shown = messages.finished(job(), "Ana", "F1", buttons=(NEW_SEED, EDIT, EXACT_WORDS, DELETE))
    assert_postable(shown)
    assert list(buttons(shown)) == ["new_seed", "edit", "exact_words", "delete"]
    assert {b["value"] for b in buttons(shown).values()} == {job().id}
    assert [name for name, b in buttons(shown).items() if "confirm" in b] == ["delete"]
    assert all(job().id in block["block_id"] for block in shown.blocks)
    assert list(buttons(messages.finished(job(), "Ana", "F1"))) == ["new_seed", "delete"]
    assert not buttons(messages.finished(job(), "Ana", "F1", buttons=()))


def test_an_update_has_new_block_ids() -> None:
    """Slack asks for new block ids when a message is updated."""
    stages = [messages.placeholder(job(stage=stage), "Ana") for stage in Stage]
    every = [*stages, messages.finished(job(), "Ana", "F1"), messages.failed(job(), "Ana")]
    ids = [block["block_id"] for shown in every for block in shown.blocks]
    assert len(ids) == len(set(ids))


def test_the_parent_can_be_linked() -> None:
    """A picture that goes on from another links to its message, and unfolds nothing."""
    url = "https://local.slack.com/archives/C0GENERAL/p1800000000000100"
    shown = messages.finished(job({"parent_id": "x"}), "Ana", "F1", parent_link=url)
    assert_postable(shown)
    links = [e for e in shown.blocks[0]["elements"][0]["elements"] if e["type"] == "link"]
    assert links == [{"type": "link", "url": url, "text": "an earlier one"}]
    assert shown.posting()["unfurl_links"] is False


@pytest.mark.parametrize("outcome", [o for o, row in WORDING.items() if not row.private])
def test_a_public_failure_says_what_happened_and_keeps_the_words(outcome: Outcome) -> None:
    """What went wrong and what to do stand where the placeholder stood."""
    shown = messages.failed(job(outcome=str(outcome)), "Ana")
    assert_postable(shown)
    assert WORDING[outcome].what in shown.text
    assert WORDING[outcome].what in reading(shown)
    assert "a red fox in the snow" in literals(shown)
    assert "does not count towards the daily limit" in shown.text
    assert ("try_again" in buttons(shown)) == (TRY_AGAIN in WORDING[outcome].helps)


@pytest.mark.parametrize("outcome", [o for o, row in WORDING.items() if row.private])
def test_what_concerns_one_persons_words_is_not_told_to_all(outcome: Outcome) -> None:
    """The public message of a private failure gives no reason."""
    shown = messages.failed(job(outcome=str(outcome)), "Ana")
    assert_postable(shown)
    assert WORDING[outcome].what not in shown.text + reading(shown)
    assert "filter" not in shown.text + reading(shown)
    assert not buttons(shown)


def test_the_operator_is_said_to_know_where_a_mend_is_needed() -> None:
    """A wrong set-up promises no luck by trying again."""
    shown = messages.failed(job(outcome="misconfigured"), "Ana")
    assert "The operator has been told." in shown.text
    assert not buttons(shown)


@pytest.mark.parametrize("outcome", [o for o, row in WORDING.items() if row.private])
def test_a_private_failure_gives_the_words_back(outcome: Outcome) -> None:
    """Nothing typed is lost: the words can be copied."""
    shown = messages.private_failure(job(outcome=str(outcome)))
    assert_postable(shown)
    assert WORDING[outcome].what in shown.text
    assert "a red fox in the snow" in literals(shown)
    assert "Your words: a red fox in the snow" in shown.text


def test_filters_say_which_and_what_may_help() -> None:
    """Words, picture and source are told apart, each with its way on."""
    told = {
        outcome: messages.private_failure(job(outcome=str(outcome)), buttons=(NEW_SEED, EDIT))
        for outcome in Outcome
        if outcome.startswith("filtered")
    }
    assert len({shown.text for shown in told.values()}) == len(told)
    assert "in English" in told[Outcome.FILTERED_PROMPT].text
    assert "source image" in told[Outcome.FILTERED_SOURCE].text
    assert list(buttons(told[Outcome.FILTERED_OUTPUT])) == ["new_seed", "edit"]
    assert list(buttons(told[Outcome.FILTERED_PROMPT])) == ["edit"]
    assert not buttons(told[Outcome.FILTERED_SOURCE])


def test_only_buttons_with_listeners_are_shown() -> None:
    """A button that nobody answers is worse than none."""
    assert not buttons(messages.private_failure(job(outcome="invalid")))
    assert list(buttons(messages.private_failure(job(outcome="not_english")))) == ["try_again"]


def test_a_bad_source_says_what_the_image_lacks() -> None:
    """The reason found when the image was read is what the person reads."""
    reason = "That picture is 10 × 40 pixels, too small to start from."
    shown = messages.private_failure(job(outcome="bad_source", notes={"reason": reason}))
    assert_postable(shown)
    assert reason in shown.text
    assert reason in reading(shown)
    plain = messages.private_failure(job(outcome="bad_source")).text
    assert f"JPEG or PNG, at least {MIN_SIDE} pixels a side" in plain


@pytest.mark.parametrize(
    ("limit", "sentence"),
    [
        ("150", "This workspace has used up its paintings for today."),
        ("0", "Painting is switched off in this workspace."),
    ],
)
def test_a_paid_limit_of_nothing_is_called_switched_off(limit: str, sentence: str) -> None:
    """Nobody is told to come back tomorrow for paintings that are switched off."""
    shown = messages.private_failure(job(outcome="paid_limit", notes={"limit": limit}))
    assert_postable(shown)
    assert sentence in shown.text
    assert sentence in reading(shown)
    assert ("00:00 UTC" in shown.text) == (limit != "0")


def test_an_uninvited_bot_says_how_to_invite_it() -> None:
    """In a channel: the invitation to type, and Try again."""
    shown = messages.not_a_member(job(outcome="no_posting"), bot="Imagine")
    assert_postable(shown)
    assert_dead(shown)
    assert "/invite @Imagine" in reading(shown)
    assert list(buttons(shown)) == ["try_again"]
    assert "a red fox in the snow" in literals(shown)


def test_between_two_people_the_bots_own_direct_message_is_named() -> None:
    """No app can be invited there, so nothing of the kind is suggested."""
    shown = messages.not_a_member(job(outcome="no_posting", address={"channel": "D0TWO"}))
    assert_postable(shown)
    assert "my own direct message" in shown.text
    assert "/invite" not in reading(shown)
    assert not buttons(shown)


def test_hostile_words_are_shown_literally() -> None:
    """Markup in words, prompts, names, styles and reasons is read, not obeyed."""
    made = job(
        {"prompt": HOSTILE, "negative_prompt": HOSTILE, "model": HOSTILE, "seed": 7},
        enhancement=dataclasses.replace(rewritten(HOSTILE + " x"), style=HOSTILE),
        notes={"reason": HOSTILE},
        outcome="bad_source",
    )
    for shown in (
        messages.placeholder(made, HOSTILE),
        messages.finished(made, HOSTILE, "F1"),
        messages.failed(made, HOSTILE),
        messages.private_failure(made),
        messages.not_a_member(made),
    ):
        assert_postable(shown)
        assert_dead(shown)
        assert any(HOSTILE in each for each in literals(shown))
        assert not any("bold" in each for each in own_words(shown))
    assert HOSTILE + " x" in literals(messages.finished(made, "Ana", "F1"))


@pytest.mark.parametrize("character", ["x", "🦊", '"', "\\", "ệ", "ا", "<", "*"])
def test_long_words_and_prompts_stay_whole(character: str) -> None:
    """2,000 characters of words and 4,000 of enhanced prompt are all there."""
    words, enhanced = character * 2_000, "word " * 799 + "last."
    made = job({"prompt": words}, enhancement=rewritten(enhanced))
    shown = messages.finished(
        made, "Ana", "F1", buttons=(NEW_SEED, EDIT, EXACT_WORDS, DELETE), cost=0.081
    )
    assert_postable(shown)
    assert words in literals(shown)
    assert enhanced in literals(shown)
    assert "seed 42" in shown.text


def test_no_words_make_no_empty_quote() -> None:
    """A picture asked for with an image alone still reads well."""
    made = job({"prompt": "", "source": Source("F0")}, outcome="fault")
    for shown in (
        messages.placeholder(made, "Ana"),
        messages.finished(made, "Ana", "F1"),
        messages.failed(made, "Ana"),
        messages.private_failure(made),
    ):
        assert_postable(shown)
    assert messages.placeholder(made, "Ana").text.startswith(
        "Ana asked for a picture from a shared image."
    )


@pytest.mark.parametrize(
    ("arguments", "method"),
    [
        (Message.arguments, WebClient.chat_postMessage),
        (Message.arguments, WebClient.chat_update),
        (Message.arguments, WebClient.chat_postEphemeral),
        (Message.posting, WebClient.chat_postMessage),
    ],
)
def test_the_client_knows_every_argument(arguments: object, method: object) -> None:
    """No argument is passed on as something that the method does not document."""
    named = method.__code__.co_varnames  # type: ignore[attr-defined]
    sent = arguments(messages.placeholder(job(), "Ana"))  # type: ignore[operator]
    assert set(sent) <= set(named)
    assert sent["parse"] == "none"
    assert sent["link_names"] is False
