"""What the host runs: a function as the template describes it, and invocations of it."""

from __future__ import annotations

import json
import os
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from local.intrinsics import TemplateError
from local.lambda_host import chain
from local.template import Stack

ENVIRONMENT_LIMIT = 4096
"""Most bytes of the function's own variables, names and values together (Lambda quotas)."""


class Throttled(Exception):
    """Every environment the concurrency allows is busy."""


@dataclass(frozen=True, slots=True)
class InvokeConfig:
    """What becomes of an asynchronous event that fails.

    Attributes:
        retries: Further attempts after a function error.
        max_age: Seconds after which an event that is still waiting is given up.
        on_failure: ARN of the queue that gets the record of it; "" drops it.
    """

    retries: int = 2
    max_age: float = 21_600.0
    on_failure: str = ""


@dataclass(frozen=True, slots=True)
class Function:
    """A function, its published version and its alias.

    Attributes:
        name: Physical name.
        arn: Unqualified.
        alias: Name of the alias its events come through; "" when there is none.
        handler: `module.function`.
        timeout: Seconds an invocation may take.
        memory: Bytes an environment may use.
        environment: Its variables.
        code: Folder that holds the code.
        runtime: As in the template, such as `python3.13`.
        log_group: Name of its log group.
        region: Where it runs.
        invoke_configs: By qualifier; one that is missing has Lambda's own defaults.
    """

    name: str
    arn: str
    alias: str
    handler: str
    timeout: float
    memory: int
    environment: Mapping[str, str]
    code: Path
    runtime: str
    log_group: str
    region: str
    invoke_configs: Mapping[str, InvokeConfig] = field(default_factory=dict)

    def qualified(self, qualifier: str) -> str:
        """The ARN an invocation through a qualifier sees as its own."""
        return f"{self.arn}:{qualifier}" if qualifier else self.arn


def from_stack(
    stack: Stack,
    code: Path,
    *,
    environment: Mapping[str, str] | None = None,
    handler: str = "",
) -> Function:
    """The function of a stack.

    Args:
        stack: The template, resolved.
        code: Folder that holds the code.
        environment: Variables added to the template's.
        handler: Instead of the template's own.

    Raises:
        TemplateError: There is not exactly one function, or its variables are too many.
    """
    resource = stack.only("AWS::Lambda::Function")
    size = sum(len(name) + len(value.encode()) for name, value in stack.environment.items())
    if size > ENVIRONMENT_LIMIT:
        raise TemplateError(f"the function's variables take {size} bytes of {ENVIRONMENT_LIMIT}")
    aliases = stack.of_type("AWS::Lambda::Alias")
    configs = {
        one.properties["Qualifier"]: InvokeConfig(
            retries=int(one.properties.get("MaximumRetryAttempts", 2)),
            max_age=float(one.properties.get("MaximumEventAgeInSeconds", 21_600)),
            on_failure=one.properties.get("DestinationConfig", {})
            .get("OnFailure", {})
            .get("Destination", ""),
        )
        for one in stack.of_type("AWS::Lambda::EventInvokeConfig")
    }
    properties = resource.properties
    return Function(
        name=resource.name,
        arn=f"arn:aws:lambda:{stack.region}:{stack.account}:function:{resource.name}",
        alias=aliases[0].name if aliases else "",
        handler=handler or properties["Handler"],
        timeout=float(properties.get("Timeout", 3)),
        memory=int(properties.get("MemorySize", 128)) * 2**20,
        environment={**stack.environment, **(environment or {})},
        code=code,
        runtime=properties["Runtime"],
        log_group=properties.get("LoggingConfig", {}).get("LogGroup", ""),
        region=stack.region,
        invoke_configs=configs,
    )


def variables(
    function: Function, name: str, access_key: str, runtime_api: str, home: str
) -> dict[str, str]:
    """All variables of an environment's process; of the host's own it gets PATH and no other.

    Args:
        function: What runs.
        name: The environment's, for its log stream.
        access_key: Access key id its calls are signed with.
        runtime_api: Host and port of its Runtime API.
        home: A folder of its own for whatever looks for one.
    """
    return {
        "AWS_ACCESS_KEY_ID": access_key,
        "AWS_SECRET_ACCESS_KEY": "local",
        "AWS_SESSION_TOKEN": "local",
        "AWS_REGION": function.region,
        "AWS_DEFAULT_REGION": function.region,
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_EXECUTION_ENV": f"AWS_Lambda_{function.runtime}",
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": str(function.memory // 2**20),
        "AWS_LAMBDA_FUNCTION_NAME": function.name,
        "AWS_LAMBDA_FUNCTION_VERSION": "1" if function.alias else "$LATEST",
        "AWS_LAMBDA_INITIALIZATION_TYPE": "on-demand",
        "AWS_LAMBDA_LOG_GROUP_NAME": function.log_group,
        "AWS_LAMBDA_LOG_STREAM_NAME": name,
        "AWS_LAMBDA_RUNTIME_API": runtime_api,
        "HOME": home,
        "LAMBDA_TASK_ROOT": str(function.code),
        "LANG": "en_US.UTF-8",
        "PATH": os.environ.get("PATH", ""),
        "PYTHONUNBUFFERED": "1",
        "PYTHONUTF8": "1",
        "TMPDIR": home,
        "TZ": ":UTC",
        "_HANDLER": function.handler,
        **function.environment,
    }


@dataclass(frozen=True, slots=True)
class Invocation:
    """One run of the handler.

    Attributes:
        request_id: Lambda's id of it; the same over the attempts of an asynchronous event.
        payload: The event, as JSON bytes.
        qualifier: Alias or version it came through; "" for none.
        trace: Value of the `X-Amzn-Trace-Id` header.
    """

    payload: bytes
    qualifier: str = ""
    request_id: str = field(default_factory=lambda: str(uuid.uuid4()))
    trace: str = field(default_factory=chain.begin)


@dataclass(frozen=True, slots=True)
class Result:
    """How an invocation ended.

    Attributes:
        payload: The handler's answer, or the error, as JSON bytes.
        error: "" or "Unhandled".
    """

    payload: bytes
    error: str = ""


@dataclass(frozen=True, slots=True)
class Run:
    """An invocation in an environment, as it begins and again when it has ended.

    Attributes:
        invocation: What runs.
        environment: Name of the environment.
        caller: Access key id that its calls are signed with.
        cold: Whether the environment had to be started for it.
        began: Epoch seconds.
        ended: Epoch seconds; 0 while it runs.
        result: How it ended; None while it runs.
    """

    invocation: Invocation
    environment: str
    caller: str
    cold: bool
    began: float
    ended: float = 0.0
    result: Result | None = None


def failure(kind: str, message: str) -> Result:
    """The result of an invocation that the platform ended."""
    return Result(
        json.dumps({"errorType": kind, "errorMessage": message}).encode(), error="Unhandled"
    )
