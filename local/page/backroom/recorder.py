"""Everything the function does, as it does it: its runs and each call it makes.

Knows which job a call is about: by what it says, else by the run it belongs to. Keeps the bytes
as they went; `reading` makes something to look at of them.
"""

from __future__ import annotations

import itertools
import json
import re
import threading
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass

from local.bedrock.service import Call as ModelCall
from local.faults import Exchange
from local.lambda_host.function import Run
from local.lambda_host.pool import jobs_of
from local.slack.records import Call as SlackCall
from local.slack.records import Change
from local.workspace import LocalWorkspace

KEPT = 4_000
"""Calls and runs that are remembered; older ones are forgotten."""

_JOB = re.compile(rb"((?:aws-|jwt-)?[A-Za-z0-9]{1,100})(?:\.|#job#|/)([0-9a-f]{32})(?![0-9a-f])")


@dataclass(slots=True)
class Entry:
    """A run of the function, or one call it made.

    Attributes:
        number: Rises by one with each.
        lane: "lambda" for a run, else the service that was called.
        operation: The service's own name for it; for a run, how it came about.
        began: Epoch seconds.
        ended: Epoch seconds; 0 while it runs.
        status: HTTP status; 0 for an answer that was lost, and for a run.
        error: What went wrong, or "".
        run: Request id of the run that made the call; "" when it is not known.
        jobs: Ids of the jobs it names.
        raw: The run, exchange or call itself.
        cold: For a run, whether its environment had to be started for it.
    """

    number: int
    lane: str
    operation: str
    began: float
    ended: float
    status: int
    error: str
    run: str
    jobs: set[str]
    raw: Run | Exchange | ModelCall | SlackCall
    cold: bool = False


class Recorder:
    """Watches a workspace from the moment it is made.

    Args:
        workspace: What is watched.
    """

    def __init__(self, workspace: LocalWorkspace) -> None:
        self._entries: deque[Entry] = deque(maxlen=KEPT)
        self._numbers = itertools.count(1)
        self._lock = threading.Lock()
        self._runs: dict[str, Entry] = {}
        self._now: dict[str, str] = {}
        self._places: dict[str, set[str]] = {}
        self._journal = workspace.slack.journal
        self._slack_calls = len(self._journal.calls)
        workspace.region.host.pool.watcher = self._run
        workspace.region.set_watcher(self._exchange)
        workspace.bedrock.watcher = self._model_call
        workspace.slack.subscribe(self._change)

    @property
    def latest(self) -> int:
        """Number of the last entry."""
        with self._lock:
            return self._entries[-1].number if self._entries else 0

    def jobs(self) -> list[str]:
        """Ids of the jobs that have been seen, the newest first."""
        with self._lock:
            named = (job for entry in self._entries for job in sorted(entry.jobs))
            return list(dict.fromkeys(named))[::-1]

    def of(self, job: str) -> list[Entry]:
        """What concerns a job, in order: its runs, their calls, and calls that name it."""
        with self._lock:
            runs = {key for key, run in self._runs.items() if job in run.jobs}
            found = [
                entry
                for entry in self._entries
                if job in entry.jobs or (not entry.jobs and entry.run in runs)
            ]
        return sorted(found, key=lambda entry: entry.began)

    def entry(self, number: int) -> Entry:
        """An entry by its number.

        Raises:
            KeyError: There is none.
        """
        with self._lock:
            for entry in self._entries:
                if entry.number == number:
                    return entry
        raise KeyError(f"entry {number}")

    def running(self) -> list[Entry]:
        """The runs that have not ended."""
        with self._lock:
            return [entry for entry in self._runs.values() if not entry.ended]

    def _run(self, run: Run) -> None:
        key = run.invocation.request_id
        with self._lock:
            known = self._runs.get(key)
            if known is None or known.ended:
                jobs = set(jobs_of(run.invocation.payload))
                entry = self._entry("lambda", _how(run.invocation.payload), run.began, jobs, run)
                entry.run, entry.cold = key, run.cold
                self._runs[key] = entry
                self._now[run.caller] = key
            else:
                known.raw, known.ended = run, run.ended
                known.error = _error(run)
                self._now.pop(run.caller, None)
                self._forget_old_runs()

    def _exchange(self, exchange: Exchange) -> None:
        call = exchange.call
        text = call.path.encode() + b" " + call.body
        with self._lock:
            entry = self._entry(
                call.service, call.operation, exchange.began, _named(text), exchange
            )
            entry.ended, entry.status = exchange.ended, exchange.status
            entry.error = "" if 0 < exchange.status < 400 else _aws_error(exchange)  # noqa: PLR2004 - HTTP's errors
            self._belongs(entry, self._now.get(call.caller, ""))

    def _model_call(self, call: ModelCall) -> None:
        with self._lock:
            entry = self._entry("bedrock", call.operation, call.time, set(), call)
            entry.ended, entry.status = call.ended, call.code
            entry.error = call.error or ("the answer was lost" if call.code == 0 else "")
            self._belongs(entry, self._now.get(call.caller, ""))

    def _change(self, change: Change) -> None:
        if change.kind != "call":
            return
        with self._lock:
            calls = self._journal.calls[self._slack_calls :]
            self._slack_calls += len(calls)
            for call in calls:
                self._slack_call(call)

    def _slack_call(self, call: SlackCall) -> None:
        entry = self._entry("slack", call.method, call.time, set(), call)
        entry.ended, entry.status = call.ended, call.status
        entry.error = _slack_error(call)
        text = json.dumps([call.args, call.response], default=str).encode()
        places = _places(call)
        entry.jobs |= _named(text) or self._known_at(places)
        for place in places:
            self._places.setdefault(place, set()).update(entry.jobs)
        # Slack is not told which run calls it: it is the one about the same job, or the only one.
        runs = [run for run in self._runs.values() if run.began <= call.time and not run.ended]
        same = [run for run in runs if run.jobs & entry.jobs]
        [*found] = same or (runs if len(runs) == 1 else [])
        if len(found) == 1:
            self._belongs(entry, found[0].run)

    def _known_at(self, places: Iterable[str]) -> set[str]:
        found: set[str] = set()
        for place in places:
            found |= self._places.get(place, set())
        return found

    def _belongs(self, entry: Entry, run: str) -> None:
        entry.run = run
        if run in self._runs:
            self._runs[run].jobs |= entry.jobs

    def _entry(
        self,
        lane: str,
        operation: str,
        began: float,
        jobs: set[str],
        raw: Run | Exchange | ModelCall | SlackCall,
    ) -> Entry:
        entry = Entry(next(self._numbers), lane, operation, began, 0.0, 0, "", "", jobs, raw)
        self._entries.append(entry)
        return entry

    def _forget_old_runs(self) -> None:
        oldest = self._entries[0].number
        for key in [key for key, run in self._runs.items() if run.number < oldest]:
            del self._runs[key]


