"""`newsletter upgrade`: the program's changes and people's in one file, and nobody's change is lost."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest

from newsletter.pipeline import upgrading
from newsletter.pipeline.scaffold.init import Answers, StartRequest, start_project
from newsletter.pipeline.scaffold.pristine import FOLDER, pristine
from newsletter.pipeline.scaffold.resources import templates
from newsletter.pipeline.upgrading import Outcome, UpgradeReport, UpgradeRequest, upgrade_project
from newsletter.pipeline.use_case import Place, Refused, require_done
from newsletter.translate.formats.po import parse_catalog
from tests.conftest import Sample
from tests.support.command_line import run

CSS, MJML = "templates/letter.css", "templates/newsletter.mjml"
CHROME = "locales/nl/LC_MESSAGES/chrome.po"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    answers = Answers("River News", ("en", "nl"), "The River Office", "news@example.org", ("1 Sample Street",))
    require_done(start_project(StartRequest(tmp_path / "news", answers, dt.date(2024, 2, 20))))
    return tmp_path / "news"


@pytest.fixture
def newer(monkeypatch: pytest.MonkeyPatch) -> Callable[[str, str, str], None]:
    """Let the program have other words in one of its files."""

    def change(name: str, old: str, new: str) -> None:
        source = "chrome_catalogs" if name.endswith(".po") else "templates"
        inner = getattr(upgrading, source)

        def changed(*arguments: object) -> dict[str, bytes]:
            files = dict(inner(*arguments))
            text = files[name].decode()
            assert old in text
            return {**files, name: text.replace(old, new, 1).encode()}

        monkeypatch.setattr(upgrading, source, changed)

    return change


def upgraded(root: Path, *, is_trial: bool = False, mine: tuple[str, ...] = ()) -> UpgradeReport:
    return require_done(upgrade_project(UpgradeRequest(Place(root), is_trial, mine)))


def outcomes(report: UpgradeReport) -> dict[str, Outcome]:
    return {each.name: each.outcome for each in report.files}


def edit(root: Path, name: str, old: str, new: str) -> None:
    text = (root / name).read_text("utf-8")
    assert old in text
    (root / name).write_text(text.replace(old, new, 1), "utf-8")


def everything(root: Path) -> dict[str, bytes]:
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def test_a_new_project_has_nothing_to_upgrade_and_a_copy_of_what_it_was_given(root: Path) -> None:
    before = everything(root)
    assert upgraded(root).files == ()
    assert everything(root) == before
    assert {pristine(CSS), pristine(MJML), pristine(CHROME)} < set(before)
    size = sum(len(data) for name, data in before.items() if name.startswith(FOLDER))
    assert size < 700_000


def test_what_only_the_program_has_changed_is_taken_and_what_only_people_have_is_left(
    root: Path, newer: Callable[[str, str, str], None]
) -> None:
    first = (root / CSS).read_text("utf-8").splitlines()[0]
    newer(CSS, first, f"{first}\n/* new */")
    edit(root, MJML, "<mj", "<!-- mine --><mj")
    mine = (root / MJML).read_bytes()
    assert outcomes(upgraded(root)) == {CSS: Outcome.TAKEN}
    assert "/* new */" in (root / CSS).read_text("utf-8")
    assert (root / MJML).read_bytes() == mine
    assert upgraded(root).files == ()


def test_changes_of_both_are_merged_and_a_trial_writes_nothing(
    root: Path, newer: Callable[[str, str, str], None]
) -> None:
    lines = (root / CSS).read_text("utf-8").splitlines()
    newer(CSS, lines[0], f"/* new */\n{lines[0]}")
    (root / CSS).write_text("\n".join([*lines, "/* mine */", ""]), "utf-8")
    before = everything(root)
    assert outcomes(upgraded(root, is_trial=True)) == {CSS: Outcome.MERGED}
    assert everything(root) == before
    assert outcomes(upgraded(root)) == {CSS: Outcome.MERGED}
    assert (root / CSS).read_text("utf-8") == "\n".join(["/* new */", *lines, "/* mine */", ""])
    assert upgraded(root).files == ()


def test_where_both_have_changed_the_same_line_the_file_stays_and_it_is_told_until_a_person_has_decided(
    root: Path, newer: Callable[[str, str, str], None]
) -> None:
    first = (root / CSS).read_text("utf-8").splitlines()[0]
    newer(CSS, first, "/* new */")
    edit(root, CSS, first, "/* mine */")
    before = everything(root)
    for _ in range(2):
        report = upgraded(root)
        ((problem,), (file,)) = report.problems, report.files
        assert (problem.code, file.outcome) == ("upgrade-clash", Outcome.CLASHES)
        assert "+/* new */" in file.difference
        assert everything(root) == before
    assert run(Sample(root), "upgrade").exit_code == 1
    assert outcomes(upgraded(root, mine=(CSS,))) == {CSS: Outcome.MINE}
    assert everything(root)[CSS] == before[CSS]
    assert upgraded(root).files == ()


def test_texts_of_catalogs_are_merged_one_by_one_and_a_persons_stays(
    root: Path, newer: Callable[[str, str, str], None]
) -> None:
    catalog, _ = parse_catalog((root / CHROME).read_bytes(), "nl", CHROME)
    assert catalog is not None
    first, second = [entry.targets[0] for entry in catalog.active() if len(entry.targets) == 1][:2]
    newer(CHROME, f'msgstr "{first}"', 'msgstr "Nieuw een"')
    newer(CHROME, f'msgstr "{second}"', 'msgstr "Nieuw twee"')
    edit(root, CHROME, f'msgstr "{first}"', 'msgstr "Van mij"')
    assert outcomes(upgraded(root)) == {CHROME: Outcome.MERGED}
    text = (root / CHROME).read_text("utf-8")
    assert 'msgstr "Van mij"' in text
    assert 'msgstr "Nieuw twee"' in text
    assert "Nieuw een" not in text
    assert upgraded(root).files == ()


def test_without_a_copy_it_is_only_told_how_a_file_differs(root: Path) -> None:
    import shutil

    shutil.rmtree(root / FOLDER)
    edit(root, CSS, "{", "{ /* mine */")
    report = upgraded(root)
    assert outcomes(report) == {CSS: Outcome.DIFFERS, "templates/theme.toml": Outcome.DIFFERS}
    assert {problem.code for problem in report.problems} == {"upgrade-without-copy"}
    assert "/* mine */" in (root / CSS).read_text("utf-8")
    assert run(Sample(root), "upgrade", "--mine", CSS, "--mine", "templates/theme.toml").exit_code == 0
    assert upgraded(root).files == ()


def test_a_new_file_of_the_program_comes_and_one_that_people_took_out_does_not_come_back(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = templates()
    monkeypatch.setattr(upgrading, "templates", lambda: {**given, "templates/more.css": b"p {}\n", CSS: b"other\n"})
    (root / CSS).unlink()
    assert outcomes(upgraded(root)) == {"templates/more.css": Outcome.ADDED}
    assert (root / "templates/more.css").read_bytes() == b"p {}\n"
    assert not (root / CSS).exists()


def test_a_file_that_the_program_does_not_know_is_no_file_to_keep(root: Path) -> None:
    report = upgrade_project(UpgradeRequest(Place(root), mine=("issues/none.yaml",)))
    assert isinstance(report, Refused)
    assert report.misuse == "`issues/none.yaml` is no file that the program gives a project."
