"""Pictures into Slack, and out again.

Slack takes a file in three calls and looks at it afterwards: until it has, the file has no
media type and no message may show it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from http import HTTPStatus
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

from bot.literal import shorten
from bot.webapi import TIMEOUT_SECONDS, Refused, WebApi, lost, retry_after
from core.clock import Clock
from core.errors import Throttled
from core.model import Image, Job

_READY_SECONDS = 20.0
"""How long Slack is waited for to have looked at a file; it takes well under a second."""

_SHOWABLE_SECONDS = 4.0
"""How long a block with the file is tried after that: some are refused a moment longer."""

_FIRST_LOOK, _NEXT_LOOK = 0.15, 0.04
"""Seconds before the first look whether it has, and before the second."""

_TITLE_LENGTH = 80
_GONE = {"file_not_found", "file_deleted", "not_found"}


class Uploads:
    """Slack's file methods, as the delivery needs them."""

    def __init__(self, api: WebApi, clock: Clock) -> None:
        self._api = api
        self._clock = clock

    def upload(self, job: Job, image: Image) -> str:
        """Bring a picture into Slack, shared nowhere yet, and return its file id.

        Done again after a lost answer it leaves a file nobody can see.

        Raises:
            ImagineError: Slack did not take it.
        """

        def attempt() -> Mapping[str, Any]:
            file = self._send_file(job, image)
            self._api.call("files.completeUploadExternal", files=[file])
            return file

        return str(self._api.again(attempt)["id"])

    def _send_file(self, job: Job, image: Image) -> Mapping[str, str]:
        """Send a file's bytes; it is one as soon as its upload is completed."""
        place = self._api.call(
            "files.getUploadURLExternal",
            filename=f"imagine-{job.request.seed}.{image.format.extension}",
            length=len(image.content),
        )
        _send(place["upload_url"], image.content)
        return {"id": place["file_id"], "title": shorten(job.request.prompt, _TITLE_LENGTH)}

    def wait(self, file_id: str) -> None:
        """Wait until Slack has looked at a file, as long as that is sensible.

        Raises:
            ImagineError: Slack does not know the file.
        """
        give_up = self._clock.now() + _READY_SECONDS
        pause, growth = _FIRST_LOOK, 1.0
        while self._clock.now() < give_up:
            self._clock.sleep(pause)
            if self._api.repeat("files.info", file=file_id)["file"].get("mimetype"):
                return
            # Close looks at first, because somebody waits; then ever fewer, for Slack's sake.
            pause = min(_NEXT_LOOK * growth, 2.0)
            growth *= 1.3

    def until_ready(self, show: Callable[[], Mapping[str, str]]) -> Mapping[str, str]:
        """Show a file, again while Slack says that it is not one yet.

        Raises:
            ImagineError: As `show` does.
        """
        give_up = self._clock.now() + _SHOWABLE_SECONDS
        pause = 0.5
        while True:
            try:
                return show()
            except Refused as error:
                if "slack file" not in error.detail or self._clock.now() >= give_up:
                    raise
            self._clock.sleep(pause)
            pause = min(pause * 2, 3.0)

    def share(self, job: Job, image: Image, *, note: Callable[[str], None]) -> None:
        """Show a picture in the job's conversation as a file of its own, in our message's thread.

        Args:
            job: The job.
            image: The picture.
            note: Takes the file's id down before the file can be seen.

        Raises:
            ImagineError: Slack will not.
        """
        file = self._send_file(job, image)
        note(file["id"])
        self._api.call(
            "files.completeUploadExternal",
            files=[file],
            channel_id=job.address["channel"],
            thread_ts=job.address.get("thread_ts") or job.notes["ts"],
        )

    def is_shared(self, file_id: str) -> bool:
        """Whether a file that `share` had noted came to be shown.

        Raises:
            ImagineError: Slack does not tell.
        """
        try:
            self.wait(file_id)
            return bool(self._api.repeat("files.info", file=file_id)["file"].get("shares"))
        except Refused as error:
            if error.code not in _GONE:
                raise
            return False

    def delete(self, file_id: str) -> None:
        """Remove a file; it need not be there.

        Raises:
            ImagineError: Slack will not.
        """
        try:
            self._api.repeat("files.delete", file=file_id)
        except Refused as error:
            if error.code not in _GONE:
                raise


def _send(url: str, content: bytes) -> None:
    """Post a file's bytes to the address Slack gave for them."""
    if urlsplit(url).scheme not in {"https", "http"}:
        raise Refused("upload", "bad_url", "")
    request = Request(url, data=content, method="POST")  # noqa: S310 - the scheme was checked
    request.add_header("Content-Type", "application/octet-stream")
    try:
        with urlopen(request, timeout=TIMEOUT_SECONDS * 2):  # noqa: S310 - the same
            return
    except HTTPError as error:
        if error.code == HTTPStatus.TOO_MANY_REQUESTS:
            after = retry_after(dict(error.headers.items()))
            raise Throttled("upload: 429", retry_after=after) from error
        if error.code >= HTTPStatus.INTERNAL_SERVER_ERROR:
            raise lost(f"upload: {error.code}") from error
        raise Refused("upload", str(error.code), "") from error
    except (OSError, HTTPException) as error:
        raise lost(f"upload: {type(error).__name__}") from error
