"""The external upload, over HTTP with slack_sdk as the bot does it, and what files refuse."""

from __future__ import annotations

from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from local.slack.acts import Upload
from local.slack.file_shelf import examine
from local.slack.records import Json
from local.slack.server import SlackServer
from local.slack.state import SCOPES
from tests.slack_bench import Bench, picture


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


def test_a_picture_is_uploaded_processed_and_shown(bench: Bench, client: WebClient) -> None:
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


def test_a_completed_file_is_shared_and_says_so_once_it_is_processed(bench: Bench) -> None:
    """Completion posts the file with its comment; where it is shared is told after processing."""
    bench.workspace.files.delay = 3.0
    file_id = bench.sent()
    args: Json = {"files": [{"id": file_id}], "channel_id": "C0GENERAL", "initial_comment": "look"}
    assert bench.call("files.completeUploadExternal", **args)["ok"]
    assert bench.workspace.messages("general")[0].text == "look"
    assert bench.call("files.info", file=file_id)["file"]["shares"] == {}
    bench.clock.now += 3.0
    shares = bench.call("files.info", file=file_id)["file"]["shares"]
    assert list(shares["public"]) == ["C0GENERAL"]


def test_slack_sdks_own_helper_gets_a_file_into_a_thread(bench: Bench, client: WebClient) -> None:
    """slack_sdk's own helper gets a file into a thread."""
    parent = bench.say()
    client.files_upload_v2(
        channel="C0GENERAL", thread_ts=parent, filename="fox.png", content=picture()
    )
    reply = bench.workspace.thread("C0GENERAL", parent)[0]
    file = bench.workspace.files.find(reply.files[0])
    assert file is not None
    assert file.shares[0].thread_ts == parent


def test_a_shared_file_comes_to_who_has_the_token(bench: Bench, client: WebClient) -> None:
    """A shared file's bytes come to who has the token."""
    content = picture()
    bench.acts.share("ana", "general", "fox.png", content)
    file = bench.app.events[0]["files"][0]
    assert client.files_info(file=file["id"])["file"]["name"] == "fox.png"
    assert fetch(file["url_private_download"], bench.workspace.token) == ("image/png", content)


@pytest.mark.parametrize("how", ["no scope", "no token", "another token"])
@pytest.mark.usefixtures("slack_server")
def test_a_download_without_the_right_answers_a_login_page(bench: Bench, how: str) -> None:
    """Whoever may not have a file gets an HTML page with status 200, not an error."""
    bench.acts.share("ana", "general", "fox.png", picture())
    url = bench.app.events[0]["files"][0]["url_private_download"]
    if how == "no scope":
        bench.workspace.scopes = SCOPES - {"files:read"}
    token = {"no scope": bench.workspace.token, "no token": ""}.get(how, "xoxb-other")
    kind, content = fetch(url, token)
    assert kind == "text/html"
    assert b"Sign in" in content


def test_a_file_shared_where_the_bot_is_not_has_no_bytes_for_it(
    bench: Bench, slack_server: SlackServer
) -> None:
    """A file shared only where the bot is not has no bytes for it."""
    bench.acts.share("ana", "secret", "fox.png", picture())
    file = bench.workspace.files.all()[0]
    with pytest.raises(HTTPError, match="404") as refusal:
        fetch(
            f"{slack_server.url}/files/T0LOCAL-{file.id}/download/{file.id}", bench.workspace.token
        )
    refusal.value.close()


