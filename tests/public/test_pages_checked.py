"""The readers' pages and the mails about subscriptions, by the HTML checker: in three languages, two scripts."""

from pathlib import Path

import pytest

from tests.conftest import copy_of_the_repository
from tests.support.browser import no_faults
from tests.support.html_checker import faults_in_html, needs_checker
from tests.support.public_site import every_page, served

READERS = (("eu", "en"), ("gr", "el"), ("be", "fr"))
"""The last of them is a point with two languages, whose forms let one choose."""


@pytest.mark.slow
@needs_checker
def test_the_html_checker_finds_no_fault_on_any_page_of_a_reader(tmp_path: Path, compiled: Path) -> None:
    root, folder = copy_of_the_repository(tmp_path / "project"), tmp_path / "pages"
    (root / ".cache").symlink_to(compiled)
    folder.mkdir()
    with served(root) as home:
        for point, locale in READERS:
            for name, html in every_page(home, point, locale).items():
                (folder / f"{name}-{locale}.html").write_text(html, "utf-8")
    assert len(list(folder.iterdir())) == len(READERS) * 25
    no_faults(faults_in_html(folder))
