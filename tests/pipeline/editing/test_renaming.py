"""An article or network gets another name, and everything that knew the old one knows the new one."""

import json
from pathlib import Path
from typing import Any

import pytest

from newsletter.content.moved import FILE as MOVED
from newsletter.content.moved import BrokenMovedError, Moved, read_moved, write_moved
from newsletter.pipeline.archive.make import archive
from newsletter.pipeline.editing.renaming import Renamed, RenameRequest, rename
from newsletter.pipeline.use_case import Place, Refused
from newsletter.translate.formats.po import read_catalog
from tests.conftest import Sample
from tests.support.archived import Pages, letters_of, mail
from tests.support.command_line import run

ISSUE = "2024-01"
CATALOG = """\
msgid ""
msgstr ""
"Language: es\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

#. title
# reviewed: Ana Example 2024-01-02 0123456789abcdef
msgctxt "articles/bridges/title"
msgid "Bridges over the river"
msgstr "Puentes sobre el río"

#. paragraph
#, fuzzy
#| msgctxt "articles/bridges/body/paragraph"
#| msgid "The first bridge"
msgctxt "articles/bridges/body/paragraph"
msgid "The <b1>first</b1> bridge opens in <a1>spring</a1>."
msgstr "El <b1>primer</b1> puente se abre en <a1>primavera</a1>."

#. title
msgctxt "articles/bridges-of-old/title"
msgid "articles/bridges/title"
msgstr "otro"

#~ msgctxt "articles/bridges/summary"
#~ msgid "Three cities."
#~ msgstr "Tres ciudades."
"""


def renamed(sample: Sample, kind: str, old: str, new: str, *, is_dry: bool = False) -> Renamed | Refused:
    return rename(RenameRequest(Place(sample.root, {}), kind, old, new, is_dry))


def done(outcome: Renamed | Refused) -> Renamed:
    assert isinstance(outcome, Renamed), outcome
    return outcome


def files(root: Path) -> dict[str, bytes]:
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for folder in ("issues", "locales")
        for path in sorted((root / folder).rglob("*"))
        if path.is_file()
    }


@pytest.fixture
def known(sample: Sample) -> Sample:
    """A project in which the article is known all over."""
    sample.write("locales/es/LC_MESSAGES/2024-01.po", CATALOG.encode())
    sample.write(
        "issues/2024-02/issue.yaml", "date: 2024-02-06\nsubject: s\npreheader: p\nsections:\n  - lead: markets\n"
    )
    sample.write(
        "issues/2024-02/points/nl.yaml",
        """
        lead: bridges # ours
        omit: [bridges, markets]
        add:
          - articles: bridges
        accept:
          - {check: heavy-letter, by: Ana, reason: so, where: articles/bridges/title}
          - {check: heavy-letter, by: Ana, reason: so, where: issues/articles/bridges.md}
          - {check: heavy-letter, by: Ana, reason: so, where: articles/bridges-of-old}
        """,
    )
    return sample


def test_an_article_is_renamed_wherever_it_is_known(known: Sample) -> None:
    before = files(known.root)
    report = done(renamed(known, "article", "bridges", "new-bridges"))
    assert report.file == "issues/articles/new-bridges.md"
    assert report.changed == (
        "issues/2024-01/issue.yaml",
        "issues/2024-02/points/nl.yaml",
        "locales/es/LC_MESSAGES/2024-01.po",
        MOVED,
    )
    assert (report.texts, report.locales) == (2, 1)
    after = files(known.root)
    assert after.pop("issues/articles/new-bridges.md") == before.pop("issues/articles/bridges.md")
    assert b'"bridges": "new-bridges"' in after.pop(MOVED)
    overlay = before["issues/2024-02/points/nl.yaml"].decode()
    for old in ("lead: bridges", "[bridges,", "articles: bridges\n", "where: articles/bridges/", "articles/bridges.md"):
        overlay = overlay.replace(old, old.replace("bridges", "new-bridges"))
    before["issues/2024-02/points/nl.yaml"] = overlay.encode()
    before["issues/2024-01/issue.yaml"] = before["issues/2024-01/issue.yaml"].replace(
        b"lead: bridges", b"lead: new-bridges"
    )
    before["locales/es/LC_MESSAGES/2024-01.po"] = CATALOG.replace(
        'ctxt "articles/bridges/', 'ctxt "articles/new-bridges/'
    ).encode()
    assert after == before
    catalog, problems = read_catalog(known.root, "es", "2024-01")
    assert catalog is not None
    assert problems == []
    assert catalog.entries[0].context == "articles/new-bridges/title"
    assert catalog.entries[0].target == "Puentes sobre el río"


def test_a_dry_run_says_the_same_and_writes_nothing(known: Sample) -> None:
    before = files(known.root)
    told = run(known, "rename", "article", "bridges", "new-bridges", "--dry-run")
    assert told.exit_code == 0
    assert "issues/articles/bridges.md would be issues/articles/new-bridges.md" in told.stdout
    assert "2 texts in 1 language keep their translations." in told.stdout
    assert files(known.root) == before
    told = run(known, "rename", "article", "bridges", "new-bridges", "--json")
    assert json.loads(told.stdout)["changed"][0] == "issues/2024-01/issue.yaml"
    assert (known.root / "issues/articles/new-bridges.md").is_file()


