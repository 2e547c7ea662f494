"""The one walk: every text of an issue that is translated, and every name, with its path.

In: an `Issue`. Out: its texts; or, given other words by path, the same issue with them in place. Extraction and
localising both stand on this walk, so nothing can be extracted and forgotten:
`with_texts(issue, dict(texts(issue))) == issue`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial
from typing import Any, Literal, TypeVar, get_args, get_origin

from newsletter.content.document import Block, Document
from newsletter.content.fields import Model, Name, Words
from newsletter.content.issue import Issue, Line
from newsletter.content.model import Article, IssueFile, Network
from newsletter.content.sections import Section
from newsletter.content.source import Keys
from newsletter.problems import Path


@dataclass(frozen=True, slots=True)
class Text:
    """One text as its author wrote it: where it is, what it is to its reader, and in which locale."""

    path: Path
    words: str
    kind: str
    locale: str
    context: str
    limit: int = 0
    is_name: bool = False
    is_tagged: bool = False


def length_fault(what: str, words: str, limit: int) -> str:
    """Why a text is too long, in words; empty when it is not, or has no limit (0).

    `words` are what readers see, in characters: without marks, tags and escapes.
    """
    is_longer = limit and len(words) > limit
    return f"the {what} has {len(words)} characters; the limit is {limit}" if is_longer else ""


Renew = Callable[[Text], str]
Around = Callable[[Any, Callable[[], Any]], Any]
What = Words | Name | Literal["document", "model"]
M = TypeVar("M", bound=Model)
N = TypeVar("N", Article, Network)


Walked = dict[int, tuple[Any, Sequence[Text]]]
"""Sections, articles and networks that were walked, by what they are in memory, each with its texts."""


def walk(issue: Issue, walked: Walked | None = None) -> Iterator[Text]:
    """Every text and name of the issue in reading order. What was `walked` for another point is not walked again."""
    found: list[Text] = []

    def note(text: Text) -> str:
        found.append(text)
        return text.words

    def around(source: Any, walk_it: Callable[[], Any]) -> Any:
        if walked is None:
            return walk_it()
        if id(source) in walked:
            found.extend(walked[id(source)][1])
        else:
            begun = len(found)
            walk_it()
            walked[id(source)] = source, tuple(found[begun:])
        return source

    renew_texts(issue, note, around)
    yield from found


def fields_of(value: Model, path: Path) -> list[Text]:
    """Every text and name of an issue's file, article, network, point or overlay that is not Markdown."""
    found: list[Text] = []

    def note(text: Text) -> str:
        found.append(text)
        return text.words

    _model(value, path, path, "", note)
    return [text for text in found if not text.is_tagged]


def passages_of(value: Model) -> Iterator[tuple[Keys, Document]]:
    """Every Markdown text of a section or another model, with the keys that lead to it."""
    for attribute, key, what, is_list in _plan(type(value)):
        held = getattr(value, attribute)
        for number, item in enumerate(held if is_list else (held,)):
            keys: Keys = (key, number) if is_list else (key,)
            if isinstance(item, Document):
                yield keys, item
            elif what == "model" and item is not None:
                yield from (((*keys, *inner), document) for inner, document in passages_of(item))


def texts(issue: Issue) -> Iterator[tuple[Path, str]]:
    """The path and words of every translatable text, in reading order; no path occurs twice."""
    return ((text.path, text.words) for text in walk(issue) if not text.is_name)


def with_texts(issue: Issue, words: Mapping[Path, str]) -> Issue:
    """The issue with the words given by path; texts (and names) without an entry stay as they are."""
    return renew_texts(issue, lambda text: words.get(text.path, text.words))


def _walk_each(value: Any, walk: Callable[[], Any]) -> Any:
    return walk()


