"""Addresses of databases, and the files that some of them are.

In: an address such as `sqlite:///newsletter.db`. Out: what can be told without opening it.
"""

from __future__ import annotations

from pathlib import Path

IN_MEMORY = "sqlite://"


def file_of(url: str) -> Path | None:
    """SQLite's file; None for a server and for a database in memory."""
    name = url.removeprefix("sqlite:///").partition("?")[0]
    return Path(name) if url.startswith("sqlite:///") and name not in ("", ":memory:") else None


def is_there(url: str) -> bool:
    """False for a SQLite database that nobody has made yet."""
    path = file_of(url)
    return path is None or path.exists()


def absolute(url: str, root: Path) -> str:
    """The address with a SQLite file named from the project's folder on."""
    path = file_of(url)
    return url if path is None else f"sqlite:///{(root / path).absolute()}"


def beside(url: str, root: Path, ending: str) -> Path:
    """A file of this machine that belongs to the database: beside SQLite's, else in the project's folder."""
    path = file_of(url)
    return Path(f"{path or root / 'newsletter.db'}{ending}")


def is_to_be_read_by_others(url: str) -> bool:
    """True for a SQLite file that not only its owner may read."""
    path = file_of(url)
    return path is not None and path.is_file() and bool(path.stat().st_mode & 0o077)
