"""Puts Slack's two secrets where the function looks for them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from bot.settings import SecretSource, SettingsError, read

if TYPE_CHECKING:
    from boto3.session import Session

SECRETS: Mapping[str, tuple[str, str, str]] = {
    "SLACK_BOT_TOKEN": (
        "Bot token (Install App, begins with xoxb-): ",
        r"xoxb-[A-Za-z0-9-]{10,}",
        "A bot token begins with xoxb-. It is under Install App, after the app was installed.",
    ),
    "SLACK_SIGNING_SECRET": (
        "Signing secret (Basic Information, 32 characters): ",
        r"[0-9a-f]{32}",
        "A signing secret is 32 of 0-9 and a-f; it is under Basic Information, App Credentials.",
    ),
}
"""For each secret: the question, its form, and what to say of anything else."""


class SecretRefused(Exception):
    """What was typed is no such secret. The message says where the right one is."""


def checked(name: str, typed: str) -> str:
    """A secret as typed or pasted, without blanks around it.

    Raises:
        SecretRefused: It has not the form Slack's have.
    """
    _, form, help_text = SECRETS[name]
    secret = typed.strip()
    if not re.fullmatch(form, secret):
        raise SecretRefused(help_text)
    return secret


def ask(prompt: Callable[[str], str], say: Callable[[str], None]) -> dict[str, str]:
    """Both secrets, asked for until they have the right form; an empty answer leaves one as it is.

    Args:
        prompt: Asks without echoing the answer.
        say: Shows a line.
    """
    given = {}
    for name, (question, _, _) in SECRETS.items():
        while typed := prompt(question).strip():
            try:
                given[name] = checked(name, typed)
                break
            except SecretRefused as error:
                say(str(error))
    return given


def put(session: Session, function: str, secrets: Mapping[str, str]) -> list[str]:
    """Store secrets under the names the function reads them by.

    Args:
        session: Whose account, and in which region.
        function: The function's name.
        secrets: By the name of the variable.

    Returns:
        Where each one is now.

    Raises:
        SettingsError: The function names no store for one of them.
        ClientError: The store refuses it.
    """
    client = session.client("lambda")
    variables = client.get_function_configuration(FunctionName=function)["Environment"]["Variables"]
    settings = read(variables)
    sources = {
        "SLACK_BOT_TOKEN": settings.bot_token_source,
        "SLACK_SIGNING_SECRET": settings.signing_secret_source,
    }
    told = []
    for name, secret in secrets.items():
        source = sources[name]
        if not source.service:
            raise SettingsError(f"{name}_SOURCE is not set on {function}: run make deploy")
        _store(session, source, secret)
        told.append(f"{name} is in {source.service} as {source.name}")
    return told


def _store(session: Session, source: SecretSource, secret: str) -> None:
    if source.service == "ssm":
        session.client("ssm").put_parameter(
            Name=source.name, Value=secret, Type="SecureString", Overwrite=True
        )
        return
    manager = session.client("secretsmanager")
    try:
        manager.put_secret_value(SecretId=source.name, SecretString=secret)
    except manager.exceptions.ResourceNotFoundException:
        manager.create_secret(Name=source.name, SecretString=secret)
