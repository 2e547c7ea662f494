"""JSON Schemas of the editors' files, for programs that complete and check while somebody writes.

In: the description of the fields. Out: schemas by the names of their files in `schemas/`, as JSON Schema draft 7, which
YAML and TOML extensions of editors know. A schema takes what the models take, as far as it can say so: what no schema
can know, such as which articles there are, is for `newsletter check` to tell.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from newsletter.content.sections import section_kinds
from newsletter.locales import country_codes
from newsletter.pipeline.editing.description import FILES, Control, Field, describe
from newsletter.settings.project import Settings

FOLDER = "schemas"
_DRAFT = "http://json-schema.org/draft-07/schema#"
_NAME = "^[a-z0-9]+(-[a-z0-9]+)*$"
_LOCALE = "^[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?$"
_PATTERNS = {
    Control.LOCALE: _LOCALE,
    Control.TIME_ZONE: "^[A-Za-z][A-Za-z0-9_+-]*(/[A-Za-z0-9_+-]+)*$",
    Control.LINK: "^https?://[^ <>\"'`{}|\\\\^]+$",
    Control.ADDRESS: "^[^@ ]+@[^@ ]+\\.[^@ ]+$",
    Control.SERVER: "^smtp://.",
    Control.NAME: _NAME,
    Control.COLOUR: "^#[0-9A-Fa-f]{6}$",
    Control.DAY: "[0-9]",
    Control.MOMENT: "[0-9]",
    Control.HOUR: "[0-9]",
}
_EXAMPLES = {
    Control.LOCALE: ["en", "pt-PT"],
    Control.TIME_ZONE: ["Europe/Madrid"],
    Control.DAY: ["2024-02-20"],
    Control.MOMENT: ["2024-02-20", "2024-02-20 18:30"],
    Control.HOUR: ["09:30"],
}
_KEYS_ARE = {
    "issue": "An issue of the newsletter",
    "overlay": "What one point changes in an issue",
    "article": "The front matter of an article",
    "network": "A city network",
    "point": "A National Point",
    "theme": "The brand of the letters",
}


def schemas() -> Mapping[str, str]:
    """All schemas: JSON by the name of its file in the folder `schemas`."""
    made = {f"{name}.json": _text(_of_file(name, describe(model))) for _, model, name in FILES}
    return {**made, "newsletter.json": _text(_of_settings())}


def _of_file(name: str, fields: Sequence[Field]) -> dict[str, Any]:
    held: dict[str, Any] = {}
    whole = _mapping(fields, "", held)
    return {"$schema": _DRAFT, "title": _KEYS_ARE[name], **whole, **({"definitions": held} if held else {})}


def _mapping(fields: Sequence[Field], model: str, held: dict[str, Any]) -> dict[str, Any]:
    """The schema of a mapping; what is used in several places goes into `held` and is referred to by name."""
    schema: dict[str, Any] = {
        "type": "object",
        "additionalProperties": False,
        "properties": {field.key: _value(field, held) for field in fields},
    }
    required = [field.key for field in fields if field.is_required]
    return {**schema, **({"required": required} if required else {}), **_rules(model)}


def _rules(model: str) -> dict[str, Any]:
    """What holds for the keys of a mapping together."""
    kinds: list[Any] = [{"required": [kind], "properties": {kind: {"minItems": 1}}} for kind in section_kinds()]
    beside = {"not": {"required": ["before", "after"]}}
    is_online = {"required": ["online"], "properties": {"online": {"const": True}}}
    match model:
        case "Section":
            return {"oneOf": kinds}
        case "Addition":
            return {"oneOf": kinds, **beside}
        case "Move":
            return {"oneOf": [{"required": ["before"]}, {"required": ["after"]}]}
        case "Event":
            return {"anyOf": [{"required": ["place"]}, is_online]}
        case "Meeting":
            return {"anyOf": [{"required": ["place", "country"]}, is_online]}
    return {}


def _value(field: Field, held: dict[str, Any]) -> dict[str, Any]:
    said = field.help or field.label
    about = {"description": said} if said else {}
    match field.control:
        case Control.LIST:
            one = _value(field.item, held) if field.item else _group(field, held)
            least = {"minItems": field.least} if field.least else {}
            return {**about, "anyOf": [{"type": "array", "items": one, **least}, one]}
        case Control.GROUP:
            return {**about, "allOf": [_group(field, held)]}
        case Control.TICK:
            return {**about, "type": "boolean"}
        case Control.NUMBER:
            limits = {"minimum": field.least, "maximum": field.most}
            return {**about, "type": "integer", **{key: value for key, value in limits.items() if value is not None}}
        case Control.CHOICE:
            words: dict[str, Any] = {"enum": list(field.options)}
            if field.pattern:
                return {**about, "anyOf": [words, {"type": "string", "pattern": field.pattern}]}
            return {**about, **words}
        case Control.COUNTRY:
            held["Country"] = {"enum": sorted(country_codes())}
            return {**about, "allOf": [{"$ref": "#/definitions/Country"}]}
    schema: dict[str, Any] = {**about, "type": "string"}
    if pattern := _PATTERNS.get(field.control):
        schema["pattern"] = pattern
    else:
        schema["minLength"] = 1
    if field.limit:
        schema["maxLength"] = field.limit
    if examples := _EXAMPLES.get(field.control):
        schema["examples"] = examples
    return schema


def _group(field: Field, held: dict[str, Any]) -> dict[str, Any]:
    if field.model not in held:
        whole = _mapping(field.fields, field.model, held)
        alone = {"type": "string", "minLength": 1}
        held[field.model] = {"anyOf": [alone, whole]} if field.short else whole
    return {"$ref": f"#/definitions/{field.model}"}


def _of_settings() -> dict[str, Any]:
    """Settings are checked by models of their own, which say what each is for."""
    return {"$schema": _DRAFT, **Settings.model_json_schema(), "title": "The settings of a project"}


def _text(schema: Mapping[str, Any]) -> str:
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"
