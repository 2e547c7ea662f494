"""An open database for people: in memory, with the key of an installation beside it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from newsletter.database import IN_MEMORY, Connection, connect


@pytest.fixture
def database() -> Iterator[Connection]:
    """A new database."""
    with connect(IN_MEMORY) as connection:
        yield connection
