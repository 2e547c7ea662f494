"""A review desk held open while somebody works at it: lists, checks and acts of one project, as its files are now.

In: the project held open, its workspace. Out: worklists, what is wrong with texts, what came of acts; acts can be taken
back for as long as the desk is open.
"""

from __future__ import annotations

import datetime as dt
import threading
from collections import OrderedDict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from newsletter.edition import EditionKey
from newsletter.locales import chain
from newsletter.pipeline.page_look import documents_with_pages
from newsletter.pipeline.resident import Resident
from newsletter.pipeline.reviewing.acts import Act, Changed, Done, Outcome, carry_out, take_back
from newsletter.pipeline.reviewing.faults import Fault, faults_of
from newsletter.pipeline.reviewing.fixed_marks import fixed_words_in, with_fixed_marks
from newsletter.pipeline.reviewing.near import Offer, offers_for
from newsletter.pipeline.reviewing.worklist import (
    GLOSSARY,
    ReviewText,
    Worklist,
    catalogs_of,
    edition_of,
    every_text,
    order_in,
    worklist,
)
from newsletter.pipeline.snapshot import Snapshot
from newsletter.problems import Path
from newsletter.translate.checks.blocking import is_blocked
from newsletter.translate.chrome import LETTERS, PAGES, SOURCE_LOCALE
from newsletter.translate.glossary import Glossary, glossary_of, names_kept
from newsletter.translate.unit import Catalog, Translation
from newsletter.workspace import Workspace

_MOST_DONE = 2_000
_MOST_CHECKED = 20_000


