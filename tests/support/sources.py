"""The package's own sources as syntax trees, for tests of how it is written; each file is parsed once for all."""

import ast
from collections.abc import Collection, Iterator
from functools import cache
from pathlib import Path

from tests.conftest import REPOSITORY

PACKAGE = REPOSITORY / "newsletter"


@cache
def tree_of(path: Path) -> ast.Module:
    """The tree of a file, which nobody may change."""
    return ast.parse(path.read_text("utf-8"))


def trees(*folders: str, saying: Collection[str] = ("",)) -> Iterator[tuple[str, ast.Module]]:
    """The trees of the modules in folders of the package that hold one of some words, by their paths in the package.

    Folders are told from the package on; without any, all of it is meant.
    """
    for folder in folders or (".",):
        for path in sorted((PACKAGE / folder).rglob("*.py")):
            text = path.read_text("utf-8") if any(saying) else ""
            if any(word in text for word in saying):
                yield path.relative_to(PACKAGE).as_posix(), tree_of(path)
