"""Which texts of an issue are a point's own: its part, its articles, and what no other point's letter shows.

In: an issue's content, a point. Out: its documents (`articles/heerlen`, `issues/2024-01/points/nl`) and the keys of its
texts; and which of the issue's problems stand in its way.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from newsletter.content.load import Content
from newsletter.content.source import Source
from newsletter.content.texts import walk
from newsletter.people.rights import ThingKind
from newsletter.pipeline.people.things import thing_of
from newsletter.problems import Problem, Severity
from newsletter.translate.unit import Key


@dataclass(frozen=True, slots=True)
class OwnTexts:
    """A point's documents, the keys of its texts as they are today, and of all that its letter shows."""

    documents: frozenset[str]
    keys: frozenset[Key]
    shown: frozenset[Key]

    def has(self, key: Key) -> bool:
        """True for a text of today or of before."""
        return key in self.keys or _document(key[0]) in self.documents


def own_texts(content: Content, point: str) -> OwnTexts:
    """The texts that are this point's."""
    by_document: dict[str, set[Key]] = {}
    shown_by: dict[str, set[str]] = {}
    shown: set[Key] = set()
    for each in content.points:
        issue = content.issue_for(each)
        for text in walk(issue) if issue else ():
            document = _document(text.path)
            shown_by.setdefault(document, set()).add(each)
            by_document.setdefault(document, set()).add((text.context, text.words))
            if each == point:
                shown.add((text.context, text.words))
    articles = {f"articles/{slug}" for slug, article in content.articles.items() if article.from_ == point}
    alone = {document for document, points in shown_by.items() if points == {point}}
    documents = {_part(content.slug, point), *articles, *alone} - {f"issues/{content.slug}"}
    keys = frozenset(key for each in documents for key in by_document.get(each, ()))
    return OwnTexts(frozenset(documents), keys, frozenset(shown))


def in_the_way(root: Path, content: Content, point: str, problems: Iterable[Problem]) -> list[Problem]:
    """The errors in what a point's own texts are read from: what stands in others' files does not stop it."""
    files = {f"issues/{content.slug}/issue.yaml", f"issues/points/{point}.yaml", *_unread_files(content, point)}
    return [each for each in problems if each.severity is Severity.ERROR and _is_of(root, each, point, files)]


def _unread_files(content: Content, point: str) -> set[str]:
    """Articles and networks that can't be read, so that they say no more whose they are, and that this point alone
    names in its part of the issue.
    """
    parts = {each: set(_words_in(content.sources.get(_part(content.slug, each)))) for each in content.overlays}
    parts |= {"": set(_words_in(content.sources.get(f"issues/{content.slug}")))}
    named = set(_words_in(content.sources.get(_part(content.slug, point))))
    alone = named.difference(*(words for each, words in parts.items() if each != point))
    unread = alone - content.articles.keys() - content.networks.keys()
    return {name for slug in unread for name in (f"issues/articles/{slug}.md", f"issues/networks/{slug}.yaml")}


def _words_in(source: Source | None) -> Iterator[str]:
    """Every text that stands in a file as a value."""
    waiting: list[Any] = [source.value if source else None]
    while waiting:
        value = waiting.pop()
        if isinstance(value, str):
            yield value
        elif isinstance(value, dict):
            waiting += value.values()
        elif isinstance(value, list):
            waiting += value


def _is_of(root: Path, problem: Problem, point: str, files: set[str]) -> bool:
    if problem.location is None or problem.location.file in files:
        return True
    name = problem.location.file
    path = root / name
    thing = thing_of(name, path.read_bytes() if path.is_file() else None)
    return thing.kind in (ThingKind.OVERLAY, ThingKind.ARTICLE) and thing.point == point


def _part(slug: str, point: str) -> str:
    return f"issues/{slug}/points/{point}"


def _document(path: str) -> str:
    """The document of a text's path or context; a point's part of an issue is one of its own."""
    parts = path.split("/")
    return "/".join(parts[:4] if parts[0] == "issues" and parts[2:3] == ["points"] else parts[:2])
