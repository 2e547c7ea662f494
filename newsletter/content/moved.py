"""Old names of articles and networks: `issues/moved.yaml`, by which pages under an old address lead to the new one.

In: the file, which `newsletter rename` writes and people commit. Out: a `Moved`: the name that each old one has now.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

import yaml

from newsletter.exceptions import NewsletterError

FILE = "issues/moved.yaml"
_HEAD = """\
# Old names of articles and networks, with the names they have now. Pages under an old address lead to the new one,
# since letters that were mailed still do. `newsletter rename` writes this file; commit it.
"""
KINDS = ("articles", "networks")


def _empty() -> Mapping[str, Mapping[str, str]]:
    return MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Moved:
    """The new name of each old one, by kind: `articles`, `networks`."""

    names: Mapping[str, Mapping[str, str]] = field(default_factory=_empty)

    def name_of(self, kind: str, name: str) -> str:
        """The name that something has now, whatever it was called in between."""
        names, seen = self.names.get(kind, {}), {name}
        while (following := names.get(name)) and following not in seen:
            name = following
            seen.add(name)
        return name

    def old_names(self, kind: str, name: str) -> list[str]:
        """The names that something had before, in the order of the alphabet."""
        return sorted(old for old in self.names.get(kind, {}) if old != name and self.name_of(kind, old) == name)

    def renamed(self, kind: str, old: str, new: str) -> Moved:
        """The same with one renamed: what led to its old name leads to the new one."""
        names = {each: self.name_of(kind, each) for each in self.names.get(kind, {})}
        names = {each: new if now == old else now for each, now in names.items() if each != new}
        return Moved({**self.names, kind: {**names, old: new}})


class BrokenMovedError(NewsletterError):
    """The file can't be read as old names with new ones."""


def read_moved(data: bytes | None) -> Moved:
    """The old names in a file's bytes; none where there is no file. Raises `BrokenMovedError`."""
    try:
        found = yaml.safe_load(data or b"")
    except (yaml.YAMLError, UnicodeDecodeError) as fault:
        raise BrokenMovedError("this is no YAML") from fault
    if found is None:
        return Moved()
    if not isinstance(found, dict) or not found.keys() <= set(KINDS):
        raise BrokenMovedError(f"the file has other keys than {' and '.join(f'`{kind}`' for kind in KINDS)}")
    return Moved({kind: _names(found.get(kind)) for kind in KINDS})


def _names(found: object) -> dict[str, str]:
    if found is None:
        return {}
    if not isinstance(found, dict) or not all(isinstance(each, str) for pair in found.items() for each in pair):
        raise BrokenMovedError("each line says `old name: new name`")
    return dict(found)


def write_moved(moved: Moved) -> bytes:
    """The bytes of the file."""
    lines = [_HEAD]
    for kind in KINDS:
        names = moved.names.get(kind, {})
        if names:
            lines.append(f"{kind}:\n" + "".join(f'  "{old}": "{new}"\n' for old, new in sorted(names.items())))
    return "".join(lines).encode()
