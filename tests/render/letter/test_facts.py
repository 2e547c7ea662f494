"""Every fact of November that a letter tells is in its HTML and in its text, in each language, and large only once."""

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from lxml import html as lxml_html

from newsletter.content.foreign import unmarked
from newsletter.content.issue import Issue
from newsletter.content.model import Article, Network
from newsletter.content.tagged import plain
from newsletter.edition import EditionKey
from newsletter.pipeline.project import open_project
from newsletter.pipeline.snapshot import Snapshot, open_snapshot, prepare
from newsletter.render.cldr import Cldr
from newsletter.render.letter import outline
from newsletter.render.letter.letter import Letter
from tests.conftest import copy_of_the_repository

MOST_BYTES = 80_000
LARGE = "//h1 | //h2 | //h3 | //h4 | //p[@class='h3']"


@pytest.fixture(scope="module")
def november(tmp_path_factory: pytest.TempPathFactory, compiled: Path) -> Snapshot:
    project, problems = open_project(copy_of_the_repository(tmp_path_factory.mktemp("facts"), compiled), {})
    assert project, problems
    return open_snapshot(project, "2023-11")


@pytest.fixture(scope="module")
def told(november: Snapshot) -> dict[EditionKey, tuple[Issue, Letter]]:
    """By edition its issue, in its words, and its letter."""
    found = {}
    for key in november.editions():
        edition, letter = november.edition(key), prepare(november, key).letter
        assert edition
        assert letter
        found[key] = edition.issue, letter
    assert len(found) == 12
    return found


def parsed(letter: Letter) -> Any:
    return lxml_html.fromstring(letter.html)


def joined(words: str) -> str:
    return " ".join(words.split())


def facts_of_article(article: Article, issue: Issue, cldr: Cldr) -> Iterator[str | None]:
    yield article.title
    yield from article.topics
    yield from article.audience
    if article.author:
        yield from (article.author.name, article.author.role)
    if article.date and article.date != issue.date:
        yield cldr.date(article.date)
    if event := article.event:
        yield from (event.name, event.place, event.organiser)
        yield cldr.country(event.country) if event.country else None


def facts_of_programme(article: Article, cldr: Cldr) -> Iterator[str | None]:
    for session in article.agenda:
        yield from (session.session, session.room)
        for day, items in session.days:
            yield cldr.weekday(day)
            for item in items:
                yield from (cldr.time_range(item.start, item.end), item.text, *item.bodies)
                for person in item.people:
                    yield from (person.name, person.role)


def facts_of_network(network: Network, issue: Issue, cldr: Cldr) -> Iterator[str | None]:
    yield from (network.name, network.tagline, network.lead_expert)
    for partner in (network.lead_partner, *network.partners):
        yield from (partner.name, cldr.country(partner.country))
    if meeting := network.meeting_for(issue.date):
        yield from (cldr.when(meeting.when, ""), meeting.place)


def facts(issue: Issue, cldr: Cldr) -> Iterator[str | None]:
    """What an issue says, whatever its layout."""
    for section in issue.sections:
        yield section.heading
        for slug in section.slugs_of("lead") + section.articles:
            yield from facts_of_article(issue.articles[slug], issue, cldr)
        for slug in section.slugs_of("agenda"):
            yield from facts_of_programme(issue.articles[slug], cldr)
        for slug in section.networks:
            yield from facts_of_network(issue.networks[slug], issue, cldr)
    for each in outline.meetings_ahead(issue):
        yield from (cldr.day_range(each.meeting.when.first, each.meeting.when.last), each.network.name)


@pytest.mark.slow
def test_each_stands_in_html_and_text(told: dict[EditionKey, tuple[Issue, Letter]]) -> None:
    missing, count = [], 0
    for key, (issue, letter) in told.items():
        html = joined(parsed(letter).text_content())
        text = joined(letter.text)
        for fact in filter(None, facts(issue, Cldr(key.locale))):
            words, count = joined(plain(unmarked(fact))), count + 1
            missing += [(str(key), name, words) for name, said in (("html", html), ("text", text)) if words not in said]
    assert missing == []
    assert count > 12 * 150


@pytest.mark.slow
def test_the_days_of_events_stand_in_both_as_large_or_as_words(told: dict[EditionKey, tuple[Issue, Letter]]) -> None:
    for key, (issue, letter) in told.items():
        cldr = Cldr(key.locale)
        html, text = joined(parsed(letter).text_content()), joined(letter.text)
        for article in issue.articles.values():
            if event := article.event:
                days = event.when.first, event.when.last
                large = f"{cldr.days(*days)}{cldr.months(*days)}", cldr.when(event.when, "")
                assert any(joined(words) in html for words in large), (key, large)
                assert joined(cldr.when(event.when, "")) in text, key


def test_nothing_is_told_twice_at_full_size(told: dict[EditionKey, tuple[Issue, Letter]]) -> None:
    for key, (_, letter) in told.items():
        large = [joined(each.text_content()) for each in parsed(letter).xpath(LARGE)]
        titles = re.findall(r"^(.+)\n(?:=+|-+)$", letter.text, re.MULTILINE)
        for found in (large, titles):
            assert len(found) >= 14
            assert [words for words, times in Counter(found).items() if times > 1] == [], key


def test_no_letter_is_heavier_than_gmail_shows_whole_by_a_fifth(told: dict[EditionKey, tuple[Issue, Letter]]) -> None:
    weights = {str(key): len(letter.html.encode()) for key, (_, letter) in told.items()}
    assert max(weights.values()) <= MOST_BYTES, weights
