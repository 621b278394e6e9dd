"""The Lambda host: a function, everything that invokes it, and everything it may invoke."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from local.aws import Aws
from local.lambda_host.asynchronous import AsyncQueue
from local.lambda_host.authorizers import Authorizers
from local.lambda_host.event_source import QueuePoller, SourceMapping
from local.lambda_host.function import Invocation, Result, from_stack
from local.lambda_host.http_api import HttpApi
from local.lambda_host.invoke_api import InvokeApi
from local.lambda_host.logs import Logs
from local.lambda_host.pool import Pool
from local.lambda_host.routes import front_of
from local.lambda_host.schedule import Schedule
from local.template import Resource


class LambdaHost:
    """Runs until it is closed.

    Args:
        aws: The stores, and the template they were made from.
        code: Folder that holds the code.
        environment: Variables added to the template's.
        handler: Instead of the template's own.
        concurrency: Most invocations at the same time.
        speed: How much faster than real time retries and the schedule run.
        scheduled: Whether the schedule runs by itself; `fire` works either way.
        authorizers: Knows whom the HTTP API is to believe; the operator alone otherwise.
        port: Port of the HTTP API; 0 takes a free one.

    Attributes:
        function: What runs.
        logs: What it prints.
        pool: Its environments.
        events: Its asynchronous events.
        http_url: Where the HTTP API answers.
    """

    def __init__(
        self,
        aws: Aws,
        code: Path,
        *,
        environment: Mapping[str, str] | None = None,
        handler: str = "",
        concurrency: int = 10,
        speed: float = 1.0,
        scheduled: bool = True,
        authorizers: Authorizers | None = None,
        port: int = 0,
    ) -> None:
        self._aws = aws
        stack = aws.stack
        self.logs = Logs()
        self.function = from_stack(stack, code, environment=environment, handler=handler)
        self.pool = Pool(self.function, concurrency, self.logs)
        self.events = AsyncQueue(self.function, self.pool.invoke, self._send, speed)
        aws.lambda_api = InvokeApi(self.function, self.events.accept, self.logs)
        self.pollers = tuple(
            QueuePoller(
                self._mapping(one),
                aws.client("sqs"),
                self.pool.invoke,
                stack.region,
                self.logs,
                receivers=aws.queues.receivers,
            )
            for one in stack.of_type("AWS::Lambda::EventSourceMapping")
        )
        self.schedules = tuple(
            Schedule(
                one.properties["ScheduleExpression"],
                str(target.get("Input", "{}")).encode(),
                self.send_event,
                speed if scheduled else 0.0,
            )
            for one in stack.of_type("AWS::Events::Rule")
            for target in one.properties["Targets"]
        )
        self._front = HttpApi(
            front_of(stack),
            self.function.alias,
            self.pool.invoke,
            api_id=stack.only("AWS::ApiGatewayV2::Api").name,
            account=stack.account,
            authorizers=authorizers,
            port=port,
        )
        self.http_url = self._front.url

    def invoke(self, payload: object) -> Result:
        """Run the handler through the alias and wait for it.

        Raises:
            Throttled: As many invocations as are allowed are running.
        """
        return self.pool.invoke(self._invocation(json.dumps(payload).encode()))

    def send_event(self, payload: bytes) -> None:
        """Invoke the alias asynchronously."""
        self.events.accept(self._invocation(payload))

    def fire(self) -> None:
        """Let every schedule fire now."""
        for schedule in self.schedules:
            schedule.fire()

    def kill(self, caller: str) -> int:
        """Kill the environment whose calls are signed with an access key; how many were at work."""
        return self.pool.kill(lambda one: one.access_key == caller)

    def quiet(self) -> bool:
        """Whether nothing runs or waits to run.

        A message that waits out its delay or its visibility time-out does not count.
        """
        # Twice, because what runs may send a message after those that wait have been counted.
        return self._still() and self._still()

    def _still(self) -> bool:
        return (
            not any(poller.waiting() for poller in self.pollers)
            and not self.events.pending()
            and not any(poller.working() for poller in self.pollers)
            and not self.pool.busy()
        )

    def close(self) -> None:
        """End everything, environments included."""
        self._front.close()
        for schedule in self.schedules:
            schedule.close()
        for poller in self.pollers:
            poller.close()
        self.events.close()
        self.pool.close()

    def _invocation(self, payload: bytes) -> Invocation:
        return Invocation(payload, self.function.alias)

    def _send(self, arn: str, body: str, trace: str) -> None:
        """Send a record to a queue known by its ARN."""
        self._aws.client("sqs").send_message(
            QueueUrl=self._queue_url(arn),
            MessageBody=body,
            MessageSystemAttributes={
                "AWSTraceHeader": {"DataType": "String", "StringValue": trace}
            },
        )

    def _queue_url(self, arn: str) -> str:
        name = arn.rpartition(":")[2]
        return str(self._aws.client("sqs").get_queue_url(QueueName=name)["QueueUrl"])

    def _mapping(self, resource: Resource) -> SourceMapping:
        properties = resource.properties
        arn = properties["EventSourceArn"]
        url = self._queue_url(arn)
        attributes = self._aws.client("sqs").get_queue_attributes(
            QueueUrl=url, AttributeNames=["VisibilityTimeout"]
        )["Attributes"]
        function = str(properties["FunctionName"]).partition(":function:")[2]
        return SourceMapping(
            queue_arn=arn,
            queue_url=url,
            qualifier=function.partition(":")[2],
            concurrency=int(properties.get("ScalingConfig", {}).get("MaximumConcurrency", 1000)),
            reports_failures="ReportBatchItemFailures"
            in properties.get("FunctionResponseTypes", ()),
            visibility=float(attributes["VisibilityTimeout"]),
        )
