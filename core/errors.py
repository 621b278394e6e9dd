"""The error tree.

    ImagineError
    ├── UserError        shown to the person, never retried
    │   ├── OptionError      an option or value that cannot be taken
    │   ├── LimitReached     a budget is spent
    │   ├── Filtered         a model refused words or picture
    │   ├── NeedsEnglish     words that cannot be painted as they are
    │   ├── SourceRefused    a source image that cannot be used
    │   └── CannotPost       nowhere to put the picture
    ├── Transient        tried again, then handed to the slow lane
    │   ├── Throttled        a definite "not now", nothing paid
    │   ├── Unavailable      a definite "no answer", nothing paid
    │   └── AnswerLost       it may have been done and paid; the answer never came
    ├── NotPaidAgain     every answer that may be paid for got lost; ends the job
    ├── Defect           ends the job; the operator is alarmed
    │   ├── Misconfigured    what the operator must mend, and how
    │   └── BadAnswer        a service answered outside its contract
    └── NotOurs          a job another worker has, or that needs nothing more
        ├── Busy             somebody holds a live lease
        ├── LeaseLost        ours ran out and another worker took over
        └── Gone             ended, unknown, or no longer kept

`outcome` names the end in the job's record; the words people read are the door's.
"""

from __future__ import annotations

from core.model import Outcome


class ImagineError(Exception):
    """Anything this system raises on purpose."""

    outcome: Outcome = Outcome.FAULT


class UserError(ImagineError):
    """Something the person who asked can change. Shown to that person alone, never retried."""

    outcome = Outcome.INVALID


class OptionError(UserError):
    """An option or a value that cannot be taken.

    Attributes:
        field: The option's name as in `ImageRequest` ("aspect_ratio", "seed", …).
        message: What is wrong and the right form, in plain words. May quote the person.
    """

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field
        self.message = message


class LimitReached(UserError):
    """A budget is spent.

    Attributes:
        budget: "person", "workspace" or "paid".
        limit: Pictures (or paid calls) a day.
        resets: Epoch seconds at which it starts anew.
    """

    outcome = Outcome.PAID_LIMIT

    def __init__(self, budget: str, limit: int, resets: float) -> None:
        super().__init__(f"{budget} budget of {limit} a day is spent")
        self.budget = budget
        self.limit = limit
        self.resets = resets


class Filtered(UserError):
    """A model's own filter said no. Final: never tried again.

    Attributes:
        outcome: FILTERED_PROMPT, FILTERED_OUTPUT or FILTERED_SOURCE.
    """

    def __init__(self, outcome: Outcome) -> None:
        super().__init__(outcome.value)
        self.outcome = outcome


class NeedsEnglish(UserError):
    """The words are visibly not English and no translation could be had."""

    outcome = Outcome.NOT_ENGLISH


class SourceRefused(UserError):
    """A source image that cannot be used.

    Attributes:
        message: Why, and what to send instead, in plain words.
    """

    outcome = Outcome.BAD_SOURCE

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class CannotPost(UserError):
    """There is nowhere to put the picture: not a member, or a conversation closed to us.

    Attributes:
        reason: The service's own word for it, such as "not_in_channel".
    """

    outcome = Outcome.NO_POSTING

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Transient(ImagineError):
    """It may work later.

    Attributes:
        retry_after: Seconds the service asked to wait; 0 when it did not say.
    """

    outcome = Outcome.UNAVAILABLE

    def __init__(self, message: str = "", *, retry_after: float = 0.0) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class Throttled(Transient):
    """The service said "not now". Nothing was done, nothing paid."""

    outcome = Outcome.THROTTLED


class Unavailable(Transient):
    """The service could not be reached or said it cannot. Nothing was done, nothing paid."""


class AnswerLost(Transient):
    """The call may have been carried out, and paid, but its answer never came or was unusable."""

    outcome = Outcome.ANSWER_LOST


class NotPaidAgain(ImagineError):
    """Every answer that a job may pay for got lost. Final."""

    outcome = Outcome.ANSWER_LOST


class Defect(ImagineError):
    """Not the person's doing and not passing: the job ends and the operator is alarmed."""


class Misconfigured(Defect):
    """The operator must change something.

    Attributes:
        mend: What to do, in one sentence; logged, never shown to people in the workspace.
    """

    outcome = Outcome.MISCONFIGURED

    def __init__(self, message: str, *, mend: str) -> None:
        super().__init__(message)
        self.mend = mend


class BadAnswer(Defect):
    """A service answered outside its contract, more often than it may."""

    outcome = Outcome.BAD_ANSWER


class NotOurs(ImagineError):
    """A job that this worker has nothing to do for, now or any more. Never an alarm."""


class Busy(NotOurs):
    """Another worker holds a live lease.

    Attributes:
        until: Epoch seconds at which the lease runs out at the latest.
    """

    def __init__(self, until: float) -> None:
        super().__init__(f"leased until {until:.0f}")
        self.until = until


class LeaseLost(NotOurs):
    """The lease ran out while working and another worker took over: change nothing more."""


class Gone(NotOurs):
    """The job has ended, is unknown, or is no longer kept."""
