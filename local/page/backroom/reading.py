"""What went over the wires as something to look at: plain JSON, with pictures set aside.

Knows the services' formats and nothing of jobs. What it cannot read it shows as text.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections import OrderedDict
from collections.abc import Callable, Mapping
from hashlib import sha256
from typing import Any, cast
from urllib.parse import parse_qsl

from boto3.dynamodb.types import TypeDeserializer

from core.sniff import sniff
from local.bedrock.service import Call as ModelCall
from local.faults import Exchange
from local.lambda_host.function import Run
from local.page.backroom.recorder import Entry
from local.slack.records import Call as SlackCall

LONGEST = 6_000
"""Characters of one text that are shown."""

_TYPES = {"S", "N", "B", "BOOL", "NULL", "M", "L", "SS", "NS", "BS"}
_DESERIALIZE = TypeDeserializer()


class Pictures:
    """Pictures found in what went over the wires, by the digest of their bytes.

    Args:
        room: Bytes that are kept; the oldest are forgotten first.
    """

    def __init__(self, room: int = 100_000_000) -> None:
        self._kept: OrderedDict[str, tuple[str, bytes]] = OrderedDict()
        self._room = room

    def keep(self, content: bytes) -> str:
        """Keep a picture, and name it; "" for bytes that are none."""
        kind = sniff(content)
        if kind is None:
            return ""
        key = sha256(content).hexdigest()[:24]
        if key in self._kept:
            return key
        self._kept[key] = (f"image/{kind.lower()}", content)
        self._room -= len(content)
        while self._room < 0 and len(self._kept) > 1:
            _, (_, gone) = self._kept.popitem(last=False)
            self._room += len(gone)
        return key

    def get(self, key: str) -> tuple[str, bytes]:
        """Media type and bytes.

        Raises:
            KeyError: It is not kept, or not any more.
        """
        return self._kept[key]


class Reader:
    """Reads entries.

    Args:
        pictures: Where the pictures that are found are kept.
    """

    def __init__(self, pictures: Pictures) -> None:
        self._pictures = pictures

    def request(self, entry: Entry) -> Any:  # noqa: ANN401 - any JSON
        """What was asked."""
        match entry.raw:
            case Run():
                return self._event(entry.raw.invocation.payload)
            case Exchange():
                return self._body(entry.raw.call.service, entry.raw.call.body)
            case ModelCall():
                return self._shown(dict(entry.raw.request))
            case SlackCall():
                return self._shown(_unpacked(entry.raw.args))

    def answer(self, entry: Entry) -> Any:  # noqa: ANN401 - any JSON
        """What was answered; None while there is no answer."""
        match entry.raw:
            case Run():
                return self._event(entry.raw.result.payload) if entry.raw.result else None
            case Exchange():
                return self._body(entry.raw.call.service, entry.raw.answer)
            case ModelCall():
                return self._shown(dict(entry.raw.answer))
            case SlackCall():
                return self._shown(entry.raw.response)

    def summary(self, entry: Entry) -> str:
        """The gist of it in a few words; "" where the operation says it all."""
        said = self.request(entry)
        find = _GISTS.get((entry.lane, entry.operation)) or _GISTS.get((entry.lane, ""))
        try:
            return shorten(find(said, entry), 90) if find else ""
        except (KeyError, IndexError, TypeError, AttributeError):
            return ""

    def _event(self, payload: bytes) -> Any:  # noqa: ANN401 - any JSON
        event = _json(payload)
        if isinstance(event, dict) and isinstance(event.get("body"), str):
            body = event["body"]
            if event.get("isBase64Encoded"):
                body = base64.b64decode(body).decode("utf-8", "replace")
            event = {**event, "body": _form(body)}
        return self._shown(event)

    def _body(self, service: str, body: bytes) -> Any:  # noqa: ANN401 - any JSON
        if not body:
            return None
        content = re.sub(rb"\A[0-9a-f]+(?:;[^\r\n]*)?\r\n", b"", body, count=1)
        if key := self._pictures.keep(content):
            return {"picture": key, "bytes": len(content)}
        said = _json(body)
        return self._shown(_untyped(said) if service == "dynamodb" else said)

    def _shown(self, value: Any) -> Any:  # noqa: ANN401 - any JSON
        """A value with long texts cut, and base64 pictures set aside."""
        match value:
            case dict():
                return {str(key): self._shown(each) for key, each in value.items()}
            case list() | tuple():
                return [self._shown(each) for each in value]
            case str() if len(value) > LONGEST:
                if key := self._pictures.keep(_decoded(value)):
                    return {"picture": key, "bytes": len(value) * 3 // 4}
                return f"{value[:LONGEST]}… ({len(value)} characters)"
            case str() | int() | float() | bool() | None:
                return value
            case _:
                return str(value)


def plain_item(item: Mapping[str, Any]) -> dict[str, Any]:
    """A DynamoDB item as plain values, with the JSON texts in it parsed."""
    return {name: _untyped(value) for name, value in item.items()}


def shorten(text: str, most: int) -> str:
    """A text in one line, cut where it is too long."""
    line = " ".join(text.split())
    return line if len(line) <= most else f"{line[: most - 1]}…"


def _json(body: bytes) -> Any:  # noqa: ANN401 - any JSON
    try:
        return json.loads(body)
    except ValueError:
        return body.decode("utf-8", "replace")


def _form(body: str) -> Any:  # noqa: ANN401 - any JSON
    """A request's body: Slack's forms with the JSON in them, or JSON."""
    if body[:1] in {"{", "["}:
        return _json(body.encode())
    return _unpacked(dict(parse_qsl(body, keep_blank_values=True)))


def _unpacked(fields: dict[str, Any]) -> dict[str, Any]:
    """Fields with the JSON texts among them parsed."""
    return {
        name: _json(value.encode()) if isinstance(value, str) and value[:1] in {"{", "["} else value
        for name, value in fields.items()
    }


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return b""


def _untyped(value: Any) -> Any:  # noqa: ANN401 - any JSON
    """DynamoDB's typed values as plain ones, and the JSON texts in them parsed."""
    if isinstance(value, list):
        return [_untyped(each) for each in value]
    if not isinstance(value, dict):
        return value
    if len(value) == 1 and next(iter(value)) in _TYPES:
        return _plain(_DESERIALIZE.deserialize(cast("Any", value)))
    return {key: _untyped(each) for key, each in value.items()}


