"""Trouble on order: throttles, exceptions, lost replies, filters and malformed answers."""

from __future__ import annotations

import base64
import io
import threading
from typing import Any

import pytest
from botocore.exceptions import ClientError, ConnectionClosedError, ReadTimeoutError
from PIL import Image

from local.bedrock import IMAGE_MODEL, TEXT_MODEL, Trouble
from local.bedrock.errors import HTTP_CODES
from local.bedrock.nova import BLOCKED
from local.faults import Call, Lost, Phase, Refusal
from tests.refusals import faulty
from tests.workspaces import until

from .conftest import Runtime

RUNTIME_ERRORS = [name for name in HTTP_CODES if "Authentication" not in name]


def test_a_throttle_lasts_as_many_calls_as_ordered(runtime: Runtime) -> None:
    """Two throttled calls cost nothing, the third is painted."""
    runtime.bedrock.fail(IMAGE_MODEL, Trouble.THROTTLE, times=2)
    for _ in range(2):
        with pytest.raises(ClientError) as caught:
            runtime.invoke(prompt="a fox")
        assert caught.value.response["Error"]["Code"] == "ThrottlingException"
        assert caught.value.response["ResponseMetadata"]["HTTPStatusCode"] == 429
    assert runtime.invoke(prompt="a fox")["finish_reasons"] == [None]
    assert [call.done for call in runtime.bedrock.requests] == [False, False, True]


def test_boto3_takes_a_throttle_for_one_it_retries(runtime: Runtime) -> None:
    """The error's form is the service's own: boto3's default retries see it."""
    runtime.bedrock.fail(IMAGE_MODEL, Trouble.THROTTLE)
    client = runtime.make_client(retries={"total_max_attempts": 2, "mode": "standard"})
    answer = client.invoke_model(modelId=IMAGE_MODEL, body='{"prompt": "a fox"}')
    assert answer["ResponseMetadata"]["RetryAttempts"] == 1


@pytest.mark.parametrize("name", RUNTIME_ERRORS)
def test_every_exception_has_its_code_and_message(runtime: Runtime, name: str) -> None:
    """An exception by name arrives under its HTTP code with the message ordered."""
    runtime.bedrock.fail(TEXT_MODEL, Trouble.EXCEPTION, exception=name, message="as ordered")
    with pytest.raises(ClientError) as caught:
        runtime.converse()
    assert caught.value.response["Error"] == {"Code": name, "Message": "as ordered"}
    assert caught.value.response["ResponseMetadata"]["HTTPStatusCode"] == HTTP_CODES[name]


def test_trouble_is_one_models(runtime: Runtime) -> None:
    """What is ordered for the image model leaves the text model alone."""
    runtime.bedrock.fail(IMAGE_MODEL, Trouble.THROTTLE)
    assert runtime.converse()["stopReason"] == "end_turn"


def test_a_refused_request_takes_no_trouble(runtime: Runtime) -> None:
    """A request that is wrong leaves the script for the next that is right."""
    runtime.bedrock.fail(IMAGE_MODEL, Trouble.THROTTLE)
    runtime.refusal(prompt="")
    assert len(runtime.bedrock.faults.waiting(IMAGE_MODEL)) == 1
    runtime.bedrock.faults.clear()
    assert runtime.invoke(prompt="a fox")["finish_reasons"] == [None]


def test_a_lost_reply_was_done(runtime: Runtime) -> None:
    """The connection is cut after the work: the log has it as done, with its answer."""
    runtime.bedrock.fail(IMAGE_MODEL, Trouble.LOSE_REPLY)
    with pytest.raises(ConnectionClosedError):
        runtime.invoke(prompt="a fox", seed=9)
    (call,) = runtime.bedrock.requests
    assert (call.done, call.code, call.answer["seeds"]) == (True, 0, [9])


@pytest.mark.parametrize(("trouble", "done"), [(Trouble.HANG, False), (Trouble.HANG_DONE, True)])
def test_a_hanging_call_times_out(runtime: Runtime, trouble: Trouble, done: bool) -> None:
    """The caller's read time-out ends it; whether it was done is the order's choice."""
    runtime.bedrock.fail(IMAGE_MODEL, trouble, seconds=60)
    client = runtime.make_client(read_timeout=1)
    with pytest.raises(ReadTimeoutError):
        client.invoke_model(modelId=IMAGE_MODEL, body='{"prompt": "a fox"}')
    runtime.served.close()
    until(lambda: [call.done for call in runtime.bedrock.requests] == [done])


@pytest.mark.parametrize(
    ("trouble", "reason"),
    [
        (Trouble.FILTER_PROMPT, "Filter reason: prompt"),
        (Trouble.FILTER_OUTPUT, "Filter reason: output image"),
        (Trouble.FILTER_SOURCE, "Filter reason: input image"),
        (Trouble.INFERENCE_ERROR, "Inference error"),
    ],
)
def test_filters_are_success_without_a_picture(
    runtime: Runtime, trouble: Trouble, reason: str
) -> None:
    """A filtered request is HTTP 200 with a reason and nothing else."""
    runtime.bedrock.fail(IMAGE_MODEL, trouble)
    assert runtime.invoke(prompt="a fox") == {"finish_reasons": [reason]}


