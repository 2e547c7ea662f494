"""What the program gave a project, as it was then: by it an upgrade tells the program's changes from people's.

In: files by their names in a project. Out: the same with a copy of each below `.starter/`, which nobody edits.
"""

from __future__ import annotations

from collections.abc import Mapping

FOLDER = ".starter"


def pristine(name: str) -> str:
    """Where the copy of a file stands."""
    return f"{FOLDER}/{name}"


def with_pristine(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The files, and a copy of each."""
    return {**files, **{pristine(name): data for name, data in files.items()}}