def renew_texts(issue: Issue, renew: Renew, around: Around = _walk_each) -> Issue:
    """The issue with what `renew` answers for each text and name, asked in reading order: the walk itself.

    `around` is given each section, article and network with the walk through it, and answers what the walk would.
    """

    def line(line: Line) -> Line:
        what = words_of(IssueFile, line.path.rpartition("/")[2])
        return replace(line, words=renew(Text(line.path, line.words, what.kind, line.locale, line.path, what.limit)))

    subject, preheader = line(issue.subject), line(issue.preheader)
    point = _model(issue.point, issue.point.path, issue.point.path, issue.point.locale, renew)
    # An article may be shown twice, as a teaser and by its programme; it is walked where it comes first.
    articles: dict[str, Article] = {}
    networks: dict[str, Network] = {}
    sections: list[Section] = []
    for section in issue.sections:
        sections.append(around(section, partial(_section, section, renew)))
        for slug in section.article_slugs:
            if slug in issue.articles and slug not in articles:
                article = issue.articles[slug]
                articles[slug] = around(article, partial(_named, article, renew))
        for slug in section.networks:
            if slug in issue.networks and slug not in networks:
                network = issue.networks[slug]
                networks[slug] = around(network, partial(_named, network, renew))
    note = issue.note
    if note:
        body = _document(note.body, note.path, note.path, note.locale, renew)
        note = replace(note, body=body)
    return replace(
        issue,
        subject=subject,
        preheader=preheader,
        point=point,
        sections=tuple(sections),
        articles={**issue.articles, **articles},
        networks={**issue.networks, **networks},
        note=note,
    )


def words_of(model: type[Model], field: str) -> Words:
    """What a field of translated words is to its reader, and how long it may be."""
    return next(what for attribute, _, what, _ in _plan(model) if attribute == field and isinstance(what, Words))


def _named(value: N, renew: Renew) -> N:
    return _model(value, value.path, value.path, value.locale, renew)


def _section(section: Section, renew: Renew) -> Section:
    # A heading keeps its translation when sections are added around it, so its number is not in the context.
    context = section.path.rpartition("/")[0]
    return _model(section, section.path, context, section.locale, renew)


@cache
def _plan(model: type[Model]) -> tuple[tuple[str, str, What, bool], ...]:
    """The fields of a model that hold texts, directly or further down: attribute, key, what, whether a list."""
    plan: list[tuple[str, str, What, bool]] = []
    for attribute, info in model.model_fields.items():
        what, is_list = _what(info.annotation, tuple(info.metadata))
        if what is not None:
            plan.append((attribute, info.alias or attribute, what, is_list))
    return tuple(plan)


def _what(annotation: Any, metadata: tuple[Any, ...]) -> tuple[What | None, bool]:
    """What the type of a field says it holds, and whether it is a list of that."""
    for mark in metadata:
        if isinstance(mark, (Words, Name)):
            return mark, False
    origin = get_origin(annotation)
    if origin is tuple:
        return _what(get_args(annotation)[0], ())[0], True
    if hasattr(annotation, "__metadata__"):
        return _what(get_args(annotation)[0], annotation.__metadata__)
    if origin is not None and origin is not Literal:  # a union with None
        for arm in get_args(annotation):
            found = _what(arm, ())
            if found[0] is not None:
                return found
        return None, False
    if annotation is Document:
        return "document", False
    if isinstance(annotation, type) and issubclass(annotation, Model):
        return ("model", False) if _plan(annotation) else (None, False)
    return None, False


def _model(value: M, path: Path, context: str, locale: str, renew: Renew) -> M:
    """The model with each of its texts renew_texts; the very same object when none of them changed."""
    changes: dict[str, Any] = {}
    for attribute, key, what, is_list in _plan(type(value)):
        old = getattr(value, attribute)
        if old is None:
            continue
        here, around = f"{path}/{key}", f"{context}/{key}"
        if is_list:
            new: Any = tuple(_value(item, what, f"{here}/{at}", around, locale, renew) for at, item in enumerate(old))
        else:
            new = _value(old, what, here, around, locale, renew)
        if new != old:
            changes[attribute] = new
    return value.model_copy(update=changes) if changes else value


def _value(value: Any, what: What, path: Path, context: str, locale: str, renew: Renew) -> Any:
    if isinstance(what, Words):
        return renew(Text(path, value, what.kind, locale, what.context or context, what.limit))
    if isinstance(what, Name):
        return renew(Text(path, value, "name", locale, "name", is_name=True))
    if what == "document":
        return _document(value, path, context, locale, renew)
    return _model(value, path, context, locale, renew)


def _document(document: Document, path: Path, context: str, locale: str, renew: Renew) -> Document:
    def words(number: int, block: Block) -> str:
        if not block.words:  # an empty cell of a table
            return ""
        # What kind of block it is belongs to the context: a heading is not translated like the same words in a list.
        around = f"{context}/{block.kind.replace(' ', '-')}"
        return renew(Text(f"{path}/{number}", block.words, block.kind, locale, around, is_tagged=True))

    return document.with_words(words)
