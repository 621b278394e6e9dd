"""A whole region of stand-ins with simulated latencies, and a record of who waited for whom.

The function runs in processes of its own under AWS's runtime client (`local.region`), against the
stand-ins that refuse what the real services refuse. Every call takes as long as `Latencies` says,
the stand-in's own work included.
"""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Self
from urllib.request import Request, urlopen

from PIL import Image

from core.model import OutputFormat
from local import region
from local.bedrock import IMAGE_MODEL, TEXT_MODEL, Bedrock
from local.bedrock import Call as ModelCall
from local.bedrock import serve as serve_bedrock
from local.faults import Call, Exchange, Phase
from local.lambda_host.function import Run
from local.painter.painting import Painting, encode
from local.provision import SlackSecrets
from local.rewriter import Rewriter
from local.slack.acts import Acts
from local.slack.courier import Reply
from local.slack.records import Change
from local.slack.server import serve as serve_slack
from local.slack.state import SlackWorkspace

_GATEWAY_SECONDS = 35.0


@dataclass(frozen=True, slots=True)
class Latencies:
    """How long things take, in seconds.

    Attributes:
        call: Each call of Slack, S3, DynamoDB, SQS, Systems Manager and Lambda's API.
        enhance: Nova Pro.
        paint: Stable Diffusion 3.5 Large.
        process: Slack's look at an uploaded file.
    """

    call: float = 0.03
    enhance: float = 1.0
    paint: float = 4.0
    process: float = 0.3


@dataclass(frozen=True, slots=True)
class Span:
    """Something that took time.

    Attributes:
        lane: Who did it: "slack", "dynamodb", "s3", "lambda", "ssm", "model" or "function".
        name: What.
        began: Epoch seconds.
        ended: Epoch seconds.
    """

    lane: str
    name: str
    began: float
    ended: float


