"""An AWS region on a laptop: the stores, the function, and every way into it.

Everything is made from `infra/template.yaml`. The models and Slack are stood in for elsewhere; this
knows their addresses and nothing else of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Self

from local import aws
from local.aws import Aws
from local.faults import Hook, Watcher, nothing
from local.lambda_host.authorizers import Authorizers
from local.lambda_host.function import Result
from local.lambda_host.host import LambdaHost
from local.provision import SlackSecrets

ROOT = Path(__file__).resolve().parent.parent
"""The repository: the code the function runs, and its template."""


class Region:
    """The running region. A context manager; leaving it closes it.

    Attributes:
        aws: The stores.
        host: The function's environments and their invokers.
        http_url: The HTTP API, without a trailing slash.
        environment: The function's variables, all of them resolved.
    """

    def __init__(self, stores: Aws, host: LambdaHost) -> None:
        self.aws = stores
        self.host = host
        self.http_url = host.http_url
        self.environment: Mapping[str, str] = host.function.environment

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def slack_events_url(self) -> str:
        """Where Slack's requests go."""
        return f"{self.http_url}/slack/events"

    def invoke(self, payload: object) -> Result:
        """Run the handler through its alias and wait for it.

        Raises:
            Throttled: As many invocations as are allowed are running.
        """
        return self.host.invoke(payload)

    def client(self, service: str) -> Any:  # noqa: ANN401 (boto3 makes clients at run time)
        """A boto3 client of one of the stores, as the operator."""
        return self.aws.client(service)

    def s3(self) -> Any:  # noqa: ANN401 (boto3 makes clients at run time)
        """A boto3 client of the buckets."""
        return self.client("s3")

    def dynamodb(self) -> Any:  # noqa: ANN401 (boto3 makes clients at run time)
        """A boto3 client of the table."""
        return self.client("dynamodb")

    def sqs(self) -> Any:  # noqa: ANN401 (boto3 makes clients at run time)
        """A boto3 client of the queues."""
        return self.client("sqs")

    def set_hook(self, hook: Hook) -> None:
        """From now on ask this hook about every call to the stores and to Lambda."""
        self.aws.set_hook(hook)

    def set_watcher(self, watcher: Watcher) -> None:
        """From now on tell this watcher of every call to the stores and to Lambda."""
        self.aws.set_watcher(watcher)

    def close(self) -> None:
        """End every process and forget everything."""
        self.host.close()
        self.aws.close()


def start(
    *,
    slack_url: str = "",
    bedrock_url: str = "",
    parameters: Mapping[str, str] | None = None,
    environment: Mapping[str, str] | None = None,
    secrets: SlackSecrets | None = None,
    code: Path = ROOT,
    template: Path = ROOT / "infra" / "template.yaml",
    handler: str = "",
    concurrency: int = 10,
    speed: float = 1.0,
    scheduled: bool = True,
    authorizers: Authorizers | None = None,
    port: int = 0,
    hook: Hook = nothing,
) -> Region:
    """Start a region.

    Args:
        slack_url: Base of Slack's API, with a trailing slash; "" leaves the real one.
        bedrock_url: Where Bedrock's runtime answers; "" leaves the real one.
        parameters: Values for the template's parameters.
        environment: Variables added to the template's, winning over all others.
        secrets: What the secret store holds.
        code: Folder that holds the function's code.
        template: The SAM template.
        handler: Instead of the template's own.
        concurrency: Most invocations at the same time.
        speed: How much faster than real time asynchronous retries, the schedule and the waits of
            messages pass.
        scheduled: Whether the schedule fires by itself; `Region.host.fire` works either way.
        authorizers: Knows whom the HTTP API is to believe; the operator alone otherwise.
        port: Port of the HTTP API; 0 takes a free one.
        hook: Asked about every call the function makes to the stores and to Lambda.

    Raises:
        TemplateError: The template describes something that cannot be made here.
        RuntimeError: Another region is running in this process.
    """
    stores = aws.start(template, parameters, secrets=secrets, speed=speed)
    given = {
        **stores.endpoints(),
        **({"SLACK_API_URL": slack_url} if slack_url else {}),
        **({"AWS_ENDPOINT_URL_BEDROCK_RUNTIME": bedrock_url} if bedrock_url else {}),
        **(environment or {}),
    }
    try:
        host = LambdaHost(
            stores,
            code,
            environment=given,
            handler=handler,
            concurrency=concurrency,
            speed=speed,
            scheduled=scheduled,
            authorizers=authorizers,
            port=port,
        )
    except BaseException:
        stores.close()
        raise
    region = Region(stores, host)
    region.set_hook(hook)
    return region
