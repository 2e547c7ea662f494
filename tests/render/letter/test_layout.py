"""An edition laid out: language, direction, words, links, and templates that are wrong."""

import re
import sys
from pathlib import Path

import pytest

from newsletter.edition import EditionKey
from newsletter.files import Cache
from newsletter.pipeline.letters.build import build
from newsletter.pipeline.letters.build_cache import Build
from newsletter.problems import Problem, Severity
from newsletter.render.environment import TemplateError, Templates
from tests.conftest import Sample

FIFTH_TO_SIXTH = "5–6</span>\u00a0March 2024"
"""CLDR has thin spaces around the dash since release 48, which Babel has since 2.19."""


def built(sample: Sample, **options: object) -> Build:
    return build(sample.project(), "2024-01", **options)  # type: ignore[arg-type]


def html_of(sample: Sample, point: str = "eu", locale: str = "en") -> str:
    return sample.read(f"build/2024-01/{point}/{locale}/letter.html")


def text_of(sample: Sample, point: str = "eu", locale: str = "en") -> str:
    return sample.read(f"build/2024-01/{point}/{locale}/letter.txt")


def only(problems: list[Problem], code: str) -> Problem:
    found = [problem for problem in problems if problem.code == code]
    assert found, f"no {code} among {[problem.code for problem in problems]}"
    return found[0]


def landmark(html: str) -> list[dict[str, str]]:
    """The attributes of the one child of the body, and of its children."""
    from lxml import etree

    main = etree.fromstring(html, etree.HTMLParser()).find("body")
    assert main is not None
    assert [child.get("role") for child in main] == ["main"]
    return [dict(element.attrib) for element in (main[0], *main[0]) if isinstance(element.tag, str)]


def test_one_landmark_holds_preheader_and_letter_and_all_say_language_and_direction(sample: Sample) -> None:
    built(sample)
    html = html_of(sample)
    assert re.search(r'<html lang="en" dir="ltr"', html)
    found = landmark(html)
    assert [element.get("role") for element in found] == ["main", None, "article"]
    assert all(element["lang"] == "en" and element["dir"] == "ltr" for element in found)
    assert html.index('role="main"') < html.index("Two articles and a network.") < html.index('role="article"')


@pytest.mark.parametrize("locale", ["ar", "he"])
def test_right_to_left_is_mirrored_in_full(sample: Sample, locale: str) -> None:
    sample.edit("issues/points/eu.yaml", "locales: en", f"locales: [en, {locale}]")
    built(sample)
    html = html_of(sample, "eu", locale)
    assert f'<html lang="{locale}" dir="rtl"' in html
    assert {element["dir"] for element in landmark(html) if element.get("role")} == {"rtl"}
    assert "direction:ltr" not in html
    assert 'cellspacing="0" dir="rtl"><tr><td width="296"' in html, "Outlook's columns begin at the other side"
    texts = re.findall(r"text-align:(\w+);color", html)
    assert texts.count("right") >= 6
    assert "left" not in texts
    assert set(re.findall(r'class="(?:date|share)" align="(\w+)"', html)) == {"left"}, "these stand at the end"
    assert "margin:0 0 16px 48px" in html, "running text keeps room at its end"


