"""The page's server without a browser: who is answered, with what, and what is kept out."""

from __future__ import annotations

import io
import itertools
import json
import threading
from pathlib import Path

import pytest

from local.page import shown, stream
from local.page.server import NotBuilt, serve
from local.workspace import LocalWorkspace

from .conftest import HERE, Visitor

# --- keeping others out


@pytest.mark.parametrize("host", ["example.com", "127.0.0.1.example.com:80", "evil.localhost.it"])
def test_answers_to_its_loopback_address_only(visitor: Visitor, host: str) -> None:
    """A name that somebody points at this machine is refused, so no other site reads the page."""
    assert visitor.client.get("/state?as=ana", base_url=f"http://{host}").status_code == 403


def test_acts_are_taken_from_its_own_page_only(visitor: Visitor) -> None:
    """A form or script of another site cannot send the header, and does nothing."""
    before = visitor.said()
    for body in ({"data": "text=x"}, {"json": {"as": "ana", "channel": "C0GENERAL", "text": "x"}}):
        answer = visitor.client.post("/act/post", base_url=HERE, **body)
        assert answer.status_code == 403
    assert visitor.said() == before


@pytest.mark.parametrize(
    "path", ["/../secret.txt", "/assets/../../secret.txt", "/%2e%2e/secret.txt"]
)
def test_serves_nothing_outside_its_folder(visitor: Visitor, path: str) -> None:
    """Whatever path is asked for, only the page's own files are read."""
    answer = visitor.open(path)
    assert answer.text == "<title>the page</title>"


def test_loads_nothing_from_elsewhere(visitor: Visitor) -> None:
    """The page's own policy forbids every other host."""
    policy = visitor.open("/").headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "http" not in policy


def test_a_shared_page_is_saved_and_never_run(visitor: Visitor, workspace: LocalWorkspace) -> None:
    """A file that is no picture is offered for saving, under a policy that runs nothing."""
    svg = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
    file = workspace.slack.files.add("U0ANA", "drawing.svg", svg)
    answer = visitor.open(f"/file/{file.id}")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["Content-Security-Policy"].startswith("sandbox")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    ("path", "status"),
    [("/state?as=nobody", 404), ("/file/F0NONE", 404), ("/backroom/nothing", 404),
     ("/backroom/payload/x", 400), ("/backroom/job/T0LOCAL.none", 404)],
)  # fmt: skip
def test_says_what_is_not_there(visitor: Visitor, path: str, status: int) -> None:
    """What there is not is answered with an error, in words."""
    answer = visitor.client.get(path, base_url=HERE)
    assert answer.status_code == status
    assert answer.get_json()["error"]


def test_a_page_that_was_not_built_says_how(workspace: LocalWorkspace, tmp_path: Path) -> None:
    """Without a built page the server does not start, and names the command."""
    with pytest.raises(NotBuilt, match="make page"):
        serve(workspace, built=tmp_path)


# --- what people see


def test_everybody_sees_their_own(visitor: Visitor) -> None:
    """Conversations and private messages are those of the one who looks."""
    visitor.act("command", channel="C0GENERAL", name="/imagine", text="help")
    assert visitor.said()[-1]["only_for"] == "U0ANA"
    assert all(each["only_for"] != "U0ANA" for each in visitor.said(user="bo"))
    mine = {each["id"] for each in visitor.state("kim")["channels"]}
    assert "D0KIM" in mine
    assert not mine & {"D0ANA", "D0ANABO", "C0TRIO"}


def test_words_arrive_as_they_were_sent(visitor: Visitor) -> None:
    """Blocks are given to the page unescaped, for it to show literally."""
    visitor.act("post", channel="C0GENERAL", text="a <b> & *c*")
    message = visitor.said()[-1]
    assert message["blocks"][0]["elements"][0]["elements"][0]["text"] == "a <b> & *c*"
    assert message["text"] == "a &lt;b&gt; &amp; *c*"


