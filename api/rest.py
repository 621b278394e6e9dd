"""REST requests as jobs: admitted, begun, and looked at until they are done or time is up.

API Gateway waits 30 s at most and a picture can take that long, so after 25 s the answer is where
to look later. Waiting costs: the function is billed, and holds a share of the account's
concurrency, for as long as it waits. `Prefer: respond-async` is the better way.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response

from api import answers, bodies, openapi
from api.answers import Answer
from api.bodies import Choices
from api.principals import DOOR, Principal, of_invocation, of_request
from core import observe
from core.buckets import Buckets
from core.clock import Clock
from core.errors import ImagineError, OptionError, Transient
from core.jobs import Jobs
from core.lanes import Starter
from core.model import Job, Status
from core.records import request_to_json

PATIENCE = 25.0
"""Seconds after a request came within which it is answered; API Gateway gives up at 30."""

INVOCATION_PATIENCE = 55.0
"""The same for direct invocations: the SDKs give up at 60 s by default."""

LINK_SECONDS = 3600
"""How long a picture's link is good for; looking at the job again gives another."""

_LOOK_SECONDS = 1.0
_CLOCK_SKEW = 5.0
_KEY = re.compile(r"[\x21-\x7e]{1,255}")
_WAIT = re.compile(r"wait\s*=\s*(\d{1,4})")


@dataclass(frozen=True, slots=True)
class Request:
    """What asks for a picture, however it came.

    Attributes:
        principal: Who asks.
        identity: What makes it the one it is: the same again is the same job.
        body: The parsed JSON.
        until: Epoch seconds until which it may be waited for.
        function_arn: This function as it was invoked.
    """

    principal: Principal
    identity: str
    body: object
    until: float
    function_arn: str


