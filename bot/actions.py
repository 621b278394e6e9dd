"""Buttons: a new seed, another try, a translation, a deletion.

A button carries the job's id; what it goes on from is the recipe in the table, so it works as
long as that is kept.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any

from slack_bolt import Ack, BoltContext, Respond

from bot import notices
from bot.blocks import Message
from bot.commands import Commands
from bot.intake import Act, Intake
from bot.webapi import WebApi
from core import observe
from core.errors import Gone, ImagineError
from core.jobs import Jobs
from core.lanes import Starter
from core.model import ImageRequest, Job, Rewrite, Status

_ADMIN_TIMEOUT = 2
_FORGOTTEN = {Status.DELETING, Status.DELETED}
_GOES_ON = {Rewrite.ENHANCED, Rewrite.REUSED}

Listener = Callable[[Ack, dict[str, Any], Respond, BoltContext], None]


class Actions:
    """What the buttons do.

    Args:
        jobs: Reads recipes, marks deletions.
        intake: Takes requests on.
        commands: Takes words on.
        starter: Sends a deletion on its way.
        api: Asks who is an admin.
    """

    def __init__(
        self, jobs: Jobs, intake: Intake, commands: Commands, starter: Starter, api: WebApi
    ) -> None:
        self._jobs = jobs
        self._intake = intake
        self._commands = commands
        self._starter = starter
        self._api = api

    def new_seed(
        self, ack: Ack, body: dict[str, Any], respond: Respond, context: BoltContext
    ) -> None:
        """The same picture once more, with a seed that is chosen anew."""
        ack()
        self._go_on(body, respond, context, again)

    def try_again(
        self, ack: Ack, body: dict[str, Any], respond: Respond, context: BoltContext
    ) -> None:
        """A request that came to nothing, once more as it was."""
        ack()
        self._go_on(body, respond, context, lambda job: job.request)

    def translate(
        self, ack: Ack, body: dict[str, Any], respond: Respond, context: BoltContext
    ) -> None:
        """Words that were to be painted as they are, enhanced after all."""
        ack()
        act = _act(body, context, typed=_value(body))
        _answer(respond, self._commands.take_words(act, enhance=True))

    def delete(
        self, ack: Ack, body: dict[str, Any], respond: Respond, context: BoltContext
    ) -> None:
        """The picture, its message and its words away: for its maker or an admin."""
        ack()
        act = _act(body, context)
        try:
            job = self._job(body)
            if job.owner != act.user and not self._is_admin(act.user):
                _answer(respond, notices.cannot_delete())
                return
            self._jobs.mark_deleting(job, by=act.user)
        except Gone:
            _answer(respond, notices.gone())
        except ImagineError as error:
            observe.logger().error("not deleted", reason=str(error))
            _answer(respond, notices.unavailable())
        else:
            self._starter.start(job.id, act.function_arn)

    def _go_on(
        self,
        body: dict[str, Any],
        respond: Respond,
        context: BoltContext,
        request_of: Callable[[Job], ImageRequest],
    ) -> None:
        try:
            job = self._job(body)
        except Gone:
            _answer(respond, notices.gone())
            return
        except ImagineError as error:
            observe.logger().error("recipe not read", reason=str(error))
            _answer(respond, notices.unavailable())
            return
        act = _act(body, context, typed=job.request.prompt, thread_ts=job.address.get("thread_ts"))
        _answer(respond, self._intake.take(act, request_of(job)))

    def _job(self, body: dict[str, Any]) -> Job:
        """The job a button belongs to.

        Raises:
            Gone: There is none that may be gone on from, in this workspace.
            Transient: The table could not be read.
        """
        job_id = _value(body)
        if job_id.partition(".")[0] != _team(body):
            raise Gone(job_id)
        job = self._jobs.get(job_id)
        if job.status in _FORGOTTEN:
            raise Gone(job_id)
        return job

    def _is_admin(self, user: str) -> bool:
        # Without the scope that tells, nobody is.
        with suppress(ImagineError):
            told = self._api.call("users.info", timeout=_ADMIN_TIMEOUT, user=user)["user"]
            return bool(told.get("is_admin") or told.get("is_owner"))
        return False


def again(job: Job) -> ImageRequest:
    """The request for the same picture with a new seed: words, options and source are kept."""
    words = job.enhancement
    kept = words.prompt if words and words.how in _GOES_ON else job.request.enhanced_prompt
    return dataclasses.replace(job.request, seed=0, enhanced_prompt=kept, parent_id=job.id)


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
        tenant=_team(body),
        user=address["user"],
        address=address,
        typed=typed,
        function_arn=context["function_arn"],
    )


def _team(body: Mapping[str, Any]) -> str:
    return str((body.get("team") or {}).get("id", ""))


def _value(body: Mapping[str, Any]) -> str:
    return str((body.get("actions") or [{}])[0].get("value", ""))


def _answer(respond: Respond, message: Message | None) -> None:
    if message:
        respond(**message.answer(), replace_original=False)
