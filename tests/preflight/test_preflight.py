"""Each check of letters finds the mistake that it is for, and nothing in a letter that has none."""

import datetime as dt
import tomllib
from dataclasses import replace
from pathlib import Path

import pytest

from newsletter.content.model import Event, Meeting, Session
from newsletter.pipeline.letters.examine import examinations
from newsletter.pipeline.project import open_project
from newsletter.pipeline.snapshot import open_snapshot
from newsletter.preflight.envelope import PHONE_SUBJECT, shown_within, width_of
from newsletter.preflight.every import CHECKS, examine
from newsletter.preflight.letter import Examined
from newsletter.problems import Severity, as_text
from tests.conftest import REPOSITORY, Sample
from tests.support.browser import no_faults
from tests.support.preflight import Change, envelope, found_by, html, inside, letter_of, with_values
from tests.support.thirty import THIRTY

PIXEL = '<img src="https://stats.example.org/p.gif" alt="" width="1" height="1">'
LINK = "color:#0A4B78;text-decoration:underline"


def link(words: str, address: str = "https://example.org/a", more: str = "") -> str:
    """A link in a sentence."""
    return f'<p>There is much more to say of it: <a href="{address}" style="{LINK}"{more}>{words}</a></p>'


def in_dutch(letter: Examined) -> Examined:
    """The letter of a project whose English files hold a Dutch summary."""
    words = "De burgemeester van de stad heeft gisteren met bewoners gesproken over de nieuwe brug en de markt."
    issue = letter.edition.issue
    article = issue.articles["bridges"].model_copy(update={"summary": words})
    edition = replace(letter.edition, issue=replace(issue, articles={**issue.articles, "bridges": article}))
    return with_values(edition=edition)(letter)


def in_article(**values: object) -> Change:
    """The article with other values, without its letter laid out anew; one with an event is announced."""

    def change(letter: Examined) -> Examined:
        issue = letter.edition.issue
        article = issue.articles["bridges"].model_copy(update=values)
        sections = tuple(issue.sections)
        if "event" in values:
            sections += (issue.sections[-1].model_copy(update={"events": ("bridges",)}),)
        changed = replace(issue, articles={**issue.articles, "bridges": article}, sections=sections)
        return with_values(edition=replace(letter.edition, issue=changed))(letter)

    return change


def in_network(day: dt.date) -> Change:
    """A network is shown with a meeting of that day, and no other."""
    meeting = {"kind": "kick-off", "start": str(day), "online": True}

    def change(letter: Examined) -> Examined:
        issue = letter.edition.issue
        (slug,) = issue.networks
        network = issue.networks[slug].model_copy(update={"meetings": (Meeting.model_validate(meeting),)})
        changed = replace(issue, networks={slug: network})
        return with_values(edition=replace(letter.edition, issue=changed))(letter)

    return change


def event_on(year: int, month: int, day: int) -> Event:
    return Event.model_validate({"name": "Market day", "place": "Ghent", "start": f"{year}-{month:02}-{day:02}"})


SESSION = Session.model_validate(
    {"date": "2023-02-20", "session": "Morning", "items": [{"start": "9:00", "text": "Coffee"}]}
)


def with_site(site: str, change: Change) -> Change:
    return lambda letter: change(with_values(site=site)(letter))


def in_greek(change: Change) -> Change:
    def changed(letter: Examined) -> Examined:
        key = replace(letter.edition.key, locale="el")
        return change(with_values(edition=replace(letter.edition, key=key))(letter))

    return changed


