"""What the operator sees: one structured log and one set of metrics.

Knows the names and units of every metric and how each is written; it does not know when one is
due. Nothing a person or a model wrote goes in here unless an operator wants it: jobs are named by
their id, faults by kind.
Built on first use, because Powertools reads the environment and costs some milliseconds.
"""

from __future__ import annotations

import contextlib
from enum import Enum
from functools import cache
from types import TracebackType
from typing import TYPE_CHECKING

from core.errors import Defect, ImagineError, Misconfigured

if TYPE_CHECKING:
    from aws_lambda_powertools import Logger

NAMESPACE = "ImageGeneration"
"""CloudWatch namespace; `POWERTOOLS_METRICS_NAMESPACE` of a deployment says the same."""

SERVICE = "imagine"
"""The `service` of log lines and metrics."""


class Metric(Enum):
    """Each metric with its CloudWatch unit.

    Times are in seconds, as people wait for them; the cost is in US dollars, for which
    CloudWatch has no unit.
    """

    PROMPT_ENHANCEMENT_TIME = ("PromptEnhancementTime", "Seconds")
    IMAGE_GENERATION_TIME = ("ImageGenerationTime", "Seconds")
    SLACK_DELIVERY_TIME = ("SlackDeliveryTime", "Seconds")
    TIME_TO_PICTURE = ("TimeToPicture", "Seconds")
    CACHE_HIT = ("CacheHit", "Count")
    FILTERED = ("Filtered", "Count")
    THROTTLED = ("Throttled", "Count")
    JOBS_FAILED = ("JobsFailed", "Count")
    PAID_CALLS = ("PaidCalls", "Count")
    ESTIMATED_COST = ("EstimatedCost", "None")

    def __init__(self, label: str, unit: str) -> None:
        self.label = label
        self.unit = unit


@cache
def logger() -> Logger:
    """The structured log. Its level is `LOG_LEVEL`, INFO where that is unset."""
    from aws_lambda_powertools import Logger  # noqa: PLC0415 - not on the import path of an ack

    return Logger(service=SERVICE)


def report(error: ImagineError, **fields: str) -> None:
    """Log an error of ours that was coped with: what passes as a warning, a defect as an error.

    Args:
        error: Its text names services and models; what the operator is to mend goes with it.
        fields: Further fields of the line, such as the model; never anybody's words.
    """
    if isinstance(error, Misconfigured):
        logger().error(str(error), extra={**fields, "mend": error.mend})
    elif isinstance(error, Defect):
        logger().error(str(error), extra=dict(fields))
    else:
        logger().warning(str(error), extra=dict(fields))


class Suppress(contextlib.suppress):
    """Suppress errors of ours that nothing depends on, and log what an operator has to fix."""

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> bool:
        """Log the error if it is suppressed and to be fixed."""
        suppressed = super().__exit__(kind, error, trace)
        if suppressed and isinstance(error, Misconfigured):
            report(error)
        return suppressed


def words(job_id: str, **texts: str) -> None:
    """Log what a job is painted from, for an operator who has asked for it (`LOG_PROMPTS`)."""
    logger().info("words painted", extra={"job_id": job_id, **texts})


def record(metric: Metric, value: float = 1.0, **dimensions: str) -> None:
    """Write one value as a line of embedded metric format, which CloudWatch picks out of the log.

    Args:
        metric: Which.
        value: In the metric's unit.
        dimensions: Few and bounded (a stage, a lane): each combination is billed as a metric.
    """
    from aws_lambda_powertools import single_metric  # noqa: PLC0415 - the same
    from aws_lambda_powertools.metrics import MetricUnit  # noqa: PLC0415 - the same

    with single_metric(
        name=metric.label, unit=MetricUnit(metric.unit), value=value, namespace=NAMESPACE
    ) as line:
        line.add_dimension(name="service", value=SERVICE)
        for name, text in dimensions.items():
            line.add_dimension(name=name, value=text)
