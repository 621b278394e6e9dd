"""The limits that pictures meet, with where each figure comes from, and the demand they meet.

Rates are a second unless they say otherwise. What depends on the account is a field to be set.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """What a deployment is allowed.

    Attributes:
        concurrency: Invocations at the same time (Lambda quotas: 1,000 a region; new accounts
            have as few as 10).
        starts: Environments that may be started in 10 s (Lambda scaling: 1,000 a function).
        pictures_a_minute: What the image model takes before it throttles. Bedrock counts tokens
            for each model and account, and publishes no figure for this one: 60 is an assumption.
        slow_lane: Jobs of the queue that run at the same time (`SlowLaneConcurrency`).
        fast: Whether jobs begin by themselves, or all in the queue (`JobLane`).
        http: Requests that the HTTP API takes (API Gateway quotas).
        updates_a_minute: `chat.update` of one workspace (Slack's tier 3).
        posts: New messages in one channel (Slack).
        looks_a_minute: `files.info` of one workspace (Slack's tier 4).
    """

    concurrency: int = 1_000
    starts: int = 1_000
    pictures_a_minute: float = 60.0
    slow_lane: int = 5
    fast: bool = True
    http: float = 10_000.0
    updates_a_minute: float = 50.0
    posts: float = 1.0
    looks_a_minute: float = 100.0


@dataclass(frozen=True, slots=True)
class Demand:
    """What people ask for in the busiest hour of a day, and how long it takes.

    Attributes:
        pictures_a_day: Of a workspace, on average. Sizes differ: see `spread`.
        peak_share: Part of a day's that falls into its busiest hour.
        spread: Standard deviation of the logarithm of a workspace's size.
        channels: Where a workspace asks.
        talk_a_day: Messages of a workspace that the bot hears and that are none of its business.
        ack: Seconds of an invocation that acknowledges.
        start: Seconds that an environment takes to start.
        enhance: Seconds of Nova Pro and of what is done beside it.
        paint: Least, usual and most seconds of Stable Diffusion 3.5 (people see 8 to 30).
        deliver: Seconds from the picture to its message.
    """

    pictures_a_day: float = 40.0
    peak_share: float = 0.2
    spread: float = 1.0
    channels: int = 5
    talk_a_day: float = 5_000.0
    ack: float = 0.1
    start: float = 0.6
    enhance: float = 1.2
    paint: tuple[float, float, float] = (8.0, 11.0, 30.0)
    deliver: float = 0.7

    @property
    def rate(self) -> float:
        """Pictures a second that one workspace asks for in the busiest hour."""
        return self.pictures_a_day * self.peak_share / 3_600

    @property
    def talk_rate(self) -> float:
        """Messages a second of one workspace in the busiest hour."""
        return self.talk_a_day * self.peak_share / 3_600

    @property
    def seconds(self) -> float:
        """Seconds of an environment that one picture takes, its acknowledgement included."""
        return self.ack + self.enhance + sum(self.paint) / 3 + self.deliver