TRIPS: dict[str, list[Change]] = {
    "letter-without-language": [html('<html lang="en"', '<html lang="fr"'), html('(<html[^>]*) dir="ltr"', r"\1")],
    "part-without-language": [html("</body>", "<p>and</p></body>")],
    "other-language": [in_dutch],
    "loose-direction": [inside("<p>1 בית</p>")],
    "letter-without-title": [html("<title>[^<]*", "<title>"), html("<title>[^<]*", "<title>Newsletter")],
    "letter-without-charset": [html("charset=UTF-8", "charset=latin1")],
    "letter-without-zoom": [
        html("initial-scale=1", "initial-scale=1, maximum-scale=1"),
        html("width=device-width", "width=600"),
    ],
    "single-colour-scheme": [
        html('<meta name="supported-color-schemes"', "<meta"),
        html('content="light dark"', 'content="light"'),
    ],
    "loaded-content": [
        inside("<form></form>"),
        inside('<p onclick="x()">x</p>'),
        html("</head>", "<style>@import 'x';</style></head>"),
        html("</head>", "<style>@font-face { src: url(x) }</style></head>"),
    ],
    "wrong-main-heading": [inside("<h1>again</h1>"), html("<h1(.*?)</h1>", r"<p\1</p>")],
    "wrong-heading-level": [inside("<h2>a</h2><h4>b</h4>"), inside("<h2></h2>")],
    "table-without-role": [
        inside("<table><tr><td>x</td></tr></table>"),
        inside('<table role="presentation"><tr><th>x</th></tr></table>'),
        inside("<table><tr><th>x</th></tr></table>"),
        inside("<!--[if mso]><table width='1'></table><![endif]-->"),
    ],
    "broken-anchor": [inside(link("x", "#nowhere")), inside('<p id="x">x</p><p id="x">x</p>')],
    "shouting-subject": [
        envelope(subject="LAST CHANCE TO SIGN UP"),
        envelope(subject="Sign up now!!"),
        envelope(subject="Hurry! Sign up!"),
        envelope(subject="The FESTIVAL in GHENT has ROOM for you"),
    ],
    "late-subject": [envelope(subject="URBACT 48 / 2023 – URBACT 48 / 2023 ––– : the market is back")],
    "poor-preheader": [
        envelope(subject="Two articles and a network."),
        html(r"(<div[^>]*display:none[^>]*>)[^<]+", r"\1Short"),
        html(r"(<div[^>]*display:none[^>]*>)[^<]+", r"\1" + "long " * 40),
        html(r"(<body.*?)display:none;", r"\1"),
    ],
    "doubled-word-outside": [envelope(subject="At the the river"), envelope(preheader="Two two articles")],
    "past-event": [in_article(date=dt.date(2024, 1, 15), event=event_on(2024, 1, 9))],
    "odd-date": [
        in_article(date=dt.date(2023, 1, 15)),
        in_article(event=event_on(2024, 2, 20), agenda=(SESSION,)),
        in_network(dt.date(2022, 12, 6)),
    ],
    "shouting-text": [in_article(title="SIGN UP FOR THE MARKET"), in_article(summary="Come to the market!!")],
    "repeated-word": [in_article(summary="The market is in in the centre.")],
    "short-text-part": [envelope(text="Short."), envelope(text="Eine Nachricht auf Deutsch, die länger ist. " * 90)],
    "lost-heading": [envelope(text="No heading of the letter stands here.")],
    "markup-in-text": [envelope(text="<b>bold</b>"), envelope(text="Research &amp; innovation")],
    "wordless-link": [inside('<a href="https://example.org/a"></a>')],
    "generic-link": [
        inside(link("Read more …")),
        inside(link("here")),
        inside(link("", more=' aria-label="Click here"')),
    ],
    "ambiguous-link": [inside(link("the tram") + link("the tram", "https://example.org/b"))],
    "renamed-link": [inside(link("Open", more=' aria-label="News"'))],
    "link-by-colour": [inside('<p>It is <a href="https://example.org/a" style="color:#0000ff">theirs</a></p>')],
    "low-link": [
        inside(
            f'<p style="font-size:14px;line-height:18px"><a href="https://example.org/a" style="{LINK}">Alone</a></p>'
        )
    ],
    "broken-link": [
        inside(link("x", "www.example.org/a")),
        inside(link("x", "https:///a")),
        inside(link("x", "javascript:x()")),
    ],
    "unencrypted-link": [
        inside(link("x", "http://example.org/a")),
        inside('<img src="http://example.org/a.png" alt="" width="9">'),
    ],
    "link-with-user": [inside(link("x", "https://urbact.eu@example.org/a"))],
    "look-alike-host": [
        inside(link("x", "https://urb\u0430ct.eu/")),
        inside(link("x", "https://xn--urbct-3ve.eu/")),
        inside(link("x", "https://\u0441\u043e\u0440\u0435.com/")),
    ],
    "sample-link": [
        inside(link("x", "https://localhost:8000/a")),
        inside(link("x", "https://192.168.1.20/a")),
        inside(link("x", "https://intranet/a")),
        with_site("https://news.city.test", inside(link("x", "https://www.example.org/a"))),
    ],
    "link-in-one-language": [in_greek(inside(link("x", "https://example.org/en/a")))],
    "counting-link": [
        inside(link("x", "https://count.example.org/?to=https%3A%2F%2Furbact.eu%2Fcall")),
        inside(link("x", "https://count.example.org/c/1/https://urbact.eu/call")),
        inside(link("x", "https://example.org/call?for=*|EMAIL|*")),
        inside(link("x", "https://bit.ly/3xYzAbC")),
        inside(link("x", "https://urbact.eu/call?page=2&utm_source=letter&utm_medium=email")),
        inside(link("x", "https://urbact.eu/call?fbclid=IwAR0")),
    ],
    "other-host-shown": [inside(link("urbact.eu", "https://example.org/count"))],
    "picture-without-words": [
        inside('<img src="https://news.example.org/images/a.png" width="9">'),
        inside('<img src="https://news.example.org/images/a.png" alt="IMG_2.jpg" width="9">'),
        inside(
            '<a href="https://example.org/a"><img src="https://news.example.org/images/a.png" alt="" width="9"></a>'
        ),
    ],
    "picture-without-width": [inside('<img src="https://news.example.org/images/a.png" alt="x">')],
    "stretched-picture": [html(r'(<img[^>]*) width="\d+"', r'\1 width="560" height="400"')],
    "weak-contrast": [
        inside('<p style="color:#999999">x</p>'),
        inside('<p style="background:#444444">x</p>'),
        inside('<p style="color:#aaa">x</p>'),
    ],
    "weak-contrast-in-the-dark": [
        html("</head>", "<style>@media (prefers-color-scheme:dark){.h1{color:#333333 !important}}</style></head>"),
    ],
    "small-text": [inside('<p style="font-size:11px">x</p>')],
    "text-without-font": [inside('<p style="font-family:Arial">x</p>'), html("</body>", "<p>x</p></body>")],
    "unsupported-in-mail": [
        inside('<p style="position:absolute">x</p>'),
        html("</head>", "<style>.x{display:grid}</style></head>"),
        inside("<video></video>"),
        inside('<img src="https://news.example.org/images/a.svg" alt="x" width="9">'),
    ],
    "broken-outlook": [
        html("</body>", "<!--[if mso]><table role='presentation'></body>"),
        html("</body>", "<!--[if mso]><table role='presentation'><tr><![endif]--></body>"),
        html("</body>", "<![endif]--></body>"),
        html("</body>", "<!--[if mso]></td><![endif]--></body>"),
    ],
    "outlook-drawing": [
        html("</body>", "<!--[if mso]><v:rect><v:textbox>x</v:textbox></v:rect><![endif]--></body>"),
        html(
            "</body>",
            "<!--[if mso]><v:roundrect alt=''><a href='https://example.org'>x</a></v:roundrect><![endif]--></body>",
        ),
    ],
    "heavy-letter": [inside("x" * 60_000)],
    "clipped-letter": [inside("x" * 100_000)],
    "letter-without-leaving": [html("org/u/", "org/x/"), envelope(text="You can never leave.")],
    "letter-without-postal-address": [html(r"1\sSample\sStreet", ""), envelope(text="Nobody knows where.")],
    "tracking-pixel": [inside(PIXEL), inside('<img src="https://example.org/photo.png" alt="x" width="90">')],
}


