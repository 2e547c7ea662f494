"""`newsletter init`: what is asked, what is refused, and a project that builds as it is."""

import datetime as dt
import os
import pty
import re
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner, Result
from hypothesis import example, given, settings
from hypothesis import strategies as st
from PIL import Image

from newsletter.cli import main
from newsletter.content.invisible import is_visible
from newsletter.content.source import has_forbidden
from newsletter.content.theme import FILE as THEME
from newsletter.content.theme import read_theme
from newsletter.files import write_atomically
from newsletter.pipeline.letters.build import build
from newsletter.pipeline.project import Project, open_project
from newsletter.pipeline.scaffold import init as scaffold_init
from newsletter.pipeline.scaffold.init import Answers, Started, StartRequest, start_project
from newsletter.pipeline.scaffold.resources import chrome_catalogs, chrome_locales, fill_in
from newsletter.problems import has_errors
from newsletter.render.images import Pictures
from tests.conftest import REPOSITORY
from tests.support.trying import tries

TODAY = dt.date(2024, 2, 20)
ANSWERS = Answers(
    name="River News",
    locales=("en", "nl", "pt-PT"),
    sender_name="The River Office",
    sender_address="news@example.org",
    postal_address=("1 Sample Street", "1000 Example Town"),
)
NOT_YET_TRANSLATED = {"not-translated", "chrome-not-translated"}


def init(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["init", *arguments])


def opened(folder: Path) -> Project:
    project, problems = open_project(folder, {})
    assert project is not None, problems
    return project


def made(folder: Path, answers: Answers = ANSWERS) -> Project:
    started = start_project(StartRequest(folder, answers, TODAY))
    assert isinstance(started, Started), started.problems
    return opened(folder)


def with_locales(*tags: str) -> Answers:
    return Answers("River News", tags, "The River Office", "news@example.org", ("1 Sample Street",))


@pytest.mark.slow
def test_a_new_project_builds_for_each_of_its_points(tmp_path: Path) -> None:
    result = build(made(tmp_path / "news"), "2024-02")
    assert [built.edition for built in result.editions] == ["2024-02/eu/en", "2024-02/nl/nl", "2024-02/pt/pt-PT"]
    assert {problem.code for problem in result.problems} == {"not-translated"}
    letter = (result.editions[1].folder / "letter.html").read_text("utf-8").replace("\u00a0", " ")
    for words in ("River News", "The River Office", "1 Sample Street", "Lees verder", "A footbridge for everyone"):
        assert words in letter


@pytest.mark.slow
def test_every_language_there_is_chrome_for_lacks_nothing_but_its_texts(tmp_path: Path) -> None:
    result = build(made(tmp_path / "news", with_locales("en", *chrome_locales())), "2024-02")
    assert len(result.editions) == len(chrome_locales()) + 1 > 9
    assert {problem.code for problem in result.problems} == {"not-translated"}


@pytest.mark.slow
@pytest.mark.parametrize(
    "tags", [("sv",), ("en", "sr-Latn", "mt"), ("nl", "eo"), ("fr", "nl-BE", "fr-BE"), ("el", "ar")]
)
def test_other_languages_build_with_english_fixed_words(tmp_path: Path, tags: tuple[str, ...]) -> None:
    project = made(tmp_path / "news", with_locales(*tags))
    assert project.settings.source_locale == tags[0]
    result = build(project, "2024-02")
    assert {built.locale for built in result.editions} == set(tags)
    assert {problem.code for problem in result.problems} <= NOT_YET_TRANSLATED


def test_each_language_goes_to_the_country_it_is_at_home_in(tmp_path: Path) -> None:
    started = start_project(
        StartRequest(tmp_path / "news", with_locales("en", "nl-BE", "fr-BE", "el", "eo", "eu"), TODAY)
    )
    assert isinstance(started, Started)
    assert started.points == {"eu": ("en", "eo"), "be": ("nl-BE", "fr-BE"), "gr": ("el",), "es": ("eu",)}
    assert started.without_chrome == ("eo", "eu")
    greek = opened(tmp_path / "news").content("2024-02")[0].points["gr"]
    assert (greek.country, greek.time_zone) == ("GR", "Europe/Athens")


