"""What the HTML letter says the text letter says, and the other way round: over all content that an issue can hold."""

import re

import pytest

from newsletter.content.tagged import plain
from newsletter.content.texts import walk
from newsletter.pipeline.letters.build import build
from tests.conftest import Sample
from tests.support.page import Page

ISSUE = """
    date: 2024-01-16
    subject: A full issue of the letter
    preheader: Every kind of section with every value.
    sections:
      - lead: market-day
      - heading: News heading
        articles: [bridges, old-fair]
      - heading: Networks heading
        networks: [rivers, valleys]
      - heading: Programme heading
        agenda: market-day
      - heading: Coming heading
        events: [market-day, regatta]
      - heading: Words heading
        text: |
          A passage with *words*.
    """
ARTICLE = """
    ---
    title: {name} title
    summary: {name} summary.
    author: {{name: {name} Author, role: {name} role}}
    topics: [{name} topic]
    audience: [{name} audience]
    link-words: Read about {name}
    image: {{src: bridge.png, alt: {name} alt, caption: {name} caption, credit: {name} credit}}
    event:
      name: {name} event
      start: {start}
      end: {end}
      place: {name} place
      country: BE
      organiser: {name} organiser
    agenda:
      - date: {start}
        session: {name} session
        room: {name} room
        items:
          - start: 09:00
            end: 09:30
            text: {name} item
            people: [{{name: {name} Person, role: {name} speaker}}]
            bodies: [{name} body]
    ---

    {name} opening.

    - {name} list

    <!-- more -->

    {name} rest.
    """
NETWORK = """
    name: {name} network
    tagline: {name} tagline
    about: The {name} cities live with their water. {name} second sentence.
    lead-partner: {{name: {name} lead, country: IT}}
    lead-expert: {name} Expert
    link: https://example.org/{name}
    image: {{src: bridge.png, alt: {name} alt, caption: {name} caption, credit: {name} credit}}
    partners: [{{name: {name} one, country: PL}}, {{name: {name} two, country: BE}}, {{country: BA}}]
    meetings:
      - {{kind: kick-off, start: 2023-12-01, online: true}}
      - {{kind: transnational, number: 1, start: {start}, place: {name} town, country: BE}}
    """


@pytest.fixture
def page(sample: Sample) -> Page:
    """The letter of an issue with every kind of section, and with every value of each."""
    sample.write("issues/2024-01/issue.yaml", ISSUE)
    for slug, start, end in (
        ("market-day", "2024-02-01", "2024-02-02"),
        ("bridges", "2024-03-01", "2024-03-01"),
        ("old-fair", "2023-11-01", "2023-11-02"),
        ("regatta", "2024-06-01", "2024-06-03"),
    ):
        sample.write(f"issues/articles/{slug}.md", ARTICLE.format(name=slug.title(), start=start, end=end))
    for slug, start in (("rivers", "2024-05-05"), ("valleys", "2024-04-04")):
        sample.write(f"issues/networks/{slug}.yaml", NETWORK.format(name=slug.title(), start=start))
    sample.write("issues/2024-01/points/eu.yaml", "note: A note of the point.\n")
    return page_of(sample)


def page_of(sample: Sample) -> Page:
    built = build(sample.project(), "2024-01", ["eu"])
    assert [problem.message for problem in built.problems if problem.code != "heavy-letter"] == []
    return Page.of(built.editions[0].folder / "letter.html")


def joined(words: str) -> str:
    return re.sub(r" (?=[.,:])", "", " ".join(words.replace("\u00a0", " ").split()))


def html_words(page: Page) -> str:
    return joined(" ".join(words for _, words in page.runs))


def said(words: str, text: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(joined(words))}(?!\w)", text) is not None


def test_each_text_of_an_issue_is_in_both_letters_or_in_neither(page: Page, sample: Sample) -> None:
    content, _ = sample.load()
    issue = content.issue_for("eu")
    assert issue is not None
    html, text = html_words(page), joined(page.text)
    both: set[str] = set()
    neither: set[str] = set()
    for each in walk(issue):
        words = plain(each.words)
        if each.kind in ("alt text", "preheader", "subject", "description"):
            continue
        assert said(words, html) == said(words, text), (each.path, words)
        (both if said(words, html) else neither).add(each.path)
    assert len(both) > 60
    # Left to the article: what comes after the opening, the summary where there is one, programmes not asked for.
    left = re.compile(r"articles/(?:regatta/(?!event)|[\w-]+/(?:summary|body/[2-9]|(?<!market-day/)agenda))")
    assert [path for path in neither if not left.match(path)] == []


