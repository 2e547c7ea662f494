"""Whether a value is what a JSON Schema describes: as much of draft 7 as the project's schemas use."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

_TYPES: Mapping[str, type | tuple[type, ...]] = {
    "object": dict, "array": list, "string": str, "boolean": bool, "integer": int, "number": (int, float),
}  # fmt: skip
_KNOWN = frozenset({
    "$schema", "$ref", "$defs", "definitions", "title", "description", "default", "examples",
    "type", "enum", "const", "pattern", "minLength", "maxLength", "minimum", "maximum", "exclusiveMinimum",
    "items", "minItems", "properties", "required", "additionalProperties", "anyOf", "oneOf", "allOf", "not",
})  # fmt: skip


def is_valid(value: Any, schema: Any, root: Mapping[str, Any] | None = None) -> bool:
    """True when the value fits; an unknown word in the schema is a fault of the test."""
    if isinstance(schema, bool):
        return schema
    root = schema if root is None else root
    assert set(schema) <= _KNOWN, set(schema) - _KNOWN
    if "$ref" in schema:
        held: Any = root
        for step in schema["$ref"].removeprefix("#/").split("/"):
            held = held[step]
        return is_valid(value, held, root)
    return all(
        [
            _is_of_type(value, schema.get("type")),
            "enum" not in schema or value in schema["enum"],
            "const" not in schema or value == schema["const"],
            not isinstance(value, str) or _is_text(value, schema),
            isinstance(value, bool) or not isinstance(value, int | float) or _is_number(value, schema),
            not isinstance(value, list) or _is_list(value, schema, root),
            not isinstance(value, dict) or _is_mapping(value, schema, root),
            "anyOf" not in schema or any(is_valid(value, each, root) for each in schema["anyOf"]),
            "oneOf" not in schema or sum(is_valid(value, each, root) for each in schema["oneOf"]) == 1,
            all(is_valid(value, each, root) for each in schema.get("allOf", ())),
            "not" not in schema or not is_valid(value, schema["not"], root),
        ]
    )


def _is_of_type(value: Any, name: str | None) -> bool:
    if name is None:
        return True
    if name == "null":
        return value is None
    return isinstance(value, _TYPES[name]) and (name == "boolean") == isinstance(value, bool)


def _is_text(value: str, schema: Mapping[str, Any]) -> bool:
    fits = schema.get("minLength", 0) <= len(value) <= schema.get("maxLength", len(value))
    return fits and ("pattern" not in schema or re.search(schema["pattern"], value) is not None)


def _is_number(value: float, schema: Mapping[str, Any]) -> bool:
    above = value > schema["exclusiveMinimum"] if "exclusiveMinimum" in schema else True
    return above and schema.get("minimum", value) <= value <= schema.get("maximum", value)


def _is_list(value: list[Any], schema: Mapping[str, Any], root: Mapping[str, Any]) -> bool:
    return len(value) >= schema.get("minItems", 0) and all(
        is_valid(each, schema.get("items", True), root) for each in value
    )


def _is_mapping(value: dict[str, Any], schema: Mapping[str, Any], root: Mapping[str, Any]) -> bool:
    properties, others = schema.get("properties", {}), schema.get("additionalProperties", True)
    return set(schema.get("required", ())) <= set(value) and all(
        is_valid(each, properties.get(key, others), root) for key, each in value.items()
    )
