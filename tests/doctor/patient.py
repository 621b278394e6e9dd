"""A deployment to examine: the template's resources in moto, Slack over HTTP, Bedrock scripted."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import ExitStack
from datetime import UTC, datetime
from typing import Any, Self

from botocore.stub import Stubber
from slack_sdk.signature import SignatureVerifier

from bot.doctor.deployment import Deployment as Examined
from bot.doctor.examine import Check, run
from bot.doctor.finding import Finding
from local.http_server import Answer, Request, Response, Server
from local.provision import SlackSecrets
from local.slack.server import serve
from local.slack.state import SlackWorkspace
from tests.aws_clients import session
from tests.deployment import NAME, SIGNING_SECRET, TOKEN, Deployment

SOME_DAY = datetime(2025, 1, 1, tzinfo=UTC)
OPEN: dict[str, Any] = {
    "agreementAvailability": {"status": "AVAILABLE"},
    "authorizationStatus": "AUTHORIZED",
    "entitlementAvailability": "AVAILABLE",
    "regionAvailability": "AVAILABLE",
}


def _name_the_alias(parsed: dict[str, Any], **_: object) -> None:
    """A mapping to an alias tells of the alias; moto's tells of the alias's version."""
    for mapping in parsed.get("EventSourceMappings", []):
        mapping["FunctionArn"] = mapping["FunctionArn"].removesuffix(":1") + ":live"


def event_url(secret: str) -> Answer:
    """What answers at the event URL: verifies signatures and says the challenge."""
    verifier = SignatureVerifier(secret)

    def answer(request: Request) -> Response:
        signed = verifier.is_valid_request(request.body, dict(request.headers))
        return Response(200, request.body) if signed else Response(401)

    return answer


class Patient:
    """A whole, healthy deployment, and ways to make it ill.

    Attributes:
        deployed: Its AWS resources.
        slack: Its workspace.
        examined: What the checks look at.
        bedrock: Bedrock's control plane, scripted; a call nobody scripted is refused.
        iam: IAM, likewise.
    """

    def __init__(
        self,
        parameters: Mapping[str, str] | None = None,
        *,
        secrets: SlackSecrets | None = None,
    ) -> None:
        self._parameters = dict(parameters or {})
        self._secrets = secrets or SlackSecrets(TOKEN, SIGNING_SECRET)
        self._closing = ExitStack()

    def __enter__(self) -> Self:
        with ExitStack() as stack:
            self.deployed = stack.enter_context(Deployment(self._parameters, self._secrets))
            self.slack = SlackWorkspace()
            self.slack.token = TOKEN
            server = serve(self.slack)
            stack.callback(server.close)
            address = stack.enter_context(Server(event_url(SIGNING_SECRET)))
            object.__setattr__(
                self.deployed.stack,
                "outputs",
                {**self.deployed.stack.outputs, "SlackEventsUrl": f"{address.url}/slack/events"},
            )
            self.deployed.put_stack(self._parameters)
            self.environment = {**self.deployed.stack.environment, "SLACK_API_URL": server.api_url}
            self.set_environment()
            self.examined = Examined(session(), "us-west-2", NAME)
            self.examined.client("lambda").meta.events.register(
                "after-call.lambda.ListEventSourceMappings", _name_the_alias
            )
            self.bedrock = self._scripted("bedrock", stack)
            self.iam = self._scripted("iam", stack)
            self._closing = stack.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        for client in self.examined._clients.values():
            client.close()
        self._closing.close()

    def _scripted(self, service: str, stack: ExitStack) -> Stubber:
        client = self.examined.session.create_client(service, region_name="us-west-2")
        self.examined.use(client)
        return stack.enter_context(Stubber(client))

    def client(self, service: str) -> Any:
        """A client of the operator's, to make something ill with."""
        return self.deployed.client(service)

    def set_environment(self, **changes: str) -> None:
        """Change variables of the function."""
        self.environment |= changes
        self.client("lambda").update_function_configuration(
            FunctionName=self.deployed.function, Environment={"Variables": self.environment}
        )

    def check(self, check: Check) -> Finding:
        """Run one check."""
        return run("check", check, self.examined)

    def offers(
        self,
        model: str,
        *,
        life: Mapping[str, Any] | None = None,
        kinds: tuple[str, ...] = ("ON_DEMAND",),
        **closed: Any,
    ) -> None:
        """Have Bedrock know a model when it is asked next."""
        self.bedrock.add_response(
            "get_foundation_model",
            {
                "modelDetails": {
                    "modelArn": f"arn:aws:bedrock:us-west-2::foundation-model/{model}",
                    "modelId": model,
                    "inferenceTypesSupported": list(kinds),
                    "modelLifecycle": {
                        "status": "ACTIVE",
                        "startOfLifeTime": SOME_DAY,
                        **(life or {}),
                    },
                }
            },
            {"modelIdentifier": model},
        )
        if kinds == ("ON_DEMAND",) or closed:
            self.bedrock.add_response(
                "get_foundation_model_availability",
                {"modelId": model, **OPEN, **closed},
                {"modelId": model},
            )

    def profile(self, profile: str) -> None:
        """Have Bedrock know an inference profile when it is asked next."""
        arn = f"arn:aws:bedrock:us-west-2:123456789012:inference-profile/{profile}"
        self.bedrock.add_response(
            "get_inference_profile",
            {
                "inferenceProfileName": "US Nova Pro",
                "inferenceProfileArn": arn,
                "inferenceProfileId": profile,
                "models": [{"modelArn": arn}],
                "status": "ACTIVE",
                "type": "SYSTEM_DEFINED",
            },
            {"inferenceProfileIdentifier": profile},
        )
