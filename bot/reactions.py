"""Reactions: 🎨 offers, 🔁 paints once more, ❌ deletes.

A reaction carries neither text nor files, so the message it stands on is read from Slack.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from slack_bolt import BoltContext

from bot.answers import Answers
from bot.blocks import Message
from bot.events import Events
from bot.heard import DELETE_EMOJI, OFFER_EMOJI, Heard, bot_user
from bot.intake import Act, Intake
from bot.payloads import workspace
from bot.posting import job_of
from bot.recipes import Recipes, new_seed
from bot.removal import Removal
from bot.shared_images import images_in
from bot.webapi import WebApi
from bot.words import plain
from core import observe
from core.errors import CannotPost, Defect, Gone
from core.model import Job

_READ_TIMEOUT = 2


class Reactions:
    """Sees reactions.

    Args:
        api: Reads the message, says things.
        answers: Says things once.
        events: Makes offers.
        recipes: Finds a picture's job.
        intake: Takes requests on.
        removal: Deletes.
    """

    def __init__(
        self,
        api: WebApi,
        *,
        answers: Answers,
        events: Events,
        recipes: Recipes,
        intake: Intake,
        removal: Removal,
    ) -> None:
        self._api = api
        self._answers = answers
        self._events = events
        self._recipes = recipes
        self._intake = intake
        self._removal = removal

    def added(self, body: dict[str, Any], context: BoltContext) -> None:
        """Do what a reaction asks for, or nothing.

        Raises:
            Transient: The table cannot be reached; Slack is to send the event again.
        """
        event = body["event"]
        emoji, us = event["reaction"], bot_user(body)
        ours = event.get("item_user") in {None, us}
        if event["user"] == us or not (ours or emoji == OFFER_EMOJI):
            return
        message = self._message(event["item"]["channel"], event["item"]["ts"])
        if message is None:
            return
        if emoji == OFFER_EMOJI:
            self._offer(body, message)
            return
        with suppress(Gone):
            job = self._recipes.find(job_of(message), workspace(body))
            self._go_on(body, job, context["function_arn"])

    def _go_on(self, body: Mapping[str, Any], job: Job, function_arn: str) -> None:
        event = body["event"]
        channel, user = event["item"]["channel"], event["user"]
        if event["reaction"] == DELETE_EMOJI:
            told = self._removal.remove(job, by=user, function_arn=function_arn)
            self._tell(event, workspace(body), told)
            return
        address = {"channel": channel, "user": user}
        if job.address.get("thread_ts"):
            address["thread_ts"] = job.address["thread_ts"]
        act = Act(
            identity=f"reaction|{channel}|{event['item']['ts']}|{event['reaction']}|{user}",
            tenant=workspace(body),
            user=user,
            address=address,
            typed=job.request.prompt,
            function_arn=function_arn,
        )
        self._tell(event, workspace(body), self._intake.take(act, new_seed(job)))

    def _offer(self, body: Mapping[str, Any], message: Mapping[str, Any]) -> None:
        event = body["event"]
        images = images_in(message)
        if not images.files:
            return
        root = str(message.get("thread_ts") or event["item"]["ts"])
        self._events.offer_as_asked(
            Heard(
                tenant=workspace(body),
                channel=event["item"]["channel"],
                user=event["user"],
                ts=event["item"]["ts"],
                root=root,
                in_thread=False,
                words="" if message.get("bot_id") else plain(str(message.get("text", ""))),
                direct=False,
                mentioned=False,
                addressed=False,
                to_others=False,
                images=images,
            ),
            by=f"{event['user']}|{event.get('event_ts', '')}",
        )

    def _message(self, channel: str, ts: str) -> Mapping[str, Any] | None:
        """The message of that `ts`, a reply in a thread or not; None where we may not read it.

        Raises:
            Transient: Slack cannot be reached.
        """
        try:
            page = self._api.call(
                "conversations.replies",
                timeout=_READ_TIMEOUT,
                channel=channel,
                ts=ts,
                oldest=ts,
                latest=ts,
                inclusive=True,
                limit=1,
                include_all_metadata=True,
            )
        except CannotPost:
            return None
        except Defect as error:
            observe.report(error)
            return None
        found = [one for one in page.get("messages", ()) if one.get("ts") == ts]
        return found[0] if found else None

    def _tell(self, event: Mapping[str, Any], tenant: str, message: Message | None) -> None:
        if message is None:
            return
        channel, user = event["item"]["channel"], event["user"]
        self._answers.once(
            tenant,
            f"reaction|{channel}|{event['item']['ts']}|{event['reaction']}|{user}",
            lambda: self._api.call(
                "chat.postEphemeral",
                timeout=_READ_TIMEOUT,
                channel=channel,
                user=user,
                **message.arguments(),
            ),
        )
