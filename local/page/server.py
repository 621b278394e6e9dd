"""The page's server: one loopback port for the built page, the workspace's JSON and the acts."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING

from werkzeug.wrappers import Request, Response

from local.http_server import Server, wsgi
from local.page import shown, stream, web
from local.page.backroom.room import BackRoom
from local.page.backroom.routes import Routes
from local.page.people import People
from local.slack.forms import NotAccepted
from local.workspace import LocalWorkspace

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

BUILT = Path(__file__).resolve().parent.parent.parent / ".build" / "page"
"""Where `make page` puts what the browser loads."""


class NotBuilt(Exception):
    """The page's files are not there; the message says how to make them."""


class Page:
    """The page as a WSGI application.

    Args:
        workspace: What it shows.
        built: Folder of the built page.

    Attributes:
        room: Its back room.
        closing: Set when streams are to end.
    """

    def __init__(self, workspace: LocalWorkspace, built: Path) -> None:
        self.closing = threading.Event()
        self._slack = workspace.slack
        self._people = People(workspace.slack, workspace.people)
        self.room = BackRoom(workspace)
        self._routes = Routes(self.room, self.closing)
        self._built = built

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        request = Request(environ)
        said = web.refusal(request)
        response = web.failure(HTTPStatus.FORBIDDEN, said) if said else self._guarded(request)
        return response(environ, start_response)

    def _guarded(self, request: Request) -> Response:
        try:
            return self._answer(request)
        except NotAccepted as error:
            return web.answer({"refused": str(error)})
        except LookupError as error:
            return web.failure(HTTPStatus.NOT_FOUND, f"there is no {error.args[0]}")
        except PermissionError as error:
            return web.failure(HTTPStatus.FORBIDDEN, str(error))
        except ValueError as error:
            return web.failure(HTTPStatus.BAD_REQUEST, str(error))

    def _answer(self, request: Request) -> Response:
        area, _, rest = request.path.lstrip("/").partition("/")
        if request.method == "POST" and area == "act":
            asked = web.read(request)
            user = self._slack.user(asked.text("as"))
            return web.answer(self._people.routes[rest](user.id, asked))
        match area:
            case "state":
                user = self._slack.user(web.read(request).text("as"))
                return web.answer(shown.state(self._slack, user))
            case "stream":
                return self._stream(request)
            case "file":
                return self._file(rest)
            case "backroom":
                return self._routes.answer(request, rest)
        return web.asset(self._built, request.path.lstrip("/"))

    def _stream(self, request: Request) -> Response:
        asked = web.read(request)
        after = request.headers.get("Last-Event-ID", type=int) or asked.number("after")
        user = self._slack.user(asked.text("as"))
        told = stream.events(self._slack, user, after, self.closing)
        return web.streamed(told)

    def _file(self, file_id: str) -> Response:
        file = self._slack.files.find(file_id)
        if file is None or file.content is None or file.deleted:
            raise LookupError(f"file {file_id}")
        return web.bytes_of(file.content, file.mimetype, file.name)


class PageServer(Server):
    """The running server. A context manager; leaving it closes it.

    Attributes:
        page: What it serves.
    """

    def __init__(self, page: Page, port: int) -> None:
        super().__init__(wsgi(page), port)
        self.page = page

    def close(self) -> None:
        """Stop serving."""
        self.page.closing.set()
        super().close()


def serve(workspace: LocalWorkspace, port: int = 0, built: Path = BUILT) -> PageServer:
    """Serve the page of a workspace on loopback.

    Args:
        workspace: What it shows.
        port: The port; 0 takes a free one.
        built: Folder of the built page.

    Raises:
        NotBuilt: There is no page in that folder.
        OSError: The port is taken.
    """
    if not (built / "index.html").is_file():
        raise NotBuilt("the page has not been built yet: run `make page`")
    return PageServer(Page(workspace, built), port)
