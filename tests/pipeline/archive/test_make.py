"""The archive: what is public is what was mailed, as it was mailed, and a run touches only what has changed."""

import datetime as dt
import json
import os
import re
from pathlib import Path

import pytest
from click.testing import CliRunner
from lxml import etree
from PIL import Image

from newsletter.cli import main
from newsletter.edition import EditionKey
from newsletter.mail.delivery.rows import Decision, Decisions
from newsletter.pipeline.archive.make import Archived, archive
from newsletter.pipeline.archive.search_words import PageKind, entry
from newsletter.pipeline.sending.readiness import judge_readiness
from newsletter.pipeline.snapshot import open_snapshot
from newsletter.render.web.feed import ATOM
from tests.conftest import REPOSITORY, Sample
from tests.support.archived import SITE, Pages, letters_of, mail

ISSUE = "2024-01"
NL, BE, EU = f"{ISSUE}/nl/nl", f"{ISSUE}/nl/nl-BE", f"{ISSUE}/eu/en"


@pytest.fixture
def pages(sample: Sample) -> Pages:
    return Pages(sample.root / "site")


def run(sample: Sample, *, everything: bool = False) -> Archived:
    return archive(sample.project(), sample.root / "site", everything=everything)


def mailed(sample: Sample, *editions: str, **values: object) -> None:
    letters = letters_of(sample.project(), ISSUE)
    mail(sample.project(), [letters[edition] for edition in editions], **values)  # type: ignore[arg-type]


@pytest.mark.slow
def test_a_letter_stays_as_it_was_mailed_whatever_happens_to_its_files(sample: Sample, pages: Pages) -> None:
    mailed(sample, EU)
    sample.edit("issues/articles/bridges.md", "title: Bridges over the river", "title: Something else")
    sample.edit("issues/2024-01/issue.yaml", "subject: A small issue", "subject: Another subject")
    run(sample)
    words = pages.words(f"{EU}/")
    assert "Bridges over the river" in words
    assert "Something else" not in words
    assert pages.tree(f"{EU}/").findtext("head/title") == "A small issue · URBACT"
    assert "Something else" in pages.words(f"{ISSUE}/en/bridges/"), "an article is shown as its file is now"


@pytest.mark.slow
def test_only_editions_whose_mailing_has_opened_are_public(sample: Sample, pages: Pages) -> None:
    mailed(sample, NL)
    result = run(sample)
    assert (result.letters, result.articles) == (1, 2)
    assert "Bridges over the river" not in pages.words(f"{EU}/")
    assert f"{ISSUE}/en/bridges/" not in pages
    assert f"{ISSUE}/nl/bridges/" in pages
    public = pages["nl/sitemap.xml"] + pages["en/sitemap.xml"] + pages["nl/feed.xml"]
    assert f"{SITE}/{NL}/" in public
    assert f"{SITE}/{EU}/" not in public
    assert "en/feed.xml" not in pages


def test_before_its_mailing_opens_an_edition_has_a_friendly_page(sample: Sample, pages: Pages) -> None:
    mailed(sample, NL)
    run(sample)
    tree = pages.tree(f"{EU}/")
    assert tree.findtext(".//h1") == "This letter has not been mailed yet"
    assert tree.find(".//meta[@name='robots']").get("content") == "noindex"
    links = {link.get("href") for link in tree.iter("a")}
    assert {f"../../../{NL}/", f"{SITE}/subscribe/eu/en/"} <= links


@pytest.mark.slow
def test_a_page_before_the_mailing_becomes_the_letter(sample: Sample, pages: Pages) -> None:
    run(sample)
    assert "has not been mailed yet" in pages.words(f"{EU}/")
    mailed(sample, EU)
    run(sample)
    assert "Bridges over the river" in pages.words(f"{EU}/")
    assert f"../{EU}/" in {link.get("href") for link in pages.tree("en/").iter("a")}


