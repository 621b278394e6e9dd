"""REST requests that come to nothing: who is let in, what is refused, and in which words."""

from __future__ import annotations

import json
import re

import pytest

from local.bedrock import IMAGE_MODEL, TEXT_MODEL, Trouble
from local.faults import Call, Phase, Refusal
from tests.house import House
from tests.rest_caller import Caller, Told, signed_by, with_token

INTERNALS = re.compile(r"arn:|Traceback|File \"|botocore|Exception")


@pytest.fixture
def caller(house: House) -> Caller:
    """Somebody who waits while the house works."""
    return Caller(house)


def refused(told: Told, status: int, error: str) -> str:
    """The words of a refusal, which is of the one form and tells nothing of the inside."""
    assert (told.status, told.body["error"]) == (status, error)
    assert told.body.keys() == {"error", "message"}
    assert told.headers["content-type"] == "application/json"
    assert not INTERNALS.search(json.dumps(told.body))
    return str(told.body["message"])


@pytest.mark.parametrize(
    "by", [{}, {"iam": {}}, {"jwt": {"claims": {"iss": "x"}}}, {"iam": {"accountId": "1"}}]
)
def test_nobody_gets_in_without_a_name(house: House, by: dict[str, object]) -> None:
    """Where API Gateway vouches for nobody, nothing is done, whatever the route says."""
    caller = Caller(house)
    event = caller._event("POST", "/generate", by)
    event["body"] = json.dumps({"prompt": "a cat"})
    refused(caller._told(event), 403, "forbidden")
    refused(caller._told(caller._event("GET", "/jobs/x", by)), 403, "forbidden")
    refused(caller._told(caller._event("GET", "/openapi.json", by)), 403, "forbidden")
    assert house.trace.calls == []


@pytest.mark.parametrize("path", ["/", "/generate/", "/jobs", "/nothing"])
def test_elsewhere_is_nothing(caller: Caller, path: str) -> None:
    """What is no route of ours is not found."""
    refused(caller.get(path), 404, "not_found")


def test_an_account_sees_its_jobs_together(house: House, caller: Caller) -> None:
    """Roles and users of the account may look at a job; a token's subject may not."""
    job_id = caller.post("/generate", {"prompt": "a cat"}).body["id"]
    assert caller.get(f"/jobs/{job_id}", by=signed_by("assumed-role/app/one")).status == 200
    refused(caller.get(f"/jobs/{job_id}", by=with_token("ana")), 404, "not_found")
    assert len(house.jobs()) == 1


def test_a_subject_sees_its_own_jobs_alone(caller: Caller) -> None:
    """Another subject, the same subject of another issuer, and the account find nothing."""
    made = caller.post("/generate", {"prompt": "a cat"}, by=with_token("ana"))
    where = f"/jobs/{made.body['id']}"
    assert caller.get(where, by=with_token("ana")).body["id"] == made.body["id"]
    for other in (with_token("bo"), with_token("ana", "https://other.example/"), signed_by()):
        refused(caller.get(where, by=other), 404, "not_found")


def test_jobs_of_slack_are_not_seen(house: House, caller: Caller) -> None:
    """A job that came from Slack is found by its workspace alone."""
    house.people.command("ana", "general", "a red fox")
    (job,) = house.jobs()
    refused(caller.get(f"/jobs/{job.id}"), 404, "not_found")


@pytest.mark.parametrize("job_id", ["x", "aws-123456789012." + "0" * 32, "%00", "a.b#c", "é"])
def test_no_such_job(caller: Caller, job_id: str) -> None:
    """An id that names nothing is not found, whatever it looks like."""
    refused(caller.get(f"/jobs/{job_id}"), 404, "not_found")


def test_keys_of_two_principals_are_two(house: House, caller: Caller) -> None:
    """The same Idempotency-Key of another subject is another request."""
    for subject in ("ana", "bo"):
        by = with_token(subject)
        assert (
            caller.post("/generate", {"prompt": "a cat"}, by=by, Idempotency_Key="1").status == 200
        )
    assert len(house.jobs()) == 2


