"""Use case: a translation that was written elsewhere finds its places in a catalog, block by block.

In: `AlignWordsRequest` with an article and a Markdown file in another language. Out: `AlignWordsReport`: how many texts
have words now, which pairs are to be doubted, what of either side has no partner. All of them are to be reviewed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from newsletter.content.detected_language import family_of, language_of
from newsletter.content.importing.kinds import SourceKind, kind_of
from newsletter.content.markdown import parse
from newsletter.content.model import Article
from newsletter.content.reading import read_article
from newsletter.content.slugs import issue_slugs
from newsletter.content.source import Source
from newsletter.content.tagged import escape
from newsletter.content.texts import fields_of
from newsletter.files import decode, digest
from newsletter.locales import chain
from newsletter.pipeline.project import Project
from newsletter.pipeline.translation.reviewing import ReviewRequest, known_names
from newsletter.pipeline.use_case import Place, misused, refuse, reporting
from newsletter.problems import Location, Problem, counted, error, has_errors, nearest, warning
from newsletter.translate.alignment.pairing import Pair, joined, pair_passages
from newsletter.translate.alignment.passage import Passage, passages_of
from newsletter.translate.alignment.restoring import restore_tags
from newsletter.translate.authorship import is_of_a_person
from newsletter.translate.checks.blocking import blocking_problems
from newsletter.translate.exchange.taking import brought
from newsletter.translate.formats.po import catalog_file
from newsletter.translate.formats.po_splice import splice_entries
from newsletter.translate.record import Origin
from newsletter.translate.unit import Catalog, Key, Translation
from newsletter.workspace import MovedOnError

_TRIES = 5
"""As often a catalog is read again that somebody else keeps writing."""
DOUBTS = {
    "other-kind": "is another kind of block",
    "other-length": "is much longer or shorter",
    "other-numbers": "has other figures",
    "moved": "stands elsewhere",
    "joined": "was two blocks",
    "split": "is the translation of two blocks; neither was taken",
    "other-address": "has a link that leads elsewhere; the article's counts",
    "mark-left-out": "has marks that the article has not; they were left out",
    "lost-tag": "lacks a tag; it can't be used until somebody puts it in",
    "untranslated": "has no translation here",
    "left": "belongs to nothing in the article",
}
"""Why a pair is to be looked at first, by code, in words that follow the place."""


@dataclass(frozen=True, slots=True)
class AlignWordsRequest:
    """The bytes of a translation with the name of its file, and the article that it is of.

    `is_replacing` puts its words also where a person's stand; a reviewed text is to be reviewed again then.
    """

    place: Place
    today: dt.date
    data: bytes
    name: str
    article: str
    locale: str
    issue: str | None = None
    is_replacing: bool = False
    is_dry: bool = False


@dataclass(frozen=True, slots=True)
class Doubt:
    """What a person should look at first: codes of `DOUBTS`, the line of the translation (0 for none), both texts."""

    codes: tuple[str, ...]
    line: int
    source: str
    target: str


@dataclass(frozen=True, slots=True)
class AlignWordsReport:
    """How many texts of the article there are, have new words, have the same, or keep a person's."""

    issue: str
    locale: str
    article: str
    name: str
    is_dry: bool
    texts: int
    new: int
    same: int
    kept: int
    doubts: tuple[Doubt, ...]
    problems: tuple[Problem, ...]


@reporting
def align_words(request: AlignWordsRequest) -> AlignWordsReport:
    """Pair the blocks and write what has a partner."""
    project, slug = known_names(ReviewRequest(request.place, request.locale, request.issue))
    article, slug = _article(project, slug, request)
    if article.locale in chain(request.locale):
        misused(f"`{article.path}` is written in {article.locale} itself.")
    _refuse_other_kinds(request)
    text, problems = decode(request.data, request.name)
    source, form = read_article(text, request.name) if text is not None else (None, [])
    problems += [each for each in form if each.code != "no-front-matter" or source is None]
    if source is None or has_errors(problems):
        refuse(problems)
    problems += _language_problems(source, request)
    if has_errors(problems):
        refuse(problems)
    texts = list(_texts(article))
    offered, doubts = _offered(article, source)
    found = _Found(dict(offered), doubts)
    done = None
    for _ in range(_TRIES):
        if done := _written(project, slug, request, texts, found):
            break
    if done is None:
        at = Location(catalog_file(request.locale, slug))
        refuse([error("file-changed", "somebody else keeps writing this file", at, "run the command again")])
    new, same, kept, faults = done
    return AlignWordsReport(
        slug, request.locale, article.path, request.name, request.is_dry, len(texts), new, same, kept,
        tuple(found.doubts), (*problems, *faults),
    )  # fmt: skip


