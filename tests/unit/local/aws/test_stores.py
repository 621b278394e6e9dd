"""The stores: made from the template, held to the role's statements, broken on purpose."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator
from typing import Any
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest
from botocore.exceptions import ClientError, ConnectionClosedError

from local import aws
from local.aws import Aws
from local.faults import Call, Lost, Phase, Refusal, nothing
from local.intrinsics import TemplateError
from local.provision import fill, put_secret
from local.template import Resource, load
from tests.refusals import conflict, outage, throttle

from .conftest import TEMPLATE, caller

TABLE = "imagine-table"
BUCKET = "imagine-outputbucket"


@pytest.fixture
def as_function(stores: Aws) -> Iterator[Any]:
    """Makes clients that sign as the function."""
    made: list[Any] = []

    def make(service: str) -> Any:
        made.append(caller(stores.url, service))
        return made[-1]

    yield make
    stores.set_hook(nothing)
    for client in made:
        client.close()


def code(error: pytest.ExceptionInfo[ClientError]) -> str:
    """The error's code."""
    return str(error.value.response["Error"]["Code"])


def new(key: str) -> dict[str, Any]:
    """What puts an item into the table."""
    return {"TableName": TABLE, "Item": {"pk": {"S": key}}}


def items(stores: Aws) -> dict[str, dict[str, Any]]:
    """All that the table holds, by key."""
    found = stores.client("dynamodb").scan(TableName=TABLE)["Items"]
    return {one["pk"]["S"]: one for one in found}


def test_made_from_the_template(stores: Aws) -> None:
    """Table, buckets and queue have the properties that the template gives them."""
    dynamodb, s3, sqs = (stores.client(name) for name in ("dynamodb", "s3", "sqs"))
    table = dynamodb.describe_table(TableName=TABLE)["Table"]
    assert table["KeySchema"] == [{"AttributeName": "pk", "KeyType": "HASH"}]
    assert [one["IndexName"] for one in table["GlobalSecondaryIndexes"]] == ["unfinished"]
    expiry = dynamodb.describe_time_to_live(TableName=TABLE)["TimeToLiveDescription"]
    assert expiry == {"AttributeName": "expires", "TimeToLiveStatus": "ENABLED"}
    for bucket in ("imagine-inputbucket", BUCKET):
        access = s3.get_public_access_block(Bucket=bucket)["PublicAccessBlockConfiguration"]
        assert set(access.values()) == {True}
        (rule,) = s3.get_bucket_lifecycle_configuration(Bucket=bucket)["Rules"]
        assert rule["Expiration"]["Days"] == 400
    url = stores.stack.environment["SLOW_LANE_QUEUE_URL"]
    found = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]
    assert found["VisibilityTimeout"] == "150"
    assert json.loads(found["RedrivePolicy"])["maxReceiveCount"] == 200


def test_secrets(stores: Aws, as_function: Any) -> None:
    """The function finds its secrets where its settings say, and a rotated one as well."""
    source = stores.stack.environment["SLACK_BOT_TOKEN_SOURCE"].removeprefix("ssm:")
    client = as_function("ssm")

    def secret() -> str:
        return str(client.get_parameter(Name=source, WithDecryption=True)["Parameter"]["Value"])

    assert secret() == "xoxb-local"
    put_secret(stores.client, f"ssm:{source}", "xoxb-new")
    assert secret() == "xoxb-new"


def test_one_at_a_time(stores: Aws) -> None:
    """A second set of stores in one process is refused: it would share the first one's state."""
    assert stores.url
    with pytest.raises(RuntimeError, match="close the other"):
        aws.start(TEMPLATE)


def test_unknown_property_is_refused(stores: Aws) -> None:
    """What the template asks for and nothing here makes is an error, not an omission."""
    stack = load(TEMPLATE)
    queue = Resource("Queue", "AWS::SQS::Queue", "odd", {"FifoQueue": True})
    odd = type(stack)({"Queue": queue}, {}, {}, stack.region, stack.account)
    with pytest.raises(TemplateError, match="FifoQueue"):
        fill(odd, stores.client, aws.SlackSecrets())


