"""Who has to agree before a point's letter is mailed: the table `[send]` of `newsletter.toml`."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict
from pydantic_core import PydanticCustomError

_PEOPLE_HINT = "write `people = 2`, or `people = 1` where one person may mail alone"


def _people(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value not in (1, 2):
        raise PydanticCustomError("bad-setting", "is neither 1 nor 2", {"hint": _PEOPLE_HINT})
    return value


class Sending(BaseModel):
    """How many people it takes to mail a letter."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, defer_build=True)

    people: Annotated[int, BeforeValidator(_people)] | None = None
    """With 2 another person agrees to what one has asked for; None: 2 where two people may mail a point, else 1."""