def test_malformed_answers_are_malformed_as_named(runtime: Runtime) -> None:
    """Each kind of bad answer differs from a good one in just its own way."""
    good = runtime.invoke(prompt="a fox", seed=5, output_format="jpeg")
    content = base64.b64decode(good["images"][0])

    def spoiled(trouble: Trouble) -> dict[str, Any]:
        runtime.bedrock.fail(IMAGE_MODEL, trouble)
        return runtime.invoke(prompt="a fox", seed=5, output_format="jpeg")

    assert spoiled(Trouble.NO_IMAGES) == good | {"images": []}
    assert spoiled(Trouble.TWO_IMAGES)["images"] == good["images"] * 2
    assert spoiled(Trouble.STRING_SEEDS) == good | {"seeds": ["5"]}
    assert "seeds" not in spoiled(Trouble.NO_SEEDS)
    with pytest.raises(ValueError, match=r"base64|Only"):
        base64.b64decode(spoiled(Trouble.BAD_BASE64)["images"][0], validate=True)
    half = base64.b64decode(spoiled(Trouble.TRUNCATED_IMAGE)["images"][0])
    assert content.startswith(half)
    assert len(half) < len(content)
    other = base64.b64decode(spoiled(Trouble.WRONG_FORMAT)["images"][0])
    assert Image.open(io.BytesIO(other)).format == "PNG"


@pytest.mark.parametrize(
    ("trouble", "stop"),
    [
        (Trouble.CONTENT_FILTERED, "content_filtered"),
        (Trouble.GUARDRAIL, "guardrail_intervened"),
        (Trouble.MAX_TOKENS, "max_tokens"),
    ],
)
def test_stop_reasons_can_be_ordered(runtime: Runtime, trouble: Trouble, stop: str) -> None:
    """The answer stops for the reason ordered."""
    runtime.bedrock.fail(TEXT_MODEL, trouble)
    assert runtime.converse()["stopReason"] == stop


def test_bad_words_can_be_ordered(runtime: Runtime) -> None:
    """The filter's sentence, a refusal, nothing, a preamble or a flood, all as end_turn."""

    def spoken(trouble: Trouble) -> str:
        runtime.bedrock.fail(TEXT_MODEL, trouble)
        answer = runtime.converse()
        assert answer["stopReason"] == "end_turn"
        return "".join(block["text"] for block in answer["output"]["message"]["content"])

    good = runtime.converse()["output"]["message"]["content"][0]["text"]
    assert spoken(Trouble.FILTER_SENTENCE) == BLOCKED
    assert "can't help" in spoken(Trouble.REFUSAL)
    assert spoken(Trouble.EMPTY) == ""
    assert spoken(Trouble.PREAMBLE) == f'Here is the enhanced prompt:\n\n"{good}"'
    assert len(spoken(Trouble.OVERLONG)) > 30 * len(good)


def test_the_hook_is_asked_of_each_call_before_and_after(runtime: Runtime) -> None:
    """Before nothing is done yet, after it is done and not answered: where a caller can die."""
    asked: list[tuple[str, Phase, int]] = []

    def hook(call: Call, phase: Phase) -> None:
        asked.append((call.operation, phase, len(runtime.bedrock.requests)))

    runtime.bedrock.hook = hook
    runtime.invoke(prompt="a fox")
    runtime.converse()
    assert asked == [
        ("InvokeModel", Phase.BEFORE, 0),
        ("InvokeModel", Phase.AFTER, 0),
        ("Converse", Phase.BEFORE, 1),
        ("Converse", Phase.AFTER, 1),
    ]


@pytest.mark.parametrize(("phase", "done"), [(Phase.BEFORE, False), (Phase.AFTER, True)])
def test_the_hook_can_refuse_and_lose(runtime: Runtime, phase: Phase, done: bool) -> None:
    """A refusal comes in the service's own form, a lost answer as a cut connection."""
    runtime.bedrock.hook = faulty("InvokeModel", Refusal("ModelTimeoutException", 408), phase)
    with pytest.raises(ClientError) as caught:
        runtime.invoke(prompt="a fox")
    assert caught.value.response["Error"]["Code"] == "ModelTimeoutException"
    assert caught.value.response["ResponseMetadata"]["HTTPStatusCode"] == 408
    runtime.bedrock.hook = faulty("InvokeModel", Lost(), phase)
    with pytest.raises(ConnectionClosedError):
        runtime.invoke(prompt="a fox")
    assert [(call.code, call.done) for call in runtime.bedrock.requests] == [(408, done), (0, done)]


def test_calls_side_by_side_each_get_their_own_answer(runtime: Runtime) -> None:
    """Eight threads with eight seeds get eight different answers back in the right hands."""
    answers: dict[int, list[int]] = {}

    def ask(seed: int) -> None:
        answers[seed] = runtime.invoke(prompt="a fox", seed=seed)["seeds"]

    threads = [threading.Thread(target=ask, args=(seed,)) for seed in range(1, 9)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == {seed: [seed] for seed in range(1, 9)}


def test_the_log_has_what_was_asked_and_answered(runtime: Runtime) -> None:
    """Model, operation, region, parsed body and answer are kept for each call."""
    answer = runtime.invoke(prompt="a fox", seed=4)
    (call,) = runtime.bedrock.requests
    assert (call.operation, call.model_id, call.region) == ("InvokeModel", IMAGE_MODEL, "us-west-2")
    assert call.request == {"prompt": "a fox", "seed": 4}
    assert call.answer == answer
    assert call.time > 0