def test_one_writer_wins(as_function: Any) -> None:
    """Of many conditional writes at the same time exactly one is taken."""
    client = as_function("dynamodb")
    taken: list[int] = []

    def write(number: int) -> None:
        try:
            client.put_item(**new("race"), ConditionExpression="attribute_not_exists(pk)")
        except client.exceptions.ConditionalCheckFailedException:
            return
        taken.append(number)

    threads = [threading.Thread(target=write, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(taken) == 1


@pytest.mark.parametrize(
    ("service", "operation", "arguments"),
    [
        ("dynamodb", "scan", {"TableName": TABLE}),
        ("dynamodb", "delete_table", {"TableName": TABLE}),
        ("dynamodb", "batch_get_item", {"RequestItems": {TABLE: {"Keys": [{"pk": {"S": "1"}}]}}}),
        ("s3", "list_buckets", {}),
        ("s3", "delete_bucket", {"Bucket": BUCKET}),
        ("sqs", "purge_queue", {"QueueUrl": "QUEUE"}),
        ("ssm", "get_parameter", {"Name": "/imagine/other"}),
        ("ssm", "put_parameter", {"Name": "/imagine/slack-bot-token", "Value": "x"}),
        ("secretsmanager", "get_secret_value", {"SecretId": "/imagine/slack-bot-token"}),
    ],
)
def test_not_allowed(
    stores: Aws, as_function: Any, service: str, operation: str, arguments: dict[str, Any]
) -> None:
    """What no statement of the role allows is refused, as AWS refuses it."""
    if "QueueUrl" in arguments:
        arguments = {"QueueUrl": stores.stack.environment["SLOW_LANE_QUEUE_URL"]}
    with pytest.raises(ClientError) as error:
        getattr(as_function(service), operation)(**arguments)
    assert code(error) in {"AccessDenied", "AccessDeniedException"}


def test_transaction_needs_the_rights_of_its_parts(stores: Aws, as_function: Any) -> None:
    """A transaction is allowed by the rights of its items, and refused whole for one of them."""
    client = as_function("dynamodb")
    written: dict[str, Any] = {"Put": new("transacted")}
    absent = {"TableName": TABLE, "Key": {"pk": {"S": "absent"}}}
    client.transact_write_items(TransactItems=[written, {"Delete": absent}])
    assert "transacted" in items(stores)
    check = {**absent, "ConditionExpression": "attribute_not_exists(pk)"}
    with pytest.raises(ClientError) as error:
        client.transact_write_items(TransactItems=[{"Put": new("half")}, {"ConditionCheck": check}])
    assert code(error) == "AccessDeniedException"
    assert "half" not in items(stores)


def test_a_transaction_is_done_whole_or_not_at_all(stores: Aws) -> None:
    """All of its writes stand; of one that fails none does, whatever else the table holds."""
    client = stores.client("dynamodb")

    def counted(key: str, limit: int = 9) -> dict[str, Any]:
        return {
            "Update": {
                "TableName": TABLE,
                "Key": {"pk": {"S": key}},
                "UpdateExpression": "SET n = if_not_exists(n, :none) + :one",
                "ConditionExpression": "attribute_not_exists(n) OR n < :limit",
                "ExpressionAttributeValues": {
                    ":none": {"N": "0"},
                    ":one": {"N": "1"},
                    ":limit": {"N": str(limit)},
                },
            }
        }

    for _ in range(3):
        client.transact_write_items(TransactItems=[counted("a"), counted("b")])
    before = items(stores)
    assert before["a"]["n"] == before["b"]["n"] == {"N": "3"}
    with pytest.raises(ClientError, match="ConditionalCheckFailed"):
        client.transact_write_items(
            TransactItems=[{"Put": new("fresh")}, counted("a"), counted("b", limit=0)]
        )
    assert items(stores) == before


def test_missing_object(stores: Aws, as_function: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """A missing object is "not found" to who may list the bucket, and a refusal to others."""
    client = as_function("s3")
    with pytest.raises(client.exceptions.NoSuchKey):
        client.get_object(Bucket=BUCKET, Key="none")
    allowed = stores.permissions.allows
    monkeypatch.setattr(
        stores.permissions,
        "allows",
        lambda need: need.action != "s3:ListBucket" and allowed(need),
    )
    with pytest.raises(ClientError) as error:
        client.get_object(Bucket=BUCKET, Key="none")
    assert code(error) == "AccessDenied"


def test_hook_sees_the_function_only(stores: Aws, as_function: Any) -> None:
    """A hook is shown each call of the function twice, and none of the operator's."""
    seen: list[tuple[str, str, str, Phase]] = []

    def hook(call: Call, phase: Phase) -> None:
        seen.append((call.service, call.operation, call.caller, phase))

    stores.set_hook(hook)
    stores.client("s3").put_object(Bucket=BUCKET, Key="a/1.jpg", Body=b"1")
    as_function("s3").get_object(Bucket=BUCKET, Key="a/1.jpg")
    as_function("dynamodb").get_item(TableName=TABLE, Key={"pk": {"S": "1"}})
    env = "ASIALOCALENV00000001"
    assert seen == [
        ("s3", "GetObject", env, Phase.BEFORE),
        ("s3", "GetObject", env, Phase.AFTER),
        ("dynamodb", "GetItem", env, Phase.BEFORE),
        ("dynamodb", "GetItem", env, Phase.AFTER),
    ]


@pytest.mark.parametrize(
    ("service", "refusal", "answer"),
    [
        ("dynamodb", throttle("dynamodb"), ("ThrottlingException", 400)),
        ("dynamodb", outage("dynamodb"), ("InternalServerError", 500)),
        ("s3", throttle("s3"), ("SlowDown", 503)),
        ("s3", outage("s3"), ("ServiceUnavailable", 503)),
        ("sqs", throttle("sqs"), ("ThrottlingException", 400)),
        ("sqs", outage("sqs"), ("InternalServerError", 500)),
    ],
)
def test_refused_on_purpose(
    stores: Aws, as_function: Any, service: str, refusal: Refusal, answer: tuple[str, int]
) -> None:
    """A refusal reaches the caller in the service's own protocol, and nothing was done."""
    stores.set_hook(lambda _call, phase: refusal if phase is Phase.BEFORE else None)
    url = stores.stack.environment["SLOW_LANE_QUEUE_URL"]
    calls = {
        "dynamodb": lambda client: client.put_item(TableName=TABLE, Item={"pk": {"S": "refused"}}),
        "s3": lambda client: client.put_object(Bucket=BUCKET, Key="refused", Body=b""),
        "sqs": lambda client: client.send_message(QueueUrl=url, MessageBody="refused"),
    }
    with pytest.raises(ClientError) as error:
        calls[service](as_function(service))
    status = error.value.response["ResponseMetadata"]["HTTPStatusCode"]
    assert (code(error), status) == answer
    listed = stores.client("s3").list_objects_v2(Bucket=BUCKET, Prefix="refused")
    assert ("refused" in items(stores), listed["KeyCount"]) == (False, 0)


def test_conflict(stores: Aws, as_function: Any) -> None:
    """A conflict looks as DynamoDB's does, reasons included, and the SDK does not retry it."""
    asked: list[str] = []

    def hook(call: Call, _phase: Phase) -> Refusal:
        asked.append(call.operation)
        return conflict()

    stores.set_hook(hook)
    client = as_function("dynamodb")
    with pytest.raises(client.exceptions.TransactionCanceledException) as error:
        client.transact_write_items(TransactItems=[{"Put": new("1")}])
    reasons = error.value.response["CancellationReasons"]
    assert [one["Code"] for one in reasons] == ["TransactionConflict"]
    assert asked == ["TransactWriteItems"]


def test_lost_answer(stores: Aws, as_function: Any) -> None:
    """A lost answer closes the connection; what was asked for has been done."""
    stores.set_hook(lambda _call, phase: Lost() if phase is Phase.AFTER else None)
    with pytest.raises(ConnectionClosedError):
        as_function("dynamodb").put_item(**new("lost"))
    assert "lost" in items(stores)


@pytest.mark.parametrize(
    ("bucket", "since", "answer"),
    [
        (BUCKET, "", b"jpg"),
        (BUCKET, "20200101", b"expired"),
        ("imagine-other", "", b"AccessDenied"),
    ],
)
def test_links(stores: Aws, as_function: Any, bucket: str, since: str, answer: bytes) -> None:
    """A link fetches an object its maker may read, until its time is up."""
    stores.client("s3").put_object(Bucket=BUCKET, Key="T0/1.jpg", Body=b"jpg")
    named = {"Bucket": bucket, "Key": "T0/1.jpg"}
    link = as_function("s3").generate_presigned_url("get_object", Params=named, ExpiresIn=60)
    if since:
        link = re.sub(r"X-Amz-Date=\d{8}", f"X-Amz-Date={since}", link)
    try:
        with urlopen(link) as opened:  # noqa: S310 - loopback
            got = (opened.status, opened.read())
    except HTTPError as refused:
        with refused:
            got = (refused.code, refused.read())
    assert got[0] == (200 if answer == b"jpg" else 403)
    assert answer in got[1]
