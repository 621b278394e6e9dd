"""What the checks look at: a deployment and the operator's way to it, read once and kept."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

from botocore.config import Config
from botocore.session import Session

from bot import house_styles
from bot.clients import Clients
from bot.doctor.finding import Wrong
from bot.doctor.stack import Deployed, find
from bot.secrets import Secrets
from bot.settings import Settings, SettingsError, read
from core.clock import SystemClock

MANIFEST = Path(__file__).resolve().parents[2] / "infra" / "slack-manifest.yaml"

ALIAS = "live"
"""The alias everything is invoked through, as infra/template.yaml names it."""

_CONFIG = Config(connect_timeout=5, read_timeout=20, retries={"total_max_attempts": 2})


class Deployment:
    """A deployment under examination.

    Args:
        session: The operator's credentials.
        region: The stack's.
        stack_name: The stack's name.
        manifest: Slack's manifest.

    Attributes:
        session: As given, in the stack's region.
        region: As given.
        stack_name: As given.
        manifest: As given.
    """

    def __init__(
        self, session: Session, region: str, stack_name: str, manifest: Path = MANIFEST
    ) -> None:
        session.set_config_variable("region", region)
        self.session = session
        self.region = region
        self.stack_name = stack_name
        self.manifest = manifest
        self._clients: dict[tuple[str, str], Any] = {}

    def client(self, service: str, region: str = "") -> Any:  # noqa: ANN401 (clients are made at run time)
        """A client of a service, the same one each time; in the stack's region unless named."""
        key = service, region or self.region
        if key not in self._clients:
            made = self.session.create_client(service, region_name=key[1], config=_CONFIG)
            self._clients[key] = made
        return self._clients[key]

    def use(self, client: Any, region: str = "") -> None:  # noqa: ANN401 (the same)
        """Use this client for its service from now on."""
        service = str(client.meta.service_model.service_name)
        self._clients[service, region or self.region] = client

    @cached_property
    def stack(self) -> Deployed:
        """The stack.

        Raises:
            StackMissing: There is none.
        """
        return find(self.client("cloudformation"), self.stack_name)

    @cached_property
    def function(self) -> Mapping[str, Any]:
        """The function's configuration, as Lambda tells of it."""
        name = self.stack.output("FunctionName")
        found: Mapping[str, Any] = self.client("lambda").get_function_configuration(
            FunctionName=name
        )
        return found

    @cached_property
    def settings(self) -> Settings:
        """What the function would read from its environment.

        Raises:
            Wrong: It could not.
        """
        try:
            settings = read(self.function.get("Environment", {}).get("Variables", {}))
            # As the function does when it starts.
            house_styles.load(settings.styles, settings.default_style)
        except SettingsError as error:
            raise Wrong(str(error), "correct the parameter and run make deploy") from error
        return settings

    @property
    def alias_arn(self) -> str:
        """ARN of the function's alias."""
        return f"{self.function['FunctionArn']}:{ALIAS}"

    @cached_property
    def queue(self) -> Mapping[str, str]:
        """The slow lane's attributes."""
        found: Mapping[str, str] = self.client("sqs").get_queue_attributes(
            QueueUrl=self.settings.queue_url, AttributeNames=["All"]
        )["Attributes"]
        return found

    @cached_property
    def secrets(self) -> Secrets:
        """Slack's secrets, read with the operator's credentials."""
        clients = Clients(self.settings.bedrock_region, self.session)
        return Secrets(self.settings, clients, SystemClock())
