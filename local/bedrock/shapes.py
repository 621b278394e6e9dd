"""Whether parsed JSON is what a botocore shape says: the service's own model, read as a schema.

Checks what the service checks and boto3 does not: enums, patterns, upper bounds. Knows no
operation; wording follows AWS's "1 validation error detected".
"""

from __future__ import annotations

import base64
import binascii
import re
from typing import Any

from botocore.model import ListShape, MapShape, Shape, StructureShape

from local.bedrock.errors import validation

_PYTHON_TYPES: dict[str, tuple[type[Any], ...]] = {
    "string": (str,),
    "blob": (str,),
    "boolean": (bool,),
    "integer": (int,),
    "long": (int,),
    "float": (int, float),
    "double": (int, float),
    "list": (list,),
    "map": (dict,),
    "structure": (dict,),
}


def check(value: Any, shape: Shape, path: str = "") -> None:  # noqa: ANN401, a JSON value
    """Raise `ServiceError` where a JSON value breaks its shape.

    Args:
        value: A value out of a parsed JSON body; blobs are still base64.
        shape: Its shape in the service model. A free document may hold anything.
        path: Where it stands, for the message ("messages.1.member.role").
    """
    if isinstance(shape, StructureShape) and shape.is_document_type:
        return
    expected = _PYTHON_TYPES[shape.type_name]
    if not isinstance(value, expected) or (type(value) is bool and bool not in expected):
        raise validation(f"{path or 'body'}: expected {shape.type_name}")
    if isinstance(shape, StructureShape):
        _check_structure(value, shape, path)
    elif isinstance(shape, ListShape):
        _check_list(value, shape, path)
    elif isinstance(shape, MapShape):
        _check_map(value, shape, path)
    elif shape.type_name == "blob":
        _check_blob(value, shape, path)
    elif shape.type_name == "string":
        _check_string(value, shape, path)
    elif shape.type_name != "boolean":
        _check_bounds(value, shape, path, "Member must have value")


def _check_list(value: list[Any], shape: ListShape, path: str) -> None:
    _check_bounds(len(value), shape, path, "Member must have length")
    for number, item in enumerate(value, start=1):
        check(item, shape.member, f"{path}.{number}.member")


def _check_map(value: dict[str, Any], shape: MapShape, path: str) -> None:
    _check_bounds(len(value), shape, path, "Member must have length")
    for key, item in value.items():
        check(key, shape.key, f"{path}.key")
        check(item, shape.value, f"{path}.{key}")


def _check_structure(value: dict[str, Any], shape: StructureShape, path: str) -> None:
    for name in value:
        if name not in shape.members:
            raise validation(
                f"Malformed input request: #{'/' if path else ''}{path.replace('.', '/')}: "
                f"extraneous key [{name}] is not permitted, "
                "please reformat your input and try again."
            )
    for name in shape.required_members:
        if value.get(name) is None and _in_body(shape.members[name]):
            _refuse("null", _join(path, name), "Member must not be null")
    present = [name for name in value if value[name] is not None]
    if shape.is_tagged_union and len(present) != 1:
        raise validation(f"{path}: exactly one of {', '.join(shape.members)} must be set")
    for name in present:
        check(value[name], shape.members[name], _join(path, name))


def _check_string(value: str, shape: Shape, path: str) -> None:
    enum = getattr(shape, "enum", [])
    if enum and value not in enum:
        _refuse(f"'{value}'", path, f"Member must satisfy enum value set: [{', '.join(enum)}]")
    _check_bounds(len(value), shape, path, "Member must have length")
    pattern = shape.metadata.get("pattern")
    if pattern and not re.fullmatch(pattern, value):
        _refuse(f"'{value}'", path, f"Member must satisfy regular expression pattern: {pattern}")


def _check_blob(value: str, shape: Shape, path: str) -> None:
    try:
        content = base64.b64decode(value, validate=True)
    except binascii.Error as error:
        raise validation(f"{path}: not base64") from error
    _check_bounds(len(content), shape, path, "Member must have length")


def _check_bounds(number: float, shape: Shape, path: str, what: str) -> None:
    least, most = shape.metadata.get("min"), shape.metadata.get("max")
    if least is not None and not number >= least:
        _refuse("", path, f"{what} greater than or equal to {least}")
    if most is not None and not number <= most:
        _refuse("", path, f"{what} less than or equal to {most}")


def _in_body(shape: Shape) -> bool:
    return "location" not in shape.serialization


def _join(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


def _refuse(shown: str, path: str, constraint: str) -> None:
    value = f"Value {shown} at" if shown else "Value at"
    raise validation(
        f"1 validation error detected: {value} '{path}' failed to satisfy constraint: {constraint}"
    )
