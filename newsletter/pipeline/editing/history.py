"""Who has changed what in the editors' files, value by value, and how one of these changes is taken back.

In: a project's folder, its files and what git knows of them. Out: `Act` values, the newest first: what is saved and in
no commit yet, then commits. Taking one back is one more change of the file as it is now: nothing is ever lost, and what
has been changed once more since is a conflict, not overwritten.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from newsletter.content.edit import EditRefusedError, Plain, Set, values_in
from newsletter.content.spans import Path as ValuePath
from newsletter.files import digest
from newsletter.pipeline.editing.git import EDITED, Git, GitFault, NoGitError
from newsletter.pipeline.editing.merging import Edit
from newsletter.pipeline.editing.saving import Conflict, EditRefused, Saved, save_edits, save_text
from newsletter.translate.formats.po import parse_catalog
from newsletter.translate.unit import Catalog, State
from newsletter.workspace import NO_FILE, Workspace

NOW = "now"
"""In place of a commit's name: what is saved and in no commit yet."""
_MOST_FILES = 20
"""Files of one commit that are told one by one; more are told as a number."""
_UNTOLD = (".py", ".pyc", ".html", ".css", ".mjml", ".txt")
"""Templates and programs: for those who write them git itself says more."""
_MOST_CATALOGS = 3
"""Catalogs of one commit that are compared; more are the work of a program."""
_MOST_BYTES = 1_000_000


@dataclass(frozen=True, slots=True)
class ValueChange:
    """One value before and after, None where there was none. The path is empty for the text of an article."""

    path: ValuePath
    before: Plain | None
    after: Plain | None


@dataclass(frozen=True, slots=True)
class TextCounts:
    """What has happened to the texts of a catalog: so many are new or other words, so many accepted."""

    changed: int = 0
    accepted: int = 0


@dataclass(frozen=True, slots=True)
class Act:
    """What somebody did to one file: `kind` is A (made), D (removed) or M (changed).

    `title` is what the file calls itself, empty where it does not say. `texts` is for catalogs alone, in `locale`;
    where more than a few languages were written at once, they are one act, and `languages` says how many.
    """

    commit: str
    who: str
    when: dt.datetime
    file: str
    kind: str
    title: str = ""
    changes: tuple[ValueChange, ...] = ()
    texts: TextCounts | None = None
    locale: str = ""
    languages: int = 0
    files: int = 0
    """How many files it is about, where they are too many to tell one by one."""

    @property
    def can_be_undone(self) -> bool:
        """True for changed values, and for a file that was removed."""
        return bool(self.changes) or self.kind == "D"


@dataclass(frozen=True, slots=True)
class History:
    """Acts, the newest first; `has_more` where there are older ones. `missing` says why there is none to read."""

    acts: tuple[Act, ...] = ()
    has_more: bool = False
    missing: GitFault | None = None


def read_history(
    root: Path,
    environ: Mapping[str, str],
    who: str,
    *,
    files: Collection[str] = (),
    count: int = 30,
    skip: int = 0,
    waiting: Mapping[str, str] | None = None,
    by: str = "",
    since: dt.datetime | None = None,
    before: dt.datetime | None = None,
) -> History:
    """The history of some files or folders of a project, or of all; `who` is the person who works here now.

    `by` asks for what one person did, `since` and `before` for a time from a moment on and up to another.

    `waiting` are the files whose saves are to be committed, and by whom, where the studio commits for many people; None
    where whatever git finds changed is that person's.
    """
    git, paths = Git(root, environ), list(files or EDITED)
    try:
        unshared = [] if skip else list(_unshared(git, _saved_by(git, paths, who, waiting)))
        commits = git.commits(paths, count + 1, skip, by, since, before)
    except NoGitError as fault:
        return History(missing=fault.fault)
    acts = [
        each
        for each in unshared
        if (not by or each.who == by) and (not since or since <= each.when) and (not before or each.when < before)
    ]
    for commit in commits[:count]:
        if by and commit.who != by:  # git has looked for a name that ends so
            continue
        parent = f"{commit.id}^"
        told = [(name, kind) for name, kind in commit.files if not name.endswith(_UNTOLD)]
        catalogs = [name for name, _ in told if name.endswith(".po")]
        if len(catalogs) > _MOST_CATALOGS:
            languages = len({name.split("/")[1] for name in catalogs if name.startswith("locales/")})
            acts.append(Act(commit.id, commit.who, commit.when, catalogs[0], "M", languages=languages))
            told = [(name, kind) for name, kind in told if name not in catalogs]
        if len(told) > _MOST_FILES:
            acts.append(Act(commit.id, commit.who, commit.when, told[0][0], "M", files=len(told)))
            told = []
        for name, kind in told:
            old = git.file(parent, name) if kind != "A" else None
            new = git.file(commit.id, name) if kind != "D" else None
            act = _act(Act(commit.id, commit.who, commit.when, name, kind), old, new)
            if act is not None:
                acts.append(act)
    return History(tuple(acts), len(commits) > count)