def test_a_role_has_one_budget_whatever_its_sessions_are_called(
    house: House, caller: Caller
) -> None:
    """The name a session gives itself makes no other person of it."""
    for session in ("one", "two/three"):
        by = signed_by(f"assumed-role/app/{session}")
        caller.post("/generate", {"prompt": "a cat"}, by=by, Prefer="respond-async")
    assert len({job.owner for job in house.jobs()}) == 1


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("", "body"),
        ("{", "body"),
        ("[]", "body"),
        ('"a cat"', "body"),
        ("[" * 100_000, "body"),
        ("{}", "prompt"),
        ('{"prompt": 1}', "prompt"),
        ('{"prompt": null}', "prompt"),
        ('{"prompt": " .,! "}', "prompt"),
        ('{"prompt": "\\ud800"}', "prompt"),
        (json.dumps({"prompt": "a" * 10_001}), "prompt"),
        ('{"prompt": "a cat", "cfg_scale": 7}', "cfg_scale"),
        ('{"prompt": "a cat", "\\ud800": 7}', ""),
        ('{"prompt": "a cat", "aspect_ratio": "4:3"}', "aspect_ratio"),
        ('{"prompt": "a cat", "aspect_ratio": null}', "aspect_ratio"),
        ('{"prompt": "a cat", "aspect_ratio": ["1:1"]}', "aspect_ratio"),
        ('{"prompt": "a cat", "seed": -1}', "seed"),
        ('{"prompt": "a cat", "seed": 4294967295}', "seed"),
        ('{"prompt": "a cat", "seed": 1e400}', "seed"),
        ('{"prompt": "a cat", "seed": NaN}', "seed"),
        ('{"prompt": "a cat", "seed": 4.5}', "seed"),
        ('{"prompt": "a cat", "seed": "42"}', "seed"),
        ('{"prompt": "a cat", "seed": true}', "seed"),
        ('{"prompt": "a cat", "seed": ' + "9" * 5000 + "}", "body"),
        ('{"prompt": "a cat", "strength": 1.01}', "strength"),
        ('{"prompt": "a cat", "strength": NaN}', "strength"),
        ('{"prompt": "a cat", "strength": false}', "strength"),
        ('{"prompt": "a cat", "enhancement_style": "baroque"}', "enhancement_style"),
        ('{"prompt": "a cat", "enhance_prompt": "true"}', "enhance_prompt"),
        ('{"prompt": "a cat", "output_format": "gif"}', "output_format"),
        ('{"prompt": "a cat", "model": "amazon.nova-canvas-v1:0"}', "model"),
        ('{"prompt": "a cat", "negative_prompt": 5}', "negative_prompt"),
        ('{"prompt": "a cat", "original_prompt": {}}', "original_prompt"),
        ('{"prompt": "a cat", "init_image_s3": "https://example.com/x.jpg"}', "init_image_s3"),
        ('{"prompt": "a cat", "init_image_s3": "s3://other/x.jpg"}', "init_image_s3"),
        ('{"prompt": "a cat", "init_image_s3": "s3://imagine-inputbucket/"}', "init_image_s3"),
        (
            '{"prompt": "a cat", "init_image_s3": "s3://imagine-inputbucket/slack/T0/1.jpg"}',
            "init_image_s3",
        ),
        (
            '{"prompt": "a cat", "init_image_s3": "s3://imagine-inputbucket/rest/aws-1/1.jpg"}',
            "init_image_s3",
        ),
        (
            '{"prompt": "a cat", "init_image_s3": "s3://imagine-inputbucket/a\\u0000"}',
            "init_image_s3",
        ),
    ],
)
def test_a_bad_body_is_answered_with_field_and_reason(
    house: House, caller: Caller, text: str, field: str
) -> None:
    """400 names the field and says why; nothing is called, counted or paid."""
    message = refused(caller.post("/generate", None, text=text), 400, "invalid_request")
    assert message.startswith(f"{field}: ")
    assert len(message) < 400
    assert house.trace.calls == []


@pytest.mark.parametrize("key", ["", " ", "a b", "é", "k" * 256])
def test_a_bad_key_is_refused(house: House, caller: Caller, key: str) -> None:
    """An Idempotency-Key is visible ASCII, 255 characters at most."""
    told = caller.post("/generate", {"prompt": "a cat"}, Idempotency_Key=key)
    assert refused(told, 400, "invalid_request").startswith("Idempotency-Key: ")
    assert house.jobs() == []


