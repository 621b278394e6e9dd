"""Checks of Slack's side: the token and its scopes, the signing secret, the address."""

from __future__ import annotations

import hashlib
import hmac
import json
import re
import time
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

import yaml
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.doctor.deployment import Deployment
from bot.doctor.finding import Unchecked, Worth, Wrong
from core.errors import ImagineError, Misconfigured

_REINSTALL = "reinstall the app to the workspace (Install App) and run make secrets"
_SECONDS = 10


def bot_token(deployment: Deployment) -> str:
    """Whether there is a bot token, and Slack takes it."""
    said = _auth_test(deployment).data
    return f"{said['user']} in {said['team']}"


def scopes(deployment: Deployment) -> str:
    """Whether the token may do what the manifest asks for, and no more."""
    response = _auth_test(deployment)
    granted = _header(response.headers, "x-oauth-scopes")
    have = {one.strip() for one in granted.split(",") if one.strip()}
    manifest = yaml.safe_load(deployment.manifest.read_text(encoding="utf-8"))
    want = set(manifest["oauth_config"]["scopes"]["bot"])
    if missing := want - have:
        raise Wrong(
            f"missing: {', '.join(sorted(missing))}",
            "add them under OAuth & Permissions, reinstall the app, and run make secrets",
        )
    if extra := have - want:
        raise Worth(
            f"more than it needs: {', '.join(sorted(extra))}",
            "remove them under OAuth & Permissions, and reinstall the app",
        )
    return f"the manifest's {len(want)}, and no more"


def signing_secret(deployment: Deployment) -> str:
    """Whether there is a signing secret of the right form."""
    secret = _read(deployment, "signing_secret")
    if not re.fullmatch(r"[0-9a-f]{32}", secret):
        raise Wrong(
            "it is not of a signing secret's form",
            "copy it from Basic Information, App Credentials, and run make secrets",
        )
    source = deployment.settings.signing_secret_source
    where = "the environment" if deployment.settings.signing_secret else source.service
    return f"set, in {where}"


def event_url(deployment: Deployment) -> str:
    """Whether the address answers what Slack signs, and nothing else."""
    url = deployment.stack.output("SlackEventsUrl")
    return answers(url, _read(deployment, "signing_secret"), time.time())


def answers(url: str, secret: str, now: float) -> str:
    """Ask the address as Slack does when it verifies it, signed and unsigned.

    Args:
        url: The address.
        secret: The signing secret.
        now: Epoch seconds.

    Raises:
        Wrong: It does not answer as it must.
    """
    challenge = hashlib.sha256(f"{now}".encode()).hexdigest()[:24]
    body = json.dumps({"type": "url_verification", "challenge": challenge}).encode()
    status, text = _post(url, body, _signed(body, secret, now))
    if status == 503:  # noqa: PLR2004 - HTTP's own
        raise Wrong(
            "the function has no secrets", "run make secrets, wait five seconds and try again"
        )
    if status == 401:  # noqa: PLR2004 - the same
        raise Wrong(
            "the function does not take this signing secret",
            "run make secrets with the signing secret of this very app; a new one is taken up "
            "within 30 seconds",
        )
    if status != 200 or challenge not in text:  # noqa: PLR2004 - the same
        raise Wrong(
            f"it answers {status} instead of the challenge",
            "look at the function's log; if it says nothing, run make deploy",
        )
    forged, _ = _post(url, body, _signed(body, "not " + secret, now))
    if forged != 401:  # noqa: PLR2004 - the same
        raise Wrong(
            f"it answers {forged} to what Slack has not signed",
            "something else answers at this address: run make deploy",
        )
    return f"{url} answers Slack, and only Slack"


def _auth_test(deployment: Deployment) -> Any:  # noqa: ANN401 - slack_sdk's response
    client = WebClient(
        token=_read(deployment, "bot_token"),
        base_url=deployment.settings.slack_api_url,
        timeout=_SECONDS,
        retry_handlers=[],
    )
    try:
        return client.auth_test()
    except SlackApiError as error:
        raise Wrong(f"Slack answers {error.response['error']}", _REINSTALL) from error
    except OSError as error:
        raise Unchecked(f"Slack cannot be reached from here: {error}", "try again") from error


def _read(deployment: Deployment, which: str) -> str:
    try:
        secret: str = getattr(deployment.secrets, which)()
    except Misconfigured as error:
        raise Wrong(str(error).removesuffix(f": {error.mend}"), error.mend) from error
    except ImagineError as error:
        raise Unchecked(f"the store does not tell it: {error}", "try again in a minute") from error
    return secret


def _signed(body: bytes, secret: str, now: float) -> dict[str, str]:
    timestamp = str(int(now))
    base = b"v0:" + timestamp.encode() + b":" + body
    signature = hmac.new(secret.encode(), base, hashlib.sha256).hexdigest()
    return {
        "content-type": "application/json",
        "x-slack-request-timestamp": timestamp,
        "x-slack-signature": f"v0={signature}",
    }


def _post(url: str, body: bytes, headers: dict[str, str]) -> tuple[int, str]:
    request = Request(url, data=body, headers=headers, method="POST")  # noqa: S310 - the stack's
    try:
        with urlopen(request, timeout=_SECONDS) as answer:  # noqa: S310 - the same
            return answer.status, answer.read().decode(errors="replace")
    except HTTPError as error:
        with error:
            return error.code, ""
    except (URLError, TimeoutError) as error:
        raise Wrong(
            f"{url} does not answer: {error}", "check the network here; then run make deploy"
        ) from error


def _header(headers: Any, name: str) -> str:  # noqa: ANN401 - slack_sdk's
    for key, value in headers.items():
        if key.lower() == name:
            return str(value[0] if isinstance(value, list) else value)
    return ""