@pytest.mark.parametrize(
    ("args", "expected"),
    [
        ({"filename": "fox.png"}, "invalid_arguments"),
        ({"length": 3}, "invalid_arguments"),
        ({"filename": "fox.png", "length": 0}, "invalid_arguments"),
        ({"filename": "fox.png", "length": "many"}, "invalid_arguments"),
        ({"filename": "fox.png", "length": 2_000_000_000}, "file_upload_size_restricted"),
    ],
)
def test_an_upload_needs_a_name_and_a_length(bench: Bench, args: Json, expected: str) -> None:
    """An upload needs a name and its length in bytes."""
    assert bench.error("files.getUploadURLExternal", **args) == expected


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
        ({"channel_id": "C0GENERAL", "thread_ts": "1.000001"}, "thread_not_found"),
        ({"channel_id": "C0GENERAL", "thread_ts": "x"}, "invalid_thread_ts"),
        ({"thread_ts": "1.000001"}, "invalid_arguments"),
        ({"files": []}, "invalid_arguments"),
        ({"files": [{"title": "x"}]}, "invalid_arguments"),
        ({"files": [{"id": "F0NONE"}]}, "file_not_found"),
    ],
)
def test_completion_needs_membership_and_sent_bytes(
    bench: Bench, args: Json, expected: str
) -> None:
    """Completing into a conversation needs membership, whatever chat:write.public says."""
    args = {"files": [{"id": bench.sent()}]} | args
    assert bench.error("files.completeUploadExternal", **args) == expected
    assert not any(bench.workspace.messages(c.id) for c in bench.workspace.channels())


def test_a_deleted_file_is_known_as_deleted(bench: Bench) -> None:
    """A deleted file is known as deleted, and its bytes are gone."""
    file_id = bench.uploaded()
    assert bench.call("files.delete", file=file_id)["ok"]
    assert bench.error("files.info", file=file_id) == "file_deleted"
    assert bench.error("files.delete", file=file_id) == "file_deleted"
    file = bench.workspace.files.find(file_id)
    assert file is not None
    assert file.content is None


def test_others_files_are_known_where_the_bot_is_and_not_its_to_delete(bench: Bench) -> None:
    """What is not there, not complete, or shared elsewhere does not exist for the bot."""
    (shared,) = bench.posted(files=[("fox.png", picture())]).files
    assert bench.error("files.delete", file=shared) == "cant_delete_file"
    (strange,) = bench.posted(channel="secret", files=[("fox.png", picture())]).files
    for file_id in ("F0NONE", bench.sent(), strange):
        assert bench.error("files.info", file=file_id) == "file_not_found"


def test_an_images_type_is_read_from_its_bytes() -> None:
    """An image's type is read from its bytes, anything else's from its name."""
    assert examine("fox.png", picture("JPEG", (3, 2))) == ("image/jpeg", 3, 2)
    assert examine("fox.png", b"<html>") == ("image/png", 0, 0)
    assert examine("fox", b"?") == ("application/octet-stream", 0, 0)


def test_shares_are_sorted_into_public_and_private_places(bench: Bench) -> None:
    """Shares are sorted into public and private places."""
    bench.acts.share("ana", "general", "fox.png", picture())
    file = bench.workspace.files.all()[0]
    bench.acts.post("ana", "D0ANA", files=[file.id])
    info = bench.call("files.info", file=file.id)["file"]
    assert list(info["shares"]["public"]) == ["C0GENERAL"]
    assert list(info["shares"]["private"]) == ["D0ANA"]
    assert (info["channels"], info["ims"], info["is_public"]) == (["C0GENERAL"], ["D0ANA"], True)


def test_a_file_from_another_organisation_is_only_named_by_events(bench: Bench) -> None:
    """An event names such a file only; files.info knows the rest."""
    bench.posted(files=[Upload("fox.png", picture(), from_connect=True)])
    file = bench.app.events[0]["files"][0]
    assert (file["mode"], file["file_access"]) == ("file_access", "check_file_info")
    assert "url_private" not in file
    info = bench.call("files.info", file=file["id"])["file"]
    assert info["mimetype"] == "image/png"


@pytest.mark.parametrize(
    ("mode", "told"),
    [
        ("tombstone", {}),
        ("hidden_by_limit", {}),
        ("external", {"is_external": True, "url_private": "https://example.com/fox.png"}),
    ],
)
def test_a_file_that_slack_does_not_hold_says_so(bench: Bench, mode: str, told: Json) -> None:
    """A tombstone and a file beyond the plan's limit say no more; an external one, where it is."""
    bench.posted(files=[Upload("fox.png", picture(), mode=mode)])
    file = bench.app.events[0]["files"][0]
    assert file.items() >= (told | {"mode": mode}).items()
    assert ("url_private" in file) is bool(told)
