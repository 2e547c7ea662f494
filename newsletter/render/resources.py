"""What one letter or page shows beside its words: files by their path on the site, and what is wrong with them.

In: pictures and calendar files as they are asked for while something is laid out. Out: the bytes to be written beside
it. One is made for each letter, so that nothing of one is taken for another's.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from newsletter.problems import Problem


@dataclass(slots=True)
class Resources:
    """Files by path (`images/bridge-0f3a….png`, `calendar/….ics`), and problems, each once, in the order of use."""

    files: dict[str, bytes] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    watch: Callable[[str, bytes, Problem | None], None] | None = None
    """Is told of everything that is added."""

    def add(self, path: str, data: bytes, problem: Problem | None = None) -> None:
        """Take in a file; the same one again changes nothing."""
        if self.watch:
            self.watch(path, data, problem)
        if path not in self.files:
            self.files[path] = data
            if problem:
                self.problems.append(problem)
