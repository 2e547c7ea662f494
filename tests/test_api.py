"""What `import newsletter` offers: these names, these values, nothing behind them; and docs/api.md does as it says."""

import ast
import collections.abc
import contextlib
import dataclasses
import inspect
import io
import re
import subprocess
import sys
import typing
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from types import NoneType
from typing import Any

import pytest
from click.testing import CliRunner

import newsletter
from newsletter.cli import main
from tests.conftest import REPOSITORY, Sample

PAGE = REPOSITORY / "docs/api.md"
VALUES = [name for name in newsletter.__all__ if name[0].isupper()]
FUNCTIONS = [name for name in newsletter.__all__ if name[0].islower()]
PLAIN = (str, int, float, bool, bytes, NoneType, type(...))


# The surface


def test_the_names_are_these_and_no_others() -> None:
    assert FUNCTIONS == [
        "build_issue",
        "check_issue",
        "decide_texts",
        "explain_text",
        "has_errors",
        "list_texts",
        "open_issue",
        "open_project",
        "prepare_letter",
        "report_issue",
        "translate_issue",
    ]
    assert VALUES == [
        "Acceptance",
        "ApprovalsReport",
        "ApprovedText",
        "Awaited",
        "BuildReport",
        "Built",
        "CheckReport",
        "DecisionReport",
        "EditionKey",
        "Estimate",
        "FeatureShown",
        "Filled",
        "Junk",
        "Letter",
        "Location",
        "NewsletterError",
        "Prepared",
        "Problem",
        "Project",
        "RefusedError",
        "RequestStanding",
        "Severity",
        "Snapshot",
        "Text",
        "TextsReport",
        "TranslateReport",
        "UpdatedCatalog",
    ]
    assert set(newsletter.__all__) == {*FUNCTIONS, *VALUES, "__version__"}
    assert dir(newsletter) == sorted(newsletter.__all__)
    for name in newsletter.__all__:
        assert getattr(newsletter, name) is not None, name
    with pytest.raises(AttributeError, match="has no attribute 'opne_project'"):
        getattr(newsletter, "opne_project")  # noqa: B009


def test_type_checkers_are_told_the_same_names_from_the_same_modules() -> None:
    tree = ast.parse((REPOSITORY / "newsletter/__init__.py").read_text("utf-8"))
    imports = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module != "importlib"]
    assert {str(node.module): tuple(sorted(each.name for each in node.names)) for node in imports} == {
        module: tuple(sorted(names)) for module, names in newsletter._HOMES.items()
    }
    assert (REPOSITORY / "newsletter/py.typed").is_file()


def test_no_name_is_that_of_a_module_which_would_take_its_place_once_it_is_imported() -> None:
    modules = {path.name.removesuffix(".py") for path in (REPOSITORY / "newsletter").iterdir()}
    assert not modules & set(newsletter.__all__)


def test_importing_the_package_imports_nothing_else_of_it() -> None:
    code = "import sys; before = set(sys.modules); import newsletter; print(*sorted(set(sys.modules) - before))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["newsletter"]


def _classes_in(annotation: object) -> Iterator[type]:
    """The classes that an annotation names, inside lists and unions too."""
    if isinstance(annotation, list):  # the arguments of a callable
        for each in annotation:
            yield from _classes_in(each)
    elif arguments := typing.get_args(annotation):
        for each in arguments:
            yield from _classes_in(each)
    elif isinstance(annotation, type):
        yield annotation


def _shown_by(kind: type) -> Iterator[tuple[str, type]]:
    """What a value shows: the classes in its public fields, properties and methods."""
    for name, annotation in typing.get_type_hints(kind).items():
        if not name.startswith("_"):
            yield from ((name, each) for each in _classes_in(annotation))
    for name, member in vars(kind).items():
        if name.startswith("_"):
            continue
        function = member.fget if isinstance(member, property) else member
        if inspect.isfunction(function):
            yield from ((name, each) for hint in typing.get_type_hints(function).values() for each in _classes_in(hint))


