"""A point's own templates: one block of the letter, its text or its styles, for that point and nobody else."""

import pytest

from newsletter.pipeline.letters.build import build
from newsletter.translate.chrome import chrome_units
from tests.conftest import Sample

OWN = "templates/points/nl/newsletter.mjml"
FOOTER = """\
{% extends "newsletter.mjml" %}
{% block footer %}
<mj-section><mj-column><mj-text><p>{{ _("Come by") }} {{ point.from_.name }}</p></mj-text></mj-column></mj-section>
{{ super() }}
{% endblock %}
"""


def letters(sample: Sample, name: str = "letter.html") -> dict[str, str]:
    built = build(sample.project(), "2024-01")
    return {each.edition: (each.folder / name).read_text("utf-8") for each in built.editions}


def test_a_block_of_one_point_leaves_the_bytes_of_all_others_alone(sample: Sample) -> None:
    before = letters(sample)
    sample.write(OWN, FOOTER)
    after = letters(sample)
    assert after["2024-01/eu/en"] == before["2024-01/eu/en"]
    own = after["2024-01/nl/nl"]
    assert "Nationaal punt</p>" in own, "the point's block"
    assert "Voorbeeldstraat 1" in own, "and what it stands in front of"
    assert own.index("Nationaal punt</p>") < own.index("Voorbeeldstraat 1")
    assert before["2024-01/nl/nl"] != own


def test_a_point_can_use_the_macros_and_change_a_part_inside_the_loop(sample: Sample) -> None:
    sample.write(
        OWN,
        """
        {% extends "newsletter.mjml" %}
        {% block networks %}
        <mj-section><mj-column>
        <mj-text>{{ blocks.heading(section) }}<p class="p">{{ section.networks | length }} in all</p></mj-text>
        </mj-column></mj-section>
        {% endblock %}
        """,
    )
    after = letters(sample)
    assert "1\u00a0in all" in after["2024-01/nl/nl"]
    assert "Rivers" not in after["2024-01/nl/nl"]
    assert "Rivers" in after["2024-01/eu/en"]


@pytest.mark.slow
def test_a_point_adds_to_the_styles(sample: Sample) -> None:
    before = letters(sample)
    sample.write(
        "templates/points/nl/letter.css",
        '{% extends "letter.css" %}\n{% block styles %}{{ super() }}.h1 { letter-spacing: 1px; }\n{% endblock %}\n',
    )
    after = letters(sample)
    assert after["2024-01/eu/en"] == before["2024-01/eu/en"]
    assert "letter-spacing:1px" in after["2024-01/nl/nl"]
    assert "font-size:38px" in after["2024-01/nl/nl"]
    assert "letter-spacing:1px" in after["2024-01/nl/nl-BE"], "all languages of the point"


def test_a_point_has_its_own_text_letter(sample: Sample) -> None:
    before = letters(sample, "letter.txt")
    sample.write("templates/points/nl/newsletter.txt", "Kort: {{ issue.subject.words }}\n")
    after = letters(sample, "letter.txt")
    assert after["2024-01/eu/en"] == before["2024-01/eu/en"]
    assert after["2024-01/nl/nl"].startswith("Kort: ")


def test_the_words_of_a_points_templates_are_translated_too(sample: Sample) -> None:
    sample.write(OWN, FOOTER)
    units, _ = chrome_units(sample.root / "templates")
    assert "Come by" in [unit.source for unit in units]


@pytest.mark.slow
def test_a_changed_template_of_a_point_is_seen_by_the_next_build(sample: Sample) -> None:
    sample.write(OWN, FOOTER)
    letters(sample)
    sample.edit(OWN, "{{ point.from_.name }}</p>", "soon</p>")
    assert "soon</p>" in letters(sample)["2024-01/nl/nl"]


@pytest.mark.slow
def test_a_fault_is_reported_in_the_points_file_at_its_line(sample: Sample) -> None:
    for broken, code in (
        (FOOTER.replace("point.from_.name", "point.from_.nome"), "broken-template"),
        (FOOTER.replace("</mj-text>", "</mj-column>", 1), "wrong-closing-tag"),
        (FOOTER.replace("<mj-column>", "<mj-colum>"), "unknown-tag"),
        (FOOTER.replace("{{ _(", "{{ _((", 1), "broken-template"),
    ):
        sample.write(OWN, broken)
        found = [problem for problem in build(sample.project(), "2024-01").problems if problem.code == code]
        assert found, code
        assert found[0].location is not None
        assert (found[0].location.file, found[0].location.line) == (OWN, 3), code


@pytest.mark.slow
def test_a_fault_in_the_shared_template_is_reported_there_for_a_point_that_extends_it(sample: Sample) -> None:
    sample.write(OWN, FOOTER)
    sample.edit("templates/blocks.mjml", '"days">{{ (event.when', '"days">{{ (event.whne')
    found = [p for p in build(sample.project(), "2024-01").problems if p.code == "broken-template"]
    assert {problem.location.file for problem in found if problem.location} == {"templates/blocks.mjml"}


def test_a_rule_that_can_not_be_inlined_is_reported_in_the_points_styles(sample: Sample) -> None:
    own = "templates/points/nl/letter.css"
    sample.write(
        own, '{% extends "letter.css" %}\n{% block styles %}{{ super() }}\n.h1 em { color: red; }\n{% endblock %}\n'
    )
    found = [p for p in build(sample.project(), "2024-01").problems if p.code == "unknown-selector"]
    assert {(p.location.file, p.location.line) for p in found if p.location} == {(own, 3)}
