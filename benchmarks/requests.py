"""Slack's requests as the HTTP API hands them to the function, signed now."""

from __future__ import annotations

import base64
import json
from typing import Any
from urllib.parse import urlencode

from slack_sdk.signature import SignatureVerifier

from benchmarks.services import SECRET

_HOST = "https://example.execute-api.us-west-2.amazonaws.com"


def command(number: int, text: str = "a red fox in the snow --ar 16:9") -> dict[str, Any]:
    """A slash command, one of its own for each number."""
    form = {
        "token": "unused",
        "team_id": "T0LOCAL",
        "team_domain": "local",
        "channel_id": "C0GENERAL",
        "channel_name": "general",
        "user_id": "U0ANA",
        "user_name": "ana",
        "command": "/imagine",
        "text": text,
        "api_app_id": "A0IMAGINE",
        "is_enterprise_install": "false",
        "response_url": f"https://hooks.slack.com/commands/T0LOCAL/{number}/bench",
        "trigger_id": f"{number}.1700000000.bench",
    }
    body = urlencode(form).encode()
    return _event(body, "application/x-www-form-urlencoded", encoded=True)


def chatter(number: int) -> dict[str, Any]:
    """A message of somebody's to somebody else, in a channel the bot is in."""
    body = json.dumps(
        {
            "token": "unused",
            "team_id": "T0LOCAL",
            "api_app_id": "A0IMAGINE",
            "event": {
                "type": "message",
                "channel": "C0GENERAL",
                "channel_type": "channel",
                "user": "U0BO",
                "text": "lunch at twelve? <@U0ANA> knows a new place :bento:",
                "ts": f"1700000000.{number:06d}",
                "event_ts": f"1700000000.{number:06d}",
                "client_msg_id": f"00000000-0000-4000-8000-{number:012d}",
                "team": "T0LOCAL",
                "blocks": [
                    {
                        "type": "rich_text",
                        "block_id": "b1",
                        "elements": [
                            {
                                "type": "rich_text_section",
                                "elements": [
                                    {"type": "text", "text": "lunch at twelve? "},
                                    {"type": "user", "user_id": "U0ANA"},
                                    {"type": "text", "text": " knows a new place "},
                                    {"type": "emoji", "name": "bento", "unicode": "1f371"},
                                ],
                            }
                        ],
                    }
                ],
            },
            "type": "event_callback",
            "event_id": f"Ev{number:09d}",
            "event_time": 1700000000,
            "authorizations": [
                {
                    "enterprise_id": None,
                    "team_id": "T0LOCAL",
                    "user_id": "U0BOT",
                    "is_bot": True,
                    "is_enterprise_install": False,
                }
            ],
            "is_ext_shared_channel": False,
            "event_context": "4-bench",
        }
    ).encode()
    return _event(body, "application/json", encoded=False)


def _event(body: bytes, kind: str, *, encoded: bool) -> dict[str, Any]:
    signed = SignatureVerifier(SECRET)
    timestamp = str(int(signed.clock.now()))
    signature = signed.generate_signature(timestamp=timestamp, body=body)
    path = "/slack/events"
    return {
        "version": "2.0",
        "routeKey": f"POST {path}",
        "rawPath": path,
        "rawQueryString": "",
        "headers": {
            "accept": "application/json,*/*",
            "content-length": str(len(body)),
            "content-type": kind,
            "host": _HOST.removeprefix("https://"),
            "user-agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
            "x-slack-request-timestamp": timestamp,
            "x-slack-signature": str(signature),
        },
        "requestContext": {
            "http": {"method": "POST", "path": path, "protocol": "HTTP/1.1"},
            "requestId": "bench",
            "stage": "$default",
        },
        "body": base64.b64encode(body).decode() if encoded else body.decode(),
        "isBase64Encoded": encoded,
    }
