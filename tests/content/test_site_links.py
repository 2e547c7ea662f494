"""Each reader is led to pages in their language, on sites that the settings say have it; no translator sets a link."""

import json
from pathlib import Path

import pytest

from newsletter.content.site_links import SiteLanguages
from newsletter.edition import EditionKey
from newsletter.pipeline.letters.check import check_issue
from newsletter.pipeline.snapshot import open_snapshot, prepare
from newsletter.settings.project import read_settings
from tests.conftest import Sample
from tests.support.command_line import run

SITES = SiteLanguages(
    {
        "https://urbact.eu/{locale}/": ("en", "fr", "pt-pt", "el"),
        "https://example.org/page?lang={locale}": ("de", "nl_BE"),
        "https://commission.example.com/*_{locale}": ("en", "sr-Latn", "fr"),
        "https://{locale}.example.com/wiki/": ("en", "nb"),
    }
)


@pytest.mark.parametrize(
    ("written", "locale", "read"),
    [
        ("https://urbact.eu/en/call?x=1#y", "fr", "https://urbact.eu/fr/call?x=1#y"),
        ("https://urbact.eu/fr/call", "en", "https://urbact.eu/en/call"),
        ("https://urbact.eu/en/call", "fr-BE", "https://urbact.eu/fr/call"),
        ("https://urbact.eu/en/call", "pt-PT", "https://urbact.eu/pt-pt/call"),
        ("https://urbact.eu/fr/call", "hr", "https://urbact.eu/en/call"),
        ("https://urbact.eu/de/call", "fr", "https://urbact.eu/de/call"),
        ("https://urbact.eu/england/", "fr", "https://urbact.eu/england/"),
        ("https://urbact.eu.example.net/en/", "fr", "https://urbact.eu.example.net/en/"),
        ("https://example.org/page?lang=de", "nl", "https://example.org/page?lang=nl_BE"),
        ("https://example.org/page?lang=de&a=b", "nl", "https://example.org/page?lang=nl_BE&a=b"),
        ("https://example.org/page?lang=den", "nl", "https://example.org/page?lang=den"),
        ("https://commission.example.com/a/b_en", "fr", "https://commission.example.com/a/b_fr"),
        ("https://commission.example.com/a_fr/b_fr", "sr-Latn", "https://commission.example.com/a_fr/b_sr-Latn"),
        ("https://en.example.com/wiki/Ghent", "no", "https://nb.example.com/wiki/Ghent"),
    ],
)
def test_an_address_is_given_in_the_reader_s_language_else_in_the_first_of_its_site(
    written: str, locale: str, read: str
) -> None:
    assert SITES.address_in(written, locale) == read
    assert read == written or written in set(SITES.spellings(read))


def with_links(sample: Sample) -> None:
    toml = sample.root / "newsletter.toml"
    toml.write_text(f'{toml.read_text("utf-8")}\n[links]\n"https://city.test/{{locale}}/" = ["en", "nl"]\n', "utf-8")
    sample.edit("issues/articles/bridges.md", "https://example.org/spring", "https://city.test/en/spring")
    sample.edit("issues/articles/bridges.md", "title: Bridges", "link: https://city.test/en/bridges\ntitle: Bridges")
    sample.edit("issues/points/nl.yaml", "website: https://example.org", "website: https://city.test/en/")


def test_letters_texts_and_pages_lead_each_reader_to_their_language(sample: Sample) -> None:
    with_links(sample)
    snapshot = open_snapshot(sample.project(), "2024-01")
    for point, locale, code in (("eu", "en", "en"), ("nl", "nl", "nl"), ("nl", "nl-BE", "nl")):
        prepared = prepare(snapshot, EditionKey("2024-01", point, locale))
        assert prepared.letter
        assert prepared.edition
        for part in (prepared.letter.html, prepared.letter.text):
            assert f"https://city.test/{code}/bridges" in part
            assert f"https://city.test/{code}/spring" in part
            assert f"https://city.test/{'nl' if code == 'en' else 'en'}/" not in part
        targets = [target for block in prepared.edition.issue.articles["bridges"].body.texts() if block.text
                   for _, target in block.text.targets]  # fmt: skip
        assert targets == [f"https://city.test/{code}/spring"]


def test_no_catalog_has_an_address_that_a_translator_could_change(sample: Sample) -> None:
    with_links(sample)
    assert run(sample, "translate", "--provider", "none").exit_code == 0
    catalogs = list(sample.root.glob("locales/*/LC_MESSAGES/2024-01.po"))
    assert catalogs
    assert not any("city.test" in catalog.read_text("utf-8") for catalog in catalogs)


@pytest.mark.slow
def test_a_finding_about_such_an_address_stands_where_its_author_wrote_it(sample: Sample) -> None:
    with_links(sample)
    toml = sample.root / "newsletter.toml"
    toml.write_text(toml.read_text("utf-8").replace("https://city.test/{locale}/", "https://city.localhost/{locale}/"))
    sample.edit("issues/articles/bridges.md", "https://city.test/en/spring", "https://city.localhost/en/spring")
    found = [each for each in check_issue(sample.project(), "2024-01") if each.code == "sample-link"]
    assert {str(each.location).rpartition(":")[0] for each in found} == {"issues/articles/bridges.md:11"}
    assert len({each.message for each in found}) == 2


@pytest.mark.slow
def test_an_address_in_one_language_is_told_until_the_settings_know_its_site(sample: Sample) -> None:
    with_links(sample)
    assert not [each for each in check_issue(sample.project(), "2024-01") if each.code == "link-in-one-language"]
    toml = sample.root / "newsletter.toml"
    toml.write_text(toml.read_text("utf-8").partition("[links]")[0], "utf-8")
    found = json.loads(run(sample, "check", "--json").stdout)["problems"]
    several = [each for each in found if each["code"] == "link-in-one-language"]
    assert {(each["file"], each.get("line")) for each in several} == {
        ("issues/articles/bridges.md", 3),
        ("issues/articles/bridges.md", 11),
        ("issues/points/nl.yaml", 7),
    }
    assert all('"https://city.test/{locale}/" = ["en", …]' in each["hint"] for each in several)


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ('"http://city.test/{locale}/" = ["en"]', "is no address with one {locale} in it"),
        ('"https://city.test/" = ["en"]', "is no address with one {locale} in it"),
        ('"https://city.test/{locale}/{locale}" = ["en"]', "is no address with one {locale} in it"),
        ('"https://{locale}" = ["en"]', "is no address with one {locale} in it"),
        ('"https://city.test/{locale}/" = []', "names no language"),
        ('"https://city.test/{locale}/" = ["en", "klingon"]', "names `klingon`, which is no language"),
        ('"https://city.test/{locale}/" = "en"', "is a list"),
    ],
)
def test_a_pattern_that_can_not_be_used_is_told_at_its_line(tmp_path: Path, line: str, says: str) -> None:
    (tmp_path / "newsletter.toml").write_text(f"[links]\n{line}\n", "utf-8")
    settings, (problem,) = read_settings(tmp_path, {})
    assert settings is None
    assert problem.location
    assert problem.location.line == 2
    assert says in problem.message
    assert '"https://urbact.eu/{locale}/" = ["en", "fr", "es"]' in problem.hint
