"""The external upload, over HTTP with slack_sdk as the bot does it, and what files refuse."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from local.slack.file_shelf import examine
from local.slack.records import Json
from local.slack.server import SlackServer, serve
from local.slack.state import SCOPES
from tests.slack_bench import Bench, picture, uploaded


@pytest.fixture
def bench() -> Bench:
    """A fresh workspace."""
    return Bench()


@pytest.fixture
def server(bench: Bench) -> Iterator[SlackServer]:
    """The workspace, served."""
    with serve(bench.workspace) as running:
        yield running


@pytest.fixture
def client(bench: Bench, server: SlackServer) -> WebClient:
    """The bot's client."""
    return WebClient(bench.workspace.token, base_url=server.api_url, retry_handlers=[])


def fetch(url: str, token: str = "") -> tuple[str, bytes]:
    """Content type and bytes at an address."""
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    with urlopen(Request(url, headers=headers), timeout=5) as answer:  # noqa: S310 - loopback
        return str(answer.headers.get_content_type()), answer.read()


def send(url: str, content: bytes) -> int:
    """The status of an upload."""
    try:
        with urlopen(Request(url, data=content), timeout=5) as answer:  # noqa: S310 - loopback
            return int(answer.status)
    except HTTPError as refusal:
        with refusal:
            return refusal.code


def error(answer: Json) -> str:
    """The error's name; "" when all went well."""
    return str(answer.get("error", ""))


def test_upload_and_show(bench: Bench, client: WebClient) -> None:
    """Announce, send, complete, wait for the type, show: the bot's way to one message."""
    bench.workspace.files.delay = 3.0
    content = picture("JPEG", (40, 20))
    asked = client.files_getUploadURLExternal(filename="fox.jpg", length=len(content))
    assert send(asked["upload_url"], content) == 200
    done = client.files_completeUploadExternal(files=[{"id": asked["file_id"], "title": "A fox"}])
    assert done["files"][0]["title"] == "A fox"

    early = client.files_info(file=asked["file_id"])["file"]
    assert (early["mimetype"], early["shares"]) == ("", {})
    bench.clock.now += 3.0
    ready = client.files_info(file=asked["file_id"])["file"]
    assert (ready["mimetype"], ready["original_w"], ready["original_h"]) == ("image/jpeg", 40, 20)
    assert ready["shares"] == {}

    block = {"type": "image", "slack_file": {"id": asked["file_id"]}, "alt_text": "a fox"}
    assert client.chat_postMessage(channel="C0GENERAL", text="a fox", blocks=[block])["ok"]


def test_shares_come_late(bench: Bench) -> None:
    """A file shared on completion says where only once it has been processed."""
    bench.workspace.files.delay = 3.0
    asked = bench.call("files.getUploadURLExternal", filename="fox.txt", length=3)
    bench.workspace.files.receive(asked["upload_url"].rpartition("/")[2], b"abc")
    files = [{"id": asked["file_id"]}]
    bench.call("files.completeUploadExternal", files=files, channel_id="C0GENERAL")
    assert bench.call("files.info", file=asked["file_id"])["file"]["shares"] == {}
    bench.clock.now += 3.0
    shares = bench.call("files.info", file=asked["file_id"])["file"]["shares"]
    assert list(shares["public"]) == ["C0GENERAL"]


def test_files_upload_v2(bench: Bench, client: WebClient) -> None:
    """slack_sdk's own helper gets a file into a thread."""
    parent = bench.say()
    client.files_upload_v2(
        channel="C0GENERAL", thread_ts=parent, filename="fox.png", content=picture()
    )
    reply = bench.workspace.thread("C0GENERAL", parent)[0]
    file = bench.workspace.files.find(reply.files[0])
    assert file is not None
    assert file.shares[0].thread_ts == parent


def test_download(bench: Bench, client: WebClient) -> None:
    """A shared file's bytes come to who has the token."""
    content = picture()
    bench.acts.share("ana", "general", "fox.png", content)
    file = bench.app.events[0]["files"][0]
    assert client.files_info(file=file["id"])["file"]["name"] == "fox.png"
    assert fetch(file["url_private_download"], bench.workspace.token) == ("image/png", content)


