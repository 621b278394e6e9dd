"""What Slack's addresses answer: the Web API, uploads, downloads and response URLs.

Every call is recorded, and the workspace's hook is asked about it; only the cutting of a connection
is left to `server`.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from http import HTTPStatus

from werkzeug.wrappers import Request, Response

from local import faults
from local.faults import Lost, Phase, Refusal
from local.slack import access, responses, web_api
from local.slack.arguments import Refused
from local.slack.file_shelf import UploadRefused
from local.slack.records import Call, Json
from local.slack.state import SlackWorkspace

_LOGIN_PAGE = "<!DOCTYPE html><html><head><title>Sign in</title></head><body>Sign in</body></html>"


def respond(workspace: SlackWorkspace, request: Request) -> Response | None:
    """Answer a request to `/api/METHOD`, `/upload/…`, `/files/…` or `/response/…`.

    Returns:
        The answer; None to end the connection without one.
    """
    area, _, rest = request.path.lstrip("/").partition("/")
    if area == "api":
        args, token = _arguments(request), _token(request)
        return _call(workspace, rest, args, lambda: _answered(workspace, rest, token, args))
    last = rest.rpartition("/")[2]
    if area == "upload" and request.method == "POST":
        content = request.get_data()
        return _call(
            workspace,
            "upload",
            {"ticket": last, "length": len(content)},
            lambda: _upload(workspace, last, content),
        )
    if area == "files":
        token = _token(request)
        return _call(
            workspace, "download", {"file": last}, lambda: _download(workspace, last, token)
        )
    if area == "response" and request.method == "POST":
        body = request.get_json(silent=True)
        return _call(
            workspace,
            "response_url",
            {"id": last, "body": body},
            lambda: _response_url(workspace, last, body),
        )
    return Response("not found", status=404)


def _answered(workspace: SlackWorkspace, method: str, token: str, args: Json) -> Response:
    """The answer to a call; to a token that is taken it names the token's scopes."""
    response = _json(web_api.answer(workspace, method, token, args))
    if token == workspace.token and not workspace.revoked:
        response.headers["x-oauth-scopes"] = ",".join(sorted(workspace.scopes))
    return response


def _call(
    workspace: SlackWorkspace, method: str, args: Json, run: Callable[[], Response]
) -> Response | None:
    """Carry out one call as far as the hook lets it, and record it."""
    came = workspace.clock()
    call = faults.Call("slack", method, "bot", method, b"")
    verdict = workspace.hook(call, Phase.BEFORE)
    response = None
    if verdict is None:
        response = run()
        verdict = workspace.hook(call, Phase.AFTER)
    if isinstance(verdict, Refusal):
        response = _refused(verdict)
    lost = isinstance(verdict, Lost)
    answered = _recorded(response) if response is not None else {}
    status = 0 if lost or response is None else response.status_code
    workspace.journal.record(Call(method, args, answered, status, came, workspace.clock()))
    return None if lost else response


def _refused(refusal: Refusal) -> Response:
    """Slack's way of saying no: an error by name with status 200 or 429, or a bare status."""
    headers = dict(refusal.headers)
    if refusal.status not in {HTTPStatus.OK, HTTPStatus.TOO_MANY_REQUESTS}:
        return Response(refusal.message, refusal.status, headers)
    body = {"ok": False, "error": refusal.code, **refusal.details}
    return Response(json.dumps(body), refusal.status, headers, mimetype="application/json")


def _upload(workspace: SlackWorkspace, ticket: str, content: bytes) -> Response:
    try:
        workspace.files.receive(ticket, content)
    except UploadRefused as refusal:
        return Response(str(refusal), status=400)
    return Response(f"OK - {len(content)}")


def _download(workspace: SlackWorkspace, file_id: str, token: str) -> Response:
    """A file's bytes; Slack's sign-in page, with status 200, to whoever may not have them."""
    try:
        web_api.check_token(workspace, token)
        access.need_scope(workspace, "files:read")
    except Refused:
        return Response(_LOGIN_PAGE, mimetype="text/html")
    file = workspace.files.find(file_id)
    if file is None or file.content is None or not access.sees_file(workspace, file):
        return Response("not found", status=404)
    return Response(file.content, content_type=file.mimetype)


def _response_url(workspace: SlackWorkspace, ticket_id: str, body: object) -> Response:
    status, said = responses.answer(workspace, ticket_id, body)
    if said["ok"]:
        return Response("ok", status)
    return Response(json.dumps(said), status, mimetype="application/json")


def _arguments(request: Request) -> Json:
    args: Json = dict(request.args.items())
    if request.is_json:
        body = request.get_json(silent=True)
        return args | body if isinstance(body, dict) else args
    return args | dict(request.form.items())


def _token(request: Request) -> str:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    return token if scheme.lower() == "bearer" else ""


def _json(body: Json) -> Response:
    return Response(json.dumps(body), mimetype="application/json")


def _recorded(response: Response) -> Json:
    if response.mimetype == "application/json":
        said: Json = json.loads(response.get_data())
        return said
    if (response.mimetype or "").startswith("text/"):
        return {"body": response.get_data(as_text=True)}
    return {"bytes": len(response.get_data())}