def test_words_that_are_not_english_want_the_enhancement(house: House, caller: Caller) -> None:
    """Painted as they are they would be refused by the model, so that is said before it is paid."""
    words = "một con cáo đỏ trong tuyết"
    message = refused(caller.post("/generate", {"prompt": words}), 422, "not_english")
    assert "enhance_prompt" in message
    assert house.jobs() == []
    assert caller.post("/generate-enhanced", {"prompt": words}).status == 200


@pytest.mark.parametrize(
    ("trouble", "status", "error"),
    [
        (Trouble.FILTER_PROMPT, 422, "filtered_prompt"),
        (Trouble.FILTER_OUTPUT, 422, "filtered_output"),
        (Trouble.FILTER_SOURCE, 422, "filtered_source"),
        (Trouble.NO_IMAGES, 504, "answer_lost"),
    ],
)
def test_what_the_model_refuses(
    house: House, caller: Caller, trouble: Trouble, status: int, error: str
) -> None:
    """Filters are 422, answers that cannot be used 504; looked at later it says the same."""
    house.bedrock.fail(IMAGE_MODEL, trouble, times=9)
    told = caller.post("/generate", {"prompt": "a cat"})
    refused(told, status, error)
    (job,) = house.jobs()
    looked = caller.get(f"/jobs/{job.id}")
    assert looked.body == {"id": job.id, "status": "failed", **told.body}
    assert looked.status == 200


@pytest.mark.parametrize(
    ("exception", "status", "error"),
    [
        ("AccessDeniedException", 500, "misconfigured"),
        ("ResourceNotFoundException", 500, "misconfigured"),
        ("ValidationException", 500, "fault"),
    ],
)
def test_what_the_operator_must_mend(
    house: House, caller: Caller, exception: str, status: int, error: str
) -> None:
    """The caller learns that the operator knows, and nothing of the inside."""
    house.bedrock.fail(IMAGE_MODEL, Trouble.EXCEPTION, exception=exception)
    assert "operator" in refused(caller.post("/generate", {"prompt": "a cat"}), status, error)


def test_a_throttled_model_means_a_job_to_look_at(house: House, caller: Caller) -> None:
    """While the models are busy the job waits; at its deadline it has timed out, which is 504."""
    house.bedrock.fail(IMAGE_MODEL, Trouble.THROTTLE, times=10_000)
    told = caller.post("/generate", {"prompt": "a cat"})
    assert (told.status, told.body["stage"]) == (202, "queued")
    house.settle()
    looked = caller.get(told.headers["location"])
    assert (looked.body["status"], looked.body["error"]) == ("failed", "timed_out")


def test_without_the_rewriting_model_the_words_are_painted(house: House, caller: Caller) -> None:
    """English words are painted as they are, and the answer shows it."""
    house.bedrock.fail(TEXT_MODEL, Trouble.THROTTLE, times=9)
    told = caller.post("/generate-enhanced", {"prompt": "a cat"})
    assert told.body["enhanced_prompt"] == told.body["original_prompt"] == "a cat"


def test_a_fault_of_ours_is_told_without_its_text(
    house: House, caller: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A bug is 500 with a sentence; the log has the rest."""

    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("arn:aws:secret")

    monkeypatch.setattr("api.bodies.read", broken)
    refused(caller.post("/generate", {"prompt": "a cat"}), 500, "fault")
    refused(caller.invoke({"prompt": "a cat"}), 500, "fault")
    assert "arn:aws:secret" in house.logged()


def test_refused_by_the_store(house: House, caller: Caller) -> None:
    """What the table refuses for good is 500, and the mend is in the log."""

    def refuse(call: Call, phase: Phase) -> Refusal | None:
        denied = call.service == "dynamodb" and phase is Phase.BEFORE
        return (
            Refusal("AccessDeniedException", 400, "arn:aws:x is not authorized") if denied else None
        )

    house.hook = refuse
    refused(caller.post("/generate", {"prompt": "a cat"}), 500, "fault")
    assert '"mend":' in house.logged()
