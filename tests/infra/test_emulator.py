"""The built folder under AWS's own Runtime Interface Emulator, which SAM's wheel carries."""

from __future__ import annotations

import json
import os
import platform
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest

from infra.build import PLATFORMS, ROOT, VERSION
from tests.infra.conftest import HOST, Built
from tests.infra.standins import StandIns

SAM = ROOT / ".build" / "sam"
CLIENT = ("awslambdaric", "simplejson", "snapshot-restore-py")
"""AWS's runtime client and what it needs: in Lambda these come with the runtime."""

_START_SECONDS = 30


@pytest.fixture
def emulator() -> Path:
    """The emulator for this machine."""
    name = f"aws-lambda-rie-{HOST[platform.machine().lower()]}"
    found = list(SAM.glob(f"lib/python*/site-packages/samcli/local/rapid/{name}"))
    if not found:
        pytest.skip("SAM is not installed: make .build/sam/ready")
    found[0].chmod(0o755)
    return found[0]


@pytest.fixture
def client(tmp_path: Path) -> Path:
    """The runtime client for the function's Python, from the same pins as everything."""
    pins = (ROOT / "requirements" / "dev.txt").read_text(encoding="utf-8").split("\n")
    wanted, taken = [], False
    for line in pins:
        taken = line.startswith(tuple(f"{name}==" for name in CLIENT)) or (
            taken and line.startswith(" ")
        )
        wanted += [line] if taken else []
    (tmp_path / "client.txt").write_text("\n".join(wanted), encoding="utf-8")
    target = tmp_path / "client"
    done = subprocess.run(  # noqa: S603 (our own tool)
        [
            *(str(Path(sys.executable).with_name("uv")), "pip", "install", "--quiet"),
            *("--no-config", "--python", sys.executable, "--target", str(target)),
            *("--python-version", VERSION),
            *("--python-platform", PLATFORMS[HOST[platform.machine().lower()]]),
            *("--only-binary", ":all:", "--no-deps", "--require-hashes"),
            *("-r", str(tmp_path / "client.txt")),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    if "Failed to fetch" in done.stderr:
        pytest.skip("the runtime client is neither cached nor to be fetched from here")
    assert done.returncode == 0, done.stderr
    return target


@pytest.fixture
def function(deployable: Built, stand_ins: StandIns, emulator: Path, client: Path) -> Iterator[Any]:
    """Invokes the function under the emulator."""
    port = _free_port()
    environment = stand_ins.environment(deployable.folder)
    del environment["AWS_LAMBDA_RUNTIME_API"]
    process = subprocess.Popen(  # noqa: S603 (AWS's emulator)
        [
            str(emulator),
            *("--runtime-interface-emulator-address", f"127.0.0.1:{port}"),
            *("--runtime-api-address", f"127.0.0.1:{_free_port()}"),
            *(str(deployable.python), "-S", "-m", "awslambdaric", "bot.app.handler"),
        ],
        cwd=deployable.folder,
        env={
            **environment,
            # As Lambda sets it: the function's folder first, then what the runtime brings.
            "PYTHONPATH": os.pathsep.join([str(deployable.folder), str(client)]),
            "AWS_LAMBDA_FUNCTION_TIMEOUT": "120",
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )

    def invoke(event: object) -> Any:
        connection = HTTPConnection("127.0.0.1", port, timeout=_START_SECONDS)
        connection.request(
            "POST", "/2015-03-31/functions/function/invocations", json.dumps(event).encode()
        )
        answer = json.loads(connection.getresponse().read())
        connection.close()
        return answer

    try:
        _wait_for(port)
        yield invoke
    finally:
        process.terminate()
        try:
            output, _ = process.communicate(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()
            output, _ = process.communicate()
        print(output)  # noqa: T201 (shown when the test fails)


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def _wait_for(port: int) -> None:
    give_up = time.monotonic() + _START_SECONDS
    while time.monotonic() < give_up:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    pytest.fail("the emulator did not start")


@pytest.mark.slow
def test_signed_command_under_the_emulator(function: Any, stand_ins: StandIns) -> None:
    """Under AWS's emulator and runtime client a signed command is taken, an unsigned one is not."""
    people = stand_ins.people(function)
    done = people.command("U0ANA", "C0GENERAL", "a red fox")
    assert (done.error, done.message) == ("", None)
    assert function(stand_ins.queued()) == {"batchItemFailures": []}
    stand_ins.slack.signing_secret = "another"
    assert people.command("U0ANA", "C0GENERAL", "a red fox").delivery.reply.status == 401
