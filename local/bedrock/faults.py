"""Trouble on order: what the next calls of a model are to go wrong with.

What can happen to any call is said in the words of `local.faults`. The rest are odd answers, which
the models' modules make.
"""

from __future__ import annotations

import threading
from collections import deque
from dataclasses import dataclass
from enum import StrEnum

from local.bedrock.errors import HTTP_CODES
from local.faults import Lost, Phase, Refusal


class Trouble(StrEnum):
    """What can go wrong with a call. The first group is any model's."""

    THROTTLE = "throttle"
    EXCEPTION = "exception"
    HANG = "hang"
    HANG_DONE = "hang_done"
    LOSE_REPLY = "lose_reply"

    FILTER_PROMPT = "filter_prompt"
    FILTER_OUTPUT = "filter_output"
    FILTER_SOURCE = "filter_source"
    INFERENCE_ERROR = "inference_error"
    NO_IMAGES = "no_images"
    BAD_BASE64 = "bad_base64"
    TWO_IMAGES = "two_images"
    TRUNCATED_IMAGE = "truncated_image"
    WRONG_FORMAT = "wrong_format"
    STRING_SEEDS = "string_seeds"
    NO_SEEDS = "no_seeds"

    CONTENT_FILTERED = "content_filtered"
    GUARDRAIL = "guardrail_intervened"
    FILTER_SENTENCE = "filter_sentence"
    REFUSAL = "refusal"
    EMPTY = "empty"
    PREAMBLE = "preamble"
    OVERLONG = "overlong"
    MAX_TOKENS = "max_tokens"


@dataclass(frozen=True, slots=True)
class Fault:
    """One call's trouble.

    Attributes:
        trouble: The kind.
        exception: For EXCEPTION, the exception's name ("AccessDeniedException").
        message: Its message; empty takes the usual one.
        seconds: For HANG and HANG_DONE, how long nothing is answered before the connection is
            cut. HANG does nothing meanwhile; HANG_DONE has done the work, and charged for it.
    """

    trouble: Trouble
    exception: str = ""
    message: str = ""
    seconds: float = 120.0

    @property
    def hangs(self) -> float:
        """Seconds that pass before the verdict."""
        return self.seconds if self.trouble in {Trouble.HANG, Trouble.HANG_DONE} else 0.0

    def verdict(self, phase: Phase) -> Refusal | Lost | None:
        """What becomes of the call; None for an odd answer."""
        match self.trouble, phase:
            case Trouble.THROTTLE | Trouble.EXCEPTION, Phase.BEFORE:
                name = self.exception or "ThrottlingException"
                return Refusal(name, HTTP_CODES[name], self.message)
            case (Trouble.HANG, Phase.BEFORE) | (
                Trouble.HANG_DONE | Trouble.LOSE_REPLY,
                Phase.AFTER,
            ):
                return Lost()
        return None


class FaultScript:
    """The faults ordered for each model, taken one a call, in order. Safe between threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: dict[str, deque[Fault]] = {}

    def add(self, model_id: str, fault: Fault, times: int = 1) -> None:
        """Order a fault for the model's next `times` calls after those ordered already."""
        with self._lock:
            self._waiting.setdefault(model_id, deque()).extend([fault] * times)

    def take(self, model_id: str) -> Fault | None:
        """The fault for a call that begins now, if one is waiting."""
        with self._lock:
            waiting = self._waiting.get(model_id)
            return waiting.popleft() if waiting else None

    def waiting(self, model_id: str) -> tuple[Fault, ...]:
        """The faults still to come for a model."""
        with self._lock:
            return tuple(self._waiting.get(model_id, ()))

    def clear(self) -> None:
        """Forget every fault that has not happened yet."""
        with self._lock:
            self._waiting.clear()