def test_a_source_that_is_its_own_translation_renders_the_same_letter(sample: Sample) -> None:
    """The Dutch of Belgium reads the Dutch article from its source; a translation equal to it changes nothing."""
    from newsletter.content.texts import texts
    from newsletter.content.theme import read_theme
    from newsletter.edition import localise, translations_of
    from newsletter.files import Cache
    from newsletter.render.letter.context import RenderContext
    from newsletter.render.letter.layout import lay_out
    from newsletter.translate.chrome import chrome_units
    from newsletter.translate.extract import units_for
    from newsletter.translate.unit import Catalog, State, Translation

    content, _ = sample.load()
    theme, _ = read_theme(sample.root)
    issue = content.issue_for("eu")
    assert issue is not None
    assert theme is not None
    units, _ = chrome_units(sample.root / "templates")
    key = EditionKey("2024-01", "eu", "en")
    context = RenderContext.of(
        sample.root,
        theme,
        "https://news.example.org",
        Cache(sample.root / ".cache"),
        content.points,
        content.networks,
        (key,),
    )
    entries = [Translation(u.context, u.source, (u.source,), State.REVIEWED) for u in units_for("fr", [issue], "en")]
    same = localise(issue, key, translations_of("fr", [Catalog("fr", "x", tuple(entries))], [], [], units))
    assert len(entries) == len(list(texts(issue)))
    identity = localise(
        issue,
        EditionKey("2024-01", "eu", "fr"),
        translations_of("fr", [Catalog("fr", "x", tuple(entries))], [], [], units),
    )
    assert identity.issue == issue
    first = lay_out(same, context)
    assert first.problems == ()
    from dataclasses import replace

    second = lay_out(replace(same, issue=identity.issue), context)
    assert first.letter is not None
    assert second.letter is not None
    without_marks = re.sub(r'<span lang="nl">(.*?)</span>', r"\1", first.letter.html)
    assert second.letter.html == without_marks


def test_a_text_that_is_not_translated_is_marked_with_its_language(sample: Sample) -> None:
    result = built(sample)
    assert '<span lang="nl">Markten in de stad</span>' in html_of(sample)
    problem = only(result.problems, "not-translated")
    assert problem.edition in ("2024-01/eu/en", "2024-01/nl/nl", "2024-01/nl/nl-BE")


def test_a_picture_is_shown_from_the_site_and_written_beside_the_letter(sample: Sample) -> None:
    built(sample)
    names = sorted(path.name for path in (sample.root / "build/2024-01/images").iterdir())
    assert [name.rpartition("-")[0] for name in names] == ["bridge", "eu", "facebook", "linkedin", "x"]
    assert re.fullmatch(r"bridge-[0-9a-f]{12}\.png", names[0])
    assert all(f'src="https://news.example.org/images/{name}"' in html_of(sample) for name in names)


def test_the_opening_is_shown_and_the_rest_is_behind_the_link(sample: Sample) -> None:
    built(sample)
    html = html_of(sample)
    assert "<strong>first</strong> bridge opens in" in html
    assert "The second bridge" not in html
    assert 'href="https://news.example.org/2024-01/en/bridges/"' in html
    assert 'href="https://example.org/spring"' in html


@pytest.mark.slow
def test_the_meeting_shown_is_the_next_one_and_else_the_last(sample: Sample) -> None:
    built(sample)
    assert "Next meeting" in html_of(sample)
    assert re.search(FIFTH_TO_SIXTH, html_of(sample))
    sample.edit("issues/2024-01/issue.yaml", "2024-01-16", "2024-06-16")
    built(sample)
    assert "Last meeting" in html_of(sample)
    assert re.search(FIFTH_TO_SIXTH, html_of(sample))


def test_a_partner_without_a_name_is_shown_with_its_country(sample: Sample) -> None:
    built(sample)
    assert "Bosnia" in html_of(sample)
    assert "name not yet known" in html_of(sample)


def test_personal_slots_are_filled_with_harmless_samples(sample: Sample) -> None:
    built(sample)
    for letter in (html_of(sample, "nl", "nl"), text_of(sample, "nl", "nl")):
        assert "@@" not in letter
        assert "https://news.example.org/u/sample" in letter
        assert "https://news.example.org/p/sample" in letter
        assert "https://news.example.org/l/sample/nl-BE" in letter
        assert "https://news.example.org/2024-01/nl/nl/" in letter


def test_a_letter_knows_its_slots_and_is_never_mailed_with_one_open(sample: Sample) -> None:
    from newsletter.render.letter.letter import Letter

    letter = Letter(
        "k", "en", "s", "p", ("n", "a@example.org"), "r@example.org", "<a href='@@leave@@'>x</a>", "@@name@@", "w"
    )
    assert letter.slots() == {"leave", "name"}
    with pytest.raises(KeyError):
        letter.filled({"leave": "x"})
    assert letter.filled({"leave": "?a&b", "name": "<b>"}).html == "<a href='?a&amp;b'>x</a>"
    assert letter.filled({"leave": "x", "name": "<b>"}).text == "<b>"


