"""Editions: one issue, for one point, in one locale.

In: an issue as a point mails it, and the catalogs of the locale's chain. Out: an `Edition`: every text in the words
of the locale, with its state. A text that no catalog of the chain has falls back to its source, marked with its
language.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from newsletter import locales
from newsletter.content.foreign import foreign, unmarked
from newsletter.content.issue import Issue
from newsletter.content.load import Content
from newsletter.content.model import Article, Network
from newsletter.content.sections import Section
from newsletter.content.texts import Text, length_fault, renew_texts
from newsletter.content.traced import Trace, Wrap
from newsletter.problems import Location, Path, Problem, nearest, warning
from newsletter.translate.authorship import PSEUDO, machine_of
from newsletter.translate.chrome import Chrome, chrome_of
from newsletter.translate.extract import is_unit
from newsletter.translate.glossary import Glossary, glossary_of, names_kept
from newsletter.translate.text_counts import TextCounts
from newsletter.translate.unit import Catalog, Key, State, Translation, Unit, state_counts, through_chain

K = TypeVar("K", bound=Hashable)
Part = Article | Network | Section
"""What is put into the words of a locale by itself."""


@dataclass(frozen=True, slots=True, order=True)
class EditionKey:
    """Which edition: it prints as `2023-11/es/es`."""

    issue: str
    point: str
    locale: str

    def __str__(self) -> str:
        return f"{self.issue}/{self.point}/{self.locale}"


@dataclass(frozen=True, slots=True)
class Translations:
    """All that one locale has for an issue: its texts, chrome and names, through its chain.

    `unusable` are the units of the issue whose text is there and broken, and nothing better in the chain.
    """

    locale: str
    words: Mapping[Key, Translation]
    chrome: Chrome
    glossary: Glossary
    unusable: frozenset[Key] = frozenset()


@dataclass(frozen=True, slots=True)
class TooLong:
    """A text with more characters than its limit, with what is wrong in words.

    `entry` is the translation whose words they are, None where they are those of the source.
    """

    text: Text
    message: str
    entry: Translation | None


@dataclass(frozen=True, slots=True)
class Edition:
    """An issue in the words of one locale.

    `states` has every text that needed a translation, and `words` what it was and became, both by path; `machine` are
    those in the words of a machine, and `pseudo` those of them that are no translation; `own` is how many needed none.
    `unusable` are those of the missing whose translation is there and broken: what is wrong with it is told where it
    stands. `names` are the names in it, and the terms that are never translated, as this locale writes them.
    """

    key: EditionKey
    issue: Issue
    chrome: Chrome
    states: Mapping[Path, State]
    words: Mapping[Path, tuple[Text, str]]
    machine: frozenset[Path]
    own: int
    too_long: tuple[TooLong, ...]
    other_locales: tuple[str, ...]
    pseudo: frozenset[Path] = frozenset()
    unusable: frozenset[Path] = frozenset()
    names: frozenset[str] = frozenset()

    def untranslated_paths(self) -> list[Path]:
        """The texts of the issue that nobody has translated."""
        return [path for path, state in self.states.items() if state is State.MISSING and path not in self.unusable]

    def untranslated_words(self) -> list[str]:
        """The fixed words of the templates that nobody has translated."""
        states = self.chrome.states.items()
        return [key[1] for key, state in states if state is State.MISSING and key not in self.chrome.unusable]

    def counts(self) -> dict[str, int]:
        """Texts by state: those of the issue and those of the chrome together."""
        return state_counts([*self.states.values(), *self.chrome.states.values()])

    def text_counts(self, under: Path = "") -> TextCounts:
        """Who has read its texts, those of the chrome among them; or the texts below a path."""
        inside = {path: state for path, state in self.states.items() if path.startswith(under)}
        found = text_counts(inside, self.machine)
        if under:
            return found
        fixed = text_counts(self.chrome.states, self.chrome.machine)
        return TextCounts(*(getattr(found, name) + getattr(fixed, name) for name in TextCounts.__slots__))


def editions_of(content: Content) -> list[EditionKey]:
    """The editions of an issue: each point in each of its locales, the secretariat's first."""
    slugs = sorted(content.points, key=lambda slug: (slug != "eu", slug))
    return [EditionKey(content.slug, slug, locale) for slug in slugs for locale in content.points[slug].locales]


