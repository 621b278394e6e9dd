"""The checks of table, buckets, queues and schedule, each failing and passing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from bot.doctor import stores
from bot.doctor.examine import Check
from bot.doctor.finding import Verdict
from tests.doctor.patient import Patient


@pytest.mark.parametrize(
    "check",
    [
        stores.table,
        stores.buckets,
        stores.slow_lane,
        stores.dead_letters,
        stores.mapping,
        stores.destination,
        stores.schedule,
    ],
    ids=lambda check: check.__name__,
)
def test_healthy(patient: Patient, check: Check) -> None:
    """What the template deploys is found well."""
    finding = patient.check(check)
    assert (finding.verdict, finding.mend) == (Verdict.OK, "")


def _no_table(patient: Patient) -> None:
    patient.client("dynamodb").delete_table(TableName=patient.environment["TABLE_NAME"])


def _no_index(patient: Patient) -> None:
    name = patient.environment["TABLE_NAME"]
    patient.client("dynamodb").update_table(
        TableName=name, GlobalSecondaryIndexUpdates=[{"Delete": {"IndexName": "unfinished"}}]
    )


def _no_expiry(patient: Patient) -> None:
    patient.client("dynamodb").update_time_to_live(
        TableName=patient.environment["TABLE_NAME"],
        TimeToLiveSpecification={"Enabled": False, "AttributeName": "expires"},
    )


def _no_bucket(patient: Patient) -> None:
    patient.client("s3").delete_bucket(Bucket=patient.environment["OUTPUT_BUCKET"])


def _open_bucket(patient: Patient) -> None:
    patient.client("s3").delete_public_access_block(Bucket=patient.environment["INPUT_BUCKET"])


def _half_open_bucket(patient: Patient) -> None:
    patient.client("s3").put_public_access_block(
        Bucket=patient.environment["INPUT_BUCKET"],
        PublicAccessBlockConfiguration={"BlockPublicAcls": True, "BlockPublicPolicy": False},
    )


def _no_queue(patient: Patient) -> None:
    patient.client("sqs").delete_queue(QueueUrl=patient.environment["SLOW_LANE_QUEUE_URL"])


def _short_visibility(patient: Patient) -> None:
    patient.client("sqs").set_queue_attributes(
        QueueUrl=patient.environment["SLOW_LANE_QUEUE_URL"], Attributes={"VisibilityTimeout": "30"}
    )


def _no_redrive(patient: Patient) -> None:
    patient.examined.__dict__["queue"] = {
        name: value for name, value in patient.examined.queue.items() if name != "RedrivePolicy"
    }


def _mapping(patient: Patient) -> dict[str, Any]:
    (found,) = patient.client("lambda").list_event_source_mappings()["EventSourceMappings"]
    return dict(found)


def _no_mapping(patient: Patient) -> None:
    patient.client("lambda").delete_event_source_mapping(UUID=_mapping(patient)["UUID"])


def _disabled_mapping(patient: Patient) -> None:
    patient.client("lambda").update_event_source_mapping(
        UUID=_mapping(patient)["UUID"], Enabled=False
    )


def _batching_mapping(patient: Patient) -> None:
    patient.client("lambda").update_event_source_mapping(
        UUID=_mapping(patient)["UUID"], BatchSize=10
    )


def _no_destination(patient: Patient) -> None:
    patient.client("lambda").delete_function_event_invoke_config(
        FunctionName=patient.deployed.function, Qualifier="live"
    )


def _other_destination(patient: Patient) -> None:
    arn = "arn:aws:sqs:us-west-2:123456789012:imagine-deadletterqueue"
    _no_destination(patient)
    patient.client("lambda").put_function_event_invoke_config(
        FunctionName=patient.deployed.function,
        Qualifier="live",
        MaximumRetryAttempts=0,
        DestinationConfig={"OnFailure": {"Destination": arn}},
    )


def _retries(patient: Patient) -> None:
    _no_destination(patient)
    patient.client("lambda").put_function_event_invoke_config(
        FunctionName=patient.deployed.function,
        Qualifier="live",
        DestinationConfig={"OnFailure": {"Destination": patient.examined.queue["QueueArn"]}},
    )


def _rule(patient: Patient) -> str:
    return patient.deployed.stack.only("AWS::Events::Rule").name


def _no_schedule(patient: Patient) -> None:
    rule = patient.deployed.stack.only("AWS::Events::Rule")
    ids = [one["Id"] for one in rule.properties["Targets"]]
    patient.client("events").remove_targets(Rule=rule.name, Ids=ids)


def _disabled_schedule(patient: Patient) -> None:
    patient.client("events").disable_rule(Name=_rule(patient))


@pytest.mark.parametrize(
    ("check", "trouble", "told"),
    [
        (stores.table, _no_table, "imagine-table is not there"),
        (stores.table, _no_index, "index unfinished is missing"),
        (stores.table, _no_expiry, "nothing in it expires"),
        (stores.buckets, _no_bucket, "imagine-outputbucket is not there"),
        (stores.buckets, _open_bucket, "imagine-inputbucket is not closed to the public"),
        (stores.buckets, _half_open_bucket, "imagine-inputbucket is not closed to the public"),
        (stores.slow_lane, _no_queue, "is not there"),
        (stores.slow_lane, _short_visibility, "hidden for 30 s, and the function may take 120 s"),
        (stores.slow_lane, _no_redrive, "never given up"),
        (stores.mapping, _no_mapping, "nothing takes the queue's messages"),
        (stores.mapping, _disabled_mapping, "the mapping is Disabled"),
        (stores.mapping, _batching_mapping, "one message at a time"),
        (stores.destination, _no_destination, "Lambda's own retries"),
        (stores.destination, _other_destination, "imagine-deadletterqueue instead of"),
        (stores.destination, _retries, "can pay twice"),
        (stores.schedule, _no_schedule, "no schedule"),
        (stores.schedule, _disabled_schedule, "is disabled"),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_ill(patient: Patient, check: Check, trouble: Callable[[Patient], None], told: str) -> None:
    """Each thing that can be wrong is found, said, and has its mend."""
    trouble(patient)
    finding = patient.check(check)
    assert finding.verdict is Verdict.FAIL
    assert told in finding.told
    assert finding.mend


def test_dead_letters(patient: Patient) -> None:
    """Messages that were given up are worth knowing of, with the command that moves them back."""
    url = patient.deployed.stack.outputs["DeadLetterQueueUrl"]
    patient.client("sqs").send_message(QueueUrl=url, MessageBody="{}")
    finding = patient.check(stores.dead_letters)
    assert (finding.verdict, finding.told) == (Verdict.NOTE, "about 1")
    assert "make redrive" in finding.mend
