"""What the operator sees of a day: every metric with its unit, and a log without words."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from core import prices
from core.observe import NAMESPACE, SERVICE, Metric
from local.bedrock import IMAGE_MODEL, TEXT_MODEL, Trouble
from tests.house import House

BOUNDED = {"service", "stage", "outcome"}
"""Dimensions whose values are few and fixed."""


def written(printed: str) -> Iterator[tuple[str, str, float, dict[str, str]]]:
    """Name, unit, value and dimensions of each metric, as CloudWatch reads the log."""
    for text in printed.splitlines():
        line: dict[str, Any] = json.loads(text) if text.startswith('{"_aws"') else {}
        for described in line.get("_aws", {}).get("CloudWatchMetrics", ()):
            assert described["Namespace"] == NAMESPACE
            (names,) = described["Dimensions"]
            for metric in described["Metrics"]:
                (value,) = line[metric["Name"]]
                yield metric["Name"], metric["Unit"], value, {name: line[name] for name in names}


def ask(house: House, text: str) -> None:
    """A command, worked off."""
    house.people.command("ana", "general", text)
    house.settle()


def test_every_metric_of_a_day(house: House, capsys: pytest.CaptureFixture[str]) -> None:
    """Good pictures, throttles, filters, failures and a second asking write every one of them."""
    ask(house, "a red fox")
    ask(house, "a red fox --seed 7")
    house.bedrock.fail(TEXT_MODEL, Trouble.THROTTLE, times=2)
    house.bedrock.fail(IMAGE_MODEL, Trouble.THROTTLE)
    ask(house, "a blue cat")
    house.bedrock.fail(IMAGE_MODEL, Trouble.FILTER_OUTPUT)
    ask(house, "a green bird")
    found = list(written(capsys.readouterr().out))
    assert {(name, unit) for name, unit, _, _ in found} == {
        (metric.label, metric.unit) for metric in Metric
    }
    sums = dict.fromkeys((metric.label for metric in Metric), 0.0)
    for name, _, value, _ in found:
        sums[name] += value
    assert (sums["PaidCalls"], sums["Filtered"], sums["JobsFailed"]) == (5, 1, 1)
    assert sums["CacheHit"] == 1
    assert sums["Throttled"] >= 2
    estimated = sum(prices.estimate(job) for job in house.jobs()) / prices.MICRO
    assert sums["EstimatedCost"] == pytest.approx(estimated)
    delivered = [value for name, _, value, _ in found if name == "SlackDeliveryTime"]
    assert len(delivered) == 3


def test_dimensions_are_few_and_bounded(house: House, capsys: pytest.CaptureFixture[str]) -> None:
    """Each combination is billed as a metric of its own: nobody and nothing is named in them."""
    house.bedrock.fail(IMAGE_MODEL, Trouble.FILTER_PROMPT)
    ask(house, "a red fox")
    ask(house, "a blue cat")
    for _, _, _, dimensions in written(capsys.readouterr().out):
        assert dimensions["service"] == SERVICE
        assert dimensions.keys() <= BOUNDED
        assert len(dimensions) <= 2


def test_each_end_is_one_line(house: House) -> None:
    """At the level that is deployed, a picture and a failure are told once, by the job's id."""
    house.bedrock.fail(IMAGE_MODEL, Trouble.FILTER_PROMPT)
    ask(house, "a red fox")
    ask(house, "a blue cat")
    refused, done = house.jobs()
    lines = [json.loads(line) for line in house.logged().splitlines()]
    ends = [(line["level"], line["message"], line["job_id"]) for line in lines]
    assert ends == [
        ("WARNING", "job failed", refused.id),
        ("INFO", "picture done", done.id),
    ]
    assert lines[0]["outcome"] == "filtered_prompt"
    assert lines[1]["usd"] == pytest.approx(0.08, rel=0.1)


def test_the_log_has_jobs_and_no_words(build: Callable[..., House]) -> None:
    """Lines are JSON and name jobs by their ids; what people and models wrote is in none."""
    house = build(LogLevel="DEBUG")
    house.bedrock.fail(TEXT_MODEL, Trouble.REFUSAL)
    house.bedrock.fail(IMAGE_MODEL, Trouble.EXCEPTION, exception="ValidationException")
    ask(house, "a zebra beneath a baobab")
    house.bedrock.fail(IMAGE_MODEL, Trouble.LOSE_REPLY)
    ask(house, "a zebra beneath a baobab --no antelopes")
    log = house.logged()
    lines = [json.loads(line) for line in log.splitlines() if line.startswith("{")]
    assert lines
    ids = {job.id for job in house.jobs()}
    assert {line["job_id"] for line in lines if "job_id" in line} <= ids
    assert any(line.get("job_id") in ids for line in lines)
    for word in ("zebra", "baobab", "antelopes"):
        assert word not in log
