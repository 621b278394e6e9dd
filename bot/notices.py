"""What one person reads in private, apart from any job: refusals, help, and what a button did.

Pure functions to a `Message`. Job messages are in `messages`; escaping and limits in `blocks`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from slack_sdk.models.blocks import Block, RichTextElement

from bot.blocks import (
    BUTTON_VALUE_LIMIT,
    Button,
    Message,
    Rich,
    actions,
    bold,
    bullets,
    code,
    copyable,
    line,
    message,
    moment,
    rich,
    words,
)
from bot.literal import spoken, units
from bot.outcomes import TRANSLATE, wording
from core.errors import LimitReached, NeedsEnglish, OptionError, SourceRefused, UserError
from core.model import SEED_MAX, SEED_MIN, AspectRatio
from core.text import clean

if TYPE_CHECKING:  # it would bring the AWS SDK along
    from core.budgets import Limits

USAGE = (
    "/imagine WORDS [--ar 16:9] [--style NAME] [--no people] [--seed 42] "
    "[--strength 0.6] [--raw] [--format png]"
)
"""The command's form, as refusals and the help show it."""

_EXAMPLES = (
    "/imagine a red fox in the snow",
    "/imagine a lighthouse at dusk --ar 21:9 --style cinematic",
    "/imagine a quiet street after rain --no people, cars --seed 42",
)

_RIGHT = {
    "prompt": "/imagine a red fox in the snow",
    "aspect_ratio": "/imagine a red fox in the snow --ar 3:2",
    "style": "/imagine a red fox in the snow --style cinematic",
    "negative_prompt": '/imagine a red fox in the snow --no people, "street lamps"',
    "seed": "/imagine a red fox in the snow --seed 42",
    "strength": "/imagine a red fox in the snow --strength 0.6",
    "output_format": "/imagine a red fox in the snow --format png",
    "enhance": "/imagine a red fox in the snow --raw",
}
"""By the field of an `OptionError`: one whole command that is right."""

_NOTHING_SPENT = "Nothing was painted or counted."


def refusal(
    error: UserError, typed_words: str, *, buttons: Sequence[Button] = (TRANSLATE,)
) -> Message:
    """Why a command was not taken, its right form, and the typed words for copying.

    Args:
        error: What is wrong with it.
        typed_words: Everything that was typed after the command's name.
        buttons: Those whose listeners exist. `TRANSLATE` is shown for words that need English;
            its value is the typed words, so it is left out where they are longer than a value.
    """
    what, advice = _parts(error)
    ours = not isinstance(error, (OptionError, SourceRefused))
    told: list[str | Rich] = [words(what, bold=ours), f" {advice}" if advice else ""]
    if isinstance(error, LimitReached) and error.limit > 0:
        when = moment(error.resets, "{date_short_pretty} at {time}", _utc(error.resets))
        told += [" For you that is ", when, "."]
    told += [f" {_NOTHING_SPENT}", *_form(error)]
    yours = words(typed_words)
    if yours:
        told.append("\nWhat you typed:")
    shown = [line(*told), copyable(typed_words)] if yours else [line(*told)]
    blocks: list[Block] = [rich("refusal-why", *shown)]
    offers = isinstance(error, NeedsEnglish) and TRANSLATE in buttons
    if offers and 0 < units(typed_words) <= BUTTON_VALUE_LIMIT:
        blocks.append(actions("refusal-buttons", (TRANSLATE,), typed_words))
    heard = [spoken(what, 900), advice, _NOTHING_SPENT]
    if yours:
        heard.append(f"What you typed: {spoken(typed_words, 2_400)}")
    return message(" ".join(filter(None, heard)), *blocks)


def help_message(styles: Mapping[str, str], limits: Limits) -> Message:
    """How the command is used, by example.

    Args:
        styles: One-line description by the name of each enhancement style.
        limits: The daily budgets.
    """
    budget = _budget(limits)
    blocks = [
        rich(
            "help-examples",
            line(bold("Type what you want to see")),
            copyable(*_EXAMPLES),
            line("Any language will do. The words are improved first, and both are shown."),
        ),
        rich("help-options", line(bold("Options")), _options()),
    ]
    if styles:
        named = [line(code(clean(name)), "  ", words(about)) for name, about in styles.items()]
        blocks.append(rich("help-styles", line(bold("Styles")), bullets(*named)))
    blocks += [
        rich("help-more", line(bold("Going on from a picture")), _going_on()),
        rich("help-limits", line(bold("Limits"), f"\n{budget}")),
    ]
    heard = f"How to use it: type {_EXAMPLES[0]}. The form is {USAGE}. {budget}"
    return message(heard, *blocks)