def test_commands_and_shortcuts_are_those_of_the_manifest(visitor: Visitor) -> None:
    """The page offers what the app's manifest declares, with the options that the bot reads."""
    state = visitor.state()
    command = state["commands"][0]
    assert command["name"] == "/imagine"
    ratios = next(each for each in command["options"] if each["name"] == "--ar")["values"]
    assert len(ratios) == 9
    assert {"value": "16:9", "about": "1344×768"} in ratios
    assert {"callback_id": "reimagine", "name": "Reimagine this image"} in state["shortcuts"]


def test_the_stream_goes_on_where_a_page_left_off(workspace: LocalWorkspace) -> None:
    """Changes after the last one seen are told, each thing once and as it is now."""
    slack, closing = workspace.slack, threading.Event()
    ana = slack.user("ana")
    number = shown.state(slack, ana)["number"]
    message = workspace.people.post("bo", "general", "first").message
    assert message is not None
    workspace.people.edit("bo", message.ts, "second")
    workspace.people.post("bo", "D0BO", "between us")
    told = stream.events(slack, ana, number, closing)
    _, event = itertools.islice(told, 2)
    number_line, data = event.decode().strip().split("\n")
    update = json.loads(data.removeprefix("data: "))
    assert update["message"]["text"] == "second"
    assert int(number_line.removeprefix("id: ")) == len(slack.journal.changes)
    workspace.people.delete("bo", message.ts)
    gone = json.loads(next(told).decode().partition("data: ")[2])
    assert gone == {"kind": "message", "channel": "C0GENERAL", "ts": message.ts, "message": None}
    told.close()


def test_a_page_older_than_the_workspace_begins_anew(workspace: LocalWorkspace) -> None:
    """After a restart the numbers begin anew, and a page that is still open is told to."""
    slack = workspace.slack
    told = stream.events(slack, slack.user("ana"), 10**6, threading.Event())
    _, event = itertools.islice(told, 2)
    assert event.decode() == f'id: {len(slack.journal.changes)}\ndata: {{"kind": "state"}}\n\n'
    told.close()


def test_a_form_is_filled_in_step_by_step(visitor: Visitor) -> None:
    """A file is kept when it is chosen; what is wrong is said, and what is right is sent."""
    visitor.act("command", channel="C0GENERAL", name="/imagine", text="")
    view = visitor.state()["view"]
    block = next(each for each in view["blocks"] if each["element"]["type"] == "file_input")
    answer = visitor.send(
        "/act/view/enter",
        data={
            "json": json.dumps({"as": "ana", "values": {"prompt": "a kite"}}),
            block["block_id"]: (io.BytesIO(b"\x89PNG\r\n\x1a\n"), "kite.png"),
        },
    )
    assert answer == {"error": ""}
    values = visitor.state()["view"]["state"]["values"]
    assert values[block["block_id"]]["value"]["files"][0]["name"] == "kite.png"
    assert values["prompt"]["value"]["value"] == "a kite"
    refused = visitor.act("view/submit", values={"prompt": ""})
    assert refused["refused"].startswith("What to paint: ")
    visitor.act("arrive")
    assert visitor.state()["view"] is None


def test_the_app_is_invited_by_slacks_own_command(
    visitor: Visitor, workspace: LocalWorkspace
) -> None:
    """/invite makes the app a member, says so in the channel, and refuses where it cannot."""
    visitor.act("command", channel="C0SECRET", name="/invite", text="@Imagine")
    assert workspace.slack.bot.id in workspace.slack.channel("secret").members
    assert visitor.said("C0SECRET")[-1]["subtype"] == "channel_join"
    again = visitor.act("command", channel="C0SECRET", name="/invite", text="@imagine")
    assert "already" in again["error"]
    closed = visitor.act("command", channel="D0ANABO", name="/invite", text="@imagine")
    assert "cannot invite" in closed["error"]
