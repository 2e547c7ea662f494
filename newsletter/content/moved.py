"""Old names of articles and networks: `issues/moved.yaml`, by which pages under an old address lead to the new one.

In: the file, which `newsletter rename` writes and people commit. Out: a `Moved`: the name that each old one has now.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

import yaml

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


def read_moved(data: bytes | None) -> Moved:
    """The old names in a file's bytes; none where there is no file, or none that can be read."""
    try:
        found = yaml.safe_load(data or b"")
    except (yaml.YAMLError, UnicodeDecodeError):
        return Moved()
    if not isinstance(found, dict):
        return Moved()
    return Moved({kind: _names(found.get(kind)) for kind in KINDS})


def _names(found: object) -> dict[str, str]:
    if not isinstance(found, dict):
        return {}
    return {old: new for old, new in found.items() if isinstance(old, str) and isinstance(new, str)}


def write_moved(moved: Moved) -> bytes:
    """The bytes of the file."""
    lines = [_HEAD]
    for kind in KINDS:
        names = moved.names.get(kind, {})
        if names:
            lines.append(f"{kind}:\n" + "".join(f'  "{old}": "{new}"\n' for old, new in sorted(names.items())))
    return "".join(lines).encode()
