"""A file as a form shows it: what stands in it, right or wrong, and what is said of each value.

In: a workspace and a file's name. Out: a `FormFile` with all values as texts, lists and mappings, whatever their
faults; where the file can't be read at all, why and at which line a person can mend it.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from newsletter.content.edit import EditRefusedError, Plain, values_in
from newsletter.content.source import path_of
from newsletter.content.spans import Path
from newsletter.pipeline.editing.matching import as_list, value_at
from newsletter.pipeline.editing.saving import read_for_editing
from newsletter.workspace import NO_FILE, Version, Workspace


@dataclass(frozen=True, slots=True)
class FormFile:
    """A file to fill in: its name, version and values. `fault` says why it can't be shown as a form, at `line`."""

    name: str
    version: Version
    values: dict[str, Plain] = field(repr=False)
    fault: str = ""
    line: int = 0

    @property
    def path(self) -> str:
        """The address of what it holds (`networks/remote-it`)."""
        return path_of(self.name)

    def value(self, path: Path) -> Plain | None:
        """The value at a path; None where nothing stands."""
        return value_at(self.values, path)

    def text(self, path: Path) -> str:
        """A single value as text, without a line end behind it; what stands alone for a person is their name."""
        found = value_at(self.values, path)
        if found is None and path and path[-1] == "name":
            found = value_at(self.values, path[:-1])
        return found.rstrip("\n") if isinstance(found, str) else ""

    def items(self, path: Path) -> list[Plain]:
        """The items of a list; a single value as its only one."""
        return as_list(value_at(self.values, path))

    def unit(self, path: Path) -> str:
        """The address of a value, by which problems and the letter know it."""
        return "/".join((self.path, *map(str, path)))


def read_form(workspace: Workspace, name: str) -> FormFile | None:
    """A file as a form; None where there is none."""
    file = read_for_editing(workspace, name)
    if file is None:
        return None
    try:
        return FormFile(name, file.version, values_in(file.data, is_article=name.endswith(".md")))
    except EditRefusedError as fault:
        return FormFile(name, file.version, {}, str(fault), fault.line)


def blank_form(name: str) -> FormFile:
    """The form of a file that is not there yet: its first value makes it."""
    return FormFile(name, NO_FILE, {})