def test_nothing_of_a_reader_is_on_any_page(sample: Sample, pages: Pages) -> None:
    mailed(sample, EU, NL, BE)
    frozen = letters_of(sample.project(), ISSUE)
    assert {"leave", "name", "preferences"} <= frozen[NL].slots()
    run(sample)
    for path in pages.all():
        assert "@@" not in pages[path]
        assert not re.search(r"(?:news\.example\.org|\.\.)/(?:u|p|l)/", pages[path])
    assert "Unsubscribe" not in pages.words(f"{EU}/")
    assert "Sent to:" not in pages.words(f"{EU}/")


def test_a_letter_in_which_something_personal_would_stay_has_no_page(sample: Sample, pages: Pages) -> None:
    sample.write("templates/letter-rules.css", ".a::after { content: '@@name@@' }\n")
    mailed(sample, EU)
    result = run(sample)
    assert [problem.code for problem in result.problems] == ["personal-in-archive"]
    assert f"{EU}/" not in pages


@pytest.mark.slow
def test_a_page_says_honestly_who_has_read_the_letter(sample: Sample, pages: Pages) -> None:
    mailed(sample, EU, texts_reviewed=0)
    mailed(sample, NL, texts_reviewed=40)
    mailed(
        sample, BE, texts_reviewed=39, texts_machine=4, texts_unread=1, texts_untranslated=2, release_reason="urgent",
        released_by="Ada",
    )  # fmt: skip
    run(sample)
    notes = {path: pages.tree(f"{path}/").find(".//div[@class='page-note page-read']/p") for path in (EU, NL, BE)}
    said = {path: " ".join("".join(note.itertext()).split()) for path, note in notes.items()}
    assert said[EU] == "This letter was mailed on 16 January 2024."
    assert said[NL].endswith("Before that, people had read and approved every text of it.")
    assert said[BE] == "This letter was mailed on 16 januari 2024."
    lines = pages.tree(f"{BE}/").findall(".//ul[@class='page-counts']/li")
    assert ["".join(line.itertext()) for line in lines] == [
        "Texts that people have read and approved: 39",
        "Texts translated by a machine that nobody has read: 4",
        "Other texts that nobody has approved: 1",
        "Texts left in another language: 2",
    ]
    assert pages.tree(f"{NL}/").find(".//ul[@class='page-counts']") is None
    assert "Ada" not in pages[f"{BE}/"], "who released it is nobody's business on the web"


def test_the_day_of_mailing_is_the_points_own(sample: Sample, pages: Pages) -> None:
    mailed(sample, EU, opened_at="2024-01-16T23:30:00+00:00")
    run(sample)
    assert "mailed on 17 January 2024" in pages.words(f"{EU}/"), "it was past midnight in Paris"


def test_a_run_with_nothing_changed_writes_nothing(sample: Sample, pages: Pages) -> None:
    mailed(sample, EU, NL)
    first = run(sample)
    before = pages.stamps()
    second = run(sample)
    assert first.written > 20
    assert (second.written, second.removed, second.unchanged) == (0, 0, 1)
    assert pages.stamps() == before
    assert (second.letters, second.articles, second.files) == (first.letters, first.articles, first.files)


@pytest.mark.slow
def test_an_edited_article_changes_its_pages_alone(sample: Sample, pages: Pages) -> None:
    mailed(sample, EU, NL)
    run(sample)
    before = pages.stamps()
    sample.edit("issues/articles/bridges.md", "The third bridge", "The fourth bridge")
    run(sample)
    after = pages.stamps()
    changed = {name for name in after if after[name] != before.get(name) and not name.startswith(".archive")}
    assert changed == {
        f"{ISSUE}/en/bridges/index.html", f"{ISSUE}/nl/bridges/index.html", "en/search-2024.json",
        "nl/search-2024.json",
    }  # fmt: skip


@pytest.mark.slow
def test_a_page_that_was_lost_or_changed_comes_back(sample: Sample, pages: Pages) -> None:
    mailed(sample, EU)
    run(sample)
    before = pages[f"{EU}/"]
    pages.file(f"{EU}/").write_text("changed", "utf-8")
    pages.file("en/").unlink()
    assert run(sample).written == 2
    assert pages[f"{EU}/"] == before
    assert "en/" in pages


