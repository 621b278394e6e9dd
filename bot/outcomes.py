"""Why a picture did not come, or is late, in words: the one table from outcome to wording.

Every `Outcome` has its row. Also the buttons that go with them; their listeners stand elsewhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from bot.blocks import Button, Confirmation, Thumbs
from core.model import Job, Outcome

NEW_SEED = Button("new_seed", "🎲 New seed", "New seed: paint the same words once more")
EDIT = Button("edit", "✏️ Edit", "Edit: change the words or the options")
EXACT_WORDS = Button("exact_words", "🔤 My exact words", "My exact words: paint them unchanged")
DELETE = Button(
    "delete",
    "🗑️ Delete",
    "Delete this picture",
    Confirmation(
        "Delete this picture?",
        "The picture, its file and its words are removed for everybody. This cannot be undone.",
        "Delete",
        "Keep it",
    ),
)
THUMBS = Thumbs(
    "thumb",
    Button("up", "Good picture", "I like this picture"),
    Button("down", "Poor picture", "I do not like this picture"),
)
TRY_AGAIN = Button("try_again", "Try again", "Try again with the same words")
TRANSLATE = Button("translate", "Translate and paint", "Put these words into English and paint")


@dataclass(frozen=True, slots=True)
class Wording:
    """What people read about one outcome.

    Attributes:
        what: What happened, in a sentence.
        advice: What to do about it; "" where there is nothing to say.
        waiting: What a queued picture waits for, in a sentence; "" where nothing waits for it.
        helps: The buttons that can help.
        private: Whether it concerns one person's words, and is told to that person alone.
    """

    what: str
    advice: str = ""
    waiting: str = ""
    helps: tuple[Button, ...] = ()
    private: bool = False


_TOLD = "The operator has been told."

WORDING: Mapping[Outcome, Wording] = MappingProxyType(
    {
        Outcome.DONE: Wording("The picture is done."),
        Outcome.TALK: Wording("This reply asked for no picture.", private=True),
        Outcome.FILTERED_PROMPT: Wording(
            "The painting model's filter did not let these words through.",
            "It can be wrong. Saying it in other words, or in English, often helps.",
            helps=(EDIT,),
            private=True,
        ),
        Outcome.FILTERED_OUTPUT: Wording(
            "The picture was painted, but the model's filter held it back.",
            "It can be wrong. A new seed, or other words, often helps.",
            helps=(NEW_SEED, EDIT),
            private=True,
        ),
        Outcome.FILTERED_SOURCE: Wording(
            "The painting model's filter did not let the source image through.",
            "It can be wrong. Another image, or a part of this one, may do.",
            private=True,
        ),
        Outcome.NOT_ENGLISH: Wording(
            "These words do not look English, and the model paints from English only.",
            "They could not be translated this time. Say it in English, or try again later.",
            waiting="Waiting for Nova Pro, which puts these words into English first.",
            helps=(TRY_AGAIN, EDIT),
            private=True,
        ),
        Outcome.INVALID: Wording(
            "The painting model did not take this request.",
            "Shorter or simpler words may do.",
            helps=(EDIT,),
            private=True,
        ),
        Outcome.BAD_SOURCE: Wording(
            "The source image could not be used.",
            "Send it as a JPEG or PNG, at least 16 pixels a side.",
            private=True,
        ),
        Outcome.PAID_LIMIT: Wording(
            "This workspace has used up its paintings for today.",
            "They start anew at 00:00 UTC. Your words are below, to keep until then.",
            private=True,
        ),
        Outcome.NO_POSTING: Wording(
            "The picture has nowhere to go: this conversation is closed to me.",
            private=True,
        ),
        Outcome.THROTTLED: Wording(
            "The models stayed too busy, so this picture was given up.",
            "Try again in a while.",
            waiting="The models are busy.",
            helps=(TRY_AGAIN,),
        ),
        Outcome.UNAVAILABLE: Wording(
            "A service that painting needs did not answer, so this picture was given up.",
            "Try again in a while.",
            waiting="A service that painting needs is not answering.",
            helps=(TRY_AGAIN,),
        ),
        Outcome.TIMED_OUT: Wording(
            "This picture took too long, so it was given up.",
            "Try again in a while.",
            waiting="A step took too long and is being tried again.",
            helps=(TRY_AGAIN,),
        ),
        Outcome.ANSWER_LOST: Wording(
            "The picture was asked for, but the model's answer got lost on the way.",
            "Try again.",
            waiting="The model's answer got lost on the way, so it is being asked once more.",
            helps=(TRY_AGAIN,),
        ),
        Outcome.BAD_ANSWER: Wording(
            "A service answered with something that cannot be used.",
            f"{_TOLD} Trying again may help.",
            helps=(TRY_AGAIN,),
        ),
        Outcome.MISCONFIGURED: Wording(
            "Something in the set-up of this app is not right, so nothing could be painted.",
            f"{_TOLD} It will work once that is put right.",
        ),
        Outcome.FAULT: Wording(
            "Something went wrong in this app.",
            f"{_TOLD} Trying again may help.",
            waiting="Something went wrong, so it is being tried again.",
            helps=(TRY_AGAIN,),
        ),
    }
)


_SWITCHED_OFF = Wording(
    "Painting is switched off in this workspace.",
    "The operator can change that. Your words are below, to keep until then.",
    private=True,
)


def ending(job: Job) -> Wording:
    """The words for how a job ended, which may hang on what was noted of it."""
    if job.outcome == Outcome.PAID_LIMIT and job.notes.get("limit") == "0":
        return _SWITCHED_OFF
    return wording(job.outcome)


def wording(outcome: str) -> Wording:
    """The words for a job's outcome; what is not an outcome is a fault of ours."""
    try:
        return WORDING[Outcome(outcome)]
    except ValueError:
        return WORDING[Outcome.FAULT]
