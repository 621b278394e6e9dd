"""Bedrock's runtime without the network: InvokeModel and Converse as pure logic.

Refuses what the real service refuses, keeps a log of every call, and goes wrong on order. Knows
no HTTP and no sockets; `local.bedrock.server` brings it on a port. Clock, chance, sleep, painter
and speaker come in from outside.
"""

from __future__ import annotations

import json
import random
import re
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from local.bedrock import nova, stable_diffusion
from local.bedrock.errors import MESSAGES, ServiceError, validation
from local.bedrock.faults import Fault, FaultScript, Trouble
from local.bedrock.nova import Speaker
from local.faults import Call as Asked
from local.faults import Hook, Lost, Phase, Refusal, nothing
from local.painter.painting import Painter, Painting

INVOKE, CONVERSE = "InvokeModel", "Converse"
MAX_BODY = 25_000_000
"""Bytes of a request's body, as in the service model."""

_ENDED = {
    "stability.stable-diffusion-xl-v1",
    "stability.sd3-large-v1:0",
    "amazon.titan-image-generator-v1",
}
_ARN = re.compile(r"arn:aws:bedrock:[a-z0-9-]+:\d*:(?:foundation-model|inference-profile)/(.+)")


@dataclass(frozen=True, slots=True)
class Reply:
    """What goes back over the wire.

    Attributes:
        code: HTTP status code.
        body: Parsed JSON.
        error: The exception's name for `x-amzn-errortype`, or "".
        cut: The connection ends without an answer.
    """

    code: int
    body: Mapping[str, Any]
    error: str = ""
    cut: bool = False


@dataclass(frozen=True, slots=True)
class Call:
    """One request as it came and went.

    Attributes:
        time: Epoch seconds at which it came.
        operation: InvokeModel or Converse.
        model_id: As in the path, an ARN's last part.
        region: Of the signature.
        request: The parsed body; empty when it was not JSON.
        code: HTTP status code of the answer, 0 when the connection was cut.
        answer: The answer's body, also of one that was lost on the way.
        error: The exception's name, or "".
        fault: The trouble ordered for it, or "".
        done: Whether the model answered, what the real service may charge for; also when the
            answer was lost or filtered.
        caller: Access key id of the signature, or "".
        ended: Epoch seconds at which it was answered.
    """

    time: float
    operation: str
    model_id: str
    region: str
    request: Mapping[str, Any]
    code: int
    answer: Mapping[str, Any]
    error: str = ""
    fault: str = ""
    done: bool = False
    caller: str = ""
    ended: float = 0.0


