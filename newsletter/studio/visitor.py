"""Who asks for a page: their name and choices, and what they may do.

In: a person on a desk, or somebody signed in on the home. Out: a `Visitor`, of whom screens ask whether they may.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from newsletter.people.rights import Act, Scope, Thing, ThingKind, may
from newsletter.people.roles import Role, RoleKind
from newsletter.pipeline.editing.person import Person


@dataclass(frozen=True, slots=True)
class Visitor:
    """`roles` are None on a desk: whoever has opened the studio there has the files anyway. `id` is 0 there."""

    person: Person
    id: int = 0
    roles: tuple[Role, ...] | None = None
    scope: Scope = field(default_factory=Scope)

    def may(self, act: Act, thing: Thing) -> bool:
        """True when they may do this to that."""
        return self.roles is None or may(self.roles, act, thing, self.scope)

    def may_make(self, kind: str) -> bool:
        """True when they may begin an issue, a network, a point, or an article, which may be their point's own."""
        return self.may(Act.WRITE, Thing(ThingKind.CENTRAL)) or (kind == "article" and bool(self.points))

    @property
    def sees_readers(self) -> bool:
        """True for who looks after some point's readers."""
        return self.roles is None or any(role.kind is RoleKind.POINT for role in self.roles)

    @property
    def points(self) -> tuple[str, ...]:
        """The points whose person they are, and who may not write for all: what is theirs is what they look for."""
        if self.may(Act.WRITE, Thing(ThingKind.CENTRAL)):
            return ()
        return tuple(role.of for role in self.roles or () if role.kind is RoleKind.POINT)


NOBODY = Visitor(Person(), roles=())
"""Whom the studio does not know."""
