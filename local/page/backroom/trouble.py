"""The switches that make trouble, each of a kind that the real services make.

Trouble is ordered here and happens in the stand-ins; what people see of it is the bot's doing.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from local.bedrock.faults import Trouble as ModelTrouble
from local.bedrock.nova import PROFILE_ID as REWRITER
from local.bedrock.stable_diffusion import MODEL_ID as PAINTER
from local.faults import Call, Lost, Phase, Refusal, throttle
from local.lambda_host.environment import Environment
from local.lambda_host.pool import jobs_of
from local.slack.faults import Faults
from local.slack.records import Json
from local.workspace import LocalWorkspace

SLOW = {REWRITER: 3.0, PAINTER: 12.0}
"""Seconds each model takes when everything is slow."""

SLACK_SLOW = 0.8
"""Seconds each call to Slack takes then."""

_MODEL_TROUBLE = {
    "filter_words": ModelTrouble.FILTER_PROMPT,
    "filter_picture": ModelTrouble.FILTER_OUTPUT,
    "lose_model": ModelTrouble.LOSE_REPLY,
}
_SLACK_TROUBLE: dict[str, Callable[[Faults, str], None]] = {
    "slack_limit": Faults.throttle,
    "slack_down": Faults.fail,
    "lose_slack": Faults.lose_reply,
}


@dataclass(frozen=True, slots=True)
class Switch:
    """One kind of trouble.

    Attributes:
        id: Its name in the page's requests.
        group: What it is trouble with.
        label: On the switch.
        about: What happens.
        counted: Whether it is for a number of calls; else it is on until it is turned off.
    """

    id: str
    group: str
    label: str
    about: str
    counted: bool = True


SWITCHES = (
    Switch("throttle_painter", "Models", "Throttle the painter",
           "Stable Diffusion answers ThrottlingException.", counted=False),
    Switch("throttle_rewriter", "Models", "Throttle the rewriter",
           "Nova Pro answers ThrottlingException.", counted=False),
    Switch("filter_words", "Models", "Filter the next words",
           "The next painting call is refused for its words."),
    Switch("filter_picture", "Models", "Filter the next picture",
           "The next picture is painted, and held back."),
    Switch("lose_model", "Models", "Lose a painting's answer",
           "The next picture is painted and paid, and its answer is lost."),
    Switch("slack_limit", "Slack", "Rate limit Slack",
           "The next call to Slack is answered 429, to try again after a second."),
    Switch("slack_down", "Slack", "Break Slack",
           "The next call to Slack is answered 500."),
    Switch("lose_slack", "Slack", "Lose Slack's answer",
           "The next call to Slack is carried out, and its answer is lost."),
    Switch("throttle_table", "AWS", "Throttle the table",
           "The next call to DynamoDB is refused."),
    Switch("lose_table", "AWS", "Lose the table's answer",
           "The next write to DynamoDB is done, and its answer is lost."),
    Switch("kill_painting", "Worker", "Kill it while it paints",
           "The next worker dies while it waits for its picture."),
    Switch("kill_stored", "Worker", "Kill it with the picture stored",
           "The next worker dies just after the picture is in S3."),
    Switch("slow", "Everything", "Slow everything down",
           "The models take their real time and more, and Slack is sluggish.", counted=False),
)  # fmt: skip


class Troubles:
    """Trouble as it is ordered now.

    Args:
        workspace: Where it happens.
    """

    def __init__(self, workspace: LocalWorkspace) -> None:
        self._workspace = workspace
        self._lock = threading.Lock()
        self._left: dict[str, int] = {}
        self._pace = dict(workspace.bedrock.latency)
        workspace.region.set_hook(self._aws)
        workspace.bedrock.on_call = self._model
        workspace.slack.faults.on_call = self._slack

    def state(self) -> list[Json]:
        """Every switch with how many calls it is still good for; -1 until it is turned off."""
        left = self._remaining()
        return [
            {
                "id": switch.id,
                "group": switch.group,
                "label": switch.label,
                "about": switch.about,
                "counted": switch.counted,
                "left": left.get(switch.id, 0),
            }
            for switch in SWITCHES
        ]

    def order(self, switch_id: str, times: int) -> None:
        """Order trouble for so many calls; -1 until it is turned off, 0 turns it off.

        Raises:
            KeyError: There is no such switch.
        """
        switch = next((each for each in SWITCHES if each.id == switch_id), None)
        if switch is None:
            raise KeyError(f"switch {switch_id}")
        self._remaining()
        with self._lock:
            self._left[switch_id] = max(-1, min(times, 1000))
        if switch_id in {"throttle_painter", "throttle_rewriter"}:
            self._throttle(PAINTER if switch_id == "throttle_painter" else REWRITER, times)
        elif switch_id == "slow":
            self._workspace.bedrock.latency = dict(SLOW if times else self._pace)
        elif switch_id in _MODEL_TROUBLE:
            self._order_at_the_painter()

    def kill(self, job: str = "") -> int:
        """Kill whoever works on a job, or on any, right now; how many there were."""
        return self._workspace.region.host.pool.kill(lambda each: _works(each, job))

    def clear(self) -> None:
        """No more trouble of any kind."""
        for switch in SWITCHES:
            self.order(switch.id, 0)

    def _remaining(self) -> dict[str, int]:
        waiting = [fault.trouble for fault in self._workspace.bedrock.faults.waiting(PAINTER)]
        with self._lock:
            for switch_id, trouble in _MODEL_TROUBLE.items():
                self._left[switch_id] = waiting.count(trouble)
            return dict(self._left)

    def _throttle(self, model: str, times: int) -> None:
        limits = self._workspace.bedrock.rate_limits
        if times:
            limits[model] = 0.0
        else:
            limits.pop(model, None)

    def _order_at_the_painter(self) -> None:
        bedrock = self._workspace.bedrock
        bedrock.faults.clear()
        with self._lock:
            wanted = {switch: self._left.get(switch, 0) for switch in _MODEL_TROUBLE}
        for switch, times in wanted.items():
            bedrock.fail(PAINTER, _MODEL_TROUBLE[switch], max(0, times))

    def _take(self, switch_id: str) -> bool:
        """Whether it is to happen now; one less is left then."""
        with self._lock:
            left = self._left.get(switch_id, 0)
            if left > 0:
                self._left[switch_id] = left - 1
            return left != 0

    def _aws(self, call: Call, phase: Phase) -> Refusal | Lost | None:
        if call.service == "dynamodb":
            if phase is Phase.BEFORE and self._take("throttle_table"):
                return throttle("dynamodb")
            writes = call.operation not in {"GetItem", "Query"}
            if phase is Phase.AFTER and writes and self._take("lose_table"):
                return Lost()
        stored = call.service == "s3" and call.operation == "PutObject"
        if stored and phase is Phase.AFTER and self._take("kill_stored"):
            self._workspace.region.host.kill(caller=call.caller)
        return None

    def _model(self, operation: str, phase: str) -> None:
        if operation == "InvokeModel" and phase == "before" and self._take("kill_painting"):
            self.kill()

    def _slack(self, method: str, phase: str) -> None:
        if phase != "before":
            return
        if self._take("slow"):
            time.sleep(SLACK_SLOW)
        faults = self._workspace.slack.faults
        for switch_id, happen in _SLACK_TROUBLE.items():
            if self._take(switch_id):
                happen(faults, method)
                return


def _works(environment: Environment, job: str) -> bool:
    """Whether an environment is at work on a job, or on any job."""
    if environment.invocation is None:
        return False
    jobs = set(jobs_of(environment.invocation.payload))
    return job in jobs if job else bool(jobs)
