"""Buttons: a new seed, another try, the exact words, a translation, a deletion; and offers.

A button carries the job's id; what it goes on from is the recipe in the table, so it works as
long as that is kept.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any

from slack_bolt import Ack, BoltContext, Respond

from bot import notices
from bot.blocks import Message
from bot.commands import Commands
from bot.forms import FormContext
from bot.intake import Act, Intake
from bot.modals import Modals
from bot.payloads import workspace
from bot.recipes import Recipes, go_on_from, new_seed, pressed
from bot.removal import Removal
from bot.threads import Threads
from core import observe
from core.errors import Gone, ImagineError, NeedsEnglish
from core.language import visibly_not_english
from core.model import ImageRequest, Job, Question


class Actions:
    """What the buttons do.

    Args:
        recipes: Finds the job of a button.
        intake: Takes requests on.
        commands: Takes words on.
        removal: Deletes.
        modals: Opens the form for an offer.
        threads: Knows who wants no offers.
    """

    def __init__(
        self,
        *,
        recipes: Recipes,
        intake: Intake,
        commands: Commands,
        removal: Removal,
        modals: Modals,
        threads: Threads,
    ) -> None:
        self._recipes = recipes
        self._intake = intake
        self._commands = commands
        self._removal = removal
        self._modals = modals
        self._threads = threads

    def new_seed(
        self, ack: Ack, body: dict[str, Any], respond: Respond, context: BoltContext
    ) -> None:
        """The same picture once more, with a seed that is chosen anew."""
        ack()
        self._go_on(body, respond, context, new_seed)

    def try_again(
        self, ack: Ack, body: dict[str, Any], respond: Respond, context: BoltContext
    ) -> None:
        """A request that came to nothing, once more as it was."""
        ack()
        self._go_on(body, respond, context, lambda job: job.request, lambda job: job.question)

    def exact_words(
        self, ack: Ack, body: dict[str, Any], respond: Respond, context: BoltContext
    ) -> None:
        """The person's words painted as they are, with the same seed."""
        ack()
        self._go_on(body, respond, context, _exact_words)

    def translate(
        self, ack: Ack, body: dict[str, Any], respond: Respond, context: BoltContext
    ) -> None:
        """Words that were to be painted as they are, enhanced after all."""
        ack()
        act = _act(body, context, typed=pressed(body))
        _answer(respond, self._commands.take_words(act, enhance=True))

    def delete(
        self, ack: Ack, body: dict[str, Any], respond: Respond, context: BoltContext
    ) -> None:
        """The picture, its message and its words away: for its maker or an admin."""
        ack()
        act = _act(body, context)
        try:
            job = self._recipes.behind_button(body)
        except Gone:
            _answer(respond, notices.gone())
        except ImagineError as error:
            observe.report(error)
            _answer(respond, notices.unavailable())
        else:
            _answer(respond, self._removal.remove(job, by=act.user, function_arn=act.function_arn))

    def reimagine(self, ack: Ack, body: dict[str, Any], respond: Respond) -> None:
        """An offer taken up: the form with the sharer's words."""
        ack()
        offered = _offered(body)
        context = FormContext(
            channel=str((body.get("channel") or {}).get("id", "")),
            thread_ts=str(offered.get("thread_ts", "")),
            files=tuple(map(str, offered.get("files", ()))),
            response_url=str(body.get("response_url", "")),
        )
        request = self._modals.new({"prompt": str(offered.get("words", ""))})
        if not self._modals.open_new(str(body.get("trigger_id", "")), context, request):
            _answer(respond, notices.unavailable())

    def not_now(self, ack: Ack, respond: Respond) -> None:
        """An offer put away."""
        ack()
        respond(delete_original=True)

    def stop_offers(self, ack: Ack, body: dict[str, Any], respond: Respond) -> None:
        """An offer put away, and no more of them in this channel."""
        ack()
        channel = str((body.get("channel") or {}).get("id", ""))
        user = str((body.get("user") or {}).get("id", ""))
        try:
            self._threads.stop_offers(workspace(body), channel, user)
        except ImagineError as error:
            observe.report(error)
            _answer(respond, notices.unavailable())
        else:
            respond(delete_original=True)

    def _go_on(
        self,
        body: dict[str, Any],
        respond: Respond,
        context: BoltContext,
        request_of: Callable[[Job], ImageRequest],
        question_of: Callable[[Job], Question | None] = lambda _: None,
    ) -> None:
        try:
            job = self._recipes.behind_button(body)
        except Gone:
            _answer(respond, notices.gone())
            return
        except ImagineError as error:
            observe.report(error)
            _answer(respond, notices.unavailable())
            return
        act = _act(body, context, typed=job.request.prompt, thread_ts=job.address.get("thread_ts"))
        try:
            request = request_of(job)
        except NeedsEnglish as error:
            _answer(respond, notices.refusal(error, job.request.prompt))
        else:
            _answer(respond, self._intake.take(act, request, question_of(job)))


def _exact_words(job: Job) -> ImageRequest:
    if visibly_not_english(job.request.prompt):
        raise NeedsEnglish
    return dataclasses.replace(go_on_from(job), enhance=False, enhanced_prompt="")


def _act(
    body: Mapping[str, Any], context: BoltContext, *, typed: str = "", thread_ts: str | None = None
) -> Act:
    user = body.get("user") or {}
    channel = (body.get("channel") or {}).get("id", "")
    container = body.get("container") or {}
    action = (body.get("actions") or [{}])[0]
    message = container.get("message_ts", "")
    address = {
        "channel": str(channel),
        "user": str(user.get("id", "")),
        "name": str(user.get("name") or user.get("username") or ""),
        "response_url": str(body.get("response_url", "")),
    }
    thread = thread_ts or container.get("thread_ts")
    if thread:
        address["thread_ts"] = str(thread)
    return Act(
        identity=f"button|{channel}|{message}|{action.get('action_ts', '')}|{address['user']}",
        tenant=workspace(body),
        user=address["user"],
        address=address,
        typed=typed,
        function_arn=context["function_arn"],
    )


def _offered(body: Mapping[str, Any]) -> Mapping[str, Any]:
    try:
        offered = json.loads(pressed(body))
    except ValueError:
        return {}
    return offered if isinstance(offered, dict) else {}


def _answer(respond: Respond, message: Message | None) -> None:
    if message:
        with suppress(OSError):
            respond(**message.answer(), replace_original=False)