def test_only_what_the_archive_wrote_is_removed(sample: Sample, pages: Pages) -> None:
    run(sample)
    sample.write("site/2024-01/eu/en/notes.txt", "somebody's own")
    sample.write("site/about.html", "somebody's own")
    pages.file(f"{NL}/").write_text("changed by somebody", "utf-8")
    (sample.root / "issues" / ISSUE / "issue.yaml").unlink()
    result = run(sample)
    assert result.removed >= 2
    assert f"{EU}/" not in pages
    assert not (pages.folder / BE).exists(), "empty folders go too"
    assert f"{NL}/" in pages
    assert {"about.html", "2024-01/eu/en/notes.txt"} <= pages.stamps().keys()


@pytest.mark.slow
def test_an_issue_with_errors_loses_no_page_until_they_are_mended(sample: Sample, pages: Pages) -> None:
    mailed(sample, NL)
    run(sample)
    before = set(pages.all())
    sample.edit("issues/2024-01/issue.yaml", "sections:", "sectoins:")
    result = run(sample)
    assert "unknown-key" in {problem.code for problem in result.problems}
    assert set(pages.all()) == before
    assert pages.broken_links() == []
    sample.edit("issues/2024-01/issue.yaml", "sectoins:", "sections:")
    assert not run(sample).problems
    assert set(pages.all()) == before


def test_a_mailed_letter_outlives_its_issue_and_its_articles(sample: Sample, pages: Pages) -> None:
    mailed(sample, EU)
    run(sample)
    letter, article = pages[f"{EU}/"], pages[f"{ISSUE}/en/bridges/"]
    (sample.root / "issues" / ISSUE / "issue.yaml").unlink()
    (sample.root / "issues/articles/bridges.md").unlink()
    result = run(sample)
    assert pages[f"{EU}/"] == letter
    assert pages[f"{ISSUE}/en/bridges/"] == article
    assert not result.problems
    assert f"{SITE}/{ISSUE}/en/bridges/" in pages["en/sitemap.xml"]
    known = searched(pages, "en/search-2024.json")
    assert "Avila" in known[f"{ISSUE}/en/bridges/"][-1]


def test_an_article_that_a_letter_leads_to_is_there_though_the_issue_no_longer_shows_it(
    sample: Sample, pages: Pages
) -> None:
    mailed(sample, EU)
    sample.edit("issues/2024-01/issue.yaml", "  - articles: [markets]\n    heading: News\n", "")
    run(sample)
    assert "Markten in de stad" in pages.words(f"{ISSUE}/en/markets/")


def test_a_link_to_a_lost_article_is_told(sample: Sample, pages: Pages) -> None:
    mailed(sample, EU)
    (sample.root / "issues" / ISSUE / "issue.yaml").unlink()
    result = run(sample)
    assert [problem.code for problem in result.problems] == ["lost-article"] * 3
    said = "the letter 2024-01/eu/en leads to the article `{}`, which can't be read any more"
    assert {problem.message for problem in result.problems} == {
        said.format("bridges"),
        said.format("markets"),
        said.format("rivers").replace("article", "network"),
    }
    assert [problem.code for problem in run(sample).problems] == ["lost-article"] * 3, "each time"


def test_another_language_of_a_point_that_is_called_like_a_language_is_no_article(sample: Sample, pages: Pages) -> None:
    sample.edit("issues/points/nl.yaml", "[nl, nl-BE]", "[nl, fr]")
    mailed(sample, f"{ISSUE}/nl/nl")
    result = run(sample)
    assert f"{ISSUE}/nl/fr/" in pages[f"{ISSUE}/nl/nl/"]
    assert [problem.code for problem in result.problems] == []


@pytest.mark.slow
def test_pictures_are_found_or_made_again_or_told(sample: Sample, pages: Pages) -> None:
    letters = letters_of(sample.project(), ISSUE)
    mail(sample.project(), [letters[EU]])
    (picture,) = re.findall(r"/(images/bridge-\w+\.png)", letters[EU].html)
    for kept in (sample.root / ".cache" / "assets").rglob("*"):
        if kept.is_file():
            kept.unlink()
    assert not run(sample).problems
    assert pages.file(picture).stat().st_size > 50
    pages.file(picture).unlink()
    sample.write("issues/images/bridge.png", (sample.root / "templates/images/eu.png").read_bytes())
    result = run(sample)
    assert [problem.code for problem in result.problems] == ["lost-picture"]
    assert picture in result.problems[0].message


