"""What `python -m local` does: keeps the page open, or has one picture made."""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
from pathlib import Path

from local.ending import Ending
from local.faults import OPERATOR
from local.intrinsics import REGION
from local.lambda_host.authorizers import OPERATOR_SECRET
from local.page.server import NotBuilt, PageServer, serve
from local.workspace import LocalWorkspace

_PICTURE_SECONDS = 120.0
_PACE = {"us.amazon.nova-pro-v1:0": 0.8, "stability.sd3-5-large-v1:0": 1.2}
"""Seconds the models take on the page, beyond the emulators' own work: so that one can see what
people see while they wait, which with the real ones is longer."""


def page(port: int) -> int:
    """Keep the page open until a signal comes, and end the process; 1 if there is no page.

    Args:
        port: Where, if it is free; else at a free one.
    """
    try:
        with LocalWorkspace() as workspace, _served(workspace, port) as server:
            # No process of the function has been started yet. From here on there is one to end.
            ending = Ending()
            workspace.bedrock.latency = dict(_PACE)
            print(f"The workspace is open: {server.url}")
            print(_rest(workspace.region.http_url), flush=True)
            threading.Thread(target=workspace.verify, daemon=True).start()
            ending.wait()
    except NotBuilt as error:
        print(error, file=sys.stderr)
        return 1
    # All is closed. Taking the interpreter apart as well would take a second.
    os._exit(0)


def imagine(typed: str, out: Path, *, show_requests: bool) -> int:
    """Have one picture made and write it to a file; the exit status.

    Args:
        typed: What follows `/imagine`.
        out: The file.
        show_requests: Whether to print what the models were asked.
    """
    signal.signal(signal.SIGINT, signal.default_int_handler)
    with LocalWorkspace() as workspace:
        done = workspace.people.command("ana", "general", typed)
        workspace.settle(_PICTURE_SECONDS)
        if show_requests:
            for call in workspace.bedrock.calls():
                print(call.operation, call.model_id, json.dumps(call.request, indent=2))
        kept = workspace.pictures()
        if len(kept) != 1:
            seen = workspace.slack.seen_by("ana", "general")
            print(done.error, *(message.text for message in seen), sep="\n", file=sys.stderr)
            return 1
        ((key, answer),) = kept.items()
        out.write_bytes(answer["Body"].read())
        bucket = workspace.region.environment["OUTPUT_BUCKET"]
        print(f"kept as s3://{bucket}/{key} ({answer['ContentType']}), written to {out}")
        return 0


def _rest(url: str) -> str:
    """Where and as whom the REST API can be tried."""
    return (
        f"The REST API is at {url} for requests signed with\n"
        f"  AWS_ACCESS_KEY_ID={OPERATOR} AWS_SECRET_ACCESS_KEY={OPERATOR_SECRET}, in {REGION}"
    )


def _served(workspace: LocalWorkspace, port: int) -> PageServer:
    try:
        return serve(workspace, port)
    except OSError:
        return serve(workspace)
