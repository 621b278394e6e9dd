"""The back room's side of the server: pictures and their ways, payloads, switches."""

from __future__ import annotations

import dataclasses
import json
import random
import threading
from collections.abc import Iterator

from core.clock import SystemClock
from core.model import Job
from core.records import from_item, job_key
from core.table import Table
from local.page.backroom.reading import Pictures, Reader
from local.page.backroom.recorder import Entry, Recorder
from local.page.backroom.trouble import Troubles
from local.slack.records import Json
from local.workspace import LocalWorkspace

TICK = 0.25
"""Seconds between two looks at what is new."""

_SHOWN_JOBS = 60


class BackRoom:
    """What the back room shows.

    Args:
        workspace: What is behind it.
    """

    def __init__(self, workspace: LocalWorkspace) -> None:
        self._workspace = workspace
        self.recorder = Recorder(workspace)
        self.troubles = Troubles(workspace)
        self._pictures = Pictures()
        self._reader = Reader(self._pictures)
        self._table = Table(
            workspace.region.dynamodb(),
            workspace.region.environment["TABLE_NAME"],
            clock=SystemClock(),
            rng=random.Random(),  # noqa: S311 - jitter
            patience=0,
        )

    def jobs(self) -> Json:
        """The jobs that have been seen, the newest first."""
        found = [self._job(job_id) for job_id in self.recorder.jobs()[:_SHOWN_JOBS]]
        return {"jobs": [self._outline(job) for job in found if job]}

    def timeline(self, job_id: str) -> Json:
        """A job and everything that happened for it.

        Raises:
            KeyError: There is no such job.
        """
        job = self._job(job_id)
        if job is None:
            raise KeyError(f"job {job_id}")
        return {
            "job": self._outline(job),
            "entries": [self._entry(entry) for entry in self.recorder.of(job_id)],
        }

    def payload(self, number: int) -> Json:
        """What went over the wires for one entry.

        Raises:
            KeyError: There is no such entry.
        """
        entry = self.recorder.entry(number)
        return {"request": self._reader.request(entry), "answer": self._reader.answer(entry)}

    def picture(self, key: str) -> tuple[str, bytes]:
        """A picture that went over the wires: media type and bytes.

        Raises:
            KeyError: It is not kept any more.
        """
        return self._pictures.get(key)

    def ticks(self, closing: threading.Event) -> Iterator[bytes]:
        """The number of the latest entry, whenever there is a new one."""
        told = -1
        while not closing.wait(TICK):
            latest = self.recorder.latest + len(self.recorder.running())
            if latest != told:
                told = latest
                yield f"data: {told}\n\n".encode()

    def _entry(self, entry: Entry) -> Json:
        return {
            "number": entry.number,
            "lane": entry.lane,
            "operation": entry.operation,
            "gist": self._reader.summary(entry),
            "began": entry.began,
            "ended": entry.ended,
            "status": entry.status,
            "error": entry.error,
            "run": entry.run,
            "cold": entry.cold,
        }

    def _job(self, job_id: str) -> Job | None:
        try:
            item = self._table.get(job_key(job_id))
        except ValueError:
            return None
        return from_item(item) if item else None

    def _outline(self, job: Job) -> Json:
        slack = self._workspace.slack
        file = slack.files.find(job.notes.get("file_id", ""))
        owner = next((each.real_name for each in slack.users() if each.id == job.owner), job.owner)
        return {
            "id": job.id,
            "prompt": job.request.prompt,
            "owner": owner,
            "status": job.status.value,
            "stage": job.stage.value,
            "outcome": job.outcome,
            "created": job.created,
            "finished": job.finished,
            "attempts": job.attempts,
            "paid": job.paid_attempts,
            "lease_until": job.lease_until,
            "picture": f"/file/{file.id}" if file and file.content else "",
            "item": json.loads(json.dumps(dataclasses.asdict(job), default=str)),
        }