def _refuse_other_kinds(request: AlignWordsRequest) -> None:
    """Refuse what is no Markdown: a web page would be one paragraph, a Word document no text at all."""
    place = Location(request.name)
    kind = kind_of(request.data)
    if isinstance(kind, Problem):
        refuse([replace(kind, location=place)])
    # Markdown may have tags in it.
    is_markdown = kind is SourceKind.TEXT or (kind is SourceKind.PAGE and not request.data.lstrip().startswith(b"<"))
    if not is_markdown:
        what = _OTHER_KINDS.get(kind, "a feed, or an answer of a web site")
        hint = "make an article of it with `newsletter import`, align that file, and take it away again"
        refuse([error("unknown-format", f"the file is {what}, and no Markdown", place, hint)])


_OTHER_KINDS = {SourceKind.PAGE: "a web page", SourceKind.WORD: "a Word document"}
_LEAST_WORDS = 20
"""A shorter text does not tell its language."""
_SURE = 0.9


def _language_problems(source: Source, request: AlignWordsRequest) -> list[Problem]:
    """That the file is of another language: an error where it says so, a warning where its words do."""
    said, asked = source.value.get("locale"), f"`{request.locale}` was asked for"
    if isinstance(said, str) and said and _language(said) != _language(request.locale):
        line, column = source.places.get(("locale",), (1, 1))
        message = f"it says that it is in `{said}`, and {asked}"
        hint = f"align it with --to {said}, or mend what it says"
        return [error("other-language", message, Location(request.name, line, column), hint)]
    words = str(source.value.get("body") or "")
    language, sure = language_of(words) if len(words.split()) >= _LEAST_WORDS else ("", 0.0)
    if sure < _SURE or language in family_of(request.locale):
        return []
    message = f"its words seem to be in `{language}`, and {asked}"
    return [warning("other-language", message, Location(request.name), "look whether the right file was given")]


def _language(locale: str) -> str:
    return locale.partition("-")[0].lower()


@dataclass(slots=True)
class _Found:
    """The translation of each text by its unit, and what is to be doubted."""

    words: dict[Key, str]
    doubts: list[Doubt] = field(default_factory=list)


def _article(project: Project, slug: str, request: AlignWordsRequest) -> tuple[Article, str]:
    """The article in the issue asked for, else in the newest that shows it."""
    wanted = request.article.removesuffix(".md").rpartition("/")[2]
    others = [] if request.issue else [each for each in reversed(issue_slugs(project.root)) if each != slug]
    known: list[str] = []
    found = None
    for each in (slug, *others):
        content, _ = project.content(each)
        known += content.articles
        if found := content.articles.get(wanted):
            slug = each
            break
    if found is None:
        hint = nearest(wanted, known) or f"there are: {', '.join(sorted(set(known)))}"
        misused(f"No issue shows an article `{wanted}`; {hint}.")
    return found, slug


def _texts(article: Article) -> Iterator[Key]:
    """The units of an article, its fields first."""
    for text in fields_of(article, article.path):
        if not text.is_name:
            yield text.context, text.words
    for block in article.body.texts():
        if block.words:
            yield _key(article, block.kind, block.words)


def _key(article: Article, kind: str, words: str) -> Key:
    return f"{article.path}/body/{kind.replace(' ', '-')}", words