class Stage:
    """The running region; a context that ends it.

    Attributes:
        slack: The workspace.
        people: What its people do.
        region: Lambda, the stores, the HTTP API.
        bedrock: The models.
        spans: All that took time so far.

    Args:
        baseline: Folder of the baseline, to run it instead of the repository's own function.
        latencies: How long calls take.
        concurrency: Most invocations at the same time.
        parameters: Values for the template's parameters.
    """

    def __init__(
        self,
        *,
        baseline: Path | None = None,
        latencies: Latencies | None = None,
        concurrency: int = 10,
        parameters: Mapping[str, str] | None = None,
    ) -> None:
        self.latencies = latencies or Latencies()
        self.spans: list[Span] = []
        self._since = threading.local()
        self._lock = threading.Lock()
        self._awaited: dict[str, threading.Event] = {}
        self._read = 0
        self.slack = SlackWorkspace()
        self.slack.journal.subscribe(self._changed)
        self.slack.files.delay = self.latencies.process
        self.slack.hook = self._slack_called
        self._slack_server = serve_slack(self.slack)
        self.bedrock = Bedrock(_OnePicture(), Rewriter(), keep=5_000)
        self.bedrock.hook = self._model_called
        self.bedrock.watcher = self._model_answered
        self._bedrock_server = serve_bedrock(self.bedrock)
        # Counted, but never spent.
        budgets = ("PicturesPerPerson", "PicturesPerWorkspace", "PaidCallsPerWorkspace")
        in_environment = {
            "SLACK_BOT_TOKEN": self.slack.token,
            "SLACK_SIGNING_SECRET": self.slack.signing_secret,
        }
        self.region = region.start(
            slack_url=self._slack_server.api_url,
            bedrock_url=self._bedrock_server.url,
            parameters={**dict.fromkeys(budgets, "9999999"), **(parameters or {})},
            environment=in_environment if baseline else {},
            secrets=SlackSecrets(self.slack.token, self.slack.signing_secret),
            code=baseline or region.ROOT,
            handler="app.handler" if baseline else "",
            concurrency=concurrency,
            scheduled=False,
            hook=self._aws_called,
        )
        self.region.set_watcher(self._aws_answered)
        self.region.host.pool.watcher = self._ran
        self.people = Acts(self.slack, self._deliver)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.region.close()
        self._bedrock_server.close()
        self._slack_server.close()

    def settle(self, seconds: float) -> None:
        """Wait until nothing runs.

        Raises:
            TimeoutError: That took too long.
        """
        give_up = time.monotonic() + seconds
        while not self.region.host.quiet():
            if time.monotonic() > give_up:
                raise TimeoutError
            time.sleep(0.02)

    def finished(self, words: str) -> threading.Event:
        """Set once the message that shows the picture of these words has been answered."""
        event = threading.Event()
        with self._lock:
            self._awaited[words] = event
        return event

    def _changed(self, change: Change) -> None:
        """Tell whoever waits for a picture that its message stands."""
        if change.kind != "call" or change.data["method"] != "chat.update":
            return
        with self._lock:
            calls = self.slack.journal.calls[self._read :]
            self._read += len(calls)
            shown = [repr(one.args) for one in calls if one.method == "chat.update"]
            for text in (one for one in shown if "slack_file" in one):
                for words in [words for words in self._awaited if words in text]:
                    self._awaited.pop(words).set()

    def _deliver(self, path: str, headers: Mapping[str, str], body: bytes) -> Reply:
        request = Request(  # noqa: S310 - our own loopback address
            self.region.http_url + path, data=body, headers=dict(headers), method="POST"
        )
        with urlopen(request, timeout=_GATEWAY_SECONDS) as answer:  # noqa: S310 - the same
            return Reply(answer.status, dict(answer.headers), answer.read())

    # --- latencies: half of a call's passes before it is done, the rest until it has been

    def _begin(self, seconds: float) -> None:
        self._since.began = time.time()
        time.sleep(seconds / 2)

    def _finish(self, seconds: float) -> None:
        time.sleep(max(0.0, self._since.began + seconds - time.time()))

    def _slack_called(self, call: Call, phase: Phase) -> None:
        if phase is Phase.BEFORE:
            self._begin(self.latencies.call)
            return
        self._finish(self.latencies.call)
        self.spans.append(Span("slack", call.operation, self._since.began, time.time()))

    def _aws_called(self, _call: Call, phase: Phase) -> None:
        if phase is Phase.BEFORE:
            self._begin(self.latencies.call)
        else:
            self._finish(self.latencies.call)

    def _aws_answered(self, exchange: Exchange) -> None:
        call = exchange.call
        self.spans.append(Span(call.service, call.operation, exchange.began, exchange.ended))

    def _model_called(self, call: Call, phase: Phase) -> None:
        paints = call.operation == "InvokeModel"
        seconds = self.latencies.paint if paints else self.latencies.enhance
        if phase is Phase.BEFORE:
            self._begin(seconds)
        else:
            self._finish(seconds)

    def _model_answered(self, call: ModelCall) -> None:
        name = {IMAGE_MODEL: "Stable Diffusion 3.5", TEXT_MODEL: "Nova Pro"}.get(call.model_id, "?")
        self.spans.append(Span("model", name, call.time, call.ended))

    def _ran(self, run: Run) -> None:
        if run.ended:
            what = "job" if b"job_id" in run.invocation.payload else "request"
            name = f"{what}, cold" if run.cold else what
            self.spans.append(Span("function", name, run.began, run.ended))


class _OnePicture:
    """A painter with one picture for everybody: 16:9, noisy, as large as a real one."""

    def __init__(self) -> None:
        noise = random.Random(8).randbytes(168 * 96 * 3)  # noqa: S311 (a picture's)
        small = Image.frombytes("RGB", (168, 96), noise)
        self._canvas = small.resize((1344, 768), Image.Resampling.BICUBIC)
        self._encoded: dict[OutputFormat, bytes] = {}

    def __call__(self, painting: Painting) -> bytes:
        """Encoded bytes in the format asked for."""
        wanted = painting.output_format
        if wanted not in self._encoded:
            self._encoded[wanted] = encode(self._canvas, wanted)
        return self._encoded[wanted]
