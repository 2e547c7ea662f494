"""All addresses that a folder of public pages has."""

import shutil

import pytest

from newsletter.pipeline.archive.make import archive
from tests.conftest import FILES, REPOSITORY, Sample
from tests.support.archived import Pages, letters_of, mail

DATES = {"2024-01": "2024-01-16", "2024-02": "2024-02-13", "2024-03": "2024-03-12"}

NEVER_MAILED = "2024-03/be/nl"


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Sample:
    """Three issues of three points in three languages; all letters but one were mailed."""
    made = Sample(tmp_path_factory.mktemp("served") / "project")
    for name, words in FILES.items():
        made.write(name, words)
    shutil.copytree(REPOSITORY / "templates", made.root / "templates")
    made.write("issues/images/bridge.png", (REPOSITORY / "issues/images/market-square.png").read_bytes())
    belgian = made.read("issues/points/nl.yaml").replace("country: NL", "country: BE").replace("[nl, nl-BE]", "nl")
    made.write("issues/points/be.yaml", belgian.replace("Nationaal punt", "Punt voor België"))
    for slug, date in DATES.items():
        made.write(f"issues/{slug}/issue.yaml", made.read("issues/2024-01/issue.yaml").replace("2024-01-16", date))
        letters = letters_of(made.project(), slug)
        mailed = [letter for edition, letter in letters.items() if edition != NEVER_MAILED]
        mail(made.project(), mailed, opened_at=f"{date}T08:00:00+00:00", date=date)
    assert not archive(made.project(), made.root / "site").problems
    return made


@pytest.fixture(scope="module")
def pages(project: Sample) -> Pages:
    return Pages(project.root / "site")


def addresses(pages: Pages) -> set[str]:
    """The address of every file that is to be seen."""
    files = (file.relative_to(pages.folder).as_posix() for file in pages.folder.rglob("*") if file.is_file())
    return {f"/{name.removesuffix('index.html')}" for name in files if not name.startswith(".archive/")}
