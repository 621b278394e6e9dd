"""What the bot asks and offers when somebody shares an image."""

from __future__ import annotations

from bot.blocks import Button, Message, actions, bold, line, message, rich, words
from bot.literal import spoken

REIMAGINE = Button("reimagine", "🎨 Reimagine", "Reimagine: paint a new picture from this image")
NOT_NOW = Button("not_now", "Not now", "Not now: put this offer away")
STOP_OFFERS = Button(
    "stop_offers", "Stop offering here", "Stop offering here: no more offers in this channel"
)
MOST_IMAGES = 4
"""Images of one message that are painted from."""


def offer(value: str) -> Message:
    """The private offer to whoever shared an image, or put 🎨 on one.

    Args:
        value: What the buttons carry.
    """
    what = "Shall I paint a new picture from this image?"
    rest = "Nothing is painted or counted until you say so."
    return message(
        f"{what} {rest}",
        rich("offer-asked", line(bold(what), f" {rest}")),
        actions("offer-buttons", (REIMAGINE, NOT_NOW, STOP_OFFERS), value),
    )


def ask(count: int) -> Message:
    """The question in the thread of images that came without words."""
    what = "What should I make of it?" if count == 1 else "What should I make of them?"
    rest = "Answer here in the thread, for example: a watercolour painting at sunset."
    return message(f"{what} {rest}", rich("ask", line(bold(what), f" {rest}")))


def too_many(count: int) -> Message:
    """More images came than are painted from at once."""
    what = f"I am painting from the first {MOST_IMAGES} of your {count} images."
    rest = "Share the others in a message of their own."
    return message(f"{what} {rest}", rich("too-many", line(bold(what), f" {rest}")))


def no_image(why: str = "") -> Message:
    """There is no image to start from where one was pointed at.

    Args:
        why: What is there instead and what to do about it, in our own words.
    """
    what = "There is no image here that I can start from."
    rest = why or "Share a JPEG, PNG, GIF, WebP or HEIC image, and I can."
    return message(
        f"{what} {spoken(rest, 600)}", rich("no-image", line(bold(what), " ", words(rest)))
    )
