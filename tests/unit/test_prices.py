"""What a job is estimated to cost, and where the figures are told."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from core import prices
from core.model import Enhancement, Job, Rewrite, Source
from local.template import load
from tests.jobs import job, rewritten

ROOT = Path(__file__).parents[2]
TOLD = [ROOT / "docs" / "cost.md", ROOT / "README.md"]

RUNNING = prices.LAMBDA + prices.STORES


def made(how: Rewrite = Rewrite.ENHANCED, *, cached: bool = False) -> Enhancement:
    """An enhancement."""
    return Enhancement("words", how, "default", cached=cached)


@pytest.mark.parametrize(
    ("what", "micro"),
    [
        (job(paid_attempts=1), prices.IMAGE + prices.REWRITE),
        (
            job({"source": Source("F1")}, paid_attempts=1),
            prices.IMAGE + prices.REWRITE_WITH_IMAGE,
        ),
        (job(paid_attempts=2), 2 * prices.IMAGE + prices.REWRITE),
        (job(paid_attempts=1, enhancement=made(cached=True)), prices.IMAGE),
        (job(paid_attempts=1, enhancement=rewritten("x", Rewrite.REUSED)), prices.IMAGE),
        (job(paid_attempts=1, enhancement=made(Rewrite.AS_TYPED)), prices.IMAGE),
        (job(paid_attempts=1, enhancement=made(Rewrite.UNAVAILABLE)), prices.IMAGE),
        (
            job(paid_attempts=1, enhancement=made(Rewrite.UNUSABLE)),
            prices.IMAGE + prices.REWRITE,
        ),
        (job(enhancement=None), 0),
    ],
)
def test_what_was_asked_for_is_what_is_paid(what: Job, micro: int) -> None:
    """Each image call, and an enhancement that a model was asked for."""
    assert prices.estimate(what) == micro + RUNNING


def test_a_picture_is_about_eight_cents() -> None:
    """The figure that is told."""
    assert prices.usd(prices.estimate(job(paid_attempts=1))) == "0.081"


def test_the_function_is_as_large_as_is_reckoned() -> None:
    """Lambda's part is for 1,024 MB on arm64."""
    function = load(ROOT / "infra" / "template.yaml").only("AWS::Lambda::Function").properties
    assert (function["MemorySize"], function["Architectures"]) == (1024, ["arm64"])
    assert round(25 * 0.0000133334 * prices.MICRO) == prices.LAMBDA


def test_the_month_adds_up() -> None:
    """Each row of the month is what its reckoning says, and the sums are the sums."""
    section = TOLD[0].read_text(encoding="utf-8").partition("## By the month\n")[2]
    rows = re.findall(r"^\|([^|]+)\|[^|]*\|([^|]*)\| ([\d.*]+) \|$", section, re.MULTILINE)
    assert len(rows) == 12
    total = Decimal(0)
    for what, reckoned, told in rows:
        figure = Decimal(told.strip("*"))
        if not reckoned.strip():
            assert figure == total, what
            continue
        product = Fraction(1)
        for sign, number in re.findall(r"(÷?) ?([\d.,]+)", reckoned):
            factor = Fraction(number.replace(",", ""))
            product = product / factor if sign else product * factor
        assert abs(Fraction(figure) - product) <= Fraction("0.005"), what
        total += figure


def test_the_month_counts_what_the_template_has() -> None:
    """Alarms, the metrics they look at, and how often the sweep runs."""
    stack = load(ROOT / "infra" / "template.yaml")
    alarms = [one.properties for one in stack.of_type("AWS::CloudWatch::Alarm")]
    metrics = sum(
        sum("MetricStat" in each for each in alarm.get("Metrics", ())) or 1 for alarm in alarms
    )
    text = TOLD[0].read_text(encoding="utf-8")
    assert f"| {len(alarms)} alarms over {metrics} metrics | {metrics} × 0.10 |" in text
    sweep = stack.only("AWS::Events::Rule").properties["ScheduleExpression"]
    assert sweep == "rate(5 minutes)"
    assert f"| {30 * 24 * 60 // 5:,} × 0.5 ×" in text


FIGURES = {
    "one image": prices.IMAGE,
    "the picture (Stable Diffusion 3.5 Large)": prices.IMAGE,
    "one enhancement": prices.REWRITE,
    "the enhancement (Nova Pro)": prices.REWRITE,
    "one enhancement that looks at an image": prices.REWRITE_WITH_IMAGE,
    "Lambda": prices.LAMBDA,
    "S3 and DynamoDB": prices.STORES,
    "Lambda, S3, DynamoDB": RUNNING,
    "one picture": prices.estimate(job(paid_attempts=1)),
}
"""By what a row of a cost table is called."""


@pytest.mark.parametrize("path", TOLD, ids=lambda path: path.name)
def test_documents_tell_these_prices(path: Path) -> None:
    """Each row of a cost table has the figure that is reckoned with."""
    text = path.read_text(encoding="utf-8")
    told = re.findall(
        r"^\| \*{0,2}([^|*]+?)\*{0,2} \|(?:[^|\n]*\|)? \*{0,2}(\d\.\d+)\*{0,2} \|$",
        text,
        re.MULTILINE,
    )
    for what, figure in told:
        digits = len(figure.partition(".")[2])
        assert figure == f"{FIGURES[what] / prices.MICRO:.{digits}f}", what
    if path.name == "cost.md":
        assert len(told) == 6
        assert prices.AS_OF in text
    assert ("## What it costs" in text) <= ("one picture" in dict(told))