class Bedrock:
    """The runtime service of one account.

    Attributes:
        requests: The calls so far, oldest first; the last `keep` of them.
        faults: The script of what is to go wrong.
        latency: Seconds each model takes beyond its work, by model id.
        hook: Asked about each call that is not refused; `local.faults` has what it may say.
        watcher: Told of each call when it is answered.
    """

    def __init__(
        self,
        painter: Painter,
        speaker: Speaker,
        *,
        clock: Callable[[], float] = time.time,
        chance: random.Random | None = None,
        keep: int = 500,
    ) -> None:
        self.requests: deque[Call] = deque(maxlen=keep)
        self.faults = FaultScript()
        self.latency: dict[str, float] = {}
        self.hook: Hook = nothing
        self.watcher: Callable[[Call], None] = _unwatched
        self._painter = painter
        self._speaker = speaker
        self._clock = clock
        self._chance = chance or random.SystemRandom()
        self._closing = threading.Event()
        self._lock = threading.Lock()
        self._uses = 0

    def calls(self, model_id: str = "", *, done: bool | None = None) -> list[Call]:
        """The log of one model (or all), and of those done or not done."""
        return [
            call
            for call in list(self.requests)
            if model_id in {"", call.model_id} and done in {None, call.done}
        ]

    def fail(self, model_id: str, trouble: Trouble | str, times: int = 1, **details: Any) -> None:  # noqa: ANN401, fields of Fault
        """Order trouble for a model's next calls; `details` are the fields of `Fault`."""
        self.faults.add(model_id, Fault(Trouble(trouble), **details), times)

    def close(self) -> None:
        """Let go of every call that hangs or waits."""
        self._closing.set()

    def handle(
        self, operation: str, model: str, region: str, body: bytes, caller: str = ""
    ) -> Reply:
        """Answer one request.

        Args:
            operation: InvokeModel or Converse.
            model: The model id or ARN of the path, decoded.
            region: The region the request is signed for.
            body: The raw body.
            caller: Access key id it is signed with.
        """
        came = self._clock()
        model_id = match[1] if (match := _ARN.fullmatch(model)) else model
        asked = Asked("bedrock-runtime", operation, caller, f"/model/{model}/{operation}", body)
        fault: Fault | None = None
        request: Mapping[str, Any] = {}
        done = False
        try:
            request = _parse(body)
            work = self._admit(operation, model_id, region, request)
            verdict = self.hook(asked, Phase.BEFORE)
            if verdict is None and (fault := self.faults.take(model_id)):
                verdict = self._ordered(fault, Phase.BEFORE)
            answer: Mapping[str, Any] = {}
            if verdict is None:
                self._closing.wait(self.latency.get(model_id, 0.0))
                answer = work(fault.trouble if fault else None)
                done = True
                verdict = self.hook(asked, Phase.AFTER)
                if verdict is None and fault:
                    verdict = self._ordered(fault, Phase.AFTER)
            reply = _reply(verdict, answer)
        except ServiceError as error:
            reply = Reply(error.code, {"message": error.message}, error.name)
        call = Call(
            time=came,
            operation=operation,
            model_id=model_id,
            region=region,
            request=request,
            code=0 if reply.cut else reply.code,
            answer=reply.body,
            error=reply.error,
            fault=fault.trouble.value if fault else "",
            done=done,
            caller=caller,
            ended=self._clock(),
        )
        self.requests.append(call)
        self.watcher(call)
        return reply

    def _admit(
        self, operation: str, model_id: str, region: str, request: Mapping[str, Any]
    ) -> Callable[[Trouble | None], dict[str, Any]]:
        """Refuse the request, or give the work that answers it."""
        if model_id in _ENDED:
            raise ServiceError("ResourceNotFoundException")
        if model_id == stable_diffusion.MODEL_ID and region == stable_diffusion.REGION:
            if operation != INVOKE:
                raise validation(
                    "This action doesn't support the model that you provided. "
                    "Try again with a supported text or chat model."
                )
            painting = stable_diffusion.read(request, self._chance.randint(1, 2**32 - 2))
            return lambda trouble: self._paint(painting, trouble)
        if model_id in {nova.MODEL_ID, nova.PROFILE_ID}:
            refusal = nova.unknown_here(region, profile=model_id == nova.PROFILE_ID)
            if refusal:
                raise refusal
            if operation != CONVERSE:
                raise validation("The local stand-in answers this model by Converse only.")
            said = nova.read(request)
            return lambda trouble: nova.answer(
                request, said, self._speaker, trouble, self._use_id()
            )
        raise validation(nova.INVALID_ID)

    def _paint(self, painting: Painting, trouble: Trouble | None) -> dict[str, Any]:
        reason = stable_diffusion.filter_reason(painting)
        if reason:
            return stable_diffusion.filtered(reason)
        good = stable_diffusion.answer(painting, self._painter(painting))
        return stable_diffusion.spoil(good, painting, trouble) if trouble else good

    def _ordered(self, fault: Fault, phase: Phase) -> Refusal | Lost | None:
        """What a fault has become of the call, after as long as it hangs."""
        verdict = fault.verdict(phase)
        if verdict is not None:
            self._closing.wait(fault.hangs)
        return verdict

    def _use_id(self) -> str:
        with self._lock:
            self._uses += 1
            return f"tooluse_{self._uses:022d}"


def _reply(verdict: Refusal | Lost | None, answer: Mapping[str, Any]) -> Reply:
    if isinstance(verdict, Lost):
        return Reply(0, answer, cut=True)
    if verdict is None:
        return Reply(200, answer)
    message = verdict.message or MESSAGES.get(verdict.code, verdict.code)
    return Reply(verdict.status, {"message": message}, verdict.code)


def _parse(body: bytes) -> dict[str, Any]:
    if len(body) > MAX_BODY:
        raise validation(
            "1 validation error detected: Value at 'body' failed to satisfy constraint: "
            f"Member must have length less than or equal to {MAX_BODY}"
        )
    try:
        parsed = json.loads(body, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise validation("Malformed input request, please reformat your input.") from error
    if not isinstance(parsed, dict):
        raise validation("Malformed input request: #: expected type: JSONObject")
    return parsed


def _no_constant(name: str) -> None:
    raise ValueError(name)


def _unwatched(_call: Call) -> None:
    """The watcher that nobody has put there."""
