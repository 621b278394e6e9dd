"""Slack's two secrets: from the environment, else from the store, kept for five minutes.

Rotated in the store, they are taken up within that time, without a redeploy. Nothing is read
before it is needed, so nothing secret is in a snapshot of the initialised function.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.settings import SecretSource, Settings

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.parameters import SecretsProvider, SSMProvider

_KEPT_SECONDS = 300
_ABSENT = {"ParameterNotFound", "ResourceNotFoundException"}


class SecretsMissingError(Exception):
    """A secret is nowhere to be had. The message names the command that sets it."""


class Secrets:
    """Reads Slack's secrets when they are needed."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._ssm: SSMProvider | None = None
        self._store: SecretsProvider | None = None

    def bot_token(self) -> str:
        """The bot token.

        Raises:
            SecretsMissingError: There is none.
        """
        return self._settings.bot_token or self._stored(
            self._settings.bot_token_source, "SLACK_BOT_TOKEN"
        )

    def signing_secret(self) -> str:
        """The signing secret.

        Raises:
            SecretsMissingError: There is none.
        """
        return self._settings.signing_secret or self._stored(
            self._settings.signing_secret_source, "SLACK_SIGNING_SECRET"
        )

    def _stored(self, source: SecretSource, name: str) -> str:
        if not source.service:
            raise SecretsMissingError(f"{name} is not set: run make secrets")
        from aws_lambda_powertools.utilities.parameters import (  # noqa: PLC0415 - only if needed
            GetParameterError,
        )

        try:
            value = self._fetch(source)
        except GetParameterError as error:
            raise SecretsMissingError(
                f"{name} is not in {source.service}: run make secrets"
            ) from error
        if not isinstance(value, str) or not value.strip():
            raise SecretsMissingError(f"{name} is empty in {source.service}: run make secrets")
        return value.strip()

    def _fetch(self, source: SecretSource) -> object:
        from aws_lambda_powertools.utilities import parameters  # noqa: PLC0415 - only if needed

        if source.service == "ssm":
            self._ssm = self._ssm or parameters.SSMProvider()
            return self._ssm.get(source.name, max_age=_KEPT_SECONDS, decrypt=True)
        self._store = self._store or parameters.SecretsProvider()
        return self._store.get(source.name, max_age=_KEPT_SECONDS)
