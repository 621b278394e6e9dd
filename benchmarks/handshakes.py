"""Handshakes: a call of Slack over TLS, on a connection kept within a run and on one opened for it.

The caller's own processor time, on loopback; what a new connection also costs is two round trips
to Slack, which loopback does not have.
"""

from __future__ import annotations

import datetime as dt
import ssl
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import IPv4Address
from pathlib import Path
from urllib.request import HTTPSHandler, OpenerDirector, Request, build_opener

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from benchmarks.figures import Figure, median, spread
from bot.connections import KeptConnections

CALLS = 100
ROUNDS = 5
_SAID = b'{"ok": true}'


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1

    def do_POST(self) -> None:
        """Say that all is well."""
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(200)
        self.send_header("Content-Length", str(len(_SAID)))
        self.end_headers()
        self.wfile.write(_SAID)

    def log_message(self, *_: object) -> None:
        """Print nothing."""


@contextmanager
def _serving() -> Iterator[tuple[str, ssl.SSLContext]]:
    """A server with TLS: its address, and a context that trusts it."""
    with tempfile.TemporaryDirectory() as folder:
        pem = Path(folder, "pem")
        pem.write_bytes(_certificate())
        serving = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        serving.load_cert_chain(pem)
        trusting = ssl.create_default_context(cafile=str(pem))
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.daemon_threads = True
    server.socket = serving.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield f"https://127.0.0.1:{server.server_port}/api/files.info", trusting
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _certificate() -> bytes:
    """A key and a certificate for the loopback address, signed by itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(IPv4Address("127.0.0.1"))]), critical=False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    ) + made.public_bytes(serialization.Encoding.PEM)


def measure(calls: int = CALLS, rounds: int = ROUNDS) -> list[Figure]:
    """The figures."""
    ours: list[float] = []
    theirs: list[float] = []
    with _serving() as (url, trusting):
        kept = KeptConnections(trusting)
        try:
            for _ in range(rounds):
                ours.append(_timed(build_opener(kept), url, calls))
                theirs.append(_timed(build_opener(HTTPSHandler(context=trusting)), url, calls))
        finally:
            kept.close()
    return [
        Figure(
            "warm",
            "a call of Slack over TLS, CPU (baseline: a connection for each)",
            "ms",
            median(ours),
            median(theirs),
            spread=spread(ours),
            note="and two round trips less",
        )
    ]


def _timed(opener: OpenerDirector, url: str, calls: int) -> float:
    """Milliseconds of this thread's processor time a call."""
    began = time.thread_time()
    for _ in range(calls):
        request = Request(url, data=b"file=F1", method="POST")  # noqa: S310 - loopback
        with opener.open(request, timeout=10) as answer:
            answer.read()
    return 1e3 * (time.thread_time() - began) / calls
