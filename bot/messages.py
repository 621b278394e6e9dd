"""The messages of a job: while it is painted, when it is done, when it failed.

Pure functions from a job to a `Message`. What they say of an outcome is in `outcomes`, answers
that belong to no job in `notices`, limits in `blocks`. Nobody is ever mentioned.
"""

from __future__ import annotations

from collections.abc import Sequence

from slack_sdk.models.blocks import Block, RichTextElement

from bot.blocks import (
    Button,
    Message,
    Rich,
    actions,
    aside,
    bold,
    code,
    copyable,
    footnote,
    image,
    line,
    link,
    message,
    quote,
    rich,
    thumbs,
    words,
)
from bot.literal import shorten, spoken
from bot.outcomes import DELETE, NEW_SEED, THUMBS, TRY_AGAIN, ending, wording
from bot.recipe import recipe, rewritten
from core.model import Job, Outcome, Rewrite, Stage, Variant
from core.text import clean

SOMEONE = "Someone"
"""Stands for a name that is not known."""

_STEPS = (
    (Stage.ENHANCING, "Improving the prompt", "about 2 seconds"),
    (Stage.PAINTING, "Painting", "7 to 30 seconds"),
    (Stage.POSTING, "Posting", "a few seconds"),
)
"""Stages in their order, as people read them, with what each usually takes.

Painting: the published latency of Stable Diffusion 3.5 Large. Improving: Nova Pro answers in
about a second, and a little more when it looks at a source image.
"""

_FELL_BACK = {
    Rewrite.UNAVAILABLE: "the model that improves prompts did not answer",
    Rewrite.REFUSED: "the model that improves prompts had nothing to offer for them",
    Rewrite.UNUSABLE: "the improved prompt was not usable",
}

_FOR = " asked for a picture"
_FROM = ", going on from "
_EARLIER = "an earlier one"
_OTHERS_FIRST = "Other pictures are being painted first."
_BY_ITSELF = "This one starts by itself; there is no need to ask again."
_GIVEN_BACK = "It does not count towards the daily limit."


def placeholder(job: Job, who: str) -> Message:
    """What stands in the channel until the picture does: who asked, for what, and the stage.

    Args:
        job: An open job; its stage decides, and a queued one's outcome says what it waits for.
        who: Plain name of who asked; "" when it is not known.
    """
    kind = f"open-{job.stage}"
    if job.stage is Stage.QUEUED:
        reason = (wording(job.outcome).waiting if job.outcome else "") or _OTHERS_FIRST
        heard = f"{reason} {_BY_ITSELF}"
        seen = f"⏳ *Queued.* {heard}"
    else:
        raw = not job.request.enhance or job.variant is Variant.RAW
        improves = not raw and not job.request.enhanced_prompt
        skips = job.stage is Stage.ENHANCING and not improves
        at = Stage.PAINTING if skips else job.stage
        steps = [step for step in _STEPS if improves or step[0] is not Stage.ENHANCING]
        now, usual = next((name, usual) for stage, name, usual in steps if stage is at)
        heard = f"{now}, usually {usual}."
        seen = "⏳ " + "  →  ".join(
            f"*{name}* ({usual})" if stage is at else name for stage, name, usual in steps
        )
    return message(
        f"{_heard(job, who)} {heard}",
        rich(_id(kind, "asked", job), *_asked(job, who)),
        aside(_id(kind, "stage", job), seen),
    )


def finished(
    job: Job,
    who: str,
    file_id: str,
    *,
    cost: float | None = None,
    model: str = "stability.sd3-5-large-v1:0",
    strength: float | None = None,
    parent_link: str = "",
    buttons: Sequence[Button] = (NEW_SEED, DELETE),
) -> Message:
    """The picture with both prompts, its recipe and the buttons to go on.

    Args:
        job: A job whose enhancement and image are known.
        who: Plain name of who asked; "" when it is not known.
        file_id: The picture's Slack file, already processed by Slack; "" where Slack shows it
            only in a message of its own.
        cost: Estimate in USD, shown when given.
        model: Id of the deployment's image model, where the request names none.
        strength: The one that was used, where the request left it to the style.
        parent_link: Permalink of the message this picture goes on from, as Slack gave it.
        buttons: Those whose listeners exist, in the order shown.
    """
    painted = job.enhancement.prompt if job.enhancement else job.request.prompt
    picture = (
        image(_id("done", "picture", job), file_id, clean(painted) or "A picture")
        if file_id
        else aside(
            _id("done", "beside", job), "The picture is in a message of its own, just below."
        )
    )
    blocks: list[Block] = [
        rich(_id("done", "asked", job), *_asked(job, who, parent_link)),
        picture,
    ]
    heard = [_heard(job, who)]
    if rewritten(job):
        blocks.append(footnote(_id("done", "enhanced", job), "*Enhanced prompt*", painted))
        heard.append(f"Enhanced prompt: {_sentence(spoken(painted, 1_200))}")
    elif job.enhancement and job.enhancement.how.fell_back:
        sentence = f"Painted from the words as typed: {_FELL_BACK[job.enhancement.how]}."
        blocks.append(aside(_id("done", "as-typed", job), sentence))
        heard.append(sentence)
    parts = recipe(job, model, strength, cost)
    blocks.append(footnote(_id("done", "recipe", job), "", " · ".join(parts)))
    heard.append(f"Recipe: {', '.join(recipe(job, model, strength, cost, say=_briefly))}.")
    if buttons:
        blocks.append(actions(_id("done", "buttons", job), buttons, job.id))
    if file_id:
        # Slack shows it small, below. Where it did not take the picture's block, it may be this
        # one that it did not know, and it is left out.
        blocks.append(thumbs(_id("done", "thumbs", job), THUMBS, job.id))
    return message(" ".join(heard), *blocks)


