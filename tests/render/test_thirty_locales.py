"""Thirty locales: each has all words of letters and pages, and no letter or page in it has another language's."""

import re
import shutil
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from lxml import html

from newsletter import locales
from newsletter.mail.message.tokens import Purpose
from newsletter.pipeline.archive.make import archive
from newsletter.pipeline.letters.build import build
from newsletter.pipeline.letters.build_cache import Build, Built
from newsletter.pipeline.project import Project, open_project
from newsletter.plurals import rule_for
from newsletter.public.app import refuse_request
from newsletter.render.web.pages import LOST
from newsletter.translate.checks.every import catalog_problems
from newsletter.translate.chrome import chrome_units, page_units
from newsletter.translate.formats.po import read_catalog
from newsletter.translate.formats.po_writer import write_catalog
from newsletter.translate.glossary import glossary_of
from newsletter.translate.unit import State
from newsletter.workspace import Workspace
from tests.conftest import REPOSITORY
from tests.support import archived
from tests.support.browser import no_faults
from tests.support.catalogs import FILES, catalog_of
from tests.support.page import Page
from tests.support.public_site import NOON, Home, add_mailing, served
from tests.support.thirty import ISSUE, POINTS, THIRTY, TRANSLATED, mark, project_of_thirty
from tests.support.tongues import Sound, Tongue, paragraphs, said_in, texts_of, trigrams_of, words_of

FAMILIES = ({"hr", "bs", "sr-Latn", "sl"}, {"da", "nb", "sv"}, {"cs", "sk"}, {"bg", "mk"}, {"es", "pt-PT"})
"""Languages so near to each other that a whole sentence may be the same in both."""
SAME = {"%(label)s: %(value)s", "%(num)s partner", "Online", "Newsletter", "Programme", "Lead expert", "Article"}
"""English texts that are good words of some other language."""
READ: dict[str, Any] = {"texts_reviewed": 3, "texts_machine": 4, "texts_unread": 2, "texts_untranslated": 1}
"""Who had read the texts of a letter: every kind there is."""
MUCH = 20
"""By so much better has a sentence to fit another language, as a natural logarithm, to be taken for one of it."""
Said = dict[str, dict[str, str]]
"""Pages by locale and a short name."""
Faults = dict[str, list[str]]
"""What is wrong with each letter or page."""


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory, compiled: Path) -> Project:
    return project_of_thirty(tmp_path_factory.mktemp("thirty"), compiled)


@pytest.fixture(scope="module")
def built(project: Project) -> Build:
    return build(project, ISSUE)


@pytest.fixture(scope="module")
def tongues() -> dict[str, Tongue]:
    return {locale: Tongue.of(locale) for locale in THIRTY}


@pytest.fixture(scope="module")
def in_letters(built: Build, tongues: dict[str, Tongue]) -> Faults:
    """What no letter should say."""
    faults = {}
    for edition in built.editions:
        tongue = tongues[edition.locale]
        faults[edition.edition] = faults_on(letter_of(edition), tongue)
        faults[f"{edition.edition}.txt"] = tongue.strangers(paragraphs(text_of(edition)))
    return faults


@pytest.fixture(scope="module")
def public(project: Project) -> Iterator[Said]:
    """Every page and mail of the readers' own, in each locale."""
    for locale in THIRTY:  # there are earlier letters to be led to
        (project.root / "site" / locale).mkdir(parents=True)
        (project.root / "site" / locale / "index.html").touch()
    with served(project.root, archive=project.root / "site") as home:
        yield {locale: pages_in(home, locale) for locale in THIRTY}


