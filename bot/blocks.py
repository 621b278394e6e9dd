"""Small makers of Slack messages.

People's and models' words go into `plain_text` and rich-text elements only, where Slack reads no
markup; `mrkdwn` is for our own words. Knows Slack's limits, and nothing of jobs or pictures.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from slack_sdk.models.blocks import (
    ActionsBlock,
    Block,
    ButtonElement,
    ConfirmObject,
    ContextActionsBlock,
    ContextBlock,
    FeedbackButtonsElement,
    ImageBlock,
    MarkdownTextObject,
    PlainTextObject,
    RichTextBlock,
    RichTextElement,
    RichTextElementParts,
    RichTextListElement,
    RichTextPreformattedElement,
    RichTextQuoteElement,
    RichTextSectionElement,
)
from slack_sdk.models.blocks.basic_components import FeedbackButtonObject

from bot.literal import pieces, shorten
from core.text import clean

WHOLE_LIMIT = 4_500
"""`units` shown of one person's or model's words: 2,000 characters of words and 4,000 of an
enhanced prompt are whole, and a message of two such stays under the 13,000 characters at which
Slack answers `msg_blocks_too_long` (slackapi/bolt-js#2509)."""

ALT_LIMIT = 500
"""Characters of an image's description. Slack takes 2,000; a screen reader reads them aloud."""

BUTTON_VALUE_LIMIT = 2_000
"""Characters of a button's value (Block Kit reference)."""


@dataclass(frozen=True, slots=True)
class Message:
    """What is sent to Slack.

    Attributes:
        text: Notification and screen-reader text: one line, never empty, without live markup.
        blocks: The Block Kit blocks, as Slack's JSON.
    """

    text: str
    blocks: tuple[dict[str, Any], ...]

    def arguments(self) -> dict[str, Any]:
        """Arguments that chat.postMessage, chat.update and chat.postEphemeral all take.

        `parse` is said each time because chat.update would otherwise link names and addresses.
        """
        return {
            "text": self.text,
            "blocks": list(self.blocks),
            "parse": "none",
            "link_names": False,
        }

    def posting(self) -> dict[str, Any]:
        """Arguments for chat.postMessage, the one method of the three that can forbid previews."""
        return {**self.arguments(), "unfurl_links": False, "unfurl_media": False}

    def answer(self) -> dict[str, Any]:
        """Arguments for Bolt's `ack` and `respond`: seen by the one person who acted."""
        return {
            "text": self.text,
            "blocks": list(self.blocks),
            "response_type": "ephemeral",
            "unfurl_links": False,
            "unfurl_media": False,
        }


@dataclass(frozen=True, slots=True)
class Confirmation:
    """What is asked before a button does what it says.

    Attributes:
        title: The question.
        text: What will happen.
        confirm: Label of the button that goes on.
        deny: Label of the button that does not.
    """

    title: str
    text: str
    confirm: str
    deny: str


@dataclass(frozen=True, slots=True)
class Button:
    """A button of ours, before it is put on a message.

    Attributes:
        action_id: What Slack sends back when it is pressed.
        label: What is read on it, at most 75 characters.
        spoken: What a screen reader says instead, at most 75 characters.
        confirmation: Asked first, if anything.
    """

    action_id: str
    label: str
    spoken: str
    confirmation: Confirmation | None = None


@dataclass(frozen=True, slots=True)
class Thumbs:
    """A pair of buttons that say what one thinks of something.

    Attributes:
        action_id: What Slack sends back when either is pressed.
        up: The one that is for it; its own action id is the word that is sent.
        down: The one that is not.
    """

    action_id: str
    up: Button
    down: Button


Rich = list[RichTextElement]
"""Rich-text elements that stand in one line."""


def words(text: str, *, bold: bool = False) -> Rich:
    """Somebody's words, cleaned, shown literally and whole; nothing for no words."""
    style = {"bold": True} if bold else None
    whole = shorten(clean(text), WHOLE_LIMIT)
    return [RichTextElementParts.Text(text=part, style=style) for part in pieces(whole)]


def bold(text: str) -> Rich:
    """Our own words in bold."""
    return [RichTextElementParts.Text(text=text, style={"bold": True})]


def code(text: str) -> Rich:
    """What is to be typed, in type of fixed width. Our own words."""
    return [RichTextElementParts.Text(text=text, style={"code": True})]


def link(url: str, label: str) -> Rich:
    """A link of our own making, such as to a message in the same workspace."""
    return [RichTextElementParts.Link(url=url, text=label)]


def moment(epoch: float, form: str, fallback: str) -> Rich:
    """A time that each reader sees in their own time zone (Slack's date format tokens)."""
    return [RichTextElementParts.Date(timestamp=int(epoch), format=form, fallback=fallback)]


def line(*parts: str | Rich) -> RichTextElement:
    """A paragraph: our own words as strings, and what the makers above made.

    Two in a row are not sure to stand on lines of their own; a line break inside one is.
    """
    elements: Rich = []
    for part in parts:
        if not isinstance(part, str):
            elements.extend(part)
        elif part:
            elements.append(RichTextElementParts.Text(text=part))
    return RichTextSectionElement(elements=elements)


def quote(text: str) -> RichTextElement:
    """Somebody's words, set off as a quotation."""
    return RichTextQuoteElement(elements=words(text))


def copyable(*lines: str) -> RichTextElement:
    """Somebody's words to copy, or our own, in a box of fixed width, each on its line."""
    elements: Rich = []
    for each in lines:
        if elements:
            elements.append(RichTextElementParts.Text(text="\n"))
        elements.extend(words(each))
    return RichTextPreformattedElement(elements=elements)


def bullets(*items: RichTextElement) -> RichTextElement:
    """A list with a dot before each item; the items come from `line`."""
    return RichTextListElement(style="bullet", elements=items)


def rich(block_id: str, *elements: RichTextElement) -> Block:
    """A rich-text block of paragraphs, quotations and lists."""
    return RichTextBlock(elements=elements, block_id=block_id)


def aside(block_id: str, text: str) -> Block:
    """Our own words in small grey type; `*bold*` works."""
    return ContextBlock(elements=[MarkdownTextObject(text=text, verbatim=True)], block_id=block_id)


def footnote(block_id: str, label: str, text: str) -> Block:
    """Somebody's words in small grey type, literally, after a label of ours (or none)."""
    elements: list[MarkdownTextObject | PlainTextObject] = []
    if label:
        elements.append(MarkdownTextObject(text=label))
    whole = shorten(clean(text), WHOLE_LIMIT)
    elements.extend(PlainTextObject(text=part, emoji=False) for part in pieces(whole))
    return ContextBlock(elements=elements, block_id=block_id)


def image(block_id: str, file_id: str, description: str) -> Block:
    """A picture that lies in Slack, with what a screen reader says of it."""
    return ImageBlock(
        slack_file={"id": file_id},
        alt_text=shorten(clean(description), ALT_LIMIT),
        block_id=block_id,
    )


def actions(block_id: str, buttons: Sequence[Button], value: str) -> Block:
    """A row of buttons that all carry the same value."""
    return ActionsBlock(elements=[_element(button, value) for button in buttons], block_id=block_id)


def thumbs(block_id: str, pair: Thumbs, value: str) -> Block:
    """A thumb up and one down, as Slack draws them; each sends its word, a colon and the value."""
    up, down = (
        FeedbackButtonObject(
            text=PlainTextObject(text=button.label, emoji=True),
            value=f"{button.action_id}:{value}",
            accessibility_label=button.spoken,
        )
        for button in (pair.up, pair.down)
    )
    element = FeedbackButtonsElement(
        action_id=pair.action_id, positive_button=up, negative_button=down
    )
    return ContextActionsBlock(elements=[element], block_id=block_id)


def _element(button: Button, value: str) -> ButtonElement:
    return ButtonElement(
        text=PlainTextObject(text=button.label, emoji=True),
        action_id=button.action_id,
        value=value,
        accessibility_label=button.spoken,
        confirm=_dialog(button.confirmation) if button.confirmation else None,
    )


def _dialog(asked: Confirmation) -> ConfirmObject:
    return ConfirmObject(
        title=PlainTextObject(text=asked.title),
        text=PlainTextObject(text=asked.text),
        confirm=PlainTextObject(text=asked.confirm),
        deny=PlainTextObject(text=asked.deny),
        style="danger",
    )


def message(text: str, *blocks: Block) -> Message:
    """The message of these blocks, each checked by slack_sdk against Slack's limits.

    Args:
        text: Our own words, with people's put through `spoken`; in all at most 4,000 characters
            (what chat.update takes).
        blocks: In the order they are read.

    Raises:
        SlackObjectFormationError: A block is outside Slack's limits: a fault of ours.
    """
    return Message(text, tuple(block.to_dict() for block in blocks))
