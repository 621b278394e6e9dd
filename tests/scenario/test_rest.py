"""REST requests through the real handler: taken on, waited for, looked at."""

from __future__ import annotations

import io
import json
from collections.abc import Callable

import pytest
from PIL import Image

from core.model import Status
from local.bedrock import IMAGE_MODEL
from local.faults import Call, Phase, Refusal
from tests.house import House
from tests.rest_caller import Caller, assert_picture


@pytest.fixture
def caller(house: House) -> Caller:
    """Somebody who waits while the house works."""
    return Caller(house)


def test_words_are_painted_as_they_are(house: House, caller: Caller) -> None:
    """`/generate` with words, ratio and seed answers with the picture, its words unchanged."""
    told = caller.post("/generate", {"prompt": "a cat", "aspect_ratio": "16:9", "seed": 42})
    assert_picture(house, told, rewritten=False)
    assert told.body["parameters"] == {
        "prompt": "a cat",
        "model": IMAGE_MODEL,
        "aspect_ratio": "16:9",
        "seed": 42,
    }
    with Image.open(io.BytesIO(*house.pictures().values())) as picture:
        assert picture.size == (1344, 768)


@pytest.mark.parametrize("path", ["/generate", "/generate-enhanced"])
def test_words_are_enhanced_where_that_is_asked_for(
    house: House, caller: Caller, path: str
) -> None:
    """`enhance_prompt` true has them rewritten whichever way they came."""
    body = {"prompt": "a cat", "enhance_prompt": True, "aspect_ratio": "16:9", "seed": 42}
    told = caller.post(path, body)
    assert_picture(house, told, rewritten=True)
    assert told.body["original_prompt"] == "a cat"


def test_the_enhanced_route_enhances_by_itself(house: House, caller: Caller) -> None:
    """`/generate-enhanced` needs no `enhance_prompt`."""
    assert_picture(house, caller.post("/generate-enhanced", {"prompt": "a cat"}), rewritten=True)


def test_the_enhanced_route_can_be_told_not_to(house: House, caller: Caller) -> None:
    """`enhance_prompt` false paints the words as they are there too."""
    body = {
        "prompt": "a detailed prompt you already wrote yourself",
        "enhance_prompt": False,
        "aspect_ratio": "1:1",
    }
    told = caller.post("/generate-enhanced", body)
    assert_picture(house, told, rewritten=False)
    assert told.body["parameters"]["aspect_ratio"] == "1:1"


def test_an_image_is_started_from(house: House, caller: Caller) -> None:
    """A source in the input bucket is made safe and sent; its shape wins over the ratio."""
    held = io.BytesIO()
    Image.new("RGB", (640, 480), "teal").save(held, "PNG")
    bucket = house.settings.input_bucket
    house.client("s3").put_object(Bucket=bucket, Key="input.jpg", Body=held.getvalue())
    body = {
        "prompt": "make it look like a painting",
        "enhance_prompt": True,
        "init_image_s3": f"s3://{bucket}/input.jpg",
        "aspect_ratio": "1:1",
    }
    told = caller.post("/generate-enhanced", body)
    assert_picture(house, told, rewritten=True)
    (painted,) = house.painted()
    assert painted["mode"] == "image-to-image"
    assert "aspect_ratio" not in painted
    kept = house.client("s3").list_objects_v2(Bucket=bucket)["Contents"]
    (safe,) = [one["Key"] for one in kept if one["Key"] != "input.jpg"]
    assert safe.startswith("rest/aws-123456789012/")


@pytest.mark.parametrize("missing", [True, False])
def test_an_image_that_cannot_be_used_is_refused(
    house: House, caller: Caller, *, missing: bool
) -> None:
    """No object, or one that is no picture: 400 with the reason, and nothing is paid."""
    bucket = house.settings.input_bucket
    if not missing:
        house.client("s3").put_object(Bucket=bucket, Key="x.jpg", Body=b"<html></html>")
    body = {"prompt": "a fox", "init_image_s3": f"s3://{bucket}/x.jpg"}
    told = caller.post("/generate", body)
    assert (told.status, told.body["error"]) == (400, "bad_source")
    assert told.body["message"].startswith("init_image_s3: ")
    assert house.painted() == []


def test_what_the_words_were_made_from_is_given_back(caller: Caller) -> None:
    """`original_prompt` is the caller's own and comes back as it was sent."""
    body = {"prompt": "a cat on a sofa at dusk", "original_prompt": "cat\n sofa \ud83d\ude00"}
    told = caller.post("/generate", body)
    assert told.body["original_prompt"] == "cat\n sofa 😀"
    assert told.body["enhanced_prompt"] == "a cat on a sofa at dusk"


@pytest.mark.parametrize("form", [json.dumps, dict])
def test_a_direct_invocation_with_a_body(
    house: House, caller: Caller, form: Callable[..., object]
) -> None:
    """`{"body": …}`, as text or as an object, is answered as over HTTP."""
    told = caller.invoke({"body": form({"prompt": "a dragon", "enhance_prompt": True})})
    assert_picture(house, told, rewritten=True)
    assert told.body["original_prompt"] == "a dragon"


def test_a_bare_direct_invocation(house: House, caller: Caller) -> None:
    """The bare body is answered as over HTTP, painted as it is."""
    told = caller.invoke({"prompt": "a cat", "aspect_ratio": "16:9", "seed": 42})
    assert_picture(house, told, rewritten=False)