def take_back(
    workspace: Workspace, environ: Mapping[str, str], commit: str, name: str
) -> Saved | Conflict | EditRefused | None:
    """Put back the values that an act has changed in a file, or the file that it has removed; None for no such act."""
    git = Git(workspace.root, environ)
    try:
        before = git.file("HEAD" if commit == NOW else f"{commit}^", name)
        current = workspace.read(name)
        after = (current.data if current else None) if commit == NOW else git.file(commit, name)
    except NoGitError:
        return None
    if before is None:
        return None
    version = current.version if current else NO_FILE
    if after is None:
        return save_text(workspace, name, NO_FILE, before.decode("utf-8", "replace"))
    if current is not None and current.version == digest(after):
        return save_text(workspace, name, version, before.decode("utf-8", "replace"))
    changes = list(_value_changes(name, before, after))
    if not changes or any(not each.path for each in changes):
        return Conflict(version, ())
    edits = [Edit(Set(each.path, each.before), each.after) for each in changes]
    return save_edits(workspace, name, version, edits)


def author_of(root: Path, environ: Mapping[str, str], name: str, data: bytes) -> str:
    """Who has last committed a file that is as it was committed; empty where nobody knows."""
    git = Git(root, environ)
    try:
        if git.file("HEAD", name) != data:
            return ""
        found = git.commits([name], 1)
    except NoGitError:
        return ""
    return found[0].who if found else ""


def _saved_by(
    git: Git, paths: Sequence[str], who: str, waiting: Mapping[str, str] | None
) -> Iterator[tuple[str, str, str]]:
    """The files that are saved and in no commit yet: name, kind, and who saved them."""
    if waiting is None:
        yield from ((name, kind, who) for name, kind in git.changed(paths))
        return
    for name, by in waiting.items():
        if any(name == path or name.startswith(f"{path}/") for path in paths):
            is_there, was_there = (git.root / name).is_file(), git.file("HEAD", name) is not None
            if is_there or was_there:
                yield name, "M" if is_there and was_there else "A" if is_there else "D", by


def _unshared(git: Git, saved: Iterable[tuple[str, str, str]]) -> Iterator[Act]:
    """What is saved and in no commit yet, as acts of whoever saved it."""
    found: list[Act] = []
    changed = [(name, kind, who) for name, kind, who in saved if not name.endswith(_UNTOLD)]
    # Many languages at once are one act, of one person: whoever has read one since is told beside.
    catalogs: dict[str, list[str]] = {}
    for name, _, who in changed:
        if name.endswith(".po"):
            catalogs.setdefault(who, []).append(name)
    for name, kind, who in changed:
        at_once = own if len(own := catalogs.get(who, [])) > _MOST_CATALOGS else []
        if name in at_once[1:]:
            continue
        path = git.root / name
        try:
            when = dt.datetime.fromtimestamp(path.stat().st_mtime, dt.UTC) if kind != "D" else dt.datetime.now(dt.UTC)
            after = path.read_bytes() if kind != "D" else None
        except OSError:
            continue
        act = Act(NOW, who, when, name, kind)
        if name in at_once:
            languages = len({each.split("/")[1] for each in at_once if each.startswith("locales/")})
            found.append(replace(act, kind="M", languages=languages))
        elif (told := _act(act, git.file("HEAD", name) if kind != "A" else None, after)) is not None:
            found.append(told)
    yield from sorted(found, key=lambda act: act.when, reverse=True)