def test_every_link_and_heading_of_the_letter_is_in_the_text_letter(sample: Sample) -> None:
    built(sample)
    html, text = html_of(sample), text_of(sample)
    links = set(re.findall(r'href="(https?:[^"]+)"', html))
    assert links
    sharing = {link for link in links if re.search(r"[?&]u(rl)?=https%3A", link)}
    assert len(sharing) == 6, "three networks for each of two articles, of use to nobody in plain text"
    assert {link for link in links - sharing if link not in text} == set()
    for heading in re.findall(r"<h[123][^>]*>(.*?)</h[123]>", html, re.DOTALL):
        words = re.sub(r"<[^>]+>", "", heading).strip()
        if words != "In this issue":
            assert words in text


def test_the_text_letter_has_no_markup_and_short_lines(sample: Sample) -> None:
    built(sample)
    text = text_of(sample)
    assert not re.search(r"<(?!https?:)\w|&\w+;|\*\*|\{\{|@@", text)
    assert max(len(line) for line in text.split("\n") if "http" not in line) <= 72
    assert "\n\n\n" not in text


@pytest.mark.parametrize(
    ("old", "new", "code", "says"),
    [
        pytest.param("subject.words }}", "subject.word }}", "broken-template", "word", id="unknown attribute"),
        pytest.param("subject.words }}", "subject.words | dat }}", "broken-template", "dat", id="unknown filter"),
        pytest.param("{% for section in", "{% for section", "broken-template", "expected", id="syntax"),
        pytest.param("issue.subject.words }}", "().__class__.__base__ }}", "broken-template", "unsafe", id="sandbox"),
        pytest.param("subject.words }}", "subject.words", "broken-template", "", id="not closed"),
        pytest.param("</mj-attributes>", "</mj-text>", "wrong-closing-tag", "mj-text", id="MJML"),
        pytest.param('"blocks.mjml"', '"bricks.mjml"', "missing-template", "bricks", id="missing template"),
    ],
)
def test_a_fault_in_a_template_is_reported_at_its_line(
    sample: Sample, old: str, new: str, code: str, says: str
) -> None:
    line = sample.read("templates/newsletter.mjml").partition(old)[0].count("\n") + 1
    sample.edit("templates/newsletter.mjml", old, new)
    found = [problem for problem in built(sample).problems if problem.code == code]
    assert found
    assert found[0].location is not None
    assert found[0].location.file == "templates/newsletter.mjml"
    assert found[0].location.line == line
    assert says in found[0].message


def test_a_function_that_lacks_a_value_is_called_as_templates_call_it(sample: Sample) -> None:
    sample.edit("templates/newsletter.mjml", "subject.words }}", "subject.words }}{{ picture() }}")
    problem = only(built(sample).problems, "broken-template")
    assert problem.message.startswith("this can't be filled in: picture() missing 2 required")


def test_a_fault_in_a_macro_is_reported_in_the_file_of_the_macro(sample: Sample) -> None:
    sample.edit("templates/blocks.mjml", '"days">{{ (event.when', '"days">{{ (event.whne')
    sample.edit("issues/2024-01/issue.yaml", "  - articles: [markets]", "  - events: [markets]")
    problem = only(built(sample).problems, "broken-template")
    assert problem.location is not None
    assert problem.location.file == "templates/blocks.mjml"
    assert "event.whne" in problem.location.excerpt


@pytest.mark.parametrize("kind", ["events: [markets, bridges]", "events: [bridges]", "agenda: bridges"])
def test_an_article_without_event_or_agenda_is_told_once_and_stops_no_letter(sample: Sample, kind: str) -> None:
    sample.edit("issues/2024-01/issue.yaml", "  - articles: [markets]", f"  - {kind}")
    found = [problem.code for problem in built(sample).problems if problem.severity is Severity.ERROR]
    assert found == ["no-agenda" if "agenda" in kind else "no-event"]
    assert "<title>" in html_of(sample)


