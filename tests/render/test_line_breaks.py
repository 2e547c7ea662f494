"""What belongs together stays on one line, in letters of any language."""

import re
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsletter.content.foreign import cut_at, foreign, locale_of, unmarked
from newsletter.pipeline.letters.build import build
from newsletter.render.line_breaks import BREAK, HELD, LineBreaks, hold_days
from newsletter.render.phrases import phrases
from tests.conftest import Sample


@pytest.mark.parametrize(
    ("locale", "words", "kept"),
    [
        ("en", "on 23 November, in 2023 again", "on 23~November, in 2023 again"),
        ("de", "am 7. Juni – und danach", "am 7.~Juni~– und danach"),
        ("fr", "le 1er décembre, 8 partenaires", "le 1er~décembre, 8~partenaires"),
        ("pl", "Spotkanie w Viladecans i w Sligo", "Spotkanie w~Viladecans i~w~Sligo"),
        ("cs", "A o tom v Brně", "A~o~tom v~Brně"),
        ("hr", "Sastanak u Zadru", "Sastanak u~Zadru"),
        ("uk", "зустріч у Києві", "зустріч у~Києві"),
        ("en", "a city", "a city"),
        ("en", "version 1.2 and 3,5 and 10:30 and", "version 1.2 and 3,5 and 10:30 and"),
        ("pl", "C4TALENT-w", "C4TALENT-w"),
        ("en", "–", "–"),
        ("en", "on 28–29 November", "on 28–29~November"),
        ("hr", "28. – 29. studenoga", "28.~–~29.~studenoga"),
        ("en", "Trikala, Greece · 8 partners", "Trikala, Greece~· 8~partners"),
    ],
)
def test_a_day_and_its_month_a_dash_and_a_letter_stay_with_their_neighbour(locale: str, words: str, kept: str) -> None:
    assert LineBreaks(locale).kept(words) == kept.replace("~", "\u00a0")


@given(st.text("ab 1.–\u00a0wi"), st.sampled_from(["en", "pl"]))
def test_nothing_else_changes_and_twice_is_as_good_as_once(words: str, locale: str) -> None:
    kept = LineBreaks(locale).kept(words)
    assert kept.replace("\u00a0", " ") == words.replace("\u00a0", " ")
    assert LineBreaks(locale).kept(kept) == kept


def test_a_range_of_days_ends_no_line_at_its_dash() -> None:
    held = hold_days("22–23\u00a0November, 28.–29.\u00a0November, 2022–23\u00a0cities, 09:00–10")
    assert re.findall(f"{HELD[0]}(.*?){HELD[1]}", held) == ["22–23", "28.–29."]


def test_short_names_are_read_as_one_and_long_ones_may_part() -> None:
    names = ["City Labs", "URBACT", "Center for Strategic Research", "Isabel González"]
    breaks = LineBreaks.of("en", names).within(["The City Labs, by Isabel González"])
    kept = breaks.kept("City Labs with Isabel González of the Center for Strategic Research")
    assert kept.replace("\u00a0", "~") == "City~Labs with Isabel~González of the Center for Strategic Research"
    assert LineBreaks.of("en", names).within(["nobody"]).names == ()


@pytest.mark.parametrize(
    ("locale", "title", "parts"),
    [
        ("ja", "十の都市の中心部が新しいバランスを求めて", "十の|都市の|中心部が|新しい|バランスを|求めて"),
        ("ja", "グラナダに集う、2023年12月1日", "グラナダに|集う、|2023年12月1日"),
        ("ja", "Cities & Towns <b> と「街の中心」", "Cities &amp; Towns &lt;b&gt; と|「街の|中心」"),
        ("zh-Hant", "十個城市中心尋求新的平衡", None),
        ("zh-Hans", "十个城市中心寻求新的平衡", None),
        ("th", "วันนี้อากาศดีมาก URBACT IV", None),
        ("en", "Ten city centres", "Ten city centres"),
        ("ja", "Cities After Dark", "Cities After Dark"),
        ("ja", "", ""),
    ],
)
def test_titles_without_spaces_end_their_lines_between_words(locale: str, title: str, parts: str | None) -> None:
    written = LineBreaks(locale).title(title)
    assert unescape(written.replace(BREAK, "")) == title
    if parts is None:
        assert written.count(BREAK) >= 3
    else:
        assert written.replace(BREAK, "|") == parts


@given(st.text("「街の中心」、EU 12。<&ー"), st.sampled_from(["ja", "zh-Hans", "zh-Hant", "th"]))
def test_no_part_begins_with_what_closes_or_ends_with_what_opens(words: str, locale: str) -> None:
    parts = phrases(words, locale)
    assert "".join(parts) == words
    assert not [part for part in parts[1:] if part[0] in "」、。ー "]
    assert not [part for part in parts[:-1] if part[-1] in "「 "]


def test_a_page_is_kept_together_where_it_is_read() -> None:
    page = '<title>7 June</title><p title="7 June">7 June &amp; 8 July</p><pre>7 June</pre><!-- 7 June -->'
    page += "<h1>7 June</h1>"
    kept = page.replace(">7 June &amp; 8 July", ">7~June &amp; 8~July").replace("<h1>7 June", "<h1>7~June")
    assert LineBreaks("en").in_html(page) == kept.replace("~", "\u00a0")
    assert LineBreaks("ja").in_html("<h1>街の<em>中心部が</em>&lt;新しい</h1><p>街の中心部が</p>").count(BREAK) == 1


@given(st.text("ab街の"), st.sampled_from(["", "en"]))
def test_a_mark_of_language_is_no_part_of_the_words_that_are_cut(words: str, locale: str) -> None:
    marked = foreign(words, locale) if locale else words
    places = range(len(words))
    assert unmarked(cut_at(marked, places, "|")) == "".join(f"|{letter}" for letter in words)
    assert locale_of(cut_at(marked, places, "|")) == locale


def test_letters_part_titles_in_html_alone(sample: Sample) -> None:
    sample.edit("issues/points/eu.yaml", "locales: en", "locales: [en, ja]")
    sample.edit("issues/articles/bridges.md", "Bridges over the river", "十の都市の中心部が新しい橋を求めて")
    build(sample.project(), "2024-01", ["eu"])
    html, text = (sample.read(f"build/2024-01/eu/ja/letter.{end}") for end in ("html", "txt"))
    assert "十の" in html
    head, _, body = html.partition("<body")
    assert BREAK not in head + text
    assert not re.search(r'="[^"]*<wbr', body)


def test_letters_keep_together_what_is_read_and_no_attribute(sample: Sample) -> None:
    sample.edit("issues/articles/bridges.md", "Bridges over the river", "Bridges of 12 towns – at last")
    build(sample.project(), "2024-01", ["eu"])
    html = sample.read("build/2024-01/eu/en/letter.html")
    assert "Bridges of 12\u00a0towns\u00a0– at last</h1>" in html
    assert not re.search(r'(?:alt|title|aria-label)="[^"]*12\u00a0towns', html)
