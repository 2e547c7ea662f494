"""Roles: what somebody is to the newsletter, and for which part of it.

In: what an operator typed, such as `point:es`. Out: a `Role`, or the reason why there is none. Pure.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum


class RoleKind(StrEnum):
    """What somebody is. An operator keeps the machine and the people, and reads nobody's readers."""

    OPERATOR = "operator"
    EDITOR = "editor"
    POINT = "point"
    REVIEWER = "reviewer"


OF_WHAT = {RoleKind.POINT: "point", RoleKind.REVIEWER: "locale"}
"""Roles that are for a part of the newsletter, and what names it; the others are for all of it."""

_PART = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]*")


@dataclass(frozen=True, slots=True, order=True)
class Role:
    """`of` is the slug of a point or the tag of a locale, and empty for an operator and an editor."""

    kind: RoleKind
    of: str = ""

    def __str__(self) -> str:
        return f"{self.kind}:{self.of}" if self.of else str(self.kind)


def parse_role(typed: str) -> tuple[Role | None, str]:
    """The role that a text names, or None and why it names none, in words that go on after its name."""
    name, colon, of = typed.strip().partition(":")
    try:
        kind = RoleKind(name)
    except ValueError:
        return None, "is no role: there are operator, editor, point:POINT and reviewer:LOCALE"
    part = OF_WHAT.get(kind)
    if part and not _PART.fullmatch(of):
        return None, f"names no {part}: write `{kind}:{part.upper()}`"
    if not part and colon:
        return None, f"is for the whole newsletter: write `{kind}`"
    return Role(kind, of), ""
