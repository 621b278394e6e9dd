"""The switches that make trouble, each of a kind that the real services make.

Trouble is ordered here and happens in the emulators; what people see of it is the bot's doing.
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass

from local.bedrock.faults import Trouble
from local.bedrock.nova import PROFILE_ID as REWRITER
from local.bedrock.stable_diffusion import MODEL_ID as PAINTER
from local.faults import Call, Lost, Phase, Refusal
from local.lambda_host.environment import Environment
from local.lambda_host.pool import jobs_of
from local.slack.records import Json
from local.workspace import LocalWorkspace

SLOW = {REWRITER: 3.0, PAINTER: 12.0}
"""Seconds each model takes when everything is slow."""

SLACK_SLOW = 0.8
"""Seconds each call to Slack takes then."""

_THROTTLED = Refusal("ThrottlingException", 429)
_READS = frozenset({"GetItem", "Query", "BatchGetItem"})


@dataclass(frozen=True, slots=True)
class Switch:
    """One kind of trouble.

    Attributes:
        id: Its name in the page's requests.
        group: What it is trouble with.
        label: On the switch.
        about: What happens.
        call: Which calls it happens to, as "service:operation" or "service:"; "" for none.
        phase: When it happens.
        makes: What becomes of the call; a model's odd answer is named, and a worker is killed.
        counted: Whether it is for a number of calls; else it is on until it is turned off.
    """

    id: str
    group: str
    label: str
    about: str
    call: str
    phase: Phase
    makes: Refusal | Lost | Trouble | None
    counted: bool = True

    def meets(self, call: Call, phase: Phase) -> bool:
        """Whether it can happen to a call at this moment."""
        if phase is not self.phase or not self.call:
            return False
        read = isinstance(self.makes, Lost) and call.operation in _READS
        return f"{call.service}:{call.operation}".startswith(self.call) and not read


_PAINT, _SLACK, _TABLE = "bedrock-runtime:InvokeModel", "slack:", "dynamodb:"
SWITCHES = (
    Switch("throttle_painter", "Models", "Throttle the painter",
           "Stable Diffusion answers ThrottlingException.",
           _PAINT, Phase.BEFORE, _THROTTLED, counted=False),
    Switch("throttle_rewriter", "Models", "Throttle the rewriter",
           "Nova Pro answers ThrottlingException.",
           "bedrock-runtime:Converse", Phase.BEFORE, _THROTTLED, counted=False),
    Switch("filter_words", "Models", "Filter the next words",
           "The next painting call is refused for its words.",
           _PAINT, Phase.BEFORE, Trouble.FILTER_PROMPT),
    Switch("filter_picture", "Models", "Filter the next picture",
           "The next picture is painted, and held back.",
           _PAINT, Phase.BEFORE, Trouble.FILTER_OUTPUT),
    Switch("lose_model", "Models", "Lose a painting's answer",
           "The next picture is painted and paid, and its answer is lost.",
           _PAINT, Phase.AFTER, Lost()),
    Switch("slack_limit", "Slack", "Rate limit Slack",
           "The next call to Slack is answered 429, to try again after a second.",
           _SLACK, Phase.BEFORE, Refusal("ratelimited", 429, headers={"Retry-After": "1"})),
    Switch("slack_down", "Slack", "Break Slack",
           "The next call to Slack is answered 500.",
           _SLACK, Phase.BEFORE, Refusal("", 500, "upstream trouble")),
    Switch("lose_slack", "Slack", "Lose Slack's answer",
           "The next call to Slack is carried out, and its answer is lost.",
           _SLACK, Phase.AFTER, Lost()),
    Switch("throttle_table", "AWS", "Throttle the table",
           "The next call to DynamoDB is refused.",
           _TABLE, Phase.BEFORE,
           Refusal("ThrottlingException", 400, "Rate of requests exceeds the limit.")),
    Switch("lose_table", "AWS", "Lose the table's answer",
           "The next write to DynamoDB is done, and its answer is lost.",
           _TABLE, Phase.AFTER, Lost()),
    Switch("kill_painting", "Worker", "Kill it while it paints",
           "The next worker dies while it waits for its picture.", _PAINT, Phase.BEFORE, None),
    Switch("kill_stored", "Worker", "Kill it with the picture stored",
           "The next worker dies just after the picture is in S3.",
           "s3:PutObject", Phase.AFTER, None),
    Switch("slow", "Everything", "Slow everything down",
           "The models take their real time and more, and Slack is sluggish.",
           "", Phase.BEFORE, None, counted=False),
)  # fmt: skip


class Troubles:
    """Trouble as it is ordered now.

    Args:
        workspace: Where it happens.
    """

    def __init__(self, workspace: LocalWorkspace) -> None:
        self._workspace = workspace
        self._lock = threading.Lock()
        self._left = {switch.id: 0 for switch in SWITCHES}
        self._pace = dict(workspace.bedrock.latency)
        workspace.set_hook(self._hook)

    def state(self) -> list[Json]:
        """Every switch with how many calls it is still good for; -1 until it is turned off."""
        shown = ("id", "group", "label", "about", "counted")
        return [
            {name: getattr(switch, name) for name in shown} | {"left": self._left[switch.id]}
            for switch in SWITCHES
        ]

    def order(self, switch_id: str, times: int) -> None:
        """Order trouble for so many calls; -1 until it is turned off, 0 turns it off.

        Raises:
            KeyError: There is no such switch.
        """
        if switch_id not in self._left:
            raise KeyError(f"switch {switch_id}")
        with self._lock:
            self._left[switch_id] = max(-1, min(times, 1000))
        if switch_id == "slow":
            self._workspace.bedrock.latency = dict(SLOW if times else self._pace)

    def clear(self) -> None:
        """Turn every switch off."""
        for switch in SWITCHES:
            self.order(switch.id, 0)

    def kill(self, job: str = "") -> int:
        """Kill whoever works on a job, or on any, right now; how many there were."""
        return self._workspace.region.host.pool.kill(lambda each: _works(each, job))

    def _take(self, switch_id: str) -> bool:
        """Whether it is to happen now; one less is left then."""
        with self._lock:
            left = self._left[switch_id]
            if left > 0:
                self._left[switch_id] = left - 1
            return left != 0

    def _hook(self, call: Call, phase: Phase) -> Refusal | Lost | None:
        if call.service == "slack" and phase is Phase.BEFORE and self._take("slow"):
            time.sleep(SLACK_SLOW)
        for switch in SWITCHES:
            if switch.meets(call, phase) and self._take(switch.id):
                if isinstance(switch.makes, Refusal | Lost):
                    return switch.makes
                if isinstance(switch.makes, Trouble):
                    self._workspace.bedrock.fail(PAINTER, switch.makes)
                else:
                    self._workspace.region.host.kill(caller=call.caller)
                return None
        return None


def _works(environment: Environment, job: str) -> bool:
    """Whether an environment is at work on a job, or on any job."""
    if environment.invocation is None:
        return False
    jobs = set(jobs_of(environment.invocation.payload))
    return job in jobs if job else bool(jobs)
