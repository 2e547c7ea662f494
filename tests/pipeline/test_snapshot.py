"""An issue is opened once: what is prepared from a snapshot, and what the next one reads."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from newsletter.content.traced import Trace
from newsletter.edition import EditionKey
from newsletter.known import KnownFiles
from newsletter.pipeline.snapshot import Prepared, Snapshot, localise_edition, open_snapshot, prepare
from newsletter.problems import Problem
from newsletter.render.letter.layout import lay_out
from tests.conftest import REPOSITORY, Sample

ISSUE = "2024-01"
DUTCH = EditionKey(ISSUE, "nl", "nl")
ARTICLE = "issues/articles/bridges.md"
CATALOG = "locales/nl/LC_MESSAGES/2024-01.po"
CHROME = "locales/nl/LC_MESSAGES/chrome.po"
HEAD = 'msgid ""\nmsgstr ""\n"Language: nl\\n"\n"Content-Type: text/plain; charset=UTF-8\\n"\n'
SUBJECT = f'{HEAD}\nmsgctxt "issues/2024-01/subject"\nmsgid "A small issue"\nmsgstr "Een kleine uitgave"\n'


def opened(sample: Sample, before: Snapshot | None = None) -> Snapshot:
    return open_snapshot(sample.project(), ISSUE, before=before)


def prepared(snapshot: Snapshot) -> dict[EditionKey, Prepared]:
    return {key: prepare(snapshot, key) for key in snapshot.editions()}


def age(root: Path) -> None:
    """All files as if they had been written an hour ago."""
    for path in (path for path in root.rglob("*") if path.is_file()):
        long_ago = path.stat().st_mtime_ns - 3_600_000_000_000
        os.utime(path, ns=(long_ago, long_ago))


@pytest.fixture
def issue(sample: Sample) -> Sample:
    """The sample with a catalog and fixed words, nothing of which was written just now."""
    sample.write(CATALOG, SUBJECT.encode())
    sample.write(CHROME, f'{HEAD}\nmsgid "Read more"\nmsgstr "Lees meer"\n'.encode())
    age(sample.root)
    return sample


Change = Callable[[Sample], object]


def adding(name: str, words: str) -> Change:
    return lambda sample: sample.write(name, (sample.root / name).read_bytes() + words.encode())


def putting(name: str, data: bytes) -> Change:
    return lambda sample: sample.write(name, data)


def without(name: str) -> Change:
    return lambda sample: (sample.root / name).unlink()


def showing(name: str) -> Change:
    return lambda sample: shutil.copy(REPOSITORY / "issues/images/night-street.png", sample.root / name)


CHANGES: dict[str, Change] = {
    "an article": adding(ARTICLE, "\nOne more sentence.\n"),
    "an article with a fault": lambda sample: sample.edit(ARTICLE, "title: Bridges", "titel: Bridges"),
    "an article that is gone": without(ARTICLE),
    "a network": lambda sample: sample.edit("issues/networks/rivers.yaml", "name: Rivers", "name: Streams"),
    "a point": lambda sample: sample.edit("issues/points/nl.yaml", "Voorbeeldstraat 1", "Voorbeeldstraat 2"),
    "a point's own locale": lambda sample: sample.edit("issues/points/nl.yaml", "[nl, nl-BE]", "[nl-BE, nl]"),
    "an overlay": adding("issues/2024-01/points/nl.yaml", "omit: [rivers]\n"),
    "the issue": lambda sample: sample.edit("issues/2024-01/issue.yaml", "heading: News", "heading: More news"),
    "another file in a folder": putting("issues/articles/Not a slug.md", b"---\n---\n"),
    "a catalog": putting(CATALOG, SUBJECT.replace("kleine", "heel kleine").encode()),
    "a catalog with a fault": putting(CATALOG, SUBJECT.replace("Een", "<b1>Een").encode()),
    "a broken catalog": putting(CATALOG, b"no catalog\n"),
    "a catalog that is gone": without(CATALOG),
    "a glossary": putting(
        "locales/nl/LC_MESSAGES/glossary.po", f'{HEAD}\nmsgctxt "name"\nmsgid "Genoa"\nmsgstr "Genua"\n'.encode()
    ),
    "fixed words": putting(CHROME, f'{HEAD}\nmsgid "Read more"\nmsgstr "Verder lezen"\n'.encode()),
    "a template": adding("templates/newsletter.txt", "\nThe end.\n"),
    "fixed words in a template": adding("templates/newsletter.txt", "\n{{ _('Goodbye') }}\n"),
    "a broken template": adding("templates/newsletter.mjml", "{% if %}"),
    "a template of a point": putting("templates/points/nl/newsletter.txt", b"Short.\n"),
    "a style": adding("templates/letter.css", "\n.button { letter-spacing: 1px }\n"),
    "the theme": lambda sample: sample.edit("templates/theme.toml", 'ink = "#17202B"', 'ink = "#C0C0C0"'),
    "a broken theme": adding("templates/theme.toml", "\n=\n"),
    "a picture": showing("issues/images/bridge.png"),
    "a broken picture": putting("issues/images/bridge.png", b"no picture"),
    "a picture that is gone": without("issues/images/bridge.png"),
    "a picture of the brand": showing("templates/images/eu.png"),
    "a setting": adding("newsletter.toml", '\nmail_domain = "mail.example.org"\n[review]\nnamed = true\n'),
}
"""Everything that an edition is made of, changed in a way that can be seen."""


@pytest.mark.slow
@pytest.mark.parametrize("what", CHANGES)
def test_the_next_snapshot_is_the_one_that_reads_everything_anew(issue: Sample, what: str) -> None:
    before = opened(issue)
    prepared(before)
    CHANGES[what](issue)
    after, anew = opened(issue, before), opened(issue)
    assert after.digest == anew.digest
    assert after.digest != before.digest
    assert after.problems == anew.problems
    assert prepared(after) == prepared(anew)
    assert [after.inputs(key) for key in after.editions()] == [anew.inputs(key) for key in anew.editions()]


TOGETHER = {
    "other texts": ["an article", "a network", "a point", "an overlay", "the issue", "another file in a folder",
                    "a catalog", "a glossary", "fixed words", "the theme", "a setting"],
    "faults": ["an article with a fault", "a point's own locale", "a catalog with a fault", "a broken theme"],
    "less": ["an article that is gone", "a broken catalog"],
    "no catalog": ["a catalog that is gone"],
}  # fmt: skip
"""The changes of texts that can be made one after the other and leave each other to be seen."""


@pytest.mark.slow
@pytest.mark.parametrize("what", TOGETHER)
def test_a_snapshot_stays_as_it_was_whatever_becomes_of_its_texts(issue: Sample, what: str) -> None:
    expected = prepared(opened(issue))
    held = opened(issue)
    context = held.context
    for each in TOGETHER[what]:
        CHANGES[each](issue)
    assert prepared(held) == expected
    assert held.context is context


def test_every_change_of_a_text_is_made_to_a_snapshot_that_is_held() -> None:
    # Templates and pictures are those of the first letter that shows them.
    texts = {what for what in CHANGES if not {"template", "picture", "style"} & set(what.split())}
    assert sorted(each for group in TOGETHER.values() for each in group) == sorted(texts)


def test_one_article_edited_is_one_article_read_and_no_catalog(issue: Sample) -> None:
    before = opened(issue)
    prepared(before)
    assert len(before.read) > 20
    parsed = list(before.catalogs.read)
    assert CATALOG in parsed
    issue.edit(ARTICLE, "opens in", "opens early in")
    after = opened(issue, before)
    letter = prepared(after)[EditionKey(ISSUE, "eu", "en")].letter
    assert letter
    assert "opens early in" in letter.html
    assert after.read == (ARTICLE,)
    assert after.catalogs.read == []
    untouched = [slug for slug, article in after.content.articles.items() if article is before.content.articles[slug]]
    assert untouched == ["markets"]


@pytest.mark.slow
@pytest.mark.parametrize("traced", [False, True])
def test_the_letter_of_the_next_snapshot_is_that_of_files_read_anew_wherever_the_edit_was(
    issue: Sample, traced: bool
) -> None:
    def letters(snapshot: Snapshot) -> list[Prepared]:
        return [prepare(snapshot, key, Trace() if traced else None) for key in snapshot.editions()]

    snapshot = opened(issue)
    edits: list[Change] = [
        lambda sample: sample.edit(ARTICLE, "title: Bridges over the river", "title: A bridge"),
        adding(ARTICLE, "\nOne more paragraph, which moves all texts behind it.\n\n- a\n- b\n"),
        adding(CATALOG, '\nmsgctxt "articles/bridges/title"\nmsgid "A bridge"\nmsgstr "Een brug"\n'),
        lambda sample: sample.edit(ARTICLE, "title: A bridge", "title: Bridges"),
    ]
    for edit in edits:
        edit(issue)
        snapshot = opened(issue, snapshot)
        anew = letters(opened(issue))
        assert letters(snapshot) == anew
        assert letters(snapshot) == anew, "what is known by now changes nothing"


def test_one_catalog_changed_is_one_catalog_read(issue: Sample) -> None:
    before = opened(issue)
    prepared(before)
    issue.edit(CATALOG, "kleine", "heel kleine")
    after = opened(issue, before)
    letter = prepare(after, DUTCH).letter
    assert letter
    assert letter.subject == "Een heel kleine uitgave"
    assert after.read == (CATALOG,)
    assert after.catalogs.read == [CATALOG]


def test_where_nothing_has_changed_nothing_is_read(issue: Sample) -> None:
    before = opened(issue)
    prepared(before)
    after = opened(issue, before)
    assert after.read == ()
    assert prepared(after) == prepared(before)
    assert after.catalogs.read == []


def test_a_snapshot_is_named_by_what_it_holds_and_not_by_where_or_when(issue: Sample, tmp_path: Path) -> None:
    first = opened(issue)
    shutil.copytree(issue.root, tmp_path / "elsewhere", ignore=shutil.ignore_patterns(".cache"))
    elsewhere = Sample(tmp_path / "elsewhere")
    assert opened(elsewhere).digest == first.digest
    (issue.root / ARTICLE).touch()
    after = opened(issue, first)
    assert after.digest == first.digest
    assert after.read == ()


def test_a_prepared_letter_is_the_one_laid_out_and_says_what_is_wrong_with_it_alone(issue: Sample) -> None:
    issue.write(CATALOG, SUBJECT.replace("Een kleine", "Een " + "heel " * 20 + "kleine").encode())
    snapshot = opened(issue)
    found = prepare(snapshot, DUTCH)
    assert found.edition
    assert snapshot.context
    laid = lay_out(found.edition, snapshot.context)
    assert (found.letter, found.resources) == (laid.letter, laid.resources)
    assert codes(found.too_long) == ["too-long"]
    assert codes(found.missing) == ["not-translated", "chrome-not-translated"]
    assert all(problem.edition == str(DUTCH) for problem in found.problems)
    assert localise_edition(snapshot, DUTCH).problems == (*found.missing, *found.too_long)


def test_what_stops_a_letter_is_told_once_by_whoever_knows_it(issue: Sample) -> None:
    issue.write("issues/images/bridge.png", b"no picture")
    snapshot = opened(issue)
    found = prepare(snapshot, DUTCH)
    assert found.letter is None
    assert codes(snapshot.picture_problems()) == ["broken-picture"]
    assert found.faults == ()
    assert codes(snapshot.picture_problems(["networks/rivers"])) == []
    issue.write(CATALOG, b"no catalog\n")
    broken = prepare(opened(issue), DUTCH)
    assert (broken.edition, broken.problems) == (None, ())
    assert broken.catalogs


def codes(problems: object) -> list[str]:
    assert isinstance(problems, (list, tuple))
    return [problem.code for problem in problems if isinstance(problem, Problem)]


def test_a_file_that_was_written_just_now_is_compared_by_its_bytes(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_bytes(b"one")
    first = KnownFiles(tmp_path)
    assert first.value("a.txt", lambda data, problems: data) == b"one"
    stamp = file.stat()
    file.write_bytes(b"two")
    os.utime(file, ns=(stamp.st_atime_ns, stamp.st_mtime_ns))
    second = KnownFiles(tmp_path, first.known())
    assert second.value("a.txt", lambda data, problems: data) == b"two"
    assert second.read == ["a.txt"]


def test_a_file_that_could_not_be_read_is_tried_again(tmp_path: Path) -> None:
    def told(data: bytes | None, problems: list[Problem]) -> list[str]:
        return [problem.code for problem in problems]

    (tmp_path / "a.txt").mkdir()
    first = KnownFiles(tmp_path)
    assert first.value("a.txt", told) == ["unreadable-file"]
    assert first.value("b.txt", told) == ["unreadable-file"]
    age(tmp_path)
    (tmp_path / "a.txt").rmdir()
    (tmp_path / "a.txt").write_bytes(b"one")
    second = KnownFiles(tmp_path, first.known())
    assert second.value("a.txt", told) == []
    assert second.value("b.txt", told) == ["unreadable-file"]
    assert second.read == ["a.txt"]


def test_a_link_that_comes_to_lead_outside_is_not_read_however_old(tmp_path: Path) -> None:
    (tmp_path / "project").mkdir()
    (tmp_path / "project/a.txt").write_bytes(b"one")
    (tmp_path / "secret.txt").write_bytes(b"two")
    age(tmp_path)
    first = KnownFiles(tmp_path / "project")
    assert first.value("a.txt", lambda data, problems: data) == b"one"
    (tmp_path / "project/a.txt").unlink()
    (tmp_path / "project/a.txt").symlink_to(tmp_path / "secret.txt")
    second = KnownFiles(tmp_path / "project", first.known())
    assert second.value("a.txt", lambda data, problems: data) is None
