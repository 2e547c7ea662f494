"""A point's readers in a browser: a list is taken in, one reader looked up and forgotten, the form copied."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Sample
from tests.support.point_readers import SECRET as SECRET_OF_TESTS
from tests.support.point_readers import let_join
from tests.support.studio import studio_at
from tests.support.studio_seen import faults_in_every_view

LIST = "E-mail;Naam;Taal;Baja\njan@town.test;Jan;nl;\nlies@town.test;Lies;;x\nno address;;;\n"


@pytest.mark.slow
def test_a_list_is_taken_in_and_a_reader_forgotten_without_a_terminal(
    sample: Sample, browser: Any, tmp_path: Path
) -> None:
    let_join(sample.root, "nl", ["ada@town.test,Ada,nl,active"])
    file = tmp_path / "lezers.csv"
    file.write_text(LIST, "utf-8")
    with studio_at(sample.root, NEWSLETTER_SECRET=SECRET_OF_TESTS) as opened:
        seen = opened.page(browser, "/readers/nl")
        page = seen.page
        page.set_default_timeout(60_000)
        page.get_by_label("File").set_input_files(file)
        page.get_by_role("button", name="Look at it").click()
        page.get_by_role("heading", name="Take in lezers.csv").wait_for()
        assert faults_in_every_view(page) == {}
        page.get_by_label("What they agreed to").fill("Ik wil de nieuwsbrief")
        page.get_by_role("button", name="Look again").click()
        page.get_by_role("button", name="Take in 1 reader").click()
        page.get_by_text("1 reader has joined. 1 row was refused. 1 person who had left is set apart.").wait_for()
        page.get_by_label("Their address or name").fill("jan@town.test")
        page.get_by_role("button", name="Look it up").click()
        page.get_by_role("heading", name="Jan").wait_for()
        assert "@" not in page.url
        page.get_by_text("Forget this reader…").click()
        assert faults_in_every_view(page) == {}
        page.get_by_role("button", name="Forget this reader", exact=True).click()
        page.get_by_text("This reader is forgotten.").wait_for()
        seen.close()
        assert seen.faults == []
