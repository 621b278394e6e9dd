"""Replies in the thread of a picture: the same again, a change, or talk, which is left alone."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping

from bot import notices
from bot.blocks import Message
from bot.heard import Heard
from bot.intake import Act, Intake
from bot.recipes import Recipes, go_on_from
from core.errors import Gone, OptionError
from core.model import ImageRequest, Job, Question, Source
from core.options import merge
from core.replies import Again, Change, Reply, Ruling, Talk, judge
from core.style import Style


class Replies:
    """Takes replies on.

    Args:
        recipes: Finds the picture a thread is about.
        intake: Takes requests on.
        styles: Enhancement styles by name.
    """

    def __init__(self, recipes: Recipes, intake: Intake, styles: Mapping[str, Style]) -> None:
        self._recipes = recipes
        self._intake = intake
        self._styles = styles

    def take(self, heard: Heard, job_id: str, act: Act) -> Message | None:
        """Take on what a reply asks for, if it does.

        What rules cannot tell becomes a job all the same, whose first step is to have it judged;
        if it is talk after all, that job ends without a word.

        Returns:
            What the person is to be told privately; None where there is nothing to be said.

        Raises:
            Transient: The table could not be read.
        """
        try:
            job = self._recipes.find(job_id, heard.tenant)
        except Gone:
            return notices.gone() if heard.to_us else None
        reply = Reply(
            text=heard.words,
            to_us=heard.direct or heard.addressed,
            to_others=heard.to_others,
            with_image=bool(heard.images.files),
            about=job.request.prompt,
        )
        try:
            ruling = judge(reply, styles=self._styles)
        except OptionError as error:
            return notices.refusal(error, heard.words)
        if isinstance(ruling, Talk):
            return None
        if not isinstance(ruling, Again | Change):
            # Whoever only talks must not hear of limits, or of anything.
            self._intake.take(act, go_on_from(job), Question(heard.words, sure=False))
            return None
        request, question = _asked(job, ruling, heard)
        return self._intake.take(act, request, question)


def _asked(job: Job, ruling: Ruling, heard: Heard) -> tuple[ImageRequest, Question | None]:
    request = go_on_from(job)
    if heard.images.files:
        request = dataclasses.replace(
            request, source=Source(reference=heard.images.files[0]), enhanced_prompt=""
        )
    if not isinstance(ruling, Change):
        return dataclasses.replace(request, seed=0), None
    request = merge(request, ruling.options)
    if ruling.new_seed:
        request = dataclasses.replace(request, seed=ruling.options.get("seed", 0))
    return request, Question(ruling.words, sure=True) if ruling.words else None
