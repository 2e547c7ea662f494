"""A point with several languages has a name in each, and readers meet it in theirs: pages, consents, mails."""

import re
from collections.abc import Iterator

import pytest

from newsletter.mail.message.tokens import Purpose
from newsletter.translate.record import digest_words
from tests.conftest import Sample
from tests.support.public_site import Home, served

OWN, GERMAN = "Nationaal punt", "Nationale Stelle"
CATALOG = """
    msgid ""
    msgstr ""
    "Content-Type: text/plain; charset=UTF-8\\n"
    "Language: de\\n"

    msgctxt "points/nl/from/name"
    msgid "{source}"
    msgstr "{name}"
    """
CONSENTS = "select w.words, w.locale from consents c join wordings w on w.key = c.wording order by c.rowid"


@pytest.fixture
def bilingual(sample: Sample) -> Sample:
    """A point that writes Dutch and has readers of German; its name in German is in the newest issue's catalog."""
    sample.edit("issues/points/nl.yaml", "locales: [nl, nl-BE]", "locales: [nl, de]")
    sample.write("locales/de/LC_MESSAGES/2024-01.po", CATALOG.format(source=OWN, name=GERMAN))
    return sample


@pytest.fixture
def home(bilingual: Sample) -> Iterator[Home]:
    with served(bilingual.root) as made:
        yield made


def test_all_pages_of_a_reader_say_the_name_in_their_language(home: Home) -> None:
    home.client.headers["accept-language"] = "de"
    said = {"subscribe": home.client.get("/subscribe/nl/de/").text}
    home.join("ada@example.org", "nl", "de")
    said["confirm"] = home.client.get(home.link()).text
    home.client.post(home.link())
    leave = f"/u/{home.token(Purpose.LEAVE, 1)}"
    said["leave"], said["left"] = home.client.get(leave).text, home.client.post(leave).text
    for page, html in said.items():
        assert '<html lang="de"' in html, page
        assert GERMAN in html, page
        assert OWN not in re.sub(r'<span class="line" lang="nl">.*?</span>', "", html), page
    assert OWN in home.client.get("/subscribe/nl/nl/").text
    assert GERMAN not in home.client.get("/subscribe/nl/nl/").text


@pytest.mark.slow
def test_the_consent_that_is_kept_is_the_sentence_that_was_shown(home: Home) -> None:
    for locale, name, other in (("de", GERMAN, OWN), ("nl", OWN, GERMAN)):
        page = home.client.get(f"/subscribe/nl/{locale}/").text
        home.joined(f"{locale}@example.org", "nl", locale)
        words, written_in = home.rows(CONSENTS)[-1]
        assert f">{words}<" in page
        assert written_in == locale
        assert name in words
        assert other not in words


@pytest.mark.parametrize("again", [False, True])
def test_the_mail_is_from_and_signed_by_the_name_in_the_readers_language(home: Home, again: bool) -> None:
    for locale, name in (("de", GERMAN), ("nl", OWN)):
        address = f"{locale}@example.org"
        if again:
            home.joined(address, "nl", locale)
        home.join(address, "nl", locale)
        mail = home.mails[-1][2]
        assert mail["From"] == f"{name} <nl@news.example.org>"
        plain, html = (mail.get_body((kind,)) for kind in ("plain", "html"))
        assert plain
        assert html
        assert f"\n{name}\n" in plain.get_content().replace("\r", "")
        assert f'<span lang="{locale}">{name}</span>' in html.get_content()
        assert '<span lang="nl">Voorbeeldstraat 1</span>' in html.get_content(), "an address is as it is written there"


@pytest.mark.slow
@pytest.mark.parametrize("older", ["nothing", "another name", "pseudo"])
def test_a_name_without_a_translation_is_as_the_point_writes_it(bilingual: Sample, older: str) -> None:
    file = "locales/de/LC_MESSAGES/2024-01.po"
    if older == "nothing":
        (bilingual.root / file).unlink()
    elif older == "another name":
        bilingual.write(file, CATALOG.format(source="Het oude punt", name=GERMAN))
    else:
        bilingual.edit(file, "msgctxt", f"# from: pseudo 2024-01-10 {digest_words(GERMAN)}\n#, fuzzy\nmsgctxt")
    with served(bilingual.root) as home:
        home.join("ada@example.org", "nl", "de")
        assert home.mails[-1][2]["From"] == f"{OWN} <nl@news.example.org>"
        assert OWN in home.client.get("/subscribe/nl/de/").text


def test_a_new_issue_that_is_not_translated_yet_takes_no_name_away(bilingual: Sample) -> None:
    bilingual.write("issues/2024-02/issue.yaml", bilingual.read("issues/2024-01/issue.yaml"))
    with served(bilingual.root) as home:
        assert GERMAN in home.client.get("/subscribe/nl/de/").text
