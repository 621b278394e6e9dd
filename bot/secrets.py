"""Slack's two secrets: from the environment, else from the store, kept for five minutes.

Rotated in the store, they are taken up within that time without a redeploy; the signing secret at
once, because a signature that does not verify has it read again. Nothing is read before it is
needed, so nothing secret is in a snapshot of the initialised function.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from botocore.exceptions import BotoCoreError, ClientError

from bot.settings import SecretSource, Settings
from core import observe
from core.aws import code_of, fault
from core.clock import Clock
from core.errors import ImagineError, Misconfigured

if TYPE_CHECKING:
    from mypy_boto3_secretsmanager import SecretsManagerClient
    from mypy_boto3_ssm import SSMClient

KEPT_SECONDS = 300.0
"""How long a secret is used before it is read again."""

FORCED_SECONDS = 30.0
"""Least time between two readings that failed signatures have asked for: forged requests come in
floods, and each would cost a call."""

_AFTER_OUTAGE = 30.0
_AFTER_NOTHING = 5.0

_ABSENT = {"ParameterNotFound", "ResourceNotFoundException"}
_RUN = "run make secrets"
_GRANT = "let the function read its secrets, and the key they are encrypted with"
_MENDS = {"AccessDeniedException": _GRANT, "InvalidKeyId": _GRANT, "DecryptionFailure": _GRANT}


class SecretsMissing(Misconfigured):
    """A secret is nowhere to be had. The message names the command that sets it."""

    def __init__(self, message: str) -> None:
        super().__init__(f"{message}: {_RUN}", mend=_RUN)


class Stores(Protocol):
    """The clients of the services that keep secrets."""

    @property
    def ssm(self) -> SSMClient:
        """Systems Manager's parameters."""

    @property
    def secretsmanager(self) -> SecretsManagerClient:
        """Secrets Manager."""


class Secrets:
    """Reads Slack's secrets when they are needed.

    Args:
        settings: Where they are; those in the environment itself win.
        stores: Clients of the stores.
        clock: Tells when one has to be read again.
    """

    def __init__(self, settings: Settings, stores: Stores, clock: Clock) -> None:
        self._bot_token = _Secret(
            "SLACK_BOT_TOKEN", settings.bot_token, settings.bot_token_source, stores, clock
        )
        self._signing_secret = _Secret(
            "SLACK_SIGNING_SECRET",
            settings.signing_secret,
            settings.signing_secret_source,
            stores,
            clock,
        )

    def prepare(self) -> None:
        """Make the clients of the stores that will be read, and read nothing yet."""
        for secret in (self._bot_token, self._signing_secret):
            secret.prepare()

    def bot_token(self) -> str:
        """The bot token.

        Raises:
            SecretsMissing: There is none.
            ImagineError: The store did not tell, and never has.
        """
        return self._bot_token.value()

    def signing_secret(self) -> str:
        """The signing secret.

        Raises:
            SecretsMissing: There is none.
            ImagineError: The store did not tell, and never has.
        """
        return self._signing_secret.value()

    def rotated_signing_secret(self) -> str | None:
        """The signing secret where reading it again gives another one; at most every 30 s."""
        return self._signing_secret.rotated()


class _Secret:
    """One secret, remembered.

    Attributes:
        _known: Its value when last read; "" when it never was, or is no more.
        _due: Epoch seconds from which on it is read again.
        _trouble: What the last reading failed of, raised again until it is due.
        _forced: Epoch seconds from which on a failed signature may have it read again.
    """

    def __init__(
        self, name: str, given: str, source: SecretSource, stores: Stores, clock: Clock
    ) -> None:
        self._name = name
        self._given = given
        self._source = source
        self._stores = stores
        self._clock = clock
        self._known = ""
        self._due = 0.0
        self._forced = 0.0
        self._trouble: ImagineError | None = None

    def prepare(self) -> None:
        if not self._given and self._source.service:
            _ = self._stores.ssm if self._source.service == "ssm" else self._stores.secretsmanager

    def value(self) -> str:
        if self._given:
            return self._given
        if self._clock.now() >= self._due:
            self._read()
        if self._known:
            return self._known
        raise self._trouble or SecretsMissing(f"{self._name} is not set")

    def rotated(self) -> str | None:
        now, before = self._clock.now(), self._known
        if self._given or now < self._forced:
            return None
        self._forced = now + FORCED_SECONDS
        self._read()
        return self._known if self._known not in {"", before} else None

    def _read(self) -> None:
        """Ask the store; an outage leaves what is known."""
        try:
            self._known = self._fetch()
        except SecretsMissing as error:
            self._known, self._trouble = "", error
            wait = _AFTER_NOTHING
        except ImagineError as error:
            observe.report(error, secret=self._name)
            self._trouble = error
            wait = _AFTER_OUTAGE if self._known else _AFTER_NOTHING
        else:
            self._trouble = None
            wait = KEPT_SECONDS
        self._due = self._clock.now() + wait

    def _fetch(self) -> str:
        if not self._source.service:
            raise SecretsMissing(f"{self._name} is not set")
        fetch: Callable[[str], str] = (
            self._from_ssm if self._source.service == "ssm" else self._from_secrets_manager
        )
        try:
            secret = fetch(self._source.name).strip()
        except (BotoCoreError, ClientError) as error:
            if code_of(error) in _ABSENT:
                raise SecretsMissing(f"{self._name} is not in {self._source.service}") from error
            raise fault(error, service=self._source.service, mends=_MENDS) from error
        if not secret:
            raise SecretsMissing(f"{self._name} is empty in {self._source.service}")
        return secret

    def _from_ssm(self, name: str) -> str:
        answer = self._stores.ssm.get_parameter(Name=name, WithDecryption=True)
        return answer["Parameter"].get("Value", "")

    def _from_secrets_manager(self, name: str) -> str:
        return self._stores.secretsmanager.get_secret_value(SecretId=name).get("SecretString", "")