def test_the_templates_and_fixed_words_are_those_of_this_repository(tmp_path: Path) -> None:
    root = made(tmp_path / "news").root
    templates = [path for path in (REPOSITORY / "templates").rglob("*") if path.is_file() and path.suffix != ".pyc"]
    made_from = {path.relative_to(REPOSITORY).as_posix(): path.read_bytes() for path in templates}
    assert made_from.pop("templates/theme.toml") != (root / "templates/theme.toml").read_bytes()
    assert {name: (root / name).read_bytes() for name in made_from} == made_from
    file = "locales/nl/LC_MESSAGES/chrome.po"
    assert (root / file).read_bytes() == chrome_catalogs(["nl"])[file]
    assert (REPOSITORY / file).read_bytes().startswith((root / file).read_bytes())  # the theme's line comes last
    assert sorted(path.name for path in (root / "locales").iterdir()) == ["nl", "pt-PT"]


@pytest.mark.slow
def test_nobody_is_said_to_pay_for_a_new_newsletter(tmp_path: Path) -> None:
    project = made(tmp_path / "news")
    theme, problems = read_theme(project.root)
    assert problems == []
    assert theme is not None
    assert theme.funding is None
    commented = (project.root / "templates/theme.toml").read_text("utf-8")
    uncommented = tomllib.loads(commented.replace("# [funding]", "[funding]").replace("\n# line", "\nline"))
    assert uncommented["funding"]["line"].startswith("Funded by")
    letter = build(project, "2024-02").editions[1].folder / "letter.html"
    assert "Funded" not in letter.read_text("utf-8")
    assert "EFRO" not in letter.read_text("utf-8")


def test_what_a_build_makes_is_not_for_git(tmp_path: Path) -> None:
    ignored = (made(tmp_path / "news").root / ".gitignore").read_text("utf-8").split()
    assert ignored == ["/build/", "/.cache/", "/newsletter.db*", "/site/"]


def test_the_picture_is_light_and_wide_enough_for_a_sharp_screen(tmp_path: Path) -> None:
    project = made(tmp_path / "news")
    pictures = Pictures(project.root / "issues/images", project.cache)
    shown = pictures.show("footbridge.png", 640)
    assert (shown.width, shown.height, shown.problem) == (640, 320, None)
    assert (project.root / "issues/images/footbridge.png").stat().st_size < 30_000


@pytest.mark.slow
def test_the_script_beside_the_example_draws_its_picture(tmp_path: Path) -> None:
    subprocess.run([sys.executable, REPOSITORY / "newsletter/starter/draw.py", tmp_path], check=True)
    kept = REPOSITORY / "newsletter/starter/example/issues/images/footbridge.png"
    with Image.open(tmp_path / "footbridge.png") as drawn, Image.open(kept) as there:
        assert drawn.convert("RGB").tobytes() == there.convert("RGB").tobytes()


printable = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=40).filter(
    lambda text: is_visible(text) and not has_forbidden(text)
)


@pytest.mark.slow
@given(printable)
@example("No")
@settings(max_examples=tries(200), deadline=None)
def test_a_typed_value_is_read_back_as_it_was_typed(text: str) -> None:
    assert yaml.safe_load(fill_in("key: $value", {"value": text})) == {"key": text}
    assert yaml.safe_load(fill_in("{key: $value, other: 1}", {"value": text})) == {"key": text, "other": 1}
    assert yaml.safe_load(fill_in("key: $value", {"value": (text, text)})) == {"key": [text, text]}
    assert tomllib.loads(fill_in("key = $value", {"value": text}, is_toml=True)) == {"key": text}


@pytest.mark.slow
@given(name=printable, line=printable)
@example(name="Â\xa0", line="0")
@settings(max_examples=tries(25), deadline=None)
def test_no_name_and_no_address_breaks_the_files_they_stand_in(name: str, line: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        answers = Answers(name, ("en", "nl"), name, "news@example.org", (line,))
        project = made(Path(folder) / "news", answers)
        content, problems = project.content("2024-02", everything=True)
        told = {"mark-as-typed", "garbled-text", "hidden-character"}
        assert {problem.code for problem in problems} <= told, "such as `^0^`, `\ue000` or a soft hyphen"
        assert content.points["nl"].from_.name == content.points["eu"].from_.name == _stripped(name)
        assert content.points["nl"].postal_address == (_stripped(line),)
        theme, problems = read_theme(project.root)
        assert {problem.code for problem in problems} <= told
        assert theme is not None
        assert theme.wordmark == _stripped(name)


def _stripped(text: str) -> str:
    """As every text of an editor is taken."""
    return text.strip()


@pytest.mark.parametrize(
    "name", ["no", "null", "True", "a: b", "- x", "#1", "{{ 7 * 7 }}", "$site", '"', "a\\b", "1.10"]
)
def test_a_name_that_means_something_to_a_format_stays_a_name(tmp_path: Path, name: str) -> None:
    result = init(str(tmp_path / "news"), "--yes", "--name", name)
    assert (result.exit_code, result.stderr) == (0, "")
    project = opened(tmp_path / "news")
    issue = f"{dt.date.today():%Y-%m}"
    assert project.content(issue)[0].points["eu"].from_.name == name
    theme, _ = read_theme(project.root)
    assert theme is not None
    assert theme.wordmark == name


def test_a_folder_that_holds_something_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    result = init(str(tmp_path), "--yes")
    assert result.exit_code == 1
    assert "error[folder-not-empty]" in result.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]