@pytest.mark.slow
def test_what_a_mailed_letter_shows_is_kept_from_the_moment_it_was_made_ready(sample: Sample, pages: Pages) -> None:
    project = sample.project()
    release = Decisions(Decision("a test", "Ada"), Decision("a test", "Ada"))
    ready = judge_readiness(open_snapshot(project, ISSUE), [EditionKey(ISSUE, "nl", "nl")], release)
    mail(project, [frozen.letter for frozen in ready.letters.values()])
    sample.write("issues/images/bridge.png", (sample.root / "templates/images/eu.png").read_bytes())
    sample.edit("issues/articles/markets.md", "start: 2024-02-01", "start: 2024-02-02")
    assert not run(sample).problems
    assert pages.broken_links() == []


@pytest.mark.slow
def test_a_picture_is_never_taken_away(sample: Sample, pages: Pages) -> None:
    mailed(sample, EU)
    run(sample)
    before = set((pages.folder / "images").iterdir())
    sample.write("issues/images/bridge.png", (sample.root / "templates/images/eu.png").read_bytes())
    run(sample)
    assert before < set((pages.folder / "images").iterdir())


def test_an_article_page_has_all_of_the_article(sample: Sample, pages: Pages) -> None:
    mailed(sample, NL)
    run(sample)
    words = pages.words(f"{ISSUE}/nl/markets/")
    for part in ("Markten in de stad", "De markt is terug in de stad.", "Marktdag", "Gent, België", "Economie",
                 "Opening", "Ontvangst", "Ada Example", "9:00"):  # fmt: skip
        assert part in words
    tree = pages.tree(f"{ISSUE}/nl/bridges/")
    assert "".join(tree.find(".//td[@style='text-align:right']").itertext()) == "40\u00a0m"
    assert tree.find(".//figure/img").get("alt") == "Illustration of a bridge"
    assert re.search(r"Texts left in another language: \d+", pages.words(f"{ISSUE}/nl/bridges/"))
    assert "Written in: Engels" in pages.words(f"{ISSUE}/nl/bridges/")
    assert tree.find(".//h1/span").get("lang") == "en", "what is not translated says its language"


@pytest.mark.slow
def test_a_feed_is_atom(sample: Sample, pages: Pages) -> None:
    sample.write("issues/2024-02/issue.yaml", sample.read("issues/2024-01/issue.yaml").replace("01-16", "02-13")
                 .replace("A small issue", "Fish & <chips>"))  # fmt: skip
    mailed(sample, EU)
    later = letters_of(sample.project(), "2024-02")["2024-02/eu/en"]
    mail(sample.project(), [later], opened_at="2024-02-13T07:00:00+00:00", date="2024-02-13")
    run(sample)
    feed = etree.fromstring(pages.file("en/feed.xml").read_bytes())
    names = {"a": ATOM}

    def one(element: object, path: str) -> str:
        (found,) = element.xpath(path, namespaces=names)  # type: ignore[attr-defined]
        return str(found)

    assert feed.tag == f"{{{ATOM}}}feed"
    assert one(feed, "a:id/text()") == f"{SITE}/en/feed.xml" == one(feed, "a:link[@rel='self']/@href")
    assert one(feed, "a:updated/text()") == "2024-02-13T07:00:00+00:00"
    assert one(feed, "a:title/text()")
    entries = feed.findall(f"{{{ATOM}}}entry")
    assert [one(each, "a:id/text()") for each in entries] == [f"{SITE}/2024-02/eu/en/", f"{SITE}/{EU}/"]
    assert one(entries[0], "a:title/text()") == "Fish & <chips>"
    for each in entries:
        assert one(each, "a:author/a:name/text()") == "Secretariat"
        assert one(each, "a:link[@rel='alternate']/@href") == one(each, "a:id/text()")
        assert dt.datetime.fromisoformat(one(each, "a:updated/text()")).tzinfo
        assert one(each, "a:summary/text()")


