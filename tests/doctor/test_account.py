"""The checks of the account: each finds a healthy deployment well, and an ill one ill."""

from __future__ import annotations

from typing import Any

import pytest

from bot.doctor import account
from bot.doctor.finding import Verdict
from tests.deployment import NAME
from tests.doctor.patient import Patient


def test_credentials(patient: Patient) -> None:
    """Who asks, and in which region, is said."""
    finding = patient.check(account.credentials)
    assert finding.verdict is Verdict.OK
    assert "arn:aws:sts::123456789012" in finding.told
    assert "us-west-2" in finding.told


def test_no_credentials(patient: Patient, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without credentials the way to get some is named."""
    client = patient.examined.client("sts")
    monkeypatch.setattr(client._request_signer, "_credentials", None)
    finding = patient.check(account.credentials)
    assert finding.verdict is Verdict.FAIL
    assert "AWS_PROFILE" in finding.mend


def test_stack(patient: Patient) -> None:
    """A finished stack with the template's outputs is well."""
    assert patient.check(account.stack).verdict is Verdict.OK


def test_no_stack(patient: Patient) -> None:
    """A missing stack names the command that makes one."""
    patient.client("cloudformation").delete_stack(StackName=NAME)
    finding = patient.check(account.stack)
    assert finding.verdict is Verdict.FAIL
    assert "make deploy" in finding.mend


@pytest.mark.parametrize("status", ["UPDATE_IN_PROGRESS", "ROLLBACK_COMPLETE", "CREATE_FAILED"])
def test_unfinished_stack(patient: Patient, status: str) -> None:
    """A stack that failed or is under way is not well."""
    object.__setattr__(patient.examined.stack, "status", status)
    finding = patient.check(account.stack)
    assert finding.verdict is Verdict.FAIL
    assert status in finding.told


@pytest.mark.parametrize("status", ["UPDATE_COMPLETE", "UPDATE_ROLLBACK_COMPLETE"])
def test_finished_stack(patient: Patient, status: str) -> None:
    """A stack that went back to what was before is whole, too."""
    object.__setattr__(patient.examined.stack, "status", status)
    assert patient.check(account.stack).verdict is Verdict.OK


def test_function(patient: Patient) -> None:
    """A ready function whose settings can be read is well."""
    finding = patient.check(account.function)
    assert finding.verdict is Verdict.OK
    assert "python3.13" in finding.told


@pytest.mark.parametrize(
    ("name", "value"),
    [("ENHANCEMENT_STYLES", '{"noir": {}}'), ("DEFAULT_STYLE", "noir")],
)
def test_unusable_styles(patient: Patient, name: str, value: str) -> None:
    """Styles that would keep the function from starting are named with what is wrong."""
    patient.set_environment(**{name: value})
    finding = patient.check(account.function)
    assert finding.verdict is Verdict.FAIL
    assert name in finding.told


def test_unreadable_settings(patient: Patient) -> None:
    """A setting that cannot be taken is named with the right form."""
    patient.set_environment(PICTURES_PER_PERSON="many")
    finding = patient.check(account.function)
    assert finding.verdict is Verdict.FAIL
    assert "PICTURES_PER_PERSON" in finding.told


@pytest.mark.parametrize(
    "trouble",
    [
        {"State": "Failed", "StateReason": "no"},
        {"LastUpdateStatus": "Failed", "LastUpdateStatusReason": "no"},
    ],
)
def test_function_that_is_not_ready(patient: Patient, trouble: dict[str, str]) -> None:
    """A function that could not start says why."""
    patient.examined.__dict__["function"] = {**patient.examined.function, **trouble}
    finding = patient.check(account.function)
    assert finding.verdict is Verdict.FAIL
    assert "Failed: no" in finding.told


def test_alias(patient: Patient) -> None:
    """The alias names a published version."""
    assert patient.check(account.alias).told == "live is version 1"


def test_alias_on_latest(patient: Patient) -> None:
    """An alias on $LATEST loses what is configured for it."""
    patient.client("lambda").update_alias(
        FunctionName=patient.deployed.function, Name="live", FunctionVersion="$LATEST"
    )
    assert patient.check(account.alias).verdict is Verdict.FAIL


def test_no_alias(patient: Patient) -> None:
    """Without the alias nothing reaches the function."""
    patient.client("lambda").delete_alias(FunctionName=patient.deployed.function, Name="live")
    finding = patient.check(account.alias)
    assert finding.verdict is Verdict.FAIL
    assert "no alias live" in finding.told


class Limits:
    """Lambda with an account's limit, which moto does not tell."""

    def __init__(self, client: Any, limit: int) -> None:
        self._client = client
        self._limit = limit
        self.meta = client.meta

    def __getattr__(self, name: str) -> Any:
        return getattr(self._client, name)

    def get_account_settings(self) -> dict[str, Any]:
        """The part of the answer that is read."""
        return {"AccountLimit": {"ConcurrentExecutions": self._limit}}


@pytest.mark.parametrize(
    ("limit", "lane", "verdict"),
    [(1000, "fast", Verdict.OK), (10, "slow", Verdict.OK), (10, "fast", Verdict.NOTE)],
)
def test_concurrency(patient: Patient, limit: int, lane: str, verdict: Verdict) -> None:
    """A small account is advised to take the slow lane, and left alone once it has."""
    patient.set_environment(JOB_LANE=lane)
    patient.examined.use(Limits(patient.examined.client("lambda"), limit))
    finding = patient.check(account.concurrency)
    assert finding.verdict is verdict
    advised = f"JobLane=slow SlowLaneConcurrency={limit - 2}"
    assert (advised in finding.mend) == (verdict is Verdict.NOTE)


def test_reserved_concurrency(patient: Patient) -> None:
    """A reservation caps acknowledgements and jobs alike."""
    patient.client("lambda").put_function_concurrency(
        FunctionName=patient.deployed.function, ReservedConcurrentExecutions=5
    )
    assert patient.check(account.concurrency).verdict is Verdict.NOTE


def test_alarms_that_tell_nobody(patient: Patient) -> None:
    """Alarms without a topic work, but tell nobody."""
    finding = patient.check(account.alarms)
    assert finding.verdict is Verdict.NOTE
    assert "AlarmTopicArn" in finding.mend


def test_alarms() -> None:
    """Alarms with a topic are well while none rings."""
    topic = "arn:aws:sns:us-west-2:123456789012:operators"
    with Patient({"AlarmTopicArn": topic}) as patient:
        assert patient.check(account.alarms).verdict is Verdict.OK


def test_ringing_alarm(patient: Patient) -> None:
    """An alarm that rings is named, and so is the runbook."""
    patient.client("cloudwatch").set_alarm_state(
        AlarmName="imagine-deadlettersalarm", StateValue="ALARM", StateReason="test"
    )
    finding = patient.check(account.alarms)
    assert finding.verdict is Verdict.FAIL
    assert "deadlettersalarm" in finding.told
    assert "runbook" in finding.mend


def test_no_alarms(patient: Patient) -> None:
    """A stack without alarms is not this template's."""
    names = [one.name for one in patient.deployed.stack.of_type("AWS::CloudWatch::Alarm")]
    patient.client("cloudwatch").delete_alarms(AlarmNames=names)
    assert patient.check(account.alarms).verdict is Verdict.FAIL
