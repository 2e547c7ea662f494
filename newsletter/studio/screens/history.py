"""Who has changed what, in plain words by day; and how it is taken back."""

from __future__ import annotations

import datetime as dt
import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from urllib.parse import urlencode

from markupsafe import Markup

from newsletter.content.edit import Plain
from newsletter.content.load import issue_slugs
from newsletter.content.source import path_of
from newsletter.content.spans import Path as ValuePath
from newsletter.pipeline.editing.history import Act, read_history, take_back
from newsletter.pipeline.editing.saving import NotAnEditorsFileError, Saved
from newsletter.render.cldr import Cldr
from newsletter.studio.naming import Names, names_at
from newsletter.studio.request import StudioRequest, StudioResponse, not_found, redirect
from newsletter.studio.routes import Route
from newsletter.studio.studio import Studio
from newsletter.studio.words import Words

_COUNT = 30
_ALIKE = 0.6
"""The part that two texts have in common from which their differences are shown word by word."""
_AROUND = 8
"""Words shown before and behind what differs."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A value that was changed: what it is called, and its words, each kept, gone or come."""

    label: str
    parts: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Row:
    """An act as the page tells it."""

    act: Act
    time: str
    sentence: str
    document: str
    address: str
    changes: tuple[Shown, ...]


def history(studio: Studio, request: StudioRequest) -> StudioResponse:
    """The page."""
    issue, skip = request.query.get("issue", ""), request.query.get("skip", "0")
    slug = issue if issue in issue_slugs(studio.project.root) else ""
    files = _files_of(studio, slug) if slug else ()
    start = min(int(skip), 100_000) if skip.isdigit() else 0
    root, environ = studio.project.root, studio.place.environ
    found = read_history(root, environ, request.person, files=files, count=_COUNT, skip=start, waiting=studio.waiting())
    who = sorted({act.who for act in found.acts if act.who})
    chosen, wanted = request.query.get("who", ""), request.query.get("q", "").strip()
    names = names_at(studio, request.words)
    rows = [_row(names, act) for act in found.acts if not chosen or act.who == chosen]
    rows = [row for row in rows if not wanted or wanted.casefold() in _all_words(row).casefold()]
    days = [
        (_day(request.words, day), list(each)) for day, each in groupby(rows, lambda row: _local(row.act.when).date())
    ]
    asked = {"issue": slug, "who": chosen, "q": wanted}
    failed = request.query.get("failed", "")
    older = urlencode({**{name: value for name, value in asked.items() if value}, "skip": start + _COUNT})
    return studio.page(
        request,
        "history.html",
        here="history",
        issue=slug,
        days=days,
        who=who,
        asked=asked,
        missing=found.missing,
        older=f"/history?{older}" if found.has_more else "",
        newer=start > 0,
        failed=failed,
        failed_name=names.file(failed) if failed else "",
        said=_said,
    )


def undo(studio: Studio, request: StudioRequest) -> StudioResponse:
    """Take one act back; where somebody has changed the same since, say so and leave it."""
    form = request.form()
    name, commit, back = form.get("file", ""), form.get("commit", ""), form.get("back", "")
    if not re.fullmatch(r"now|[0-9a-f]{40,64}", commit):
        return not_found()
    try:
        outcome = take_back(studio.workspace, studio.place.environ, commit, name)
    except NotAnEditorsFileError:
        return not_found()
    issue = {"issue": back} if back in issue_slugs(studio.project.root) else {}
    failed = {} if isinstance(outcome, Saved) else {"failed": name}
    return redirect("/history" + ("?" + urlencode({**issue, **failed}) if issue or failed else ""))


def _files_of(studio: Studio, slug: str) -> list[str]:
    """The files that an issue is made of, with its catalogs."""
    content = studio.resident.snapshot(slug).content
    files = [f"issues/{slug}"]
    files += [f"issues/articles/{each}.md" for each in content.articles]
    files += [f"issues/networks/{each}.yaml" for each in content.networks]
    return files + [f"locales/{key.locale}/LC_MESSAGES/{slug}.po" for key in studio.resident.snapshot(slug).editions()]


def _row(names: Names, act: Act) -> Row:
    words = names.words
    changes = tuple(_shown(names, act.file, each.path, each.before, each.after) for each in act.changes)
    time = Cldr(words.locale).time_range(_local(act.when).time().replace(second=0, microsecond=0), None)
    return Row(act, time, _sentence(words, act), _document(names, act), address_of(act), changes)