@pytest.fixture(scope="module")
def letter(tmp_path_factory: pytest.TempPathFactory) -> Examined:
    return letter_of(Sample.made(tmp_path_factory.mktemp("preflight")))


def test_a_letter_without_mistakes_has_none(letter: Examined) -> None:
    assert examine(letter) == []


@pytest.mark.parametrize(
    ("code", "number"), [(code, at) for code, several in TRIPS.items() for at in range(len(several))]
)
def test_a_check_finds_the_mistake_it_is_for(letter: Examined, code: str, number: int) -> None:
    found = found_by(code, TRIPS[code][number](letter))
    assert found
    assert {problem.code for problem in found} == {code}
    for problem in found:
        assert problem.location
        assert (REPOSITORY / problem.location.file).is_file() or problem.location.file.startswith("issues/")
        assert problem.hint
        assert problem.edition in ("2024-01/eu/en", "2024-01/eu/el")
        assert problem.message[0] == problem.message[0].lower()
        assert not problem.message.endswith(".")


def test_every_check_is_shown_to_find_its_mistake() -> None:
    codes = [check.code for check in CHECKS]
    assert len(set(codes)) == len(codes)
    assert set(TRIPS) == set(codes)


def test_every_check_is_explained_with_an_example() -> None:
    known = tomllib.loads((REPOSITORY / "newsletter/explanations.toml").read_text("utf-8"))
    assert [check.code for check in CHECKS if "example" not in known.get(check.code, {})] == []


