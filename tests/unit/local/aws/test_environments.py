"""The environments: real processes, started cold, used warm, ended by every kind of death."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from local.lambda_host.environment import RESPONSE_LIMIT, Environment, State
from local.lambda_host.function import Function, Invocation, Result, Throttled
from local.lambda_host.logs import Logs
from local.lambda_host.pool import Pool, jobs_of
from local.region import ROOT

from .conftest import until

on_linux = pytest.mark.skipif(sys.platform != "linux", reason="it is read from /proc")
LOGS = Logs()
JOBS = {"T.0", "T.1", "T.2", "T.3"}


@pytest.fixture(scope="module")
def pool(function: Function) -> Iterator[Pool]:
    """Four environments at most, kept warm from test to test."""
    made = Pool(function, 4, LOGS)
    yield made
    made.close()


def run(pool: Pool, **event: Any) -> Result:
    """Invoke through the alias, once those that have answered are free again, and wait."""
    until(lambda: State.SETTLING not in {one.state for one in pool.environments()})
    return pool.invoke(Invocation(json.dumps(event).encode(), "live"))


def answer(result: Result) -> Any:
    """The payload of an invocation that went well."""
    assert result.error == ""
    return json.loads(result.payload)


def wrong(result: Result) -> tuple[str, str]:
    """Type and message of an invocation that did not."""
    assert result.error == "Unhandled"
    error = json.loads(result.payload)
    return error["errorType"], error["errorMessage"]


def test_warm_after_cold(pool: Pool) -> None:
    """The second invocation finds the first one's process, with its state."""
    first, second = answer(run(pool)), answer(run(pool))
    assert second["runs"] == first["runs"] + 1
    assert first["pid"] == second["pid"]


def test_context(pool: Pool, function: Function) -> None:
    """The handler sees the alias's ARN, its request id, and the time it has left."""
    invocation = Invocation(b"{}", "live")
    seen = answer(pool.invoke(invocation))
    assert seen["arn"] == f"{function.arn}:live"
    assert seen["request_id"] == invocation.request_id
    assert 0 < seen["remaining"] <= 20_000