@pytest.mark.parametrize("name", VALUES)
def test_what_a_value_shows_is_public_or_plain(name: str) -> None:
    public = {getattr(newsletter, each) for each in VALUES}
    shown = list(_shown_by(getattr(newsletter, name)))
    hidden = [(at, each) for at, each in shown if each.__module__.startswith("newsletter") and each not in public]
    assert hidden == []
    assert shown or issubclass(getattr(newsletter, name), (Exception, str)), "the test looks at nothing"


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_function_is_annotated_with_what_is_public_and_says_what_goes_in_and_out(name: str) -> None:
    public = {getattr(newsletter, each) for each in VALUES}
    function = getattr(newsletter, name)
    hints = typing.get_type_hints(function)
    parameters = inspect.signature(function).parameters
    assert {*parameters, "return"} == hints.keys()
    classes = {each for hint in hints.values() for each in _classes_in(hint)}
    assert {each for each in classes if each.__module__.startswith("newsletter")} <= public
    doc = inspect.getdoc(function) or ""
    assert name == "has_errors" or "RefusedError" in doc
    for each in parameters.values():
        assert each.kind is not each.KEYWORD_ONLY or re.search(rf"`{each.name}`", doc), each.name


@pytest.mark.parametrize("name", VALUES)
def test_a_value_has_a_docstring_of_its_own_and_stays_as_it_is(name: str) -> None:
    kind = getattr(newsletter, name)
    assert kind.__doc__
    assert not kind.__doc__.startswith(f"{name}("), "the one that dataclasses make up"
    if not issubclass(kind, (Exception, str)):
        assert dataclasses.is_dataclass(kind)
        assert vars(kind)["__dataclass_params__"].frozen


def test_one_root_catches_what_is_raised() -> None:
    assert issubclass(newsletter.RefusedError, newsletter.NewsletterError)
    assert newsletter.NewsletterError.__bases__ == (Exception,)


# What the functions do


@pytest.fixture
def project(sample: Sample) -> newsletter.Project:
    return newsletter.open_project(sample.root, environ={})


def refused(call: collections.abc.Callable[[], object]) -> newsletter.RefusedError:
    with pytest.raises(newsletter.RefusedError) as caught:
        call()
    return caught.value


@pytest.mark.slow
def test_where_nothing_can_be_done_the_reasons_are_raised(project: newsletter.Project, tmp_path: Path) -> None:
    snapshot = newsletter.open_issue(project)
    no_project = refused(lambda: newsletter.open_project(tmp_path, environ={}))
    assert [problem.code for problem in no_project.problems] == ["no-project"]
    for call in (newsletter.open_issue, newsletter.check_issue, newsletter.build_issue, newsletter.translate_issue):
        found = refused(partial(call, project, "2042-01"))
        assert [problem.code for problem in found.problems] == ["unknown-issue"]
        assert str(found) == "issues: error[unknown-issue]: there is no issue `2042-01`; the nearest is `2024-01`"
    for key, said in (
        ("2024-01/nll/nl", "error[unknown-point]: no edition of 2024-01 has the point `nll`; the nearest is `nl`"),
        ("2024-01/eu/nl", "error[unknown-locale]: no edition of 2024-01/eu has the locale `nl`; there are: en"),
        ("2024-02/nl/nl", "`2024-02/nl/nl` is no edition of 2024-01."),
    ):
        edition = newsletter.EditionKey(*key.split("/"))
        assert str(refused(partial(newsletter.prepare_letter, snapshot, edition))) == said
    assert (
        str(refused(lambda: newsletter.list_texts(project, "xx")))
        == "No point writes in `xx`; there are: en, nl, nl-BE."
    )
    wrong_state = refused(lambda: newsletter.list_texts(project, "nl", states="needs-reveiw"))
    assert wrong_state.misuse == "No text can be `needs-reveiw`; the nearest is `needs-review`."
    no_provider = refused(lambda: newsletter.translate_issue(project, provider="depl"))
    assert no_provider.misuse == "No provider is called `depl`; the nearest is `deepl`, or `none`."
    nobody = refused(lambda: newsletter.decide_texts(project, "nl", by=" "))
    assert (nobody.misuse, nobody.problems) == ("Say by name who decides.", ())