@pytest.fixture(scope="module")
def archives(project: Project, built: Build) -> list[archived.Pages]:
    """An archive of previews, one before all mailings but one, one of letters that nobody had read, one of reviewed."""
    assert len(built.editions) == len(THIRTY)
    opened, _ = open_project(project.root, {"NEWSLETTER_DATABASE_URL": "sqlite:///mailed.db"})
    assert opened is not None
    project = opened
    folders = [project.root / name for name in ("previews", "waiting", "unread", "reviewed")]
    letters = archived.letters_of(project, ISSUE)
    archive(project, folders[0], everything=True)
    archived.mail(project, [letters[f"{ISSUE}/eu/en"]], **READ)
    archive(project, folders[1])
    archived.mail(project, [letter for letter in letters.values() if letter.locale != "en"], **READ)
    # A second letter in each locale, of a point and an issue that are gone, makes lists of single points.
    older = [replace(letter, edition=f"2023-12/old/{letter.locale}") for letter in letters.values()]
    archived.mail(project, older, date="2023-12-01", **READ)
    archive(project, folders[2])
    with sqlite3.connect(project.root / "mailed.db") as ledger:
        ledger.execute("update mailings set texts_machine = 0, texts_unread = 0, texts_untranslated = 0")
    for locale in THIRTY:
        catalog, _ = read_catalog(project.root, locale, ISSUE)
        assert catalog
        entries = tuple(replace(entry, state=State.REVIEWED) for entry in catalog.entries)
        write_catalog(Workspace(project.root), replace(catalog, entries=entries))
    archive(project, folders[3])
    return [archived.Pages(folder) for folder in folders]


@pytest.fixture(scope="module")
def on_pages(public: Said, tongues: dict[str, Tongue]) -> Faults:
    """What none of the readers' pages and mails should say."""
    return {
        f"{locale} {name}": tongues[locale].strangers(paragraphs(page))
        if name.endswith(".txt")
        else faults_on(page, tongues[locale])
        for locale, pages in public.items()
        for name, page in pages.items()
    }


@pytest.fixture(scope="module")
def in_archives(archives: list[archived.Pages], tongues: dict[str, Tongue]) -> Faults:
    """What no page of an archive should say; the one that speaks all languages at once is for another test."""
    return {
        f"{pages.folder.name}/{path}": faults_on(pages[path], tongues[locale_of(path)])
        for pages in archives
        for path in pages.all()
        if path != LOST
    }


def pages_in(home: Home, locale: str) -> dict[str, str]:
    """Every page and mail of the readers' own in a locale, by a short name; texts of mails are named `.txt`."""
    point = next(slug for slug, tags in POINTS.items() if locale in tags)
    client, name = home.client, locale.lower()
    form = f"/subscribe/{point}/{locale}/"
    said = {"subscribe": client.get(form).text}
    wrong = {"name": "x" * 200, "consent": None, "language": [locale, locale]}
    said["subscribe-wrong"] = home.join("ada", point, locale, **wrong).text
    said["sent"] = home.join(f"late-{name}@example.org", point, locale).text
    home.later(days=8)
    said["expired"] = client.get(home.link()).text
    home.clock[0] = NOON
    home.join(f"{name}@example.org", point, locale)
    said["confirm"] = client.get(home.link()).text
    add_mailing(home, 1 + home.rows("select max(id) from mailings")[0][0], point, locale)
    said["confirmed"] = client.post(home.link()).text
    said["latest"] = client.post(f"{home.link()}/latest").text
    home.join(f"{name}@example.org", point, locale)
    for kind, mail in (("confirm", home.mails[-2][2]), ("known", home.mails[-1][2])):
        page, text = mail.get_body(("html",)), mail.get_body(("plain",))
        assert page
        assert text
        assert mail["Content-Language"] == locale
        said[f"mail-{kind}"] = page.get_content()
        said[f"mail-{kind}.txt"] = f"{mail['Subject']}\n\n{text.get_content()}"
    number = home.rows("select max(id) from subscribers")[0][0]
    leave, preferences, always = (home.token(purpose, number, 0) for purpose in
                                  (Purpose.LEAVE, Purpose.PREFERENCES, Purpose.ALWAYS))  # fmt: skip
    said["always"] = client.get(f"/l/{always}/{locale}").text
    said["switched"] = client.post(f"/l/{always}/{locale}").text
    said["preferences"] = client.get(f"/p/{preferences}").text
    choice = {"name": "", "point": point, "language": [locale]}
    said["saved"] = client.post(f"/p/{preferences}", data=choice).text
    said["preferences-wrong"] = client.post(f"/p/{preferences}", data={**choice, **wrong}).text
    said["leave"] = client.get(f"/u/{leave}").text
    said["left"] = client.post(f"/u/{leave}").text
    said["preferences-left"] = client.get(f"/p/{preferences}").text
    said["erase"] = client.get(f"/p/{preferences}/erase").text
    said["erased"] = client.post(f"/p/{preferences}/erase", headers={"accept-language": locale}).text
    for status in (400, 404, 405, 413, 429, 500):
        scope = {"path": "/", "headers": [(b"accept-language", locale.encode())]}
        said[f"refused-{status}"] = refuse_request(home.site)(status, scope)[1].decode()
    return said


