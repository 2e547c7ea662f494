"""`newsletter new`: starting files that load as they are, and what can't be made."""

import datetime as dt
import re
from typing import Any

import pytest
from click.testing import CliRunner, Result

from newsletter.cli import main
from newsletter.pipeline.scaffold import new
from newsletter.pipeline.scaffold.new import NewFiles
from newsletter.pipeline.use_case import Place, Refused
from newsletter.problems import Problem
from tests.conftest import REPOSITORY, Sample

TODAY = dt.date(2024, 2, 20)


def run(sample: Sample, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["--project", str(sample.root), "new", *arguments])


def written(report: NewFiles | Refused) -> tuple[list[str], list[Problem]]:
    return ([] if isinstance(report, Refused) else list(report.files)), list(report.problems)


def written_issue(sample: Sample, slug: str, **values: Any) -> tuple[list[str], list[Problem]]:
    return written(new.new_issue(new.NewIssue(Place(sample.root), slug, **values)))


def written_article(sample: Sample, slug: str, **values: Any) -> tuple[list[str], list[Problem]]:
    return written(new.new_article(new.NewArticle(Place(sample.root), slug, **values)))


def written_network(sample: Sample, slug: str, **values: Any) -> tuple[list[str], list[Problem]]:
    return written(new.new_network(new.NewNetwork(Place(sample.root), slug, **values)))


def written_point(sample: Sample, slug: str, **values: Any) -> tuple[list[str], list[Problem]]:
    return written(new.new_point(new.NewPoint(Place(sample.root), slug, **values)))


def load_all(sample: Sample, issue: str = "2024-01") -> list[Problem]:
    return sample.project().content(issue, everything=True)[1]


def test_an_issue_leads_with_the_newest_article(sample: Sample) -> None:
    sample.edit("issues/articles/markets.md", "from: nl", "from: nl\ndate: 2024-02-02")
    sample.edit("issues/articles/bridges.md", "locale: en", "locale: en\ndate: 2024-02-01")
    assert written_issue(sample, "2024-02", today=TODAY) == (["issues/2024-02/issue.yaml"], [])
    content, problems = sample.project().content("2024-02", everything=True)
    assert problems == []
    assert content.issue is not None
    assert (content.issue.date, content.issue.locale) == (TODAY, "en")
    assert [section.lead for section in content.issue.sections] == ["markets"]
    assert "lead: markets  # the newest article when this file was made" in sample.read("issues/2024-02/issue.yaml")


@pytest.mark.parametrize(
    ("slug", "date", "day"),
    [
        ("2024-02", "", "2024-02-20"),
        ("2024-02-extra", "", "2024-02-20"),
        ("2024-05", "", "2024-05-01"),
        ("2024-05", "2024-05-21", "2024-05-21"),
    ],
)
def test_an_issue_has_a_day_in_its_own_month(sample: Sample, slug: str, date: str, day: str) -> None:
    assert written_issue(sample, slug, today=TODAY, date=date)[1] == []
    issue = sample.project().content(slug)[0].issue
    assert issue is not None
    assert issue.date.isoformat() == day


def test_an_issue_without_any_article_says_what_to_make_first(sample: Sample) -> None:
    for path in (sample.root / "issues/articles").iterdir():
        path.unlink()
    files, problems = written_issue(sample, "2024-02", today=TODAY)
    assert files == []
    assert [(problem.code, problem.hint) for problem in problems] == [
        ("no-article", "make one first: `newsletter new article NAME`")
    ]


def test_an_issue_whose_articles_can_not_be_read_shows_why(sample: Sample) -> None:
    for name in ("bridges", "markets"):
        sample.write(f"issues/articles/{name}.md", "no front matter")
    files, problems = written_issue(sample, "2024-02", today=TODAY)
    assert files == []
    assert [problem.code for problem in problems] == ["no-front-matter", "no-front-matter", "no-article"]
    assert problems[-1].hint == "mend these first"


@pytest.mark.parametrize(
    "slug", ["spring", "articles", "2024", "2024-13", "0000-01", "2024-02_b", "../2024-02", "2024-02/x"]
)
def test_an_issue_is_named_by_year_and_month(sample: Sample, slug: str) -> None:
    before = sorted(sample.root.rglob("*"))
    files, problems = written_issue(sample, slug, today=TODAY)
    assert files == []
    assert [(problem.code, problem.hint) for problem in problems] == [
        ("undated-issue", "call it 2024-02, and a second one in a month 2024-02-extra")
    ]
    assert sorted(sample.root.rglob("*")) == before