def test_what_keeps_a_letter_back_is_told_from_what_a_person_may_judge() -> None:
    assert {check.code for check in CHECKS if check.severity is Severity.ERROR} == {
        "letter-without-language",
        "loaded-content",
        "wordless-link",
        "picture-without-words",
        "broken-link",
        "link-with-user",
        "look-alike-host",
        "broken-outlook",
        "clipped-letter",
        "letter-without-leaving",
        "tracking-pixel",
    }


@pytest.mark.slow
def test_no_letter_of_november_has_anything_to_mend(letters: dict[str, Path]) -> None:
    """Twelve editions, and the English one once more in Arabic letters."""
    for name in ("2023-11/eu/en", "2023-11/eu/ar"):
        project, _ = open_project(letters[name].parents[4], {})
        assert project
        snapshot = open_snapshot(project, "2023-11")
        keys = [key for key in snapshot.editions() if name.endswith("/en") or key.locale == "ar"]
        found = {key: each.of_letter for key, each in examinations(snapshot, keys).items()}
        assert len(found) == (12 if name.endswith("/en") else 1)
        no_faults({str(key): [as_text([problem]) for problem in problems] for key, problems in found.items()})


def test_a_letter_is_too_heavy_by_its_bytes_and_names_its_heaviest_parts(letter: Examined) -> None:
    parts = "".join(f"<h2>{name} &amp; <em>more</em></h2>{'α' * size}" for name, size in HEAVY.items())
    (problem,) = found_by("heavy-letter", html("<body.*</body>", f"<body>{parts}</body>")(letter))
    named = problem.message.partition("Most of it: ")[2]
    assert named == "“Networks & more” 30.0 KB, “Points & more” 20.0 KB, “Climate & more” 14.0 KB"
    assert found_by("clipped-letter", html("<body.*</body>", f"<body>{parts}</body>")(letter)) == []


HEAVY = {"Climate": 7_000, "Networks": 15_000, "Points": 10_000, "Agenda": 5_000}


@pytest.mark.parametrize(
    "link", ["https://ορισμός.gr/", "https://www.städte.de/", "https://президент.рф/", "https://xn--p1ai.example.org/"]
)
def test_a_host_in_letters_of_one_script_is_let_pass(letter: Examined, link: str) -> None:
    assert found_by("look-alike-host", inside(f'<a href="{link}">x</a>')(letter)) == []