@pytest.mark.slow
def test_lists_have_the_newest_first_and_each_point_its_own(sample: Sample, pages: Pages) -> None:
    sample.write("issues/2024-02/issue.yaml", sample.read("issues/2024-01/issue.yaml").replace("01-16", "02-13"))
    sample.write("issues/points/be.yaml", sample.read("issues/points/nl.yaml").replace("country: NL", "country: BE")
                 .replace("Nationaal punt", "Punt voor België"))  # fmt: skip
    mailed(sample, NL, f"{ISSUE}/be/nl")
    later = letters_of(sample.project(), "2024-02")["2024-02/nl/nl"]
    mail(sample.project(), [later], opened_at="2024-02-13T07:00:00+00:00", date="2024-02-13")
    run(sample)

    def listed(path: str) -> list[str]:
        links = pages.tree(path).findall(".//section//a[@class='page-called']")
        return [re.sub(r"^(\.\./)+", "", link.get("href")) for link in links]

    assert listed("nl/") == ["2024-02/nl/nl/", f"{NL}/", f"{ISSUE}/be/nl/"]
    assert listed("nl/nl/") == ["2024-02/nl/nl/", f"{NL}/"]
    assert listed("nl/be/") == [f"{ISSUE}/be/nl/"]
    assert [year.text for year in pages.tree("nl/").findall(".//section/h2")] == ["2024"]


@pytest.mark.slow
def test_the_search_knows_the_words_of_letters_and_articles_but_no_addresses(sample: Sample, pages: Pages) -> None:
    mailed(sample, EU)
    run(sample)
    known = searched(pages, "en/search-2024.json")
    assert known.keys() == {
        f"{EU}/",
        f"{ISSUE}/en/bridges/",
        f"{ISSUE}/en/markets/",
        f"{ISSUE}/en/networks/rivers/",
    }
    article, letter = known[f"{ISSUE}/en/bridges/"], known[f"{EU}/"]
    assert article[1:4] == ["article", "Bridges over the river", "16 January 2024"]
    assert article[4] not in article[5], "the summary stands once"
    assert "Avila 40 m" in article[5]
    assert letter[1:3] == ["letter", "A small issue"]
    assert "Bridges over the river" in letter[5]
    for each in known.values():
        words = set(re.findall(r"\w+", " ".join(each[2:])))
        assert not {"https", "leave", "preferences", "Subscribe", "Skip"} & words


def searched(pages: Pages, name: str) -> dict[str, list[str]]:
    """What the search knows of each page."""
    return {each[0]: each for each in json.loads(pages[name])}


@pytest.mark.slow
def test_the_search_has_a_file_for_each_year_the_newest_first(sample: Sample, pages: Pages) -> None:
    sample.write(
        "issues/2023-12/issue.yaml", sample.read("issues/2024-01/issue.yaml").replace("2024-01-16", "2023-12-05")
    )
    mailed(sample, EU)
    earlier = letters_of(sample.project(), "2023-12")["2023-12/eu/en"]
    mail(sample.project(), [earlier], opened_at="2023-12-05T07:00:00+00:00", date="2023-12-05")
    run(sample)
    form = pages.tree("en/").find(".//form[@role='search']")
    assert form.get("data-index") == "../en/search-2024.json ../en/search-2023.json"
    assert {path.partition("/")[0] for path in searched(pages, "en/search-2023.json")} == {"2023-12"}
    assert {path.partition("/")[0] for path in searched(pages, "en/search-2024.json")} == {ISSUE}


def test_a_page_is_read_in_blocks_without_what_only_says_where_lines_end() -> None:
    words = '<nav>Top</nav><h1 class="page-title">Name</h1><p>Žlu<wbr>ťou\u00adčký</p><p>kůň</p>'
    page = f'<main id="page-content">{words}</main>'
    found = entry("x/", PageKind.NETWORK, "Name", dt.date(2024, 1, 16), "cs", "Ko\u0301d", page.encode())
    assert found == ["x/", "network", "Name", "16. ledna 2024", "Kód", "Žluťoučký kůň"]