@pytest.mark.slow
def test_a_mistake_of_an_editor_is_a_value_with_its_place_as_compilers_write_it(sample: Sample) -> None:
    sample.edit("issues/2024-01/issue.yaml", "lead: bridges", "lead: bridgse")
    project = newsletter.open_project(sample.root, environ={})
    snapshot = newsletter.open_issue(project)
    said = (
        "issues/2024-01/issue.yaml:5:11: error[unknown-article]: no article is called `bridgse`; "
        "the nearest is `bridges`"
    )
    assert said in map(str, snapshot.problems)
    assert said in map(str, newsletter.check_issue(project).problems)
    assert newsletter.has_errors(newsletter.build_issue(project).problems)
    broken = refused(lambda: newsletter.translate_issue(project, provider="none"))
    assert said in str(broken)
    assert str(broken).endswith("Mend these first: texts that can't be read would seem to be gone.")


def test_what_a_file_says_can_neither_steer_a_terminal_nor_begin_a_line() -> None:
    problem = newsletter.Problem("bad", "is `\x1b[2J\n::error::`", newsletter.Location("a.md", 3), "mend it")
    assert str(problem.of("2024-01/eu/en")) == "a.md:3: error[bad]: is `␛[2J ::error::`; mend it [2024-01/eu/en]"


@pytest.mark.slow
def test_a_letter_is_the_same_as_the_one_that_is_built(project: newsletter.Project) -> None:
    snapshot = newsletter.open_issue(project)
    built = newsletter.build_issue(project)
    assert [edition.edition for edition in built.editions] == [str(key) for key in snapshot.editions]
    for key, edition in zip(snapshot.editions, built.editions, strict=True):
        prepared = newsletter.prepare_letter(snapshot, key)
        assert prepared.letter is not None
        sample = prepared.letter.filled(prepared.letter.samples(project.site))
        assert sample.html == (edition.folder / "letter.html").read_text("utf-8")
        assert sample.text == (edition.folder / "letter.txt").read_text("utf-8")
        assert {**prepared.states} == edition.states
        for path, data in prepared.resources.items():
            assert (built.folder / path).read_bytes() == data


def test_a_letter_whose_catalog_is_broken_is_none_and_says_why(sample: Sample) -> None:
    sample.write("locales/nl/LC_MESSAGES/2024-01.po", 'msgid "a\n')
    project = newsletter.open_project(sample.root, environ={})
    snapshot = newsletter.open_issue(project)
    letters = [newsletter.prepare_letter(snapshot, key) for key in snapshot.editions]
    assert {each.key.locale: each.letter is not None for each in letters} == {"en": True, "nl": False, "nl-BE": False}
    assert [each.is_reviewed for each in letters[1:]] == [False, False]
    assert newsletter.has_errors(letters[1].problems)


def test_a_letter_is_reviewed_where_no_text_is_left_to_be_read(sample: Sample) -> None:
    project, english = newsletter.open_project(sample.root, environ={}), newsletter.EditionKey("2024-01", "eu", "en")
    assert not newsletter.prepare_letter(newsletter.open_issue(project), english).is_reviewed
    sample.edit("issues/2024-01/issue.yaml", "  - articles: [markets]\n    heading: News\n", "")
    prepared = newsletter.prepare_letter(newsletter.open_issue(project), english)
    assert (prepared.is_reviewed, prepared.states["missing"], prepared.states["needs-review"]) == (True, 0, 0)


def test_one_name_is_one_name(project: newsletter.Project) -> None:
    built = newsletter.build_issue(project, points="nl", locales=iter(["nl"]))
    assert [edition.edition for edition in built.editions] == ["2024-01/nl/nl"]
    assert not newsletter.has_errors(built.problems)