def _offered(article: Article, source: Source) -> tuple[Mapping[Key, str], list[Doubt]]:
    """What the file has for each text of the article."""
    line = source.places.get(("body",), (1, 1))[0]
    theirs = passages_of(parse(source.value["body"]), line - 1)
    found: dict[Key, str] = {}
    for text in fields_of(article, article.path):
        words = _at(source.value, text.path.removeprefix(f"{article.path}/").split("/"))
        is_title = text.path == f"{article.path}/title"
        if is_title and not words and theirs and source.lines[theirs[0].line - 1].startswith("# "):
            words = theirs.pop(0).words
        if words and not text.is_name:
            found[text.context, text.words] = words
    ours = passages_of(article.body)
    doubts = [each for pair in pair_passages(ours, theirs) for each in _taken(article, ours, theirs, pair, found)]
    return found, doubts


def _at(value: Any, keys: Sequence[str]) -> str:
    for key in keys:
        if isinstance(value, dict):
            value = value.get(key)
        elif isinstance(value, list) and key.isdecimal() and int(key) < len(value):
            value = value[int(key)]
        else:
            return ""
    return " ".join(value.split()) if isinstance(value, str) else ""


def _taken(
    article: Article, ours: Sequence[Passage], theirs: Sequence[Passage], pair: Pair, found: dict[Key, str]
) -> Iterator[Doubt]:
    """Put the translation of a pair in its place; what is to be doubted about it."""
    source = " / ".join(ours[at].words for at in pair.source)
    target = " / ".join(theirs[at].words for at in pair.target)
    line = theirs[pair.target[0]].line if pair.target else 0
    codes = pair.doubts
    if not pair.source or not pair.target:
        codes = ("left",) if pair.target else ("untranslated",)
    elif len(pair.source) == 1:
        passage = ours[pair.source[0]]
        rich = joined([theirs[at] for at in pair.target]).rich
        # Alternative texts and captions hold no marks.
        words, more = (
            (escape(target), ()) if passage.kind in ("alt text", "caption") else restore_tags(passage.rich, rich)
        )
        codes = (*codes, *more)
        found.setdefault(_key(article, passage.kind, passage.rich.text), words)
    if codes:
        yield Doubt(codes, line, source, target)


def _written(
    project: Project, slug: str, request: AlignWordsRequest, texts: Sequence[Key], found: _Found
) -> tuple[int, int, int, list[Problem]] | None:
    """How many texts are new, the same and kept, written; None where somebody wrote the catalog meanwhile."""
    file = catalog_file(request.locale, slug)
    read = project.workspace.read(file)
    data = read.data if read else b""
    catalog, problems = project.parsed_catalog(data, request.locale, slug) if read else (None, [])
    if catalog is None and problems:
        refuse(problems)
    entries = catalog.by_key() if catalog else {}
    if catalog is None or (missing := sum(key not in entries for key in texts)):
        what = f"{counted(missing, 'text')} of this article" if catalog else "the texts of this issue"
        command = f"newsletter translate {slug} --to {request.locale} --provider none"
        misused(f"`{file}` does not have {what} yet: run `{command}` first.")
    changes, same, kept, faults = _changes(catalog, request, found)
    try:
        if changes and not request.is_dry:
            project.workspace.write(file, splice_entries(data, catalog, changes), digest(data))
    except MovedOnError:
        return None
    return len(changes), same, kept, faults


def _changes(
    catalog: Catalog, request: AlignWordsRequest, found: _Found
) -> tuple[dict[Key, Translation], int, int, list[Problem]]:
    origin = Origin(day=request.today.isoformat(), aligned=request.name)
    changes: dict[Key, Translation] = {}
    faults: list[Problem] = []
    same = kept = 0
    for key, words in found.words.items():
        entry = catalog.by_key()[key]
        if entry.targets == (words,):
            same += 1
        elif is_of_a_person(entry) and not request.is_replacing:
            kept += 1
        else:
            after = brought(entry, (words,), origin, catalog.plural_rule)
            # A lost tag is told as a doubt: the words are there, and count as missing until it is in its place.
            wrong = [each for each in blocking_problems(after) if each.code != "lost-tag"]
            faults += [replace(each, location=Location(request.name)) for each in wrong]
            if not wrong:
                changes[key] = after
    return changes, same, kept, faults
