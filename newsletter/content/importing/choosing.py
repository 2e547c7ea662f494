"""The locale and the name of a draft: what the source says, what whoever asks says, and where the two differ.

In: a language as a source names it, a title. Out: the locale and slug of a draft, with findings and problems.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from newsletter import locales
from newsletter.content.faults import short_slug_of
from newsletter.content.importing.findings import Asked, Origin, Reason
from newsletter.content.importing.recording import Record
from newsletter.problems import Location, Problem, warning


def choose_locale(said: str, origin: Origin, asked: Asked) -> tuple[str, Origin, Reason | None, tuple[Problem, ...]]:
    """The locale of a draft, where it stands, how it was guessed, and what does not fit together.

    `said` is what the source says, such as `en-GB` or `pl_PL`, empty where it says nothing. What whoever asks says
    counts; a source that says another language is told.
    """
    own = locale_said(said, asked)
    if asked.locale:
        if own and _language(own) != _language(asked.locale):
            message = f"it says that it is in `{own}`, and `{asked.locale}` was asked for"
            hint = f"import it with --locale {own} if that is the language of its text"
            return asked.locale, origin, None, (warning("other-language", message, _location(asked), hint),)
        return asked.locale, origin if own else Origin(), None, ()
    if own:
        return own, origin, None, ()
    return asked.default_locale, Origin(), Reason.PROJECT_LOCALE, ()


def locale_said(said: str, asked: Asked) -> str:
    """A language as a source names it as a locale of ours; empty for none.

    The project's own way of writing it comes first: `en-US` is `en` where the project writes in that. A country that
    says nothing about its language is left out: `pl-PL` is `pl`.
    """
    tag = locales.canonical(re.split(r"[.@,;\s]", said.strip() or "-")[0].replace("_", "-")) or ""
    if not tag:
        return ""
    for own in (asked.locale, asked.default_locale):
        if own and _language(own) == _language(tag) and _language(tag) not in ("pt", "zh", "sr"):
            return own
    language = _language(tag)
    if language == "en":
        return "en"
    return language if language != "pt" and tag == f"{language}-{locales.home_country(language)}" else tag


def record_locale(record: Record, locale: str, origin: Origin, reason: Reason | None) -> str:
    """A locale that was chosen, noted."""
    if reason:
        return record.guessed("locale", locale, origin, reason)
    return record.taken("locale", locale, origin)


def choose_slug(title: str, asked: Asked, taken: Collection[str] = (), otherwise: str = "article") -> str:
    """A slug for a draft: out of its title, else out of its address or file name; another one than those `taken`."""
    of_address = asked.address.rstrip("/").rpartition("/")[2].partition("?")[0].rpartition(".")
    bare = asked.name.replace("\\", "/").rpartition("/")[2]
    candidates = (title, of_address[0] or of_address[2], bare.rpartition(".")[0] or bare, otherwise)
    slug = next(found for each in candidates if (found := short_slug_of(each)))
    number, free = 1, slug
    while free in taken:
        number += 1
        free = f"{slug}-{number}"
    return free


def _language(tag: str) -> str:
    return tag.partition("-")[0]


def _location(asked: Asked) -> Location:
    return Location(asked.name or asked.address)
