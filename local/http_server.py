"""The HTTP server of every emulator: a loopback port, and one function that answers.

Each connection has a thread and is kept alive. Between requests nothing is polled: the server
blocks until there is a connection to accept, or until it is closed. Answers leave in one buffer on
a socket without Nagle's delay: in two writes each call would wait for the other side's delayed
acknowledgement, 40 ms.
"""

from __future__ import annotations

import io
import selectors
import socket
import sys
import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from itertools import count
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import unquote

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication, WSGIEnvironment


@dataclass(frozen=True, slots=True)
class Request:
    """One request.

    Attributes:
        method: In capitals.
        path: Percent-decoded, without the query.
        query: The raw query string.
        headers: Names in lower case; repeated ones joined with commas, as API Gateway does.
        body: Its bytes.
        source: The caller's address.
        target: Path and query as they were sent.
        connection: Number of the connection that it came by, from 1.
    """

    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    body: bytes
    source: str
    target: str = ""
    connection: int = 0


@dataclass(frozen=True, slots=True)
class Response:
    """One answer.

    Attributes:
        status: HTTP status.
        body: Its bytes.
        headers: Pairs, because some may be repeated; the length is added where it is missing.
        parts: What is sent after the body as it comes, before the connection ends.
    """

    status: int
    body: bytes = b""
    headers: tuple[tuple[str, str], ...] = ()
    parts: Iterable[bytes] | None = None


Answer = Callable[[Request], Response | None]
"""Answers a request; None cuts the connection. Called from many threads."""


class Server:
    """Listens from construction until `close`. A context manager; leaving it closes it.

    Args:
        answer: Answers each request.
        port: The port; 0 takes a free one.

    Attributes:
        address: `127.0.0.1:PORT`.
        url: `http://127.0.0.1:PORT`.

    Raises:
        OSError: The port is taken.
    """

    def __init__(self, answer: Answer, port: int = 0) -> None:
        self.answer = answer
        self._listener = socket.create_server(("127.0.0.1", port), backlog=128)
        self.address = f"127.0.0.1:{self._listener.getsockname()[1]}"
        self.url = f"http://{self.address}"
        self._stop, self._stopped = socket.socketpair()
        self._open: set[socket.socket] = set()
        self._lock = threading.Lock()
        self._thread = threading.Thread(target=self._listen, name=self.address, daemon=True)
        self._thread.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Stop listening and end the connections that are open."""
        self._stop.close()
        self._thread.join()
        with self._lock:
            for connection in self._open:
                _cut(connection)

    def disconnected(self) -> None:
        """Do something when a connection has ended; for subclasses."""

    def _listen(self) -> None:
        with self._listener, self._stopped, selectors.DefaultSelector() as selector:
            selector.register(self._listener, selectors.EVENT_READ)
            selector.register(self._stopped, selectors.EVENT_READ)
            for number in count(1):
                if any(key.fileobj is self._stopped for key, _ in selector.select()):
                    return
                connection, (source, _) = self._listener.accept()
                with self._lock:
                    self._open.add(connection)
                threading.Thread(
                    target=self._serve, args=(connection, source, number), daemon=True
                ).start()

    def _serve(self, connection: socket.socket, source: str, number: int) -> None:
        try:
            _Handler(connection, (source, number), self)  # type: ignore[arg-type] # no socketserver
        except ConnectionError:
            pass  # the caller went away, killed perhaps
        finally:
            with self._lock:
                self._open.discard(connection)
            _cut(connection)
            connection.close()
            self.disconnected()


class _Handler(BaseHTTPRequestHandler):
    """Reads a request whole, asks for the answer, writes it at once."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    client_address: tuple[str, int]
    server: Server  # type: ignore[assignment] # in the place of socketserver's

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (its signature)
        """Print nothing per request."""

    def _serve(self) -> None:
        path, _, query = self.path.partition("?")
        headers: dict[str, str] = {}
        for name, value in self.headers.items():
            key = name.lower()
            headers[key] = f"{headers[key]},{value}" if key in headers else value
        source, number = self.client_address
        body = self._body()
        request = Request(
            self.command, unquote(path), query, headers, body, source, self.path, number
        )
        response = self.server.answer(request)
        if response is None:
            self.close_connection = True
            return
        self._send(response)

    def _send(self, response: Response) -> None:
        headers = [f"{name}: {value}" for name, value in response.headers]
        if response.parts is not None:
            self.close_connection = True
        elif not any(name.lower() == "content-length" for name, _ in response.headers):
            headers.append(f"content-length: {len(response.body)}")
        if self.close_connection:
            headers.append("connection: close")
        status = f"HTTP/1.1 {response.status} {_phrase(response.status)}"
        head = "\r\n".join([status, *headers, "", ""]).encode("latin-1")
        self.wfile.write(head if self.command == "HEAD" else head + response.body)
        if response.parts is not None:
            try:
                for part in response.parts:
                    self.wfile.write(part)
            finally:
                getattr(response.parts, "close", _nothing)()

    def __getattr__(self, name: str) -> Callable[[], None]:
        # Whatever the method, who answers says whether there is such a thing.
        if name.startswith("do_"):
            return self._serve
        raise AttributeError(name)

    def _body(self) -> bytes:
        if self.headers.get("transfer-encoding", "").lower() != "chunked":
            length = int(self.headers.get("content-length") or 0)
            body = self.rfile.read(length)
            if len(body) < length:
                raise ConnectionResetError("the caller went away in the middle of a request")
            return body
        whole = b""
        while size := int(self.rfile.readline().split(b";")[0], 16):
            whole += self.rfile.read(size)
            self.rfile.readline()
        self.rfile.readline()
        return whole