@pytest.mark.parametrize(("day", "can_be_saved"), [("2024-12-30", True), ("2023-01-10", False)])
def test_the_lead_shows_its_event_ahead_and_past(sample: Sample, day: str, can_be_saved: bool) -> None:
    event = f"event: {{name: Day of bridges, start: {day}, online: true}}"
    sample.edit("issues/articles/bridges.md", "title:", f"{event}\ntitle:")
    built(sample)
    assert "Day of bridges" in html_of(sample)
    assert ("Add to calendar: Day of bridges" in html_of(sample)) is can_be_saved


def test_a_picture_that_is_none_is_said_of_the_picture_not_of_the_template(sample: Sample) -> None:
    sample.write("issues/images/bridge.png", b"GIF89a but not really")
    problem = only(built(sample).problems, "broken-picture")
    assert str(problem.location) == "issues/articles/bridges.md:6:8"


def test_templates_that_are_compiled_are_good_in_another_folder_too_and_faults_are_told_there(tmp_path: Path) -> None:
    cache = Cache(tmp_path / "cache")
    for name in ("here", "there"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "newsletter.txt").write_text("A template of this very test.\n{{ nobody.knows }}\n")
        templates = Templates(tmp_path / name, cache)
        with pytest.raises(TemplateError) as told:
            templates.render("newsletter.txt", {})
        assert str(told.value.problem.location) == "templates/newsletter.txt:2"
    assert len(list((tmp_path / "cache/templates").iterdir())) == 1


def test_editors_words_are_never_template_code(sample: Sample) -> None:
    sample.edit("issues/2024-01/issue.yaml", "subject: A small issue", "subject: 'Seven {{ 7 * 7 }} {% raw %}'")
    built(sample)
    assert "<title>Seven {{ 7 * 7 }} {% raw %}</title>" in html_of(sample)


def test_filters_of_one_language_are_not_kept_for_the_next(sample: Sample) -> None:
    """Jinja2 folds filters with constant arguments when it compiles; ours must answer for each edition."""
    sample.edit("templates/newsletter.mjml", "{{ issue.subject.words }}", '{{ "GR" | country }}')
    built(sample)
    assert "Greece" in html_of(sample)
    assert "Griekenland" in html_of(sample, "nl", "nl")


def test_nothing_is_fetched_and_no_font_is_linked(sample: Sample) -> None:
    built(sample)
    html = html_of(sample)
    assert "@import" not in html
    assert "<link" not in html
    assert "fonts.googleapis" not in html
    assert "<script" not in html


def test_premailer_has_nothing_to_fetch_with() -> None:
    import requests  # as in a process that has asked a provider before

    from newsletter.render.letter.inline import load_premailer

    assert not hasattr(load_premailer().premailer.requests, "get")
    assert sys.modules["requests"] is requests


@pytest.mark.parametrize("selector", ["p", ".list li", "#top", ".a:hover", "[lang]", "*", "td > .row"])
def test_a_rule_that_no_style_attribute_can_hold_is_told_at_its_line(sample: Sample, selector: str) -> None:
    css = sample.root / "templates/letter.css"
    css.write_text(f".first {{ margin: 0; }}\n{selector} {{ color: red; }}\n" + css.read_text())
    problem = only(built(sample).problems, "unknown-selector")
    assert problem.location is not None
    assert (problem.location.file, problem.location.line) == ("templates/letter.css", 2)
    assert selector in problem.message


@pytest.mark.parametrize("rule", ["@media (max-width: 400px) { .h1 { color: red; } }", ".h1::before { content: 'x'; }"])
def test_a_rule_for_some_screens_belongs_into_the_other_sheet(sample: Sample, rule: str) -> None:
    css = sample.root / "templates/letter.css"
    css.write_text(css.read_text() + rule)
    assert "letter-rules.css" in only(built(sample).problems, "unknown-selector").hint


