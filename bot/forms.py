"""The form: what to paint, with every option filled in.

Pure: how a form is read when it is sent is in `bot.submissions`, what is done with it in
`bot.modals`.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from core.model import SEED_MAX, SEED_MIN, AspectRatio, ImageRequest, OutputFormat
from core.style import Style

CALLBACK = "imagine_form"
PROMPT_LIMIT = 2_000
ENHANCED_LIMIT = 3_000
"""Characters a plain-text input takes at most (Block Kit reference)."""

VALUE = "value"
"""Action id of every field: the block's id names it."""

EXACT_WORDS = "=exact"
"""What stands among the styles for none: the words are painted as they are. No style's name."""

_LEAVE_OUT_LIMIT = 500
_IMAGE_TYPES = ["jpg", "jpeg", "png", "gif", "webp", "heic", "heif"]


@dataclass(frozen=True, slots=True)
class FormContext:
    """What a form has to remember until it is sent.

    Attributes:
        channel: Where the picture goes.
        thread_ts: The thread it goes to; "" for none.
        job_id: The job that is edited; "" for none.
        files: The images to start from.
        response_url: For private answers where the bot is no member; "" for none.
        output_format: The format a new picture was asked for in.
    """

    channel: str
    thread_ts: str = ""
    job_id: str = ""
    files: tuple[str, ...] = ()
    response_url: str = ""
    output_format: str = OutputFormat.JPEG.value

    def to_json(self) -> str:
        """As `private_metadata` carries it."""
        return json.dumps(dataclasses.asdict(self))

    @classmethod
    def from_json(cls, text: str) -> FormContext:
        """As it came back.

        Raises:
            ValueError: It is none of ours.
            TypeError: The same.
        """
        fields = json.loads(text)
        return cls(**{**fields, "files": tuple(fields.get("files", ()))})


def form(
    context: FormContext,
    styles: Mapping[str, Style],
    default_style: str,
    *,
    request: ImageRequest,
    with_source: bool,
    with_image_field: bool = False,
) -> dict[str, Any]:
    """The view of the form.

    Args:
        context: What it is to remember.
        styles: Enhancement styles by name.
        default_style: The one chosen where the request names none.
        request: What it is filled in with.
        with_source: Whether a picture is started from, so that its shape is kept and there is a
            strength to choose.
        with_image_field: Whether an image can be put in.
    """
    style = request.style if request.style in styles else default_style
    choices = {name: f"{name}: {each.description}"[:75] for name, each in styles.items()}
    blocks = [
        _input("prompt", "What to paint", _text(request.prompt, PROMPT_LIMIT, lines=True)),
    ]
    if request.enhanced_prompt:
        blocks.append(
            _input(
                "enhanced",
                "Enhanced prompt",
                _text(request.enhanced_prompt, ENHANCED_LIMIT, lines=True),
                hint="Painted as it stands. Change the words above to have it written anew.",
                optional=True,
            )
        )
    blocks.append(
        _input(
            "style",
            "Style",
            _select(
                {EXACT_WORDS: "exact words: painted as you wrote them", **choices},
                style if request.enhance else EXACT_WORDS,
            ),
        )
    )
    if not with_source:
        ratios = {ratio.value: _ratio_name(ratio) for ratio in AspectRatio}
        blocks.append(_input("ratio", "Aspect ratio", _select(ratios, request.aspect_ratio.value)))
    blocks.append(
        _input(
            "leave_out",
            "Leave out",
            _text(request.negative_prompt, _LEAVE_OUT_LIMIT, hint="people, text"),
            optional=True,
        )
    )
    if with_source or with_image_field:
        strength = {} if request.strength is None else {"initial_value": f"{request.strength:g}"}
        blocks.append(
            _input(
                "strength",
                "Strength",
                {
                    "type": "number_input",
                    "action_id": VALUE,
                    "is_decimal_allowed": True,
                    "min_value": "0",
                    "max_value": "1",
                    **strength,
                },
                hint="0 keeps the source image, 1 ignores it. Empty takes the style's own.",
                optional=True,
            )
        )
    seed = {"initial_value": str(request.seed)} if request.seed else {}
    blocks.append(
        _input(
            "seed",
            "Seed",
            {
                "type": "number_input",
                "action_id": VALUE,
                "is_decimal_allowed": False,
                "min_value": str(SEED_MIN),
                "max_value": str(SEED_MAX),
                **seed,
            },
            hint="The same seed with the same words gives much the same picture. Empty chooses.",
            optional=True,
        )
    )
    if with_image_field:
        blocks.append(
            _input(
                "image",
                "Start from an image",
                {
                    "type": "file_input",
                    "action_id": VALUE,
                    "filetypes": _IMAGE_TYPES,
                    "max_files": 1,
                },
                optional=True,
            )
        )
    title = "Edit and paint again" if context.job_id else "Paint a picture"
    return {
        "type": "modal",
        "callback_id": CALLBACK,
        "private_metadata": context.to_json(),
        "title": {"type": "plain_text", "text": "Reimagine" if context.files else title},
        "submit": {"type": "plain_text", "text": "Paint"},
        "close": {"type": "plain_text", "text": "Cancel"},
        "blocks": blocks,
    }


def _input(
    block_id: str, label: str, element: dict[str, Any], *, hint: str = "", optional: bool = False
) -> dict[str, Any]:
    block: dict[str, Any] = {
        "type": "input",
        "block_id": block_id,
        "label": {"type": "plain_text", "text": label},
        "element": element,
        "optional": optional,
    }
    if hint:
        block["hint"] = {"type": "plain_text", "text": hint}
    return block


def _text(value: str, limit: int, *, lines: bool = False, hint: str = "") -> dict[str, Any]:
    element: dict[str, Any] = {
        "type": "plain_text_input",
        "action_id": VALUE,
        "multiline": lines,
        "max_length": limit,
    }
    if value:
        element["initial_value"] = value[:limit]
    if hint:
        element["placeholder"] = {"type": "plain_text", "text": hint}
    return element


def _select(options: Mapping[str, str], chosen: str) -> dict[str, Any]:
    def option(value: str) -> dict[str, Any]:
        return {"text": {"type": "plain_text", "text": options[value]}, "value": value}

    return {
        "type": "static_select",
        "action_id": VALUE,
        "options": [option(value) for value in options],
        "initial_option": option(chosen),
    }


def _ratio_name(ratio: AspectRatio) -> str:
    width, height = ratio.size
    shape = "square" if width == height else "landscape" if width > height else "portrait"
    return f"{ratio.value} ({shape})"