def _named(text: bytes) -> set[str]:
    """The jobs that a text names, by id, table key or object key."""
    return {f"{tenant.decode()}.{digest.decode()}" for tenant, digest in _JOB.findall(text)}


def _how(payload: bytes) -> str:
    """By which way an event reached the function."""
    event = json.loads(payload)
    if not isinstance(event, dict):
        return "event"
    if "requestContext" in event and "rawPath" in event:
        return "request"
    if "Records" in event:
        return "slow lane"
    if "job_id" in event:
        return "fast lane"
    return "sweep" if str(event.get("source", "")).endswith("sweep") else "event"


def _error(run: Run) -> str:
    if run.result is None or not run.result.error:
        return ""
    said = json.loads(run.result.payload)
    message = str(said.get("errorMessage") or said.get("errorType") or run.result.error)
    return message.rpartition("Error: ")[2]


def _aws_error(exchange: Exchange) -> str:
    if exchange.status == 0:
        return "the answer was lost"
    found = re.search(rb'"__type"\s*:\s*"(?:[^"#]*#)?(\w+)"|<Code>(\w+)</Code>', exchange.answer)
    return (found[1] or found[2]).decode() if found else f"HTTP {exchange.status}"


def _slack_error(call: SlackCall) -> str:
    if call.status == 0:
        return "the answer was lost"
    if call.response.get("ok") is False:
        return str(call.response.get("error", ""))
    return "" if call.status < 400 else f"HTTP {call.status}"  # noqa: PLR2004 - HTTP's errors


def _places(call: SlackCall) -> list[str]:
    """What a call to Slack is about: messages, files, uploads."""
    said, got = call.args, call.response
    file = got.get("file")
    keys = [
        said.get("ts") or got.get("ts") or got.get("message_ts"),
        said.get("file"),
        got.get("file_id"),
        file.get("id") if isinstance(file, dict) else None,
        said.get("ticket"),
        str(got.get("upload_url", "")).rpartition("/")[2],
    ]
    listed = said.get("files")
    listed = json.loads(listed) if isinstance(listed, str) and listed.startswith("[") else listed
    if isinstance(listed, list):
        keys += [each.get("id") for each in listed if isinstance(each, dict)]
    return [str(key) for key in keys if key]
