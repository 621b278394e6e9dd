"""Slack's requests with their payloads changed on the way to the app, and signed again."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import parse_qsl, urlencode

from local.slack.acts import Acts
from local.slack.courier import Reply
from tests.house import House


def change_payloads(house: House, change: Callable[[dict[str, Any]], dict[str, Any]]) -> None:
    """Send whatever people do from now on with a changed payload.

    Args:
        house: Whose people act.
        change: Is given an event, an interaction's payload, or a command's fields.
    """

    def deliver(path: str, headers: Mapping[str, str], body: bytes) -> Reply:
        kind = headers["Content-Type"]
        if "json" in kind:
            sent = json.dumps(change(json.loads(body)))
        else:
            fields = dict(parse_qsl(body.decode(), keep_blank_values=True))
            if "payload" in fields:
                fields = {"payload": json.dumps(change(json.loads(fields["payload"])))}
            else:
                fields = change(fields)
            sent = urlencode(fields)
        signed = house.people.courier._headers(sent.encode(), kind)
        return house._deliver(path, {**headers, **signed}, sent.encode())

    house.people = Acts(house.slack, deliver, house._later)
