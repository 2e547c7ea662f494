"""Use case: what this program has changed in the files that it once gave a project is merged into them.

In: `UpgradeRequest`. Out: templates, schemas and catalogs of fixed words with both the program's changes and people's,
and `UpgradeReport`. A file that only the program has changed is taken, one that only people have changed is left. Where
both have changed the same lines the file stays as it is, and so does a text of a catalog: nobody's change is
overwritten, and no marks of a conflict are written. Where there is no copy of what the program gave, it is only told
how the file differs.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from newsletter.content.theme import FILE as THEME
from newsletter.files import digest, inside, write_atomically
from newsletter.pipeline.editing.line_merging import merge_lines
from newsletter.pipeline.project import Project
from newsletter.pipeline.scaffold.pristine import pristine
from newsletter.pipeline.scaffold.resources import chrome_catalogs, schemas, templates
from newsletter.pipeline.use_case import Place, misused, project_at, reporting
from newsletter.problems import Location, Problem, error, warning
from newsletter.translate.formats.po import parse_catalog
from newsletter.translate.formats.po_writer import to_bytes
from newsletter.translate.threeway import three_way


class Outcome(StrEnum):
    """What became of a file."""

    ADDED = "added"
    TAKEN = "taken"
    MERGED = "merged"
    MINE = "mine"
    CLASHES = "clashes"
    DIFFERS = "differs"


@dataclass(frozen=True, slots=True)
class UpgradeRequest:
    """With `is_trial` nothing is written; `mine` are files that stay as they are, whatever the program has changed."""

    place: Place
    is_trial: bool = False
    mine: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Upgraded:
    """A file by its name in the project; `difference` is what the program has changed in it where nobody took that."""

    name: str
    outcome: Outcome
    difference: str = ""


@dataclass(frozen=True, slots=True)
class UpgradeReport:
    """The files of which something has changed; `is_trial` where nothing was written."""

    files: tuple[Upgraded, ...]
    is_trial: bool
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class _Sides:
    """A file as the program gave it, as it stands, and as the program would give it now; None where there is none."""

    name: str
    base: bytes | None
    ours: bytes | None
    new: bytes


@reporting
def upgrade_project(request: UpgradeRequest) -> UpgradeReport:
    """Merge what has changed; a file that can't be merged is left and told."""
    project = project_at(request.place)
    sides = list(_sides(project))
    unknown = [name for name in request.mine if name not in {each.name for each in sides}]
    if unknown:
        misused(f"`{unknown[0]}` is no file that the program gives a project.")
    files, problems = [], []
    for each in sides:
        outcome, data, difference = _upgrade(each, is_mine=each.name in request.mine)
        if outcome is not None:
            files.append(Upgraded(each.name, outcome, difference))
            problems += _problems(each.name, outcome)
        if not request.is_trial:
            _write(project.root, each, outcome, data)
    return UpgradeReport(tuple(files), request.is_trial, tuple(problems))


def _sides(project: Project) -> Iterator[_Sides]:
    folders = sorted(path.name for path in (project.root / "locales").glob("*") if path.is_dir())
    known = chrome_catalogs(folders, project.root / THEME)
    catalogs = {name: data for name, data in known.items() if (project.root / name).parent.is_dir()}
    for name, data in {**templates(), **schemas(), **catalogs}.items():
        if inside(project.root, project.root / name):
            yield _Sides(name, _read(project.root / pristine(name)), _read(project.root / name), data)


def _read(path: Path) -> bytes | None:
    return path.read_bytes() if path.is_file() else None


def _upgrade(of: _Sides, *, is_mine: bool) -> tuple[Outcome | None, bytes | None, str]:
    """What becomes of a file, None where nothing does; what is to be written, None for nothing; what is not taken."""
    if of.ours == of.new or of.new == of.base:
        return None, None, ""
    if is_mine:
        return Outcome.MINE, None, ""
    if of.ours is None:
        # Whoever took a file of ours out does not get it back.
        return (Outcome.ADDED, of.new, "") if of.base is None else (None, None, "")
    if of.base is None:
        return Outcome.DIFFERS, None, _difference(of.ours, of.new, of.name)
    if of.ours == of.base:
        return Outcome.TAKEN, of.new, ""
    merge = _merge_catalogs if of.name.endswith(".po") else _merge_texts
    merged = merge(of.name, of.base, of.ours, of.new)
    if merged is None:
        return Outcome.CLASHES, None, _difference(of.base, of.new, of.name)
    return (Outcome.MERGED, merged, "") if merged != of.ours else (None, None, "")


def _merge_texts(name: str, base: bytes, ours: bytes, new: bytes) -> bytes | None:
    try:
        merged = merge_lines(base.decode(), ours.decode(), new.decode()).text
    except UnicodeDecodeError:
        return None
    return merged.encode() if merged is not None else None


def _merge_catalogs(name: str, base: bytes, ours: bytes, new: bytes) -> bytes | None:
    """The catalog with the program's new and changed texts; a text that people have written in another way stays."""
    locale = Path(name).parts[1]
    read = [parse_catalog(data, locale, name)[0] for data in (base, ours, new)]
    if None in read:
        return None
    before, mine, theirs = (each for each in read if each is not None)
    _, clashes = three_way(before, mine, theirs)
    keys, own = {entry.key for entry in clashes}, {entry.key: entry for entry in mine.entries}
    kept = tuple(own.get(entry.key, entry) if entry.key in keys else entry for entry in theirs.entries)
    merged, _ = three_way(before, mine, replace(theirs, entries=kept))
    return to_bytes(merged)


def _difference(old: bytes, new: bytes, name: str) -> str:
    try:
        before, after = old.decode().splitlines(keepends=True), new.decode().splitlines(keepends=True)
    except UnicodeDecodeError:
        return ""
    return "".join(difflib.unified_diff(before, after, name, f"{name} (as the program has it now)"))


def _problems(name: str, outcome: Outcome) -> list[Problem]:
    then = f"write what you want of it into the file, then `newsletter upgrade --mine {name}`"
    if outcome is Outcome.CLASHES:
        message = "you and the program have changed the same lines; the file was left as it is"
        return [error("upgrade-clash", message, Location(name), then)]
    if outcome is Outcome.DIFFERS:
        message = "nobody knows who has changed what: there is no copy of the file as the program once gave it"
        return [warning("upgrade-without-copy", message, Location(name), then)]
    return []


def _write(root: Path, of: _Sides, outcome: Outcome | None, data: bytes | None) -> None:
    """Write a file, then the copy: killed in between the next run finds the same."""
    if data is not None:
        write_atomically(root / of.name, data, unless_changed_from="" if of.ours is None else digest(of.ours))
    if outcome not in (Outcome.CLASHES, Outcome.DIFFERS):
        write_atomically(root / pristine(of.name), of.new)
