"""Files: asked for, uploaded, completed, processed, shared, deleted.

Processing takes time on the injected clock: until then a file has no media type and no shares, as
Slack's have. Knows nothing of who may see a file; the Web API decides that.
"""

from __future__ import annotations

import io
import mimetypes
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from PIL import Image as Pictures
from PIL import UnidentifiedImageError

from local.slack.journal import Journal
from local.slack.records import Share, SlackFile

SHOWABLE = frozenset({"image/png", "image/jpeg", "image/gif"})
"""Media types that an image block shows; WebP is not among them."""


class UploadRefused(Exception):
    """Bytes that do not fit the upload they were sent to; `str()` says why."""


def examine(name: str, content: bytes) -> tuple[str, int, int]:
    """Media type, width and height: from the bytes for images, from the name for the rest."""
    try:
        with Pictures.open(io.BytesIO(content)) as picture:
            found = picture.get_format_mimetype()
            return found or "application/octet-stream", *picture.size
    except (UnidentifiedImageError, OSError, ValueError, Pictures.DecompressionBombError):
        guess, _ = mimetypes.guess_type(name)
        return guess or "application/octet-stream", 0, 0


class FileShelf:
    """Every file of the workspace, deleted ones too.

    Attributes:
        delay: Seconds from completion until a file has been processed.

    Args:
        journal: The workspace's clock, lock, ids and log.
    """

    def __init__(self, journal: Journal) -> None:
        self.delay = 0.0
        self._journal = journal
        self._files: dict[str, SlackFile] = {}
        self._tickets: dict[str, str] = {}

    def find(self, file_id: str) -> SlackFile | None:
        """The file of that id, as it stands; None when there never was one."""
        return self._files.get(file_id)

    def all(self) -> tuple[SlackFile, ...]:
        """Every file in order of creation."""
        return tuple(self._files.values())

    def is_ready(self, file: SlackFile) -> bool:
        """Whether it has been processed."""
        return file.complete and self._journal.clock() >= file.ready_at

    def reserve(self, user: str, name: str, length: int) -> tuple[SlackFile, str]:
        """A file to come, and the ticket at the end of its upload URL."""
        with self._journal.changing():
            file = SlackFile(
                id=self._journal.new_id("F"),
                name=name,
                title=name,
                user=user,
                created=self._journal.clock(),
                expected=length,
            )
            ticket = self._journal.new_id("CwAB")
            self._files[file.id] = file
            self._tickets[ticket] = file.id
        return file, ticket

    def receive(self, ticket: str, content: bytes) -> SlackFile:
        """Take the bytes sent to an upload URL.

        Raises:
            UploadRefused: Unknown ticket, bytes sent before, or another length than promised.
        """
        with self._journal.changing():
            file = self._files.get(self._tickets.get(ticket, ""))
            if file is None:
                raise UploadRefused("no such upload")
            if file.complete:
                raise UploadRefused("upload is complete")
            if len(content) != file.expected:
                raise UploadRefused(f"{len(content)} bytes, {file.expected} were announced")
            return self._keep(replace(file, content=content))

    def complete(self, file_id: str, title: str) -> SlackFile:
        """Finish an upload: processing begins now."""
        with self._journal.changing():
            file = self._files[file_id]
            mimetype, width, height = examine(file.name, file.content or b"")
            return self._keep(
                replace(
                    file,
                    title=title or file.name,
                    complete=True,
                    ready_at=self._journal.clock() + self.delay,
                    mimetype=mimetype,
                    width=width,
                    height=height,
                )
            )

    def add(self, user: str, name: str, content: bytes, **fields: Any) -> SlackFile:  # noqa: ANN401 - the fields of SlackFile
        """A file that a person uploaded: processed already, since people wait for that."""
        with self._journal.changing():
            mimetype, width, height = examine(name, content)
            file = SlackFile(
                id=self._journal.new_id("F"),
                name=name,
                title=name,
                user=user,
                created=self._journal.clock(),
                content=content,
                expected=len(content),
                complete=True,
                mimetype=mimetype,
                width=width,
                height=height,
            )
            return self._keep(replace(file, **fields))

    def share(self, file_ids: Iterable[str], share: Share) -> None:
        """Note that files are shown by a message."""
        with self._journal.changing():
            for file_id in file_ids:
                file = self._files[file_id]
                if share not in file.shares:
                    self._keep(replace(file, shares=(*file.shares, share)))

    def delete(self, file_id: str) -> None:
        """Forget the bytes; the record stays, as deleted."""
        with self._journal.changing():
            self._keep(replace(self._files[file_id], content=None, deleted=True))

    def _keep(self, file: SlackFile) -> SlackFile:
        self._files[file.id] = file
        self._journal.note("file", {"file": file.id, "deleted": file.deleted})
        return file
