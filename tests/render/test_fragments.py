"""A program that stays runs a macro again only where something that it looked at has changed; letters stay the same."""

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from newsletter.content.issue import Issue
from newsletter.content.traced import Trace
from newsletter.edition import EditionKey
from newsletter.pipeline.snapshot import Snapshot, open_snapshot, prepare
from newsletter.render.cldr import Cldr
from newsletter.render.letter.values import OF_ISSUE, letter_values
from newsletter.render.line_breaks import LineBreaks
from newsletter.render.resources import Resources
from tests.conftest import Sample

ISSUE = "2024-01"
ENGLISH, DUTCH = EditionKey(ISSUE, "eu", "en"), EditionKey(ISSUE, "nl", "nl")
ARTICLE, OTHER, NETWORK = (
    f"issues/{name}" for name in ("articles/bridges.md", "articles/markets.md", "networks/rivers.yaml")
)
FILE = f"issues/{ISSUE}/issue.yaml"
BLOCKS = "templates/blocks.mjml"
Edit = Callable[[Sample], None]


def editing(name: str, old: str, new: str) -> Edit:
    return lambda sample: sample.edit(name, old, new)


EDITS: dict[str, Edit] = {
    "a title": editing(OTHER, "title: Markten in de stad", "title: Markten"),
    "a date that is over": editing(FILE, "date: 2024-01-16", "date: 2024-03-16"),
    "an event's day": editing(OTHER, "end: 2024-02-02", "end: 2024-02-03"),
    "a network's name": editing(NETWORK, "name: Rivers", "name: Streams"),
    "a heading": editing(FILE, "heading: News", "heading: More news"),
    "another lead": editing(FILE, "- lead: bridges", "- lead: markets"),
    "a section's place": editing(FILE, "  - networks: [rivers]\n    heading: A network\n", ""),
    "a paragraph before all others": editing(ARTICLE, "The **first** bridge", "One more.\n\nThe **first** bridge"),
    "the subject": editing(FILE, "subject: A small issue", "subject: A larger issue"),
    "the zone of a point": editing("issues/points/nl.yaml", "country: NL", "country: NL\ntime-zone: Asia/Tokyo"),
}  # fmt: skip


def opened(sample: Sample, before: Snapshot | None = None) -> Snapshot:
    return open_snapshot(sample.project(), ISSUE, before=before, stays=True)


def laid_out(snapshot: Snapshot, trace: Trace | None = None) -> list[object]:
    """The letters of two points, with what they show and what is wrong with them."""
    found = [prepare(snapshot, key, trace) for key in (ENGLISH, DUTCH)]
    return [(each.letter, each.resources, each.problems) for each in found]


def anew(sample: Sample, trace: Trace | None = None) -> list[object]:
    return laid_out(open_snapshot(sample.project(), ISSUE), trace)


def run_for(snapshot: Snapshot) -> dict[str, int]:
    """How often each macro was run for an English letter."""
    context = snapshot.context
    assert context
    assert context.fragments
    context.fragments.run.clear()
    prepare(snapshot, ENGLISH)
    return dict(context.fragments.run)


def test_an_edited_article_is_laid_out_and_no_other(sample: Sample) -> None:
    snapshot = opened(sample)
    assert run_for(snapshot)["networks"] == 1
    assert run_for(snapshot) == {}, "the same letter again"
    EDITS["a title"](sample)
    snapshot = opened(sample, snapshot)
    assert run_for(snapshot) == {"articles": 1, "card": 1}
    sample.edit(NETWORK, "tagline: Cities at the water", "tagline: At the water")
    snapshot = opened(sample, snapshot)
    assert not {"articles", "card", "lead"} & set(run_for(snapshot))
    EDITS["the subject"](sample)
    assert run_for(opened(sample, snapshot)) == {}


@pytest.mark.slow
@pytest.mark.parametrize("is_traced", [False, True])
def test_after_any_edit_the_letters_are_those_laid_out_anew(sample: Sample, is_traced: bool) -> None:
    trace = Trace() if is_traced else None
    snapshot = opened(sample)
    laid_out(snapshot, trace)
    for name, edit in EDITS.items():
        edit(sample)
        snapshot = opened(sample, snapshot)
        assert laid_out(snapshot, trace) == anew(sample, Trace() if is_traced else None), name


LOOKING = {
    "the issue's date by a key": '{{ issue["date"] }}',
    "the issue's date by a filter": '{{ issue | attr("date") }}',
    "the issue in a list": '{{ [issue] | map(attribute="date") | first }}',
    "another article": "{% for each in issue.articles.values() %}{{ each.title }}{% endfor %}",
    "all sections": "{% for each in sections %}{{ each.heading }}{% endfor %}",
    "if there is a lead": "{{ leads }}",
    "the issue in a variable": "{% set whole = issue %}{{ whole.date }}{{ whole.subject.words }}",
    "the issue handed to another macro": "{{ dated_by(issue) }}",
    "what counts": "{% set counted.number = counted.number + 1 %}{{ counted.number }}",
    "a variable that is set above": "{{ above }}",
    "another macro that counts": "{{ counting() }}",
}
ABOVE = """
{% set counted = namespace(number=issue.date.day) %}
{% set above = issue.subject.words %}
{% macro dated_by(whole) %}{{ whole.date }}{% endmacro %}
{% macro counting() %}{% set counted.number = counted.number + 1 %}{{ counted.number }}{% endmacro %}
"""


