"""A letter that is near the size at which Gmail cuts it off says so, and what weighs most."""

from newsletter.pipeline.letters.build import build
from newsletter.render.letter.weight import MAX_BYTES, weight_problems
from tests.conftest import Sample


def letter(**parts: int) -> str:
    written = "".join(f'<h2 class="h2">{name} &amp; <em>more</em></h2>{"x" * size}' for name, size in parts.items())
    return f"<style></style><h1>First</h1>{written}"


def test_a_letter_within_the_limit_says_nothing() -> None:
    html = letter(Networks=1_000)
    assert list(weight_problems(html + "x" * (MAX_BYTES - len(html)))) == []


def test_a_heavy_letter_names_its_three_heaviest_parts() -> None:
    problem = next(weight_problems(letter(Climate=20_000, Networks=40_000, Points=30_000, Agenda=10_000)))
    assert problem.code == "heavy-letter"
    assert problem.message.startswith("the letter has 100.")
    named = problem.message.partition("Most of it: ")[2]
    assert named == "“Networks & more” 40.0 KB, “Points & more” 30.0 KB, “Climate & more” 20.0 KB"


def test_the_weight_is_of_bytes_not_of_characters() -> None:
    assert list(weight_problems("α" * (MAX_BYTES // 2))) == []
    assert len(list(weight_problems("α" * (MAX_BYTES // 2 + 1)))) == 1


def test_the_warning_belongs_to_its_edition(sample: Sample) -> None:
    many = "".join(
        f"\n  - {{name: City number {number} by the river{' and the sea' * 12}, country: BE}}" for number in range(500)
    )
    sample.edit("issues/networks/rivers.yaml", "\n  - {name: Ghent, country: BE}", many)
    found = [p for p in build(sample.project(), "2024-01").problems if p.code == "heavy-letter"]
    assert sorted(problem.edition for problem in found) == ["2024-01/eu/en", "2024-01/nl/nl", "2024-01/nl/nl-BE"]
    assert "“A network”" in found[0].message
