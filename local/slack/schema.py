"""A small vocabulary over JSON Schema, and Slack's wording for what does not fit.

`typed` is the one keyword of our own: the object's `type` chooses the schema, so a fault names
what is wrong with the block at hand rather than with every block there is. Knows nothing of which
blocks exist.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from jsonschema import Draft202012Validator, ValidationError  # type: ignore[import-untyped]
from jsonschema.validators import extend  # type: ignore[import-untyped]

Schema = dict[str, Any]

BOOLEAN: Schema = {"type": "boolean"}


def string(most: int = 3000, least: int = 1) -> Schema:
    """Text of a length in characters."""
    return {"type": "string", "minLength": least, "maxLength": most}


def integer(least: int, most: int) -> Schema:
    """A whole number within bounds."""
    return {"type": "integer", "minimum": least, "maximum": most}


def one_of(*values: str) -> Schema:
    """One of some words."""
    return {"enum": list(values)}


def array(items: Schema, most: int, least: int = 1) -> Schema:
    """A list of a length."""
    return {"type": "array", "items": items, "minItems": least, "maxItems": most}


def record(required: Mapping[str, Schema], optional: Mapping[str, Schema] | None = None) -> Schema:
    """An object with these fields and no others; `type` is the caller's to state."""
    return {
        "type": "object",
        "properties": {**required, **(optional or {})},
        "required": list(required),
        "additionalProperties": False,
    }


def typed(**kinds: Schema) -> Schema:
    """An object whose `type` is one of these names, with the schema of that name."""
    named = {}
    for name, schema in kinds.items():
        properties = {"type": {"const": name}, **schema["properties"]}
        named[name] = {**schema, "properties": properties}
    return {"typed": named}


def among(kinds: Schema, *names: str) -> Schema:
    """The same choice narrowed to some names."""
    return {"typed": {name: kinds["typed"][name] for name in names}}


def plain_text(most: int, least: int = 1) -> Schema:
    """A text object without formatting."""
    return typed(plain_text=record({"text": string(most, least)}, {"emoji": BOOLEAN}))


def any_text(most: int = 3000) -> Schema:
    """A text object, plain or mrkdwn."""
    mrkdwn = record({"text": string(most)}, {"verbatim": BOOLEAN})
    return {"typed": {**plain_text(most)["typed"], **typed(mrkdwn=mrkdwn)["typed"]}}


def _check_typed(
    validator: Draft202012Validator,
    kinds: Mapping[str, Schema],
    instance: object,
    _schema: Schema,
) -> Iterator[ValidationError]:
    if not isinstance(instance, dict):
        yield ValidationError("must be an object")
    elif "type" not in instance:
        yield ValidationError("missing required field: type")
    elif instance["type"] not in kinds:
        yield ValidationError(f"unsupported type: {instance['type']}", path=["type"])
    else:
        yield from validator.descend(instance, kinds[instance["type"]])


_Validator = extend(Draft202012Validator, {"typed": _check_typed})


def faults(instance: object, schema: Schema, pointer: str = "") -> list[str]:
    """What does not fit, as Slack words it, each with the place in `[json-pointer:…]`."""
    found = _Validator(schema).iter_errors(instance)
    return [
        f"{words} [json-pointer:{pointer}{''.join(f'/{step}' for step in error.absolute_path)}]"
        for error in found
        for words in _words(error)
    ]


_WORDS: dict[str, Callable[[int], str]] = {
    "maxLength": lambda limit: f"must be less than {limit + 1} characters",
    "minLength": lambda limit: f"must be more than {limit - 1} characters",
    "maxItems": lambda limit: f"no more than {limit} items allowed",
    "minItems": lambda limit: f"must provide at least {limit} items",
}


def _words(error: ValidationError) -> list[str]:
    limit = error.validator_value
    if error.validator == "required":
        return [f"missing required field: {name}" for name in limit if name not in error.instance]
    if error.validator == "additionalProperties":
        known = error.schema["properties"]
        return [
            f"invalid additional property: {name}" for name in error.instance if name not in known
        ]
    if error.validator in _WORDS:
        return [_WORDS[error.validator](limit)]
    return [error.message]
