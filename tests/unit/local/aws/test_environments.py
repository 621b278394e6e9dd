"""The environments: real processes, started cold, used warm, ended by every kind of death."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from local.lambda_host.environment import RESPONSE_LIMIT
from local.lambda_host.function import Function, Invocation, Result, Throttled
from local.lambda_host.logs import Logs
from local.lambda_host.pool import Pool, jobs_of
from local.region import ROOT

from .conftest import until


@pytest.fixture
def logs() -> Logs:
    """Empty logs."""
    return Logs()


@pytest.fixture
def pool(function: Function, logs: Logs) -> Iterator[Pool]:
    """Four environments at most."""
    made = Pool(function, 4, logs)
    yield made
    made.close()


def run(pool: Pool, **event: Any) -> Result:
    """Invoke through the alias and wait."""
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
    assert (first["runs"], second["runs"]) == (1, 2)
    assert first["pid"] == second["pid"]


def test_recycled_is_cold(pool: Pool) -> None:
    """After its environment has been recycled, a function starts cold."""
    first = answer(run(pool))
    pool.recycle()
    second = answer(run(pool))
    assert second["runs"] == 1
    assert first["pid"] != second["pid"]


def test_context(pool: Pool, function: Function) -> None:
    """The handler sees the alias's ARN, its request id, and the time it has left."""
    invocation = Invocation(b"{}", "live")
    seen = answer(pool.invoke(invocation))
    assert seen["arn"] == f"{function.arn}:live"
    assert seen["request_id"] == invocation.request_id
    assert 10_000 < seen["remaining"] <= 20_000


def test_variables(pool: Pool, code: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A process gets the function's variables and Lambda's, and nothing of the host's."""
    monkeypatch.setenv("OF_THE_HOST", "leaks")
    seen = answer(run(pool))
    variables = seen["variables"]
    assert variables["OWN"] == "value"
    assert variables["AWS_LAMBDA_FUNCTION_NAME"] == "sample"
    assert variables["AWS_REGION"] == "us-west-2"
    assert variables["HOME"] != os.environ["HOME"]
    assert "OF_THE_HOST" not in variables
    assert seen["folder"] == str(code)


def test_exception(pool: Pool) -> None:
    """What the handler raises is answered with its type; the process lives on."""
    assert wrong(run(pool, **{"raise": "no luck"})) == ("ValueError", "no luck")
    assert answer(run(pool))["runs"] == 2


def test_exit(pool: Pool) -> None:
    """A process that exits fails its invocation, and the next one starts anew."""
    kind, message = wrong(run(pool, exit=3))
    assert kind == "Runtime.ExitError"
    assert message.endswith("exit status 3")
    assert answer(run(pool))["runs"] == 1


def test_import_error(function: Function, logs: Logs) -> None:
    """A handler that cannot be imported fails each invocation with the reason."""
    pool = Pool(replace(function, handler="missing.handler"), 1, logs)
    try:
        kind, message = wrong(run(pool))
    finally:
        pool.close()
    assert kind == "Runtime.ImportModuleError"
    assert "missing" in message


def test_timeout(function: Function, logs: Logs) -> None:
    """An invocation that takes too long is killed and says so."""
    pool = Pool(replace(function, timeout=0.2), 1, logs)
    try:
        kind, message = wrong(run(pool, wait="/never"))
        assert (kind, message.partition("Error: ")[2]) == (
            "Sandbox.Timedout",
            "Task timed out after 0.20 seconds",
        )
        assert pool.environments() == ()
    finally:
        pool.close()


@pytest.mark.skipif(sys.platform != "linux", reason="resident memory is read from /proc")
def test_memory(function: Function, logs: Logs) -> None:
    """A process that uses more than its memory is killed and says so."""
    pool = Pool(replace(function, memory=64 * 2**20), 1, logs)
    try:
        kind, _ = wrong(run(pool, hog=128 * 2**20))
    finally:
        pool.close()
    assert kind == "Runtime.OutOfMemory"


def test_large_answer(pool: Pool) -> None:
    """An answer beyond Lambda's limit is an error."""
    kind, _ = wrong(run(pool, large=RESPONSE_LIMIT + 1))
    assert kind == "Function.ResponseSizeTooLarge"


def test_concurrency(pool: Pool, tmp_path: Path) -> None:
    """Four run at the same time, in four processes; the fifth is refused."""
    gate = tmp_path / "gate"
    results: list[Result] = []

    def wait() -> None:
        results.append(run(pool, wait=str(gate)))

    threads = [threading.Thread(target=wait) for _ in range(4)]
    for thread in threads:
        thread.start()
    until(lambda: sum(one.invocations for one in pool.busy()) == 4)
    with pytest.raises(Throttled):
        run(pool)
    gate.touch()
    for thread in threads:
        thread.join()
    assert len({answer(one)["pid"] for one in results}) == 4
    run(pool)
    assert len(pool.environments()) == 4


def test_kill(pool: Pool) -> None:
    """A busy environment can be killed by the job it works on; the others go on."""
    results: list[Result] = []
    event = {"wait": "/never", "job_id": "T.1"}
    thread = threading.Thread(target=lambda: results.append(run(pool, **event)))
    thread.start()
    until(lambda: any(one.invocations for one in pool.busy()))

    def kill(job_id: str) -> int:
        return pool.kill(
            lambda one: one.invocation is not None and job_id in jobs_of(one.invocation.payload)
        )

    assert kill("T.2") == 0
    assert kill("T.1") == 1
    thread.join()
    kind, message = wrong(results[0])
    assert kind == "Runtime.ExitError"
    assert message.endswith("signal: killed")


def test_killed_while_idle(pool: Pool) -> None:
    """A warm process that died between invocations is not used again."""
    first = answer(run(pool))
    until(lambda: [one.state for one in pool.environments()] == ["idle"])
    os.kill(first["pid"], 9)
    until(lambda: pool.environments() == ())
    assert answer(run(pool))["runs"] == 1


@pytest.mark.skipif(sys.platform != "linux", reason="the state is read from /proc")
def test_frozen_between(pool: Pool) -> None:
    """Between invocations a process stands still, its background threads included."""
    pid = answer(run(pool, background=True))["pid"]
    status = Path(f"/proc/{pid}/status")
    until(lambda: "State:\tT" in status.read_text(encoding="ascii"))
    assert answer(run(pool))["runs"] == 2


def test_output_is_kept(pool: Pool, logs: Logs) -> None:
    """What a process prints is kept by environment, and shown to watchers."""
    shown: list[str] = []
    logs.watch(lambda line: shown.append(line.text))
    run(pool, print="grüße")
    until(lambda: "grüße" in shown)
    assert [line.stream for line in logs.lines() if line.text == "grüße"] == ["environment-1"]


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


@pytest.mark.skipif(sys.platform != "linux", reason="the process is looked for in /proc")
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
while "State:\\tT" not in pathlib.Path(f"/proc/{{pid}}/status").read_text():
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
        timeout=30,
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
