"""Commands, buttons, forms and shortcuts: what people do that Slack asks the app about at once.

They are sent once and must be answered within three seconds; the person is told when they are not.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from local.slack import payloads, responses
from local.slack.arguments import Refused
from local.slack.blockkit import walk
from local.slack.courier import Courier, Delivery
from local.slack.forms import Entered, action_of, values_of
from local.slack.methods_views import read_view
from local.slack.records import Json, Message, User, View
from local.slack.state import SlackWorkspace


@dataclass(frozen=True, slots=True)
class Done:
    """What came of an act.

    Attributes:
        delivery: The request that went to the app and its answer; None when none went out.
        message: The message the person wrote, or was shown as the command's direct reply.
        error: What Slack tells the person when the app failed: "operation_timeout",
            "dispatch_failed", "invalid_command_response", or "" when all went well.
    """

    delivery: Delivery | None
    message: Message | None = None
    error: str = ""


class Interactions:
    """People at the app's commands, buttons and forms.

    Attributes:
        workspace: Where they act.
        courier: What brings requests to the app, and remembers them.
    """

    def __init__(self, workspace: SlackWorkspace, courier: Courier) -> None:
        self.workspace = workspace
        self.courier = courier

    def command(self, user: str, channel: str, text: str, name: str = "/imagine") -> Done:
        """Type a slash command; its direct reply is shown to the person."""
        who, where = self.workspace.user(user), self.workspace.channel(channel)
        if who.id not in where.members:
            raise PermissionError(f"{who.name} is not in {channel}")
        ticket = self.workspace.tickets.response(who.id, where.id)
        form = payloads.command(
            self.workspace,
            who,
            where,
            name,
            text.strip(),
            response_url=self._response_url(ticket.id),
            trigger_id=self.workspace.tickets.trigger(who.id),
        )
        delivery = self.courier.send_form(form)
        if delivery.problem:
            return self._failed(who, where.id, delivery)
        reply = delivery.reply
        if reply is None or not reply.body.strip():
            return Done(delivery)
        body = delivery.reply_json() or {"text": reply.body.decode()}
        try:
            return Done(delivery, responses.apply(self.workspace, ticket, body))
        except Refused as refusal:
            self._tell(who, where.id, f"{name} failed: {refusal.error}")
            return Done(delivery, error="invalid_command_response")

    def shortcut(self, user: str, ts: str, callback_id: str) -> Done:
        """Use a message shortcut, on any message one sees, wherever the bot is."""
        who, message = self.workspace.user(user), self.find(ts)
        ticket = self.workspace.tickets.response(who.id, message.channel)
        payload = payloads.message_action(
            self.workspace,
            who,
            message,
            callback_id,
            response_url=self._response_url(ticket.id),
            trigger_id=self.workspace.tickets.trigger(who.id),
        )
        return self._interact(who, message.channel, payload)

    def click(self, user: str, ts: str, action: str, *, value: Entered = None) -> Done:
        """Press a button in a message, named by its action id, text or value.

        Args:
            user: Who.
            ts: The message, ephemeral ones included.
            action: What to press.
            value: What to choose, where it is a choice.
        """
        who = self.workspace.user(user)
        message = self.find(ts)
        if message.only_for not in {"", who.id}:
            raise PermissionError("nobody else sees an ephemeral message")
        element, block_id = _pressable(message.blocks, action)
        action_ts = self.workspace.journal.new_ts()
        ticket = self.workspace.tickets.response(
            who.id, message.channel, message.ts, message.thread_ts
        )
        payload = payloads.block_actions(
            self.workspace,
            who,
            action_of(element, block_id, value, action_ts),
            message=message,
            state=values_of(self.workspace, who.id, message.blocks, {}, {}),
            trigger_id=self.workspace.tickets.trigger(who.id),
            response_url=self._response_url(ticket.id),
        )
        return self._interact(who, message.channel, payload)

    def click_in_view(self, user: str, action: str, *, value: Entered = None) -> Done:
        """Press a button in the modal in front, or choose from one of its menus."""
        who, view = self._front(user)
        element, block_id = _pressable(view.payload["blocks"], action)
        action_ts = self.workspace.journal.new_ts()
        payload = payloads.block_actions(
            self.workspace,
            who,
            action_of(element, block_id, value, action_ts),
            view=view,
            state=dict(view.state),
            trigger_id=self.workspace.tickets.trigger(who.id, view.id),
        )
        return self._interact(who, "", payload)

    def enter(self, user: str, entered: Mapping[str, Entered]) -> None:
        """Fill in the modal in front without sending it; files are uploaded already.

        Args:
            user: Who.
            entered: What is entered, by block id, action id or label.

        Raises:
            NotAccepted: Slack's client would not take a value.
        """
        who, view = self._front(user)
        blocks = view.payload["blocks"]
        state = values_of(self.workspace, who.id, blocks, entered, view.state, checked=False)
        self.workspace.modals.remember(view, state)

    def submit(self, user: str, entered: Mapping[str, Entered] | None = None) -> Done:
        """Fill in the modal in front and send it.

        Args:
            user: Who.
            entered: What is entered, by block id, action id or label.

        Raises:
            NotAccepted: Slack's client would not send it.
        """
        who, view = self._front(user)
        blocks = view.payload["blocks"]
        state = values_of(self.workspace, who.id, blocks, entered or {}, view.state)
        view = self.workspace.modals.remember(view, state)
        trigger_id = self.workspace.tickets.trigger(who.id, view.id)
        payload = payloads.view_submission(self.workspace, who, view, state, trigger_id)
        done = self._interact(who, "", payload)
        if done.error or done.delivery is None:
            return done
        try:
            self._follow(who, view, done.delivery.reply_json())
        except Refused as refusal:
            self._tell(who, "", f"the form failed: {refusal}")
            return Done(done.delivery, error=str(refusal))
        return done

    def close(self, user: str) -> Done:
        """Close the modal in front, which no app hears of that did not ask to."""
        _, view = self._front(user)
        self.workspace.modals.close(view)
        return Done(None)

    def find(self, ts: str) -> Message:
        """The message of that `ts`, in whatever conversation, ephemeral ones included.

        Raises:
            KeyError: There is none.
        """
        for channel in self.workspace.channels():
            message = self.workspace.message(channel.id, ts)
            if message is not None:
                return message
        private = self.workspace.private_message(ts)
        if private is None:
            raise KeyError(ts)
        return private

    def _front(self, user: str) -> tuple[User, View]:
        who = self.workspace.user(user)
        view = self.workspace.modals.top(who.id)
        if view is None:
            raise LookupError(f"{who.name} has no modal open")
        return who, view

    def _interact(self, who: User, channel: str, payload: Json) -> Done:
        delivery = self.courier.send_form({"payload": json.dumps(payload)})
        if delivery.problem:
            return self._failed(who, channel, delivery)
        return Done(delivery)

    def _failed(self, who: User, channel: str, delivery: Delivery) -> Done:
        late = delivery.problem == "http_timeout"
        error = "operation_timeout" if late else "dispatch_failed"
        self._tell(who, channel, f"that did not work: {error}")
        return Done(delivery, error=error)

    def _follow(self, who: User, view: View, said: Json) -> None:
        """Do what the answer to a submission asks for; an empty one closes the modal."""
        modals = self.workspace.modals
        match said.get("response_action"):
            case None if not said:
                modals.close(view)
            case "clear":
                modals.clear(who.id)
            case "errors":
                errors = said.get("errors")
                blocks = {b["block_id"] for b in view.payload["blocks"] if b["type"] == "input"}
                if not isinstance(errors, dict) or not errors or set(errors) - blocks:
                    raise Refused("invalid_errors")
                modals.show_errors(view, errors)
            case "update":
                modals.update(view, read_view(self.workspace, said.get("view")))
            case "push":
                modals.push(who.id, read_view(self.workspace, said.get("view")))
            case _:
                raise Refused("invalid_response_action")

    def _tell(self, who: User, channel: str, text: str) -> None:
        """What Slack itself shows a person; no message, and gone at the next reload."""
        self.workspace.journal.note("notice", {"text": text}, channel=channel, user=who.id)

    def _response_url(self, ticket_id: str) -> str:
        return f"{self.workspace.base_url}/response/{self.workspace.team_id}/{ticket_id}"


def _pressable(blocks: Sequence[Json], action: str) -> tuple[Json, str]:
    """The element of that action id, text or value, and the id of its block."""
    for number, block in enumerate(blocks):
        for place, element in walk([block]):
            label = element.get("text", {})
            names = {element.get("action_id"), element.get("value")}
            names.add(label.get("text") if isinstance(label, dict) else None)
            if action in names:
                named = element.get("action_id") or f"auto-{number}-{place}"
                return {**element, "action_id": named}, block["block_id"]
    raise KeyError(f"nothing here is called {action!r}")
