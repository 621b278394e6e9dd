"""The arguments of a Web API call, whatever body carried them, and Slack's way of refusing.

Form fields, query parameters and JSON all end up the same; structured arguments in a form are
JSON text.
"""

from __future__ import annotations

import json
import re
from typing import Any

from local.slack.records import Json

_TS = re.compile(r"\d{1,12}\.\d{6}")


class Refused(Exception):
    """`{"ok": false}` with Slack's error name.

    Attributes:
        error: The name.
        messages: What `response_metadata.messages` says.
        extra: Further fields of the answer.
    """

    def __init__(self, error: str, *messages: str, **extra: Any) -> None:  # noqa: ANN401 - JSON
        super().__init__(error)
        self.error = error
        self.messages = messages
        self.extra = extra

    def response(self) -> Json:
        """The answer."""
        answer: Json = {"ok": False, "error": self.error, **self.extra}
        if self.messages:
            answer["response_metadata"] = {"messages": [f"[ERROR] {m}" for m in self.messages]}
        return answer


class Arguments:
    """One call's arguments.

    Args:
        values: As they came, decoded no further than form or JSON.
    """

    def __init__(self, values: Json) -> None:
        self.values = values

    def text(self, name: str) -> str:
        """A string argument; "" when absent. Numbers are taken as their text, as Slack does."""
        value = self.values.get(name)
        if value is None:
            return ""
        if isinstance(value, (str, int, float)) and not isinstance(value, bool):
            return str(value)
        raise Refused("invalid_arguments", f"must be a string [json-pointer:/{name}]")

    def need(self, name: str) -> str:
        """A string argument that must be there.

        Raises:
            Refused: "invalid_arguments".
        """
        value = self.text(name)
        if not value:
            raise Refused("invalid_arguments", f"missing required field: {name}")
        return value

    def flag(self, name: str, *, default: bool = False) -> bool:
        """A yes or no: booleans of JSON, and "1", "0", "true" and "false" of forms."""
        value = self.values.get(name)
        if value is None or value == "":
            return default
        if value in (True, "1", "true", 1):
            return True
        if value in (False, "0", "false", 0):
            return False
        raise Refused("invalid_arguments", f"must be a boolean [json-pointer:/{name}]")

    def number(self, name: str, default: int) -> int:
        """A whole number."""
        value = self.text(name)
        if not value:
            return default
        try:
            return int(value)
        except ValueError:
            message = f"must be an integer [json-pointer:/{name}]"
            raise Refused("invalid_arguments", message) from None

    def ts(self, name: str, error: str) -> str:
        """A message's `ts`; "" when absent. Numbers, which have lost last digits, are refused."""
        value = self.values.get(name)
        if value is None or value == "":
            return ""
        if not isinstance(value, str) or not _TS.fullmatch(value):
            raise Refused(error, f"{value} is not a valid {name}")
        return value

    def json(self, name: str, error: str) -> Any:  # noqa: ANN401 - any JSON value
        """A structured argument, or None; `error` names what to refuse with when it is no JSON."""
        value = self.values.get(name)
        if value is None or value == "":
            return None
        if not isinstance(value, str):
            return value
        try:
            return json.loads(value)
        except ValueError:
            raise Refused(error) from None
