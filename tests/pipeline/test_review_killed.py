"""Two reviewers and a translator's run at once, killed amid their work: no act is lost, nothing is accepted unseen."""

import json
from pathlib import Path

import pytest

from newsletter.translate.formats.po import catalog_file
from tests.conftest import Sample
from tests.support.review_kills import CATALOGS, NAMES, TWO, Toll, count_toll, kill_reviewers, translated


@pytest.mark.slow
def test_kills_lose_no_act_and_nobody_accepts_what_they_did_not_see(sample: Sample, tmp_path: Path) -> None:
    translated(sample, TWO)
    toll = kill_reviewers(sample.root, tmp_path, "nl", 3, 7)
    assert (toll.kills, toll.lost, toll.unseen) == (3, [], [])
    assert toll.done > 0
    # What would have been lost is found: the names of one of them are taken out of every catalog.
    logs = {name: tmp_path / f"{name}.log" for name in NAMES}
    done = [json.loads(line) for log in logs.values() for line in log.read_text("utf-8").splitlines()]
    who = next(line["done"]["who"] for line in done if "done" in line)
    for name in CATALOGS:
        path = sample.root / catalog_file("nl", name)
        lines = path.read_text("utf-8").split("\n") if path.exists() else []
        kept = [line for line in lines if not line.startswith("# ") or f": {who} " not in line]
        if kept:
            path.write_text("\n".join(kept), "utf-8")
    without = Toll()
    count_toll(sample.root, "nl", logs, without)
    assert without.lost
    # And so is what nobody saw: the logs of both say nothing.
    for log in logs.values():
        log.write_text("", "utf-8")
    unseen = Toll()
    count_toll(sample.root, "nl", logs, unseen)
    assert bool(unseen.unseen) == any("accepted: " in _text(sample, name) for name in CATALOGS)


def _text(sample: Sample, name: str) -> str:
    path = sample.root / catalog_file("nl", name)
    return path.read_text("utf-8") if path.exists() else ""