def locale_hint(wanted: str, keys: Sequence[EditionKey]) -> str:
    """A hint for a locale that no edition is in: the one that was meant, and who writes in it; else all there are."""
    writers: dict[str, list[str]] = {}
    for key in keys:
        writers.setdefault(key.locale, []).append(f"`{key.point}`")
    known = list(writers)
    tag = locales.canonical(wanted.replace("_", "-")) or locales.tag_of_name(wanted, known)
    meant = locales.met(tag, known) if tag else ""
    if meant:
        who = writers[meant]
        return f"the nearest is `{meant}`, in which {', '.join(who)} write{'s' if len(who) == 1 else ''}"
    return nearest(wanted, known) or f"there are: {', '.join(sorted(known))}"


def text_counts(states: Mapping[K, State], machine: Collection[K]) -> TextCounts:
    """Texts by who has read them; `machine` are those in the words of a machine, whether read or not."""
    open_ = [each for each, state in states.items() if state is State.NEEDS_REVIEW]
    written = sum(each in machine for each in open_)
    counts = state_counts(states.values())
    return TextCounts(counts[State.REVIEWED], written, len(open_) - written, counts[State.MISSING])


def translations_of(
    locale: str,
    issue: Sequence[Catalog],
    chrome: Sequence[Catalog],
    glossary: Sequence[Catalog],
    chrome_units: Sequence[Unit],
) -> Translations:
    """What the catalogs of a locale's chain hold, each list most specific first."""
    words = through_chain(catalog.usable() for catalog in issue)
    unusable = frozenset(key for catalog in issue for key in catalog.unusable_units() if key not in words)
    return Translations(locale, words, chrome_of(locale, chrome_units, chrome), glossary_of(glossary), unusable)


@dataclass(slots=True)
class _Found:
    """What localising has found out of an issue, or of a part of it."""

    states: dict[Path, State] = field(default_factory=dict)
    became: dict[Path, tuple[Text, str]] = field(default_factory=dict)
    machine: dict[Path, str] = field(default_factory=dict)
    too_long: list[TooLong] = field(default_factory=list)
    unusable: set[Path] = field(default_factory=set)
    own: int = 0

    def add(self, part: _Found) -> None:
        self.states |= part.states
        self.became |= part.became
        self.machine |= part.machine
        self.too_long += part.too_long
        self.unusable |= part.unusable
        self.own += part.own


@dataclass(frozen=True, slots=True)
class _Localised:
    """A part in the words of a locale, what was found out of it, and what it was made of."""

    source: Part
    translations: Translations
    trace: Trace | None
    words: Part
    found: _Found


class KnownWords:
    """Parts of an issue in the words of locales, for a program that stays: the next edition has most of them again.

    For any number of threads. One is held for each path and locale, as it was last.
    """

    def __init__(self) -> None:
        self._known: dict[tuple[str, str, bool], _Localised] = {}

    def find(self, source: Part, translations: Translations, trace: Trace | None) -> _Localised | None:
        """One that is as it would be made now; None where there is none."""
        known = self._known.get(_place(source, translations, trace))
        if known is None or known.translations is not translations or known.trace is not trace:
            return None
        # A document is the same as long as its file is; sections are given their names anew for each point.
        is_same = known.source is source or (isinstance(source, Section) and known.source == source)
        return known if is_same else None

    def keep(self, made: _Localised) -> None:
        """Keep one for the next edition."""
        self._known[_place(made.source, made.translations, made.trace)] = made


def _place(source: Part, translations: Translations, trace: Trace | None) -> tuple[str, str, bool]:
    return source.path, translations.locale, trace is not None


