"""Articles and networks are found by their words in every language, with where they were last."""

from newsletter.pipeline.editing.choices import countries_by_nearness
from newsletter.pipeline.editing.library import Library, last_use, search, suits
from newsletter.pipeline.project import open_project
from tests.conftest import REPOSITORY, Sample


def library(sample: Sample) -> Library:
    return Library(sample.project())


def repository() -> Library:
    project, _ = open_project(REPOSITORY, {})
    assert project
    return Library(project)


def test_an_article_is_found_by_its_title_in_any_language() -> None:
    shelves = repository().shelves()
    articles = list(shelves.articles.values())
    spanish = search(articles, "foro urbano")
    assert [found.entry.slug for found in spanish] == ["foro-urbano-granada"]
    heerlen = next(entry for entry in articles if entry.slug == "nup-op-stap-heerlen")
    french = heerlen.words["fr"]
    found = search(articles, "des autres", ["fr"])[0]
    assert (found.entry.slug, found.locale, found.words) == ("nup-op-stap-heerlen", "fr", french)


def test_case_and_accents_do_not_count_and_what_was_found_is_marked() -> None:
    networks = list(repository().shelves().networks.values())
    found = search(networks, "CITÍES dark")[0]
    assert found.entry.slug == "cities-after-dark"
    assert [found.words[start:end] for start, end in found.marks] == ["Cities", "Dark"]
    by_partner = search(networks, "rzeszow")
    assert [each.entry.slug for each in by_partner] == ["c4talent"]
    assert search(networks, "nothing of that") == []
    assert len(search(networks, "  ")) == len(networks)


def test_where_it_was_is_known_by_issue_section_and_point() -> None:
    shelves = repository().shelves()
    uses = shelves.articles["foro-urbano-granada"].uses
    assert {(use.heading, use.kind, use.point) for use in uses} == {
        ("From the National Points", "articles", ""),
        ("The day in Granada, hour by hour", "agenda", ""),
        ("", "lead", "es"),
    }
    assert last_use(shelves.articles["foro-urbano-granada"], "2023-11") is None
    later = last_use(shelves.articles["foro-urbano-granada"], "2023-12")
    assert later
    assert (later.issue, later.date.isoformat()) == ("2023-11", "2023-11-21")
    assert suits(shelves.articles["foro-urbano-granada"], "agenda")
    assert not suits(shelves.articles["nup-op-stap-heerlen"], "events")


def test_only_what_has_changed_is_read_again(sample: Sample) -> None:
    held = library(sample)
    before = held.shelves()
    assert held.shelves().articles["bridges"].article is before.articles["bridges"].article
    sample.edit("issues/articles/bridges.md", "title: ", "title: New ")
    after = held.shelves()
    assert after.articles["bridges"].title.startswith("New ")
    assert after.articles["markets"].article is before.articles["markets"].article


def test_a_file_with_faults_hides_no_other(sample: Sample) -> None:
    sample.write("issues/articles/broken.md", "---\ntitle: [\n---\n")
    sample.write("issues/2024-01/issue.yaml", "date: soon\nsections:\n  - articles: [bridges]\n")
    shelves = library(sample).shelves()
    assert "broken" not in shelves.articles
    assert [use.kind for use in shelves.articles["bridges"].uses] == ["articles"]


def test_countries_of_points_and_partners_are_chosen_from_first(sample: Sample) -> None:
    countries = library(sample).shelves().countries
    assert countries == {"BA", "BE", "EU", "IT", "NL"}
    near, rest = countries_by_nearness("es", countries)
    assert [name for _, name in near] == ["Bélgica", "Bosnia y Herzegovina", "Italia", "Países Bajos", "Unión Europea"]
    assert [name for _, name in rest[:2]] == ["Afganistán", "Albania"]
    assert len(countries_by_nearness("es", ())) == 1