def test_an_empty_folder_and_a_fresh_clone_of_git_are_filled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    before = tmp_path.stat().st_ino
    result = init(".", "--yes")
    assert result.exit_code == 0
    assert "  cd " not in result.stdout
    assert tmp_path.stat().st_ino == before, "a shell may stand in it"
    there = sorted(path.name for path in tmp_path.iterdir())
    assert there == [
        ".git",
        ".gitignore",
        ".starter",
        ".vscode",
        "README.md",
        "issues",
        "newsletter.toml",
        "schemas",
        "templates",
    ]
    assert not has_errors(build(opened(tmp_path), f"{dt.date.today():%Y-%m}").problems)


def test_a_file_in_the_way_is_named(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file")
    for folder in (tmp_path / "taken", tmp_path / "taken" / "below" / "it"):
        result = init(str(folder), "--yes")
        assert result.exit_code == 1
        assert f"error[file-exists]: `{tmp_path / 'taken'}` is a file" in result.stderr


@pytest.mark.parametrize("exists", [False, True])
@pytest.mark.parametrize("after", [0, 1, 9])
def test_stopped_at_any_file_nothing_is_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, after: int, exists: bool
) -> None:
    written = iter(range(after))

    def stopped(path: Path, data: bytes, *, durably: bool) -> bool:
        if next(written, None) is None:
            raise KeyboardInterrupt
        return write_atomically(path, data, durably=durably)

    if exists:
        (tmp_path / "news").mkdir()
    monkeypatch.setattr(scaffold_init, "write_atomically", stopped)
    result = init(str(tmp_path / "news"), "--yes")
    assert result.exit_code == 130
    assert [path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*")] == ["news"] * exists


def test_stopped_while_files_move_into_an_empty_folder_nothing_is_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = Path.rename

    def stopped(path: Path, target: Path) -> Path:
        if path.name == "templates" and target.parent == tmp_path:
            raise KeyboardInterrupt
        return real(path, target)

    monkeypatch.setattr(Path, "rename", stopped)
    assert init(str(tmp_path), "--yes").exit_code == 130
    assert list(tmp_path.iterdir()) == []


def test_without_a_terminal_the_missing_options_are_named(tmp_path: Path) -> None:
    result = init(str(tmp_path / "news"), "--name", "River News", "--sender-address", "news@example.org")
    assert result.exit_code == 2
    assert "give --language, --sender-name, --postal-address, or --yes for samples" in result.stderr
    assert list(tmp_path.iterdir()) == []


def test_with_all_options_nothing_is_asked(tmp_path: Path) -> None:
    result = init(
        str(tmp_path / "news"), "--name", "River News", "--language", "nl,en", "--language", "pt_pt",
        "--sender-name", "Office", "--sender-address", "a@example.org", "--postal-address", "1 Street; Town",
        "--site", "https://river.example.org/",
    )  # fmt: skip
    assert result.exit_code == 0
    project = opened(tmp_path / "news")
    assert (project.settings.source_locale, project.settings.site) == ("nl", "https://river.example.org")
    points = project.content(f"{dt.date.today():%Y-%m}")[0].points
    assert {slug: point.locales for slug, point in points.items()} == {
        "eu": ("nl",),
        "gb": ("en",),
        "pt": ("pt-PT",),
    }
    assert points["eu"].postal_address == ("1 Street", "Town")
    assert "are samples" not in result.stdout


@pytest.mark.parametrize(
    ("option", "value", "says"),
    [
        ("--name", " ", "error[empty-value]: nothing stands here\n  --> --name"),
        ("--name", "a\x01b", "error[forbidden-character]: `a\\x01b` holds what no text may hold\n  --> --name"),
        ("--name", "x\udcff", "error[forbidden-character]: `x\\udcff`"),
        ("--name", "x" * 61, "error[too-long]: the name has 61 characters; the limit is 60\n  --> --name"),
        ("--name", "@@leave@@", "error[forbidden-character]: `@@leave@@`"),
        ("--language", "en,klinghoffer", "error[unknown-locale]: `klinghoffer` is no locale"),
        ("--language", "", "error[empty-value]: nothing stands here\n  --> --language"),
        ("--language", "en,nl,NL", "error[listed-twice]: `nl` is in this list a second time\n  --> --language"),
        ("--sender-address", "Ada <a@example.org>", "error[bad-address]: `Ada <a@example.org>` is no e-mail address"),
        ("--postal-address", " ; ", "error[empty-value]: nothing stands here\n  --> --postal-address"),
        ("--site", "news.example.org", "error[bad-setting]: `news.example.org` is no address of a site\n  --> --site"),
    ],
)
def test_a_wrong_answer_is_a_problem_of_its_option(tmp_path: Path, option: str, value: str, says: str) -> None:
    result = init(str(tmp_path / "news"), "--yes", option, value)
    assert result.exit_code == 1
    assert says in result.stderr
    assert list(tmp_path.iterdir()) == []


def test_it_says_what_is_still_to_be_done(tmp_path: Path) -> None:
    result = init(str(tmp_path / "my news"), "--yes", "--language", "nl,tr")
    assert "so its texts have still to be translated into nl" in result.stdout
    assert re.search(r"The fixed words of letters are there in .*de, .*, not yet in tr\.", result.stdout)
    assert "are samples: replace them before anything is mailed" in result.stdout
    assert f"  cd '{tmp_path / 'my news'}'\n  newsletter build " in result.stdout


def answered(*typed: str, folder: Path) -> Iterator[str]:
    """What a terminal shows while the questions are answered; the last line is the exit code."""
    command = [sys.executable, "-m", "newsletter", "init", str(folder)]
    ours, theirs = pty.openpty()
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY), "TERM": "dumb"}
    process = subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs, env=environment)
    os.close(theirs)
    os.write(ours, "".join(line + "\n" for line in typed).encode())
    shown = b""
    try:
        while part := os.read(ours, 4096):
            shown += part
    except OSError:  # the other side has gone
        pass
    os.close(ours)
    yield from shown.decode().replace("\r\n", "\n").split("\n")
    yield str(process.wait())