def _act(act: Act, before: bytes | None, after: bytes | None) -> Act | None:
    """The act with what is in it; None for a change that says nothing to anybody, such as a catalog's header."""
    if act.file.endswith(".po"):
        locale = act.file.split("/")[1] if act.file.startswith("locales/") else ""
        counts = _texts(act.file, locale, before, after)
        if counts is None or not (counts.changed or counts.accepted):
            return None if act.kind == "M" else replace(act, locale=locale)
        return replace(act, texts=counts, locale=locale)
    changes = tuple(_value_changes(act.file, before, after)) if before is not None and after is not None else ()
    return replace(act, title=_title(act.file, after if after is not None else before), changes=changes)


def _title(name: str, data: bytes | None) -> str:
    values = _values(name, data) if data is not None else {}
    return next((str(values[key]) for key in ("title", "name", "subject") if isinstance(values.get(key), str)), "")


def _value_changes(name: str, before: bytes, after: bytes) -> Iterator[ValueChange]:
    if max(len(before), len(after)) > _MOST_BYTES:
        return
    yield from _between((), _values(name, before), _values(name, after))
    bodies = _body(name, before), _body(name, after)
    if bodies[0] != bodies[1]:
        yield ValueChange((), *bodies)


def _between(path: ValuePath, before: Plain, after: Plain) -> Iterator[ValueChange]:
    """Where two values differ: key by key, item by item where a list has as many, and as a whole else."""
    if isinstance(before, dict) and isinstance(after, dict):
        for key in dict.fromkeys([*before, *after]):
            if key in before and key in after:
                yield from _between((*path, key), before[key], after[key])
            else:
                yield ValueChange((*path, key), before.get(key), after.get(key))
    elif isinstance(before, list) and isinstance(after, list) and len(before) == len(after) and path:
        pairs = [(number, one, two) for number, (one, two) in enumerate(zip(before, after, strict=True)) if one != two]
        if len(pairs) > 1 and sorted(map(repr, before)) == sorted(map(repr, after)):
            yield ValueChange(path, before, after)  # the same in another order
        else:
            for number, one, two in pairs:
                yield from _between((*path, number), one, two)
    elif before != after:
        yield ValueChange(path, before, after)


def _values(name: str, data: bytes) -> dict[str, Plain]:
    if not name.endswith((".yaml", ".yml", ".md")):
        return {}
    try:
        return values_in(data, is_article=name.endswith(".md"))
    except EditRefusedError:
        return {}


def _body(name: str, data: bytes) -> str:
    """The text below the front matter of an article; the whole of a file without values."""
    text = data.decode("utf-8", "replace")
    if name.endswith((".yaml", ".yml")):
        return ""
    if not name.endswith(".md"):
        return text
    parts = text.split("\n---", 1)
    return parts[1].partition("\n")[2] if len(parts) == 2 else text


def _texts(name: str, locale: str, before: bytes | None, after: bytes | None) -> TextCounts | None:
    if after is None or len(after) > _MOST_BYTES:
        return None
    old, new = (_catalog(data, locale, name) if data is not None else None for data in (before, after))
    if new is None:
        return None
    known = old.by_key() if old else {}
    changed = accepted = 0
    for key, entry in new.by_key().items():
        was = known.get(key)
        if any(entry.targets) and (was is None or was.targets != entry.targets):
            changed += 1
        elif was is not None and entry.state is State.REVIEWED is not was.state:
            accepted += 1
    return TextCounts(changed, accepted)


def _catalog(data: bytes, locale: str, name: str) -> Catalog | None:
    return parse_catalog(data, locale, name)[0]
