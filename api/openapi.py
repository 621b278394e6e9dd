"""The OpenAPI document, with what this deployment has to choose from filled in."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from api.bodies import Choices

_FILE = Path(__file__).with_name("openapi.json")


def document(choices: Choices, model: str) -> dict[str, Any]:
    """The document as a client of this deployment needs it.

    Args:
        choices: Its styles, models and default ratio.
        model: The image model where a request names none.
    """
    told: dict[str, Any] = json.loads(_FILE.read_text(encoding="utf-8"))
    fields = told["components"]["schemas"]["Request"]["properties"]
    fields["enhancement_style"]["enum"] = list(choices.styles)
    fields["model"] |= {"enum": list(choices.models), "default": model}
    fields["aspect_ratio"]["default"] = choices.default_ratio.value
    return told
