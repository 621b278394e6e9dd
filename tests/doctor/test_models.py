"""The checks of the models, each failing and passing; real calls only when asked for."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.doctor import models
from bot.doctor.finding import Verdict
from local.bedrock import IMAGE_MODEL, TEXT_MODEL, Bedrock, Trouble, serve
from local.painter.plain import paint_plain
from local.rewriter import Rewriter
from tests.doctor.patient import Patient

IMAGE = "stability.sd3-5-large-v1:0"
PROFILE = "us.amazon.nova-pro-v1:0"
NOVA = "amazon.nova-pro-v1:0"


def test_image_model(patient: Patient) -> None:
    """A model that is offered, open and active is well."""
    patient.offers(IMAGE)
    finding = patient.check(models.image_model)
    assert (finding.verdict, finding.told) == (Verdict.OK, f"{IMAGE} is ACTIVE in us-west-2")


@pytest.mark.parametrize("code", ["ResourceNotFoundException", "ValidationException"])
def test_image_model_elsewhere(patient: Patient, code: str) -> None:
    """A model the region does not know is said to be not offered there."""
    patient.bedrock.add_client_error("get_foundation_model", code, "no such model")
    finding = patient.check(models.image_model)
    assert finding.verdict is Verdict.FAIL
    assert "not offered in us-west-2" in finding.told
    assert "ImageModelId" in finding.mend


@pytest.mark.parametrize(
    ("closed", "verdict", "told"),
    [
        ({"regionAvailability": "NOT_AVAILABLE"}, Verdict.FAIL, "not offered in us-west-2"),
        ({"authorizationStatus": "NOT_AUTHORIZED"}, Verdict.FAIL, "may not use"),
        ({"agreementAvailability": {"status": "NOT_AVAILABLE"}}, Verdict.FAIL, "no subscription"),
        ({"agreementAvailability": {"status": "PENDING"}}, Verdict.NOTE, "being made"),
        ({"entitlementAvailability": "NOT_AVAILABLE"}, Verdict.FAIL, "no access"),
    ],
)
def test_closed_model(
    patient: Patient, closed: dict[str, Any], verdict: Verdict, told: str
) -> None:
    """Each way a model can be closed to the account is told apart."""
    patient.offers(IMAGE, **closed)
    finding = patient.check(models.image_model)
    assert finding.verdict is verdict
    assert told in finding.told
    assert finding.mend


def test_legacy_model(patient: Patient) -> None:
    """A model that is to end says when."""
    end = datetime(2027, 3, 1, tzinfo=UTC)
    patient.offers(IMAGE, life={"status": "LEGACY", "endOfLifeTime": end})
    finding = patient.check(models.image_model)
    assert finding.verdict is Verdict.NOTE
    assert "2027-03-01" in finding.told


def test_enhance_model(patient: Patient) -> None:
    """A profile that is active, of a model that is, is well."""
    patient.profile(PROFILE)
    patient.offers(NOVA, kinds=("PROVISIONED",), regionAvailability="AVAILABLE")
    finding = patient.check(models.enhance_model)
    assert finding.verdict is Verdict.OK
    assert PROFILE in finding.told


def test_unknown_profile(patient: Patient) -> None:
    """A profile the region does not know is said to be not offered there."""
    patient.bedrock.add_client_error("get_inference_profile", "ResourceNotFoundException", "no")
    finding = patient.check(models.enhance_model)
    assert finding.verdict is Verdict.FAIL
    assert "EnhanceModelId" in finding.mend


def test_bare_id_where_a_profile_is_needed(patient: Patient) -> None:
    """A model id that takes no on-demand throughput names the profile's id."""
    patient.set_environment(ENHANCE_MODEL_ID=NOVA)
    patient.offers(NOVA, kinds=("PROVISIONED",))
    finding = patient.check(models.enhance_model)
    assert finding.verdict is Verdict.FAIL
    assert f"EnhanceModelId={PROFILE}" in finding.mend


def test_not_allowed_to_look(patient: Patient) -> None:
    """An operator who may not look is told so, rather than that something is wrong."""
    patient.bedrock.add_client_error("get_foundation_model", "AccessDeniedException", "no")
    assert patient.check(models.image_model).verdict is Verdict.SKIP


@pytest.fixture
def bedrock(monkeypatch: pytest.MonkeyPatch) -> Iterator[Bedrock]:
    """The models, called over HTTP."""
    made = Bedrock(paint_plain, Rewriter())
    server = serve(made)
    monkeypatch.setenv("AWS_ENDPOINT_URL_BEDROCK_RUNTIME", server.url)
    yield made
    server.close()


def test_real_calls(bedrock: Bedrock, patient: Patient) -> None:
    """One small call each, within the models' own schemas."""
    assert patient.check(models.call_enhance_model).told == f"{PROFILE} answered"
    assert patient.check(models.call_image_model).told == f"{IMAGE} painted 1024×1024"
    assert [call.model_id for call in bedrock.calls()] == [TEXT_MODEL, IMAGE_MODEL]


def test_real_calls_that_are_denied(bedrock: Bedrock, patient: Patient) -> None:
    """A denied call names the mend the function would log."""
    for model in (TEXT_MODEL, IMAGE_MODEL):
        bedrock.fail(model, Trouble.EXCEPTION, exception="AccessDeniedException")
    for check in (models.call_enhance_model, models.call_image_model):
        finding = patient.check(check)
        assert finding.verdict is Verdict.FAIL
        assert "aws-marketplace:Subscribe" in finding.mend
