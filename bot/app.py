"""The function's one entry, and the composition root: settings -> clients -> rooms.

`handler` shows each event its room by its shape alone. Whatever an HTTP request says in its body
or headers, it stays an HTTP request.
"""

from __future__ import annotations

import gc
import os
import random
from collections.abc import Mapping
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any

# Nothing that is imported becomes garbage: looking for some takes a tenth of a cold start.
gc.disable()

from bot import connections, gateway, house_styles
from bot.actions import Actions
from bot.admins import Admins
from bot.answers import Answers
from bot.clients import Clients
from bot.commands import Commands
from bot.events import Events
from bot.intake import Intake
from bot.modals import Modals
from bot.opinions import Opinions
from bot.reactions import Reactions
from bot.recipes import Recipes
from bot.removal import Removal
from bot.secrets import Secrets
from bot.settings import Settings, read
from bot.slack_door import PATH, Listeners, SlackDoor, build_app
from bot.threads import Threads
from bot.webapi import WebApi
from core import observe
from core.clock import Clock, SystemClock
from core.jobs import INVOKED_WITHIN, RECEIVED_WITHIN, Jobs
from core.lanes import FastLane, SlowLane, Starter
from core.table import Table
from core.tally import Tally

if TYPE_CHECKING:
    from api.rest import Rest
    from bot.replies import Replies
    from bot.statistics import Statistics
    from core.buckets import Buckets
    from core.worker import Worker

SWEEP_SOURCE = "imagine.sweep"
"""`source` of the schedule's event, as infra/template.yaml writes it."""

_ACK_PATIENCE = 1.5
_JOB_PATIENCE = 15.0


