"""The whole examination: every check in its order, what is printed, and the exit status."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError

from bot.__main__ import main
from bot.doctor import examine as examination
from bot.doctor import stores
from bot.doctor.deployment import Deployment as Examined
from bot.doctor.examine import CHECKS, GROUND, PAID, examine, run
from bot.doctor.finding import Finding, Verdict
from tests.deployment import NAME
from tests.doctor.patient import Patient
from tests.doctor.test_account import Limits
from tests.doctor.test_models import IMAGE, NOVA, PROFILE
from tests.doctor.test_rights import simulate


def test_healthy_deployment() -> None:
    """A deployment as the template makes it, with its secrets set, passes every check."""
    topic = "arn:aws:sns:us-west-2:123456789012:operators"
    with Patient({"AlarmTopicArn": topic}) as patient:
        patient.examined.use(Limits(patient.examined.client("lambda"), 1000))
        patient.offers(IMAGE)
        patient.profile(PROFILE)
        patient.offers(NOVA, kinds=("PROVISIONED",), regionAvailability="AVAILABLE")
        simulate(patient)
        findings = list(examine(patient.examined))
    assert [one for one in findings if one.verdict is not Verdict.OK] == []
    assert [one.name for one in findings] == [name for name, _ in (*GROUND, *CHECKS)]


def test_nothing_is_spent_unasked(patient: Patient) -> None:
    """Real calls are made only when they are asked for."""
    paid = {name for name, _ in PAID}
    assert not paid & {one.name for one in examine(patient.examined)}


def test_no_stack_ends_it(patient: Patient) -> None:
    """Without the stack there is nothing else to look at."""
    patient.client("cloudformation").delete_stack(StackName=NAME)
    findings = list(examine(patient.examined))
    assert [one.name for one in findings] == ["credentials", "stack"]


def test_one_failure_keeps_no_other_check_from_being_run(patient: Patient) -> None:
    """What is ill is told together, not one thing a run."""
    patient.client("dynamodb").delete_table(TableName=patient.environment["TABLE_NAME"])
    patient.client("events").disable_rule(
        Name=patient.deployed.stack.only("AWS::Events::Rule").name
    )
    ill = {one.name for one in examine(patient.examined) if one.verdict is Verdict.FAIL}
    assert {"table", "sweep"} <= ill


def test_names_are_told_apart() -> None:
    """No two checks have the same name."""
    names = [name for name, _ in (*GROUND, *CHECKS, *PAID)]
    assert len(names) == len(set(names))


def _error(code: str, status: int = 400) -> ClientError:
    said = {"Code": code, "Message": "said"}
    meta: Any = {"HTTPStatusCode": status}
    return ClientError({"Error": said, "ResponseMetadata": meta}, "Operation")


@pytest.mark.parametrize(
    ("error", "verdict", "mend"),
    [
        (_error("AccessDenied"), Verdict.SKIP, "ask for the right"),
        (_error("ExpiredToken"), Verdict.FAIL, "log in again"),
        (_error("InternalError", 500), Verdict.SKIP, "try again"),
        (_error("ValidationError"), Verdict.FAIL, "make deploy"),
        (EndpointConnectionError(endpoint_url="https://x"), Verdict.FAIL, "network"),
        (RuntimeError("<html>\nwhat a proxy says"), Verdict.SKIP, "proxy"),
    ],
)
def test_what_a_check_meets(
    patient: Patient, error: Exception, verdict: Verdict, mend: str
) -> None:
    """Whatever AWS answers becomes a finding with a mend."""

    def check(_: Examined) -> str:
        raise error

    finding = run("check", check, patient.examined)
    assert finding.verdict is verdict
    assert mend in finding.mend
    assert len(finding.lines()) == 2


@pytest.mark.parametrize(("ill", "status"), [(False, 0), (True, 1)])
def test_printed(
    patient: Patient,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    ill: bool,
    status: int,
) -> None:
    """Each finding is a line, each mend a line below, the sum comes last; the status tells."""
    monkeypatch.setattr(examination, "CHECKS", (("sweep", stores.schedule),))
    if ill:
        patient.client("events").disable_rule(
            Name=patient.deployed.stack.only("AWS::Events::Rule").name
        )
    assert main(["doctor", "--stack", NAME, "--region", "us-west-2"]) == status
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("OK    credentials: arn:aws")
    assert any(line.startswith("      mend: ") for line in lines) == ill
    assert lines[-1] == ("3 OK, 1 FAIL" if ill else "4 OK")


def test_well_without_mend() -> None:
    """What is well needs no mend."""
    assert Finding("table", Verdict.OK, "there").lines() == ["OK    table: there"]
