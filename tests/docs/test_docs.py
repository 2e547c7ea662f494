"""The documentation is true: its examples load, its commands exist, its links lead somewhere."""

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import get_args

import click
import pytest
from pydantic.fields import FieldInfo

from newsletter.cli import main
from newsletter.content.fields import Model
from tests.conftest import REPOSITORY, Sample

PAGES = sorted(
    [*REPOSITORY.glob("*.md"), *(REPOSITORY / "docs").rglob("*.md"), *(REPOSITORY / "benchmarks").glob("*.md")]
)
EDITORS, POINTS = REPOSITORY / "docs/editors.md", REPOSITORY / "docs/points.md"


def examples(page: Path, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", page.read_text("utf-8"), re.MULTILINE | re.DOTALL)


@pytest.fixture
def november(sample: Sample) -> Sample:
    """The sample with this repository's articles, networks, points and pictures, for examples to refer to."""
    import shutil

    for folder in ("articles", "networks", "points", "images"):
        shutil.copytree(REPOSITORY / "issues" / folder, sample.root / "issues" / folder, dirs_exist_ok=True)
    return sample


def test_every_example_of_a_file_loads_without_a_problem(november: Sample) -> None:
    from newsletter.content.load import load

    written = []
    for page in (EDITORS, POINTS):
        for example in examples(page, "yaml"):
            name = example.split("\n")[0].removeprefix("# ")
            november.write(name, example)
            written.append(name)
    november.write("issues/articles/example.md", examples(EDITORS, "markdown")[0])
    assert written == [
        "issues/2024-02/issue.yaml",
        "issues/networks/remote-it.yaml",
        "issues/points/be.yaml",
        "issues/2024-02/points/be.yaml",
    ]
    content, problems = load(november.root, "2024-02", "en", everything=True)
    assert problems == []
    belgian = content.issue_for("be")
    assert belgian is not None
    assert [section.id for section in belgian.sections][:2] == ["lead", "networks"]
    assert "remote-it" not in belgian.networks


def test_the_example_of_a_catalog_is_one() -> None:
    from newsletter.translate.formats.po import parse_catalog

    example = next(text for text in examples(POINTS, "") if "msgid" in text)
    catalog, problems = parse_catalog(example.encode(), "fr", "x.po")
    assert problems == []
    assert catalog is not None
    assert catalog.entries[0].is_stale


def options_of(command: click.Command) -> set[str]:
    """The options of a command, or of all the commands in a group."""
    inner = command.commands.values() if isinstance(command, click.Group) else []
    return {name for one in (command, *inner) for option in one.params for name in option.opts}


def test_every_command_and_option_in_the_documentation_exists() -> None:
    for page in PAGES:
        for command, rest in re.findall(r"newsletter ([a-z-]+)((?: [^\n`|]*)?)", page.read_text("utf-8")):
            if command not in main.commands:
                continue
            known = options_of(main.commands[command])
            for option in re.findall(r"--[a-z-]+", rest):
                assert option in known, f"{page.name}: newsletter {command} {option}"


def commands_of(group: click.Group, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Each command that does something, with the words by which it is called."""
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from commands_of(command, (*path, name))
        else:
            yield (*path, name), command


COMMANDS = {" ".join(path): command for path, command in commands_of(main)}


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_a_row_in_the_readme_with_all_its_options(name: str) -> None:
    lines = (REPOSITORY / "README.md").read_text("utf-8").split("\n")
    rows = [line for line in lines if line.startswith("| `newsletter") and f"`newsletter {name.split()[0]}" in line]
    row = next((row for row in rows if set(name.split()) <= set(re.findall(r"[a-z-]+", row.split(" | ")[0]))), "")
    assert row, "add a row"
    options = {word for option in COMMANDS[name].params if isinstance(option, click.Option) for word in option.opts}
    long = {word for word in options if word.startswith("--")} - {"--json"}
    assert sorted(long - set(re.findall(r"--[a-z-]+", row))) == []


def test_what_all_commands_take_is_told_above_their_table() -> None:
    above = (REPOSITORY / "README.md").read_text("utf-8").partition("## The commands")[2].partition("| command")[0]
    assert [name for option in main.params for name in option.opts if name.startswith("--") and name not in above] == []
    assert "`--json`" in above


SETTINGS = REPOSITORY / "docs/operators/settings.md"


def test_every_variable_of_the_environment_is_documented() -> None:
    words = SETTINGS.read_text("utf-8")
    named = {
        (name, str(file.relative_to(REPOSITORY)))
        for file in (REPOSITORY / "newsletter").rglob("*.py")
        for name in re.findall(r"\bNEWSLETTER_[A-Z_]*[A-Z]\b", file.read_text("utf-8"))
    }
    assert named
    assert [(name, file) for name, file in sorted(named) if name not in words] == []


def settings_in(fields: Mapping[str, FieldInfo], table: str) -> Iterator[tuple[str, str, FieldInfo]]:
    """Each setting of a table and of the tables in it: the table's name, the key, the field."""
    for key, field in fields.items():
        inner = getattr(field.annotation, "model_fields", None)
        if inner is None:
            yield table, key, field
        else:
            yield from settings_in(inner, f"{table}.{key}")


def test_every_setting_is_documented_with_its_default() -> None:
    from newsletter.settings.project import Settings
    from newsletter.settings.providers import Providers

    rows = re.findall(r"^\| (`.*?) \| .* \| (.*?) \| (.*?) \|$", SETTINGS.read_text("utf-8"), re.MULTILINE)
    told = {key: (default, variable) for key, default, variable in rows if key != "key in `newsletter.toml`"}
    for name, info in Settings.model_fields.items():
        inner = getattr(info.annotation, "model_fields", None)
        if info.annotation is Providers:
            assert any("`[providers]`" in key for key in told)
        elif name == "links":
            assert told.pop('`"https://…/{locale}/…"` below `[links]`') == ("none", "–")
        elif inner is None:
            default = told.pop(f"`{name}`")[0]
            assert default == (f"`{info.default}`" if info.default else "the host of `site`")
        else:
            for table, key, field in settings_in(inner, name):
                default, variable = told.pop(f"`{field.alias or key}` below `[{table}]`")
                plain = {
                    "False": "false", "()": "Europe’s main ones", "": "none", "{}": "none",
                    "{'default': 1}": "{ default = 1 }",
                    "None": "2` where two people may mail for the point, else `1",
                }  # fmt: skip
                assert default.strip("`") == plain.get(str(field.default), str(field.default))
                assert name != "smtp" or variable.split("`")[1] == f"NEWSLETTER_SMTP_{key.upper()}"
    assert [key for key in told if "`[providers]`" not in key] == [], "a setting that is not there"


def links_of(page: Path) -> list[str]:
    """Where a page leads, but for other sites: what stands in the brackets of Markdown's links, code left out."""
    words = re.sub(r"^```.*?^```$|`[^`\n]*`", "", page.read_text("utf-8"), flags=re.MULTILINE | re.DOTALL)
    return [target for target in re.findall(r"\]\(([^)\s]+)\)", words) if ":" not in target]


def anchors_of(page: Path) -> set[str]:
    """The addresses of a page's headings, as code hosts make them: small letters, hyphens, no other marks."""
    words = re.sub(r"^```.*?^```$", "", page.read_text("utf-8"), flags=re.MULTILINE | re.DOTALL)
    headings = re.findall(r"^#+ (.*)$", words, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(REPOSITORY)))
def test_every_link_leads_to_a_file_and_to_a_heading_of_it(page: Path) -> None:
    for link in links_of(page):
        target, _, anchor = link.partition("#")
        file = (page.parent / target).resolve() if target else page
        assert file.exists(), link
        assert not anchor or anchor in anchors_of(file), link


def test_every_page_of_the_documentation_is_named_once_in_its_index_with_what_it_is_for() -> None:
    index = REPOSITORY / "docs/index.md"
    pages = {str(page.relative_to(index.parent)) for page in index.parent.rglob("*.md")} - {"index.md"}
    items = re.findall(r"^- \[[^\]]+\]\(([^)]+)\): \S", index.read_text("utf-8"), re.MULTILINE)
    assert sorted(items) == sorted(pages)
    assert sorted(link for link in links_of(index) if not link.startswith("../")) == sorted(pages)


def test_every_decision_is_told_once_and_stands_in_the_index_of_decisions_below_a_theme() -> None:
    index, *told = re.split(
        r"^## (?!By theme$)", (REPOSITORY / "docs/decisions.md").read_text("utf-8"), flags=re.MULTILINE
    )
    titles = [each.partition("\n")[0] for each in told]
    assert len(titles) == len(set(titles))
    assert sorted(re.findall(r"^- \[(.*)\]\(#", index, re.MULTILINE)) == sorted(titles), "add a line below its theme"


ARCHITECTURE = REPOSITORY / "docs/architecture.md"


def test_every_module_that_the_walk_of_an_edit_names_is_there() -> None:
    named = set(re.findall(r"`((?:[a-z_]+/)*[a-z_]+)/?`", ARCHITECTURE.read_text("utf-8")))
    packages = {path.name for path in (REPOSITORY / "newsletter").iterdir() if path.is_dir()}
    modules = {name for name in named if "/" in name and name.split("/")[0] in packages} | {"edition", "workspace"}
    assert len(modules) > 30
    found = {name: REPOSITORY / "newsletter" / name for name in modules}
    assert sorted(name for name, path in found.items() if not (path.is_dir() or path.with_suffix(".py").exists())) == []


def test_every_test_that_the_walk_of_an_edit_names_is_there_and_each_promise_has_one() -> None:
    words = ARCHITECTURE.read_text("utf-8")
    there = {
        name
        for file in (REPOSITORY / "tests").rglob("test_*.py")
        for name in re.findall(r"^ *def (test_\w+)", file.read_text("utf-8"), re.MULTILINE)
    }
    named = set(re.findall(r"`(test_\w+)`", words))
    assert len(named) > 20
    assert sorted(named - there) == []
    promised = re.findall(r"^(\d+)\. ", words, re.MULTILINE)
    rows = re.findall(r"^\| \*\*.* \| ([\d, ]+) \| .*`test_\w+`.* \|$", words, re.MULTILINE)
    assert {number for row in rows for number in row.split(", ")} == set(promised)


def test_every_file_and_folder_that_contributors_are_sent_to_is_there() -> None:
    words = (REPOSITORY / "CONTRIBUTING.md").read_text("utf-8")
    named = set(re.findall(r"`((?:newsletter|tests|templates|docs|benchmarks)/[\w./-]+\.\w+)`", words))
    assert len(named) > 20
    assert sorted(name for name in named if not (REPOSITORY / name).exists()) == []


def test_the_program_names_no_page_that_is_not_there() -> None:
    named = {
        (str(file.relative_to(REPOSITORY)), page)
        for folder in ("newsletter", "templates")
        for file in (REPOSITORY / folder).rglob("*")
        if file.suffix in {".py", ".toml", ".mjml", ".txt"}
        for page in re.findall(r"docs/[\w/-]+\.md", file.read_text("utf-8"))
    }
    assert named
    assert [(file, page) for file, page in named if not (REPOSITORY / page).exists()] == []


def test_every_picture_of_readme_theme_and_studio_is_there_and_light_and_told_in_words() -> None:
    readme = (REPOSITORY / "README.md").read_text("utf-8")
    shown = re.findall(r'<img src="([^"]+)" width="\d+" alt="[^"]{20,}">', readme)
    assert shown
    assert readme.count("<img") == len(shown)
    pages = ("theme", "studio", "review-desk", "guide-editors", "guide-points")
    theme = "".join((REPOSITORY / f"docs/{name}.md").read_text("utf-8") for name in pages)
    theme += "".join(file.read_text("utf-8") for file in sorted((REPOSITORY / "docs/points").glob("*.md")))
    found = re.findall(r"!\[[^\]]{20,}\]\(([^)]+)\)", theme)
    shown += [f"docs/{name.removeprefix('../')}" for name in found]
    assert len(shown) == readme.count("<img") + theme.count("![")
    assert {REPOSITORY / name for name in shown} == set((REPOSITORY / "docs/images").iterdir())
    for name in shown:
        assert (REPOSITORY / name).stat().st_size < 80_000, name


def models_in(kind: object) -> Iterator[type[Model]]:
    """A model of editors' files with all models that its fields hold, however deep; a type of a field likewise."""
    if isinstance(kind, type) and issubclass(kind, Model):
        yield kind
        inner: Iterable[object] = [info.annotation for info in kind.model_fields.values()]
    else:
        inner = get_args(kind)
    for each in inner:
        yield from models_in(each)


def test_every_key_an_editor_can_write_is_documented() -> None:
    from newsletter.content import model, sections

    words = EDITORS.read_text("utf-8") + POINTS.read_text("utf-8")
    files = (model.IssueFile, model.Overlay, model.Article, model.Network, model.NationalPoint)
    kinds = {kind for file in files for kind in models_in(file)}
    assert {sections.Section, model.Event, model.AgendaItem, model.Social} <= kinds
    for kind in kinds:
        for info in kind.model_fields.values():
            key = info.alias or ""
            assert key.startswith("@") or re.search(rf"\b{key}\b", words), f"{kind.__name__}: {key}"


def test_everything_a_template_can_use_is_documented() -> None:
    from newsletter.render.cldr import Cldr
    from newsletter.render.letter import filters
    from newsletter.render.line_breaks import LineBreaks

    words = (REPOSITORY / "docs/templates.md").read_text("utf-8")
    for name in filters.letter_filters(Cldr("en"), LineBreaks("en")):
        assert re.search(rf"\b{name}\b", words), name


def test_every_provider_and_what_it_can_be_told_is_documented_with_its_default() -> None:
    from newsletter.settings.providers import NAMES, Providers, Service
    from newsletter.translate.providers.registry import DEFAULTS

    words = (REPOSITORY / "docs/operators/machine-translation.md").read_text("utf-8")
    table = [[cell.strip() for cell in line.split("|")[1:-1]] for line in words.split("\n") if line.startswith("| `")]
    rows = {cells[0].strip("`"): cells for cells in table if len(cells) == 9}
    assert list(rows) == list(NAMES)
    for name, default in DEFAULTS.items():
        _, _, key, url, texts, characters, at_once, a_minute, timeout = rows[name]
        limits = default.limits
        assert url == f"`{default.url}`"
        assert key == (f"`NEWSLETTER_{name.upper()}_KEY`" if default.needs_key or name == "libre" else "none")
        assert (texts, characters) == (str(limits.texts), f"{limits.characters:,}")
        assert at_once == str(limits.in_flight)
        per_minute = limits.requests_per_minute or limits.characters_per_minute
        assert a_minute.partition(" ")[0] == (f"{per_minute:,}" if per_minute else "–")
        assert timeout == f"{limits.timeout:g} s"
    words += (REPOSITORY / "docs/operators/etranslation.md").read_text("utf-8")
    for kind in (Service, *(info.annotation for info in Providers.model_fields.values())):
        for field, info in getattr(kind, "model_fields", {}).items():
            assert f"`{info.alias or field}`" in words, field
