"""/imagine: words -> request -> job -> ack.

Words sent to the bot directly, or with a mention, come through `take_words` as well.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from slack_bolt import Ack, BoltContext

from bot import notices
from bot.blocks import Message
from bot.forms import FormContext
from bot.intake import Act, Intake
from bot.modals import Modals
from bot.payloads import workspace
from core.budgets import Limits
from core.errors import NeedsEnglish, OptionError
from core.language import visibly_not_english
from core.model import AspectRatio, Source
from core.options import EmptyPrompt, parse
from core.style import Style

if TYPE_CHECKING:  # it is loaded when it is asked for
    from bot.statistics import Statistics

_HELP = {"help", "--help", "-h", "?"}
_STATISTICS = {"stats", "--stats"}


class Commands:
    """Reads what people type.

    Args:
        intake: Takes requests on.
        styles: Enhancement styles by name.
        limits: Daily budgets, for the help.
        modals: Opens the form.
        default_ratio: Aspect ratio where none is asked for.
        statistics: Gives what tells admins the numbers.
    """

    def __init__(
        self,
        intake: Intake,
        styles: Mapping[str, Style],
        limits: Limits,
        modals: Modals,
        default_ratio: AspectRatio,
        *,
        statistics: Callable[[], Statistics],
    ) -> None:
        self._intake = intake
        self._styles = styles
        self._limits = limits
        self._modals = modals
        self._default_ratio = default_ratio
        self._statistics = statistics

    def imagine(self, ack: Ack, command: dict[str, Any], context: BoltContext) -> None:
        """The slash command: acknowledged with nothing to read, unless there is something."""
        act = Act(
            identity=f"command|{command.get('trigger_id', '')}",
            tenant=workspace(command),
            user=str(command.get("user_id", "")),
            address={
                "channel": str(command.get("channel_id", "")),
                "user": str(command.get("user_id", "")),
                "name": str(command.get("user_name", "")),
                "response_url": str(command.get("response_url", "")),
            },
            typed=str(command.get("text", "")),
            function_arn=context["function_arn"],
        )

        def open_form(error: EmptyPrompt) -> Message | None:
            """A command without words opens the form, filled in with the options there are."""
            remembered = FormContext(
                channel=act.address["channel"], response_url=act.address["response_url"]
            )
            request = self._modals.new(error.changes)
            trigger_id = str(command.get("trigger_id", ""))
            opened = self._modals.open_new(trigger_id, remembered, request)
            return None if opened else self.help()

        message = self.take_words(act, on_empty=open_form)
        if message:
            ack(**message.answer())
        else:
            ack()

    def take_words(
        self,
        act: Act,
        *,
        enhance: bool = False,
        source: Source | None = None,
        on_empty: Callable[[EmptyPrompt], Message | None] | None = None,
    ) -> Message | None:
        """Take what was typed on as a job.

        Args:
            act: What was done.
            enhance: Whether the words are to be enhanced although they say they are not.
            source: The image to start from.
            on_empty: What is done where there are no words; the help is shown otherwise.

        Returns:
            What the person is to be told privately; None when the placeholder says it all.
        """
        if act.typed.strip().lower() in _HELP:
            return self.help()
        if act.typed.strip().lower() in _STATISTICS:
            return self._statistics().told(act.tenant, act.user)
        try:
            request = parse(act.typed, styles=self._styles, default_ratio=self._default_ratio)
            request = dataclasses.replace(request, source=source)
        except EmptyPrompt as error:
            return on_empty(error) if on_empty else self.help()
        except OptionError as error:
            return notices.refusal(error, act.typed)
        if enhance:
            request = dataclasses.replace(request, enhance=True)
        if not request.enhance and visibly_not_english(request.prompt):
            return notices.refusal(NeedsEnglish(), act.typed)
        return self._intake.take(act, request)

    def help(self) -> Message:
        """How the command is used."""
        styles = {name: style.description for name, style in self._styles.items()}
        return notices.help_message(styles, self._limits)
