"""What REST callers are answered: pictures, jobs under way, and every refusal, in one place.

Pure. The one table from errors and outcomes to HTTP status, code and words; no text of a service
gets through, so neither does a stack trace or the name of a resource.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from core.errors import (
    Gone,
    ImagineError,
    LimitReached,
    NeedsEnglish,
    OptionError,
    SourceRefused,
    Throttled,
    Transient,
)
from core.model import Job, Outcome, Status

_SOON = 5
_LATER = 60
"""Seconds after which it is worth asking again: after a hiccup, and after a throttle."""

_POLL = 2
"""Seconds between two looks at a job that is under way."""

_TOLD = "The operator has been told."
_OFF = "Pictures are switched off for now; the operator can change that."


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer, however it travels.

    Attributes:
        status: HTTP status.
        body: A JSON object.
        headers: By lower-case name.
    """

    status: int
    body: Mapping[str, Any]
    headers: Mapping[str, str] = field(default_factory=dict)

    def as_result(self) -> dict[str, Any]:
        """As API Gateway takes it from a function, and as a direct invocation gets it."""
        return {
            "statusCode": self.status,
            "headers": {"content-type": "application/json", **self.headers},
            "body": json.dumps(self.body, ensure_ascii=False),
        }


@dataclass(frozen=True, slots=True)
class _Words:
    status: int
    error: str
    message: str
    retry_after: int = 0


NOT_FOUND = Answer(404, {"error": "not_found", "message": "There is nothing here for you."})
FORBIDDEN = Answer(
    403, {"error": "forbidden", "message": "Sign the request, or send a token, and try again."}
)
FAULT = Answer(500, {"error": "fault", "message": f"Something went wrong in this service. {_TOLD}"})
REUSED = Answer(
    422,
    {
        "error": "idempotency_key_reused",
        "message": "This Idempotency-Key came with another request before; use a new one.",
    },
)

_OUTCOMES: Mapping[Outcome, _Words] = MappingProxyType(
    {
        Outcome.FILTERED_PROMPT: _Words(
            422, "filtered_prompt", "The model's filter did not let these words through."
        ),
        Outcome.FILTERED_OUTPUT: _Words(
            422, "filtered_output", "The model's filter held the painted picture back."
        ),
        Outcome.FILTERED_SOURCE: _Words(
            422, "filtered_source", "The model's filter did not let the source image through."
        ),
        Outcome.NOT_ENGLISH: _Words(
            422,
            "not_english",
            "The words do not look English, and the model paints from English only. With "
            "enhance_prompt true they are translated first.",
        ),
        Outcome.INVALID: _Words(400, "invalid_request", "The model did not take this request."),
        Outcome.BAD_SOURCE: _Words(
            400, "bad_source", "init_image_s3: the source image could not be used."
        ),
        Outcome.PAID_LIMIT: _Words(
            429, "limit_reached", "The paid calls of a day are used up.", _LATER
        ),
        Outcome.THROTTLED: _Words(429, "throttled", "The models are busy.", _LATER),
        Outcome.UNAVAILABLE: _Words(502, "unavailable", "A model or service did not answer."),
        Outcome.TIMED_OUT: _Words(504, "timed_out", "The picture took too long; it was given up."),
        Outcome.ANSWER_LOST: _Words(504, "answer_lost", "The model's answer got lost on the way."),
        Outcome.BAD_ANSWER: _Words(502, "bad_answer", "The model answered with no picture."),
        Outcome.MISCONFIGURED: _Words(
            500, "misconfigured", f"Something in the set-up is not right. {_TOLD}"
        ),
    }
)


