"""Enhanced prompts kept for the same words in the same style: saves a second and 0.001 USD each.

An entry belongs to a tenant and is found by everything the rewriting model was told: words, what to
leave out, style with the version of its system prompt, model, source image. It holds nothing but
the enhanced prompt; words cannot be read back from its key. The cache is never worth waiting for:
a table that does not answer is a miss.
"""

from __future__ import annotations

import hashlib
import json

from core import observe
from core.clock import Clock
from core.errors import ImagineError
from core.model import Image, ImageRequest
from core.style import Style
from core.table import Table, Write
from core.text import clean

_PATIENCE = 0.3
_DAY = 86_400


class PromptCache:
    """The cache.

    Args:
        table: Where it lies.
        clock: Tells when an entry is too old.
        days: How long an entry is good for; 0 keeps none and finds none.
    """

    def __init__(self, table: Table, clock: Clock, days: int) -> None:
        self._table = table.patient(_PATIENCE)
        # What has to go must go, however long the table takes.
        self._patient = table
        self._clock = clock
        self._seconds = days * _DAY

    def key(
        self, tenant: str, request: ImageRequest, style: Style, model: str, source: Image | None
    ) -> str:
        """The table key of an entry; "" where nothing is kept."""
        if not self._seconds:
            return ""
        told = [
            clean(request.prompt),
            clean(request.negative_prompt),
            style.name,
            style.version,
            model,
            hashlib.sha256(source.content).hexdigest() if source else "",
        ]
        digest = hashlib.sha256(json.dumps(told).encode()).hexdigest()
        return f"{tenant}#prompt#{digest}"

    def find(self, key: str) -> str:
        """The enhanced prompt of an entry; "" where there is none."""
        if not key:
            return ""
        try:
            item = self._table.get(key)
        except ImagineError as error:
            observe.report(error)
            return ""
        # DynamoDB takes up to two days to remove what has expired.
        fresh = item is not None and item["expires"] > self._clock.now()
        hit = str(item["enhanced"]) if item and fresh else ""
        observe.record(observe.Metric.CACHE_HIT, 1.0 if hit else 0.0)
        return hit

    def keep(self, key: str, enhanced: str) -> None:
        """Keep an enhanced prompt, as well as can be."""
        if not key:
            return
        expires = int(self._clock.now()) + self._seconds
        try:
            self._table.write(Write(key, put={"enhanced": enhanced, "expires": expires}))
        except ImagineError as error:
            observe.report(error)

    def forget(self, key: str) -> None:
        """Remove an entry; it need not be there.

        Raises:
            Transient: The table could not be written.
        """
        if key:
            self._patient.delete(key)
