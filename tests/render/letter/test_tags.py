"""The tags of rendered MJML are checked before mrml sees them, at their place in the template."""

import pytest

from newsletter.problems import Problem
from newsletter.render.letter.tags import MAX_DEPTH, tag_problems
from newsletter.render.line_marks import Places, marked, unmarked

GOOD = """<mjml>
  <mj-body>
    <mj-section>
      <mj-column>
        <mj-text><p>Words<br />and a line</p></mj-text>
      </mj-column>
    </mj-section>
  </mj-body>
</mjml>"""


def problems(template: str) -> list[Problem]:
    rendered = marked(template, "newsletter.mjml")
    assert unmarked(rendered) == template
    return tag_problems(template, Places(rendered))


def test_good_tags_have_no_problems() -> None:
    assert problems(GOOD) == []


@pytest.mark.parametrize(
    ("old", "new", "code", "line", "column"),
    [
        pytest.param("</mj-text>", "</mj-column>", "wrong-closing-tag", 5, 46, id="a tag closed by another"),
        pytest.param("</mj-section>", "", "wrong-closing-tag", 8, 3, id="a tag that is not closed"),
        pytest.param("<mj-text>", "<mj-txt>", "unknown-tag", 5, 9, id="a misspelt tag"),
        pytest.param("<mj-text>", '<mj-text colour="red">', "unknown-attribute", 5, 9, id="a misspelt attribute"),
        pytest.param(
            "<mj-column>", "<mj-column><mj-section></mj-section>", "misplaced-tag", 4, 18, id="section in column"
        ),
        pytest.param("<mj-section>", "<mj-section>loose", "loose-text", 3, 5, id="words outside of any text"),
        pytest.param("<mj-column>", "<mj-column><p>x</p>", "misplaced-tag", 4, 18, id="HTML outside of any text"),
        pytest.param("Words", "<mj-button>x</mj-button>", "misplaced-tag", 5, 21, id="a component inside a text"),
        pytest.param("Words", "1 < 2", "broken-tag", 5, 18, id="a bare less-than sign"),
        pytest.param("<p>", "<p class=big>", "broken-tag", 5, 18, id="an attribute without quotes"),
        pytest.param(
            "<mj-section>", '<mj-include path="x" />', "unknown-tag", 3, 5, id="mj-include, which Jinja2 replaces"
        ),
    ],
)
def test_a_wrong_tag_is_reported_where_the_template_has_it(
    old: str, new: str, code: str, line: int, column: int
) -> None:
    found = problems(GOOD.replace(old, new, 1))
    assert found, "nothing was reported"
    first = found[0]
    assert (first.code, first.location and first.location.file) == (code, "templates/newsletter.mjml")
    assert first.location is not None
    assert (first.location.line, first.location.column) == (line, column)


def test_a_misspelt_tag_gets_the_nearest_name() -> None:
    assert problems(GOOD.replace("mj-text", "mj-txet"))[0].hint == "the nearest is `mj-text`"


def test_tags_too_deep_for_mrml_are_refused_before_they_reach_it() -> None:
    deep = GOOD.replace("Words", "<b>" * (MAX_DEPTH * 200) + "x" + "</b>" * (MAX_DEPTH * 200))
    assert [problem.code for problem in problems(deep)] == ["nested-too-deep"]


def test_styles_are_not_read_as_tags() -> None:
    styled = GOOD.replace("<mj-body>", "<mj-head><mj-style>a > b { color: red } /* < */</mj-style></mj-head><mj-body>")
    assert problems(styled) == []
