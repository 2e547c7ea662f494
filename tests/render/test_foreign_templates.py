"""Who brings a template from elsewhere, or breaks one, gets problems at lines of the template, never a traceback."""

import random
import re
from collections.abc import Callable, Iterator

import pytest

from newsletter.edition import EditionKey
from newsletter.pipeline.letters.build import build
from newsletter.pipeline.snapshot import open_snapshot
from newsletter.problems import Problem, Severity
from newsletter.render.letter.layout import lay_out
from newsletter.render.letter.letter import Letter
from tests.conftest import Sample
from tests.support.mjml_templates import TEMPLATES, column, letter
from tests.support.trying import tries

Laid = tuple[Letter | None, list[Problem]]


@pytest.fixture
def laid_out(sample: Sample) -> Callable[[], Laid]:
    """The English letter, laid out by the templates as they are now."""
    project, key = sample.project(), EditionKey("2024-01", "eu", "en")
    edition = open_snapshot(project, key.issue).edition(key)
    assert edition is not None

    def made() -> Laid:
        context = open_snapshot(project, key.issue).context
        assert context is not None
        laid = lay_out(edition, context)
        return laid.letter, list(laid.problems)

    return made


def placed(problems: list[Problem]) -> bool:
    errors = [problem for problem in problems if problem.severity is Severity.ERROR]
    return all(problem.location and (problem.location.line or problem.code == "missing-picture") for problem in errors)


@pytest.mark.few_quick(20)
@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_from_elsewhere_makes_a_letter_or_problems_at_its_lines(
    sample: Sample, laid_out: Callable[[], Laid], name: str
) -> None:
    sample.write("templates/newsletter.mjml", TEMPLATES[name].encode())
    made, problems = laid_out()
    assert made is not None or problems
    assert placed(problems), problems
    assert all(not problem.message.startswith("_") for problem in problems)


@pytest.mark.parametrize(
    ("name", "code", "place", "said"),
    [
        ("a font that nothing uses", "unknown-tag", "3:1", "letters fetch no fonts"),
        ("an include", "unknown-tag", "6:1", '{% include "name.mjml" %}'),
        ("HTML attributes", "unknown-tag", "3:1", "inside the `<mj-text>`"),
        ("two titles", "lost-words", "3:1", "of two titles, previews or bodies one is used"),
        ("a hero", "lost-words", "8:1", "put it where a letter shows it"),
        ("HTML, no MJML", "broken-tag", "1", "a letter begins with `<mjml>`"),
        ("nothing", "broken-tag", "1", ""),
        ("a comment that does not end", "broken-tag", "8:1", "end it with `-->`"),
        ("an include of itself", "broken-template", "6", "does a template include itself"),
        ("a function with wrong words", "broken-template", "8", "docs/templates.md"),
        ("words that are no text", "broken-template", "8", "docs/templates.md"),
    ],
)
def test_the_problem_says_what_to_do(
    sample: Sample, laid_out: Callable[[], Laid], name: str, code: str, place: str, said: str
) -> None:
    sample.write("templates/newsletter.mjml", TEMPLATES[name].encode())
    made, problems = laid_out()
    assert made is None
    assert (problems[0].code, str(problems[0].location)) == (code, f"templates/newsletter.mjml:{place}")
    assert said in problems[0].hint


def test_a_menu_has_its_addresses_behind_the_one_of_all(sample: Sample, laid_out: Callable[[], Laid]) -> None:
    sample.write("templates/newsletter.mjml", TEMPLATES["a menu"].encode())
    made, _ = laid_out()
    assert made is not None
    assert 'href="https://example.org/try"' in made.html


def test_defaults_that_nothing_needs_are_not_missed(sample: Sample, laid_out: Callable[[], Laid]) -> None:
    sample.write("templates/newsletter.mjml", TEMPLATES["defaults"].encode())
    made, problems = laid_out()
    assert made is not None, problems
    assert "Never used" not in made.html


