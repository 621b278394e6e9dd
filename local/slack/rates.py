"""Slack's rate limits, for those who want them kept: off unless a workspace is given them.

Figures from Slack's rate limit page: one message a second for each conversation, tier 3 fifty
calls a minute, tier 4 a hundred; apps distributed outside the Marketplace read history once a
minute.
"""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass, field

_TIER_3 = {"chat.update", "chat.delete", "conversations.history", "conversations.replies"}
_TIER_4 = {
    "files.getUploadURLExternal",
    "files.completeUploadExternal",
    "files.info",
    "users.info",
    "chat.postEphemeral",
    "views.open",
}
_MINUTE = 60.0


@dataclass(slots=True)
class Rates:
    """Counts calls and says how long to wait.

    Attributes:
        distributed: Whether the app is distributed outside the Marketplace.
    """

    distributed: bool = False
    _seen: dict[str, deque[float]] = field(default_factory=dict)

    def wait(self, method: str, channel: str, now: float) -> int:
        """Whole seconds until this call is welcome, for Retry-After; 0 when it counts as made.

        Args:
            method: Web API method.
            channel: Conversation it writes to, or "".
            now: Epoch seconds.
        """
        limit, seconds, key = self._rule(method, channel)
        if not limit:
            return 0
        calls = self._seen.setdefault(key, deque())
        while calls and now - calls[0] >= seconds:
            calls.popleft()
        if len(calls) >= limit:
            return max(1, math.ceil(calls[0] + seconds - now))
        calls.append(now)
        return 0

    def _rule(self, method: str, channel: str) -> tuple[int, float, str]:
        if method == "chat.postMessage":
            return 1, 1.0, f"{method} {channel}"
        if self.distributed and method in {"conversations.history", "conversations.replies"}:
            return 1, _MINUTE, method
        if method in _TIER_3:
            return 50, _MINUTE, method
        return (100, _MINUTE, method) if method in _TIER_4 else (0, 0.0, method)
