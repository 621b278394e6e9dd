"""AWS's stores on a loopback port: moto, filled from the template itself.

Table, buckets, queues and secrets are made from the translated template's properties, and a
property that is not understood here is an error: what deploys and what is tried stay the same.
Calls of Lambda's API pass through here to `local.lambda_host`, so that one layer injects faults
into all of AWS; the HTTP API and the models are emulated elsewhere.

What moto leaves out: a table's TTL deletes nothing, lifecycle rules delete nothing, signatures
are not checked. The function's calls are held to its role's statements all the same.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

import boto3
from botocore.config import Config
from moto.moto_api._internal.models import moto_api_backend
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from werkzeug.exceptions import NotFound

from local import table_copies
from local.faults import OPERATOR, FaultLayer, Hook, Watcher
from local.http_server import Server, wsgi
from local.intrinsics import REGION
from local.permissions import Permissions
from local.provision import SlackSecrets, fill
from local.queue_layer import QueueLayer
from local.template import Stack, load

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

SERVICES = ("S3", "DYNAMODB", "SQS", "SSM", "SECRETS_MANAGER", "LAMBDA")
"""What answers here, as spelt in `AWS_ENDPOINT_URL_*`."""

_one_at_a_time = threading.Lock()
"""Moto keeps its state in the process: two of these in one would share it."""


class Aws:
    """The running stores.

    Attributes:
        url: Where they answer, without a trailing slash.
        stack: The template they were made from.
        permissions: What the function may do here, and has asked for.
        lambda_api: What answers calls of Lambda's API; None refuses them.
        queues: Tells when messages can be received.
    """

    lambda_api: WSGIApplication | None = None

    def __init__(self, template: Path, parameters: Mapping[str, str], speed: float) -> None:
        if not _one_at_a_time.acquire(blocking=False):
            raise RuntimeError("close the other local region first: moto's state is the process's")
        with ExitStack() as undo:
            undo.callback(_one_at_a_time.release)
            table_copies.install()
            moto_api_backend.reset()
            self.queues = QueueLayer(DomainDispatcherApplication(create_backend_app), speed)
            self._layer = FaultLayer(self._answer)
            self._server = Server(wsgi(self._layer))
            undo.callback(self._server.close)
            self.url = self._server.url
            self.stack: Stack = load(template, parameters, sqs_url=self.url)
            self.permissions = self._layer.guard = Permissions(self.stack)
            self._undo = undo.pop_all()
        self._session = boto3.Session(
            region_name=REGION,
            aws_access_key_id=OPERATOR,
            aws_secret_access_key="local",  # noqa: S106 (nothing checks it)
        )
        self._clients: dict[str, Any] = {}
        self._making = threading.Lock()

    def _answer(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if environ["PATH_INFO"].startswith("/2015-03-31/"):
            return (self.lambda_api or NotFound())(environ, start_response)
        return self.queues(environ, start_response)

    def set_hook(self, hook: Hook) -> None:
        """From now on ask this hook about every call the function makes."""
        self._layer.hook = hook

    def set_watcher(self, watcher: Watcher) -> None:
        """From now on tell this watcher of every call the function makes."""
        self._layer.watcher = watcher

    def client(self, service: str) -> Any:  # noqa: ANN401 (boto3 makes clients at run time)
        """A boto3 client of a service, as the operator; the same one each time."""
        make: Any = self._session.client
        with self._making:
            if service not in self._clients:
                self._clients[service] = make(
                    service,
                    endpoint_url=self.url,
                    config=Config(retries={"total_max_attempts": 1}),
                )
        return self._clients[service]

    def endpoints(self) -> dict[str, str]:
        """The SDK's variables that lead the function here."""
        return {f"AWS_ENDPOINT_URL_{service}": self.url for service in SERVICES}

    def close(self) -> None:
        """Stop answering and forget everything."""
        for client in self._clients.values():
            client.close()
        moto_api_backend.reset()
        self._undo.close()


def start(
    template: Path,
    parameters: Mapping[str, str] | None = None,
    *,
    secrets: SlackSecrets | None = None,
    speed: float = 1.0,
) -> Aws:
    """Start the stores and make in them what the template describes.

    Args:
        template: The SAM template.
        parameters: Values for its parameters; the others take their defaults.
        secrets: What the secret store is to hold.
        speed: How much shorter than asked for a message waits in a queue.

    Raises:
        TemplateError: The template describes something that cannot be made here.
        RuntimeError: Another one is running in this process.
    """
    aws = Aws(template, parameters or {}, speed)
    try:
        fill(aws.stack, aws.client, secrets or SlackSecrets())
    except BaseException:
        aws.close()
        raise
    return aws
