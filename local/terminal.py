"""The workspace at a terminal prompt: one types acts, and reads what comes of them."""

from __future__ import annotations

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


def prompt() -> int:
    """Read acts until the end of the input; the exit status."""
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
