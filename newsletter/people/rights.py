"""What a person may do: one table, asked by every handler.

In: a person's roles, an act, what it is done to, and which locales each point mails. Out: yes or no. What the table
does not name is forbidden. Pure.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from newsletter.people.roles import Role, RoleKind


class Act(StrEnum):
    """What can be done. The value is how an act stands in the record."""

    READ = "read"
    WRITE = "write"
    HAND_OVER = "hand-over"
    TRANSLATE = "translate"
    REVIEW = "review"
    ASK = "ask"
    ANSWER = "answer"
    INVITE = "invite"
    TEST = "test"
    PLAN = "plan"
    AGREE = "agree"
    MAIL = "mail"
    PAUSE = "pause"
    END = "end"
    SETTLE = "settle"
    RELEASE = "release"
    IMPORT = "import"
    EXPORT = "export"
    FORGET = "forget"


class ThingKind(StrEnum):
    """What something can be done to."""

    CONTENT = "content"
    """All that letters are made of, to be seen: files, catalogs, letters, checks. It is one newsletter."""
    CENTRAL = "central"
    """Files of all: issues, networks, points, pictures, the articles of nobody's own."""
    OVERLAY = "overlay"
    """A point's part of an issue."""
    ARTICLE = "article"
    """A point's own article."""
    CATALOG = "catalog"
    """A locale's translations and agreed words."""
    EDITION = "edition"
    """One point's issue in one locale, as a guest may be shown it."""
    MAILING = "mailing"
    READERS = "readers"
    PEOPLE = "people"
    RECORD = "record"
    """What people did: of a point, or of all where `point` is empty."""
    PICTURE = "picture"
    """One that is brought to an article; none that is there is written over."""
    HOME = "home"
    """The machine: its database, disk, queue and versions. Its settings and the templates too: who writes those decides
    where mail goes and what runs here, so that nobody does in a browser.
    """
    OWN = "own"
    """What is the person's alone: language, look, where they are signed in."""


@dataclass(frozen=True, slots=True)
class Thing:
    """What an act is done to; `point` and `locale` are empty where it belongs to all."""

    kind: ThingKind
    point: str = ""
    locale: str = ""


@dataclass(frozen=True, slots=True)
class Scope:
    """Which locales each point mails: its people review these."""

    locales: Mapping[str, Collection[str]] = field(default_factory=dict)


_Applies = Callable[[Role, Thing, Scope], bool]


def _whole(role: Role, thing: Thing, scope: Scope) -> bool:
    return True


def _own_point(role: Role, thing: Thing, scope: Scope) -> bool:
    return bool(thing.point) and role.of == thing.point


def _own_locale(role: Role, thing: Thing, scope: Scope) -> bool:
    return bool(thing.locale) and role.of == thing.locale


def _locale_of_point(role: Role, thing: Thing, scope: Scope) -> bool:
    return bool(thing.locale) and thing.locale in scope.locales.get(role.of, ())


_ANYBODY: dict[RoleKind, _Applies] = dict.fromkeys(RoleKind, _whole)
_EDITORS: dict[RoleKind, _Applies] = {RoleKind.EDITOR: _whole}
_POINT: dict[RoleKind, _Applies] = {RoleKind.POINT: _own_point}
_OPERATORS: dict[RoleKind, _Applies] = {RoleKind.OPERATOR: _whole}
_REVIEWERS: dict[RoleKind, _Applies] = {RoleKind.REVIEWER: _own_locale, RoleKind.POINT: _locale_of_point}

TABLE: Mapping[tuple[Act, ThingKind], Mapping[RoleKind, _Applies]] = {
    (Act.READ, ThingKind.CONTENT): _ANYBODY,
    (Act.READ, ThingKind.OWN): _ANYBODY,
    (Act.WRITE, ThingKind.OWN): _ANYBODY,
    # The newsletter's words. Who edits may mend a point's part or article as well: it is mailed beside theirs.
    (Act.WRITE, ThingKind.CENTRAL): _EDITORS,
    (Act.HAND_OVER, ThingKind.CENTRAL): _EDITORS,
    (Act.TRANSLATE, ThingKind.CENTRAL): _EDITORS,
    (Act.WRITE, ThingKind.OVERLAY): _EDITORS | _POINT,
    (Act.WRITE, ThingKind.ARTICLE): _EDITORS | _POINT,
    (Act.WRITE, ThingKind.PICTURE): _EDITORS | {RoleKind.POINT: _whole},
    (Act.HAND_OVER, ThingKind.OVERLAY): _EDITORS | _POINT,
    # Translations. An editor answers, and does not approve what they may not be able to read.
    (Act.WRITE, ThingKind.CATALOG): _REVIEWERS,
    (Act.TRANSLATE, ThingKind.CATALOG): _EDITORS | _REVIEWERS,
    (Act.REVIEW, ThingKind.CATALOG): _REVIEWERS,
    (Act.ASK, ThingKind.CATALOG): _REVIEWERS,
    (Act.ANSWER, ThingKind.CATALOG): _EDITORS | _REVIEWERS,
    (Act.INVITE, ThingKind.EDITION): _EDITORS | _POINT | {RoleKind.REVIEWER: _own_locale},
    # Mail and readers are a point's own. Whoever keeps the machine may stop what goes wrong, and sees numbers.
    (Act.READ, ThingKind.MAILING): _POINT | _OPERATORS,
    (Act.TEST, ThingKind.MAILING): _POINT,
    (Act.PLAN, ThingKind.MAILING): _POINT,
    (Act.AGREE, ThingKind.MAILING): _POINT,
    (Act.MAIL, ThingKind.MAILING): _POINT,
    (Act.PAUSE, ThingKind.MAILING): _POINT | _OPERATORS,
    (Act.END, ThingKind.MAILING): _POINT,
    (Act.SETTLE, ThingKind.MAILING): _POINT,
    (Act.RELEASE, ThingKind.MAILING): _POINT,
    (Act.READ, ThingKind.READERS): _POINT,
    (Act.IMPORT, ThingKind.READERS): _POINT,
    (Act.EXPORT, ThingKind.READERS): _POINT,
    (Act.FORGET, ThingKind.READERS): _POINT,
    (Act.READ, ThingKind.PEOPLE): _OPERATORS,
    (Act.WRITE, ThingKind.PEOPLE): _OPERATORS,
    (Act.READ, ThingKind.HOME): _OPERATORS,
    (Act.READ, ThingKind.RECORD): _POINT | _OPERATORS,
    (Act.EXPORT, ThingKind.RECORD): _OPERATORS,
}
"""Who may do what, by role, and for which part of the newsletter the role has to be."""


def may(roles: Collection[Role], act: Act, thing: Thing, scope: Scope) -> bool:
    """True when one of a person's roles allows the act; a person without roles may nothing, their own neither."""
    allowed = TABLE.get((act, thing.kind), {})
    return any(role.kind in allowed and allowed[role.kind](role, thing, scope) for role in roles)
