"""What is right in a file that has faults.

In: a model, and the values of a file that validation has refused. Out: the model with each field that is right by
itself, so that what it refers to can still be checked; what is wrong is as if left out. Never for rendering.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Annotated, Any, TypeVar, get_origin

from pydantic import BaseModel, TypeAdapter, ValidationError

from newsletter.content.faults import model_in

M = TypeVar("M", bound=BaseModel)


def salvage(model: type[M], value: Mapping[str, Any]) -> M:
    """The model without the fields that are wrong; those that it can't be without are None."""
    return model.model_construct(**{name: _field(model, name, value) for name in model.model_fields})


def _field(model: type[BaseModel], name: str, value: Mapping[str, Any]) -> Any:
    info = model.model_fields[name]
    is_list = get_origin(info.annotation) is tuple
    missing = (() if is_list else None) if info.is_required() else info.get_default(call_default_factory=True)
    given = value.get(info.alias or name)
    if given is None:
        return missing
    try:
        return _adapter(model, name).validate_python(given)
    except ValidationError:
        inner = model_in(info.annotation)
    if inner and is_list and isinstance(given, list):
        return tuple(salvage(inner, each if isinstance(each, dict) else {}) for each in given)
    if inner and not is_list and isinstance(given, dict):
        return salvage(inner, given)
    return missing


@cache
def _adapter(model: type[BaseModel], name: str) -> TypeAdapter[Any]:
    info = model.model_fields[name]
    kind: Any = info.annotation
    return TypeAdapter(Annotated[kind, *info.metadata] if info.metadata else kind)
