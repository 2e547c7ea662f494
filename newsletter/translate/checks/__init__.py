"""Checks of translations: what a person should see before a text is mailed, and what can never be.

In: a translation, its locale and its glossary; or a whole catalog. Out: findings. A warning is dismissed for one unit
by a translator's comment with the reason, `ignore-same: name of a street`; what blocks can't be dismissed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace

from newsletter.translate.checks import exact, form, language, lengths, typed, typography
from newsletter.translate.checks.finding import Check, Finding, Languages, kind
from newsletter.translate.extract import source_locale_of
from newsletter.translate.glossary import Glossary
from newsletter.translate.unit import Catalog, Key, Translation

__all__ = ["CHECKS", "WEBLATE", "Check", "Finding", "catalog_findings", "dismissed", "findings", "is_blocked"]

BLOCKING_CODES = (
    "control-character",
    "lost-placeholder",
    "lost-tag",
    "missing-plural-form",
    "unusable-translation",
)
"""What can't be dismissed, by name."""
BLOCKING: tuple[Check, ...] = (form.tags, form.placeholders, form.plural_forms, form.characters)
"""The checks that can block a text."""

CHECKS: tuple[Check, ...] = (
    *BLOCKING,
    typed.marks,
    exact.addresses,
    exact.numbers,
    exact.terms,
    lengths.too_long,
    lengths.odd_length,
    lengths.same_as_source,
    lengths.leftover_source,
    typography.end_mark,
    typography.french_spaces,
    typography.quotes,
    typography.doubled_words,
    typography.doubled_spaces,
    language.wrong_script,
    language.wrong_language,
)

WEBLATE: Mapping[str, tuple[str, ...]] = {
    "changed-address": ("url",),
    "changed-number": (),
    "different-translations": ("inconsistent",),
    "doubled-space": ("double-space", "begin-space", "end-space"),
    "doubled-word": ("duplicate",),
    "foreign-quotes": (),
    "forbidden-term": ("check-glossary",),
    "french-spacing": ("punctuation-spacing",),
    "hidden-character": ("zero-width-space",),
    "leftover-source": (),
    "lost-term": ("check-glossary",),
    "odd-length": (),
    "other-end-mark": (
        "end-stop",
        "end-colon",
        "end-question",
        "end-exclamation",
        "end-semicolon",
        "end-ellipsis",
        "end-interrobang",
    ),
    "same-as-source": ("same",),
    "same-plural-forms": ("same-plurals",),
    "too-long": ("max-length",),
    "typed-mark": ("md-syntax",),
    "wrong-language": (),
    "wrong-script": (),
}
"""The warnings, each with the checks of Weblate that say the same; these names dismiss it too."""


def findings(entry: Translation, locale: str, glossary: Glossary, source_locale: str = "en") -> list[Finding]:
    """What is wrong with a translation, each thing once, without the warnings that somebody has dismissed.

    `source_locale` is that of sources whose notes name no other.
    """
    languages = Languages(source_locale_of(entry.notes, source_locale), locale)
    return _without_dismissed(_found(CHECKS, entry, languages, glossary), entry)


def is_blocked(entry: Translation, locale: str, glossary: Glossary) -> bool:
    """True when a translation can be neither stored nor mailed."""
    return any(finding.level == "blocking" for finding in _found(BLOCKING, entry, Languages("", locale), glossary))


def _found(checks: Iterable[Check], entry: Translation, languages: Languages, glossary: Glossary) -> list[Finding]:
    targets = [target for target in dict.fromkeys(entry.targets) if target]
    return [each for target in targets for check in checks for each in check(entry, target, languages, glossary)]


def catalog_findings(catalog: Catalog, glossary: Glossary, source_locale: str = "en") -> dict[Key, list[Finding]]:
    """What is wrong with the translations of a catalog, by unit, those with nothing left out.

    `source_locale` is that of sources whose notes name no other.
    """
    found = {entry.key: findings(entry, catalog.locale, glossary, source_locale) for entry in catalog.active()}
    for entry, finding in _different(catalog):
        found[entry.key] += _without_dismissed([finding], entry)
    return {key: each for key, each in found.items() if each}


def dismissed(entry: Translation, check: str, reason: str) -> Translation:
    """The translation with a warning dismissed for a reason, in a comment and as Weblate's flags."""
    names = WEBLATE[check] or (check,)
    comment = f"ignore-{names[0] if len(names) == 1 else check}: {reason}"
    flags = tuple(f"ignore-{name}" for name in WEBLATE[check])
    return replace(
        entry,
        comments=tuple(dict.fromkeys((*entry.comments, comment))),
        flags=tuple(dict.fromkeys((*entry.flags, *flags))),
    )


def weblate_flags(comments: Iterable[str]) -> tuple[str, ...]:
    """Weblate's flags for what comments dismiss with a reason: other tools keep comments, and may drop flags."""
    lines = (line.removeprefix("ignore-").partition(":") for line in comments if line.startswith("ignore-"))
    names = [name.strip() for name, _, reason in lines if reason.strip()]
    known: dict[str, tuple[str, ...]] = {each: (each,) for several in WEBLATE.values() for each in several}
    known |= WEBLATE
    return tuple(dict.fromkeys(f"ignore-{each}" for name in names for each in known.get(name, ())))


def _without_dismissed(found: list[Finding], entry: Translation) -> list[Finding]:
    lines = [line.removeprefix("ignore-").partition(":") for line in entry.comments if line.startswith("ignore-")]
    # Without a reason nobody can say later whether it still holds.
    names = {name.strip() for name, _, reason in lines if reason.strip()}
    return [
        each
        for each in dict.fromkeys(found)
        if each.level == "blocking" or not names & {each.check, *WEBLATE[each.check]}
    ]


def _different(catalog: Catalog) -> list[tuple[Translation, Finding]]:
    """One source with several translations, where it is the same kind of text."""
    groups: dict[tuple[str, str], list[Translation]] = defaultdict(list)
    for entry in catalog.active():
        if entry.target and not entry.plural:
            groups[entry.source, kind(entry)].append(entry)
    found = []
    for entries in groups.values():
        for entry in entries:
            other = next((each for each in entries if each.target.casefold() != entry.target.casefold()), None)
            if other:
                message = f"the same source is `{other.target}` in {other.context or 'the templates'}"
                found.append((entry, Finding("different-translations", message)))
    return found
