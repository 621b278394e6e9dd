"""The Slack door: nothing is parsed before its signature has been verified.

Bolt does the rest, but for two things it gets wrong on Lambda: it parses before it verifies, and
it reads a form that merely contains the word "payload" as empty.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from slack_bolt import App, BoltContext, BoltRequest, BoltResponse
from slack_bolt.authorization import AuthorizeResult

from bot import notices
from bot.actions import Actions
from bot.commands import Commands
from bot.events import Events
from bot.forms import CALLBACK
from bot.gateway import HttpRequest, answer, signed_by
from bot.heard import concerns_us
from bot.invitations import NOT_NOW, REIMAGINE, STOP_OFFERS
from bot.modals import Modals
from bot.opinions import Opinions
from bot.outcomes import DELETE, EDIT, EXACT_WORDS, NEW_SEED, THUMBS, TRANSLATE, TRY_AGAIN
from bot.reactions import Reactions
from bot.secrets import Secrets
from core import observe
from core.clock import Clock
from core.errors import ImagineError, Misconfigured, Transient

PATH = "/slack/events"
"""Where Slack sends everything: commands, interactions and events."""

_FORM = "application/x-www-form-urlencoded"
_ODD = (AttributeError, LookupError, RecursionError, TypeError, ValueError)
"""What reading raises where a body is not of Slack's form."""

_KEPT_HEADERS = ("content-type", "x-slack-retry-num", "x-slack-retry-reason")


class SlackDoor:
    """Answers Slack's requests.

    Args:
        app: Bolt, with the listeners.
        secrets: Has the signing secret.
        clock: Tells a stale request.
    """

    def __init__(self, app: App, secrets: Secrets, clock: Clock) -> None:
        self._app = app
        self._secrets = secrets
        self._clock = clock

    def handle(self, request: HttpRequest, function_arn: str) -> dict[str, Any]:
        """Answer one request. Never raises for what is in it."""
        if request.method != "POST":
            return answer(405, headers={"allow": "POST"})
        try:
            secret = self._secrets.signing_secret()
        except ImagineError as error:
            mend = error.mend if isinstance(error, Misconfigured) else ""
            observe.logger().error("the Slack door is shut", reason=str(error), mend=mend)
            return answer(503)
        if not self._is_signed(request, secret):
            return answer(401)
        text = (request.body or b"").decode()
        kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        try:
            if kind == "application/json" and _is_foreign(text):
                return answer(200)
            bolt_request = BoltRequest(
                body=_spelt_for_bolt(text) if kind == _FORM else text,
                headers={
                    name: request.headers[name] for name in _KEPT_HEADERS if name in request.headers
                },
                # What a header says of the function must not reach a listener; this does.
                context={"function_arn": function_arn},
            )
            # A fault in a listener does not get here: `_on_error` has it.
            response = self._app.dispatch(bolt_request)
        except _ODD:
            observe.logger().warning("signed, but not of Slack's form", bytes=len(text))
            return answer(400)
        return _as_answer(response)

    def _is_signed(self, request: HttpRequest, secret: str) -> bool:
        if signed_by(request, secret, self._clock):
            return True
        rotated = self._secrets.rotated_signing_secret()
        return rotated is not None and signed_by(request, rotated, self._clock)


SHORTCUT = "reimagine"
"""Callback id of the message shortcut, as infra/slack-manifest.yaml has it."""


@dataclass(frozen=True, slots=True)
class Listeners:
    """Who hears what.

    Attributes:
        commands: Slash commands.
        actions: Buttons.
        modals: Forms and the message shortcut.
        events: Messages.
        reactions: Reactions.
        opinions: Thumbs.
    """

    commands: Commands
    actions: Actions
    modals: Modals
    events: Events
    reactions: Reactions
    opinions: Opinions


def build_app(listeners: Listeners, token: Callable[[], str]) -> App:
    """Bolt with our listeners, making no call of its own.

    Args:
        listeners: Who hears what.
        token: Reads the bot token.
    """

    def authorize(context: BoltContext) -> AuthorizeResult:
        # Without an authorize function Bolt would ask auth.test inside the three seconds.
        return AuthorizeResult(
            enterprise_id=context.enterprise_id, team_id=context.team_id, bot_token=token()
        )

    app = App(
        # Else Bolt reads the whole stack's source files for one. It sets the level of the logger
        # of this name, so it must not be the name of ours.
        name="imagine-slack",
        authorize=authorize,
        # Verified already, over the bytes as sent; Bolt's own check would log a refused body.
        request_verification_enabled=False,
        # On Lambda nothing runs on after the answer.
        process_before_response=True,
    )
    actions, modals = listeners.actions, listeners.modals
    app.command(re.compile(".*"))(listeners.commands.imagine)
    app.shortcut(SHORTCUT)(modals.reimagine)
    app.view(CALLBACK)(modals.submitted)
    app.action(NEW_SEED.action_id)(actions.new_seed)
    app.action(EDIT.action_id)(modals.edit)
    app.action(EXACT_WORDS.action_id)(actions.exact_words)
    app.action(DELETE.action_id)(actions.delete)
    app.action(TRY_AGAIN.action_id)(actions.try_again)
    app.action(TRANSLATE.action_id)(actions.translate)
    app.action(REIMAGINE.action_id)(actions.reimagine)
    app.action(THUMBS.action_id)(listeners.opinions.thumb)
    app.action(NOT_NOW.action_id)(actions.not_now)
    app.action(STOP_OFFERS.action_id)(actions.stop_offers)
    app.event("message")(listeners.events.message)
    app.event("reaction_added")(listeners.reactions.added)
    app.error(_on_error)
    return app


def _on_error(error: Exception, body: dict[str, Any]) -> BoltResponse:
    """A fault in a listener: alarmed, and told to whoever can be told."""
    if isinstance(error, Transient) and "event" in body:
        # Nothing was taken on: Slack is to send the event again, which it does three times.
        observe.report(error)
        return BoltResponse(status=503, body="")
    observe.logger().error(
        "listener failed", exc_info=error, request_type=str(body.get("type", "command"))[:40]
    )
    if "command" in body:
        return BoltResponse(status=200, body=notices.unavailable().answer())
    return BoltResponse(status=200, body="")


def _is_foreign(text: str) -> bool:
    """Whether this is an event that is none of our business, which is most of the traffic."""
    try:
        body = json.loads(text)
    except ValueError:
        return False
    return isinstance(body, dict) and body.get("type") == "event_callback" and not concerns_us(body)


def _spelt_for_bolt(form: str) -> str:
    """The form, spelt so that Bolt reads it.

    Bolt takes a form body in which the letters "payload" stand anywhere for an interaction, and
    where it then finds no such field, for empty. One percent-encoded letter says the same.
    """
    if form.startswith("payload=") or "&payload=" in form:
        return form
    return form.replace("payload", "p%61yload")


def _as_answer(response: BoltResponse) -> dict[str, Any]:
    headers: Mapping[str, Any] = response.headers
    kept = {name: values[0] for name, values in headers.items() if values}
    # An act Bolt knows no listener for must not be sent again.
    status = 200 if response.status == 404 else response.status  # noqa: PLR2004 - HTTP's own
    return answer(status, response.body if status == response.status else "", kept)
