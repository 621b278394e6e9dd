"""Metrics in embedded metric format, and log lines for errors that were coped with."""

from __future__ import annotations

import json

import pytest

from core import observe
from core.errors import Defect, ImagineError, Misconfigured, Throttled
from core.observe import Metric


@pytest.mark.parametrize("metric", list(Metric))
def test_every_metric_is_written_with_its_unit(
    metric: Metric, capsys: pytest.CaptureFixture[str]
) -> None:
    """One line each: namespace, name, unit, value and the dimensions given."""
    observe.record(metric, 2.5, stage="prompt")
    line = json.loads(capsys.readouterr().out)
    (described,) = line["_aws"]["CloudWatchMetrics"]
    assert described["Namespace"] == "ImageGeneration"
    assert described["Metrics"] == [{"Name": metric.label, "Unit": metric.unit}]
    assert described["Dimensions"] == [["service", "stage"]]
    assert line[metric.label] == [2.5]
    assert (line["service"], line["stage"]) == ("imagine", "prompt")


def test_a_count_is_one_by_itself(capsys: pytest.CaptureFixture[str]) -> None:
    """Counting needs no number."""
    observe.record(Metric.PAID_CALLS)
    assert json.loads(capsys.readouterr().out)["PaidCalls"] == [1.0]


@pytest.mark.parametrize(
    ("error", "level", "mend"),
    [
        (Throttled("later"), "WARNING", None),
        (Defect("broken"), "ERROR", None),
        (Misconfigured("wrong", mend="Set it."), "ERROR", "Set it."),
    ],
)
def test_errors_are_logged_as_grave_as_they_are(
    error: ImagineError, level: str, mend: str | None, caplog: pytest.LogCaptureFixture
) -> None:
    """What passes is a warning; what does not is an error, with the mend where there is one."""
    observe.report(error, model="a-model")
    (record,) = caplog.records
    assert record.levelname == level
    assert record.__dict__["model"] == "a-model"
    assert record.__dict__.get("mend") == mend


def test_the_log_is_one() -> None:
    """Every part writes to the same log."""
    assert observe.logger() is observe.logger()