@pytest.mark.parametrize("how", ["no scope", "no token", "another token"])
def test_download_answers_a_login_page(bench: Bench, server: SlackServer, how: str) -> None:
    """Whoever may not have a file gets an HTML page with status 200, not an error."""
    assert server.url
    bench.acts.share("ana", "general", "fox.png", picture())
    url = bench.app.events[0]["files"][0]["url_private_download"]
    if how == "no scope":
        bench.workspace.scopes = SCOPES - {"files:read"}
    token = {"no scope": bench.workspace.token, "no token": ""}.get(how, "xoxb-other")
    kind, content = fetch(url, token)
    assert kind == "text/html"
    assert b"Sign in" in content


def test_download_of_a_strange_file(bench: Bench, server: SlackServer) -> None:
    """A file shared only where the bot is not has no bytes for it."""
    bench.acts.share("ana", "secret", "fox.png", picture())
    file = bench.workspace.files.all()[0]
    with pytest.raises(HTTPError, match="404") as refusal:
        fetch(f"{server.url}/files/T0LOCAL-{file.id}/download/{file.id}", bench.workspace.token)
    refusal.value.close()


def test_upload_as_a_form(bench: Bench, server: SlackServer) -> None:
    """The bytes may come as a form's file as well as bare."""
    assert server.url
    asked = bench.call("files.getUploadURLExternal", filename="fox.txt", length=3)
    form = b"--x\r\nContent-Disposition: form-data; name=file; filename=fox.txt\r\n\r\nabc\r\n--x--"
    kind = {"Content-Type": "multipart/form-data; boundary=x"}
    request = Request(asked["upload_url"], data=form, headers=kind)  # noqa: S310 - loopback
    with urlopen(request, timeout=5) as answer:  # noqa: S310 - loopback
        assert answer.read() == b"OK - 3"


@pytest.mark.parametrize(
    ("args", "expected"),
    [
        ({"filename": "fox.png"}, "invalid_arguments"),
        ({"length": 3}, "invalid_arguments"),
        ({"filename": "fox.png", "length": 0}, "invalid_arguments"),
        ({"filename": "fox.png", "length": "many"}, "invalid_arguments"),
        ({"filename": "fox.png", "length": 2_000_000_000}, "file_upload_size_restricted"),
        ({"filename": "fox.png", "length": 3, "alt_txt": "x" * 1001}, "alt_txt_too_large"),
    ],
)
def test_announcement_is_refused(bench: Bench, args: Json, expected: str) -> None:
    """An upload needs a name and its length in bytes."""
    assert error(bench.call("files.getUploadURLExternal", **args)) == expected


def test_bytes_must_be_as_announced(bench: Bench, client: WebClient) -> None:
    """Another length, an unknown address and a second completion are refused."""
    asked = client.files_getUploadURLExternal(filename="fox.png", length=3)
    assert send(asked["upload_url"], b"four") == 400
    assert send(f"{asked['upload_url']}x", b"abc") == 400
    with pytest.raises(SlackApiError, match="file_not_found"):
        client.files_completeUploadExternal(files=[{"id": asked["file_id"]}])
    assert send(asked["upload_url"], b"abc") == 200
    client.files_completeUploadExternal(files=[{"id": asked["file_id"]}])
    with pytest.raises(SlackApiError, match="file_update_failed"):
        client.files_completeUploadExternal(files=[{"id": asked["file_id"]}])
    assert send(asked["upload_url"], b"abc") == 400
    assert len(bench.workspace.calls_of("upload")) == 4


@pytest.mark.parametrize(
    ("args", "expected"),
    [
        ({"channel_id": "C0RANDOM"}, "not_in_channel"),
        ({"channel_id": "C0SECRET"}, "channel_not_found"),
        ({"channels": "C0GENERAL,C0NOWHERE"}, "channel_not_found"),
        ({"channel_id": "C0GENERAL", "thread_ts": "1.000001"}, "thread_not_found"),
        ({"channel_id": "C0GENERAL", "thread_ts": "x"}, "invalid_thread_ts"),
        ({"thread_ts": "1.000001"}, "invalid_arguments"),
        ({"files": []}, "invalid_arguments"),
        ({"files": [{"title": "x"}]}, "invalid_arguments"),
        ({"files": [{"id": "F0NONE"}]}, "file_not_found"),
        ({"channel_id": "C0GENERAL", "blocks": "[{"}, "invalid_blocks_format"),
        ({"channel_id": "C0GENERAL", "blocks": '[{"type": "x"}]'}, "invalid_blocks"),
    ],
)
def test_completion_is_refused(bench: Bench, args: Json, expected: str) -> None:
    """Completing into a conversation needs membership, whatever chat:write.public says."""
    asked = bench.call("files.getUploadURLExternal", filename="fox.png", length=3)
    bench.workspace.files.receive(asked["upload_url"].rpartition("/")[2], b"abc")
    files = [{"id": asked["file_id"]}]
    assert (
        error(bench.call("files.completeUploadExternal", **({"files": files} | args))) == expected
    )
    assert not any(bench.workspace.messages(c.id) for c in bench.workspace.channels())


