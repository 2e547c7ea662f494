"""The memory: what was translated before, in any issue of the project.

In: the catalogs of a project. Out: for a unit, the translation that its very source has had; or near ones, which are
for a person to look at and never taken over. The catalogs are the truth: the memory is an index over them in one
SQLite file of the cache, brought up to date by the digests of the files, and may be deleted at any time.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from types import TracebackType
from typing import Any
from unicodedata import normalize

from newsletter.files import digest_of, program_digest
from newsletter.plurals import rule_for
from newsletter.translate import difference
from newsletter.translate.authorship import PSEUDO, machine_of, origin_of, reviews_of, sign_origin
from newsletter.translate.checks.blocking import is_blocked
from newsletter.translate.exchange.tmx import FOLDER, read_tmx
from newsletter.translate.formats.po import parse_catalog
from newsletter.translate.record import Act, Origin, Record
from newsletter.translate.unit import Catalog, State, Translation, Unit

NEAR = 75.0
"""Only what is at least so alike (0 to 100) is suggested."""
OTHER_NUMBERS, OTHER_NEGATIONS = 15.0, 20.0
"""What a suggestion loses for saying something else: "3 March" and "9 March" are 99 alike, a "not" costs 3."""
_SCHEMA = """
create table files (name text primary key, digest text not null, locale text not null, issue text not null);
create table entries (
  file text not null, locale text not null, issue text not null, context text not null, kind text not null,
  source text not null, plural text not null, targets text not null, state text not null, origin text not null,
  reviews text not null, is_obsolete integer not null
);
create table suggestions (file text not null, locale text not null, source text not null, target text not null);
create index suggestions_by_source on suggestions (locale, source);
create index entries_by_source on entries (locale, source, kind);
create index entries_by_file on entries (file);
"""
_FIELDS = "issue, context, kind, source, plural, targets, state, origin, reviews, is_obsolete"


@dataclass(frozen=True, slots=True)
class Match:
    """A translation of before: from which issue, how alike its source is (0 to 100), and the state it may have now.

    `origin` is what it has where it is taken over; `reviews` those that hold there too, empty unless it stays reviewed.
    `was_reviewed` says that a person had accepted it where it was found.
    """

    issue: str
    context: str
    source: str
    targets: tuple[str, ...]
    state: State
    origin: Origin
    reviews: tuple[Act, ...] = ()
    score: float = 100.0
    was_reviewed: bool = False

    def as_json(self) -> dict[str, Any]:
        """Plain JSON values."""
        return {
            "issue": self.issue,
            "context": self.context,
            "source": self.source,
            "translation": list(self.targets) if len(self.targets) > 1 else self.targets[0],
            "score": round(self.score, 1),
        }


class Memory:
    """The memory of one project, open; a context manager. `source_locale` is that of texts which name no other."""

    def __init__(self, file: Path, source_locale: str = "en") -> None:
        self._source_locale = source_locale
        self._near: dict[str, list[str]] = {}
        try:
            self._db = _opened(file)
        except (OSError, sqlite3.DatabaseError):
            # Of another program's making, damaged, or where nothing can be written: it is made again from the catalogs.
            try:
                file.unlink()
                self._db = _opened(file)
            except (OSError, sqlite3.DatabaseError):
                self._db = _opened(None)

    def __enter__(self) -> Memory:
        return self

    def __exit__(self, kind: type[BaseException] | None, fault: BaseException | None, at: TracebackType | None) -> None:
        self._db.close()

    def refresh(self, root: Path) -> int:
        """Bring the index up to date with the project's catalogs; how many files were read. A broken one has none."""
        there = {path.relative_to(root).as_posix(): path for path in sorted(root.glob("locales/*/LC_MESSAGES/*.po"))}
        there = {name: path for name, path in there.items() if path.stem != "glossary"}
        there |= {path.relative_to(root).as_posix(): path for path in sorted(root.glob(f"{FOLDER}/*.tmx"))}
        self._db.execute("begin immediate")
        try:
            known = dict(self._db.execute("select name, digest from files"))
            for name in set(known) - set(there):
                self._forget(name)
            count = 0
            for name, path in there.items():
                data = path.read_bytes()
                mark = digest_of([data])
                if known.get(name) != mark:
                    locale = name.split("/")[1]
                    self._forget(name)
                    if path.suffix == ".tmx":
                        self._suggest(name, data, locales_in(root))
                        self._db.execute("insert into files values (?, ?, '', '')", (name, mark))
                        count += 1
                        continue
                    self._db.execute("insert into files values (?, ?, ?, ?)", (name, mark, locale, path.stem))
                    catalog, _ = parse_catalog(data, locale, name)
                    rows = _rows(catalog, path.stem) if catalog else ()
                    self._db.executemany("insert into entries values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)
                    count += 1
            self._db.execute("commit")
        except BaseException:
            self._db.execute("rollback")
            raise
        self._near.clear()
        return count

    def _forget(self, name: str) -> None:
        self._db.execute("delete from entries where file = ?", (name,))
        self._db.execute("delete from suggestions where file = ?", (name,))
        self._db.execute("delete from files where name = ?", (name,))

    def _suggest(self, name: str, data: bytes, locales: Sequence[str]) -> None:
        """Index other people's memory; one that can't be read suggests nothing."""
        pairs, _ = read_tmx(data, name, self._source_locale, locales)
        rows = ((name, each.locale, normalize("NFC", each.source), each.target) for each in pairs)
        self._db.executemany("insert into suggestions values (?, ?, ?, ?)", rows)

    def exact(self, unit: Unit, locale: str) -> Match | None:
        """The translation of the very same source, of the same kind of place if there is one; None when there is none.

        Reviewed only where it was reviewed in the very same context: a network, or an article that comes again. What
        was a heading and is a paragraph now may want other words, so it needs a review like any other.
        """
        rows = self._db.execute(
            f"select {_FIELDS} from entries where locale = ? and source = ? and plural = ?",  # noqa: S608
            (locale, normalize("NFC", unit.source), unit.plural),
        )
        kind = kind_of(unit.context)
        found = sorted(rows, key=lambda row: (row[2] == kind, _rank(row, unit.context)), reverse=True)
        return _match(found[0], unit.context) if found else None

    def near(self, unit: Unit, locale: str, limit: int = 3) -> list[Match]:
        """Translations of sources that are much alike, the most alike first: suggestions, always to be reviewed."""
        from rapidfuzz import process
        from rapidfuzz.fuzz import ratio

        if locale not in self._near:
            found = self._db.execute(
                "select source from entries where locale = ? union select source from suggestions where locale = ?",
                (locale, locale),
            )
            self._near[locale] = [source for (source,) in found]
        source = normalize("NFC", unit.source)
        # More than are asked for, since some will lose their place for another number.
        alike = process.extract(source, self._near[locale], scorer=ratio, score_cutoff=NEAR, limit=4 * limit + 1)
        written_in = unit.about.source_locale or self._source_locale
        scores = {other: _less(score, source, other, written_in) for other, score, _ in alike if other != source}
        # The very same source is a suggestion too, where it is other people's: `exact` knows only our own.
        matches = self._suggested(source, locale, 100.0)[:limit]
        for other in sorted(scores, key=lambda other: (-scores[other], other)):
            if scores[other] >= NEAR and len(matches) < limit:
                rows = self._db.execute(
                    f"select {_FIELDS} from entries where locale = ? and source = ?",  # noqa: S608
                    (locale, other),
                ).fetchall()
                if rows:
                    best = max(rows, key=lambda row: (row[2] == kind_of(unit.context), *_rank(row, unit.context)))
                    matches.append(_match(best, "", scores[other]))
                else:
                    matches += self._suggested(other, locale, scores[other])[: limit - len(matches)]
        return matches

    def _suggested(self, source: str, locale: str, score: float) -> list[Match]:
        """What other people's memories have for a source, each text once."""
        rows = self._db.execute(
            "select min(file), target from suggestions where locale = ? and source = ? group by target order by 1, 2",
            (locale, source),
        )
        found = []
        for file, target in rows:
            stem = file.rpartition("/")[2].removesuffix(".tmx")
            origin = sign_origin(Origin(memory=stem), (target,))
            found.append(Match(stem, "", source, (target,), State.NEEDS_REVIEW, origin, score=score))
        return found

    def with_words(self, words: str, locale: str, limit: int = 10) -> list[Match]:
        """Translations of longer sources in which the words stand, whatever their case, the shortest first."""
        from rapidfuzz.fuzz import ratio

        wanted = normalize("NFC", words).casefold()
        rows = self._db.execute("select distinct source from entries where locale = ?", (locale,))
        found = sorted((source for (source,) in rows if wanted in source.casefold() != wanted), key=len)
        matches: list[Match] = []
        for source in found[:limit]:
            entries = self._db.execute(
                f"select {_FIELDS} from entries where locale = ? and source = ?",  # noqa: S608
                (locale, source),
            )
            best = max(entries, key=lambda row: _rank(row, ""))
            matches.append(_match(best, "", ratio(wanted, source.casefold())))
        return matches


def _opened(file: Path | None) -> sqlite3.Connection:
    """The index with empty tables unless this program has filled it; without a file it lasts as long as the process."""
    if file:
        file.parent.mkdir(parents=True, exist_ok=True)
    db = sqlite3.connect(file or ":memory:", timeout=30, isolation_level=None)
    try:
        version = int(program_digest()[:7], 16)
        if db.execute("pragma user_version").fetchone()[0] != version:
            db.execute("begin immediate")
            for (name,) in db.execute("select name from sqlite_master where type = 'table'").fetchall():
                db.execute(f'drop table "{name}"')
            for statement in filter(str.strip, _SCHEMA.split(";")):
                db.execute(statement)
            db.execute(f"pragma user_version = {version}")
            db.execute("commit")
    except sqlite3.DatabaseError:
        db.close()
        raise
    return db


def locales_in(root: Path) -> list[str]:
    """The locales that a project has a folder of catalogs for."""
    return sorted(path.name for path in root.glob("locales/*") if path.is_dir())


def kind_of(context: str) -> str:
    """What a text is to its reader (`title`, `paragraph`), which is how its context ends."""
    return context.rpartition("/")[2]


def _rows(catalog: Catalog, issue: str) -> Iterator[tuple[object, ...]]:
    is_usual = catalog.plural_rule.chooses_as(rule_for(catalog.locale))
    for entry in catalog.entries:
        if entry.plural and not is_usual:
            continue  # its forms are others, or in another order
        is_pseudo = machine_of(entry) == PSEUDO
        if entry.state is not State.MISSING and not is_pseudo and not _is_unusable(entry, catalog):
            place = (catalog.file, catalog.locale, issue, entry.context, kind_of(entry.context))
            words = (normalize("NFC", entry.source), entry.plural, _as_json(entry.targets))
            # A stale text was made for another source than the one beside it.
            if not entry.is_stale:
                yield (*place, *words, entry.state.value, *_plain_facts(entry), entry.is_obsolete)


def _plain_facts(entry: Translation) -> tuple[str, str]:
    """The origin and the reviews that hold for the words of today, as JSON."""
    made = origin_of(entry) or Origin()
    origin = (made.memory, made.provider, made.day, made.pivot)
    reviews = tuple((act.who, act.day, act.digest) for act in reviews_of(entry))
    return _facts_as_json(origin), _facts_as_json(reviews)


_as_json = json.JSONEncoder(ensure_ascii=False).encode


# Most texts of a catalog are from the same machine and day, and read by nobody or by the same person.
@lru_cache(maxsize=1024)
def _facts_as_json(facts: tuple[object, ...]) -> str:
    return _as_json(facts)


def _is_unusable(entry: Translation, catalog: Catalog) -> bool:
    """True where the catalog counts the text as missing, or would if it were not obsolete."""
    return is_blocked(entry) if entry.is_obsolete else entry.key in catalog.unusable


Row = tuple[str, str, str, str, str, str, str, str, str, int]


def _rank(row: Row, context: str) -> tuple[bool, bool, bool, bool, str]:
    """Which of several translations is better: reviewed in the same place, reviewed, of a person, of today, newer."""
    issue, there, _, _, _, _, state, origin, _, is_obsolete = row
    is_reviewed = state == State.REVIEWED
    is_of_a_person = not Origin(*json.loads(origin)).provider
    return is_reviewed and there == context, is_reviewed, is_of_a_person, not is_obsolete, issue


def _match(row: Row, context: str, score: float = 100.0) -> Match:
    issue, there, _, source, _, forms, state, origin, reviews, _ = row
    targets = tuple(json.loads(forms))
    stays = state == State.REVIEWED and there == context
    return Match(
        issue=issue,
        context=there,
        source=source,
        targets=targets,
        state=State.REVIEWED if stays else State.NEEDS_REVIEW,
        origin=sign_origin(replace(Origin(*json.loads(origin)), memory=issue), targets),
        reviews=tuple(Act(*each) for each in json.loads(reviews)) if stays else (),
        score=score,
        was_reviewed=state == State.REVIEWED,
    )


def translation_of(unit: Unit, match: Match) -> Translation:
    """The entry that an exact match makes of a unit."""
    record = Record(origin=match.origin, reviews=match.reviews)
    return Translation(
        unit.context, unit.source, match.targets, match.state, unit.plural, record=record, about=unit.about
    )


def _less(score: float, source: str, other: str, locale: str) -> float:
    for of, cost in ((difference.numbers, OTHER_NUMBERS), (difference.negations, OTHER_NEGATIONS)):
        score -= cost * (of(source, locale) != of(other, locale))
    return score