def letter_of(edition: Built) -> str:
    return (edition.folder / "letter.html").read_text("utf-8")


def text_of(edition: Built) -> str:
    return (edition.folder / "letter.txt").read_text("utf-8")


def faults_on(page: str, tongue: Tongue) -> list[str]:
    """What is wrong with the language of a page: of its words, and of what it says of itself."""
    root = html.fromstring(page)
    said = (root.get("lang"), root.get("dir"))
    wanted = (tongue.locale, locales.direction(tongue.locale))
    return [*([f"says it is in {said}"] if said != wanted else []), *tongue.strangers_on(page)]


def locale_of(path: str) -> str:
    """The locale of a page of an archive: `<locale>/…`, `<issue>/<point>/<locale>/`, `<issue>/<locale>/<article>/`."""
    first, second, third, *_ = [*path.split("/"), "", ""]
    return next((part for part in (first, third, second) if part in THIRTY), "en")


def sentences_of(locale: str) -> list[str]:
    """The last form of each text of a locale that is long enough to be told by its sound, and no list of names."""
    texts = {**texts_of(locale, "chrome"), **texts_of(locale, "pages")}
    sentences = (forms[-1] for source, forms in texts.items() if not source.startswith("Funded by"))
    return [text for text in sentences if trigrams_of(text).total() >= 30]


def sound_faults(locale: str, texts: Iterable[str], sounds: dict[str, Sound]) -> list[str]:
    """Which of the texts sound much more like a language that is not near to theirs."""
    others = {tag: sound for tag, sound in sounds.items() if tag not in near(locale)}
    found = []
    for text in texts:
        trigrams = trigrams_of(text)
        own = sounds[locale].likelihood(trigrams, is_its_own=True)
        found += [
            f"sounds like {tag}: {text}" for tag, sound in others.items() if sound.likelihood(trigrams) > own + MUCH
        ]
    return found


def near(locale: str) -> set[str]:
    """The locale and those that are near to it."""
    return {locale}.union(*(family for family in FAMILIES if locale in family))


