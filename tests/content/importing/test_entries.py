"""Feeds and answers of Drupal become articles, each value with its place; what is not whole leads to its page."""

import json

import pytest

from newsletter.content.importing.drupal import read_drupal
from newsletter.content.importing.entries import MOST
from newsletter.content.importing.feeds import read_feed, read_json_feed
from newsletter.content.importing.findings import Asked, Imported
from newsletter.content.importing.writing import body_text

RSS = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel><title>Town</title><link>https://town.example.org/</link><language>fr-FR</language>
<item><title>Le tram roule &amp; sonne</title><link>https://town.example.org/tram?utm_source=rss</link>
<pubDate>Tue, 21 Nov 2023 09:00:00 +0100</pubDate><dc:creator>Claire Fontaine</dc:creator><category>Transport</category>
<description>Il est de retour.</description>
<content:encoded><![CDATA[<p>Il roule <b>depuis lundi</b>.</p><h2>Pourquoi</h2>
<ul><li><a href="/plan">le plan</a></li></ul>]]></content:encoded>
<enclosure url="https://town.example.org/tram.jpg" type="image/jpeg" length="1"/></item>
<item><title>Piscine</title><link>https://town.example.org/piscine</link>
<description>Elle ouvre en mai.</description></item>
</channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en"><title>T</title>
<entry><title type="html">Trams &amp;amp; buses</title><link href="https://t.example.org/1"/><updated>2023-11-21T10:00:00Z</updated>
<author><name>Ada Moor</name></author>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>They run.</p></div></content>
</entry></feed>"""


def bodies(imported: Imported) -> list[str]:
    files = {each.source: each.source for each in imported.pictures}
    return [body_text(each.body, files) for each in imported.articles]


def test_an_item_of_rss_with_its_whole_text_becomes_an_article() -> None:
    imported = read_feed(RSS.encode(), Asked(name="feed.xml"))
    first = imported.articles[0]
    assert not imported.problems
    assert (first.slug, first.locale, first.title) == ("le-tram-roule-sonne", "fr", "Le tram roule & sonne")
    assert (first.summary, str(first.date), first.topics) == ("Il est de retour.", "2023-11-21", ("Transport",))
    assert first.author
    assert first.author.name == "Claire Fontaine"
    assert not first.link
    assert (
        bodies(imported)[0]
        == "Il roule **depuis lundi**.\n\n## Pourquoi\n\n- [le plan](https://town.example.org/plan)\n"
    )
    assert [each.address for each in imported.pictures] == ["https://town.example.org/tram.jpg"]


def test_an_item_of_which_the_feed_has_only_the_beginning_leads_to_its_page() -> None:
    second = read_feed(RSS.encode(), Asked()).articles[1]
    assert (second.summary, second.link, second.body) == ("Elle ouvre en mai.", "https://town.example.org/piscine", ())


@pytest.mark.parametrize(
    "line",
    [
        'The post <a href="/tram">Trams</a> appeared first on <a href="/">Town</a>.',
        'Der Beitrag <a href="/tram">Bahn</a> erschien zuerst auf <a href="/">Stadt</a>.',
    ],
)
def test_the_line_of_wordpress_below_an_entry_is_left_out_and_told(line: str) -> None:
    imported = read_feed(RSS.replace("</ul>]]>", f"</ul><p>{line}</p>]]>").encode(), Asked(name="feed.xml"))
    assert bodies(imported)[0].endswith("- [le plan](https://town.example.org/plan)\n")
    assert [each.words.split()[-1] for each in imported.left_out] in (["Town."], ["Stadt."])


def test_an_entry_of_atom_becomes_an_article() -> None:
    imported = read_feed(ATOM.encode(), Asked())
    first = imported.articles[0]
    assert (first.title, str(first.date), first.locale) == ("Trams & buses", "2023-11-21", "en")
    assert bodies(imported) == ["They run.\n"]


def test_items_of_a_json_feed_become_articles_with_places() -> None:
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "language": "de",
        "items": [
            {
                "id": "1",
                "title": "Bahn",
                "content_html": "<p>Sie <i>fährt</i>.</p>",
                "date_published": "2023-11-21T09:00:00Z",
            },
            {
                "id": "2",
                "title": "Bahn",
                "content_text": "Noch eine.\n\nMit zwei Absätzen.",
                "image": "https://a.example.org/b.png",
            },
            "no item",
        ],
    }
    imported = read_json_feed(json.dumps(feed).encode(), Asked())
    assert [each.slug for each in imported.articles] == ["bahn", "bahn-2"]
    assert bodies(imported) == ["Sie *fährt*.\n", "Noch eine.\n\nMit zwei Absätzen.\n"]
    title = next(each for each in imported.findings if each.path == "articles/bahn-2/title")
    assert title.origin.element == "items/1/title"


def resource(**attributes: object) -> dict[str, object]:
    return {
        "type": "node--article",
        "id": "n1",
        "attributes": {
            "title": "Trams",
            "langcode": "en",
            "created": "2023-11-21T09:00:00+00:00",
            "path": {"alias": "/news/trams"},
            "body": {
                "value": "<p>raw</p>",
                "processed": "<p>They run. <a href='/plan'>Plan</a></p>",
                "summary": "Back.",
            },
            **attributes,
        },
        "relationships": {
            "field_image": {"data": {"type": "file--file", "id": "f1", "meta": {"alt": "A red tram"}}},
            "uid": {"data": {"type": "user--user", "id": "u1"}},
            "field_tags": {"data": [{"type": "taxonomy_term--tags", "id": "t1"}]},
        },
        "links": {"self": {"href": "https://t.example.org/jsonapi/node/article/n1"}},
    }


INCLUDED = [
    {"type": "file--file", "id": "f1", "attributes": {"uri": {"url": "/sites/default/files/tram.jpg"}}},
    {"type": "user--user", "id": "u1", "attributes": {"display_name": "Ada Moor"}},
    {"type": "taxonomy_term--tags", "id": "t1", "attributes": {"name": "Mobility"}},
]


def answer(data: object) -> bytes:
    return json.dumps({"jsonapi": {"version": "1.0"}, "data": data, "included": INCLUDED}).encode()


def test_an_answer_of_drupal_becomes_an_article() -> None:
    imported = read_drupal(answer(resource()), Asked())
    first = imported.articles[0]
    assert (first.title, first.summary, first.locale, str(first.date)) == ("Trams", "Back.", "en", "2023-11-21")
    assert (first.author and first.author.name, first.topics) == ("Ada Moor", ("Mobility",))
    assert first.image
    assert first.image.alt == "A red tram"
    assert imported.pictures[0].address == "https://t.example.org/sites/default/files/tram.jpg"
    assert bodies(imported) == ["They run. [Plan](https://t.example.org/plan)\n"]


def test_a_translation_that_drupal_does_not_have_is_told() -> None:
    imported = read_drupal(answer([resource(langcode="en")]), Asked(locale="es"))
    assert [(each.code, each.message) for each in imported.problems] == [
        ("other-language", "it says that it is in `en`, and `es` was asked for")
    ]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"{", "broken-source"),
        (b'{"errors": [{"title": "Not Found"}]}', "broken-source"),
        (b'{"data": []}', "nothing-to-import"),
        (b'{"data": [1, null, {"attributes": 4}]}', "nothing-to-import"),
        (b'{"data":' + b"[" * 100_000, "broken-source"),
    ],
)
def test_an_answer_that_is_none_says_so(data: bytes, code: str) -> None:
    assert [each.code for each in read_drupal(data, Asked()).problems] == [code]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        ('<!DOCTYPE rss [<!ENTITY a "lol"><!ENTITY b "&a;&a;">]><rss><channel>&b;</channel></rss>', "unsafe-source"),
        ('<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]><rss>&x;</rss>', "unsafe-source"),
        ("<rss><channel><title>T</title></channel></rss>", "nothing-to-import"),
        ("<rss><chan", "broken-source"),
    ],
)
def test_a_feed_that_can_not_be_read_says_why(data: str, code: str) -> None:
    assert [each.code for each in read_feed(data.encode(), Asked()).problems] == [code]


def test_a_feed_that_is_too_large_is_not_read() -> None:
    assert [each.code for each in read_feed(b"<rss>" + b" " * 10_000_001, Asked()).problems] == ["source-too-large"]
    assert [each.code for each in read_json_feed(b"{}" + b" " * 10_000_001, Asked()).problems] == ["source-too-large"]


def test_of_a_long_feed_the_first_entries_are_taken_and_the_rest_told() -> None:
    feed = {"items": [{"title": f"T{number}", "content_text": "x"} for number in range(MOST + 5)]}
    imported = read_json_feed(json.dumps(feed).encode(), Asked())
    assert len(imported.articles) == MOST
    assert [each.message for each in imported.problems] == ["it has 105 entries; the first 100 were taken"]