def _plain(value: Any) -> Any:  # noqa: ANN401 - what DynamoDB keeps
    match value:
        case dict():
            return {key: _plain(each) for key, each in value.items()}
        case list() | set():
            return [_plain(each) for each in value]
        case str() if value[:1] in {"{", "["}:
            return _json(value.encode())
        case str() | bool() | None:
            return value
        case _:
            return float(value) if value % 1 else int(value)


def _request_gist(said: Any, _: Entry) -> str:  # noqa: ANN401 - any JSON
    body = said["body"]
    if "command" in body:
        return f"{body['user_name']}: {body['command']} {body['text']}"
    payload = body.get("payload")
    if payload:
        who = payload["user"].get("username") or payload["user"]["id"]
        actions = payload.get("actions")
        what = actions[0]["action_id"] if actions else payload["type"]
        return f"{who}: {what}"
    event = body.get("event", {})
    return f"{event.get('type', body['type'])} {event.get('text', '')}"


def _slow_gist(said: Any, _: Entry) -> str:  # noqa: ANN401 - any JSON
    body = json.loads(said["Records"][0]["body"])
    given_up = body.get("requestContext", {}).get("condition")
    return f"after {given_up}" if given_up else str(body["job_id"])


def _item_gist(said: Any, _: Entry) -> str:  # noqa: ANN401 - any JSON
    listed = said.get("TransactItems")
    writes = [next(iter(each.values())) for each in listed] if listed else [said]
    return "; ".join(dict.fromkeys(filter(None, map(_write_gist, writes))))


def _write_gist(write: dict[str, Any]) -> str:
    key = (write.get("Key") or write.get("Item") or {}).get("pk", "")
    kind = str(key).partition("#")[2].partition("#")[0]
    if "Item" in write:
        return f"new {kind}"
    expression = str(write.get("UpdateExpression", ""))
    for stand_in, name in (write.get("ExpressionAttributeNames") or {}).items():
        expression = re.sub(rf"{re.escape(stand_in)}\b", name, expression)
    written = re.findall(r"([\w.]+)\s*=", expression)
    removed = re.findall(r"\b(?:REMOVE|remove)\s+([\w.]+(?:\s*,\s*[\w.]+)*)", expression)
    parts = [f"{kind}: {', '.join(dict.fromkeys(written))}" if written else kind]
    parts += [f"without {', '.join(removed)}"] if removed else []
    return ", ".join(parts)


def _object_gist(_: Any, entry: Entry) -> str:  # noqa: ANN401 - any JSON
    return entry.raw.call.path.lstrip("/") if isinstance(entry.raw, Exchange) else ""


def _slack_gist(said: Any, _: Entry) -> str:  # noqa: ANN401 - any JSON
    for name in ("text", "status", "filename", "file", "ts"):
        if said.get(name):
            return str(said[name])
    return ""


Gist = Callable[[Any, Entry], str]

_GISTS: dict[tuple[str, str], Gist] = {
    ("lambda", "request"): _request_gist,
    ("lambda", "fast lane"): lambda said, _: said["job_id"],
    ("lambda", "slow lane"): _slow_gist,
    ("lambda", "Invoke"): lambda said, _: said["job_id"],
    ("dynamodb", ""): _item_gist,
    ("s3", ""): _object_gist,
    ("sqs", "SendMessage"): lambda said, _: said["MessageBody"],
    ("sqs", "ChangeMessageVisibility"): lambda said, _: f"{said['VisibilityTimeout']} s",
    ("bedrock", "InvokeModel"): lambda said, _: said["prompt"],
    ("bedrock", "Converse"): lambda said, _: said["messages"][-1]["content"][-1]["text"],
    ("slack", ""): _slack_gist,
}
"""What makes the gist of an entry, by lane and operation, or by lane for the rest."""