@pytest.mark.slow
def test_only_what_was_read_is_accepted(sample: Sample) -> None:
    project = newsletter.open_project(sample.root, environ={})
    newsletter.translate_issue(project, locales="nl", provider="none")
    file = "locales/nl/LC_MESSAGES/2024-01.po"
    sample.edit(
        file, 'msgid "Bridges over the river"\nmsgstr ""', '#, fuzzy\nmsgid "Bridges over the river"\nmsgstr "Bruggen"'
    )
    (shown,) = newsletter.list_texts(project, "nl", document="articles/bridges").texts
    assert (shown.source, shown.translation, shown.state) == ("Bridges over the river", "Bruggen", "needs-review")
    sample.edit(file, '"Bruggen"', '"Bruggen over de rivier"')
    decisions: list[dict[str, Any]] = [{"accept": [shown]}, {"reject": [shown]}]
    for decision in decisions:
        late = newsletter.decide_texts(project, "nl", by="Ada Example", **decision)
        (told,) = late.problems
        assert (late.changed, told.code, told.severity) == (0, "file-changed", "error")
        assert f"`{shown.id}` reads otherwise than when it was shown" in told.message
    (again,) = newsletter.list_texts(project, "nl", document="articles/bridges").texts
    assert newsletter.decide_texts(project, "nl", by="Ada Example", accept=[again]).changed == 1
    (reviewed,) = newsletter.list_texts(project, "nl", document="articles/bridges", states="reviewed").texts
    assert (reviewed.translation, reviewed.reviewers) == ("Bruggen over de rivier", ("Ada Example",))


@pytest.mark.slow
def test_who_decides_nothing_changes_nothing(project: newsletter.Project) -> None:
    newsletter.translate_issue(project, provider="none")
    assert newsletter.decide_texts(project, "nl", by="Ada Example").changed == 0


def test_texts_of_no_state_are_all(project: newsletter.Project) -> None:
    newsletter.translate_issue(project, provider="none")
    every = newsletter.list_texts(project, "nl", states=()).texts
    assert {text.state for text in every} > {"missing"} or {text.state for text in every} == {"missing"}
    assert len(newsletter.list_texts(project, "nl", states=["missing"]).texts) <= len(every)