def test_an_article_loads_as_it_is(sample: Sample) -> None:
    assert written_article(sample, "river-walk", today=TODAY) == (["issues/articles/river-walk.md"], [])
    written_article(sample, "uferweg", today=TODAY, date="2024-03-01", locale="de")
    assert load_all(sample) == []
    articles = sample.project().content("2024-01", everything=True)[0].articles
    walk, way = articles["river-walk"], articles["uferweg"]
    assert (walk.locale, walk.title, walk.date) == ("en", "River walk", dt.date(2024, 1, 16))
    assert (way.locale, way.title, way.date) == ("de", "Uferweg", dt.date(2024, 3, 1))


def test_a_network_loads_as_it_is(sample: Sample) -> None:
    assert written_network(sample, "sea-cities", today=TODAY, country="PT")[1] == []
    assert written_network(sample, "no", today=TODAY)[1] == []
    assert load_all(sample) == []
    networks = sample.project().content("2024-01", everything=True)[0].networks
    assert (networks["sea-cities"].name, networks["sea-cities"].lead_partner.country) == ("Sea cities", "PT")
    assert networks["no"].lead_partner.country == "EU"


@pytest.mark.parametrize("way", [r"^#", r"^# ", r"^# ?"])
@pytest.mark.parametrize("kind", ["article.md", "network.yaml", "issue.yaml", "point.yaml"])
def test_what_is_commented_out_is_right_too(sample: Sample, kind: str, way: str) -> None:
    """Each starting file loads when somebody takes a mark of a comment from each line, with its blank or not."""
    written_article(sample, "walk", today=TODAY)
    written_network(sample, "seas", today=TODAY)
    written_issue(sample, "2024-02", today=TODAY)
    written_point(sample, "gr")
    name = {
        "article.md": "issues/articles/walk.md",
        "network.yaml": "issues/networks/seas.yaml",
        "issue.yaml": "issues/2024-02/issue.yaml",
        "point.yaml": "issues/points/gr.yaml",
    }[kind]
    text = re.sub(way, "", sample.read(name), flags=re.MULTILINE)
    assert (text == sample.read(name)) == (way == r"^# ")
    sample.write(name, text.encode())
    made_up = {"unknown-article", "unknown-network", "unknown-point", "missing-picture"}
    assert {problem.code for problem in load_all(sample, "2024-02")} <= made_up


def test_an_article_is_of_the_newest_issues_day_so_that_no_letter_tells_of_another(sample: Sample) -> None:
    written_article(sample, "walk", today=TODAY)
    assert "date: 2024-01-16\n" in sample.read("issues/articles/walk.md")
    article = sample.project().content("2024-01", everything=True)[0].articles["walk"]
    assert article.agenda == ()
    sample.write(
        "issues/articles/walk.md", sample.read("issues/articles/walk.md").replace("#agenda", "agenda").encode()
    )
    (session,) = sample.project().content("2024-01", everything=True)[0].articles["walk"].agenda
    assert (session.date.isoformat(), len(session.items)) == ("2024-01-16", 1)


def test_a_point_takes_what_it_can_from_its_country(sample: Sample) -> None:
    files, problems = written_point(sample, "gr")
    assert problems == []
    folder = "locales/el/LC_MESSAGES"
    assert files == ["issues/points/gr.yaml", f"{folder}/chrome.po", f"{folder}/pages.po"]
    chrome = (REPOSITORY / files[1]).read_text("utf-8")
    assert sample.read(files[1]) == chrome
    assert load_all(sample) == []
    points = sample.project().content("2024-01")[0].points
    greek, secretariat = points["gr"], points["eu"]
    assert (greek.country, greek.locales, greek.time_zone) == ("GR", ("el",), "Europe/Athens")
    assert greek.from_ == secretariat.from_
    assert greek.postal_address == secretariat.postal_address


@pytest.mark.parametrize(
    ("slug", "tags", "zone"),
    [
        ("be", ("nl",), "Europe/Brussels"),
        ("pt", ("pt-PT",), "Europe/Lisbon"),
        ("ua", ("uk",), "Europe/Kyiv"),
        ("xk", ("sq",), "Europe/Belgrade"),
        ("no", ("nb",), "Europe/Oslo"),
        ("ba", ("bs",), "Europe/Sarajevo"),
    ],
)
def test_a_point_writes_in_the_first_official_language(
    sample: Sample, slug: str, tags: tuple[str, ...], zone: str
) -> None:
    assert written_point(sample, slug)[1] == []
    point = sample.project().content("2024-01")[0].points[slug]
    assert (point.locales, point.time_zone) == (tags, zone)