class TestCatalogs:
    @pytest.mark.parametrize("locale", TRANSLATED)
    def test_every_text_of_letters_and_pages_is_there_in_all_its_forms(self, locale: str) -> None:
        for name, units in (("chrome", chrome_units), ("pages", page_units)):
            path = REPOSITORY / f"locales/{locale}/LC_MESSAGES/{name}.po"
            assert path in FILES, "so that msgfmt and pofilter are asked about it too"
            catalog = catalog_of(path)
            found = {entry.key: entry for entry in catalog.usable()}
            for unit in units(REPOSITORY / "templates")[0]:
                entry = found[unit.key]
                assert entry.plural == unit.plural
                assert len(entry.targets) == (rule_for(locale).count if unit.plural else 1), unit.source
            assert {entry.key for entry in catalog.active()} == found.keys()
            assert catalog.header["Plural-Forms"] == rule_for(locale).header

    @pytest.mark.parametrize("locale", TRANSLATED)
    def test_no_text_is_english_or_that_of_another_locale(self, locale: str) -> None:
        for name in ("chrome", "pages"):
            others = {tag: texts_of(tag, name) for tag in TRANSLATED if tag not in near(locale)}
            for source, forms in texts_of(locale, name).items():
                assert source in SAME or source not in forms
                for tag, texts in others.items():
                    same = {form for form in forms if form in texts[source] and sum(map(str.isalpha, form)) > 20}
                    assert not same, f"the words of {tag}"

    @pytest.mark.few_quick(5)
    @pytest.mark.parametrize("locale", TRANSLATED)
    def test_the_checks_find_nothing_in_the_words_of_letters_and_pages(self, locale: str) -> None:
        glossary, _ = read_catalog(REPOSITORY, locale, "glossary")
        for name in ("chrome", "pages"):
            catalog = catalog_of(REPOSITORY / f"locales/{locale}/LC_MESSAGES/{name}.po")
            problems = catalog_problems(catalog, glossary_of([glossary] if glossary else []))
            found = {(problem.code, source) for (_, source), each in problems.items() for problem in each}
            days = {("same-plural-forms", source) for _, source in found if "%(num)s day" in source}
            assert found == (days if locale == "ga" else set()), "a day in Irish, lá, is the same after any number"

    @pytest.mark.parametrize("locale", TRANSLATED)
    def test_an_issue_is_called_by_one_word_in_letters_and_on_pages(self, locale: str) -> None:
        letters, pages = texts_of(locale, "chrome"), texts_of(locale, "pages")
        (before_links,), (heading,) = letters["This issue in other languages:"], pages["This letter in other languages"]
        assert heading == before_links.replace("\u00a0", " ").rstrip(": ")

    @pytest.mark.parametrize(
        ("locale", "wrong"),
        [
            ("pl", r"\blist(y|u|em|ów|ach)?\b|\b(tw[oó]\w+|cię|tobie)\b|\w(ujesz|ymasz|ymujesz)\b"),
            ("hr", r"\bpis(mo|ma|mu|mom)\b|^(pretraži|potvrdi|izbriši|spremi|koristi|preuzmi|prijeđi)\b"),
            ("el", r"\bεπιστολ"),
        ],
    )
    def test_no_text_calls_an_issue_a_letter_or_changes_its_form_of_address(self, locale: str, wrong: str) -> None:
        for name in ("chrome", "pages"):
            for forms in texts_of(locale, name).values():
                assert not [form for form in forms if re.search(wrong, form, re.IGNORECASE)]

    @pytest.mark.slow
    def test_every_sentence_sounds_like_its_language(self) -> None:
        texts = {tag: sentences_of(tag) for tag in TRANSLATED}
        sounds = {tag: Sound.of(said) for tag, said in texts.items()}
        no_faults({tag: sound_faults(tag, said, sounds) for tag, said in texts.items()})
        for tag, said in texts.items():
            wrong = texts["mt" if tag == "fi" else "fi"][40]
            with_it = {**sounds, tag: Sound.of([*said, wrong])}
            assert sound_faults(tag, [wrong], with_it), "one of another language would be found"


class TestLetters:
    @pytest.mark.slow
    def test_there_is_one_in_each_locale_as_html_and_as_text(self, built: Build) -> None:
        assert built.problems == []
        assert sorted(edition.locale for edition in built.editions) == sorted(THIRTY)
        for edition in built.editions:
            letter = Page.of(edition.folder / "letter.html")
            assert letter.headers["Content-Language"] == edition.locale
            assert mark(edition.locale) in words_of(letter.html)
            assert mark(edition.locale) in words_of(letter.text)

    @pytest.mark.slow
    def test_the_gallery_shows_all_of_them_by_their_own_names(self, built: Build) -> None:
        page = html.fromstring((built.folder / "index.html").read_text("utf-8"))
        names = [
            "".join(map(str, heading.itertext())).rpartition(" · ")[2] for heading in page.cssselect("article h2 span")
        ]
        assert sorted(names) == sorted(map(locales.autonym, THIRTY))
        assert len(set(names)) == 30


class TestWords:
    @pytest.mark.slow
    def test_no_word_of_another_language_stands_in_any_letter(self, in_letters: Faults) -> None:
        assert len(in_letters) == 2 * len(THIRTY)
        no_faults(in_letters)

    @pytest.mark.slow
    def test_nor_on_any_of_the_readers_pages_and_mails(self, on_pages: Faults) -> None:
        assert len(on_pages) == 27 * len(THIRTY)
        no_faults(on_pages)

    @pytest.mark.slow
    def test_nor_on_any_page_of_the_archive(self, in_archives: Faults) -> None:
        assert len(in_archives) > 12 * len(THIRTY)
        no_faults(in_archives)

    @pytest.mark.slow
    def test_the_page_for_lost_addresses_says_it_in_each_language(
        self, archives: list[archived.Pages], tongues: dict[str, Tongue]
    ) -> None:
        said = [(tag, words) for tag, words in said_in(archives[0][LOST]) if tag != "en"]
        assert {tag for tag, _ in said} == set(TRANSLATED)
        assert len(said) == 2 * len(TRANSLATED)
        no_faults({tag: tongues[tag].strangers([words]) for tag, words in said})

    @pytest.mark.slow
    def test_each_text_of_every_catalog_was_met(
        self, in_letters: Faults, on_pages: Faults, in_archives: Faults, tongues: dict[str, Tongue]
    ) -> None:
        assert in_letters
        assert on_pages
        assert in_archives
        # The door of an archive speaks the project's own language, which is English here.
        faults = {tag: [*tongues[tag].unseen("chrome"), *tongues[tag].unseen("pages")] for tag in TRANSLATED}
        assert faults == {tag: ["Choose your language"] for tag in TRANSLATED}