def test_variables(function: Function, code: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A process gets the function's variables and Lambda's, and nothing of the host's."""
    monkeypatch.setenv("OF_THE_HOST", "leaks")
    fresh = Pool(function, 1, LOGS)
    try:
        seen = answer(run(fresh))
    finally:
        fresh.close()
    variables = seen["variables"]
    assert variables["OWN"] == "value"
    assert variables["AWS_LAMBDA_FUNCTION_NAME"] == "sample"
    assert variables["AWS_REGION"] == "us-west-2"
    assert variables["HOME"] != os.environ["HOME"]
    assert "OF_THE_HOST" not in variables
    assert seen["folder"] == str(code)


def test_exception(pool: Pool) -> None:
    """What the handler raises is answered with its type; the process lives on."""
    before = answer(run(pool))
    assert wrong(run(pool, **{"raise": "no luck"})) == ("ValueError", "no luck")
    assert answer(run(pool))["pid"] == before["pid"]


@pytest.mark.parametrize(
    ("changed", "event", "kind", "message"),
    [
        ({"handler": "missing.handler"}, {}, "Runtime.ImportModuleError", "missing"),
        ({"timeout": 0.2}, {"wait": "/never"}, "Sandbox.Timedout", "timed out after 0.20 seconds"),
        ({}, {"exit": 3}, "Runtime.ExitError", "exit status 3"),
        ({}, {"large": RESPONSE_LIMIT + 1}, "Function.ResponseSizeTooLarge", "exceeded maximum"),
        pytest.param(
            {"memory": 64 * 2**20},
            {"hog": 128 * 2**20},
            "Runtime.OutOfMemory",
            "signal: killed",
            marks=on_linux,
        ),
    ],
)
def test_deaths(
    function: Function, changed: dict[str, Any], event: dict[str, Any], kind: str, message: str
) -> None:
    """A process that cannot start, takes too long or too much, or exits is gone, and says why."""
    fresh = Pool(replace(function, **changed), 1, LOGS)
    try:
        found = wrong(run(fresh, **event))
        assert found[0] == kind
        assert message in found[1]
        until(lambda: fresh.environments() == ())
    finally:
        fresh.close()


def test_concurrency_and_kill(pool: Pool, tmp_path: Path) -> None:
    """Four run in four processes, the fifth is refused; one is killed, and the others go on."""
    gate = tmp_path / "gate"
    with ThreadPoolExecutor(4) as threads:
        running = [
            threads.submit(run, pool, wait=str(gate), job_id=job_id) for job_id in sorted(JOBS)
        ]
        try:
            until(lambda: {job for one in pool.busy() for job in _jobs(one)} == JOBS)
            with pytest.raises(Throttled):
                pool.invoke(Invocation(b"{}"))
            assert pool.kill(lambda one: "T.2" in _jobs(one)) == 1
        finally:
            gate.touch()
    results = [one.result() for one in running]
    kind, message = wrong(results.pop(2))
    assert kind == "Runtime.ExitError"
    assert message.endswith("signal: killed")
    assert len({answer(one)["pid"] for one in results}) == 3


def _jobs(environment: Environment) -> list[str]:
    invocation = environment.invocation
    return list(jobs_of(invocation.payload)) if invocation else []


def test_killed_while_idle(pool: Pool) -> None:
    """A warm process that died between invocations is not used again."""
    first = answer(run(pool))
    until(lambda: {one.state for one in pool.environments()} == {State.IDLE})
    os.kill(first["pid"], 9)
    until(lambda: first["pid"] not in {one.pid for one in pool.environments()})
    assert answer(run(pool))["pid"] != first["pid"]


@on_linux
def test_frozen_between(pool: Pool) -> None:
    """Between invocations a process stands still, its background threads included."""
    first = answer(run(pool, background=True))
    status = Path(f"/proc/{first['pid']}/status")
    until(lambda: "State:\tT" in status.read_text(encoding="ascii"))
    assert answer(run(pool))["runs"] == first["runs"] + 1


def test_output_is_kept(pool: Pool) -> None:
    """What a process prints is kept, with the environment's name."""
    run(pool, print="grüße")
    until(lambda: any(f"{one.name} grüße" in LOGS.text() for one in pool.environments()))


@pytest.mark.parametrize(
    ("event", "jobs"),
    [
        ({"job_id": "T.1"}, ["T.1"]),
        ({"requestPayload": {"job_id": "T.2"}}, ["T.2"]),
        ({"Records": [{"body": '{"job_id": "T.3"}'}]}, ["T.3"]),
        ({"Records": [{"body": '{"requestPayload": {"job_id": "T.4"}}'}]}, ["T.4"]),
        ({"Records": [{"body": "no json"}]}, []),
        ({"source": "imagine.sweep"}, []),
        ([], []),
    ],
)
def test_jobs_of(event: object, jobs: list[str]) -> None:
    """A job is known by its event, whatever lane that came by."""
    assert list(jobs_of(json.dumps(event).encode())) == jobs


def test_killing_what_has_just_ended_is_no_error(
    function: Function, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A process may end, and be waited for by another thread, while it is looked at."""
    environment = Environment(function, "ended", "ASIALOCALENDED", LOGS, lambda: None)
    environment.kill()
    environment._reader.join()
    monkeypatch.setattr(environment._process, "poll", lambda: None)
    environment.kill()
    environment.close()


@on_linux
def test_no_orphans(code: Path) -> None:
    """When the host is killed, its environments end, frozen ones too."""
    script = f"""
import os, pathlib, time
from local.lambda_host.function import Function, Invocation
from local.lambda_host.logs import Logs
from local.lambda_host.pool import Pool
function = Function("f", "arn:aws:lambda:us-west-2:1:function:f", "", "sample.handler", 9.0,
    2**28, {{}}, pathlib.Path({str(code)!r}), "python3.13", "", "us-west-2")
pool = Pool(function, 1, Logs())
pool.invoke(Invocation(b"{{}}"))
pid = pool.environments()[0].pid
# The kernel wakes what is orphaned if it is frozen: all of its threads, the lifeline's among them.
tasks = pathlib.Path(f"/proc/{{pid}}/task")
while not all("State:\\tT" in one.read_text() for one in tasks.glob("*/status")):
    time.sleep(0.002)
print(pid, flush=True)
os.kill(os.getpid(), 9)
"""
    done = subprocess.run(  # noqa: S603 (the script above)
        [sys.executable, "-c", script],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    pid = int(done.stdout)
    until(lambda: not _runs(pid))


def _runs(pid: int) -> bool:
    """Whether a process is there and not merely waiting to be buried."""
    try:
        status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    except (FileNotFoundError, ProcessLookupError):
        return False
    return "State:\tZ" not in status