def late() -> Message:
    """The request is kept, but neither lane could be told of it: the sweep will find it."""
    return _plain(
        "late",
        "Noted.",
        "Your picture will start within five minutes. There is no need to ask again.",
    )


def unavailable() -> Message:
    """The table did not answer: most likely nothing was begun."""
    return _plain(
        "unavailable",
        "That did not work just now.",
        "Please try again in a few minutes, unless it has been done by then all the same.",
    )


def cannot_delete() -> Message:
    """Somebody pressed Delete on another person's picture."""
    return _plain(
        "cannot-delete",
        "This picture is not yours to delete.",
        "The person who asked for it can delete it, and so can an admin of this workspace.",
    )


def outdated_form() -> Message:
    """A form that was opened before a deployment changed what forms remember."""
    return _plain(
        "outdated_form",
        "This form was opened before an update of the app.",
        "Copy your words, close it, and open a new one.",
    )


def gone() -> Message:
    """A button of a picture whose recipe is no longer kept, or was deleted."""
    return _plain(
        "gone",
        "This picture's recipe is no longer kept.",
        "It was deleted or is too old to go on from. /imagine with the same words makes a new one.",
    )


def _plain(block_id: str, what: str, rest: str) -> Message:
    return message(f"{what} {rest}", rich(block_id, line(bold(what), f" {rest}")))


def _parts(error: UserError) -> tuple[str, str]:
    """What is wrong, and what to do about it. May quote the person."""
    match error:
        case OptionError():
            return error.message, ""
        case LimitReached():
            return _limit(error)
        case NeedsEnglish():
            return (
                "These words do not look English, and the painting model reads nothing else.",
                "Leave out --raw and they are put into English first.",
            )
        case SourceRefused():
            return error.message, ""
        case _:
            about = wording(error.outcome)
            return about.what, about.advice


def _limit(error: LimitReached) -> tuple[str, str]:
    whose = {
        "person": f"Your {error.limit} pictures for today are used up.",
        "workspace": f"This workspace's {error.limit} pictures for today are used up.",
        "paid": f"This workspace's {error.limit} paintings for today are used up.",
    }
    stopped = {
        "person": "Pictures are switched off for now.",
        "workspace": "Pictures are switched off in this workspace.",
        "paid": "Painting is switched off in this workspace.",
    }
    if error.limit <= 0:
        return stopped.get(error.budget, stopped["workspace"]), "The operator can change that."
    return (
        whose.get(error.budget, whose["workspace"]),
        f"They start anew at {_utc(error.resets)}.",
    )


def _form(error: UserError) -> list[str | Rich]:
    """The right form, where the command's form is what was wrong."""
    if not isinstance(error, OptionError):
        return []
    right = _RIGHT.get(error.field, _EXAMPLES[0])
    return ["\nThe form is ", code(USAGE), "\nFor example ", code(right)]


def _options() -> RichTextElement:
    rows = (
        ("--ar 16:9", f"the shape: {', '.join(AspectRatio)}"),
        ("--style NAME", "how the words are improved; see below"),
        ("--no people, cars", "what to leave out"),
        (
            "--seed 42",
            f"to get much the same picture again; {SEED_MIN} to {SEED_MAX}",
        ),
        ("--strength 0.6", "with a source image: 0 keeps it, 1 ignores it"),
        ("--raw", "your words exactly as typed, in English"),
        ("--format png", "jpeg or png"),
    )
    return bullets(*(line(code(form), f"  {about}") for form, about in rows))


def _going_on() -> RichTextElement:
    rows = (
        ("Reply in its thread", "“again”, “seed 42”, “at night”, “make it blue”."),
        ("Use its buttons", "anyone here may; its maker or an admin can delete it."),
        (
            "React to it",
            "🔁 paints one more, ❌ deletes it; 🎨 on any image offers to start from it.",
        ),
        ("Share an image", "with me in a direct message, or with a mention, to start from it."),
    )
    return bullets(*(line(bold(what), f"  {how}") for what, how in rows))


def _budget(limits: Limits) -> str:
    if 0 in {limits.person, limits.workspace, limits.paid}:
        return "Pictures are switched off for now. The operator can change that."
    counts = [
        f"{limit} {whose}"
        for limit, whose in ((limits.person, "for you"), (limits.workspace, "for this workspace"))
        if limit is not None
    ]
    if not counts:
        return "There is no daily limit on pictures."
    return f"Pictures a day: {', '.join(counts)}. Counting starts anew at 00:00 UTC."


def _utc(epoch: float) -> str:
    return f"{datetime.fromtimestamp(epoch, UTC):%H:%M UTC on %d %B}"
