"""`python -m local`: the workspace at a terminal, or one picture from start to end."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from local.acts import ActError, Actor
from local.printing import lines
from local.slack.records import Change
from local.workspace import LocalWorkspace

_PICTURE_SECONDS = 120.0
_HELP = """\
Type what people in the workspace would:
  /imagine a red fox in the snow --ar 1:1    a command
  again                                      New seed on the latest picture
  click Delete                               a button of the latest message that has it
  reply at night · react repeat              in the latest picture's thread, and on it
  share FILE [words]                         share an image
  as bo · in random · in D0ANA               who you are (ana, bo, kim) and where
  quit"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run what was asked for; the exit status."""
    parser = argparse.ArgumentParser(prog="python -m local", description=__doc__)
    commands = parser.add_subparsers(dest="command")
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
    return _terminal()


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


def _terminal() -> int:
    with LocalWorkspace() as workspace:
        actor = Actor(workspace)

        def show(change: Change) -> None:
            if change.kind not in {"message", "ephemeral"}:
                return
            for message in workspace.slack.seen_by(actor.user, actor.channel):
                if message.ts == change.data.get("ts"):
                    print(*lines(workspace.slack, message), sep="\n", flush=True)

        workspace.slack.subscribe(show)
        print(_HELP)
        while True:
            try:
                typed = input(f"{actor.user} #{actor.channel}> ").strip()
            except (EOFError, KeyboardInterrupt):
                print()
                return 0
            if typed in {"quit", "exit"}:
                return 0
            if typed in {"help", "?"}:
                print(_HELP)
            elif typed:
                _do(workspace, actor, typed)


def _do(workspace: LocalWorkspace, actor: Actor, typed: str) -> None:
    try:
        actor.act(typed)
        workspace.settle(_PICTURE_SECONDS)
    except ActError as error:
        print(error)
    except KeyboardInterrupt:
        print("stopped waiting; the picture goes on")


def _quoted(argument: str) -> str:
    """An argument as it would be typed into Slack, which has no shell to keep it together."""
    return f'"{argument}"' if " " in argument else argument


if __name__ == "__main__":
    sys.exit(main())
