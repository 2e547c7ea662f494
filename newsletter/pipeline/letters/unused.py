"""What people have written and nothing would ever show: files that nobody reads, values that no template prints.

In: a project, its content. Out: warnings, each at the file or at the first place of the value.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import Any

from newsletter.content.brand import Theme
from newsletter.content.fields import Model
from newsletter.content.load import Content
from newsletter.content.model import AgendaItem, Article, Event, Network, Session
from newsletter.content.moved import FILE as MOVED
from newsletter.content.parts import Person, Picture
from newsletter.content.source import Source
from newsletter.content.theme import ThemeFile
from newsletter.files import Cache, digest_of, program_digest
from newsletter.pipeline.project import Project
from newsletter.problems import Location, Problem, nearest, warning

_WAYS: Mapping[type[Model], Mapping[str, tuple[str, ...]]] = {
    Article: {
        "author": (), "date": (), "topics": (), "audience": (), "image": (), "network": (), "event": (), "agenda": (),
        "link": ("link_of",), "link_words": (), "body": (),
    },
    Network: {
        "tagline": (), "about": (), "lead_partner": (), "partners": (), "lead_expert": (), "link": (), "image": (),
        "meetings": ("meeting_of",),
    },
    Event: {"organiser": (), "place": (), "country": ()},
    Session: {"room": ()},
    AgendaItem: {"people": (), "bodies": ()},
    Person: {"role": ()},
    Picture: {"caption": (), "credit": ()},
    Theme: {"logo": (), "funding": ()},
}  # fmt: skip
"""Fields that only templates print, each with the functions that print it for them."""
_WORDS = {"lead_partner": "lead-partner", "lead_expert": "lead-expert", "link_words": "link-words"}
_KINDS = {Event: "events", Session: "sessions", AgendaItem: "agenda entries", Person: "people", Picture: "pictures"}


def unused_problems(project: Project, content: Content, theme: ThemeFile) -> list[Problem]:
    """Files below `issues/` and `templates/points/` that nobody reads, and values that no template prints."""
    return [*_unread_files(project.root, content), *_unprinted(project, content, theme)]


def _unread_files(root: Path, content: Content) -> Iterator[Problem]:
    for folder, folder_of in (("issues", _reader_of), ("templates/points", _reader_of_templates)):
        for path in sorted((root / folder).rglob("*")):
            name = path.relative_to(root / folder)
            if path.is_dir() or any(part.startswith(".") or part.startswith("__") for part in name.parts):
                continue
            if name.name.lower().startswith("readme") or name.name.endswith("~") or name.name == "Thumbs.db":
                continue
            hint = folder_of(PurePosixPath(name.as_posix()), content)
            if hint:
                at = Location(f"{folder}/{name.as_posix()}")
                yield warning("unread-file", "nothing reads this file, so no letter shows what is in it", at, hint)


_FOLDERS = ("articles", "networks", "points", "images")


def _reader_of(name: PurePosixPath, content: Content) -> str:
    """What to do with a file below `issues/`; empty when somebody reads it, or reading it has been judged already."""
    first, *rest = name.parts
    if (
        f"issues/{name}" == MOVED
        or first == "images"
        or (len(rest) == 1 and first in _FOLDERS and name.suffix in (".md", ".yaml"))
    ):
        return ""
    if len(rest) == 1 and first in _FOLDERS:
        told = name.suffix.lower() in (".markdown", ".yml", ".md", ".yaml")
        ending = ".md" if first == "articles" else ".yaml"
        return "" if told else f"the files in issues/{first}/ end in {ending}; pictures belong into issues/images/"
    if not rest:
        return "move it into articles/, networks/, points/ or images/, or into the folder of its issue"
    if first in _FOLDERS:
        return f"move it up: files in folders inside issues/{first}/ are not read"
    if name.name == "issue.yaml" and len(rest) == 1:
        return ""
    if len(rest) == 2 and rest[0] == "points" and name.suffix.lower() in (".yaml", ".yml", ".md", ".markdown"):
        return ""
    if len(rest) == 1 and name.stem == "issue":
        return "name it issue.yaml"
    if near := nearest(first, _FOLDERS):
        return f"{near}: is the folder misspelt?"
    return "an issue's folder holds issue.yaml and points/<point>.yaml; articles and pictures stand in folders of all"


_OF_POINTS = ("newsletter.mjml", "newsletter.txt", "letter.css")


def _reader_of_templates(name: PurePosixPath, content: Content) -> str:
    """What to do with a file below `templates/points/`; what a point's template may include is anybody's guess."""
    first, *rest = name.parts
    if not rest:
        return "move it into the folder of its point"
    if first not in content.points:
        near = nearest(first, content.points)
        return f"no point is called `{first}`{'; ' + near if near else ''}"
    if len(rest) == 1 and rest[0] not in _OF_POINTS and (near := nearest(rest[0], _OF_POINTS)):
        return f"a point may have newsletter.mjml, newsletter.txt and letter.css of its own; {near}"
    return ""


def _unprinted(project: Project, content: Content, theme: ThemeFile) -> Iterator[Problem]:
    names = _names_in_templates(project)
    if names is None:
        return
    told: set[tuple[type[Model], str]] = set()
    for path, kind, field, place in _values(content, theme):
        ways = _WAYS[kind][field]
        if (kind, field) not in told and not names & {field, *ways}:
            told.add((kind, field))
            word = _WORDS.get(field, field)
            of = _KINDS.get(kind) or path.partition("/")[0]
            message = f"no template of this project prints `{word}` of {of}, so no reader sees it"
            hint = f"print it: `newsletter init` in a new folder writes templates that do; or take `{word}` out"
            yield warning("not-printed", message, place, hint)


def _values(content: Content, theme: ThemeFile) -> Iterator[tuple[str, type[Model], str, Location]]:
    """Each value that only templates print: the path of its file, model, field and place."""
    models: list[Model] = [*content.articles.values(), *content.networks.values()]
    for model in models:
        path = model.path if isinstance(model, (Article, Network)) else ""
        yield from _of_model(model, path, content.sources[path], ())
    if theme.source and theme.theme:
        yield from _of_model(theme.theme, "the theme", theme.source, ())


def _of_model(
    model: Model, path: str, source: Source, keys: tuple[str | int, ...]
) -> Iterator[tuple[str, type[Model], str, Location]]:
    for field, info in type(model).model_fields.items():
        value: Any = getattr(model, field)
        key = (*keys, info.alias or field)
        if value in (None, (), info.default):
            continue
        if field in _WAYS.get(type(model), {}):
            yield path, type(model), field, source.location(key, key=True)
        for number, inner in enumerate(value if isinstance(value, tuple) else (value,)):
            if isinstance(inner, Model):
                yield from _of_model(inner, path, source, (*key, number) if isinstance(value, tuple) else key)


def _names_in_templates(project: Project) -> set[str] | None:
    """Every name and attribute that templates of letters and articles mention; None when one of them can't be read."""
    folder = project.root / "templates"
    files = [path for path in sorted(folder.rglob("*")) if path.suffix in (".mjml", ".txt", ".html", ".css")]
    files = [path for path in files if path.relative_to(folder).parts[0] != "pages"]
    found: set[str] = set()
    for path in files:
        try:
            names = _names_in(path.read_text("utf-8"), project.cache)
        except (OSError, UnicodeDecodeError):
            return None
        if names is None:
            return None
        found |= names
    return found


def _names_in(template: str, cache: Cache) -> set[str] | None:
    """Those of one template, kept under the name of its words: of many one is changed at a time."""
    key = digest_of([program_digest(), template])
    kept = cache.get("names", key)
    if kept is None:
        from newsletter.render.environment import names_in

        names = names_in(template)
        kept = json.dumps(sorted(names) if names is not None else None).encode()
        cache.put("names", key, kept)
    found = json.loads(kept)
    return set(found) if found is not None else None
