"""A template is parsed once: for its fixed words, and to be compiled."""

from pathlib import Path
from unittest.mock import patch

import jinja2
import pytest

from newsletter.files import Cache
from newsletter.pipeline.chrome import recall_chrome_units
from newsletter.render import trees
from newsletter.render.environment import Templates
from newsletter.translate.chrome import chrome_units


def sources_of(parse: object) -> list[str]:
    return [call.args[1] for call in parse.call_args_list]  # type: ignore[attr-defined]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "templates").mkdir()
    return tmp_path


def parsed(folder: Path, source: str, name: str = "newsletter.mjml") -> tuple[list[str], str]:
    """The fixed words of a template that is then compiled and rendered, and what was rendered."""
    templates = folder / "templates"
    (templates / name).write_text(source)
    cache = Cache(folder / ".cache")
    units, problems = recall_chrome_units(folder, cache)
    assert not problems
    rendered = Templates(templates, cache).render(name, {"_": lambda words: words, "names": ["Ada", "Bo"]})
    return [unit.source for unit in units], rendered


def test_words_and_letter_come_of_one_tree(folder: Path) -> None:
    source = '<p>{{ _("Read %(name)s") }}</p>\n  {% for name in names %}\n  {{ name }}\n  {% endfor %}\n'
    parser = jinja2.Environment._parse
    with patch("jinja2.Environment._parse", autospec=True, side_effect=parser) as parse:
        words, rendered = parsed(folder, source)
    assert len(sources_of(parse)) == 1
    assert words == ["Read %(name)s"]
    assert rendered.endswith("</p>\n  Ada\n  Bo\n")
    assert not trees.TREES.keys() & {*sources_of(parse)}


@pytest.mark.parametrize(
    "source",
    [
        '{{ _("Bold <b>words</b>, told once") }}',
        "{% trans %}Words of a block, told once{% endtrans %}",
        '{% set heading = "<h2>" %}{{ _("Below a heading, told once") }}',
    ],
)
def test_words_with_tags_in_them_are_those_of_the_file(folder: Path, source: str) -> None:
    (folder / "templates/newsletter.mjml").write_text(source)
    alone = [unit.source for unit in chrome_units(folder / "templates")[0]]
    told = [unit.source for unit in recall_chrome_units(folder, Cache(folder / ".cache"))[0]]
    assert told == alone != []
    assert all("\ufdd3" not in each for each in told)


def test_a_tree_is_taken_once_and_the_oldest_are_forgotten() -> None:
    environment = jinja2.Environment()
    for number in range(trees.MOST + 1):
        trees.keep_tree(f"tree {number}", environment.parse("words"))
    assert trees.take_tree("tree 0") is None
    assert trees.take_tree("tree 1") is not None
    assert trees.take_tree("tree 1") is None
    for number in range(trees.MOST + 1):
        trees.take_tree(f"tree {number}")