def picture(job: Job, *, bucket: str, url: str, expires_in: int) -> Answer:
    """The finished picture.

    Args:
        job: A job that is done.
        bucket: The output bucket.
        url: Where the picture can be fetched for a while.
        expires_in: Seconds for which it can.
    """
    key = job.image.key if job.image else ""
    painted = job.enhancement.prompt if job.enhancement else job.request.prompt
    return Answer(
        200,
        {
            "id": job.id,
            "status": "done",
            "message": "The picture is done.",
            "s3_url": f"s3://{bucket}/{key}",
            "url": url,
            "url_expires_in": expires_in,
            "bucket": bucket,
            "key": key,
            "filename": key.rpartition("/")[2],
            "parameters": {
                "prompt": painted,
                "model": job.address["model"],
                "aspect_ratio": job.request.aspect_ratio.value,
                "seed": job.request.seed,
            },
            "original_prompt": job.address.get("original_prompt") or job.request.prompt,
            "enhanced_prompt": painted,
        },
    )


def accepted(job: Job) -> Answer:
    """The job is on, and not waited for."""
    where = f"/jobs/{job.id}"
    body = {**_under_way(job), "message": "The picture is being made.", "location": where}
    return Answer(202, body, {"location": where, "retry-after": str(_POLL)})


def under_way(job: Job) -> Answer:
    """A job that has not ended."""
    return Answer(200, _under_way(job), {"retry-after": str(_POLL)})


def _under_way(job: Job) -> dict[str, Any]:
    return {"id": job.id, "status": "open", "stage": job.stage.value}


def failed(job: Job, now: float) -> Answer:
    """Why a job came to nothing, as the answer to the request that asked for it."""
    words = _words_of(job)
    headers = {}
    if words.retry_after:
        resets = float(job.notes.get("resets", 0))
        headers["retry-after"] = str(max(words.retry_after, int(resets - now)))
    return Answer(words.status, {"error": words.error, "message": words.message}, headers)


def failed_job(job: Job) -> Answer:
    """The same, as what there is to know of the job."""
    words = _words_of(job)
    return Answer(
        200, {"id": job.id, "status": "failed", "error": words.error, "message": words.message}
    )


def has_ended(job: Job) -> bool:
    """Whether a job has come to its one outcome."""
    return job.status in {Status.DONE, Status.FAILED}


def refusal(error: ImagineError, now: float) -> Answer:  # noqa: PLR0911 - one a kind
    """Why a request was not taken on."""
    match error:
        case OptionError():
            what = f"{error.field}: {error.message}"
            return Answer(400, {"error": "invalid_request", "message": what})
        case SourceRefused():
            return Answer(400, {"error": "bad_source", "message": error.message})
        case LimitReached():
            whose = "your pictures" if error.budget == "person" else "the pictures"
            what = f"The limit of {error.limit} a day is reached: {whose} for today are used up."
            what = what if error.limit else _OFF
            wait = max(1, int(error.resets - now))
            return _refused(429, "limit_reached", what, wait)
        case NeedsEnglish():
            words = _OUTCOMES[Outcome.NOT_ENGLISH]
            return _refused(words.status, words.error, words.message)
        case Gone():
            return NOT_FOUND
        case Throttled():
            return _refused(429, "throttled", "Too many requests at once.", _SOON)
        case Transient():
            what = (
                "It is not known whether the request was taken on. Send it again with the same "
                "Idempotency-Key; without one it may be painted twice."
            )
            return _refused(503, "unavailable", what, _SOON)
    return FAULT


def _refused(status: int, error: str, message: str, wait: int = 0) -> Answer:
    headers = {"retry-after": str(wait)} if wait else {}
    return Answer(status, {"error": error, "message": message}, headers)


def _words_of(job: Job) -> _Words:
    try:
        words = _OUTCOMES[Outcome(job.outcome)]
    except (KeyError, ValueError):
        return _Words(500, "fault", f"Something went wrong in this service. {_TOLD}")
    if job.outcome == Outcome.BAD_SOURCE and job.notes.get("reason"):
        return _Words(400, words.error, f"init_image_s3: {job.notes['reason']}")
    if job.outcome == Outcome.PAID_LIMIT and job.notes.get("limit") == "0":
        return _Words(words.status, words.error, _OFF, words.retry_after)
    return words