@pytest.mark.slow
def test_whatever_a_macro_looks_at_its_answer_is_that_of_now(sample: Sample) -> None:
    looking = "".join(
        f"{{% macro look{number}(article) %}}<p>{words}</p>{{% endmacro %}}\n"
        for number, words in enumerate(LOOKING.values())
    )
    sample.write(BLOCKS, (ABOVE + looking + sample.read(BLOCKS)).encode())
    calls = "".join(f'{{{{ blocks.look{number}(issue.articles["bridges"]) }}}}' for number in range(len(LOOKING)))
    words = f"<mj-section><mj-column><mj-text>{calls}</mj-text></mj-column></mj-section>"
    sample.edit("templates/newsletter.mjml", "{% block note %}", f"{words}\n{{% block note %}}")
    snapshot = opened(sample)
    first = laid_out(snapshot)
    assert all(prepare(snapshot, key).letter for key in (ENGLISH, DUTCH)), prepare(snapshot, ENGLISH).problems
    assert set(run_for(snapshot)) == {"look1", "look2", "look10"}, "of these nobody can tell what they look at"
    for name in ("a date that is over", "the subject", "a heading", "a title", "a paragraph before all others"):
        EDITS[name](sample)
        snapshot = opened(sample, snapshot)
        again = laid_out(snapshot)
        assert again == anew(sample), name
        assert again != first


STATEFUL_BLOCKS = """
{% set above = issue.subject.words %}
{% macro plain(article) %}<p>{{ article.title }} {{ "<i>" }}</p>{% endmacro %}
{% macro above_told() %}{{ above }}{% endmacro %}
{% macro through(article) %}<p>{{ above_told() }}</p>{% endmacro %}
{% macro counting(article) %}
{% from "counted.mjml" import counted %}
{% set counted.number = counted.number + 1 %}<p>{{ counted.number }}</p>
{% endmacro %}
{% macro numbered(article) %}
<p>{{ linked("here", "https://a.example/") }} {{ addresses() }} {{ rows_of(["rivers"])[0][0].tagline }}</p>
{% endmacro %}
"""
STATEFUL_CALLS = """
{% macro now_told(article) %}<p>{{ now }}</p>{% endmacro %}
{% set bridges, markets = issue.articles["bridges"], issue.articles["markets"] %}
{% set now = "before" %}{{ now_told(bridges) }}{% set now = "after" %}{{ now_told(bridges) }}
{{ blocks.plain(bridges) }}{% autoescape false %}{{ blocks.plain(bridges) }}{% endautoescape %}
{{ blocks.through(bridges) }}
{{ blocks.counting(bridges) }}{{ blocks.counting(markets) }}{{ blocks.counting(bridges) }}
{{ blocks.numbered(bridges) }}{{ blocks.numbered(markets) }}
"""


@pytest.mark.slow
def test_what_is_set_or_counted_between_two_calls_is_in_each_letter(sample: Sample) -> None:
    sample.write("templates/counted.mjml", b"{% set counted = namespace(number=0) %}")
    sample.write(BLOCKS, (STATEFUL_BLOCKS + sample.read(BLOCKS)).encode())
    words = f"<mj-section><mj-column><mj-text>{STATEFUL_CALLS}</mj-text></mj-column></mj-section>"
    sample.edit("templates/newsletter.mjml", "{% block note %}", f"{words}\n{{% block note %}}")
    snapshot = opened(sample)
    first = prepare(snapshot, ENGLISH)
    assert first.letter, first.problems
    assert prepare(snapshot, ENGLISH).letter == first.letter, "the same letter again"
    tagline = editing(NETWORK, "tagline: Cities at the water", "tagline: At the water")
    for edit in (EDITS["the subject"], tagline, EDITS["a title"]):
        edit(sample)
        snapshot = opened(sample, snapshot)
        made = prepare(snapshot, ENGLISH).letter
        assert made
        assert made == prepare(open_snapshot(sample.project(), ISSUE), ENGLISH).letter


def test_an_article_stays_laid_out_while_the_section_around_it_stood(sample: Sample) -> None:
    sample.edit(FILE, "- articles: [markets]", "- articles: [markets, squares]")
    sample.write("issues/articles/squares.md", sample.read(OTHER).replace("Markten", "Pleinen").encode())
    snapshot = opened(sample)
    assert run_for(snapshot)["card"] == 2
    EDITS["the subject"](sample)
    snapshot = opened(sample, snapshot)
    assert run_for(snapshot) == {}
    EDITS["a title"](sample)
    assert run_for(opened(sample, snapshot)) == {"articles": 1, "card": 1}


def test_values_that_do_not_hang_on_the_issue_do_not_know_it(sample: Sample) -> None:
    snapshot = opened(sample)
    edition, context = snapshot.edition(ENGLISH), snapshot.context
    assert edition
    assert context
    values = letter_values(edition, context, Cldr("en"), LineBreaks.of("en"), Resources())
    assert set(values) > OF_ISSUE
    for name in set(values) - OF_ISSUE:
        assert not list(filter(lambda held: isinstance(held, Issue), within(values[name], set()))), name


def within(value: Any, seen: set[int]) -> list[Any]:
    """A value and all that it closes over."""
    if id(value) in seen:
        return []
    seen.add(id(value))
    held: list[Any] = []
    if isinstance(value, partial):
        held = [value.func, *value.args, *value.keywords.values()]
    elif callable(value) and getattr(value, "__closure__", None):
        held = [cell.cell_contents for cell in value.__closure__]
    elif isinstance(value, (list, tuple)):
        held = list(value)
    elif hasattr(value, "__self__"):
        held = [value.__self__]
    return [value, *(inner for each in held for inner in within(each, seen))]
