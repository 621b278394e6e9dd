"""What the table knows of a workspace's threads, and of who was made an offer where.

A thread is known by the message it hangs below. One in which we painted knows its latest
picture's job; one in which we asked knows whom, and about which files.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

from core.clock import Clock
from core.table import ConditionFailed, Table, Write

OFFER_AGAIN_SECONDS = 7 * 86_400
"""At most one offer a person and channel in this time."""

_DAY = 86_400


@dataclass(frozen=True, slots=True)
class Thread:
    """A thread we have to do with.

    Attributes:
        job_id: Job of the latest picture in it; "" where there is none yet.
        asked: Whose next reply is the prompt; "" where nobody was asked, or has answered.
        answer: `ts` of that reply; "" before it.
        files: Ids of the files asked about.
    """

    job_id: str
    asked: str
    answer: str
    files: tuple[str, ...]


class Threads:
    """Reads and writes what is known.

    Args:
        table: The table.
        clock: Tells the time.
        retention_days: How long it is known.
    """

    def __init__(self, table: Table, clock: Clock, retention_days: int) -> None:
        self._table = table
        self._clock = clock
        self._retention = retention_days * _DAY

    def find(self, tenant: str, channel: str, root: str) -> Thread | None:
        """The thread below a message; None where it is none of ours.

        Raises:
            Transient: The table could not be read.
        """
        item = self._table.get(_thread_key(tenant, channel, root))
        if item is None:
            return None
        files = tuple(item.get("files", ()))
        return Thread(item.get("job_id", ""), item.get("asked", ""), item.get("answer", ""), files)

    def painted(
        self, tenant: str, channel: str, root: str, *, job_id: str, asked_at: float
    ) -> None:
        """Note the picture a thread is about, unless a later one is noted already.

        Raises:
            Transient: The table could not be written.
        """
        write = Write(
            _thread_key(tenant, channel, root),
            update="SET job_id = :job_id, #at = :at, expires = :expires",
            condition="attribute_not_exists(#at) OR #at <= :at",
            names={"#at": "at"},
            values={":job_id": job_id, ":at": asked_at, ":expires": self._expires()},
        )
        try:
            self._table.write(write)
        except ConditionFailed:
            return

    def ask(self, tenant: str, channel: str, root: str, *, who: str, files: Sequence[str]) -> None:
        """Note that somebody is asked what to make of files, unless that is noted already.

        Raises:
            Transient: The table could not be written.
        """
        write = Write(
            _thread_key(tenant, channel, root),
            update="SET asked = :who, files = :files, expires = :expires",
            condition="attribute_not_exists(files)",
            values={":who": who, ":files": list(files), ":expires": self._expires()},
        )
        with suppress(ConditionFailed):
            self._table.write(write)

    def answered(self, tenant: str, channel: str, root: str, *, answer: str) -> None:
        """Note which reply was the answer: the next one is a reply like any other.

        Raises:
            Transient: The table could not be written.
        """
        self._table.write(
            Write(
                _thread_key(tenant, channel, root),
                update="SET asked = :nobody, answer = :answer",
                values={":nobody": "", ":answer": answer},
            )
        )

    def may_offer(self, tenant: str, channel: str, user: str) -> bool:
        """Note that somebody is made an offer; False where they had one lately, or want none.

        Raises:
            Transient: The table could not be written.
        """
        now = self._clock.now()
        write = Write(
            _offer_key(tenant, channel, user),
            update="SET #until = :until, expires = :expires",
            condition="attribute_not_exists(#until) OR #until <= :now",
            names={"#until": "until"},
            values={
                ":now": now,
                ":until": now + OFFER_AGAIN_SECONDS,
                ":expires": int(now) + OFFER_AGAIN_SECONDS,
            },
        )
        try:
            self._table.write(write)
        except ConditionFailed:
            return False
        return True

    def stop_offers(self, tenant: str, channel: str, user: str) -> None:
        """Note that somebody wants no more offers in a channel.

        Raises:
            Transient: The table could not be written.
        """
        self._table.write(
            Write(
                _offer_key(tenant, channel, user),
                update="SET #until = :until, expires = :expires",
                names={"#until": "until"},
                values={":until": self._expires(), ":expires": self._expires()},
            )
        )

    def _expires(self) -> int:
        return int(self._clock.now()) + self._retention


def _thread_key(tenant: str, channel: str, root: str) -> str:
    return f"{tenant}#thread#{channel}#{root}"


def _offer_key(tenant: str, channel: str, user: str) -> str:
    return f"{tenant}#offer#{channel}#{user}"