def _sentence(words: Words, act: Act) -> str:
    """What was done, with a place for the document."""
    _, n_ = words.gettext, words.ngettext
    if act.languages:
        return n_(
            "brought the texts of {n} language up to date",
            "brought the texts of {n} languages up to date",
            act.languages,
        )
    if act.files:
        return n_("changed {files} file at once", "changed {files} files at once", act.files)
    if act.texts and act.texts.changed and act.texts.accepted:
        return n_(
            "changed {changed} and accepted {accepted} text: {document}",
            "changed {changed} and accepted {accepted} texts: {document}",
            act.texts.accepted,
        )
    if act.texts and act.texts.accepted:
        return n_("accepted {accepted} text: {document}", "accepted {accepted} texts: {document}", act.texts.accepted)
    if act.texts:
        return n_("changed {changed} text: {document}", "changed {changed} texts: {document}", act.texts.changed)
    return {"A": _("added {document}"), "D": _("removed {document}")}.get(act.kind, _("changed {document}"))


def _document(names: Names, act: Act) -> str:
    _ = names.words.gettext
    parts = act.file.split("/")
    if act.file.endswith(".po") and act.locale:
        return names.catalog(act.file) or act.file
    if found := names.document(path_of(act.file), act.title):
        return found
    return {"templates": _("the look of letters: {file}"), "newsletter.toml": _("the settings: {file}")}.get(
        parts[0], "{file}"
    ).format(file=parts[-1])


def _said(row: Row) -> Markup:
    """The sentence with the document in it, as a link where it can be looked at."""
    texts = row.act.texts
    document = Markup('<a href="{}">{}</a>').format(row.address, row.document) if row.address else row.document
    changed, accepted = (texts.changed, texts.accepted) if texts else (0, 0)
    numbers = {"n": row.act.languages, "files": row.act.files, "changed": changed, "accepted": accepted}
    return Markup(row.sentence).format(document=document, **numbers)  # noqa: S704 (messages are our own)


def address_of(act: Act) -> str:
    """Where it can be looked at now; empty where it is gone."""
    parts = act.file.split("/")
    if act.kind == "D" or act.file.endswith(".po"):
        return ""
    if parts[0] == "issues" and parts[-1] == "issue.yaml":
        return f"/issues/{parts[1]}/compose"
    if parts[:2] in (["issues", "networks"], ["issues", "points"]):
        return f"/{parts[1]}/{parts[2].removesuffix('.yaml')}"
    if parts[:2] == ["issues", "articles"] and len(parts) == 3 and act.file.endswith(".md"):
        return f"/articles/{parts[2].removesuffix('.md')}"
    return f"/source/{act.file}" if act.file.endswith((".yaml", ".md", ".toml")) else ""


def _shown(names: Names, file: str, path: ValuePath, before: Plain | None, after: Plain | None) -> Shown:
    old, new = (_one_line(names.value(file, path, each)) if path else str(each or "") for each in (before, after))
    return Shown(names.field(file, path), tuple(_parts(old, new)))


def _one_line(lines: str) -> str:
    return "; ".join(line.strip().removeprefix("– ") for line in lines.split("\n")) if "\n" in lines else lines


def _parts(before: str, after: str) -> Iterator[tuple[str, str]]:
    """The words of two texts: `same`, `gone` and `come`, what is far from any change left out."""
    old, new = (re.findall(r"\s+|\w+|[^\w\s]", text) for text in (before, after))
    if len(old) * len(new) > 4_000_000:
        yield "gone", _cut(old, _AROUND * 4, 0)
        yield "come", _cut(new, _AROUND * 4, 0)
        return
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    if before and after and matcher.ratio() < _ALIKE:
        yield "gone", before
        yield "come", after
        return
    steps = matcher.get_opcodes()
    for number, (what, a, b, c, d) in enumerate(steps):
        if what == "equal":
            head = _AROUND * 2 if number else 0
            tail = _AROUND * 2 if number < len(steps) - 1 else 0
            yield "same", _cut(old[a:b], head, tail)
            continue
        if a < b:
            yield "gone", "".join(old[a:b])
        if c < d:
            yield "come", "".join(new[c:d])


def _cut(tokens: list[str], head: int, tail: int) -> str:
    if len(tokens) <= head + tail + 2:
        return "".join(tokens)
    return "".join(tokens[:head]) + "…" + ("".join(tokens[-tail:]) if tail else "")


def _local(when: dt.datetime) -> dt.datetime:
    """In the time of this machine, which is that of whoever sits at it."""
    return when.astimezone()


def _day(words: Words, day: dt.date) -> str:
    today = dt.datetime.now(dt.UTC).astimezone().date()
    said = Cldr(words.locale).weekday(day)
    if day == today:
        return words.gettext("Today, {day}").format(day=said)
    return words.gettext("Yesterday, {day}").format(day=said) if day == today - dt.timedelta(1) else said


def _all_words(row: Row) -> str:
    return " ".join([row.act.who, row.document, *(part for shown in row.changes for _, part in shown.parts)])


ROUTES = (Route("/history", get=history), Route("/history/undo", post=undo))