@pytest.mark.slow
def test_on_a_terminal_it_asks_and_asks_again(tmp_path: Path) -> None:
    answers = ["", "dutchy", "nl", "en fr-be", "", "nobody", "a@example.org", ";", "Straat 1, bus 2; Gent"]
    answers += ["Utopia", "none", "river.example", "none"]
    shown = list(answered(*answers, folder=tmp_path / "river-news"))
    assert shown[-1] == "0"
    said = "\n".join(shown)
    assert "The newsletter's name [River news]: " in said
    assert "Error: `dutchy` is no locale this project knows; write a BCP 47 tag" in said
    assert "Error: `nobody` is no e-mail address" in said
    assert "Error: nothing stands here" in said
    assert "Error: `Utopia` is no country code" in said
    assert "Error: `river.example` is no address of a site" in said
    points = opened(tmp_path / "river-news").content(f"{dt.date.today():%Y-%m}")[0].points
    assert {slug: point.locales for slug, point in points.items()} == {"eu": ("nl",), "gb": ("en",), "be": ("fr-BE",)}
    assert points["be"].from_.name == "River news"
    assert points["be"].postal_address == ("Straat 1, bus 2", "Gent")


@pytest.mark.parametrize(
    ("typed", "tags"),
    [
        ("French", ("fr",)),
        ("english, Nederlands, portuguese", ("en", "nl", "pt-PT")),
        ("français español", ("fr", "es")),
        ("Traditional Chinese, zh", ("zh-Hant", "zh")),
        ("Norwegian, Serbian", ("nb", "sr-Latn")),
        ("en nl_be", ("en", "nl-BE")),
        ("Elvish", ("Elvish",)),
    ],
)
def test_a_language_may_be_named(typed: str, tags: tuple[str, ...]) -> None:
    assert scaffold_init.tags_in(typed) == tags


def test_traditional_chinese_does_not_go_to_china(tmp_path: Path) -> None:
    started = start_project(StartRequest(tmp_path / "news", with_locales("en", "zh-Hant", "zh"), TODAY))
    assert isinstance(started, Started)
    assert started.points == {"eu": ("en",), "tw": ("zh-Hant",), "cn": ("zh",)}


