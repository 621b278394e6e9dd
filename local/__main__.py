"""`python -m local`: the workspace's page, its terminal prompt, a play, or one picture."""

from __future__ import annotations

import argparse
import json
import signal
import sys
import threading
from collections.abc import Sequence
from pathlib import Path

from local.acts import ActError, Actor
from local.faults import OPERATOR
from local.intrinsics import REGION
from local.lambda_host.authorizers import OPERATOR_SECRET
from local.page.server import NotBuilt, PageServer, serve
from local.play import play
from local.printing import lines
from local.terminal import prompt
from local.workspace import LocalWorkspace

_PICTURE_SECONDS = 120.0
_PORT = 8425
_PACE = {"us.amazon.nova-pro-v1:0": 0.8, "stability.sd3-5-large-v1:0": 1.2}
"""Seconds the models take on the page, beyond the stand-ins' own work: so that one can see what
people see while they wait, which with the real ones is longer."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run what was asked for; the exit status."""
    parser = argparse.ArgumentParser(prog="python -m local", description=__doc__)
    commands = parser.add_subparsers(dest="command")
    page = commands.add_parser("page", help="open the page (what happens without a command)")
    page.add_argument(
        "--port", type=int, default=_PORT, help="if it is free (default: %(default)s)"
    )
    commands.add_parser("terminal", help="type acts at a prompt, without a page")
    script = commands.add_parser("play", help="play a file of acts; the exit status tells")
    script.add_argument("file", type=Path, help="acts and expectations, one a line")
    picture = commands.add_parser(
        "imagine",
        help="paint one picture the whole way and write it to a file",
        epilog="Everything else is taken as options of /imagine: --ar 16:9 --seed 42 …",
    )
    picture.add_argument("words", help="what to paint")
    picture.add_argument("--out", type=Path, required=True, help="where to write the picture")
    picture.add_argument(
        "--requests", action="store_true", help="print the requests that the models got"
    )
    options, further = parser.parse_known_args(arguments)
    if options.command == "imagine":
        typed = " ".join([options.words, *(_quoted(each) for each in further)])
        return _imagine(typed, options.out, show_requests=options.requests)
    if further:
        parser.error(f"unknown: {' '.join(further)}")
    if options.command == "terminal":
        return prompt()
    if options.command == "play":
        return play(options.file)
    return _page(getattr(options, "port", _PORT))


def _page(port: int) -> int:
    stopped = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopped.set())
    try:
        with LocalWorkspace() as workspace:
            workspace.bedrock.latency = dict(_PACE)
            with _served(workspace, port) as server:
                print(f"The workspace is open: {server.url}")
                print(_rest(workspace.region.http_url), flush=True)
                threading.Thread(target=workspace.verify, daemon=True).start()
                stopped.wait()
    except NotBuilt as error:
        print(error, file=sys.stderr)
        return 1
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


def _imagine(typed: str, out: Path, *, show_requests: bool) -> int:
    with LocalWorkspace() as workspace:
        actor = Actor(workspace)
        try:
            actor.act(f"/imagine {typed}")
        except ActError as error:
            print(error, file=sys.stderr)
            return 1
        workspace.settle(_PICTURE_SECONDS)
        for message in workspace.slack.seen_by(actor.user, actor.channel):
            print(*lines(workspace.slack, message), sep="\n")
        if show_requests:
            for call in workspace.bedrock.calls():
                print(call.operation, call.model_id, json.dumps(call.request, indent=2))
        kept = workspace.pictures()
        if len(kept) != 1:
            print(f"{len(kept)} pictures were kept instead of one", file=sys.stderr)
            return 1
        ((key, answer),) = kept.items()
        out.write_bytes(answer["Body"].read())
        bucket = workspace.region.environment["OUTPUT_BUCKET"]
        print(f"kept as s3://{bucket}/{key} ({answer['ContentType']}), written to {out}")
        return 0


def _quoted(argument: str) -> str:
    """An argument as it would be typed into Slack, which has no shell to keep it together."""
    return f'"{argument}"' if " " in argument else argument


if __name__ == "__main__":
    sys.exit(main())
