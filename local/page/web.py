"""What every route of the page shares: reading requests, answering, keeping other sites out.

The server listens on loopback and asks for no password, so it answers only to its own address and
takes acts only from its own page: another site's script can neither read it nor act through it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from typing import Any

from werkzeug.wrappers import Request, Response

from local.slack.records import Json

OWN_HEADER = "X-Local-Page"
"""Sent by the page with every act. Another site's page cannot send it without being asked about,
and nothing here answers such a question."""

POLICY = (
    "default-src 'self'; img-src 'self' blob: data:; style-src 'self' 'unsafe-inline'; "
    "object-src 'none'; base-uri 'none'; frame-ancestors 'none'"
)
"""What the page may load: nothing that is not served here."""

_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
    ".map": "application/json",
    ".txt": "text/plain; charset=utf-8",
}
_SHOWN = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})
_LOCAL = frozenset({"127.0.0.1", "localhost", "[::1]"})


@dataclass(frozen=True, slots=True)
class Asked:
    """What the page asks for.

    Attributes:
        fields: The JSON that came with it, or the query.
        files: Uploaded files as (name, bytes), by the name of their field.
    """

    fields: Mapping[str, Any]
    files: Mapping[str, list[tuple[str, bytes]]] = field(default_factory=dict)

    def text(self, name: str) -> str:
        """A string; "" where there is none."""
        value = self.fields.get(name)
        return value if isinstance(value, str) else ""

    def number(self, name: str) -> int:
        """A whole number; 0 where there is none."""
        try:
            return int(self.fields.get(name, 0))
        except (TypeError, ValueError):
            return 0

    def flag(self, name: str) -> bool:
        """Whether it says yes."""
        return self.fields.get(name) is True


def read(request: Request) -> Asked:
    """What a request carries.

    Raises:
        ValueError: It carries something else than its type says.
    """
    if request.method == "GET":
        return Asked(request.args.to_dict())
    if request.mimetype != "multipart/form-data":
        return Asked(_object(request.get_data(as_text=True)))
    files = {
        name: [(each.filename or "file", each.read()) for each in request.files.getlist(name)]
        for name in request.files
    }
    request.close()
    return Asked(_object(request.form.get("json", "{}")), files)


def refusal(request: Request) -> str:
    """Why a request is none of our page's, or "" when it may be."""
    host = request.host.rpartition(":")[0] or request.host
    if host not in _LOCAL:
        return "this page answers to its loopback address only"
    if request.method == "POST" and request.headers.get(OWN_HEADER) != "1":
        return "acts are taken from this server's own page only"
    return ""


def answer(body: object, status: int = 200) -> Response:
    """JSON."""
    return _sealed(Response(json.dumps(body), status, mimetype="application/json"))


def failure(status: HTTPStatus, said: str) -> Response:
    """Why something was not done."""
    return answer({"error": said}, status)


def streamed(events: Iterable[bytes]) -> Response:
    """Server-sent events."""
    return _sealed(Response(events, mimetype="text/event-stream"))


def bytes_of(content: bytes, media_type: str, name: str) -> Response:
    """A file of the workspace: pictures are shown, everything else is only to be saved."""
    response = Response(content, content_type=media_type or "application/octet-stream")
    response.headers["Cache-Control"] = "private, max-age=3600"
    if media_type not in _SHOWN:
        response.headers.set("Content-Disposition", "attachment", filename=name)
    sealed = _sealed(response)
    sealed.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return sealed


def asset(folder: Path, path: str) -> Response:
    """A file of the built page; the page itself for every address within it."""
    found = (folder / path).resolve()
    if not (path and found.is_relative_to(folder.resolve()) and found.is_file()):
        found = folder / "index.html"
    response = Response(found.read_bytes(), content_type=_TYPES.get(found.suffix, ""))
    response.headers["Cache-Control"] = "no-cache"
    return _sealed(response)


def _sealed(response: Response) -> Response:
    response.headers.setdefault("Content-Security-Policy", POLICY)
    response.headers.setdefault("Cache-Control", "no-store")
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    return response


def _object(text: str) -> Json:
    body = json.loads(text or "{}")
    if not isinstance(body, dict):
        raise ValueError("a JSON object is expected")  # noqa: TRY004 - of what was sent
    return body