def localise(
    issue: Issue,
    key: EditionKey,
    translations: Translations,
    trace: Trace | None = None,
    known: KnownWords | None = None,
) -> Edition:
    """The edition: words put in place, names looked up, the rest left in its source's language and marked so.

    With a trace its issue's words are marked with the path of each; everything else it says is the same. What is known
    of another edition in this locale is not looked up again.
    """
    whole = here = _Found()

    def renew(text: Text) -> str:
        words, state, found, language = text.words, None, None, ""
        if text.is_name:
            words, state = translations.glossary.name(words)
        elif is_unit(text, key.locale):
            found = translations.words.get((text.context, words))
            words, language = (found.target, "") if found else (words, text.locale)
            state = found.state if found else State.MISSING
            if (text.context, text.words) in translations.unusable:
                here.unusable.add(text.path)
            if found and (name := machine_of(found)):
                here.machine[text.path] = name
        else:
            here.own += 1
        if fault := length_fault(text.kind, unmarked(words), text.limit):
            here.too_long.append(TooLong(text, fault, found))
        shown = foreign(words, language) if language else words
        if state:
            here.states[text.path], here.became[text.path] = state, (text, shown)
        return Wrap(language, trace.number(text.path)).around(words) if trace else shown

    def around(source: Part, walk: Callable[[], Part]) -> Part:
        nonlocal here
        if known is None:
            return walk()
        made = known.find(source, translations, trace)
        if made is None:
            here = _Found()
            words = walk()
            made = _Localised(source, translations, trace, words, here)
            here = whole
            known.keep(made)
        whole.add(made.found)
        return made.words

    localised = renew_texts(issue, renew, around)
    others = tuple(locale for locale in issue.point.locales if locale != key.locale)
    pseudo = frozenset(path for path, name in whole.machine.items() if name == PSEUDO)
    names = frozenset(map(unmarked, names_kept(localised))) | translations.glossary.written_names
    return Edition(
        key, localised, translations.chrome, whole.states, whole.became, frozenset(whole.machine), whole.own,
        tuple(whole.too_long), others, pseudo, frozenset(whole.unusable), names,
    )  # fmt: skip


def missing_problems(edition: Edition, content: Content) -> list[Problem]:
    """What an edition shows in another language than its own: one problem for the issue, one for the chrome.

    What is there and can't be used is told where it stands, with what is wrong with it.
    """
    name = str(edition.key)
    locale = edition.key.locale
    found = []
    missing = edition.untranslated_paths()
    if missing:
        # Without the locale, which the edition says: what no language has is told once.
        message = f"{_texts(len(missing))} not translated; the first is `{missing[0]}`"
        hint = f"run `newsletter translate {edition.key.issue}`, then fill the catalogs under locales/"
        found.append(warning("not-translated", message, content.location(missing[0]), hint).of(name))
    chrome = edition.untranslated_words()
    if chrome:
        message = f"{_texts(len(chrome), ' of the templates')} not translated into {locale}; the first is `{chrome[0]}`"
        at = Location(f"locales/{locale}/LC_MESSAGES/chrome.po")
        hint = f"run `newsletter translate {edition.key.issue}`, then fill locales/{locale}"
        found.append(warning("chrome-not-translated", message, at, hint).of(name))
    return found


def length_problems(
    edition: Edition, content: Content, place_of: Callable[[Translation], Location | None]
) -> list[Problem]:
    """Texts that are longer than their readers' programs show, in the words of this edition.

    Each stands where its words do: in a document, or where `place_of` finds the translation in its catalog.
    """
    return [
        warning(
            "too-long",
            each.message,
            (place_of(each.entry) if each.entry else None) or content.location(each.text.path),
            "say it in fewer words",
        ).of(str(edition.key))
        for each in edition.too_long
    ]


def _texts(count: int, where: str = "") -> str:
    return f"1 text{where} is" if count == 1 else f"{count} texts{where} are"
