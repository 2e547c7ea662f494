"""What people may do: every role, act and thing, their own and another's."""

from __future__ import annotations

import pytest

from newsletter.people.rights import TABLE, Act, Scope, Thing, ThingKind, may
from newsletter.people.roles import Role, RoleKind, parse_role

SCOPE = Scope({"es": ("es", "ca"), "fr": ("fr",)})
OPERATOR, EDITOR, SPAIN, SLOVAK = (
    Role(RoleKind.OPERATOR), Role(RoleKind.EDITOR), Role(RoleKind.POINT, "es"), Role(RoleKind.REVIEWER, "sk"),
)  # fmt: skip
MAY = {
    # Who may do what to what: o operator, e editor, p a point's person to its own, r a reviewer to their own locale.
    ("read", "content"): "oepr", ("read", "own"): "oepr", ("write", "own"): "oepr",
    ("write", "central"): "e", ("hand-over", "central"): "e", ("translate", "central"): "e",
    ("write", "overlay"): "ep", ("write", "article"): "ep", ("write", "picture"): "ep", ("hand-over", "overlay"): "ep",
    ("write", "catalog"): "pr", ("translate", "catalog"): "epr", ("review", "catalog"): "pr",
    ("ask", "catalog"): "pr", ("answer", "catalog"): "epr", ("invite", "edition"): "epr",
    ("read", "mailing"): "op", ("test", "mailing"): "p", ("plan", "mailing"): "p", ("agree", "mailing"): "p",
    ("mail", "mailing"): "p", ("pause", "mailing"): "op", ("end", "mailing"): "p", ("settle", "mailing"): "p",
    ("release", "mailing"): "p", ("read", "readers"): "p", ("import", "readers"): "p", ("export", "readers"): "p",
    ("forget", "readers"): "p", ("read", "people"): "o", ("write", "people"): "o", ("read", "home"): "o",
    ("read", "record"): "op", ("export", "record"): "o",
}  # fmt: skip
OF_A_POINT = {
    ThingKind.OVERLAY, ThingKind.ARTICLE, ThingKind.EDITION, ThingKind.MAILING, ThingKind.READERS, ThingKind.RECORD,
}  # fmt: skip
OF_A_LOCALE = {ThingKind.CATALOG, ThingKind.EDITION}


def thing(kind: ThingKind, point: str, locale: str) -> Thing:
    return Thing(kind, point if kind in OF_A_POINT else "", locale if kind in OF_A_LOCALE else "")


@pytest.mark.parametrize("act", list(Act))
def test_each_role_may_what_the_table_says_to_what_is_its_own(act: Act) -> None:
    for kind in ThingKind:
        allowed = MAY.get((act.value, kind.value), "")
        of_spain, slovak = thing(kind, "es", "ca"), thing(kind, "fr", "sk")
        who = {"o": (OPERATOR, of_spain), "e": (EDITOR, of_spain), "p": (SPAIN, of_spain), "r": (SLOVAK, slovak)}
        assert "".join(letter for letter, (role, what) in who.items() if may([role], act, what, SCOPE)) == allowed, kind


@pytest.mark.parametrize("act", list(Act))
def test_nobody_may_anything_to_what_is_another_points_or_another_languages(act: Act) -> None:
    for kind in ThingKind:
        foreign = thing(kind, "fr", "fr")
        if foreign.point or foreign.locale:
            assert not may([SPAIN], act, foreign, SCOPE), kind
            assert not may([SLOVAK], act, foreign, SCOPE), kind
        assert not may([], act, foreign, SCOPE), kind


def test_a_right_of_a_part_is_no_right_of_all_of_them() -> None:
    for act, kind in TABLE:
        if kind in OF_A_POINT | OF_A_LOCALE:
            assert not may([SPAIN, SLOVAK], act, Thing(kind), SCOPE)


def test_roles_add_up() -> None:
    both = [SLOVAK, SPAIN]
    assert may(both, Act.REVIEW, Thing(ThingKind.CATALOG, locale="sk"), SCOPE)
    assert may(both, Act.EXPORT, Thing(ThingKind.READERS, "es"), SCOPE)
    assert not may(both, Act.REVIEW, Thing(ThingKind.CATALOG, locale="fr"), SCOPE)


def test_a_reviewer_of_one_locale_is_none_of_a_more_special_one() -> None:
    assert not may([Role(RoleKind.REVIEWER, "pt")], Act.REVIEW, Thing(ThingKind.CATALOG, locale="pt-BR"), SCOPE)


def test_keeping_the_machine_is_not_reading_its_readers() -> None:
    for act in Act:
        assert not may([OPERATOR], act, Thing(ThingKind.READERS, "es"), SCOPE)
        assert not may([OPERATOR], act, Thing(ThingKind.READERS), SCOPE)


@pytest.mark.parametrize(
    ("typed", "role"),
    [
        ("operator", OPERATOR),
        (" editor ", EDITOR),
        ("point:es", SPAIN),
        ("reviewer:sr-Latn", Role(RoleKind.REVIEWER, "sr-Latn")),
    ],
)
def test_a_role_is_read_as_it_is_written(typed: str, role: Role) -> None:
    read, reason = parse_role(typed)
    assert (read, reason) == (role, "")
    assert parse_role(str(role)) == (role, "")


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("admin", "is no role: there are operator, editor, point:POINT and reviewer:LOCALE"),
        ("point", "names no point: write `point:POINT`"),
        ("point:", "names no point: write `point:POINT`"),
        ("reviewer:s k", "names no locale: write `reviewer:LOCALE`"),
        ("editor:es", "is for the whole newsletter: write `editor`"),
        ("operator:", "is for the whole newsletter: write `operator`"),
        ("", "is no role: there are operator, editor, point:POINT and reviewer:LOCALE"),
    ],
)
def test_what_is_no_role_is_told_with_what_to_write(typed: str, reason: str) -> None:
    assert parse_role(typed) == (None, reason)
