"""How people get in: on a desk by the address that was printed, on the home by signing in.

In: the headers of a request. Out: a `Visitor`, or None; and what is answered to somebody who is outside.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

from newsletter.pipeline.editing.person import Person, keep_person, person_at
from newsletter.studio.request import StudioRequest, StudioResponse, redirect
from newsletter.studio.session import Session
from newsletter.studio.visitor import Visitor

KEY = "key"
"""The parameter of a desk's first address that holds the secret."""
_MACHINE = ("127.0.0.1", "localhost")


class Entrance(Protocol):
    """The way in."""

    @property
    def hosts(self) -> frozenset[str]:
        """The values of `Host` that are answered: no other name, whoever resolves to this machine."""
        ...

    def origin(self, headers: Mapping[str, str]) -> str:
        """The studio's own origin, as a browser that asked with these headers knows it."""
        ...

    def find_visitor(self, headers: Mapping[str, str], *, is_sign: bool = True) -> Visitor | None:
        """Whose browser it is; None for one that is not known. `is_sign` says that asking is a sign of them."""
        ...

    def is_still_in(self, headers: Mapping[str, str]) -> bool:
        """True while this browser is let in; asking is no sign of anybody."""
        ...

    def open(self, request: StudioRequest) -> StudioResponse | None:
        """The answer to an address that lets in by itself; None for any other, or one that does not."""
        ...

    def lead_in(self, request: StudioRequest) -> StudioResponse | None:
        """Where somebody who is outside can get in; None where there is no such page."""
        ...

    def keep_choices(self, visitor: Visitor, person: Person) -> None:
        """Remember how somebody likes the studio."""
        ...

    def has_notices(self, visitor: Visitor) -> bool | None:
        """True for whoever is mailed what waits for them; None where nobody is."""
        ...

    def keep_notices(self, visitor: Visitor, *, is_wanted: bool) -> None:
        """Mail somebody what waits for them from now on, or no longer."""
        ...


@dataclass(frozen=True, slots=True)
class DeskEntrance:
    """Whoever has the address that was printed when the studio started on this machine."""

    session: Session
    root: Path
    environ: Mapping[str, str]

    @property
    def hosts(self) -> frozenset[str]:
        """The machine's names for itself."""
        return frozenset(f"{name}:{self.session.port}" for name in _MACHINE)

    def origin(self, headers: Mapping[str, str]) -> str:
        """The machine, by the name that was asked for."""
        return f"http://{headers.get('host', '')}"

    def find_visitor(self, headers: Mapping[str, str], *, is_sign: bool = True) -> Visitor | None:
        """The person who works here, in a browser that has the cookie."""
        return Visitor(person_at(self.root, self.environ)) if self.session.is_held_by(headers) else None

    def is_still_in(self, headers: Mapping[str, str]) -> bool:
        """As long as the studio runs."""
        return self.session.is_held_by(headers)

    def open(self, request: StudioRequest) -> StudioResponse | None:
        """The secret of the first address is exchanged for a cookie at once, so that it stays in no history."""
        if request.method != "GET" or not self.session.is_secret(request.query.get(KEY, "")):
            return None
        answer = redirect(request.path)
        return replace(answer, headers=(*answer.headers, self.session.set_cookie()))

    def lead_in(self, request: StudioRequest) -> StudioResponse | None:
        """The address stands in the terminal, and nowhere else."""
        return None

    def keep_choices(self, visitor: Visitor, person: Person) -> None:
        """Beside the caches: it is nobody else's."""
        keep_person(self.root, person)

    def has_notices(self, visitor: Visitor) -> bool | None:
        """Nobody is mailed to from a desk."""
        return None

    def keep_notices(self, visitor: Visitor, *, is_wanted: bool) -> None:
        """There is nothing to keep."""