def failed(job: Job, who: str) -> Message:
    """What everybody in the conversation reads where the placeholder stood.

    What concerns the person's own words is not told here; `private_failure` does that.

    Args:
        job: A failed job; its outcome decides.
        who: Plain name of who asked; "" when it is not known.
    """
    about = wording(job.outcome)
    if about.private:
        what, rest = "This one could not be painted.", "The person who asked has been told why."
    else:
        what, rest = about.what, f"{about.advice} {_GIVEN_BACK}"
    blocks = [
        rich(_id("failed", "why", job), *_asked(job, who), line(bold(what), f" {rest}")),
    ]
    if about.helps and not about.private:
        blocks.append(actions(_id("failed", "buttons", job), about.helps, job.id))
    return message(f"{_heard(job, who)} {what} {rest}", *blocks)


def private_failure(job: Job, *, buttons: Sequence[Button] = (NEW_SEED, TRY_AGAIN)) -> Message:
    """What only the one who asked reads: filters, languages, bad sources, limits.

    Their words come with it, so that nothing typed is lost.

    Args:
        job: A failed job; its outcome decides. `notes["reason"]` says what is wrong with a source
            image and what to send instead, `notes["limit"]` which limit was reached.
        buttons: Those whose listeners exist; of them the ones that can help are shown.
    """
    about = ending(job)
    reason = job.notes.get("reason", "") if job.outcome == Outcome.BAD_SOURCE else ""
    advice = words(reason) or about.advice
    blocks = [
        rich(
            _id("private", "why", job),
            line(bold(about.what), " ", advice, " " if advice else "", _GIVEN_BACK),
            *_kept(job),
        )
    ]
    if helps := [button for button in about.helps if button in buttons]:
        blocks.append(actions(_id("private", "buttons", job), helps, job.id))
    heard = [about.what, spoken(reason, 600) or about.advice, _GIVEN_BACK, _yours(job)]
    return message(" ".join(filter(None, heard)), *blocks)


def not_a_member(job: Job, *, bot: str = "Imagine") -> Message:
    """The private hint when a conversation is closed to the bot.

    Args:
        job: The job that has nowhere to go; its channel tells two people's direct message, which
            no app can join, from a channel that it can be invited to.
        bot: The app's name in the workspace.
    """
    if job.address.get("channel", "").startswith("D"):
        what = "I cannot post in a conversation between two people."
        rest = "Use my own direct message, and share the picture from there."
        told = line(bold(what), f" {rest}")
        helps: tuple[Button, ...] = ()
    else:
        what = "I am not in this channel yet."
        rest = "Invite me with the command shown here, then press Try again."
        invite = code(f"/invite @{' '.join(bot.split())}")
        told = line(bold(what), " Type ", invite, " here, then press ", bold("Try again"), ".")
        helps = (TRY_AGAIN,)
    blocks = [rich(_id("closed", "why", job), told, *_kept(job))]
    if helps:
        blocks.append(actions(_id("closed", "buttons", job), helps, job.id))
    return message(f"{what} {rest} {_yours(job)}".rstrip(), *blocks)


def _asked(job: Job, who: str, parent_link: str = "") -> list[RichTextElement]:
    """Who asked, and for what: the head of everything that stands in the channel."""
    parts: list[str | Rich] = [words(_name(who), bold=True), f"{_FOR}{_from_source(job)}"]
    if job.request.parent_id:
        parts += [_FROM, link(parent_link, _EARLIER) if parent_link else _EARLIER]
    head = line(*parts)
    return [head, quote(job.request.prompt)] if words(job.request.prompt) else [head]


def _heard(job: Job, who: str) -> str:
    """The same for the notification and the screen reader."""
    head = f"{spoken(_name(who), 80)}{_FOR}{_from_source(job)}"
    if job.request.parent_id:
        head += f"{_FROM}{_EARLIER}"
    asked = spoken(job.request.prompt, 1_600)
    return f"{head}: {_sentence(asked)}" if asked else f"{head}."


def _from_source(job: Job) -> str:
    return " from a shared image" if job.request.source else ""


def _kept(job: Job) -> list[RichTextElement]:
    """The person's words, to copy."""
    return [copyable(job.request.prompt)] if words(job.request.prompt) else []


def _yours(job: Job) -> str:
    return f"Your words: {heard}" if (heard := spoken(job.request.prompt, 2_400)) else ""


def _name(who: str) -> str:
    return shorten(clean(who), 80) or SOMEONE


def _sentence(text: str) -> str:
    return text if text.endswith((".", "!", "?", "…")) else f"{text}."


def _id(kind: str, part: str, job: Job) -> str:
    """A block's id. Slack wants another one when a message is updated, so the kind is in it."""
    return f"{kind}-{part}:{job.id}"


def _briefly(text: str) -> str:
    return spoken(text, 200)
