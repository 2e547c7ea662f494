"""The names of points in the languages of their readers, as the catalogs of their newest issues have them.

In: a project and its points. Out: names by point and locale, for what speaks to readers beside letters: pages,
what people consent to, mails that ask to confirm. A name that no catalog has is as the point writes it.
"""

from __future__ import annotations

from collections.abc import Mapping

from newsletter import locales
from newsletter.content.model import NationalPoint
from newsletter.content.slugs import issue_slugs
from newsletter.pipeline.project import Project
from newsletter.translate.authorship import PSEUDO, machine_of
from newsletter.translate.unit import through_chain

MOST_ISSUES = 12
"""A year of letters: who has mailed none in a language since then is called as they write themselves."""


def sender_names(project: Project, points: Mapping[str, NationalPoint]) -> dict[tuple[str, str], str]:
    """The name of each point in each of its other locales, where one is known: by slug and locale.

    Reviewed or not, as the fixed words of pages; what a pseudo-translator has made is none. Where the name has changed
    since, it has no translation yet.
    """
    wanted: dict[str, set[str]] = {}
    for slug, point in points.items():
        for locale in point.locales:
            if point.locale not in locales.chain(locale):
                wanted.setdefault(locale, set()).add(slug)
    found: dict[tuple[str, str], str] = {}
    for locale, slugs in wanted.items():
        for issue in issue_slugs(project.root)[: -MOST_ISSUES - 1 : -1]:
            lacking = [slug for slug in slugs if (slug, locale) not in found]
            if not lacking:
                break
            catalogs = [project.catalog(step, issue)[0] for step in locales.chain(locale)]
            words = through_chain(catalog.usable() for catalog in catalogs if catalog)
            for slug in lacking:
                entry = words.get((f"{points[slug].path}/from/name", points[slug].from_.name))
                if entry and machine_of(entry) != PSEUDO:
                    found[slug, locale] = entry.target
    return found
