"""Use case: something new, by what a person calls it; its name for other files follows from that.

In: what it is, and the answers of a form. Out: `Made`, with what is wrong where nothing was made.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from newsletter.content.edit import Set, values_in
from newsletter.content.faults import short_slug_of
from newsletter.content.spans import Path
from newsletter.pipeline.editing.matching import value_at
from newsletter.pipeline.editing.merging import Edit
from newsletter.pipeline.editing.saving import Saved, read_for_editing, save_edits
from newsletter.pipeline.scaffold.new import (
    NewArticle,
    NewFiles,
    NewIssue,
    NewNetwork,
    NewPoint,
    new_article,
    new_issue,
    new_network,
    new_point,
)
from newsletter.pipeline.use_case import Place, Refused
from newsletter.problems import Problem, error
from newsletter.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Made:
    """What was made, by its slug, and its files; nothing where there are problems."""

    slug: str
    files: tuple[str, ...]
    problems: tuple[Problem, ...] = ()


def make_files(place: Place, kind: str, answers: Mapping[str, str], today: dt.date) -> Made:
    """An issue, article, network or point; `kind` is one of these words."""

    def said(key: str) -> str:
        return answers.get(key, "").strip()

    name = said("name")
    slug = said("month") if kind == "issue" else short_slug_of(name)
    if kind == "point":
        slug = short_slug_of(name) if name else said("country").lower()
    if not slug and name:
        hint = "type it in Latin letters to begin with; it is called as you like afterwards"
        return Made("", (), (error("no-latin-letter", "no name of a file can be made of these letters", None, hint),))
    if not slug:
        hint = "choose a country, or type a name" if kind == "point" else "type a name"
        return Made("", (), (error("empty-value", "nothing says what it is called", None, hint),))
    report: NewFiles | Refused
    match kind:
        case "issue":
            extra = short_slug_of(said("extra"))
            slug = f"{slug}-{extra}" if extra else slug
            report = new_issue(NewIssue(place, slug, today, said("date"), "", said("like")))
        case "article":
            report = new_article(NewArticle(place, slug, today, "", said("locale"), said("from")))
        case "network":
            report = new_network(NewNetwork(place, slug, today, said("country"), said("locale")))
        case _:
            tags = tuple(filter(None, (said("locale"),)))
            report = new_point(NewPoint(place, slug, said("country"), tags))
    if isinstance(report, Refused):
        problems = report.problems or (error("empty-value", report.advice or "nothing was made", None),)
        return Made("", (), tuple(problems))
    _begin(place.workspace or Workspace(place.root), report.files[0], kind, name)
    return Made(slug, report.files, ())


_EXAMPLES: dict[str, tuple[Path, ...]] = {
    "issue": (("preheader",),),
    "article": (("summary",),),
    "network": (("tagline",), ("about",), ("lead-partner", "name")),
}
"""What starting files say as an example. In a form the field itself says it: it begins empty, and is asked for, so that
no example is ever mailed.
"""
_CALLED = {"article": "title", "network": "name"}


def _begin(workspace: Workspace, file: str, kind: str, name: str) -> None:
    """Call it as the person does, with capitals and marks, and leave out the examples."""
    read = read_for_editing(workspace, file)
    if read is None:
        return
    values = values_in(read.data, is_article=kind == "article")
    examples = [(path, value_at(values, path)) for path in _EXAMPLES.get(kind, ())]
    edits = [Edit(Set(path, None), value) for path, value in examples if value is not None]
    if kind in _CALLED and name:
        edits.insert(0, Edit(Set((_CALLED[kind],), name), values.get(_CALLED[kind])))
    saved = save_edits(workspace, file, read.version, edits) if edits else None
    if kind == "article" and isinstance(saved, Saved) and (written := workspace.read(file)):
        head, mark, _ = written.data.partition(b"\n---\n")
        workspace.write(file, head + mark, written.version)
