"""The back room's side of the server: pictures and their ways, payloads, switches."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

from core.records import job_key
from local.page import shown
from local.page.backroom.reading import Pictures, Reader, plain_item
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

    def jobs(self) -> Json:
        """The jobs that have been seen, the newest first."""
        ids = self.recorder.jobs()[:_SHOWN_JOBS]
        items = self._items(ids)
        return {"jobs": [self._outline(each, items[each]) for each in ids if each in items]}

    def timeline(self, job_id: str) -> Json:
        """A job and everything that happened for it.

        Raises:
            KeyError: There is no such job.
        """
        item = self._items([job_id]).get(job_id)
        if item is None:
            raise KeyError(f"job {job_id}")
        return {
            "job": {**self._outline(job_id, item), "item": item},
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

    def _items(self, ids: list[str]) -> dict[str, Any]:
        """The table's items of jobs, as plain values, by job id."""
        table = self._workspace.region.environment["TABLE_NAME"]
        keys = {key: job for job in ids if (key := _key(job))}
        if not keys:
            return {}
        asked = {"Keys": [{"pk": {"S": key}} for key in keys], "ConsistentRead": True}
        answer = self._workspace.region.dynamodb().batch_get_item(RequestItems={table: asked})
        found = [plain_item(each) for each in answer["Responses"].get(table, ())]
        return {keys[item["pk"]]: item for item in found}

    def _outline(self, job_id: str, item: Json) -> Json:
        slack = self._workspace.slack
        file = slack.files.find(item["notes"].get("file_id", ""))
        owner = item["owner"]
        return {
            "id": job_id,
            "prompt": item["request"].get("prompt", ""),
            "owner": next((each.real_name for each in slack.users() if each.id == owner), owner),
            "status": item["status"],
            "stage": item["stage"],
            "outcome": item.get("outcome", ""),
            "created": item["created"],
            "finished": item.get("finished", 0),
            "attempts": item["attempts"],
            "paid": item["paid_attempts"],
            "picture": shown.address(file) if file and file.content else "",
        }


def _key(job_id: str) -> str:
    try:
        return job_key(job_id)
    except ValueError:
        return ""
