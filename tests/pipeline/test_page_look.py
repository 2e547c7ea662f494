"""The page of an article or network beside whoever reads its texts: marked, and without its marks what is published."""

import os
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from newsletter.content.traced import Trace
from newsletter.edition import EditionKey
from newsletter.pipeline.archive import articles, networks
from newsletter.pipeline.archive.make import archive
from newsletter.pipeline.project import Project
from newsletter.pipeline.resident import Resident
from newsletter.pipeline.reviewing.desk import Desk
from newsletter.pipeline.snapshot import Snapshot, open_snapshot
from newsletter.pipeline.use_case import Place
from newsletter.render.letter.skeleton import untraced
from newsletter.workspace import Workspace
from tests.conftest import REPOSITORY, Sample, copy_of_the_repository
from tests.support.archived import letters_of, mail

MARKS = re.compile("[\ufdd0-\ufdd2\ufdd5-\ufdef]")
BRIDGES = "issues/articles/bridges.md"
ENGLISH, DUTCH = EditionKey("2024-01", "eu", "en"), EditionKey("2024-01", "nl", "nl")


@pytest.fixture
def resident(sample: Sample) -> Iterator[Resident]:
    held = Resident(Place(sample.root, os.environ))
    yield held
    held.close()


def traced_beside(module: Any, snapshot: Snapshot, found: dict[str, tuple[bytes, bytes]]) -> Callable[..., Any]:
    """The maker of pages of the archive, which also keeps each page as it is with the marks of a trace."""
    name = "article" if module is articles else "network"
    make = getattr(module, f"{name}_page")

    def both(of: Any, shared: Any, context: Any) -> Any:
        made, assets = make(of, shared, context)
        trace = Trace()
        edition = snapshot.edition(of.edition.key, trace)
        assert edition
        marked = replace(of, edition=edition, **{name: getattr(edition.issue, f"{name}s")[getattr(of, name).slug]})
        looked_at, same = make(marked, shared, context, trace)
        assert same == assets, "pictures and calendar files are the same"
        found[of.path] = (made, looked_at)
        return made, assets

    return both


def compare_all(
    project: Project, slug: str, locales: set[str], monkeypatch: pytest.MonkeyPatch
) -> dict[str, tuple[bytes, bytes]]:
    """Each page that an archive of the letters in some languages writes, as it stands there, and with marks."""
    root = project.root
    found: dict[str, tuple[bytes, bytes]] = {}
    snapshot = open_snapshot(project, slug)
    mail(project, [letter for letter in letters_of(project, slug).values() if letter.locale in locales])
    for module, name in ((articles, "article_page"), (networks, "network_page")):
        monkeypatch.setattr(module, name, traced_beside(module, snapshot, found))
    assert not archive(project, root / "site").problems
    for path, (made, looked_at) in found.items():
        assert (root / "site" / path / "index.html").read_bytes() == made
        assert untraced(looked_at.decode()).encode() == made, path
        assert not MARKS.search(looked_at.decode()), path
        assert b" data-u" not in made
        assert looked_at.count(b'<span data-u="') > 3, path
    return found


@pytest.mark.slow
def test_without_its_marks_each_page_is_byte_for_byte_what_the_archive_writes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sample = Sample(copy_of_the_repository(tmp_path))
    found = compare_all(sample.project(), "2023-11", {"es", "el"}, monkeypatch)
    assert len(found) == 2 * 3 + 2 * 6
    article = found["2023-11/es/cities-at-heart-is-here/"][1].decode()
    marked = set(re.findall(r' data-u(?:-alt)?="([^"]*)"', article))
    assert {"articles/cities-at-heart-is-here/" + end for end in ("title", "summary", "image/alt", "body/2")} <= marked
    network = found["2023-11/es/networks/remote-it/"][1].decode()
    assert 'data-u="networks/remote-it/about' in network
    assert 'data-u="networks/remote-it/partners/0/name' in network