class Rest:
    """The REST door.

    Args:
        jobs: Takes requests on.
        starter: Has them begun.
        buckets: Makes links to pictures.
        clock: Tells the time, and waits.
        choices: What a request may choose from.
        model: Id of the image model where a request names none.
    """

    def __init__(
        self,
        *,
        jobs: Jobs,
        starter: Starter,
        buckets: Buckets,
        clock: Clock,
        choices: Choices,
        model: str,
    ) -> None:
        self._jobs = jobs
        self._starter = starter
        self._buckets = buckets
        self._clock = clock
        self._choices = choices
        self._model = model

    def request(self, event: Mapping[str, Any], context: Any) -> dict[str, Any]:  # noqa: ANN401
        """Answer an HTTP request that API Gateway let through. Never raises."""
        if not _is_whole(event):
            return answers.NOT_FOUND.as_result()
        return self._resolver.resolve(dict(event), context)

    def invocation(self, event: Mapping[str, Any], context: Any) -> dict[str, Any]:  # noqa: ANN401
        """Answer a direct invocation: the bare body, or `{"body": …}`. Never raises."""

        def generate() -> Answer:
            body = event.get("body", event)
            request = Request(
                principal=of_invocation(context.invoked_function_arn),
                identity=f"invocation|{context.aws_request_id}",
                body=bodies.parse(body) if isinstance(body, str) else body,
                until=self._clock.now() + INVOCATION_PATIENCE,
                function_arn=context.invoked_function_arn,
            )
            return self._generate(request, enhance=False)

        return self._told(generate).as_result()

    def _told(self, make: Callable[[], Answer]) -> Answer:
        """An answer, or in its stead why there is none."""
        try:
            return make()
        except ImagineError as error:
            refusal = answers.refusal(error, self._clock.now())
            if refusal.status >= 500:  # noqa: PLR2004 - HTTP's own
                observe.report(error)
            return refusal
        except Exception:  # noqa: BLE001 - alarmed, and told without its text
            observe.logger().exception("a REST request failed")
            return answers.FAULT

    @cached_property
    def _resolver(self) -> APIGatewayHttpResolver:
        app = APIGatewayHttpResolver()

        def response(told: Answer) -> Response[str]:
            result = told.as_result()
            return Response(
                status_code=result["statusCode"], body=result["body"], headers=result["headers"]
            )

        def answer(make: Callable[[Principal], Answer]) -> Response[str]:
            def vouched_for() -> Answer:
                principal = of_request(app.current_event.raw_event)
                return make(principal) if principal else answers.FORBIDDEN

            # Within the route: what gets out of it Powertools logs, with people's words in it.
            return response(self._told(vouched_for))

        @app.post("/generate")
        def generate() -> Response[str]:
            return answer(lambda who: self._post(app, who, enhance=False))

        @app.post("/generate-enhanced")
        def generate_enhanced() -> Response[str]:
            return answer(lambda who: self._post(app, who, enhance=True))

        @app.get("/jobs/<job_id>")
        def job(job_id: str) -> Response[str]:
            return answer(lambda who: self._look(who, job_id))

        @app.get("/openapi.json")
        def document() -> Response[str]:
            return answer(lambda _: Answer(200, openapi.document(self._choices, self._model)))

        @app.not_found
        def elsewhere(_: Exception) -> Response[str]:
            return response(answers.NOT_FOUND)

        return app

    def _post(self, app: APIGatewayHttpResolver, who: Principal, *, enhance: bool) -> Answer:
        event: Mapping[str, Any] = app.current_event.raw_event
        headers = _headers(event)
        context = event.get("requestContext") or {}
        key = headers.get("idempotency-key")
        if key is not None and not _KEY.fullmatch(key):
            raise OptionError("Idempotency-Key", "it must be 1 to 255 visible ASCII characters")
        now = self._clock.now()
        came = float(context.get("timeEpoch") or 0) / 1000
        if not now - PATIENCE <= came <= now + _CLOCK_SKEW:
            came = now
        patience, applied = _preferred(headers.get("prefer", ""))
        arn = str(app.lambda_context.invoked_function_arn)
        request = Request(
            principal=who,
            identity=f"key|{key}" if key else f"request|{context.get('requestId', '')}",
            body=bodies.parse(_content(event)),
            until=came + patience,
            function_arn=arn,
        )
        answer = self._generate(request, enhance=enhance)
        if applied and answer.status == 202:  # noqa: PLR2004 - HTTP's own
            headers = {**answer.headers, "preference-applied": applied}
            return Answer(answer.status, answer.body, headers)
        return answer

    def _generate(self, asked: Request, *, enhance: bool) -> Answer:
        wanted = bodies.read(asked.body, self._choices, enhance=enhance)
        text = f"{request_to_json(wanted.request)}|{wanted.original_prompt}"
        fingerprint = hashlib.sha256(text.encode()).hexdigest()
        principal = asked.principal
        admission = self._jobs.admit(
            act=f"rest|{principal.owner}|{asked.identity}",
            tenant=principal.tenant,
            owner=principal.owner,
            door=DOOR,
            address={
                "fingerprint": fingerprint,
                "model": wanted.request.model or self._model,
                "original_prompt": wanted.original_prompt,
            },
            request=wanted.request,
        )
        job = admission.job
        if job.address.get("fingerprint") != fingerprint:
            return answers.REUSED
        if admission.fresh:
            # Where neither lane takes it, the sweep will.
            self._starter.start(job.id, asked.function_arn)
        job = self._wait(job, asked.until)
        if job.status is Status.DONE:
            return self._picture(job)
        if job.status is Status.FAILED:
            return answers.failed(job, self._clock.now())
        return answers.accepted(job)

    def _wait(self, job: Job, until: float) -> Job:
        while not answers.has_ended(job) and self._clock.now() + _LOOK_SECONDS <= until:
            self._clock.sleep(_LOOK_SECONDS)
            with suppress(Transient):
                job = self._jobs.get(job.id)
        return job

    def _look(self, who: Principal, job_id: str) -> Answer:
        job = self._jobs.get(job_id)
        if not who.may_see(job):
            return answers.NOT_FOUND
        if job.status is Status.DONE:
            return self._picture(job)
        if job.status is Status.FAILED:
            return answers.failed_job(job)
        return answers.under_way(job)

    def _picture(self, job: Job) -> Answer:
        key = job.image.key if job.image else ""
        return answers.picture(
            job,
            bucket=self._buckets.outputs,
            url=self._buckets.link(key, LINK_SECONDS),
            expires_in=LINK_SECONDS,
        )


def _preferred(header: str) -> tuple[float, str]:
    """How long to wait, as a `Prefer` header has it (RFC 7240), and what of it is heeded."""
    wishes = [each.strip().lower() for each in header.split(",")]
    waits = [float(found[1]) for each in wishes if (found := _WAIT.fullmatch(each))]
    if waits:
        return min(waits[0], PATIENCE), f"wait={min(waits[0], PATIENCE):.0f}"
    return (0.0, "respond-async") if "respond-async" in wishes else (PATIENCE, "")


def _is_whole(event: Mapping[str, Any]) -> bool:
    """Whether an event has what all of API Gateway's have, and Powertools reads unguarded."""
    context = event.get("requestContext")
    http = context.get("http") if isinstance(context, Mapping) else None
    if not isinstance(context, Mapping) or not isinstance(http, Mapping):
        return False
    headers = event.get("headers") or {}
    if not isinstance(headers, Mapping):
        return False
    texts = (event.get("rawPath"), context.get("stage"), http.get("method"), *headers.values())
    return all(isinstance(text, str) for text in texts)


def _content(event: Mapping[str, Any]) -> bytes | str:
    body = event.get("body") or ""
    if not event.get("isBase64Encoded"):
        return str(body)
    try:
        return base64.b64decode(body, validate=True)
    except (binascii.Error, ValueError) as error:
        raise OptionError("body", "it is not JSON") from error


def _headers(event: Mapping[str, Any]) -> Mapping[str, str]:
    headers = event.get("headers") or {}
    return {str(name).lower(): str(value) for name, value in headers.items()}
