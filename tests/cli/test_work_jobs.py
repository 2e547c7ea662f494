"""What a worker does: each job stands in the page for operators, with what it needs."""

import re
from pathlib import Path

from newsletter.cli.commands.work import chores_of
from newsletter.pipeline.use_case import Place
from newsletter.pipeline.working.jobs import DELIVER
from tests.conftest import REPOSITORY

FILES = "the project's files"


def test_each_job_of_a_worker_stands_in_the_page_for_operators(tmp_path: Path) -> None:
    page = (REPOSITORY / "docs/operators/workers.md").read_text("utf-8")
    told = dict(re.findall(r"^\| `(\w+)` \|.*\| ([^|]+) \|$", page, re.MULTILINE))
    chores = chores_of(Place(tmp_path, {}), (tmp_path,))
    assert set(told) == {DELIVER, *chores}
    assert {name for name, needed in told.items() if needed == FILES} == {
        name for name, chore in chores.items() if chore.needs_files
    }
    assert all(chore.cron for chore in chores.values()), "each comes by itself"