def test_the_country_it_is_written_in_is_that_of_the_secretariat_and_of_its_languages(tmp_path: Path) -> None:
    result = init(str(tmp_path / "news"), "--yes", "--language", "en,Spanish,Catalan,fr", "--country", "Spain")
    assert result.exit_code == 0, result.stderr
    issue = f"{dt.date.today():%Y-%m}"
    points = opened(tmp_path / "news").content(issue)[0].points
    assert {slug: (point.country, point.locales) for slug, point in points.items()} == {
        "eu": ("ES", ("en", "es", "ca")),
        "fr": ("FR", ("fr",)),
    }
    assert points["eu"].time_zone == "Europe/Madrid"
    letter = build(opened(tmp_path / "news"), issue, locales=("en",)).editions[0].folder / "letter.txt"
    assert letter.read_text("utf-8").startswith("News\N{NO-BREAK SPACE}– Spain\n")


def test_a_newsletter_of_no_country_names_none(tmp_path: Path) -> None:
    assert init(str(tmp_path / "news"), "--yes", "--country", "none", "--site", "none").exit_code == 0
    project = opened(tmp_path / "news")
    issue = f"{dt.date.today():%Y-%m}"
    content, problems = project.content(issue)
    assert problems == []
    assert content.points["eu"].country is None
    folder = build(project, issue).editions[0].folder
    assert (folder / "letter.txt").read_text("utf-8").startswith("News\n")
    assert "European Union" not in (folder / "letter.html").read_text("utf-8")
    point = (project.root / "issues/points/eu.yaml").read_text("utf-8")
    (project.root / "issues/points/eu.yaml").write_text(point.replace("#country", "country"), "utf-8")
    assert opened(project.root).content(issue)[0].points["eu"].country == "ES"


def test_a_country_that_is_none_is_told(tmp_path: Path) -> None:
    result = init(str(tmp_path / "news"), "--yes", "--country", "Utopia")
    assert result.exit_code == 1
    assert "error[unknown-country]: `Utopia` is no country code" in result.stderr


def test_the_folder_says_what_is_in_it(tmp_path: Path) -> None:
    readme = (made(tmp_path / "news", ANSWERS).root / "README.md").read_text("utf-8")
    assert readme.startswith("# River News\n")
    assert "build/2024-02/index.html" in readme
    assert "newsletter review --locale pt-PT" in readme
    for word in re.findall(r"^    newsletter (\w+)", readme, flags=re.MULTILINE):
        assert CliRunner().invoke(main, [word, "--help"]).exit_code == 0
    assert "$" not in readme


def uncommented(text: str, way: str) -> str:
    """A file as it is when somebody takes the mark of a comment from every line."""
    taken = {"#": r"^#", "# ": r"^# ", "either": r"^# ?"}[way]
    return re.sub(taken, "", text, flags=re.MULTILINE)


@pytest.mark.parametrize("way", ["#", "# ", "either"])
def test_the_settings_and_points_load_without_their_marks_of_comments(tmp_path: Path, way: str) -> None:
    project = made(tmp_path / "news")
    for name in ("newsletter.toml", "issues/points/nl.yaml", "issues/points/eu.yaml"):
        file = project.root / name
        file.write_text(uncommented(file.read_text("utf-8"), way), "utf-8")
    assert opened(project.root).content("2024-02", everything=True)[1] == []


def test_the_first_translation_of_a_new_project_changes_no_fixed_words(tmp_path: Path) -> None:
    root = made(tmp_path / "news", with_locales("en", "nl", "pl")).root
    before = {path: path.read_bytes() for path in root.glob("locales/*/LC_MESSAGES/*.po")}
    assert before
    assert not any(b"theme.toml" in data for data in before.values())
    result = CliRunner().invoke(main, ["--project", str(root), "translate"])
    assert (result.exit_code, "gone" in result.output) == (0, False), result.output
    assert {path: path.read_bytes() for path in before} == before


def test_what_a_project_s_own_theme_says_comes_with_its_words() -> None:
    (data,) = (data for name, data in chrome_catalogs(["pl"], REPOSITORY / THEME).items() if "chrome" in name)
    assert b"Sfinansowane przez" in data
    assert data == (REPOSITORY / "locales/pl/LC_MESSAGES/chrome.po").read_bytes()
