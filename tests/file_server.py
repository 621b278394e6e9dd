"""A file server on a loopback port that answers each path as a test lays it out."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

from local.http_server import Request, Response, Server


@dataclass(frozen=True, slots=True)
class Answer:
    """What a path is answered with.

    Attributes:
        status: HTTP status.
        headers: Beside Content-Length, which is the body's where it is not given.
        body: Sent after the headers.
        stalls: Whether the rest of the body never comes.
    """

    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    stalls: bool = False


@dataclass(slots=True)
class Files:
    """A file server on a loopback port.

    Attributes:
        host: Its `HOST:PORT`.
        answers: By path, query included.
        asked: Each request's path and headers, in order; names of headers in lower case.
    """

    host: str
    answers: dict[str, Answer] = field(default_factory=dict)
    asked: list[tuple[str, Mapping[str, str]]] = field(default_factory=list)

    def url(self, path: str) -> str:
        """A path's URL."""
        return f"http://{self.host}{path}"


@contextmanager
def serving() -> Iterator[Files]:
    """A file server; it breaks off where it is asked for a path that was not laid out."""
    asked: list[tuple[str, Mapping[str, str]]] = []
    answers: dict[str, Answer] = {}
    done = threading.Event()

    def answer(request: Request) -> Response | None:
        asked.append((request.target, request.headers))
        if request.target not in answers:
            return None
        found = answers[request.target]
        headers = {"Content-Length": str(len(found.body))} | dict(found.headers)

        def parts() -> Iterator[bytes]:
            yield found.body
            if found.stalls:
                done.wait(5)

        return Response(found.status, headers=tuple(headers.items()), parts=parts())

    with Server(answer) as server:
        yield Files(server.address, answers, asked)
        done.set()
