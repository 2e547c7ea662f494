"""Articles that readers have had before: in an earlier issue of the same project.

In: a project, an issue's content. Out: a warning for each article at the place where this issue shows it. An event or a
programme may be announced in several issues; its article is news once.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from functools import partial

from newsletter.content.filed import issue_from, overlay_from
from newsletter.content.load import Content
from newsletter.content.model import IssueFile, Overlay
from newsletter.content.sections import Section
from newsletter.content.slugs import issue_slugs
from newsletter.files import digest, digest_of, program_digest, read_bytes
from newsletter.pipeline.project import Project
from newsletter.problems import Location, Problem, warning

_EVERYBODY = ""
Told = Mapping[str, list[str]]
"""The articles of an issue by the point that shows them; those of everybody under the empty name."""


def mailed_before(project: Project, content: Content) -> Iterator[Problem]:
    """Articles of an issue that an earlier one, by name, has shown to the same readers."""
    earlier = [slug for slug in issue_slugs(project.root) if slug < content.slug]
    known = {slug: _told(project, slug) for slug in reversed(earlier)} if content.issue else {}
    for point, article, at in _shown(content):
        for slug, told in known.items():
            of_everybody, own = told.get(_EVERYBODY, []), told.get(point, [])
            if article in of_everybody or article in own:
                message = f"the article `{article}` was in the issue {slug} already"
                yield warning("mailed-before", message, at, "show another one, or say in its title what is new")
                break


def _shown(content: Content) -> Iterator[tuple[str, str, Location | None]]:
    """Each article that the issue or a point shows by itself: the point, the article, where it is named."""
    for files, key in ((filter(None, [content.issue]), "sections"), (content.overlays.values(), "add")):
        for file in files:
            point = file.slug if isinstance(file, Overlay) else _EVERYBODY
            sections: Sequence[Section] = getattr(file, key)
            for number, section in enumerate(sections):
                for path, article in _articles_of(section):
                    yield point, article, content.location(f"{file.path}/{key}/{number}/{path}")
            if isinstance(file, Overlay) and file.lead:
                yield point, file.lead, content.location(f"{file.path}/lead")


def _articles_of(section: Section) -> Iterator[tuple[str, str]]:
    """The articles that a section shows as such, each with the keys that lead to it."""
    if section.lead:
        yield "lead", section.lead
    yield from ((f"articles/{number}", slug) for number, slug in enumerate(section.articles))


def _told(project: Project, slug: str) -> Told:
    """What an issue has shown, kept while its files are as they were; nothing of a file that can't be read."""
    root, locale = project.root, project.settings.source_locale
    points = sorted(path.stem for path in (root / "issues" / slug / "points").glob("*.yaml"))
    names = {point: f"issues/{slug}/points/{point}.yaml" for point in points}
    held = {name: read_bytes(root, name)[0] for name in (f"issues/{slug}/issue.yaml", *names.values())}
    key = digest_of([program_digest(), slug, *(digest(data) for data in held.values() if data is not None)])
    kept = project.cache.get("shown", key)
    if kept is not None:
        found: Told = json.loads(kept)
        return found
    central = issue_from(held[f"issues/{slug}/issue.yaml"], [], f"issues/{slug}/issue.yaml", slug, locale).model
    told = {_EVERYBODY: _slugs(central)}
    for point, name in names.items():
        read = partial(overlay_from, file=name, slug=point, issue=slug, locale=locale)
        told[point] = _slugs(read(held[name], []).model)
    project.cache.put("shown", key, json.dumps(told).encode())
    return told


def _slugs(file: IssueFile | Overlay | None) -> list[str]:
    sections: Sequence[Section] = () if file is None else file.add if isinstance(file, Overlay) else file.sections
    led = [file.lead] if isinstance(file, Overlay) and file.lead else []
    return led + [slug for section in sections for _, slug in _articles_of(section)]
