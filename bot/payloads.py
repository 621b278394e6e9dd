"""What Slack's payloads say, where reading it takes care."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from slack_bolt.request.internals import extract_team_id

SLACKBOT = "USLACKBOT"
"""Writes to apps in its own direct message, with neither a subtype nor a bot's id."""


def workspace(body: Mapping[str, Any]) -> str:
    """Return the id of the workspace that the app is installed in; "" where none is named.

    It is not always where the person belongs. In a channel shared by Slack Connect the outer
    `team_id` of an event is the writer's workspace, and the `team` of a submitted form the
    submitter's. Bolt knows where each kind of payload names ours.
    """
    return str(extract_team_id(dict(body)) or "")