@pytest.mark.parametrize("payload", [{"body": "{"}, {"body": 7}, {"prompt": ""}, {"body": None}])
def test_a_bad_direct_invocation(caller: Caller, payload: dict[str, object]) -> None:
    """What cannot be taken is answered, and not raised."""
    told = caller.invoke(payload)
    assert (told.status, told.body["error"]) == (400, "invalid_request")


def test_two_direct_invocations_are_two_jobs(house: House, caller: Caller) -> None:
    """Each invocation is an act of its own."""
    caller.invoke({"prompt": "a cat"})
    caller.invoke({"prompt": "a cat"})
    assert len(house.jobs()) == 2


def test_after_25_seconds_the_answer_is_where_to_look(house: House) -> None:
    """A picture that takes long is answered 202 with its address, and is there later."""
    caller = Caller(house, working=False)
    began = house.clock.now()
    told = caller.post("/generate", {"prompt": "a cat"})
    assert told.status == 202
    assert 24 <= house.clock.now() - began <= 25
    where = told.headers["location"]
    assert where == told.body["location"] == f"/jobs/{told.body['id']}"
    assert (told.body["status"], told.body["stage"]) == ("open", "enhancing")
    assert caller.get(where).body == {"id": told.body["id"], "status": "open", "stage": "enhancing"}
    house.settle()
    assert_picture(house, caller.get(where), rewritten=False)


def test_whoever_prefers_not_to_wait_does_not(house: House) -> None:
    """`Prefer: respond-async` is answered at once."""
    began = house.clock.now()
    told = Caller(house, working=False).post(
        "/generate", {"prompt": "a cat"}, Prefer="respond-async"
    )
    assert (told.status, house.clock.now()) == (202, began)
    assert told.headers["preference-applied"] == "respond-async"


def test_a_shorter_wait_can_be_preferred(house: House) -> None:
    """`Prefer: wait=3` waits three seconds."""
    began = house.clock.now()
    told = Caller(house, working=False).post(
        "/generate", {"prompt": "a cat"}, Prefer="respond-async, wait=3"
    )
    assert told.status == 202
    assert 2 <= house.clock.now() - began <= 3


def test_a_key_makes_requests_one(house: House, caller: Caller) -> None:
    """The same Idempotency-Key is the same job: painted, paid and counted once."""
    body = {"prompt": "a cat"}
    first = caller.post("/generate", body, Idempotency_Key="k1")
    again = caller.post("/generate", body, Idempotency_Key="k1")
    assert first.body["id"] == again.body["id"]
    assert len(house.painted()) == 1
    assert caller.post("/generate", body, Idempotency_Key="k2").body["id"] != first.body["id"]


def test_a_key_is_for_one_request(house: House, caller: Caller) -> None:
    """The same key with another body is refused, and changes nothing."""
    caller.post("/generate", {"prompt": "a cat"}, Idempotency_Key="k1")
    told = caller.post("/generate", {"prompt": "a dog"}, Idempotency_Key="k1")
    assert (told.status, told.body["error"]) == (422, "idempotency_key_reused")
    assert len(house.jobs()) == 1


def test_the_same_budgets_hold(build: Callable[..., House]) -> None:
    """A limit that is reached is 429 with the seconds until it starts anew."""
    house = build(PicturesPerPerson="1")
    caller = Caller(house)
    assert caller.post("/generate", {"prompt": "a cat"}).status == 200
    told = caller.post("/generate", {"prompt": "a cat"})
    assert (told.status, told.body["error"]) == (429, "limit_reached")
    assert 0 < int(told.headers["retry-after"]) <= 86_400
    assert len(house.painted()) == 1


def test_spent_paid_calls_are_told_with_when_they_start_anew(build: Callable[..., House]) -> None:
    """The budget of paid calls ends the job, and that is 429 too."""
    told = Caller(build(PaidCallsPerWorkspace="0")).post("/generate", {"prompt": "a cat"})
    assert (told.status, told.body["error"]) == (429, "limit_reached")
    assert int(told.headers["retry-after"]) > 60


def test_without_the_table_nothing_is_taken_on(house: House, caller: Caller) -> None:
    """An unreachable table is 503 with when to try again, and costs nothing."""

    def refuse(call: Call, phase: Phase) -> Refusal | None:
        down = call.service == "dynamodb" and phase is Phase.BEFORE
        return Refusal("InternalServerError", 500) if down else None

    house.hook = refuse
    told = caller.post("/generate", {"prompt": "a cat"})
    assert (told.status, told.body["error"]) == (503, "unavailable")
    assert int(told.headers["retry-after"]) > 0
    assert house.painted() == []


def test_where_neither_lane_takes_a_job_the_sweep_does(house: House) -> None:
    """The request stays accepted, and the picture is made all the same."""

    def refuse(call: Call, phase: Phase) -> Refusal | None:
        lane = call.operation in {"Invoke", "SendMessage"} and phase is Phase.BEFORE
        return Refusal("AccessDeniedException", 403) if lane else None

    house.hook = refuse
    told = Caller(house, working=False).post("/generate", {"prompt": "a cat"})
    assert told.status == 202
    house.hook = lambda _call, _phase: None
    house.settle()
    assert [job.status for job in house.jobs()] == [Status.DONE]
