"""A table filled with any text, in whichever database."""

import pytest

from newsletter.database import DatabaseError, connect


def fill_a_table(url: str) -> None:
    """Rows of any text come out of a table as they went in; one that breaks a rule is told without its value."""
    rows = [(1, "a\tb\\t\r\nc\\"), (2, ""), (3, "\\N"), *((number, "Ωmega") for number in range(4, 3_000))]
    with connect(url) as connection:
        with connection.transaction():
            connection.run("create temporary table rows_in (id integer primary key, words text not null)")
            connection.fill("rows_in", iter(rows))
            connection.fill("rows_in", [])
            assert [tuple(row) for row in connection.rows("select id, words from rows_in order by id")] == rows
        with pytest.raises(DatabaseError) as raised, connection.transaction():
            connection.fill("rows_in", [(9_001, "secret words"), (1, "other words")])
        assert "words\n" not in str(raised.value)
        assert "secret" not in str(raised.value)
        with connection.transaction():
            assert connection.row("select count(*) from rows_in")[0] == len(rows)
