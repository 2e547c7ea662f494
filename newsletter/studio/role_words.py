"""What roles are called, and what each may do, in the language of whoever works with the studio.

In: the person's words, the points and languages that there are. Out: the words, and all roles that can be given.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from newsletter.content.model import NationalPoint
from newsletter.people.roles import Role, RoleKind
from newsletter.pipeline.editing.choices import language_within, name_of_language
from newsletter.studio.point_names import point_called
from newsletter.studio.words import Words


@dataclass(frozen=True, slots=True)
class RoleWords:
    """`groups` are all roles that can be given: under a head, each as it is written (`point:es`) and is called."""

    words: Words
    points: Mapping[str, str]
    locales: Mapping[str, str]
    groups: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]

    def called(self, role: Role) -> str:
        """A role in a few words, for its part of the newsletter."""
        _ = self.words.gettext
        if role.kind is RoleKind.POINT:
            return _("Point: {country}").format(country=self.points.get(role.of, role.of))
        if role.kind is RoleKind.REVIEWER:
            return _("Reviewer: {language}").format(language=self.locales.get(role.of, role.of))
        return _("Operator") if role.kind is RoleKind.OPERATOR else _("Editor")

    def within(self, role: Role) -> str:
        """The same within a sentence: `National Point of Spain`."""
        _ = self.words.gettext
        if role.kind is RoleKind.POINT:
            return _("National Point of {country}").format(country=self.points.get(role.of, role.of))
        if role.kind is RoleKind.REVIEWER:
            return _("reviewer of {language}").format(language=language_within(self.words.locale, role.of))
        return _("operator") if role.kind is RoleKind.OPERATOR else _("editor")

    @property
    def about(self) -> tuple[tuple[str, str], ...]:
        """Each kind of role, and what it may do."""
        _ = self.words.gettext
        return (
            (_("Editor"), _("Writes issues, articles and networks, hands changes over, answers questions.")),
            (_("Point"), _("Says what its point changes, reviews its languages, looks after its readers and mails.")),
            (_("Reviewer"), _("Reads and mends the texts of a language.")),
            (_("Operator"), _("Lets people in and looks after the machine. Sees nobody’s readers.")),
        )


def role_words(words: Words, of: Mapping[str, NationalPoint]) -> RoleWords:
    """The words, for the points that there are (by slug) and the languages that they mail."""
    _ = words.gettext
    points = {slug: point_called(words, slug, point) for slug, point in of.items()}
    tags = {tag for point in of.values() for tag in point.locales}
    locales = {tag: name_of_language(words.locale, tag) for tag in tags}
    whole = ((str(RoleKind.EDITOR), _("Editor")), (str(RoleKind.OPERATOR), _("Operator")))
    of_points = tuple((f"point:{slug}", called) for slug, called in sorted(points.items(), key=lambda each: each[1]))
    of_locales = tuple((f"reviewer:{tag}", called) for tag, called in sorted(locales.items(), key=lambda each: each[1]))
    groups = ((_("For all"), whole), (_("Point"), of_points), (_("Reviewer"), of_locales))
    return RoleWords(words, points, locales, groups)