def test_a_network_is_renamed_in_issues_and_articles(sample: Sample) -> None:
    sample.edit("issues/articles/markets.md", "from: nl\n", "from: nl\nnetwork: rivers # ours\n")
    report = done(renamed(sample, "network", "rivers", "waters"))
    assert report.changed == ("issues/2024-01/issue.yaml", "issues/articles/markets.md", MOVED)
    assert "networks: [waters]" in sample.read("issues/2024-01/issue.yaml")
    assert "network: waters # ours" in sample.read("issues/articles/markets.md")
    assert not [problem for problem in sample.load()[1] if problem.code.startswith("unknown")]


@pytest.mark.parametrize(
    ("kind", "old", "new", "code"),
    [
        ("article", "bridges", "markets", "name-taken"),
        ("article", "bridge", "other", "unknown-article"),
        ("article", "bridges", "Not A Name", "bad-name"),
        ("article", "bridges", "../x", "bad-name"),
        ("network", "river", "other", "unknown-network"),
    ],
)
def test_a_name_that_cannot_be_is_refused_and_nothing_is_written(
    sample: Sample, kind: str, old: str, new: str, code: str
) -> None:
    before = files(sample.root)
    outcome = renamed(sample, kind, old, new)
    assert isinstance(outcome, Refused)
    assert [problem.code for problem in outcome.problems] == [code]
    assert files(sample.root) == before


def test_a_reference_that_cannot_be_changed_is_told_at_its_line(sample: Sample) -> None:
    sample.edit("issues/2024-01/issue.yaml", "lead: bridges", "lead: &b bridges")
    before = files(sample.root)
    outcome = renamed(sample, "article", "bridges", "other")
    assert isinstance(outcome, Refused)
    assert [problem.code for problem in outcome.problems] == ["unwritable-reference"]
    assert outcome.problems[0].location
    assert outcome.problems[0].location.file == "issues/2024-01/issue.yaml"
    assert files(sample.root) == before


def test_old_names_that_cannot_be_read_are_not_written_over(sample: Sample) -> None:
    sample.write(MOVED, "articles: [a, b]\n")
    outcome = renamed(sample, "article", "bridges", "other")
    assert isinstance(outcome, Refused)
    assert [problem.code for problem in outcome.problems] == ["broken-yaml"]
    assert sample.read(MOVED) == "articles: [a, b]\n"


@pytest.mark.slow
def test_a_name_that_was_given_up_is_free_for_nothing_new(sample: Sample) -> None:
    done(renamed(sample, "article", "bridges", "other"))
    told = run(sample, "new", "article", "bridges")
    assert told.exit_code == 1
    assert "error[name-taken]: `bridges` was the name of `other`" in told.stderr
    assert "unread-file" not in run(sample, "check").stderr


def test_what_was_killed_in_between_is_gone_on_with(known: Sample) -> None:
    path = known.root / "issues/articles/new-bridges.md"
    path.write_bytes((known.root / "issues/articles/bridges.md").read_bytes())
    done(renamed(known, "article", "bridges", "new-bridges"))
    assert not (known.root / "issues/articles/bridges.md").exists()


def test_old_names_follow_each_other_and_come_back() -> None:
    moved = Moved().renamed("articles", "a", "b").renamed("articles", "b", "c")
    assert moved.name_of("articles", "a") == "c"
    assert moved.old_names("articles", "c") == ["a", "b"]
    back = moved.renamed("articles", "c", "a")
    assert back.name_of("articles", "b") == "a"
    assert back.name_of("articles", "a") == "a"
    assert read_moved(write_moved(back)).names["articles"] == {"b": "a", "c": "a"}
    assert read_moved(None).name_of("articles", "a") == "a"
    for data in (b"\xff", b"- a", b"articles: 5", b"articles: {a: [b]}", b": :", b"posts: {a: b}"):
        with pytest.raises(BrokenMovedError):
            read_moved(data)
    assert Moved({"articles": {"a": "b", "b": "a"}}).name_of("articles", "a") in ("a", "b")


@pytest.mark.slow
def test_the_old_address_of_a_public_page_leads_to_the_new_one(sample: Sample) -> None:
    pages, project = Pages(sample.root / "site"), sample.project()
    letters = letters_of(project, ISSUE)
    mail(project, [letters[f"{ISSUE}/eu/en"]])

    def made() -> list[str]:
        return [problem.code for problem in archive(sample.project(), sample.root / "site").problems]

    assert made() == []
    done(renamed(sample, "article", "bridges", "new-bridges"))
    done(renamed(sample, "network", "rivers", "waters"))
    assert made() == []
    for old, new in (("bridges", "new-bridges"), ("networks/rivers", "networks/waters")):
        moved = pages.file(f"{ISSUE}/en/{old}/index.html").read_text("utf-8")
        assert f'content="0; url=../{new.rpartition("/")[2]}/"' in moved
        assert f"/{ISSUE}/en/{new}/" in moved
        assert pages.file(f"{ISSUE}/en/{new}/index.html").is_file()
    done(renamed(sample, "article", "new-bridges", "third"))
    assert made() == []
    for old in ("bridges", "new-bridges"):
        assert "url=../third/" in pages.file(f"{ISSUE}/en/{old}/index.html").read_text("utf-8")
    outcome: Any = renamed(sample, "article", "markets", "bridges")
    assert [problem.code for problem in outcome.problems] == ["name-taken"], "mailed letters lead to it"
    before = files(sample.root / "site")
    assert made() == []
    assert files(sample.root / "site") == before
