"""The back room's addresses: what each one answers."""

from __future__ import annotations

import threading
from collections.abc import Callable

from werkzeug.wrappers import Request, Response

from local.page import web
from local.page.backroom.room import BackRoom
from local.page.web import Asked


class Routes:
    """Answers requests below `/backroom/`.

    Args:
        room: What is shown.
        closing: Set when the server ends.
    """

    def __init__(self, room: BackRoom, closing: threading.Event) -> None:
        self._room = room
        self._routes: dict[tuple[str, str], Callable[[str, Asked], Response]] = {
            ("GET", "jobs"): lambda _which, _asked: web.answer(room.jobs()),
            ("GET", "job"): lambda which, _asked: web.answer(room.timeline(which)),
            ("GET", "payload"): lambda which, _asked: web.answer(room.payload(int(which))),
            ("GET", "picture"): self._picture,
            ("GET", "ticks"): lambda _which, _asked: web.streamed(room.ticks(closing)),
            ("GET", "trouble"): lambda _which, _asked: self._switches(),
            ("POST", "trouble"): self._order,
            ("POST", "kill"): self._kill,
        }

    def answer(self, request: Request, path: str) -> Response:
        """Answer a request.

        Raises:
            LookupError: There is nothing at that address.
            ValueError: The request makes no sense.
        """
        what, _, which = path.partition("/")
        route = self._routes.get((request.method, what))
        if route is None:
            raise LookupError(f"page {path}")
        return route(which, web.read(request))

    def _picture(self, which: str, _: Asked) -> Response:
        kind, content = self._room.picture(which)
        return web.bytes_of(content, kind, which)

    def _order(self, _: str, asked: Asked) -> Response:
        self._room.troubles.order(asked.text("id"), asked.number("times"))
        return self._switches()

    def _kill(self, _: str, asked: Asked) -> Response:
        return web.answer({"killed": self._room.troubles.kill(asked.text("job"))})

    def _switches(self) -> Response:
        return web.answer({"switches": self._room.troubles.state()})
