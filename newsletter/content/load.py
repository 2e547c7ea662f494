"""A project's folder becomes content: every file read, every fault of every file found in one run.

In: the project's root and an issue's slug. Out: `Content` with all that could be read, and the problems.
What is broken is left out of the value, so that the rest can be built. Touches files, never the network.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from newsletter.content import references
from newsletter.content.document import Document
from newsletter.content.faults import problems_of
from newsletter.content.fields import Model
from newsletter.content.issue import Issue, issue_of
from newsletter.content.markdown import parse
from newsletter.content.model import Article, IssueFile, NationalPoint, Network, Overlay, Section
from newsletter.content.plain import marks_in
from newsletter.content.reading import read_article, read_yaml
from newsletter.content.salvage import salvaged
from newsletter.content.source import Keys, Source
from newsletter.content.texts import fields_of, walk
from newsletter.files import read_text
from newsletter.problems import Location, Problem, Severity, error, nearest, warning

M = TypeVar("M", bound=Model)
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


@dataclass(frozen=True, slots=True)
class Content:
    """Everything of one issue, by slug; `files` names each file that was read, in order."""

    slug: str
    issue: IssueFile | None
    overlays: Mapping[str, Overlay]
    articles: Mapping[str, Article]
    networks: Mapping[str, Network]
    points: Mapping[str, NationalPoint]
    sources: Mapping[str, Source] = field(repr=False)

    def issue_for(self, point: str) -> Issue | None:
        """The issue as this point mails it; None when the issue or the point could not be read."""
        office = self.points.get(point)
        if self.issue is None or office is None:
            return None
        return issue_of(self.issue, self.overlays.get(point), office, self.articles, self.networks)

    def location(self, path: str) -> Location | None:
        """Where the value at a path (`articles/heerlen/title`) stands; a block of a text at its own line."""
        parts = path.split("/")
        for length in range(len(parts), 0, -1):
            file = "/".join(parts[:length])
            source = self.sources.get(file)
            if source:
                rest: Keys = tuple(int(part) if part.isdigit() else part for part in parts[length:])
                document = self._document(file, rest[:-1]) if rest and isinstance(rest[-1], int) else None
                if document is None:
                    return source.location(rest)
                lines = [block.line for block in document.texts()]
                return source.at(source.places[rest[:-1]][0] + lines[int(rest[-1])], 1, rest)
        return None

    def paths(self) -> dict[tuple[str, str], str]:
        """The path of each text that some point mails, where it stands first, by its context and words."""
        found: dict[tuple[str, str], str] = {}
        for issue in filter(None, map(self.issue_for, self.points)):
            for text in walk(issue):
                found.setdefault((text.context, text.words), text.path)
        return found

    def _document(self, file: str, rest: Keys) -> Document | None:
        """The Markdown text at a path, if there is one."""
        owner: object = self.articles.get(file.removeprefix("articles/"))
        if owner is None and self.issue and file == self.issue.path:
            owner = self.issue
        if owner is None:
            owner = next((overlay for overlay in self.overlays.values() if overlay.path == file), None)
        for key in rest:
            owner = owner[key] if isinstance(owner, tuple) and isinstance(key, int) else getattr(owner, str(key), None)
        return owner if isinstance(owner, Document) else None


def issue_slugs(root: Path) -> list[str]:
    """The issues of a project, oldest first (by name, which begins with year and month)."""
    return sorted(path.parent.name for path in (root / "issues").glob("*/issue.yaml"))


def load(root: Path, slug: str, source_locale: str, *, everything: bool = False) -> tuple[Content, list[Problem]]:
    """Read an issue and all it refers to; `everything` also reads articles and networks that no section shows."""
    return _Loader(root, slug, source_locale).load(everything)


class _Loader:
    def __init__(self, root: Path, slug: str, source_locale: str) -> None:
        self.root = root
        self.slug = slug
        self.source_locale = source_locale
        self.problems: list[Problem] = []
        self.sources: dict[str, Source] = {}
        self.known = references.Known((), (), (), root)
        self.salvaged: list[tuple[Model, Source]] = []

    def load(self, everything: bool) -> tuple[Content, list[Problem]]:
        names = {kind: self.names(f"issues/{kind}", end) for kind, end in _FOLDERS.items()}
        self.known = references.Known(
            names["articles"], names["networks"], names["points"], self.root / "issues/images"
        )
        points = {name: point for name in names["points"] if (point := self.point(name))}
        issue = self.issue()
        overlays = {
            name: changes
            for name in self.names(f"issues/{self.slug}/points", ".yaml")
            if (changes := self.overlay(name, points.get(name)))
        }
        wanted_articles, wanted_networks = set(names["articles"]), set(names["networks"])
        if not everything:
            wanted_articles &= shown_articles(issue, overlays)
            wanted_networks &= shown_networks(issue, overlays)
        articles = {name: article for name in sorted(wanted_articles) if (article := self.article(name))}
        wanted_networks |= {a.network for a in articles.values() if a.network in names["networks"]}
        networks = {name: network for name in sorted(wanted_networks) if (network := self.network(name))}
        content = Content(self.slug, issue, overlays, articles, networks, points, self.sources)
        self.check(content)
        return content, self.problems

    def check(self, content: Content) -> None:
        """What files say of each other, also those that have faults of their own."""
        several = (content.articles, content.networks, content.overlays)
        whole: list[Model] = [each for kind in several for each in kind.values()]
        if content.issue:
            whole.append(content.issue)
        whole += content.points.values()
        pairs = [(each, self.sources[each.path]) for each in whole if isinstance(each, _WITH_PATH)]
        for each, source in pairs:
            self.problems += self.references(each, source, content)
            self.problems += _marks_in_fields(each, source)
        for partly, source in self.salvaged:
            found = self.references(partly, source, content)
            self.problems += (problem for problem in found if problem.severity is Severity.ERROR)
            self.problems += _marks_in_fields(partly, source)

    def references(self, of: Model, source: Source, content: Content) -> Iterator[Problem]:
        known = self.known
        match of:
            case Article():
                yield from references.of_article(of, source, known)
            case Network():
                yield from references.of_network(of, source, known)
            case IssueFile():
                yield from references.of_issue(of, source, content.articles, known)
                yield from self.passages(of.sections, source, "sections")
            case Overlay():
                point = content.points.get(of.slug)
                if point or of.slug not in known.points:
                    yield from references.of_overlay(of, source, content.issue, point, content.articles, known)
                yield from self.passages(of.add, source, "add")
                if of.note:
                    yield from references.of_document(of.note, source, ("note",), known)

    def passages(self, sections: Sequence[Section], source: Source, key: str) -> Iterator[Problem]:
        for number, section in enumerate(sections):
            if section.text:
                yield from references.of_document(section.text, source, (key, number, "text"), self.known)

    def names(self, folder: str, ending: str) -> list[str]:
        """The slugs of the files in a folder; a file whose name is no slug, or that nobody would read, is a problem."""
        slugs = []
        for path in sorted((self.root / folder).glob("*")):
            name = path.name.removesuffix(ending)
            if path.name.startswith("."):
                continue
            if name == path.name:
                if path.suffix.lower() in _OTHER_ENDINGS[ending]:
                    message = f"`{path.name}` is not read: the names of these files end in {ending}"
                    at = Location(f"{folder}/{path.name}")
                    self.problems.append(error("bad-file-name", message, at, f"name it {path.stem}{ending}"))
                continue
            if not _SLUG.fullmatch(name):
                hint = "name it with small letters, digits and hyphens"
                message = f"`{path.name}` can't be referred to by its name"
                self.problems.append(error("bad-file-name", message, Location(f"{folder}/{path.name}"), hint))
                continue
            slugs.append(name)
        return slugs

    def issue(self) -> IssueFile | None:
        source = self.source(f"issues/{self.slug}/issue.yaml", f"issues/{self.slug}")
        if source is None:
            return None
        self.problems += _mark_sections(source, "sections", f"issues/{self.slug}", self.source_locale)
        return self.validated(IssueFile, source, {"@slug": self.slug}, self.source_locale)

    def overlay(self, name: str, point: NationalPoint | None) -> Overlay | None:
        path = f"issues/{self.slug}/points/{name}"
        source = self.source(f"{path}.yaml", path)
        if source is None:
            return None
        locale = source.value.get("locale") or (point.locale if point else self.source_locale)
        self.problems += _mark_sections(source, "add", path, locale)
        return self.validated(Overlay, source, {"@slug": name, "@issue": self.slug}, locale)

    def article(self, name: str) -> Article | None:
        file = f"issues/articles/{name}.md"
        text, problems = read_text(self.root, file)
        self.problems += problems
        if text is None:
            return None
        source, problems = read_article(text, file)
        self.problems += problems
        if source is None:
            return None
        self.sources[f"articles/{name}"] = source
        # The text is looked at for itself: what is wrong with the keys above it does not hide what is wrong in it.
        source.value["body"] = body = parse(source.value["body"])
        self.problems += references.of_document(body, source, ("body",), self.known)
        return None if source.is_broken else self.validated(Article, source, {"@slug": name}, self.source_locale)

    def network(self, name: str) -> Network | None:
        source = self.source(f"issues/networks/{name}.yaml", f"networks/{name}")
        return self.validated(Network, source, {"@slug": name}, self.source_locale) if source else None

    def point(self, name: str) -> NationalPoint | None:
        source = self.source(f"issues/points/{name}.yaml", f"points/{name}")
        return self.validated(NationalPoint, source, {"@slug": name}, None) if source else None

    def source(self, file: str, path: str) -> Source | None:
        text, problems = read_text(self.root, file)
        self.problems += problems
        if text is None:
            return None
        source, problems = read_yaml(text, file)
        self.problems += problems
        if source:
            self.sources[path] = source
        return source

    def validated(self, model: type[M], source: Source, given: dict[str, str], locale: str | None) -> M | None:
        """The model of a file. Keys that only loading may set are refused when an editor writes them."""
        value = dict(source.value)
        for key in [key for key in value if key.startswith("@")]:
            self.problems.append(_unknown_key(source, (key,)))
            del value[key]
        if locale and value.get("locale") is None:
            value["locale"] = locale
        try:
            return model.model_validate({**value, **given})
        except ValidationError as fault:
            self.problems += problems_of(fault, source, model)
            self.salvaged.append((salvaged(model, {**value, **given}), source))
            return None


_WITH_PATH = (Article, Network, NationalPoint, Overlay, IssueFile)
_FOLDERS = {"articles": ".md", "networks": ".yaml", "points": ".yaml"}
_OTHER_ENDINGS = {".md": {".md", ".markdown"}, ".yaml": {".yaml", ".yml"}}


def _unknown_key(source: Source, path: Keys) -> Problem:
    return error("unknown-key", f"`{path[-1]}` is no key here", source.location(path, key=True), "take it out")


def _marks_in_fields(of: Model, source: Source) -> Iterator[Problem]:
    """Markdown, HTML and remarks in fields of plain text, where they stand."""
    for text in fields_of(of, ""):
        for fault in marks_in(text.words):
            path: Keys = tuple(int(part) if part.isdigit() else part for part in text.path.split("/")[1:])
            make = error if fault.is_error else warning
            at = source.location(path)
            yield make(fault.code, fault.message, source.at_words(fault.words, at.line, path=path), fault.hint)


def _mark_sections(source: Source, key: str, path: str, locale: str) -> Iterator[Problem]:
    """Tell each section where it stands and in which locale, which it can't know by itself."""
    sections = source.value.get(key)
    if isinstance(sections, dict):
        sections = source.value[key] = [sections]
    for number, section in enumerate(sections if isinstance(sections, list) else []):
        if isinstance(section, dict):
            at: Keys = (key, number) if (key, number) in source.places else (key,)
            yield from (_unknown_key(source, (*at, name)) for name in section if name in ("@at", "@locale"))
            section.update({"@at": f"{path}/{key}/{number}", "@locale": locale})


def shown_articles(issue: IssueFile | None, overlays: Mapping[str, Overlay]) -> set[str]:
    """The articles that an issue shows with these points' changes, whether they are there or not."""
    sections: list[Section] = list(issue.sections) if issue else []
    leads: set[str] = set()
    for overlay in overlays.values():
        sections += overlay.add
        leads |= {overlay.lead} if overlay.lead else set()
    return leads | {slug for section in sections for slug in section.article_slugs}


def shown_networks(issue: IssueFile | None, overlays: Mapping[str, Overlay]) -> set[str]:
    """The networks that its sections list by themselves."""
    sections: list[Section] = list(issue.sections) if issue else []
    for overlay in overlays.values():
        sections += overlay.add
    return {slug for section in sections for slug in section.networks}


def unknown_issue(root: Path, slug: str) -> Problem:
    """The problem of an issue that is not there, with the nearest one that is."""
    known: Collection[str] = issue_slugs(root)
    hint = (
        nearest(slug, known) or f"there are: {', '.join(known) or 'none yet; `newsletter new issue 2024-01` makes one'}"
    )
    return error("unknown-issue", f"there is no issue `{slug}`", Location("issues"), hint)