@pytest.mark.parametrize("by", ["truncate(9)", "reverse", "list", "upper", "list | join('-')", "title", "length"])
def test_what_a_filter_leaves_of_words_in_another_language_is_shown_without_their_marks(
    sample: Sample, by: str
) -> None:
    words = "{% for one in issue.articles.values() %}{{ one.title | " + by + " }}{% endfor %}"
    sample.write("templates/newsletter.mjml", letter(column(f"<mj-text>{words}</mj-text>")).encode())
    sample.write("templates/newsletter.txt", words.encode())
    for built in build(sample.project(), "2024-01").editions:
        for name in ("letter.html", "letter.txt"):
            assert not re.search("[\ufdd0-\ufdef]", (built.folder / name).read_text("utf-8"))


@pytest.mark.parametrize("name", ["letter.css", "letter-rules.css", "newsletter.txt", "blocks.mjml", "newsletter.mjml"])
@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"caf\xe9 {{ x", id="no UTF-8"),
        pytest.param(b"\0\1\2", id="no text"),
        pytest.param(b"\xef\xbb\xbf{% block a %}", id="a block that does not end"),
        pytest.param(b"a { color: red", id="a rule that does not end"),
        pytest.param(b"@import url('https://fonts.example.org/x.css'); * { x: y }", id="rules for everything"),
        pytest.param(b"\r\n<mjml>\r\n<mj-body>\r\n</mj-body>\r\n</mjml>\r\n", id="lines of Windows"),
    ],
)
def test_no_file_of_the_templates_ends_a_build(sample: Sample, name: str, data: bytes) -> None:
    sample.write(f"templates/{name}", data)
    result = build(sample.project(), "2024-01", locales=("en",))
    assert result.editions or result.problems


def test_a_template_that_is_gone_is_told(sample: Sample) -> None:
    for name in ("newsletter.mjml", "newsletter.txt", "letter.css"):
        kept = sample.read(f"templates/{name}")
        (sample.root / "templates" / name).unlink()
        result = build(sample.project(), "2024-01", locales=("en",))
        assert [p.message for p in result.problems if p.code == "missing-template"] == [
            f"there is no template `{name}`"
        ]
        sample.write(f"templates/{name}", kept)


def mutations(template: str, number: int, seed: int) -> Iterator[str]:
    """The template with a tag, line or character lost, doubled or in another's place."""
    chance = random.Random(seed)
    strays = ["<", ">", '"', "&", "{{", "%}", "{#", "</mj-text>", "<mj-raw>", "<!--", "-->", "\\", "é", "nlw0x", "]"]
    for _ in range(number):
        at = chance.randrange(len(template))
        tags = list(re.finditer(r"</?[a-zA-Z-]+[^>]*>", template))
        one, other = chance.choice(tags), chance.choice(tags)
        yield chance.choice(
            [
                template[:at] + template[at + chance.choice([1, 2, 40]) :],
                template[:at] + chance.choice(strays) + template[at:],
                template[: one.start()] + template[one.end() :],
                template[: one.start()] + other[0] + template[one.end() :],
                template[: one.end()] + one[0] + template[one.end() :],
            ]
        )


@pytest.mark.slow
@pytest.mark.parametrize("name", ["newsletter.mjml", "blocks.mjml", "elsewhere"])
def test_no_slip_of_the_hand_ends_in_a_traceback(sample: Sample, laid_out: Callable[[], Laid], name: str) -> None:
    file = "templates/newsletter.mjml" if name == "elsewhere" else f"templates/{name}"
    pieces = (TEMPLATES[one] for one in ("a carousel", "an accordion", "social links", "a table", "raw HTML"))
    bodies = [re.sub(r".*<mj-body>|</mj-body>.*", "", piece, flags=re.DOTALL) for piece in pieces]
    whole = letter("\n".join(bodies)) if name == "elsewhere" else sample.read(file)
    for number, mutated in enumerate(mutations(whole, tries(40), seed=len(name))):
        sample.write(file, mutated.encode())
        made, problems = laid_out()
        assert made is not None or problems, number
        assert placed(problems), (number, problems)
