"""Messages that may be for us: words to the bot, shared images, replies in our threads."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from slack_bolt import BoltContext

from bot import invitations
from bot.answers import Answers
from bot.blocks import BUTTON_VALUE_LIMIT, Message
from bot.commands import Commands
from bot.heard import Heard, read
from bot.intake import Act
from bot.literal import units
from bot.threads import Thread, Threads
from bot.webapi import WebApi
from core.errors import ImagineError
from core.model import Source

if TYPE_CHECKING:
    from bot.replies import Replies

_TELL_TIMEOUT = 2
_OFFERED_WORDS = 1_200


class Events:
    """Hears messages.

    Args:
        commands: Takes words on.
        replies: Makes or gives what takes replies in our threads on.
        threads: Knows our threads, and who was made an offer.
        answers: Says things once.
        api: Says things.
        offers: Whether images shared without a mention are offered to be reimagined.
    """

    def __init__(
        self,
        commands: Commands,
        replies: Callable[[], Replies],
        threads: Threads,
        answers: Answers,
        api: WebApi,
        *,
        offers: bool,
    ) -> None:
        self._commands = commands
        self._replies = replies
        self._threads = threads
        self._answers = answers
        self._api = api
        self._offers = offers

    def message(self, body: dict[str, Any], context: BoltContext) -> None:
        """Do what a message asks for, or nothing.

        Raises:
            Transient: The table cannot be reached; Slack is to send the event again.
        """
        heard, arn = read(body), context["function_arn"]
        if heard.in_thread:
            thread = self._threads.find(heard.tenant, heard.channel, heard.root)
            if thread and _is_answer(heard, thread):
                self._answered(heard, thread, arn)
                return
            if thread and thread.job_id:
                self._tell(heard, self._replies().take(heard, thread.job_id, _act(heard, arn)))
                return
        if heard.images.files:
            self._shared(heard, arn)
        elif heard.images.why_not and heard.to_us:
            self._tell(heard, invitations.no_image(heard.images.why_not))
        elif heard.to_us:
            self._tell(heard, self._commands.take_words(_act(heard, arn)))

    def _shared(self, heard: Heard, arn: str) -> None:
        """Images: painted from at once, asked about, or offered to be."""
        if not heard.to_us:
            if self._offers and not heard.in_thread:
                self._offer(heard)
            return
        files = heard.images.files[: invitations.MOST_IMAGES]
        if not heard.words:
            self._threads.ask(heard.tenant, heard.channel, heard.root, who=heard.user, files=files)
            self._say(heard, invitations.ask(len(files)))
        else:
            self._paint_from(heard, files, arn)
        if len(heard.images.files) > len(files):
            self._tell(heard, invitations.too_many(len(heard.images.files)), about="number")

    def _offer(self, heard: Heard) -> None:
        """Offer privately to paint from images, if that may be offered to this person here."""
        if self._threads.may_offer(heard.tenant, heard.channel, heard.user):
            # It is noted as made: where it cannot be, nobody misses it.
            with suppress(ImagineError):
                self._whisper(heard, _offer(heard))

    def offer_as_asked(self, heard: Heard, *, by: str) -> None:
        """Offer privately to paint from images, because the person asks for that.

        Args:
            heard: The message with the images, as if the person had written it.
            by: What asked for it, however often it comes.

        Raises:
            Transient: It could not be said; Slack is to send the event again.
        """
        self._once(heard, f"offer|{by}", lambda: self._whisper(heard, _offer(heard)))

    def _answered(self, heard: Heard, thread: Thread, arn: str) -> None:
        if self._paint_from(heard, thread.files, arn):
            self._threads.answered(heard.tenant, heard.channel, heard.root, answer=heard.ts)

    def _paint_from(self, heard: Heard, files: tuple[str, ...], arn: str) -> bool:
        """Submit the words for each image until one is refused; whether any was accepted."""
        for number, file in enumerate(files):
            act = _act(heard, arn, file=file)
            told = self._commands.take_words(act, source=Source(reference=file))
            if told:
                self._tell(heard, told)
                return number > 0
        return True

    def _tell(self, heard: Heard, message: Message | None, *, about: str = "words") -> None:
        """Say something to the one person."""
        if message:
            self._once(heard, about, lambda: self._whisper(heard, message))

    def _whisper(self, heard: Heard, message: Message) -> Mapping[str, Any]:
        thread = {"thread_ts": heard.root} if heard.in_thread else {}
        return self._api.call(
            "chat.postEphemeral",
            timeout=_TELL_TIMEOUT,
            channel=heard.channel,
            user=heard.user,
            **thread,
            **message.arguments(),
        )

    def _say(self, heard: Heard, message: Message) -> None:
        """Say something in the message's thread."""
        self._once(
            heard,
            "question",
            lambda: self._api.call(
                "chat.postMessage",
                timeout=_TELL_TIMEOUT,
                channel=heard.channel,
                thread_ts=heard.root,
                **message.posting(),
            ),
        )

    def _once(self, heard: Heard, about: str, say: Callable[[], Mapping[str, Any]]) -> None:
        self._answers.once(heard.tenant, f"message|{heard.channel}|{heard.ts}|{about}", say)


def _offer(heard: Heard) -> Message:
    """The offer to paint from a message's images."""
    words, offered = heard.words[:_OFFERED_WORDS], ""
    # JSON escapes quotation marks and backslashes, so that the bound is on what it makes of them.
    while not offered or units(offered) > BUTTON_VALUE_LIMIT:
        value = {
            "files": heard.images.files[: invitations.MOST_IMAGES],
            "words": words,
            "thread_ts": heard.root,
        }
        offered = json.dumps(value, ensure_ascii=False)
        words = words[: len(words) * 3 // 4]
    return invitations.offer(offered)


def _is_answer(heard: Heard, thread: Thread) -> bool:
    """Whether a reply is what somebody was asked for: their first one, however often it comes."""
    return thread.answer == heard.ts or (thread.asked == heard.user and not heard.images.files)


def _act(heard: Heard, function_arn: str, *, file: str = "") -> Act:
    address = {"channel": heard.channel, "user": heard.user}
    if heard.in_thread or heard.images.files or file:
        address["thread_ts"] = heard.root
    identity = f"message|{heard.channel}|{heard.ts}"
    return Act(
        identity=f"{identity}|{file}" if file else identity,
        tenant=heard.tenant,
        user=heard.user,
        address=address,
        typed=heard.words,
        function_arn=function_arn,
    )