def test_each_element_gets_the_style_that_premailer_would_give_it_in_the_whole_letter(sample: Sample) -> None:
    import premailer

    from newsletter.render.letter.inline import inline_styles

    css = (
        ".a { color: red; margin: 0; } td.a { color: blue; } .b.a { font-family: 'A; b', \"C\"; }"
        ".b { color: green !important; margin-top: 3px; } .c { padding: 0 1px; padding-left: 4px; }"
    )
    body = (
        '<p class="a">1</p><p class="b a" style="margin:5px;color:black">2</p>'
        "<a class='c a' href=\"h?a=1&amp;b=2\">3</a>"
        '<p class="none" style="x:y">4</p><!-- <p class="a"> -->'
        '<table><tr><td class="a">5</td></tr></table><br class="b"/>'
    )
    page = '<html lang="en" dir="ltr"><head><style>.a { top: 0; }</style></head><body>' + body + "</body></html>"

    def styles(html: str) -> list[dict[str, str]]:
        found = re.findall(r'<(?:p|a|td|br)\b[^>]*?style="([^"]*)"', html.replace("&quot;", "'"))
        return [
            {name.strip(): value.strip() for name, value in re.findall(r"([\w-]+)\s*:\s*((?:'[^']*'|[^;])*)", style)}
            for style in found
        ]

    whole = premailer.transform(
        page.replace("<style>", '<style data-premailer="ignore">'),
        css_text=css,
        disable_validation=True,
        strip_important=False,
        disable_basic_attributes=["width", "height", "bgcolor", "align", "valign"],
    )
    ours = inline_styles(page, css)
    assert len(styles(ours)) == 6
    assert styles(ours) == styles(re.sub(r"style='([^']*)'", lambda f: 'style="' + f[1].replace('"', "'") + '"', whole))
    assert '<!-- <p class="a"> -->' in ours
    assert 'href="h?a=1&amp;b=2"' in ours


def test_the_letters_own_styles_are_inlined_and_mjmls_media_queries_kept(sample: Sample) -> None:
    built(sample)
    html = html_of(sample)
    assert re.search(r'<h1 class="h1" style=[^>]*font-size:38px', html)
    assert "prefers-color-scheme:dark" in html
    assert html.startswith("<!DOCTYPE html>")
    assert "<!--[if mso | IE]>" in html


def test_a_note_is_signed_by_the_sender_unless_its_author_has_signed_it(sample: Sample) -> None:
    built(sample)
    signed = r"Een groet\.</p><p [^>]*font-style:italic[^>]*>Nationaal punt</p>"
    assert re.search(signed, html_of(sample, "nl", "nl"))
    assert "Een groet.\n\nNationaal punt\n" in text_of(sample, "nl", "nl")
    sample.edit("issues/2024-01/points/nl.yaml", "Een groet.", '"Een groet. *Ada uit Utrecht*"')
    built(sample)
    assert re.search(r"Een groet\.</p><p [^>]*><em>Ada uit Utrecht</em></p></div>", html_of(sample, "nl", "nl"))
    assert "Een groet.\n\nAda uit Utrecht\n\n-----" in text_of(sample, "nl", "nl")


def test_the_contents_end_with_the_note_of_the_point(sample: Sample) -> None:
    built(sample)
    entries = re.findall(r'<a [^>]*href="#([a-z-]+)"', html_of(sample, "nl", "nl"))
    assert entries == ["networks", "markets", "note"]
    assert all(f'id="{entry}"' in html_of(sample, "nl", "nl") for entry in entries)
    assert "#note" not in html_of(sample)


@pytest.mark.slow
def test_an_event_ahead_has_the_wash_and_a_date_and_one_that_is_over_a_line(sample: Sample) -> None:
    built(sample)
    assert 'class="band wash"' in html_of(sample)
    assert re.search(r'class="days"[^>]*>1–2</span>', html_of(sample))
    sample.edit("issues/2024-01/issue.yaml", "2024-01-16", "2024-03-16")
    built(sample)
    assert 'class="band wash"' not in html_of(sample)
    assert 'class="days"' not in html_of(sample)
    assert re.search(r"Event</th><td[^>]*>.*1–2</span>\u00a0February 2024", html_of(sample))
    assert ".ics" not in html_of(sample).partition("Event</th>")[2].partition("</table>")[0]