class Desk:
    """The desk of one project; any number of threads may ask."""

    def __init__(self, resident: Resident, workspace: Workspace) -> None:
        self._resident, self._workspace = resident, workspace
        self._done: OrderedDict[str, tuple[ReviewText, Done]] = OrderedDict()
        self._checked: OrderedDict[tuple[str, str, str, Translation], list[Fault]] = OrderedDict()
        self._glossaries: dict[str, tuple[tuple[object, ...], Glossary]] = {}
        self._texts: dict[tuple[str, str], tuple[tuple[str, ...], Mapping[str, ReviewText]]] = {}
        self._fixed: dict[EditionKey, Mapping[Path, Path]] = {}
        self._deciding = threading.Lock()
        self._asking = threading.Lock()

    def worklist(
        self, issue: str, point: str, locale: str, snapshot: Snapshot | None = None, *, with_pages: bool = False
    ) -> Worklist | None:
        """What there is to read; None where no point writes in the language. `snapshot` is the issue, if at hand.

        With `with_pages` it is known too on which page fixed words stand that no letter has; pages are laid out for it.
        """
        snapshot = snapshot or self._resident.snapshot(issue)
        key = edition_of(snapshot, point, locale)
        if key is None:
            return None
        html = with_fixed_marks(self._resident.letter(key).html, fixed_words_in(snapshot, locale))
        pages = self._pages_of_fixed(snapshot, key) if with_pages else {}
        return worklist(snapshot, point, locale, order_in(html), pages)

    def _pages_of_fixed(self, snapshot: Snapshot, key: EditionKey) -> Mapping[Path, Path]:
        """On which page fixed words can be seen; looked for once: templates are seldom another."""
        edition = snapshot.edition(key)
        if key not in self._fixed and edition:
            documents = documents_with_pages(edition)
            of_kind = [[each for each in documents if each.startswith(kind)][:2] for kind in ("articles/", "networks/")]
            found: dict[Path, Path] = {}
            words = fixed_words_in(snapshot, key.locale)
            for document in (*of_kind[0], *of_kind[1]):
                page = self._resident.page(key, document)
                for path in order_in(with_fixed_marks(page.html, words)) if page else ():
                    found.setdefault(path, document)
            self._fixed[key] = found
        return self._fixed.get(key, {})

    def texts(self, issue: str, locale: str, snapshot: Snapshot | None = None) -> Mapping[str, ReviewText]:
        """The texts of a language by id; made once for the same catalogs. `snapshot` is the issue, if at hand."""
        snapshot = snapshot or self._resident.snapshot(issue)
        catalogs = [snapshot.catalogs.one(step, name) for step in chain(locale) for name in catalogs_of(issue)]
        rule = repr(self._resident.project.rule(locale))
        made_of = (rule, *(each.digest if each else "" for each in catalogs))
        known = self._texts.get((issue, locale))
        if known is None or known[0] != made_of:
            found = {text.id: text for text in every_text(snapshot, locale).values()}
            known = self._texts[issue, locale] = (made_of, found)
        return known[1]

    def known(self, issue: str, locale: str, wanted: Collection[str]) -> Mapping[str, ReviewText]:
        """Texts by id to act on, at hand as they were last made; what they say may be old.

        An act looks at its catalog itself: it need not wait until everything else of the language has been made anew.
        """
        held = self._texts.get((issue, locale))
        if held is not None and all(each in held[1] for each in wanted):
            return held[1]
        return self.texts(issue, locale)

    def glossary(self, snapshot: Snapshot, locale: str) -> Glossary:
        """The terms that hold in a language; made once for the same catalogs and names."""
        catalogs = [each for step in chain(locale) if (each := snapshot.catalogs.one(step, GLOSSARY))]
        content = snapshot.content
        issues = [issue for point in content.points if (issue := content.issue_for(point))]
        names = tuple(sorted({name for issue in issues for name in names_kept(issue)}))
        made_of = (*(each.digest for each in catalogs), names)
        with self._asking:
            known = self._glossaries.get(locale)
            if known is None or known[0] != made_of:
                known = self._glossaries[locale] = (made_of, glossary_of(catalogs, names))
            return known[1]

    def as_now(self, text: ReviewText, entry: Translation) -> ReviewText:
        """A text whose entry in its catalog is this by now."""
        (judged,) = self._resident.project.judged(Catalog(text.locale, "", (entry,))).entries
        return replace(text, entry=judged, is_unusable=any(entry.targets) and is_blocked(entry))

    def faults(
        self,
        issue: str,
        text: ReviewText,
        locale: str,
        targets: tuple[str, ...] | None = None,
        glossary: Glossary | None = None,
    ) -> list[Fault]:
        """What is wrong with a text, or would be with other targets. `glossary` is the language's, if at hand."""
        glossary = glossary or self.glossary(self._resident.snapshot(issue), locale)
        entry = replace(text.entry, targets=targets) if targets is not None else text.entry
        return self._faults(entry, locale, glossary, self._source_locale(text))

    def all_faults(self, issue: str, texts: Sequence[ReviewText], locale: str) -> dict[str, list[Fault]]:
        """What is wrong with texts, by id; those with nothing wrong are left out."""
        glossary = self.glossary(self._resident.snapshot(issue), locale)
        found = {
            text.id: self._faults(text.entry, locale, glossary, self._source_locale(text))
            for text in texts
            if text.catalog != GLOSSARY
        }
        return {key: faults for key, faults in found.items() if faults}

    def offers(self, text: ReviewText) -> list[Offer]:
        """What a text could say instead."""
        with self._asking:
            return offers_for(self._resident.project, text)

    def carry_out(
        self,
        issue: str,
        locale: str,
        acts: Sequence[Act],
        by: str,
        today: dt.date,
        texts: Mapping[str, ReviewText] | None = None,
    ) -> list[Outcome]:
        """Do acts, by name. `texts` are those of the language by id, if at hand; what they say may be old."""
        texts = self.texts(issue, locale) if texts is None else texts
        with self._deciding:
            outcomes = carry_out(self._resident.project, self._workspace, texts, acts, by, today)
            for outcome in outcomes:
                if isinstance(outcome, Done) and outcome.before != outcome.after:
                    self._done[outcome.act.id] = (texts[outcome.act.text], outcome)
            while len(self._done) > _MOST_DONE:
                self._done.popitem(last=False)
            return outcomes

    def take_back(self, act: str) -> Done | Changed | None:
        """Put the text of an act back as it was, and with it what was done about it here since.

        None for an act of which nothing is known any more; where anybody else has changed the text, it stays.
        """
        with self._deciding:
            known = self._done.get(act)
            if known is None:
                return None
            text, done = known
            since = self._since(act, text)
            if any(one.after != next_.before for one, next_ in pairwise((done, *since))):
                return Changed(done.act, None)
            whole = replace(done, after=(done, *since)[-1].after)
            outcome = take_back(self._resident.project, self._workspace, text, whole)
            if isinstance(outcome, Done):
                for each in (done, *since):
                    del self._done[each.act.id]
            return outcome

    def _since(self, act: str, text: ReviewText) -> list[Done]:
        """What was done about a text here behind an act, in its order."""
        names = list(self._done)
        later = [self._done[name] for name in names[names.index(act) + 1 :]]
        where = (text.locale, text.catalog, text.entry.key)
        return [done for each, done in later if (each.locale, each.catalog, each.entry.key) == where]

    def _faults(self, entry: Translation, locale: str, glossary: Glossary, source_locale: str) -> list[Fault]:
        key = (locale, source_locale, str(id(glossary)), entry)
        found = self._checked.get(key)
        if found is None:
            found = faults_of(entry, locale, glossary, source_locale)
            with self._asking:
                self._checked[key] = found
                while len(self._checked) > _MOST_CHECKED:
                    self._checked.popitem(last=False)
        return found

    def _source_locale(self, text: ReviewText) -> str:
        return SOURCE_LOCALE if text.catalog in (LETTERS, PAGES) else self._resident.project.settings.source_locale