def test_comment_wins_over_blocks(bench: Bench) -> None:
    """With `initial_comment` the blocks are ignored, wrong ones too."""
    asked = bench.call("files.getUploadURLExternal", filename="fox.png", length=3)
    bench.workspace.files.receive(asked["upload_url"].rpartition("/")[2], b"abc")
    bench.call(
        "files.completeUploadExternal",
        files=[{"id": asked["file_id"]}],
        channel_id="C0GENERAL",
        initial_comment="look",
        blocks='[{"type": "x"}]',
    )
    message = bench.workspace.messages("general")[0]
    assert (message.text, message.blocks) == ("look", ())


@pytest.mark.parametrize("hides", [True, False])
def test_alt_txt_may_hide_a_file(bench: Bench, *, hides: bool) -> None:
    """An upload announced with `alt_txt` is completed, and silently not shared."""
    bench.workspace.alt_txt_hides = hides
    asked = bench.call("files.getUploadURLExternal", filename="f.png", length=3, alt_txt="a fox")
    bench.workspace.files.receive(asked["upload_url"].rpartition("/")[2], b"abc")
    args: Json = {"files": [{"id": asked["file_id"]}], "channel_id": "C0GENERAL"}
    assert bench.call("files.completeUploadExternal", **args)["ok"]
    assert len(bench.workspace.messages("general")) == (0 if hides else 1)


def test_deletion(bench: Bench) -> None:
    """A deleted file is known as deleted, and its bytes are gone."""
    file_id = uploaded(bench.workspace)
    assert bench.call("files.delete", file=file_id)["ok"]
    assert error(bench.call("files.info", file=file_id)) == "file_deleted"
    assert error(bench.call("files.delete", file=file_id)) == "file_deleted"
    file = bench.workspace.files.find(file_id)
    assert file is not None
    assert file.content is None


def test_deletion_of_others(bench: Bench) -> None:
    """A person's file is not the bot's to delete."""
    bench.acts.share("ana", "general", "fox.png", picture())
    file_id = bench.app.events[0]["files"][0]["id"]
    assert error(bench.call("files.delete", file=file_id)) == "cant_delete_file"


def test_info_of_the_unknown(bench: Bench) -> None:
    """A file that is not there, not complete, or shared elsewhere does not exist for the bot."""
    asked = bench.call("files.getUploadURLExternal", filename="fox.png", length=3)
    bench.acts.share("ana", "secret", "fox.png", picture())
    strange = bench.workspace.files.all()[-1].id
    for file_id in ("F0NONE", asked["file_id"], strange):
        assert error(bench.call("files.info", file=file_id)) == "file_not_found"


def test_processing_can_be_finished(bench: Bench) -> None:
    """A file that would never be ready can be made so."""
    bench.workspace.files.delay = float("inf")
    file_id = uploaded(bench.workspace)
    assert bench.call("files.info", file=file_id)["file"]["mimetype"] == ""
    bench.workspace.files.finish_processing()
    assert bench.call("files.info", file=file_id)["file"]["mimetype"] == "image/png"


def test_type_comes_from_the_bytes() -> None:
    """An image's type is read from its bytes, anything else's from its name."""
    assert examine("fox.png", picture("JPEG", (3, 2))) == ("image/jpeg", 3, 2)
    assert examine("fox.png", b"<html>") == ("image/png", 0, 0)
    assert examine("fox", b"?") == ("application/octet-stream", 0, 0)


def test_share_kinds(bench: Bench) -> None:
    """Shares are sorted into public and private places."""
    bench.acts.share("ana", "general", "fox.png", picture())
    file = bench.workspace.files.all()[0]
    bench.acts.post("ana", "D0ANA", files=[file.id])
    info = bench.call("files.info", file=file.id)["file"]
    assert list(info["shares"]["public"]) == ["C0GENERAL"]
    assert list(info["shares"]["private"]) == ["D0ANA"]
    assert (info["channels"], info["ims"], info["is_public"]) == (["C0GENERAL"], ["D0ANA"], True)