def test_lists_show_what_an_issue_is_about_a_small_picture_and_its_languages(sample: Sample, pages: Pages) -> None:
    sample.write("issues/images/bridge.png", (REPOSITORY / "issues/images/market-square.png").read_bytes())
    mailed(sample, EU, NL, BE)
    run(sample)
    (item,) = pages.tree("en/").findall(".//li[@class='page-entry']")
    image = item.find(".//img")
    (letter,) = json.loads((pages.folder / ".archive" / ISSUE / "en.json").read_text("utf-8").splitlines()[0])[
        "letters"
    ]
    assert " ".join(item.find(".//p").text.split()) == letter["summary"]
    assert (image.get("alt"), image.get("width"), image.get("height")) == ("", "160", "80")
    small = Image.open(pages.file(image.get("src").removeprefix("../")))
    assert small.size == (320, 160)
    assert [(link.get("href"), link.text) for link in item.findall(".//details//a")] == [
        (f"../{NL}/", "Nederlands"), (f"../{BE}/", "Nederlands (België)"),
    ]  # fmt: skip


@pytest.mark.slow
def test_every_language_has_a_place_and_there_is_a_page_for_readers_of_none(sample: Sample, pages: Pages) -> None:
    mailed(sample, EU, NL, BE)
    run(sample)
    head = pages.tree(f"{NL}/").find("head")
    said = [(meta.get("property"), meta.get("content")) for meta in head.findall("meta[@property]")]
    assert [value for name, value in said if name == "og:locale"] == ["nl_NL"]
    assert {value for name, value in said if name == "og:locale:alternate"} == {"en_GB", "nl_BE"}
    defaults = {
        path: pages.tree(path).find("head/link[@hreflang='x-default']").get("href")
        for path in (f"{NL}/", f"{EU}/", "nl/", "", f"{ISSUE}/nl/bridges/")
    }
    assert defaults == {
        f"{NL}/": f"{SITE}/{EU}/", f"{EU}/": f"{SITE}/{EU}/", "nl/": f"{SITE}/", "": f"{SITE}/",
        f"{ISSUE}/nl/bridges/": f"{SITE}/{ISSUE}/en/bridges/",
    }  # fmt: skip


def test_pictures_have_their_sizes_here_and_where_the_page_is_shared(sample: Sample, pages: Pages) -> None:
    sample.write("issues/images/bridge.png", (REPOSITORY / "issues/images/market-square.png").read_bytes())
    mailed(sample, EU)
    run(sample)
    for path in (f"{EU}/", f"{ISSUE}/en/bridges/"):
        tree = pages.tree(path)
        main = tree.find(".//*[@id='page-content']")
        assert all(image.get("width") and image.get("height") for image in main.iter("img")), (
            "no line jumps as it comes"
        )
        said = {meta.get("property"): meta.get("content") for meta in tree.findall("head/meta[@property]")}
        picture = Image.open(pages.file(said["og:image"].removeprefix(f"{SITE}/")))
        assert (said["og:image:width"], said["og:image:height"]) == tuple(map(str, picture.size))
        assert tree.find("head/meta[@name='twitter:card']").get("content") == "summary_large_image"
    assert pages.tree("en/").find("head/meta[@name='twitter:card']").get("content") == "summary"


def test_an_article_leads_to_those_beside_it_and_to_the_form(sample: Sample, pages: Pages) -> None:
    mailed(sample, EU)
    run(sample)
    first, second = pages.tree(f"{ISSUE}/en/bridges/"), pages.tree(f"{ISSUE}/en/markets/")
    links = [[(link.get("rel"), link.get("href")) for link in tree.findall(".//nav[@class='page-turn']/a")]
             for tree in (first, second)]  # fmt: skip
    assert links == [[("next", f"../../../{ISSUE}/en/markets/")], [("prev", f"../../../{ISSUE}/en/bridges/")]]
    for tree in (first, second, pages.tree(f"{ISSUE}/en/networks/rivers/")):
        assert tree.find(".//a[@class='page-button']").get("href") == f"{SITE}/subscribe/eu/en/"