class Application:
    """Everything, put together. What an acknowledgement needs is built at once, the rest at need.

    Args:
        settings: The deployment's settings.
        clock: Tells the time.
        clients: The AWS clients.
    """

    def __init__(
        self, settings: Settings, *, clock: Clock | None = None, clients: Clients | None = None
    ) -> None:
        self.settings = settings
        self._clock = clock or SystemClock()
        self._clients = clients or Clients(settings.bedrock_region)
        self._rng = random.SystemRandom()
        self._styles = house_styles.load(settings.styles, settings.default_style)
        secrets = Secrets(settings, self._clients, self._clock)
        secrets.prepare()
        self._api = WebApi(settings.slack_api_url, secrets.bot_token, self._clock)
        self._table = Table(
            self._clients.dynamodb,
            settings.table,
            clock=self._clock,
            rng=self._rng,
            patience=_ACK_PATIENCE,
        )
        jobs = self._jobs(self._table)
        self._slow = SlowLane(lambda: self._clients.sqs, settings.queue_url)
        fast = FastLane(self._clients.lambda_) if settings.fast_lane else None
        starter = Starter(fast, self._slow, jobs)
        self._admits, self._starter = jobs, starter
        self._intake, self._recipes = intake, recipes = (
            Intake(jobs, starter, settings.raw_share),
            Recipes(jobs),
        )
        self._threads = Threads(self._table, self._clock, settings.retention_days)
        modals = Modals(
            self._api,
            intake,
            recipes,
            styles=self._styles,
            default_style=settings.default_style,
            default_ratio=settings.default_ratio,
        )
        self._admins = admins = Admins(self._api)
        self._tally = tally = Tally(self._table, self._clock, settings.retention_days)
        commands = Commands(
            intake,
            self._styles,
            settings.limits,
            modals,
            settings.default_ratio,
            statistics=lambda: self._statistics,
        )
        removal = Removal(jobs, starter, admins)
        answers = Answers(self._table, self._clock)
        events = Events(
            commands,
            lambda: self._replies,
            self._threads,
            answers,
            self._api,
            offers=settings.offers,
        )
        listeners = Listeners(
            commands=commands,
            actions=Actions(
                recipes=recipes,
                intake=intake,
                commands=commands,
                removal=removal,
                modals=modals,
                threads=self._threads,
            ),
            modals=modals,
            events=events,
            opinions=Opinions(recipes, tally),
            reactions=Reactions(
                self._api,
                answers=answers,
                events=events,
                recipes=recipes,
                intake=intake,
                removal=removal,
            ),
        )
        self._secrets = secrets
        app = build_app(listeners, secrets.bot_token)
        self._slack = SlackDoor(app, secrets, self._clock)

    def handle(self, event: object, context: Any) -> object:  # noqa: ANN401 - Lambda's own
        """Answer one event."""
        if not isinstance(event, Mapping):
            return gateway.answer(400)
        if gateway.is_http(event):
            request = gateway.read(event)
            if not request.path or request.path.endswith(PATH):
                arn = str(getattr(context, "invoked_function_arn", ""))
                return self._slack.handle(request, arn)
            # API Gateway has let it through a route of the template; the door knows which.
            return self._rest.request(event, context)
        return self._work(dict(event), context)

    def _work(self, event: dict[str, Any], context: Any) -> object:  # noqa: ANN401 - Lambda's own
        from core import arrivals  # noqa: PLC0415 - jobs pay for this, not acknowledgements

        def remaining() -> float:
            return float(context.get_remaining_time_in_millis()) / 1000

        records = event.get("Records")
        if isinstance(records, list) and all(_is_queued(record) for record in records):
            return arrivals.run_slow(self._worker, self._slow, event, remaining)
        if isinstance(event.get("job_id"), str):
            arrivals.run_fast(self._worker, self._slow, event["job_id"], remaining)
            return None
        if event.get("source") == SWEEP_SOURCE:
            jobs = self._jobs(self._table.patient(_JOB_PATIENCE))
            arrivals.sweep(jobs, self._worker, self._slow, self._clock, remaining)
            return None
        if "prompt" in event or "body" in event:
            return self._rest.invocation(event, context)
        observe.logger().error("an event of no known shape", keys=sorted(map(str, event))[:10])
        return gateway.answer(400)

    def _jobs(self, table: Table) -> Jobs:
        return Jobs(
            table,
            clock=self._clock,
            rng=self._rng,
            limits=self.settings.limits,
            retention_days=self.settings.retention_days,
            begun_within=INVOKED_WITHIN if self.settings.fast_lane else RECEIVED_WITHIN,
        )

    @cached_property
    def _replies(self) -> Replies:
        from bot.replies import Replies  # noqa: PLC0415 - its many rules are for threads only

        return Replies(self._recipes, self._intake, self._styles)

    @cached_property
    def _statistics(self) -> Statistics:
        from bot.statistics import Statistics  # noqa: PLC0415 - asked for once in a while

        return Statistics(self._admins, self._tally, self.settings.raw_share)

    @cached_property
    def _buckets(self) -> Buckets:
        from core.buckets import Buckets  # noqa: PLC0415 - on the path of jobs and REST only

        settings = self.settings
        return Buckets(
            self._clients.s3, inputs=settings.input_bucket, outputs=settings.output_bucket
        )

    @cached_property
    def _rest(self) -> Rest:
        # Not on the path of an acknowledgement: the resolver and what it brings.
        from api.bodies import Choices  # noqa: PLC0415
        from api.rest import Rest  # noqa: PLC0415

        settings = self.settings
        return Rest(
            jobs=self._admits,
            starter=self._starter,
            buckets=self._buckets,
            clock=self._clock,
            choices=Choices(
                styles=tuple(self._styles),
                models=(settings.image_model,),
                input_bucket=settings.input_bucket,
                default_ratio=settings.default_ratio,
            ),
            model=settings.image_model,
        )

    @cached_property
    def _worker(self) -> Worker:
        from bot.workshop import Workshop, equip  # noqa: PLC0415 - jobs pay for it

        table = self._table.patient(_JOB_PATIENCE)
        return equip(
            Workshop(
                settings=self.settings,
                clients=self._clients,
                clock=self._clock,
                rng=self._rng,
                styles=self._styles,
                table=table,
                jobs=self._jobs(table),
                buckets=self._buckets,
                api=self._api,
                token=self._secrets.bot_token,
            )
        )


def _is_queued(record: object) -> bool:
    return isinstance(record, Mapping) and record.get("eventSource") == "aws:sqs"


@cache
def _application() -> Application:
    connections.install()
    return Application(read(os.environ))


def handler(event: object, context: Any) -> object:  # noqa: ANN401 - Lambda's own
    """The function's entry.

    Args:
        event: An HTTP request, a job, a batch of the queue's messages, or the schedule.
        context: Lambda's; its ARN is the one the function invokes itself by.
    """
    try:
        return _application().handle(event, context)
    finally:
        connections.close()


if "AWS_LAMBDA_FUNCTION_NAME" in os.environ:
    # Built while the function starts, not while the first person waits; there to stay, so that no
    # collection looks at it again.
    _application()
    gc.freeze()
gc.enable()
