"""What people saved, said in plain words: a sentence, where it can be looked at, and each value word by word.

In: a save of the history, the names of the project. Out: a row of the page. Pure.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass

from markupsafe import Markup

from newsletter.content.edit import Plain
from newsletter.content.source import path_of
from newsletter.content.spans import Path as ValuePath
from newsletter.pipeline.editing.history import Act as Save
from newsletter.studio.naming import Names
from newsletter.studio.words import Words

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
    """A save as the page tells it."""

    act: Save
    time: str
    sentence: str
    document: str
    address: str
    changes: tuple[Shown, ...]
    may_undo: bool = False
    is_deed: bool = False


def row_of(names: Names, act: Save, time: str, *, may_undo: bool = False) -> Row:
    """A save and what it changed; `time` is the hour, as its day tells it."""
    changes = tuple(_shown(names, act.file, each.path, each.before, each.after) for each in act.changes)
    return Row(act, time, _sentence(names.words, act), _document(names, act), address_of(act), changes, may_undo)


def _sentence(words: Words, act: Save) -> str:
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


def _document(names: Names, act: Save) -> str:
    _ = names.words.gettext
    parts = act.file.split("/")
    if act.file.endswith(".po") and act.locale:
        return names.catalog(act.file) or act.file
    if found := names.document(path_of(act.file), act.title):
        return found
    return {"templates": _("the look of letters: {file}"), "newsletter.toml": _("the settings: {file}")}.get(
        parts[0], "{file}"
    ).format(file=parts[-1])


def said_of_save(row: Row) -> Markup:
    """The sentence with the document in it, as a link where it can be looked at."""
    texts = row.act.texts
    document = Markup('<a href="{}">{}</a>').format(row.address, row.document) if row.address else row.document
    changed, accepted = (texts.changed, texts.accepted) if texts else (0, 0)
    numbers = {"n": row.act.languages, "files": row.act.files, "changed": changed, "accepted": accepted}
    return Markup(row.sentence).format(document=document, **numbers)  # noqa: S704 (messages are our own)


def address_of(act: Save) -> str:
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
    old, new = (_on_one_line(names, file, path, each) if path else str(each or "") for each in (before, after))
    return Shown(names.field(file, path), tuple(_parts(old, new)))


def _on_one_line(names: Names, file: str, path: ValuePath, value: Plain | None) -> str:
    lines = names.value(file, path, value)
    if "\n" not in lines and not isinstance(value, list):
        return lines
    return "; ".join(said for line in lines.split("\n") if (said := line.strip().removeprefix("– ")))


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
