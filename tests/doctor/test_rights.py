"""The check of the role's rights: it asks for what the function needs, and believes IAM."""

from __future__ import annotations

from typing import Any

import pytest

from bot.doctor import rights
from bot.doctor.finding import Verdict
from local.permissions import Need, Permissions, statements
from tests.doctor.patient import Patient


def simulate(patient: Patient, denied: str = "") -> None:
    """Have IAM answer every question of the check, in its order."""
    for resource, actions in rights.needed(patient.examined):
        results: list[dict[str, Any]] = [
            {
                "EvalActionName": action,
                "EvalResourceName": resource,
                "EvalDecision": "implicitDeny" if action == denied else "allowed",
            }
            for action in actions
        ]
        patient.iam.add_response(
            "simulate_principal_policy",
            {"EvaluationResults": results, "IsTruncated": False},
            {
                "PolicySourceArn": patient.examined.function["Role"],
                "ActionNames": actions,
                "ResourceArns": [resource],
            },
        )


@pytest.mark.parametrize("store", ["ssm", "secretsmanager"])
def test_what_is_asked_is_what_the_template_grants(store: str) -> None:
    """Each right asked for is granted, and each granted is asked for, but logging."""
    with Patient({"SecretStore": store}) as patient:
        permissions = Permissions(patient.deployed.stack)
        needs = [
            Need(action, resource)
            for resource, actions in rights.needed(patient.examined)
            for action in actions
        ]
        assert [need for need in needs if not permissions.allows(need)] == []
        assert {need.action for need in needs} == permissions_granted(patient) - {
            "logs:CreateLogStream",
            "logs:PutLogEvents",
        }


def permissions_granted(patient: Patient) -> set[str]:
    """Every action the role's statements name."""
    return {
        action
        for one in statements(patient.deployed.stack)
        for action in ([one["Action"]] if isinstance(one["Action"], str) else one["Action"])
    }


def test_allowed(patient: Patient) -> None:
    """A role that may do it all is well."""
    simulate(patient)
    finding = patient.check(rights.permissions)
    assert finding.verdict is Verdict.OK
    patient.iam.assert_no_pending_responses()


def test_denied(patient: Patient) -> None:
    """What the role may not do is named, with where."""
    simulate(patient, denied="s3:ListBucket")
    finding = patient.check(rights.permissions)
    assert finding.verdict is Verdict.FAIL
    assert "s3:ListBucket on arn:aws:s3:::imagine-inputbucket" in finding.told


def test_may_not_simulate(patient: Patient) -> None:
    """An operator who may not simulate is told so."""
    patient.iam.add_client_error("simulate_principal_policy", "AccessDenied", "no")
    finding = patient.check(rights.permissions)
    assert finding.verdict is Verdict.SKIP
    assert "iam:SimulatePrincipalPolicy" in finding.mend
