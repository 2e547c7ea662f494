"""All checks of translations: what a person should see before a text is mailed, and what can never be.

In: a translation, its locale and its glossary; or a whole catalog. Out: problems without a place. A warning is
dismissed for one unit by a translator's comment with the reason, `ignore-same: name of a street`; an error can't be.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from newsletter.problems import Problem
from newsletter.translate.checks import (
    all_capitals,
    changed_address,
    changed_month,
    changed_number,
    different_translations,
    doubled_space,
    doubled_word,
    forbidden_term,
    foreign_quotes,
    french_spacing,
    hidden_character,
    left_note,
    leftover_source,
    lost_letter,
    lost_term,
    odd_length,
    other_end_mark,
    remark_without_effect,
    same_as_source,
    same_plural_forms,
    too_long,
    two_wordings,
    typed_mark,
    wrong_language,
    wrong_script,
)
from newsletter.translate.checks.blocking import BLOCKING, found_by
from newsletter.translate.checks.check import Check, Languages, TargetCheck, is_dismissed
from newsletter.translate.glossary import Glossary
from newsletter.translate.record import Dismissal, Record
from newsletter.translate.unit import Catalog, Key, Translation

_OF_TARGETS: tuple[TargetCheck, ...] = (
    *BLOCKING,
    same_plural_forms.CHECK,
    hidden_character.CHECK,
    typed_mark.CHECK,
    left_note.CHECK,
    lost_letter.CHECK,
    two_wordings.CHECK,
    all_capitals.CHECK,
    changed_address.CHECK,
    changed_number.CHECK,
    changed_month.CHECK,
    lost_term.CHECK,
    forbidden_term.CHECK,
    too_long.CHECK,
    odd_length.CHECK,
    same_as_source.CHECK,
    leftover_source.CHECK,
    other_end_mark.CHECK,
    french_spacing.CHECK,
    foreign_quotes.CHECK,
    doubled_word.CHECK,
    doubled_space.CHECK,
    wrong_script.CHECK,
    wrong_language.CHECK,
    remark_without_effect.CHECK,
)
_OF_CATALOGS = (different_translations.CHECK,)

CHECKS: tuple[Check, ...] = (*_OF_TARGETS, *_OF_CATALOGS)
"""Every check, in the order in which they look."""
CODES = tuple(check.code for check in sorted(CHECKS, key=lambda check: (check.severity, check.code)))
"""Their names, first of what blocks."""
_BY_CODE = {check.code: check for check in CHECKS}


def translation_problems(
    entry: Translation, locale: str, glossary: Glossary, source_locale: str = "en"
) -> list[Problem]:
    """What is wrong with a translation, each thing once, without the warnings that somebody has dismissed.

    `source_locale` is that of units that name no other.
    """
    languages = Languages(entry.about.source_locale or source_locale, locale)
    return _without_dismissed(found_by(_OF_TARGETS, entry, languages, glossary), entry)


def catalog_problems(catalog: Catalog, glossary: Glossary, source_locale: str = "en") -> dict[Key, list[Problem]]:
    """What is wrong with the translations of a catalog, by unit, those with nothing left out.

    `source_locale` is that of units that name no other.
    """
    found = {
        entry.key: translation_problems(entry, catalog.locale, glossary, source_locale) for entry in catalog.active()
    }
    for check in _OF_CATALOGS:
        for entry, message in check.find(catalog):
            found[entry.key] += _without_dismissed([check.report(message)], entry)
    return {key: each for key, each in found.items() if each}


def dismissed(entry: Translation, code: str, reason: str) -> Translation:
    """The translation with a warning dismissed for a reason, in a comment and as Weblate's flags."""
    names = _BY_CODE[code].weblate
    said = Dismissal(names[0] if len(names) == 1 else code, reason)
    return replace(
        entry,
        record=replace(entry.record, dismissals=tuple(dict.fromkeys((*entry.record.dismissals, said)))),
        flags=tuple(dict.fromkeys((*entry.flags, *(f"ignore-{name}" for name in names)))),
    )


def weblate_flags(record: Record) -> tuple[str, ...]:
    """Weblate's flags for what is dismissed with a reason: other tools keep comments, and may drop flags."""
    dismissed = [each.check for each in record.dismissals if each.reason]
    if not dismissed:
        return ()
    known: dict[str, tuple[str, ...]] = {each: (each,) for check in CHECKS for each in check.weblate}
    known |= {check.code: check.weblate for check in CHECKS}
    return tuple(dict.fromkeys(f"ignore-{each}" for name in dismissed for each in known.get(name, ())))


def _without_dismissed(found: Sequence[Problem], entry: Translation) -> list[Problem]:
    return [each for each in found if not is_dismissed(_BY_CODE[each.code], entry)]
