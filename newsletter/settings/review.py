"""What counts as reviewed: the table `[review]` of `newsletter.toml`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict
from pydantic_core import PydanticCustomError

from newsletter import locales

MOST_PEOPLE = 9
"""More than so many have never read one text of a newsletter."""


_PEOPLE_HINT = "write `people = 2`, or `people = { default = 1, es = 2 }`"


def _people(value: object) -> dict[str, int]:
    """How many people a text needs, by locale; `default` for all others."""
    found = value if isinstance(value, Mapping) else {"default": value}
    for name, count in found.items():
        known = name if name == "default" else locales.canonical(str(name))
        if known != name:
            hint = f"write `{known}`" if known else _PEOPLE_HINT
            raise PydanticCustomError("bad-setting", "names `{name}`, which is no locale", {"name": name, "hint": hint})
        if isinstance(count, bool) or not isinstance(count, int) or not 1 <= count <= MOST_PEOPLE:
            message = "is no number of people from 1 to {most}"
            raise PydanticCustomError("bad-setting", message, {"most": MOST_PEOPLE, "hint": _PEOPLE_HINT})
    return {"default": 1, **found}


class Review(BaseModel):
    """What counts as reviewed."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, defer_build=True)

    named: bool = False
    """With `true` only what somebody has accepted by name counts, not what another tool only took the mark off."""
    people: Annotated[dict[str, int], BeforeValidator(_people)] = {"default": 1}
    """How many people have to accept a text, each by name from two on: a number, or `default` and one for a locale."""

    def people_for(self, locale: str) -> int:
        """How many people have to accept a text of a locale: as said for it, for a shorter form of it, for all."""
        named = (self.people[step] for step in locales.chain(locale) if step in self.people)
        return next(named, self.people["default"])