@pytest.mark.slow
def test_titles_that_end_their_lines_between_words_and_words_of_another_language_are_those_that_are_published(
    sample: Sample, monkeypatch: pytest.MonkeyPatch
) -> None:
    sample.edit("issues/points/eu.yaml", "locales: en", "locales: [en, ja]")
    sample.edit(BRIDGES, "title: Bridges over the river", "title: 5 都市中心部の新しい均衡を求めて & 7 – 橋")
    sample.edit(BRIDGES, "locale: en", "locale: ja")
    found = compare_all(sample.project(), "2024-01", {"ja", "nl"}, monkeypatch)
    made, looked_at = found["2024-01/ja/bridges/"]
    assert "<wbr>" in made.decode()
    assert '<h1 class="page-title"><span data-u="articles/bridges/title">' in looked_at.decode()
    foreign = re.compile('<span lang="ja" dir="ltr"><span data-u="articles/bridges/title">')
    assert foreign.search(found["2024-01/nl/bridges/"][1].decode())


def test_a_page_at_a_glance_is_of_the_files_as_they_are_and_stays_where_they_make_none(
    resident: Resident, sample: Sample
) -> None:
    look = resident.page(ENGLISH, "articles/bridges")
    assert look
    assert '<span data-u="articles/bridges/title">Bridges over the river</span>' in look.html
    assert resident.page(ENGLISH, "articles/bridges") is look, "nothing has changed"
    picture = look.html.partition('src="/site/')[2].partition('"')[0]
    assert (resident.resource(picture) or b"").startswith((b"\x89PNG", b"\xff\xd8"))
    sample.edit(BRIDGES, "title: Bridges over the river", "title: Two bridges")
    resident.touched([BRIDGES])
    newer = resident.page(ENGLISH, "articles/bridges")
    assert newer
    assert '<span data-u="articles/bridges/title">Two bridges</span>' in newer.html
    dutch = resident.page(DUTCH, "articles/bridges")
    assert dutch
    assert dutch.open_texts > 0
    assert not dutch.is_ready
    (sample.root / "templates/archive/article.html").write_text("{% broken", "utf-8")
    resident.touched(["templates/archive/article.html"])
    broken = resident.page(ENGLISH, "articles/bridges")
    assert broken
    assert not broken.is_current
    assert broken.html == newer.html
    assert broken.faults


def test_what_is_told_elsewhere_or_nowhere_has_no_page(resident: Resident, sample: Sample) -> None:
    assert resident.page(ENGLISH, "articles/nothing") is None
    assert resident.page(ENGLISH, "issues/2024-01") is None
    sample.edit(BRIDGES, "locale: en", "locale: en\nlink: https://example.org/bridges")
    resident.touched([BRIDGES])
    assert resident.page(ENGLISH, "articles/bridges") is None


@pytest.mark.slow
def test_a_text_of_the_desk_says_on_which_page_it_stands_that_the_letter_does_not_show() -> None:
    held = Resident(Place(REPOSITORY))
    try:
        found = Desk(held, Workspace(REPOSITORY)).worklist("2023-11", "es", "es")
        html = held.letter(EditionKey("2023-11", "es", "es")).html
        assert found
        on_pages = [text for text in found.texts() if text.page]
        assert {part.kind for part in found.parts for text in part.texts if text.page} == {"page"}
        assert {text.page for text in on_pages} == {"articles/cities-at-heart-is-here", "articles/eu-city-labs"}
        for text in found.texts():
            shown = any(f'data-u="{path}"' in html or f'data-u-alt="{path}"' in html for path in text.paths)
            assert shown != bool(text.page) or not text.paths or text.catalog in ("chrome", "pages")
        for document in {text.page for text in on_pages}:
            page = held.page(EditionKey("2023-11", "es", "es"), document)
            assert page
            for text in on_pages:
                assert text.page != document or f'data-u="{text.paths[0]}"' in page.html, text.paths
    finally:
        held.close()
