"""A project's folder becomes content: every file read, every fault of every file found in one run.

In: the project's root and an issue's slug. Out: `Content` with all that could be read, and the problems.
What is broken is left out of the value, so that the rest can be built. Touches files, never the network.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from newsletter.content import references
from newsletter.content.document import Document
from newsletter.content.faults import slug_of
from newsletter.content.fields import Model
from newsletter.content.filed import Filed, article_from, issue_from, model_from, overlay_from
from newsletter.content.hours import hour_problems, with_zones
from newsletter.content.issue import Issue, issue_of
from newsletter.content.model import Article, IssueFile, NationalPoint, Network, Overlay
from newsletter.content.sections import Section
from newsletter.content.source import Keys, Source
from newsletter.content.texts import passages_of, walk
from newsletter.known import KnownFiles
from newsletter.problems import Location, Problem, Severity, error

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
        """Where the value at a path (`articles/heerlen/title`) stands; a block of a text at its own line.

        None where nothing stands there.
        """
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


def load(
    root: Path, slug: str, source_locale: str, *, everything: bool = False, files: KnownFiles | None = None
) -> tuple[Content, list[Problem]]:
    """Read an issue and all it refers to; `everything` also reads articles and networks that no section shows.

    Of `files` that are known already none is read that is as it was.
    """
    return _Loader(files or KnownFiles(root), slug, source_locale).load(everything)


class _Loader:
    def __init__(self, files: KnownFiles, slug: str, source_locale: str) -> None:
        self.files = files
        self.root = files.root
        self.slug = slug
        self.source_locale = source_locale
        self.problems: list[Problem] = []
        self.filed: dict[str, Filed[Any]] = {}
        self.known = references.Known((), (), (), self.root)

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
        sources = {path: filed.source for path, filed in self.filed.items() if filed.source}
        articles = {name: with_zones(article, points) for name, article in articles.items()}
        networks = {name: with_zones(network, points) for name, network in networks.items()}
        content = Content(self.slug, issue, overlays, articles, networks, points, sources)
        self.check(content)
        return content, self.problems

    def check(self, content: Content) -> None:
        """What files say of each other, also those that have faults of their own."""
        several = (content.articles, content.networks, content.overlays)
        whole = [path for kind in several for path in (each.path for each in kind.values())]
        whole += [content.issue.path] if content.issue else []
        whole += [point.path for point in content.points.values()]
        for path in whole:
            filed = self.filed[path]
            if filed.source and filed.model:
                self.problems += self.references(filed.model, filed.source, content)
            self.problems += filed.marks
        for filed in self.filed.values():
            if filed.source and filed.salvaged:
                found = self.references(filed.salvaged, filed.source, content)
                self.problems += (problem for problem in found if problem.severity is Severity.ERROR)
                self.problems += filed.marks

    def references(self, of: Model, source: Source, content: Content) -> Iterator[Problem]:
        known = self.known
        match of:
            case Article():
                yield from references.of_article(of, source, known)
                yield from hour_problems(of, source, content.points)
            case Network():
                yield from references.of_network(of, source, known)
                yield from hour_problems(of, source, content.points)
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
            for keys, text in passages_of(section):
                yield from references.of_document(text, source, (key, number, *keys), self.known)

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
                name = slug_of(name)
                hint = "name it with small letters, digits and hyphens" + (f": `{name}{ending}`" if name else "")
                message = f"`{path.name}` can't be referred to by its name"
                self.problems.append(error("bad-file-name", message, Location(f"{folder}/{path.name}"), hint))
                continue
            slugs.append(name)
        return slugs

    def issue(self) -> IssueFile | None:
        file = f"issues/{self.slug}/issue.yaml"
        make = partial(issue_from, file=file, slug=self.slug, locale=self.source_locale)
        return self.taken(f"issues/{self.slug}", self.files.value(file, make, self.source_locale))

    def overlay(self, name: str, point: NationalPoint | None) -> Overlay | None:
        path = f"issues/{self.slug}/points/{name}"
        locale = point.locale if point else self.source_locale
        make = partial(overlay_from, file=f"{path}.yaml", slug=name, issue=self.slug, locale=locale)
        return self.taken(path, self.files.value(f"{path}.yaml", make, locale))

    def article(self, name: str) -> Article | None:
        file = f"issues/articles/{name}.md"
        make = partial(article_from, file=file, slug=name, locale=self.source_locale)
        filed = self.files.value(file, make, self.source_locale)
        # The text is looked at for itself: what is wrong with the keys above it does not hide what is wrong in it.
        if filed.source:
            of_text = references.of_document(filed.source.value["body"], filed.source, ("body",), self.known)
            filed = replace(filed, form=(*filed.form, *of_text))
        return self.taken(f"articles/{name}", filed)

    def network(self, name: str) -> Network | None:
        file = f"issues/networks/{name}.yaml"
        make = partial(model_from, Network, file=file, slug=name, locale=self.source_locale)
        return self.taken(f"networks/{name}", self.files.value(file, make, self.source_locale))

    def point(self, name: str) -> NationalPoint | None:
        file = f"issues/points/{name}.yaml"
        make = partial(model_from, NationalPoint, file=file, slug=name, locale=None)
        return self.taken(f"points/{name}", self.files.value(file, make))

    def taken(self, path: str, filed: Filed[M]) -> M | None:
        """The model of a file, which now belongs to the content, with what is wrong with it.

        None for one that could not be read.
        """
        self.filed[path] = filed
        self.problems += (*filed.form, *filed.faults)
        return filed.model


_FOLDERS = {"articles": ".md", "networks": ".yaml", "points": ".yaml"}
_OTHER_ENDINGS = {".md": {".md", ".markdown"}, ".yaml": {".yaml", ".yml"}}


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
