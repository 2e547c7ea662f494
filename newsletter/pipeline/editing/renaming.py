"""Use case: an article or network gets another name, and everything that knew the old one knows the new one.

In: a project, a kind, two names. Out: a `Renamed`: the file under its new name, the issues, points' changes and
articles that refer to it, its texts in the catalogs of all languages, which keep their translations and who has read
them, and the old address, which leads to the new one. Everything is made before anything is written; what is killed in
between is gone on with by the same request.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from newsletter.content.edit import Change, EditRefusedError, Plain, Set, edit, values_in
from newsletter.content.faults import value_problems
from newsletter.content.fields import Slug
from newsletter.content.moved import FILE as MOVED
from newsletter.content.moved import BrokenMovedError, Moved, read_moved, write_moved
from newsletter.content.sections import section_kinds
from newsletter.content.spans import Path
from newsletter.pipeline.project import Project
from newsletter.pipeline.use_case import Place, misused, project_at, refuse, reporting
from newsletter.problems import Location, Problem, error, nearest
from newsletter.workspace import NO_FILE, File, MovedOnError, Workspace

_ENDS = {"article": ".md", "network": ".yaml"}
_CONTEXT = r'^(?P<sign>#~[ \t]*|#\|[ \t]*|#~\|[ \t]*)?msgctxt[ \t]+"{folder}/{old}(?=[/"])'


@dataclass(frozen=True, slots=True)
class RenameRequest:
    """What to rename: `kind` is article or network; with `is_dry` nothing is written."""

    place: Place
    kind: str
    old: str
    new: str
    is_dry: bool = False


@dataclass(frozen=True, slots=True)
class Renamed:
    """The file under its new name and its old one, the other files that change, how many texts in how many languages.

    With `is_dry` nothing was written.
    """

    file: str
    old_file: str
    changed: tuple[str, ...]
    texts: int
    locales: int
    is_dry: bool = False
    problems: tuple[Problem, ...] = ()


@reporting
def rename(request: RenameRequest) -> Renamed:
    """Rename an article or network."""
    project = project_at(request.place)
    return rename_in(project, project.workspace, request)


def rename_in(project: Project, workspace: Workspace, request: RenameRequest) -> Renamed:
    """Rename in an open project, through its workspace. Raises `RefusedError`."""
    renaming = _Renaming(project, workspace, request.kind, request.old, request.new)
    made = renaming.made()
    changed = tuple(name for name, _ in made if name != renaming.file)
    report = Renamed(
        renaming.file, renaming.old_file, changed, renaming.texts, len(renaming.locales), is_dry=request.is_dry
    )
    if not request.is_dry:
        renaming.write(made)
    return report


class _Renaming:
    def __init__(self, project: Project, workspace: Workspace, kind: str, old: str, new: str) -> None:
        if kind not in _ENDS:
            misused(f"`{kind}` is nothing that can be renamed; there are: {', '.join(_ENDS)}")
        self.project, self.workspace = project, workspace
        self.kind, self.old, self.new = kind, old, new
        self.folder = f"{kind}s"
        self.old_file = f"issues/{self.folder}/{old}{_ENDS[kind]}"
        self.file = f"issues/{self.folder}/{new}{_ENDS[kind]}"
        self.texts = 0
        self.locales: set[str] = set()
        self.source = self._checked()

    def _checked(self) -> File:
        """The file as it is now; refused where a name is none, is not there, or is taken."""
        if problems := value_problems(self.new, Slug, Location("NEW")):
            refuse(problems)
        root = self.project.root
        names = sorted(path.stem for path in (root / "issues" / self.folder).glob(f"*{_ENDS[self.kind]}"))
        if self.old not in names:
            hint = nearest(self.old, names) or f"there are: {', '.join(names[:8]) or 'none yet'}"
            message = f"no {self.kind} is called `{self.old}`"
            at = Location(self.old_file)
            if self.kind == "article":
                refuse([error("unknown-article", message, at, hint)])
            refuse([error("unknown-network", message, at, hint)])
        if self.old == self.new:
            misused(f"the {self.kind} is called `{self.new}` already")
        source = self.workspace.read(self.old_file)
        there = self.workspace.read(self.file)
        if source is None or (there is not None and there.data != source.data):
            refuse([self._taken(f"another {self.kind} is called `{self.new}`")])
        moved = self._moved()
        if self.new in moved.names.get(self.folder, {}) and moved.name_of(self.folder, self.new) != self.old:
            now = moved.name_of(self.folder, self.new)
            refuse([self._taken(f"`{self.new}` was the name of the {self.kind} `{now}`, and its address leads there")])
        return source

    def _taken(self, message: str) -> Problem:
        return error("name-taken", message, Location(self.file), "choose another name")

    def _moved(self) -> Moved:
        file = self.workspace.read(MOVED)
        try:
            return read_moved(file.data if file else None)
        except BrokenMovedError as fault:
            hint = "mend it, or bring it back as it was committed: it keeps old addresses alive"
            refuse([error("broken-yaml", str(fault), Location(MOVED, 1), hint)])

    def made(self) -> list[tuple[str, bytes]]:
        """All files with what they will hold, in the order in which they are written."""
        out = [(self.file, self.source.data)]
        problems: list[Problem] = []
        for name in self._files():
            file = self.workspace.read(name)
            if file is None:
                continue
            try:
                data = self._with_references(name, file.data)
            except EditRefusedError as fault:
                hint = f"write `{self.new}` for `{self.old}` there by hand first"
                problems.append(error("unwritable-reference", str(fault), Location(name, fault.line), hint))
                continue
            if data != file.data:
                out.append((name, data))
        if problems:
            refuse(problems)
        for path in sorted((self.project.root / "locales").glob("*/LC_MESSAGES/*.po")):
            name = path.relative_to(self.project.root).as_posix()
            file = self.workspace.read(name)
            data, count = self._with_contexts(file.data if file else b"")
            if count:
                self.texts += count
                self.locales.add(path.parts[-3])
                out.append((name, data))
        return [*out, (MOVED, write_moved(self._moved().renamed(self.folder, self.old, self.new)))]

    def write(self, made: list[tuple[str, bytes]]) -> None:
        """Write all files, the old one's end last."""
        for name, data in made:
            for _ in range(3):
                file = self.workspace.read(name)
                try:
                    self.workspace.write(name, data, file.version if file else NO_FILE)
                    break
                except MovedOnError:
                    continue
        self.workspace.remove(self.old_file, self.source.version)

    def _files(self) -> Iterator[str]:
        """The files in which the name may stand."""
        root = self.project.root
        patterns = ["*/issue.yaml", "*/points/*.yaml", *(["articles/*.md"] if self.kind == "network" else [])]
        for pattern in patterns:
            for path in sorted((root / "issues").glob(pattern)):
                yield path.relative_to(root).as_posix()

    def _with_references(self, name: str, data: bytes) -> bytes:
        is_article = name.endswith(".md")
        if self.old.encode() not in data:
            return data
        values = values_in(data, is_article=is_article)
        places = self._in_article(values) if is_article else self._in_issue(values)
        changes: list[Change] = [Set(path, value) for path, value in places]
        return edit(data, changes, is_article=is_article) if changes else data

    def _in_article(self, values: dict[str, Plain]) -> Iterator[tuple[Path, str]]:
        if values.get("network") == self.old:
            yield ("network",), self.new

    def _in_issue(self, values: dict[str, Plain]) -> Iterator[tuple[Path, str]]:
        kinds = [kind for kind, what in section_kinds().items() if what == self.kind]
        ids = set()
        for key in ("sections", "add"):
            for path, section in _items((key,), values.get(key)):
                if not isinstance(section, dict):
                    continue
                ids.add(section.get("id"))
                for kind in kinds:
                    yield from self._named((*path, kind), section.get(kind))
        if self.kind == "article":
            yield from self._named(("lead",), values.get("lead"))
        if self.old not in ids:
            yield from self._named(("omit",), values.get("omit"))
        for path, accepted in _items(("accept",), values.get("accept")):
            where = accepted.get("where") if isinstance(accepted, dict) else None
            if isinstance(where, str) and (new := self._path(where)) != where:
                yield (*path, "where"), new

    def _named(self, path: Path, value: Plain | None) -> Iterator[tuple[Path, str]]:
        for place, name in _items(path, value):
            if name == self.old:
                yield place, self.new

    def _path(self, where: str) -> str:
        """A path or a file's name with the new name in it."""
        if where == self.old_file:
            return self.file
        found = re.fullmatch(rf"{self.folder}/{re.escape(self.old)}(/.*)?", where, re.DOTALL)
        return f"{self.folder}/{self.new}{found[1] or ''}" if found else where

    def _with_contexts(self, data: bytes) -> tuple[bytes, int]:
        """A catalog with the texts under their new name, and how many there are; no other byte changes."""
        pattern = re.compile(_CONTEXT.format(folder=self.folder, old=re.escape(self.old)).encode(), re.MULTILINE)
        count = 0

        def renamed(found: re.Match[bytes]) -> bytes:
            nonlocal count
            count += not found["sign"]
            return found[0][: -len(self.old.encode())] + self.new.encode()

        return pattern.sub(renamed, data), count


def _items(path: Path, value: Plain | None) -> Iterator[tuple[Path, Plain]]:
    """The items of a list with their paths; a value that stands alone is the only one."""
    if isinstance(value, list):
        yield from (((*path, number), item) for number, item in enumerate(value))
    elif value:
        yield path, value
