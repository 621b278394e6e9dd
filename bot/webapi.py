"""The calls to Slack's Web API, with Slack's errors as ours.

Knows which error means "never", "not now" or "nobody knows"; does not know what a job is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from http.client import HTTPException
from typing import Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.webhook import WebhookClient

from core.clock import Clock
from core.errors import (
    AnswerLost,
    CannotPost,
    Defect,
    ImagineError,
    Misconfigured,
    Throttled,
    Transient,
)
from core.model import Outcome

TIMEOUT_SECONDS = 10
"""Longest wait for one call's answer."""

_TRIES = 3
_LONGEST_PAUSE = 5.0
_OK = 200
_SERVER_ERROR = 500
_TOO_MANY = 429
_NAME = re.compile(r"[a-z][a-z0-9_]*")

_CLOSED = {
    "access_denied",
    "cannot_dm_bot",
    "channel_not_found",
    "is_archived",
    "is_inactive",
    "not_in_channel",
    "restricted_action",
    "restricted_action_read_only_channel",
    "restricted_action_thread_locked",
    "thread_locked",
    "cannot_reply_to_message",
    "user_not_in_channel",
}
_PASSING = {
    "fatal_error",
    "internal_error",
    "ratelimited",
    "rate_limited",
    "request_timeout",
    "service_unavailable",
    "team_added_to_org",
}
_REINSTALL = "install the app to the workspace again and run make secrets with its new bot token"
_MENDS = {
    "account_inactive": _REINSTALL,
    "invalid_auth": _REINSTALL,
    "not_authed": _REINSTALL,
    "token_expired": _REINSTALL,
    "token_revoked": _REINSTALL,
    "missing_scope": "add the scopes of infra/slack-manifest.yaml to the app and reinstall it",
    "no_permission": "add the scopes of infra/slack-manifest.yaml to the app and reinstall it",
    "org_login_required": "finish the workspace's migration into its organisation",
    "team_access_not_granted": "grant the app access to the workspace in its organisation",
    "file_uploads_disabled": "allow file uploads in the workspace's settings",
    "storage_limit_reached": "free storage in the workspace, or move it to a larger plan",
}


class Refused(Defect):
    """Slack refused a call for what was in it.

    Attributes:
        code: Slack's name for the error.
        detail: What Slack added to it.
    """

    def __init__(self, method: str, code: str, detail: str) -> None:
        super().__init__(f"Slack answered {code} to {method}")
        self.code = code
        self.detail = detail


class WebApi:
    """Slack's Web API.

    Args:
        base_url: `https://slack.com/api/`, or a stand-in's.
        token: Reads the bot token.
        clock: Waits between tries.
    """

    def __init__(self, base_url: str, token: Callable[[], str], clock: Clock) -> None:
        self._base_url = base_url
        self._token = token
        self._clock = clock

    def call(
        self,
        method: str,
        *,
        timeout: int = TIMEOUT_SECONDS,
        **arguments: Any,  # noqa: ANN401 - each method's own
    ) -> Mapping[str, Any]:
        """Make one call, once.

        Args:
            method: As Slack names it ("chat.postMessage").
            timeout: Seconds to wait for the answer.
            arguments: As slack_sdk takes them; None is left out.

        Raises:
            Throttled: Not now; nothing was done.
            AnswerLost: It may have been done.
            CannotPost: The conversation is closed to us.
            Misconfigured: The token or its scopes will not do.
            Refused: What was in the call will not do.
        """
        client = WebClient(
            token=self._token(), base_url=self._base_url, timeout=timeout, retry_handlers=[]
        )
        try:
            answer = getattr(client, method.replace(".", "_"))(**arguments)
        except SlackApiError as error:
            raise _fault(method, error) from error
        except (OSError, HTTPException, SlackClientError, UnicodeDecodeError) as error:
            raise lost(f"{method}: {type(error).__name__}") from error
        return answer.data if isinstance(answer.data, dict) else {}

    def repeat(
        self,
        method: str,
        **arguments: Any,  # noqa: ANN401 - each method's own
    ) -> Mapping[str, Any]:
        """Make a call that may be made twice, up to three times.

        Raises:
            ImagineError: As `call` does, the last time.
        """
        return self.again(lambda: self.call(method, **arguments))

    def again(self, attempt: Callable[[], Mapping[str, Any]]) -> Mapping[str, Any]:
        """Try something that may be done twice, up to three times, while waiting is worth it.

        Raises:
            ImagineError: As the attempt does, the last time.
        """
        for tried in range(1, _TRIES):
            try:
                return attempt()
            except Transient as error:
                pause = error.retry_after or 0.3 * tried
                if pause > _LONGEST_PAUSE:
                    raise
                self._clock.sleep(pause)
        return attempt()


def respond(url: str, arguments: Mapping[str, Any]) -> bool:
    """Answer privately through a `response_url`; False where it is used up or out of reach.

    Works where the bot is no member, up to five times within 30 minutes of the act.
    """
    client = WebhookClient(url, timeout=TIMEOUT_SECONDS, retry_handlers=[])
    try:
        answer = client.send_dict(
            {**arguments, "response_type": "ephemeral", "replace_original": False}
        )
    except (OSError, HTTPException, SlackClientError):
        return False
    return answer.status_code < 300  # noqa: PLR2004 - HTTP's successes


def _fault(method: str, error: SlackApiError) -> ImagineError:
    response: Any = error.response
    data = response.data if isinstance(response.data, dict) else {}
    status = response.status_code
    code = str(data.get("error", ""))
    if status == _TOO_MANY or code in {"ratelimited", "rate_limited"}:
        return Throttled(f"{method}: {code or status}", retry_after=retry_after(response.headers))
    # What is no name of an error is slack_sdk's own sentence on an answer that was no JSON.
    if status >= _SERVER_ERROR or code in _PASSING or not _NAME.fullmatch(code):
        return lost(f"{method}: {status if status != _OK else code.partition(':')[0]}")
    if code in _CLOSED:
        return CannotPost(code)
    if code in _MENDS:
        return Misconfigured(f"Slack answered {code} to {method}", mend=_MENDS[code])
    messages = (data.get("response_metadata") or {}).get("messages") or data.get("errors") or []
    return Refused(method, code, "; ".join(map(str, messages)))


def lost(what: str) -> AnswerLost:
    """Slack's answer did not come: nothing was paid, so a job that waits waits for a service."""
    error = AnswerLost(what)
    error.outcome = Outcome.UNAVAILABLE
    return error


def retry_after(headers: Mapping[str, Any]) -> float:
    """Seconds that Slack asks to wait; 1 where it does not say."""
    for name, value in headers.items():
        if name.lower() == "retry-after":
            seconds = str(value[0] if isinstance(value, list) else value)
            return float(seconds) if seconds.isdecimal() else 1.0
    return 1.0
