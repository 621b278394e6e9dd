"""What jobs are carried on with: the models, the buckets, the ways back, in one worker's hands.

Imported when the first job comes; an acknowledgement needs none of it.
"""

from __future__ import annotations

import random
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from api.door import RestDoor
from api.principals import DOOR as REST
from bot.clients import Clients
from bot.delivery import Delivery, Look
from bot.downloads import stand_in_hosts
from bot.intake import DOOR as SLACK
from bot.posting import Posting
from bot.settings import Settings
from bot.sources import Sources
from bot.threads import Threads
from bot.uploads import Uploads
from bot.webapi import WebApi
from core.buckets import Buckets
from core.clock import Clock
from core.jobs import Jobs
from core.painting import BedrockPainter
from core.ports import Tools
from core.prompt_cache import PromptCache
from core.style import Style
from core.table import Table
from core.worker import Worker


@dataclass(frozen=True, slots=True)
class Workshop:
    """What the composition root has already made.

    Attributes:
        settings: The deployment's settings.
        clients: The AWS clients.
        clock: Tells the time.
        rng: Jitter.
        styles: Enhancement styles by name.
        table: The table, as patient as a job may be.
        jobs: Jobs in that table.
        buckets: The pictures.
        api: Slack.
        token: Reads the bot token.
    """

    settings: Settings
    clients: Clients
    clock: Clock
    rng: random.Random
    styles: Mapping[str, Style]
    table: Table
    jobs: Jobs
    buckets: Buckets
    api: WebApi
    token: Callable[[], str]


def equip(given: Workshop) -> Worker:
    """The worker, with everything in its place."""
    settings, clients, clock = given.settings, given.clients, given.clock
    delivery = Delivery(
        given.api,
        uploads=Uploads(given.api, clock),
        sources=Sources(given.api, given.token, stand_in_hosts(settings.slack_api_url)),
        threads=Threads(given.table, clock, settings.retention_days),
        jobs=given.jobs,
        pictures=given.buckets.find_picture,
        posting=Posting(given.api, clock),
        look=Look(
            image_model=settings.image_model,
            styles=given.styles,
            default_style=settings.default_style,
        ),
    )
    painter = BedrockPainter(
        enhance_client=lambda: clients.enhance,
        intent_client=lambda: clients.intent,
        image_client=lambda: clients.image,
        enhance_model=settings.enhance_model,
        image_model=settings.image_model,
        styles=given.styles,
        default_style=settings.default_style,
        cache=PromptCache(given.table, clock, settings.cache_days),
        log_words=settings.log_prompts,
    )
    return Worker(
        Tools(
            jobs=given.jobs,
            buckets=given.buckets,
            painter=painter,
            doors={SLACK: delivery, REST: RestDoor(given.buckets)},
            clock=clock,
            rng=given.rng,
            new_id=lambda: uuid.uuid4().hex,
        )
    )
