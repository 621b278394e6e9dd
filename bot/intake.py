"""Takes what somebody asked for on as a job, or says privately why not.

Commands, messages, buttons and forms all come through here, inside Slack's three seconds.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot import notices
from bot.blocks import Message
from core import observe
from core.errors import ImagineError, LimitReached
from core.experiment import variant
from core.jobs import Jobs
from core.lanes import Starter
from core.model import ImageRequest, Question

DOOR = "slack"
"""The name jobs that came from Slack have for their way back."""


@dataclass(frozen=True, slots=True)
class Act:
    """Something a person did.

    Attributes:
        identity: What was done, never how it was delivered.
        tenant: The workspace.
        user: Who did it.
        address: What the delivery needs to answer: `channel`, `user` and the rest.
        typed: The words as they were typed, to be given back when they cannot be taken.
        function_arn: This function as it was invoked.
    """

    identity: str
    tenant: str
    user: str
    address: Mapping[str, str]
    typed: str
    function_arn: str


class Intake:
    """Takes requests on.

    Args:
        jobs: Admits them.
        starter: Sends them on their way.
        raw_percent: Percent of people in the raw arm of the experiment; 0 is none.
    """

    def __init__(self, jobs: Jobs, starter: Starter, raw_percent: int = 0) -> None:
        self._jobs = jobs
        self._starter = starter
        self._raw_percent = raw_percent

    def take(
        self, act: Act, request: ImageRequest, question: Question | None = None
    ) -> Message | None:
        """Admit a request and send it on its way.

        Args:
            act: What was done.
            request: What is to be painted.
            question: A reply that has yet to be understood before anything is.

        Returns:
            What the person is to be told privately; None when the placeholder says it all.
        """
        try:
            admission = self._jobs.admit(
                act=act.identity,
                tenant=act.tenant,
                owner=act.user,
                door=DOOR,
                address=act.address,
                request=request,
                question=question,
                variant=variant(act.tenant, act.user, request, self._raw_percent),
            )
        except LimitReached as error:
            return notices.refusal(error, act.typed)
        except ImagineError as error:
            observe.report(error)
            return notices.unavailable()
        if admission.fresh and not self._starter.start(admission.job.id, act.function_arn):
            return notices.late()
        return None