def wsgi(app: WSGIApplication) -> Answer:
    """Answer by a WSGI application; one that raises ConnectionAbortedError cuts the connection."""

    def answer(request: Request) -> Response | None:
        begun: list[tuple[str, list[tuple[str, str]]]] = []

        def start_response(status: str, headers: list[tuple[str, str]], *_: Any) -> Any:  # noqa: ANN401 (WSGI's signature)
            begun.append((status, headers))

        try:
            parts = app(_environ(request), start_response)
            ((status, headers),) = begun
            whole = isinstance(parts, list | tuple) or any(
                name.lower() == "content-length" for name, _ in headers
            )
            body = b"".join(parts) if whole else b""
        except ConnectionAbortedError:
            return None
        if whole:
            getattr(parts, "close", _nothing)()
        return Response(int(status[:3]), body, tuple(headers), None if whole else parts)

    return answer


def _environ(request: Request) -> WSGIEnvironment:
    path, _, query = request.target.partition("?")
    headers = {
        f"HTTP_{name.upper().replace('-', '_')}": value
        for name, value in request.headers.items()
        if "_" not in name and name not in {"content-type", "content-length", "transfer-encoding"}
    }
    return {
        **headers,
        "CONTENT_LENGTH": str(len(request.body)),
        "CONTENT_TYPE": request.headers.get("content-type", ""),
        "PATH_INFO": unquote(path, "latin-1"),
        "QUERY_STRING": query,
        "RAW_URI": request.target,
        "REMOTE_ADDR": request.source,
        "REQUEST_METHOD": request.method,
        "SCRIPT_NAME": "",
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "wsgi.errors": sys.stderr,
        "wsgi.input": io.BytesIO(request.body),
        "wsgi.multiprocess": False,
        "wsgi.multithread": True,
        "wsgi.run_once": False,
        "wsgi.url_scheme": "http",
        "wsgi.version": (1, 0),
    }


def _cut(connection: socket.socket) -> None:
    try:
        connection.shutdown(socket.SHUT_RDWR)
    except OSError:
        return  # the other side was quicker


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Unknown"


def _nothing() -> None:
    """Close what needs no closing."""