def test_the_environment_given_is_the_one_that_counts_and_is_not_shown(
    sample: Sample, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NEWSLETTER_SITE", "https://mine.example.org")
    assert newsletter.open_project(sample.root).site == "https://mine.example.org"
    given = {"NEWSLETTER_SITE": "https://given.example.org", "NEWSLETTER_DEEPL_KEY": "a-secret"}
    project = newsletter.open_project(sample.root, environ=given)
    assert project.site == "https://given.example.org"
    assert "a-secret" not in repr(project) + repr(newsletter.open_issue(project))
    letter = newsletter.prepare_letter(
        newsletter.open_issue(project), newsletter.EditionKey("2024-01", "eu", "en")
    ).letter
    assert letter is not None
    assert letter.web_address == "https://given.example.org/2024-01/eu/en/"


def test_of_an_issue_opened_again_only_what_has_changed_is_read(sample: Sample) -> None:
    project = newsletter.open_project(sample.root, environ={})
    before = newsletter.open_issue(project)
    sample.edit("issues/articles/bridges.md", "Three cities build", "Four cities build")
    after = newsletter.open_issue(project, before=before)
    assert after._opened.read == ("issues/articles/bridges.md",)
    assert after.digest != before.digest
    assert newsletter.open_issue(project, before=after).digest == after.digest


# The page


def blocks(*languages: str) -> list[tuple[str, str]]:
    """The page's fenced blocks in these languages, in order."""
    found = re.findall(r"^```(\w*)\n(.*?)^```$", PAGE.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    return [(language, text) for language, text in found if language in languages]


@pytest.mark.slow
def test_every_block_of_the_page_does_what_stands_below_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    ((_, command),) = blocks("console")
    assert CliRunner().invoke(main, command.split()[1:]).exit_code == 0
    (issue,) = newsletter.open_project("river-news").issues
    names: dict[str, object] = {}
    said = ""
    for language, text in blocks("python", "text"):
        if language == "text":
            assert said.replace(issue, "2024-01") == text
            said = ""
            continue
        assert said == "", "what the block above prints stands nowhere"
        with contextlib.redirect_stdout(io.StringIO()) as out:
            exec(compile(text, PAGE.name, "exec"), names)
        said = out.getvalue()
    assert said == ""


@pytest.mark.slow
def test_the_page_passes_a_strict_type_checker_which_finds_what_is_wrong(tmp_path: Path) -> None:
    good, bad = tmp_path / "good.py", tmp_path / "bad.py"
    good.write_text("\n".join(text for _, text in blocks("python")), "utf-8")
    bad.write_text(
        "import newsletter\n"
        "project = newsletter.opne_project()\n"
        "snapshot = newsletter.open_issue(newsletter.open_project())\n"
        "print(newsletter.prepare_letter(snapshot, snapshot.editions[0]).letter.html)\n"
        "print(snapshot.catalogs)\n",
        "utf-8",
    )
    command = [sys.executable, "-m", "mypy", "--no-error-summary", "--no-pretty", str(good), str(bad)]
    done = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=False)
    found = re.findall(r"^(\S+):(\d+): error: .*\[(\S+)\]$", done.stdout, re.MULTILINE)
    assert {(Path(file).name, int(line), code) for file, line, code in found} == {
        ("bad.py", 2, "attr-defined"),
        ("bad.py", 4, "union-attr"),
        ("bad.py", 5, "attr-defined"),
    }, done.stdout + done.stderr


def test_the_page_draws_the_tree_of_what_is_raised() -> None:
    ((_, tree),) = blocks("")
    drawn = [(line.index(name), name) for line in tree.splitlines() for name in re.findall(r"[A-Z]\w+", line)[:1]]
    kinds = [getattr(newsletter, name) for name in VALUES]
    raised = [kind for kind in kinds if issubclass(kind, Exception)]
    assert sorted(drawn) == sorted(
        [(0, "Exception"), *((4 * (len(each.__mro__) - 3), each.__name__) for each in raised)]
    )


def test_the_page_names_every_name_and_signature() -> None:
    page = PAGE.read_text("utf-8")
    for name in VALUES:
        assert re.search(rf"^\| .*`{name}`.* \|", page, re.MULTILINE), name
    for name in FUNCTIONS:
        ((shown),) = re.findall(rf"^\| `{name}\((.*?)\)` \|", page, re.MULTILINE)
        assert shown == ", ".join(_shown_parameters(getattr(newsletter, name))), name


def _shown_parameters(function: collections.abc.Callable[..., object]) -> Iterator[str]:
    is_star_shown = False
    for each in inspect.signature(function).parameters.values():
        if each.kind is each.KEYWORD_ONLY and not is_star_shown:
            is_star_shown = True
            yield "*"
        if each.default is each.empty:
            yield each.name
        else:
            plain = "…" if callable(each.default) else _written(each.default)
            yield f"{each.name}={plain}"


def _written(default: object) -> str:
    return f'"{default}"' if isinstance(default, str) else str(default)


def test_every_field_of_a_value_on_the_page_is_one() -> None:
    rows = [line.split(" | ") for line in PAGE.read_text("utf-8").split("\n") if re.match(r"\| `[A-Z]", line)]
    for row in rows:
        kinds = [getattr(newsletter, name) for name in re.findall(r"`(\w+)`", row[0])]
        known = {name for kind in kinds for name in dir(kind)} | {"error", "warning"}
        known |= {each.name for kind in kinds if dataclasses.is_dataclass(kind) for each in dataclasses.fields(kind)}
        for name in re.findall(r"`(\w+)(?:\(\w*\))?`", row[1]):
            assert name in known, (row[0], name)
