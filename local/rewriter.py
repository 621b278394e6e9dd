"""Nova's stand-in voice, rule-based.

Keeps the person's words and adds a plain scene around them. Knows no Bedrock.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from local.bedrock.nova import Said


class Rewriter:
    """Answers in the model's place, the same for the same words."""

    def write(self, said: Said) -> str:
        """The last message's words with light and composition around them."""
        return (
            f"{said.text.strip()}, the subject large and clear in the foreground, a calm setting "
            "behind it that gives depth, soft directional light, gentle shadows, harmonious "
            "colours, balanced composition at eye level, fine texture and crisp detail"
        )

    def fill(self, said: Said, tool: str, schema: Mapping[str, Any]) -> dict[str, Any]:
        """The schema's properties: the first of an enum, the words for a string."""
        del tool
        filled: dict[str, Any] = {}
        for name, rule in schema.get("properties", {}).items():
            if "enum" in rule:
                filled[name] = rule["enum"][0]
            elif rule.get("type") == "string":
                filled[name] = said.text
        return filled