class TestFinding:
    """What is looked for would be found."""

    @pytest.mark.slow
    @pytest.mark.parametrize("other", ["en", "hu", "fi"])
    def test_each_text_of_another_locale_is_found(self, tongues: dict[str, Tongue], other: str) -> None:
        for locale in set(THIRTY) - near(other):
            tongue = tongues[locale].afresh()
            for name in ("chrome", "pages"):
                texts = {forms[0] for source, forms in texts_of(other, name).items() if source not in SAME}
                # A word alone may be one of both: an issue is `numero` in Finnish and Italian.
                texts -= {form for forms in texts_of(locale, name).values() for form in forms}
                found = tongue.strangers(texts)
                assert len(found) == len(texts), f"{locale} does not tell"

    @pytest.mark.slow
    @pytest.mark.parametrize(
        "wrong",
        [
            "<p>Ez a hivatkozás már nem érvényes</p>",
            "<p>Nothing that any catalog holds</p>",
            "<p>Deze link is niet meer geldig. <i>Please</i></p>",
            '<img src="x" alt="This link is no longer good">',
            '<nav aria-label="Newsletter of today"></nav>',
            '<p lang="en">This link is no longer good</p>',
            '<p lang="hu">English</p>',
            '<input placeholder="Your name">',
            "<option>English, please</option>",
            "<!-- read by nobody -->words",
            "<script>let it = 1</script>words",
        ],
    )
    def test_one_foreign_sentence_on_a_page_is_found(
        self, public: Said, tongues: dict[str, Tongue], wrong: str
    ) -> None:
        page = public["nl"]["leave"]
        assert page.count("</main>") == 1
        tongue = tongues["nl"].afresh()
        assert faults_on(page, tongue) == []
        assert len(faults_on(page.replace("</main>", f"{wrong}</main>"), tongue)) == 1

    @pytest.mark.slow
    @pytest.mark.parametrize("right", ['<a lang="hu">Magyar</a>', "<p>Deze link is niet meer geldig</p>", "<p>7</p>"])
    def test_what_may_stand_there_is_let_in(self, public: Said, tongues: dict[str, Tongue], right: str) -> None:
        page = public["nl"]["leave"].replace("</main>", f"{right}</main>")
        assert faults_on(page, tongues["nl"].afresh()) == []

    @pytest.mark.slow
    @pytest.mark.parametrize(
        ("old", "new"), [('lang="nl"', 'lang="en"'), ('dir="ltr"', 'dir="rtl"'), (' dir="ltr"', "")]
    )
    def test_a_page_that_says_it_is_in_another_language_is_found(
        self, public: Said, tongues: dict[str, Tongue], old: str, new: str
    ) -> None:
        page = public["nl"]["leave"]
        assert page.count(old) >= 1
        assert faults_on(page.replace(old, new), tongues["nl"].afresh())

    @pytest.mark.slow
    def test_a_text_that_nobody_has_translated_is_found(
        self, project: Project, tongues: dict[str, Tongue], tmp_path: Path
    ) -> None:
        for name in ("issues", "templates", "locales"):
            shutil.copytree(project.root / name, tmp_path / name)
        shutil.copy(project.root / "newsletter.toml", tmp_path)
        template = tmp_path / "templates/pages/erase.html"
        words = template.read_text("utf-8")
        assert words.count("This cannot be undone.") == 1
        template.write_text(words.replace("This cannot be undone.", "Nobody can undo this."), "utf-8")
        with served(tmp_path) as home:
            number = home.joined("hu@example.org", "hu", "hu")
            page = home.client.get(f"/p/{home.token(Purpose.PREFERENCES, number)}/erase").text
        assert faults_on(page, tongues["hu"].afresh()) == ["en: Nobody can undo this."]