def test_words_of_a_link_say_where_it_leads_without_any_label(page: Page, sample: Sample) -> None:
    leading = [
        words for url, words in re.findall(r'<a [^>]*href="([^"]*/bridges/)"[^>]*>([^<]*)</a>', page.html) if words
    ]
    assert leading == ["Read about Bridges"]
    assert "Read about Bridges" in page.text
    sample.edit("issues/articles/bridges.md", "link-words: Read about Bridges\n", "")
    page = page_of(sample)
    for letter in (html_words(page), joined(page.text)):
        assert said("Read more: Bridges title", letter)


def test_the_first_sentence_of_what_a_network_does_is_in_both(page: Page) -> None:
    for text in (html_words(page), joined(page.text)):
        assert said("The Rivers cities live with their water.", text)
        assert not said("Rivers second sentence", text)


DATES = ["1–2 February 2024", "1 March 2024", "1–2 November 2023", "1–3 June 2024", "5 May 2024"]


@pytest.mark.parametrize("date", DATES)
def test_dates_and_places_of_events_and_meetings_are_in_both(page: Page, date: str) -> None:
    """In HTML a date that is told large stands as days and a month."""
    html, text = html_words(page), joined(page.text)
    assert date in text
    assert date in html


def test_a_leads_event_ahead_shows_its_date_place_and_calendar_file(page: Page) -> None:
    html = page.html
    start = html.index("Market-Day opening")
    lead = html[start : html.index("In this issue")]
    assert "Market-Day place, Belgium" in lead
    assert re.search(r"1–2</span>.*?February 2024", lead, re.DOTALL)
    assert re.search(r'href="https://news.example.org/calendar/market-day-[0-9a-f]{12}\.ics"', lead)


def test_every_calendar_file_is_linked_once_in_html_and_text(page: Page) -> None:
    in_html = re.findall(r'href="(https://news\.example\.org/calendar/[^"]+)"', page.html)
    in_text = re.findall(r"https://news\.example\.org/calendar/\S+", page.text)
    assert sorted(in_html) == sorted(in_text)
    assert len(in_html) == len(set(in_html)) == 5, "three events and two meetings ahead"


def test_an_event_is_told_once_at_full_size(page: Page) -> None:
    names = [words for _, words in page.runs if words.endswith(" event")]
    assert sorted(names) == ["Bridges event", "Market-Day event", "Old-Fair event", "Regatta event"]
    coming = page.html[page.html.index(">Coming heading</h2>") :]
    assert "Regatta event" in coming
    assert "Market-Day event" not in coming


def test_meetings_ahead_are_gathered_in_the_order_of_their_dates(page: Page) -> None:
    for letter in (
        page.html[page.html.index(">Coming heading</h2>") :],
        page.text[page.text.index("\nComing heading") :],
    ):
        letter = joined(re.sub(r"<[^>]+>", "", letter))
        first, second = letter.index("Valleys network"), letter.index("Rivers network")
        assert letter.index("Regatta event") < first < second
        assert "Rivers town, Belgium" in letter
    assert "calendar/rivers" not in page.html[: page.html.index(">Coming heading</h2>")]


def test_events_of_which_all_is_told_elsewhere_have_neither_section_nor_entry(sample: Sample) -> None:
    sample.write("issues/2024-01/issue.yaml", """
        date: 2024-01-16
        subject: A small issue
        preheader: One article with an event, told once.
        sections:
          - lead: bridges
          - {heading: News, articles: [markets]}
          - {heading: Soon, events: [markets]}
        """)  # fmt: skip
    built = build(sample.project(), "2024-01", ["eu"])
    page = Page.of(built.editions[0].folder / "letter.html")
    assert "Soon" not in page.html + page.text
    assert not [problem for problem in built.problems if problem.code in ("unshown-section", "left-out")]


def test_without_a_section_of_events_each_network_has_its_own_link_to_the_calendar(sample: Sample) -> None:
    page = Page.of(build(sample.project(), "2024-01", ["eu"]).editions[0].folder / "letter.html")
    assert len(re.findall(r'href="[^"]+/calendar/rivers-[0-9a-f]{12}\.ics"', page.html)) == 1
