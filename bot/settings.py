"""Every setting, read once from the environment and checked, in one typed place.

`infra/template.yaml` sets them from its parameters. A value that cannot be taken stops the
function with a message that names the variable and the right form.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from core.budgets import Limits
from core.model import AspectRatio


class SettingsError(Exception):
    """A setting that is missing or cannot be taken. The message names the fix."""


@dataclass(frozen=True, slots=True)
class SecretSource:
    """Where a secret is kept.

    Attributes:
        service: "ssm" or "secretsmanager"; "" when it is kept nowhere.
        name: Its name or ARN there.
    """

    service: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of a deployment.

    Attributes:
        table: Name of the DynamoDB table.
        input_bucket: Name of the bucket for source images.
        output_bucket: Name of the bucket for pictures.
        queue_url: URL of the slow lane's queue.
        enhance_model: Bedrock id of the text model, or of its inference profile.
        image_model: Bedrock id of the image model.
        bedrock_region: Region of both models.
        default_style: Enhancement style where none is asked for.
        styles: The operator's own enhancement styles: JSON, or the name of a JSON file.
        cache_days: How long an enhanced prompt is good for the same words again; 0 never.
        raw_share: Percent of people whose words are painted as they are, to see which pictures
            are liked better; 0 is no experiment.
        default_ratio: Aspect ratio where none is asked for.
        limits: Daily budgets.
        retention_days: How long recipes are kept.
        fast_lane: Whether jobs start by self-invocation; else all go by the queue.
        log_prompts: Whether the words of each picture are logged.
        offers: Whether images shared without a mention are offered to be reimagined.
        bot_token: Slack's bot token where the environment itself carries it, else "".
        signing_secret: Slack's signing secret where the environment itself carries it, else "".
        bot_token_source: Where the bot token is kept.
        signing_secret_source: Where the signing secret is kept.
        slack_api_url: Base URL of Slack's Web API, with a slash at its end.
    """

    table: str
    input_bucket: str
    output_bucket: str
    queue_url: str
    enhance_model: str = "us.amazon.nova-pro-v1:0"
    image_model: str = "stability.sd3-5-large-v1:0"
    bedrock_region: str = "us-west-2"
    default_style: str = "default"
    styles: str = ""
    cache_days: int = 30
    raw_share: int = 0
    default_ratio: AspectRatio = AspectRatio.RATIO_16_9
    limits: Limits = field(default_factory=Limits)
    retention_days: int = 400
    fast_lane: bool = True
    log_prompts: bool = False
    offers: bool = True
    bot_token: str = ""
    signing_secret: str = ""
    bot_token_source: SecretSource = field(default_factory=SecretSource)
    signing_secret_source: SecretSource = field(default_factory=SecretSource)
    slack_api_url: str = "https://slack.com/api/"


def read(environment: Mapping[str, str]) -> Settings:
    """The settings in an environment.

    Raises:
        SettingsError: One is missing or cannot be taken.
    """
    env = _Environment(environment)
    defaults = Settings(table="", input_bucket="", output_bucket="", queue_url="")
    return Settings(
        table=env.required("TABLE_NAME"),
        input_bucket=env.required("INPUT_BUCKET"),
        output_bucket=env.required("OUTPUT_BUCKET"),
        queue_url=env.required("SLOW_LANE_QUEUE_URL"),
        enhance_model=env.text("ENHANCE_MODEL_ID", defaults.enhance_model),
        image_model=env.text("IMAGE_MODEL_ID", defaults.image_model),
        bedrock_region=env.text("BEDROCK_REGION", defaults.bedrock_region),
        default_style=env.text("DEFAULT_STYLE", defaults.default_style),
        styles=env.text("ENHANCEMENT_STYLES", ""),
        cache_days=env.count("ENHANCEMENT_CACHE_DAYS", defaults.cache_days, most=365),
        raw_share=env.count("EXPERIMENT_RAW_PERCENT", defaults.raw_share, most=100),
        default_ratio=env.ratio("DEFAULT_ASPECT_RATIO", defaults.default_ratio),
        limits=Limits(
            person=env.budget("PICTURES_PER_PERSON", defaults.limits.person),
            workspace=env.budget("PICTURES_PER_WORKSPACE", defaults.limits.workspace),
            paid=env.budget("PAID_CALLS_PER_WORKSPACE", defaults.limits.paid),
        ),
        retention_days=env.days("RETENTION_DAYS", defaults.retention_days),
        fast_lane=env.choice("JOB_LANE", "fast", "slow"),
        log_prompts=not env.choice("LOG_PROMPTS", "off", "on"),
        offers=env.choice("OFFERS", "on", "off"),
        bot_token=env.text("SLACK_BOT_TOKEN", ""),
        signing_secret=env.text("SLACK_SIGNING_SECRET", ""),
        bot_token_source=env.source("SLACK_BOT_TOKEN_SOURCE"),
        signing_secret_source=env.source("SLACK_SIGNING_SECRET_SOURCE"),
        slack_api_url=env.text("SLACK_API_URL", defaults.slack_api_url).rstrip("/") + "/",
    )


class _Environment:
    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = environment

    def text(self, name: str, default: str) -> str:
        return self._environment.get(name, "").strip() or default

    def required(self, name: str) -> str:
        value = self.text(name, "")
        if not value:
            raise SettingsError(f"{name} is not set; infra/template.yaml sets it")
        return value

    def ratio(self, name: str, default: AspectRatio) -> AspectRatio:
        value = self.text(name, default.value)
        if value not in set(AspectRatio):
            raise SettingsError(f"{name} is {value!r}; it is one of {', '.join(AspectRatio)}")
        return AspectRatio(value)

    def budget(self, name: str, default: int | None) -> int | None:
        value = self.text(name, str(default))
        if value.lower() == "unlimited":
            return None
        if not (value.isascii() and value.isdigit()):
            raise SettingsError(f'{name} is {value!r}; it is a whole number or "unlimited"')
        return int(value)

    def count(self, name: str, default: int, *, most: int) -> int:
        value = self.text(name, str(default))
        if not (value.isascii() and value.isdigit() and int(value) <= most):
            raise SettingsError(f"{name} is {value!r}; it is a whole number from 0 to {most}")
        return int(value)

    def days(self, name: str, default: int) -> int:
        value = self.text(name, str(default))
        if not (value.isascii() and value.isdigit() and int(value) > 0):
            raise SettingsError(f"{name} is {value!r}; it is a whole number of days, 1 or more")
        return int(value)

    def choice(self, name: str, yes: str, no: str) -> bool:
        value = self.text(name, yes).lower()
        if value not in {yes, no}:
            raise SettingsError(f'{name} is {value!r}; it is "{yes}" or "{no}"')
        return value == yes

    def source(self, name: str) -> SecretSource:
        value = self.text(name, "")
        if not value:
            return SecretSource()
        service, _, secret = value.partition(":")
        if service not in {"ssm", "secretsmanager"} or not secret:
            raise SettingsError(
                f'{name} is not of the form "ssm:/imagine/slack-bot-token" or '
                '"secretsmanager:NAME-OR-ARN"'
            )
        return SecretSource(service, secret)