def test_the_words_of_links_that_say_nothing_are_known_in_every_language_of_the_newsletter() -> None:
    languages = {locale.partition("-")[0] for locale in THIRTY}
    known = tomllib.loads((REPOSITORY / "newsletter/preflight/data/link_words.toml").read_text("utf-8"))
    assert languages <= set(known)
    for language, words in known.items():
        assert len(words) >= 5, language
        assert words == [word.strip().lower() for word in words]


@pytest.mark.parametrize(
    "name", ["Κάντε κλικ εδώ", "Lees verder »", "En savoir plus…", "Więcej", "Loe edasi", "Pročitajte više"]
)
def test_a_link_that_says_nothing_is_found_in_the_language_of_the_letter(letter: Examined, name: str) -> None:
    locales = {"Κ": "el", "L": "nl" if "Lees" in name else "et", "E": "fr", "W": "pl", "P": "hr"}
    key = replace(letter.edition.key, locale=locales[name[0]])
    changed = inside(link(name))(with_values(edition=replace(letter.edition, key=key))(letter))
    (problem,) = found_by("generic-link", changed)
    assert name.strip(" »…") in problem.message


def test_contrast_counts_what_a_reader_sees(letter: Examined) -> None:
    large = '<p style="color:#767676;font-size:24px;background-color:#F0F0F0">x</p>'
    assert found_by("weak-contrast", inside(large)(letter)) == []
    small = large.replace("24px", "16px")
    (problem,) = found_by("weak-contrast", inside(small)(letter))
    assert problem.message == "`#767676` on `#F0F0F0` has a contrast of 3.9 to 1 in the light; readers need 4.5"


def test_a_meeting_that_was_not_long_ago_is_no_slip(letter: Examined) -> None:
    assert found_by("odd-date", in_network(letter.edition.issue.date - dt.timedelta(days=150))(letter)) == []


def test_only_important_rules_count_in_the_dark_since_styles_are_inlined(letter: Examined) -> None:
    rule = "<style>@media (prefers-color-scheme:dark){.h1{color:#333333}}</style></head>"
    assert found_by("weak-contrast-in-the-dark", html("</head>", rule)(letter)) == []


def test_what_only_outlook_reads_is_whole_in_every_letter_and_what_it_skips_does_not_count(letter: Examined) -> None:
    skipped = "<!--[if !mso]><!--></td><!--<![endif]-->"
    assert found_by("broken-outlook", html("</body>", f"{skipped}</body>")(letter)) == []


@pytest.mark.parametrize(
    "address",
    [
        "https://example.org/?next=/a",
        "https://www.facebook.com/sharer/sharer.php?u=https%3A%2F%2Furbact.eu%2Fcall",
        "https://example.org/a{b}",
        "https://bit.ly/",
        "https://example.org/?source=utm_source",
    ],
)
def test_an_address_within_its_own_site_counts_nobody(letter: Examined, address: str) -> None:
    assert found_by("counting-link", inside(link("x", address))(letter)) == []


def test_a_phone_shows_less_of_a_subject_in_broad_letters() -> None:
    shown = {text: len(shown_within(text * 90, PHONE_SUBJECT)) for text in ("i", "n", "M", "市", "e\u0301")}
    assert shown == {"i": 71, "n": 38, "M": 29, "市": 20, "e\u0301": 76}
    assert shown_within("Short", PHONE_SUBJECT) == "Short"
    assert width_of("") == 0


def test_a_preheader_in_chinese_is_measured_by_its_width(letter: Examined) -> None:
    def preheader(words: str) -> Examined:
        return html(r"(<div[^>]*display:none[^>]*>)[^<]+", rf"\1{words}")(letter)

    assert found_by("poor-preheader", preheader("十座城市照顾自己的中心")) == []
    (problem,) = found_by("poor-preheader", preheader("城市" * 60))
    assert problem.message == "the preheader has 120 characters, and no program shows more than 80 of them"