def test_above_a_letter_nothing_stands_but_the_way_to_other_pages(sample: Sample, pages: Pages) -> None:
    mailed(sample, EU, NL)
    run(sample)
    words = pages.words(f"{EU}/")
    assert words.index("Bridges over the river") < words.index("was mailed on")


def test_previews_are_kept_from_search_engines(sample: Sample, pages: Pages) -> None:
    result = run(sample, everything=True)
    assert result.letters == 3
    assert pages["robots.txt"] == "User-agent: *\nDisallow: /\n"
    assert "sitemap.xml" not in pages
    assert "Bridges over the river" in pages.words(f"{EU}/")
    assert "This is a preview" in pages.words(f"{EU}/")
    for path in pages.all():
        assert pages.tree(path).find(".//meta[@name='robots']").get("content") == "noindex", path


def test_previews_and_the_archive_follow_each_other_in_one_folder(sample: Sample, pages: Pages) -> None:
    run(sample, everything=True)
    mailed(sample, NL)
    run(sample)
    assert "has not been mailed yet" in pages.words(f"{EU}/")
    assert f"{ISSUE}/en/bridges/" not in pages
    assert "Sitemap: https://news.example.org/sitemap.xml" in pages["robots.txt"]


def test_a_machine_that_has_mailed_nothing_says_so_kindly(sample: Sample, pages: Pages) -> None:
    result = CliRunner().invoke(main, ["--project", str(sample.root), "archive"])
    assert result.exit_code == 0
    assert "No letter is public: this machine has mailed nothing yet." in result.output
    assert "This letter has not been mailed yet" in pages.words(f"{EU}/")
    assert not (sample.root / "newsletter.db").exists(), "looking makes no database"


def test_the_command_reports_as_json(sample: Sample, tmp_path: Path) -> None:
    mailed(sample, EU)
    arguments = ["--project", str(sample.root), "archive", "--out", str(tmp_path / "web"), "--json"]
    result = CliRunner().invoke(main, arguments)
    said = json.loads(result.stdout)
    assert (said["letters"], said["articles"], said["problems"]) == (1, 2, [])
    assert said["written"] > 10
    assert (tmp_path / "web" / EU / "index.html").is_file()
    again = json.loads(CliRunner().invoke(main, arguments).stdout)
    assert (again["written"], again["unchanged_issues"]) == (0, 1)


def test_a_broken_template_is_a_problem_at_its_line(sample: Sample, pages: Pages) -> None:
    sample.edit("templates/archive/index.html", "<h1>{{ title }}</h1>", "<h1>{{ nothing.here }}</h1>")
    result = run(sample)
    assert [problem.code for problem in result.problems] == ["broken-template"]
    assert str(result.problems[0].location).startswith("templates/archive/index.html:")


@pytest.mark.slow
def test_the_folder_works_under_any_address(sample: Sample, pages: Pages) -> None:
    mailed(sample, EU, NL)
    run(sample)
    assert pages.broken_links() == []
    for path in pages.all():
        for element in pages.tree(path).iter("a", "img", "script"):
            address = element.get("href") or element.get("src") or ""
            assert not address.startswith("/") or path == "404.html"
            assert not address.startswith(SITE) or address.startswith(f"{SITE}/subscribe/")


def test_the_page_for_lost_addresses_leads_home_from_any_depth(sample: Sample, pages: Pages) -> None:
    mailed(sample, NL)
    run(sample)
    tree = pages.tree("404.html")
    assert {item.get("lang") for item in tree.iter("li")} == {"en", "nl", "nl-BE"}
    assert "/nl/" in {link.get("href") for link in tree.iter("a")}


@pytest.mark.slow
def test_old_stamps_do_not_hide_a_change_of_the_same_size(sample: Sample, pages: Pages) -> None:
    mailed(sample, EU)
    run(sample)
    file = sample.root / "issues/articles/bridges.md"
    before = file.stat()
    sample.edit("issues/articles/bridges.md", "in [spring]", "in [autumn]")
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns + 1))
    run(sample)
    assert "autumn" in pages.words(f"{ISSUE}/en/bridges/")