def test_a_point_also_writes_in_official_languages_the_project_has(sample: Sample) -> None:
    for tag in ("fr", "nl", "es"):
        (sample.root / "locales" / tag).mkdir(parents=True)
    written_point(sample, "be")
    assert sample.project().content("2024-01")[0].points["be"].locales == ("nl", "fr")


def test_what_is_said_of_a_point_comes_before_what_is_known(sample: Sample) -> None:
    written_point(sample, "catalonia", country="ES", locales=("ca", "es"), time_zone="Atlantic/Canary")
    point = sample.project().content("2024-01")[0].points["catalonia"]
    assert (point.country, point.locales, point.time_zone) == ("ES", ("ca", "es"), "Atlantic/Canary")


def test_a_point_without_a_secretariat_gets_samples(sample: Sample) -> None:
    (sample.root / "issues/points/eu.yaml").unlink()
    written_point(sample, "de")
    assert sample.project().content("2024-01")[0].points["de"].from_.address == "newsletter@example.org"
    assert written_point(sample, "eu") == (["issues/points/eu.yaml"], [])
    secretariat = sample.project().content("2024-01")[0].points["eu"]
    assert (secretariat.locales, secretariat.time_zone) == (("en",), "Europe/Brussels")


def test_chrome_that_is_there_is_left_as_it_is(sample: Sample) -> None:
    sample.write("locales/el/LC_MESSAGES/chrome.po", "# ours\n")
    files = ["issues/points/gr.yaml", "locales/el/LC_MESSAGES/pages.po"]
    assert written_point(sample, "gr")[0] == files
    assert sample.read("locales/el/LC_MESSAGES/chrome.po") == "# ours\n"


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["article", "Bridges.md"], "error[bad-name]: `Bridges.md` is no name of a file or section\n  --> NAME\n"),
        (["article", "../bridges"], "error[bad-name]"),
        (["article", ""], "error[empty-value]: nothing stands here\n  --> NAME\n"),
        (["article", "bridges"], "error[file-exists]: this file is there already, and was left as it is\n"),
        (["article", "x", "--date", "2024-2-30"], "error[broken-date]: `2024-2-30` is no date\n  --> --date\n"),
        (["article", "x", "--locale", "dutch"], "error[unknown-locale]: `dutch` is no locale this project knows\n"),
        (["network", "x", "--country", "UK"], "error[unknown-country]: `UK` is no country code\n  --> --country\n"),
        (["issue", "2024-01"], "error[file-exists]"),
        (["issue", "2024-03", "--date", "soon"], "error[broken-date]: `soon` is no date"),
        (["point", "uk"], "hint: call it gb, or name its country: --country GB\n"),
        (["point", "el"], "hint: call it gr, or name its country: --country GR\n"),
        (["point", "madrid"], "hint: name its country, such as --country ES\n"),
        (["point", "fr", "--time-zone", "Paris"], "hint: the nearest is `Europe/Paris`\n"),
        (["point", "aq"], "hint: name one, such as --locale en\n"),
        (["point", "nl"], "error[file-exists]"),
    ],
)
def test_what_can_not_be_made_is_said_and_nothing_is_written(sample: Sample, arguments: list[str], says: str) -> None:
    before = {path: path.stat().st_mtime_ns for path in sample.root.rglob("*")}
    result = run(sample, *arguments)
    assert result.exit_code == 1
    assert says in result.stderr
    assert {path: path.stat().st_mtime_ns for path in sample.root.rglob("*")} == before


def test_the_commands_say_which_files_they_made(sample: Sample) -> None:
    made = run(sample, "point", "fr")
    assert (made.exit_code, made.stderr) == (0, "")
    assert made.stdout.split("\n")[:2] == ["Made issues/points/fr.yaml", "Made locales/fr/LC_MESSAGES/chrome.po"]
    assert run(sample, "article", "walk").stdout.startswith("Made issues/articles/walk.md\n")
    assert run(sample, "network", "seas").exit_code == 0
    assert run(sample, "issue", "2099-01").exit_code == 0
    assert load_all(sample, "2099-01") == []


def test_outside_a_project_it_is_said_how_to_make_one(tmp_path_factory: pytest.TempPathFactory) -> None:
    root = tmp_path_factory.mktemp("nothing")
    result = CliRunner().invoke(main, ["--project", str(root), "new", "article", "x"])
    assert result.exit_code == 1
    assert "or make one: `newsletter init DIR`" in result.stderr
