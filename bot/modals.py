"""Opens the form inside Slack's three seconds, and takes on what it is sent with."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from slack_bolt import Ack, BoltContext, Respond

from bot import invitations, notices
from bot.blocks import Message
from bot.forms import FormContext, form
from bot.intake import Act, Intake
from bot.payloads import workspace
from bot.recipes import Recipes, go_on_from
from bot.shared_images import images_in
from bot.submissions import read
from bot.webapi import WebApi
from core import observe
from core.errors import Gone, ImagineError, OptionError
from core.model import AspectRatio, ImageRequest, OutputFormat, Source
from core.style import Style

_OPEN_TIMEOUT = 2
_ERROR_LENGTH = 300


class Modals:
    """The form's listeners.

    Args:
        api: Opens views.
        intake: Takes requests on.
        recipes: Finds the job that is edited.
        styles: Enhancement styles by name.
        default_style: The one where none is chosen.
        default_ratio: Aspect ratio a new form starts with.
    """

    def __init__(
        self,
        api: WebApi,
        intake: Intake,
        recipes: Recipes,
        *,
        styles: Mapping[str, Style],
        default_style: str,
        default_ratio: AspectRatio,
    ) -> None:
        self._api = api
        self._intake = intake
        self._recipes = recipes
        self._styles = styles
        self._default_style = default_style
        self._default_ratio = default_ratio

    def open_new(self, trigger_id: str, context: FormContext, request: ImageRequest) -> bool:
        """Open the form for a new picture; False where Slack does not."""
        remembered = dataclasses.replace(context, output_format=request.output_format.value)
        return self._open(trigger_id, remembered, request, with_image_field=not context.files)

    def new(self, changes: Mapping[str, Any]) -> ImageRequest:
        """A request to fill a new form in with: the defaults, with these options."""
        blank = ImageRequest("", aspect_ratio=self._default_ratio)
        return dataclasses.replace(blank, **changes)

    def edit(self, ack: Ack, body: dict[str, Any], respond: Respond) -> None:
        """✏️: the form with a picture's recipe."""
        ack()
        try:
            job = self._recipes.behind_button(body)
        except Gone:
            _tell(respond, notices.gone())
            return
        except ImagineError as error:
            observe.report(error)
            _tell(respond, notices.unavailable())
            return
        container = body.get("container") or {}
        context = FormContext(
            channel=str((body.get("channel") or {}).get("id", "")),
            thread_ts=str(container.get("thread_ts") or job.address.get("thread_ts") or ""),
            job_id=job.id,
            response_url=str(body.get("response_url", "")),
        )
        if not self._open(str(body.get("trigger_id", "")), context, go_on_from(job)):
            _tell(respond, notices.unavailable())

    def reimagine(self, ack: Ack, body: dict[str, Any], respond: Respond) -> None:
        """The message shortcut: the form for the images of a message."""
        ack()
        message = body.get("message") or {}
        images = images_in(message)
        if not images.files:
            _tell(respond, invitations.no_image(images.why_not))
            return
        context = FormContext(
            channel=str((body.get("channel") or {}).get("id", "")),
            thread_ts=str(message.get("thread_ts") or message.get("ts") or ""),
            files=images.files[: invitations.MOST_IMAGES],
            response_url=str(body.get("response_url", "")),
        )
        if not self.open_new(str(body.get("trigger_id", "")), context, self.new({})):
            _tell(respond, notices.unavailable())

    def submitted(self, ack: Ack, body: dict[str, Any], context: BoltContext) -> None:
        """The form was sent: its pictures are taken on, or the form says what is wrong."""
        view = body["view"]
        try:
            remembered = FormContext.from_json(view["private_metadata"])
        except (TypeError, ValueError):
            # Of a release with other fields. An answer without errors would close the form, and
            # the words in it would be lost.
            ack(response_action="errors", errors={"prompt": notices.outdated_form().text})
            return
        try:
            before = self._before(body, remembered)
            filled = read(view, before, self._default_style)
        except OptionError as error:
            ack(response_action="errors", errors={error.field: error.message[:_ERROR_LENGTH]})
            return
        except Gone:
            ack(response_action="errors", errors={"prompt": notices.gone().text})
            return
        except ImagineError as error:
            observe.report(error)
            ack(response_action="errors", errors={"prompt": notices.unavailable().text})
            return
        files = remembered.files or (filled.source.reference if filled.source else "",)
        told: Message | None = None
        for file in files:
            request = filled
            if remembered.files:
                request = dataclasses.replace(filled, source=Source(reference=file))
            act = self._act(body, context, remembered, f"{view['id']}|{file}", request.prompt)
            told = self._intake.take(act, request)
            if told:
                break
        if told:
            ack(response_action="errors", errors={"prompt": told.text[:_ERROR_LENGTH]})
        else:
            ack()

    def _before(self, body: Mapping[str, Any], remembered: FormContext) -> ImageRequest:
        if not remembered.job_id:
            return self.new({"output_format": OutputFormat(remembered.output_format)})
        return go_on_from(self._recipes.find(remembered.job_id, workspace(body)))

    def _act(
        self,
        body: Mapping[str, Any],
        context: BoltContext,
        remembered: FormContext,
        identity: str,
        typed: str,
    ) -> Act:
        user = body.get("user") or {}
        address = {
            "channel": remembered.channel,
            "user": str(user.get("id", "")),
            "name": str(user.get("name") or user.get("username") or ""),
            "response_url": remembered.response_url,
            "thread_ts": remembered.thread_ts,
        }
        return Act(
            identity=f"form|{identity}",
            tenant=workspace(body),
            user=address["user"],
            address={name: value for name, value in address.items() if value},
            typed=typed,
            function_arn=context["function_arn"],
        )

    def _open(
        self,
        trigger_id: str,
        context: FormContext,
        request: ImageRequest,
        *,
        with_image_field: bool = False,
    ) -> bool:
        view = form(
            context,
            self._styles,
            self._default_style,
            request=request,
            with_source=bool(context.files or request.source),
            with_image_field=with_image_field,
        )
        try:
            self._api.call("views.open", timeout=_OPEN_TIMEOUT, trigger_id=trigger_id, view=view)
        except ImagineError as error:
            observe.report(error)
            return False
        return True


def _tell(respond: Respond, message: Message) -> None:
    with suppress(OSError):
        respond(**message.answer(), replace_original=False)
