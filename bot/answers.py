"""What is said at once to a message that started no job: said once, however often it is delivered.

Slack sends an event again when no answer came in time. A job knows its act; a mere answer is noted
here:

    first delivery    note "saying" ── say ── note "said"
    the same again    "said": nothing to do · "saying": later, for the first may have died
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any

from core import observe
from core.clock import Clock
from core.errors import Defect, Throttled, Transient, UserError
from core.table import ConditionFailed, Table, Write

_SAYING_SECONDS = 10.0
_KEPT_SECONDS = 86_400


class Answers:
    """Says things once.

    Args:
        table: The table.
        clock: Tells the time.
    """

    def __init__(self, table: Table, clock: Clock) -> None:
        self._table = table
        self._clock = clock

    def once(self, tenant: str, identity: str, say: Callable[[], Mapping[str, Any]]) -> None:
        """Say something, unless it has been said.

        Args:
            tenant: The workspace.
            identity: What it is the answer to, and which answer.
            say: Says it. Where that can never be, nothing is said.

        Raises:
            Transient: It could not be said or noted; the event is to be sent again.
        """
        key = f"{tenant}#said#{hashlib.sha256(identity.encode()).hexdigest()[:32]}"
        now = self._clock.now()
        values = {
            ":now": now,
            ":until": now + _SAYING_SECONDS,
            ":expires": int(now) + _KEPT_SECONDS,
        }
        try:
            self._table.write(
                Write(
                    key,
                    update="SET saying = :until, expires = :expires",
                    condition="attribute_not_exists(saying) OR saying <= :now",
                    values=values,
                )
            )
        except ConditionFailed as error:
            (held,) = error.items
            if held and held["saying"] > now + _SAYING_SECONDS:
                return
            raise Throttled("being said by another delivery") from error
        with observe.Suppress(UserError, Defect):
            say()
        said = Write(key, update="SET saying = :ever", values={":ever": now + _KEPT_SECONDS})
        # Not noted it would at worst be said again, where Slack sends the event again.
        with suppress(Transient):
            self._table.write(said)
