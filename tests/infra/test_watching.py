"""What watches the bot: alarms that have a page in the runbook, and a dashboard of real metrics."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from bot.outcomes import WORDING
from core.model import Outcome
from core.observe import NAMESPACE, SERVICE, Metric
from infra.build import ROOT
from local.template import Stack, load, translate

TEMPLATE = ROOT / "infra" / "template.yaml"
RUNBOOK = ROOT / "docs" / "runbook.md"


@pytest.fixture
def stack() -> Stack:
    """The template with its defaults, resolved."""
    return load(TEMPLATE)


def alarms(stack: Stack) -> dict[str, Any]:
    """Each alarm's properties."""
    return {one.logical_id: one.properties for one in stack.of_type("AWS::CloudWatch::Alarm")}


def test_each_alarm_has_its_page(stack: Stack) -> None:
    """Every alarm names its page of the runbook, and every page is about an alarm."""
    pages = re.findall(r"^## (\w+Alarm)$", RUNBOOK.read_text(encoding="utf-8"), re.MULTILINE)
    assert sorted(pages) == sorted(alarms(stack))
    for name, alarm in alarms(stack).items():
        assert f"docs/runbook.md, {name}." in alarm["AlarmDescription"]


def test_runbook_pages_say_what_to_do() -> None:
    """Each page says what the alarm means, where to look and what to do."""
    text = RUNBOOK.read_text(encoding="utf-8")
    for page in re.split(r"^## ", text, flags=re.MULTILINE)[1:]:
        if re.match(r"\w+Alarm\n", page):
            for part in ("**What it means.**", "**Where to look.**", "**What to do.**"):
                assert part in page, page.split("\n")[0]


def test_failed_jobs_are_counted_by_outcomes_there_are(stack: Stack) -> None:
    """Failed and given-up jobs are alarmed by outcome, people's own affairs never."""
    counted = [
        dimension["Value"]
        for alarm in alarms(stack).values()
        for metric in alarm.get("Metrics", [])
        for dimension in metric.get("MetricStat", {}).get("Metric", {}).get("Dimensions", [])
        if dimension["Name"] == "outcome"
    ]
    quiet = {Outcome.DONE, Outcome.TALK} | {one for one in Outcome if WORDING[one].private}
    assert sorted(counted) == sorted(one.value for one in Outcome if one not in quiet)


def test_own_metrics_exist(stack: Stack) -> None:
    """Alarms and dashboard ask for metrics the function writes, under the name it writes them."""
    ours = {metric.label for metric in Metric}
    for alarm in alarms(stack).values():
        own = [
            one["MetricStat"]["Metric"] for one in alarm.get("Metrics", []) if "MetricStat" in one
        ]
        own += [alarm] if alarm.get("Namespace") == NAMESPACE else []
        for one in own:
            assert one["MetricName"] in ours
            assert {"Name": "service", "Value": SERVICE} in one["Dimensions"]
    body = stack.resources["Dashboard"].properties["DashboardBody"]
    for widget in json.loads(body)["widgets"]:
        namespace = ""
        for row in widget["properties"].get("metrics", []):
            if isinstance(row[0], dict):
                assert re.search(r'MetricName="(\w+)"', row[0]["expression"])[1] in ours  # type: ignore[index]
                continue
            namespace = namespace if row[0] in {".", "..."} else row[0]
            if namespace == NAMESPACE and row[0] != "...":
                assert row[1] in ours
                assert row[3] in {SERVICE, "."}


def test_dashboard_shows_every_alarm(stack: Stack) -> None:
    """The dashboard is JSON, its widgets do not overlap, and every alarm is on it."""
    board = json.loads(stack.resources["Dashboard"].properties["DashboardBody"])
    (shown,) = [one["properties"]["alarms"] for one in board["widgets"] if one["type"] == "alarm"]
    assert {arn.rpartition(":")[2] for arn in shown} == {
        stack.resources[name].name for name in alarms(stack)
    }
    cells = [
        (x, y)
        for one in board["widgets"]
        for x in range(one["x"], one["x"] + one["width"])
        for y in range(one["y"], one["y"] + one["height"])
    ]
    assert len(cells) == len(set(cells))
    assert max(x for x, _ in cells) < 24


def test_cost_alarm_is_a_parameter() -> None:
    """The day's cost that alarms is the operator's to set."""
    alarm = load(TEMPLATE, {"DailyCostAlarm": "3"}).resources["CostAlarm"].properties
    assert (alarm["Threshold"], alarm["Period"]) == ("3", 86_400)


@pytest.mark.parametrize(("value", "applies"), [("off", "None"), ("on", "PublishedVersions")])
def test_snapstart(value: str, applies: str) -> None:
    """SnapStart is a parameter, and either way there is one alias on a published version."""
    stack = load(TEMPLATE, {"SnapStart": value})
    function = stack.only("AWS::Lambda::Function").properties
    assert function["SnapStart"] == {"ApplyOn": applies}
    assert stack.only("AWS::Lambda::Alias").properties["Name"] == "live"
    assert load(TEMPLATE).only("AWS::Lambda::Function").properties["SnapStart"] == {
        "ApplyOn": "None"
    }


def test_old_versions_are_not_kept() -> None:
    """A version that the alias has left is deleted: with SnapStart each one kept costs."""
    resources = translate(TEMPLATE, {"SnapStart": "on"})["Resources"]
    (version,) = [one for one in resources.values() if one["Type"] == "AWS::Lambda::Version"]
    assert version["DeletionPolicy"] == "Delete"
