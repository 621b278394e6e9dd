"""Thumbs on pictures: counted, and not answered, because Slack shows which one was pressed."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from slack_bolt import Ack, Respond

from bot import notices
from bot.payloads import workspace
from bot.recipes import Recipes, pressed
from core import observe
from core.errors import Gone, ImagineError
from core.model import Status
from core.tally import Tally, Thumb


class Opinions:
    """What the thumbs do.

    Args:
        recipes: Finds the job of a picture.
        tally: Counts.
    """

    def __init__(self, recipes: Recipes, tally: Tally) -> None:
        self._recipes = recipes
        self._tally = tally

    def thumb(self, ack: Ack, body: dict[str, Any], respond: Respond) -> None:
        """Somebody's thumb on a picture; their last one counts."""
        ack()
        word, _, job_id = pressed(body).partition(":")
        user = str((body.get("user") or {}).get("id", ""))
        if word not in set(Thumb) or not user:
            return
        try:
            job = self._recipes.find(job_id, workspace(body))
            if job.status is Status.DONE:
                self._tally.vote(job, user, Thumb(word))
        except Gone:
            _answer(respond, notices.gone().answer())
        except ImagineError as error:
            observe.report(error)
            _answer(respond, notices.unavailable().answer())


def _answer(respond: Respond, arguments: dict[str, Any]) -> None:
    with suppress(OSError):
        respond(**arguments, replace_original=False)
