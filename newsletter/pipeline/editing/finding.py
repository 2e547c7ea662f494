"""Anything of a project found by its words: issues, articles, networks, points, and texts in every language.

In: a project's library, an issue opened, what was asked for. Out: `Hit` values by kind, the best of each kind first.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import Literal

from newsletter.content.foreign import unmarked
from newsletter.content.tagged import plain
from newsletter.pipeline.editing.issues import issues_at
from newsletter.pipeline.editing.library import ArticleEntry, Library, search
from newsletter.pipeline.snapshot import Snapshot
from newsletter.problems import Path

Kind = Literal["issue", "article", "network", "point", "text"]
MOST = 6
"""Hits of each kind."""
_LEAST_OF_TEXTS = 3
"""Characters from which texts are searched too: fewer stand nearly everywhere."""
_AROUND = 40


@dataclass(frozen=True, slots=True)
class Hit:
    """Something found: `name` is its slug, for a text its path; `title` its words in the language `locale`.

    `about` says more, as it is written in the files: an article's network, an issue's name.
    """

    kind: Kind
    name: str
    title: str
    locale: str = ""
    about: str = ""


def find(library: Library, snapshot: Snapshot | None, asked: str, preferred: Sequence[str] = ()) -> list[Hit]:
    """What has all words asked for; nothing for nothing. Texts are those of the issue that is opened."""
    words = [word for word in fold(asked).split() if word]
    if not words:
        return []
    shelves = library.shelves()
    hits: list[Hit] = []
    for issue in issues_at(library.project.root):
        month = f"{issue.date:%Y-%m}" if issue.date else ""
        if _has(words, issue.slug, issue.subject, month):
            hits.append(Hit("issue", issue.slug, issue.subject or issue.slug, about=issue.slug))
    for found in search(shelves.articles.values(), asked, preferred)[:MOST]:
        if isinstance(found.entry, ArticleEntry):
            hits.append(Hit("article", found.entry.article.slug, found.words, found.locale, found.entry.network))
    for found in search(shelves.networks.values(), asked, preferred)[:MOST]:
        if not isinstance(found.entry, ArticleEntry):
            hits.append(Hit("network", found.entry.network.slug, found.words, found.locale))
    hits += [Hit("point", slug, name, about=slug) for slug, name in shelves.points.items() if _has(words, slug, name)]
    if snapshot is not None and len(asked.strip()) >= _LEAST_OF_TEXTS:
        hits += islice(_texts(snapshot, words), MOST)
    return [hit for number, hit in _numbered(hits) if number < MOST]


def fold(text: str) -> str:
    """A text without upper case and accents, as it is compared."""
    return "".join(each for each in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(each))


def _has(words: Sequence[str], *texts: str) -> bool:
    folded = fold(" ".join(texts))
    return all(word in folded for word in words)


def _numbered(hits: list[Hit]) -> Iterator[tuple[int, Hit]]:
    seen: dict[str, int] = {}
    for hit in hits:
        number = seen[hit.kind] = seen.get(hit.kind, -1) + 1
        yield number, hit


def _texts(snapshot: Snapshot, words: Sequence[str]) -> Iterator[Hit]:
    """Texts of the issue, in the language of each edition, once where languages share them."""
    for path, locale, said, folded in _all_texts(snapshot):
        if all(word in folded for word in words):
            yield Hit("text", path, _near(said, words), locale)


@lru_cache(maxsize=2)
def _all_texts(snapshot: Snapshot) -> tuple[tuple[Path, str, str, str], ...]:
    """Path, locale, words and folded words of every text of an issue; made once for a state of its files."""
    found: dict[tuple[Path, str], tuple[Path, str, str, str]] = {}
    for key in snapshot.editions():
        edition = snapshot.edition(key)
        for path, (text, shown) in edition.words.items() if edition else ():
            for locale, words in ((text.locale, text.words), (key.locale, shown)):
                said = plain(unmarked(words))
                found.setdefault((path, said), (path, locale, said, fold(said)))
    return tuple(found.values())


def _near(text: str, words: Sequence[str]) -> str:
    """The part of a text around the first word asked for."""
    at = max(fold(text).find(words[0]), 0)
    start, end = max(0, at - _AROUND), at + _AROUND * 2
    return ("…" if start else "") + text[start:end].strip() + ("…" if end < len(text) else "")
