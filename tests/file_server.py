"""A file server on a loopback port that answers each path as a test lays it out."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


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
        asked: Each request's path and headers, in order.
        done: Set when the test is over, so that nothing stalls any longer.
    """

    host: str
    answers: dict[str, Answer] = field(default_factory=dict)
    asked: list[tuple[str, Mapping[str, str]]] = field(default_factory=list)
    done: threading.Event = field(default_factory=threading.Event)

    def url(self, path: str) -> str:
        """A path's URL."""
        return f"http://{self.host}{path}"


@contextmanager
def serving() -> Iterator[Files]:
    """A file server; it breaks off where it is asked for a path that was not laid out."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            served.asked.append((self.path, dict(self.headers.items())))
            answer = served.answers[self.path]
            self.send_response(answer.status)
            headers = {"Content-Length": str(len(answer.body))} | dict(answer.headers)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(answer.body)
            if answer.stalls:
                self.wfile.flush()
                served.done.wait(5)

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    served = Files(f"127.0.0.1:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield served
    served.done.set()
    server.shutdown()
    thread.join()
    server.server_close()
