"""What Slack hands out for a short while: trigger ids and response URLs.

Figures are Slack's own (docs: "Handling user interaction"): a trigger id lives 3 s and opens one
view; a response URL takes five messages within 30 minutes.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from local.slack.arguments import Refused
from local.slack.journal import Journal

TRIGGER_LIFE = 3.0
RESPONSE_LIFE = 30 * 60.0
RESPONSE_USES = 5


@dataclass(frozen=True, slots=True)
class Trigger:
    """Leave to open one modal.

    Attributes:
        id: Opaque.
        user: Whose screen it opens on.
        issued: Epoch seconds.
        view_id: The modal it was issued in, which a push goes on top of; "" elsewhere.
        used: Whether a view was opened with it.
    """

    id: str
    user: str
    issued: float
    view_id: str = ""
    used: bool = False


@dataclass(frozen=True, slots=True)
class ResponseUrl:
    """Leave to answer an interaction wherever it happened.

    Attributes:
        id: Last part of the URL.
        user: Who acted.
        channel: Where.
        issued: Epoch seconds.
        message_ts: The message acted on; "" for a command.
        thread_ts: Its thread, or "".
        uses: Messages taken so far.
    """

    id: str
    user: str
    channel: str
    issued: float
    message_ts: str = ""
    thread_ts: str = ""
    uses: int = 0


class Tickets:
    """All that has been handed out.

    Args:
        journal: The workspace's clock, lock and ids.
    """

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._triggers: dict[str, Trigger] = {}
        self._responses: dict[str, ResponseUrl] = {}

    def trigger(self, user: str, view_id: str = "") -> str:
        """A new trigger id."""
        with self._journal.changing():
            serial = self._journal.new_ts()
            trigger_id = f"{serial}.{self._journal.new_id('t').lower()}"
            self._triggers[trigger_id] = Trigger(trigger_id, user, self._journal.clock(), view_id)
        return trigger_id

    def exchange(self, trigger_id: str) -> Trigger:
        """Take a trigger id for a view.

        Raises:
            Refused: "invalid_trigger_id", "exchanged_trigger_id" or "expired_trigger_id".
        """
        with self._journal.changing():
            trigger = self._triggers.get(trigger_id)
            if trigger is None:
                raise Refused("invalid_trigger_id")
            if trigger.used:
                raise Refused("exchanged_trigger_id")
            if self._journal.clock() - trigger.issued > TRIGGER_LIFE:
                raise Refused("expired_trigger_id")
            self._triggers[trigger_id] = replace(trigger, used=True)
            return trigger

    def response(
        self, user: str, channel: str, message_ts: str = "", thread_ts: str = ""
    ) -> ResponseUrl:
        """A new response URL."""
        with self._journal.changing():
            ticket = ResponseUrl(
                self._journal.new_id("R"),
                user,
                channel,
                self._journal.clock(),
                message_ts,
                thread_ts,
            )
            self._responses[ticket.id] = ticket
            return ticket

    def use_response(self, ticket_id: str) -> ResponseUrl:
        """Take one message's worth of a response URL.

        Raises:
            Refused: "invalid_url", "expired_url" or "used_url".
        """
        with self._journal.changing():
            ticket = self._responses.get(ticket_id)
            if ticket is None:
                raise Refused("invalid_url")
            if self._journal.clock() - ticket.issued > RESPONSE_LIFE:
                raise Refused("expired_url")
            if ticket.uses >= RESPONSE_USES:
                raise Refused("used_url")
            self._responses[ticket_id] = replace(ticket, uses=ticket.uses + 1)
            return self._responses[ticket_id]
