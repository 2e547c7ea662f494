"""Times: how one is written is known to `times.py` alone; above it they are values that know their zone."""

import ast
import datetime as dt
from collections.abc import Iterator
from zoneinfo import ZoneInfo

import pytest

from newsletter.times import cut_time, load_optional_time, load_time, write_time
from tests.support.sources import trees

TIMES = {"at", "now", "since", "until", "when"}
NINE = dt.datetime(2024, 1, 16, 9, 0, 0, 999_999, tzinfo=dt.UTC)


def functions() -> Iterator[tuple[str, ast.FunctionDef | ast.AsyncFunctionDef]]:
    for name, tree in trees("mail", "pipeline"):
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield f"{name}:{node.lineno} {node.name}", node


@pytest.mark.slow
def test_no_function_of_mail_or_pipeline_takes_a_time_as_a_text() -> None:
    found = [
        f"{where}({argument.arg})"
        for where, node in functions()
        for argument in (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs)
        if argument.arg in TIMES and argument.annotation and "str" in ast.unparse(argument.annotation)
    ]
    assert found == []


@pytest.mark.parametrize(
    ("time", "written"),
    [
        (NINE, "2024-01-16T09:00:00+00:00"),
        (NINE.astimezone(ZoneInfo("Europe/Madrid")), "2024-01-16T09:00:00+00:00"),
        (None, ""),
    ],
)
def test_a_time_is_written_in_utc_to_the_second(time: dt.datetime | None, written: str) -> None:
    assert write_time(time) == written
    assert load_optional_time(written) == (time and cut_time(time))


def test_a_time_out_of_a_table_is_in_utc() -> None:
    assert load_time("2024-01-16T09:00:00+00:00") == load_time("2024-01-16T09:00:00") == NINE.replace(microsecond=0)
    assert load_time("2024-01-16T09:00:00").tzinfo is dt.UTC
