"""What was copied becomes files of the project: looked at first, then written, never over what is there."""

from pathlib import Path

from newsletter.content.importing.findings import Asked
from newsletter.content.importing.kinds import SourceKind
from newsletter.pipeline.editing.bringing_in import bring_in, look_at
from newsletter.workspace import Workspace
from tests.support.network_pages import LOOP, QUAY, TWO_CARDS


def test_what_was_chosen_is_written_and_nothing_else(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path)
    looked_at = look_at(workspace, TWO_CARDS.encode(), Asked())
    assert looked_at.kind is SourceKind.TEXT
    assert [(each.draft.file, each.is_there) for each in looked_at.files] == [(QUAY, False), (LOOP, False)]
    assert not (tmp_path / "issues").exists()
    assert bring_in(workspace, looked_at, [LOOP, "issues/2023-11/issue.yaml"]) == (LOOP,)
    assert not (tmp_path / QUAY).exists()
    assert (tmp_path / LOOP).read_text() == (
        "locale: en\nname: LoopTown\ntagline: Nothing is waste in a small town\n"
        "lead-partner: {name: Vic, country: ES}\npartners:\n  - {name: Tartu, country: EE}\n"
    )


def test_a_file_that_is_there_stays_as_it_is(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path)
    path = tmp_path / QUAY
    path.parent.mkdir(parents=True)
    path.write_text("locale: en\nname: Ours\n")
    looked_at = look_at(workspace, TWO_CARDS.encode(), Asked())
    assert [each.is_there for each in looked_at.files] == [True, False]
    assert bring_in(workspace, looked_at, [QUAY, LOOP]) == (LOOP,)
    assert path.read_text() == "locale: en\nname: Ours\n"


def test_a_file_that_came_while_somebody_looked_stays_too(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path)
    looked_at = look_at(workspace, TWO_CARDS.encode(), Asked())
    path = tmp_path / QUAY
    path.parent.mkdir(parents=True)
    path.write_text("locale: en\n")
    assert bring_in(workspace, looked_at, [QUAY]) == ()
    assert path.read_text() == "locale: en\n"


def test_the_source_of_a_page_is_read_as_a_page(tmp_path: Path) -> None:
    prose = "People come to a street to shop, to work, to meet friends, and some of them to go home. "
    page = f"<html><body><nav>Menu</nav><article><h1>Streets</h1><p>{prose * 4}</p></article></body></html>"
    looked_at = look_at(Workspace(tmp_path), page.encode(), Asked())
    assert looked_at.kind is SourceKind.PAGE
    assert [each.draft.file for each in looked_at.files] == ["issues/articles/streets.md"]


def test_what_is_neither_text_nor_page_is_told(tmp_path: Path) -> None:
    for data in (b"%PDF-1.7", b'{"version": "https://jsonfeed.org/version/1.1", "items": []}'):
        looked_at = look_at(Workspace(tmp_path), data, Asked())
        assert not looked_at.files
        assert [each.code for each in looked_at.imported.problems] == ["unknown-source"]
