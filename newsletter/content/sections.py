"""A section of an issue: what kinds there are, what each holds, and where a point puts its own.

In: one entry of `sections:` in an issue's file, or of `add:` and `move:` in a point's. Out: a `Section` of exactly one
kind, named as its field is; whoever adds a kind adds a field.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from newsletter.content.fields import Model, Passage, Several, Slug, Text, Words


@dataclass(frozen=True, slots=True)
class Refers:
    """A kind of section that shows articles or networks, and holds their slugs."""

    what: Literal["article", "network"]


class Section(Model):
    """One entry of an issue, of exactly one kind: each field below `heading` is a kind, named as editors write it.

    `empty` is the kind of one that shows nothing yet: that is told, and it is left out of what points mail.
    """

    at: str = Field(default="", alias="@at")
    locale: str = Field(default="", alias="@locale")
    empty: str = Field(default="", alias="@empty")
    id: Slug | None = None
    heading: Annotated[Text, Words("heading", limit=90)] | None = None
    lead: Annotated[Slug | None, Refers("article")] = None
    articles: Annotated[Several[Slug], Refers("article")] = ()
    networks: Annotated[Several[Slug], Refers("network")] = ()
    agenda: Annotated[Slug | None, Refers("article")] = None
    events: Annotated[Several[Slug], Refers("article")] = ()
    text: Passage | None = None

    @model_validator(mode="after")
    def _one_kind(self) -> Self:
        given = [kind for kind in section_kinds() if getattr(self, kind)]
        if len(given) != 1 and not self.empty:
            raise PydanticCustomError("section-kind", "a section is one thing", {"given": given})
        return self

    @property
    def path(self) -> str:
        """Where its values are: `issues/2023-11/sections/1`."""
        return self.at

    @property
    def kind(self) -> str:
        """Which of the `section_kinds` it is."""
        return self.empty or next(kind for kind in section_kinds() if getattr(self, kind))

    @property
    def article_slugs(self) -> tuple[str, ...]:
        """The articles that it shows, whatever its kind."""
        return tuple(
            slug for kind, what in section_kinds().items() if what == "article" for slug in self.slugs_of(kind)
        )

    def slugs_of(self, kind: str) -> tuple[str, ...]:
        """What a kind that names articles or networks names here; empty for a section of another kind."""
        value: str | tuple[str, ...] | None = getattr(self, kind)
        return (value,) if isinstance(value, str) else value or ()


_OF_ALL_KINDS = frozenset({"at", "locale", "empty", "id", "heading"})


@cache
def section_kinds() -> Mapping[str, str]:
    """The kinds of sections, each with what it refers to: `article`, `network`, or "" where it holds its own words."""
    return {
        name: next((mark.what for mark in info.metadata if isinstance(mark, Refers)), "")
        for name, info in Section.model_fields.items()
        if name not in _OF_ALL_KINDS
    }


class Addition(Section):
    """A section that a point adds, before or after another one; without either it comes last."""

    before: Slug | None = None
    after: Slug | None = None

    @model_validator(mode="after")
    def _one_position(self) -> Self:
        if self.before and self.after:
            raise PydanticCustomError("two-positions", "a section stands before or after another, not both")
        return self


class Move(Model):
    """A section that a point moves: which, and before or after which other."""

    section: Slug
    before: Slug | None = None
    after: Slug | None = None

    @model_validator(mode="after")
    def _one_position(self) -> Self:
        if bool(self.before) == bool(self.after):
            raise PydanticCustomError("two-positions", "a moved section stands before or after another")
        return self
