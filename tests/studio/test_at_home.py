"""The studio of the home: who gets in, what they may do there, and what nobody learns."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
import re
import subprocess
from collections.abc import Iterator
from importlib import import_module
from io import BytesIO

import pytest
from PIL import Image

from newsletter.people import proposals, record, store
from newsletter.people.codes import ASKED_AN_HOUR, FAILED_AN_HOUR, TRIES, use_code
from newsletter.people.detail import Detail, How
from newsletter.people.proposals import Signer, Terms
from newsletter.people.rights import Act, ThingKind
from newsletter.people.roles import Role, RoleKind
from newsletter.people.sign_ins import IDLE
from newsletter.studio.app import ONLINE, PUBLIC, SCREENS
from newsletter.studio.events import Events
from newsletter.studio.needs import NEEDS, READS, SEEN_BY_ALL
from newsletter.studio.routes import Route
from newsletter.studio.screens import history
from tests.conftest import Sample
from tests.support.mailing import review_all
from tests.support.processes import PATIENCE
from tests.support.studio_at_home import NOON, Home, studio_at_home

ISSUE = "/files/issues/2024-01/issue.yaml"
OVERLAY, OTHERS = "/files/issues/2024-01/points/nl.yaml", "/files/issues/2024-01/points/eu.yaml"
EDIT = {"edits": [{"op": "set", "path": ["subject"], "value": "Another", "was": "A small issue"}]}
NOTE = {"edits": [{"op": "set", "path": ["preheader"], "value": "Ours", "was": None}]}


@pytest.fixture
def home(sample: Sample) -> Iterator[Home]:
    """The studio, with an operator, an editor, a person of the Dutch point and a reviewer of French."""
    with studio_at_home(sample) as opened:
        opened.add("Olga", "operator")
        opened.add("Edda", "editor")
        opened.add("Nina", "point:nl")
        opened.add("Rene", "reviewer:fr")
        yield opened


def test_every_address_that_changes_something_says_what_it_needs() -> None:
    routes: list[Route] = [
        route for name in SCREENS + ONLINE for route in import_module(f"newsletter.studio.screens.{name}").ROUTES
    ]
    changing = {route.pattern for route in routes if route.post or route.put or route.patch}
    assert {pattern for pattern in changing if not pattern.startswith(PUBLIC)} == set(NEEDS)


def test_every_address_that_shows_something_says_who_may_see_it() -> None:
    routes: list[Route] = [
        route for name in SCREENS + ONLINE for route in import_module(f"newsletter.studio.screens.{name}").ROUTES
    ]
    showing = {route.pattern for route in routes if route.get or route.stream}
    named = {pattern for pattern in showing if not pattern.startswith(PUBLIC)}
    assert named == set(READS) | SEEN_BY_ALL, "name it in READS, or in SEEN_BY_ALL where it shows nothing of a point's"
    assert not set(READS) & SEEN_BY_ALL


def test_nobody_gets_in_without_signing_in_and_learns_nothing(home: Home) -> None:
    client = home.browser()
    for path in ("/", "/issues/2024-01/compose", ISSUE, "/events", "/nothing"):
        answer = client.get(path)
        assert (answer.status_code, answer.headers.get("location")) == (303, "/sign-in"), path
        assert answer.content == b""
    for answer in (client.patch(ISSUE, json=EDIT), client.post("/sign-out"), client.post("/new/issue")):
        assert answer.status_code == 303
    page = client.get("/sign-in")
    assert page.status_code == 200
    assert "A small issue" not in page.text


def test_a_code_that_is_typed_signs_in_and_signing_out_ends_it(home: Home) -> None:
    client = home.sign_in("edda")
    assert client.get("/").status_code == 200
    cookie = client.cookies.jar
    assert {each.name for each in cookie} == {"__Host-studio"}
    assert client.post("/sign-out").headers["location"] == "/sign-in"
    assert client.get("/").status_code == 303


def test_cookies_are_the_hosts_alone_and_no_script_reads_them(home: Home) -> None:
    client = home.browser()
    asked = client.post("/sign-in", data={"address": "edda@example.org"})
    entered = client.post("/sign-in/code", data={"code": home.mails[-1].code.digits})
    set_cookies = [*asked.headers.get_list("set-cookie"), *entered.headers.get_list("set-cookie")]
    assert len(set_cookies) == 3
    for cookie in set_cookies:
        assert re.fullmatch(
            r"__Host-studio(-code)?=[\w-]*; Path=/; Max-Age=\d+; HttpOnly; SameSite=Lax; Secure", cookie
        )


def test_a_known_and_an_unknown_address_get_the_same_answer_and_one_gets_a_mail(home: Home) -> None:
    answers = [home.browser().post("/sign-in", data={"address": f"{name}@example.org"}) for name in ("edda", "nobody")]
    told = [(each.status_code, each.headers["location"], each.content, sorted(each.headers)) for each in answers]
    assert told[0] == told[1]
    assert [letter.person.name for letter in home.mails] == ["Edda"]
    assert home.browser().post("/sign-in/code", data={"code": "123456"}).status_code == 422


@pytest.mark.slow
def test_as_much_is_done_for_an_unknown_address_as_for_a_known_one(home: Home) -> None:
    def counts() -> tuple[int, int]:
        with home.pool.taken() as connection, connection.transaction(writes=False):
            attempts = connection.row("select count(*) from form_attempts")[0]
            return int(attempts), int(connection.row("select value from counters where name = 'sign-in-code'")[0])

    def written(address: str) -> tuple[int, int]:
        before = counts()
        assert home.browser().post("/sign-in", data={"address": address}).status_code == 303
        after = counts()
        return after[0] - before[0], after[1] - before[1]

    for _ in range(4):  # the fourth is one too many in an hour
        assert written("edda@example.org") == written("nobody@example.org")


@pytest.mark.parametrize(
    ("address", "status"),
    [("/articles/" + "b" * 300, 404), ("/networks/" + "b" * 300, 404), ("/points/" + "b" * 300, 404),
     ("/files/issues/" + "b" * 300 + ".yaml", 404), ("/source/issues/2024-01/issue.yaml?line=²", 200),
     ("/history?skip=²", 200), ("/issues/2024-01/pick?section=²&kind=articles", 404)],
)  # fmt: skip
def test_an_address_that_nobody_would_write_is_a_page_all_the_same(home: Home, address: str, status: int) -> None:
    assert home.sign_in("edda").get(address).status_code == status


@pytest.mark.parametrize(
    ("back", "to"),
    [("/history?skip=30", "/history?skip=30"), ("//evil.test", "/"), ("/\\evil.test", "/"), ("/\t/evil.test", "/"),
     ("/\n/evil.test", "/"), ("/café", "/"), ("https://evil.test", "/"), ("", "/")],
)  # fmt: skip
def test_after_choosing_one_goes_back_to_a_page_of_the_studio_and_nowhere_else(home: Home, back: str, to: str) -> None:
    assert home.sign_in("edda").post("/me", data={"back": back}).headers["location"] == to


@pytest.mark.slow
def test_what_is_nested_without_end_can_not_be_read(home: Home) -> None:
    client, deep = home.sign_in("edda"), b"[" * 100_000
    assert client.patch(ISSUE, content=b'{"edits":' + deep, headers={"if-match": '"x"'}).status_code == 400
    assert client.post("/review/2024-01/nl/nl/acts", content=deep).status_code == 400
    parts = b"".join(b"--b%d\r\nContent-Type: multipart/mixed; boundary=b%d\r\n\r\n" % (n, n + 1) for n in range(1_200))
    nina, headers = home.sign_in("nina"), {"content-type": "multipart/form-data; boundary=b0"}
    assert nina.post("/readers/nl/import", content=parts, headers=headers).status_code == 400


def test_a_code_works_only_in_the_browser_that_asked_for_it(home: Home) -> None:
    asking, other = home.browser(), home.browser()
    for client in (asking, other):
        client.post("/sign-in", data={"address": "edda@example.org"})
    mine = home.mails[0].code.digits
    assert other.post("/sign-in/code", data={"code": mine}).status_code in (303, 422)  # one in a million is both
    assert asking.post("/sign-in/code", data={"code": f"{mine[:3]} {mine[3:]}"}).status_code == 303


def test_whoever_opens_every_link_and_presses_every_button_of_a_mail_is_not_signed_in(home: Home) -> None:
    asking, scanner = home.browser(), home.browser()
    asking.post("/sign-in", data={"address": "edda@example.org"})
    for path in ("/sign-in", "/sign-in/code", "/"):
        for method in ("GET", "HEAD"):
            scanner.request(method, path)
    scanner.post("/sign-in/code", data={"code": home.mails[-1].code.digits})
    assert scanner.get("/").status_code == 303
    assert asking.post("/sign-in/code", data={"code": home.mails[-1].code.digits}).status_code == 303


def test_a_client_that_asks_too_often_has_to_wait(home: Home) -> None:
    client = home.browser()
    told = [
        client.post("/sign-in", data={"address": "nobody@example.org"}).status_code for _ in range(ASKED_AN_HOUR + 1)
    ]
    assert told == [303] * ASKED_AN_HOUR + [429]
    home.clock[0] += dt.timedelta(hours=1)
    assert client.post("/sign-in", data={"address": "edda@example.org"}).status_code == 303


@pytest.mark.parametrize("headers", [{"sec-fetch-site": "cross-site"}, {"sec-fetch-site": "", "origin": "null"}])
def test_nobody_is_signed_in_or_out_from_another_site(home: Home, headers: dict[str, str]) -> None:
    client = home.sign_in("edda")
    for path in ("/sign-in", "/sign-in/code", "/sign-out"):
        assert client.post(path, data={"address": "edda@example.org"}, headers=headers).status_code == 403
    assert client.get("/").status_code == 200


def test_another_host_is_refused(home: Home) -> None:
    client = home.sign_in("edda")
    for host in ("127.0.0.1:8026", "news.example.org"):
        assert client.get("/", headers={"host": host}).status_code == 421


def edited(home: Home, name: str, path: str) -> int:
    client = home.sign_in(name)
    tag = client.get(path).headers.get("etag", '""')
    wanted = EDIT if path == ISSUE else NOTE
    return client.patch(path, json=wanted, headers={"if-match": tag}).status_code


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "issue", "overlay"), [("olga", 403, 403), ("edda", 200, 200), ("nina", 403, 200), ("rene", 403, 403)]
)
def test_each_role_writes_what_is_its_own(home: Home, name: str, issue: int, overlay: int) -> None:
    assert edited(home, name, ISSUE) == issue
    assert edited(home, name, OVERLAY) == overlay


@pytest.mark.few_quick(3)
@pytest.mark.parametrize("name", ["olga", "edda", "nina", "rene"])
@pytest.mark.parametrize("file", ["newsletter.toml", "templates/letter.mjml", "templates/pages/new.html"])
def test_settings_and_templates_are_written_by_nobody_in_a_browser(home: Home, name: str, file: str) -> None:
    client = home.sign_in(name)
    found = client.get(f"/files/{file}")
    headers = {"if-match": found.headers.get("etag", '""')}
    assert client.put(f"/files/{file}", content="{{ cycler.__init__.__globals__ }}", headers=headers).status_code == 403
    assert client.post("/history/undo", data={"file": file, "commit": "now"}).status_code == 403
    assert client.get(f"/files/{file}").content == found.content


def test_a_point_brings_pictures_to_its_own_articles_and_to_no_others(home: Home) -> None:
    nina, picture = home.sign_in("nina"), BytesIO()
    Image.new("RGB", (700, 500), (200, 30, 30)).save(picture, "PNG")
    assert nina.post("/new/article", data={"name": "Ours", "title": "Ours", "from": "nl"}).status_code == 303
    sent = {"ours": 200, "bridges": 403}
    for slug, status in sent.items():
        answer = nina.post(f"/articles/{slug}/pictures?name=a.png", content=picture.getvalue())
        assert answer.status_code == status, slug
    assert home.sign_in("rene").post("/articles/ours/pictures", content=picture.getvalue()).status_code == 403


def test_a_point_writes_its_own_articles_and_can_take_nobody_elses(home: Home) -> None:
    text = "---\nlocale: nl\ntitle: Eigen nieuws\nsummary: Kort.\nfrom: nl\n---\nTekst.\n"
    nina, own = home.sign_in("nina"), "/files/issues/articles/eigen.md"
    home.sample.write("issues/articles/eigen.md", text)
    tag = nina.get(own).headers["etag"]
    saved = nina.put(own, content=text.replace("Kort.", "Korter."), headers={"if-match": tag})
    assert saved.status_code == 200
    given = nina.put(own, content=text.replace("from: nl\n", ""), headers={"if-match": saved.headers["etag"]})
    assert given.status_code == 403
    others = "/files/issues/articles/bridges.md"
    assert nina.get(others).status_code == 200
    taken = nina.put(others, content=text, headers={"if-match": nina.get(others).headers["etag"]})
    assert taken.status_code == 403


def test_who_approves_is_who_has_signed_in(home: Home) -> None:
    rene = home.sign_in("rene")
    rene.post("/me", data={"name": "Somebody Else", "scheme": "dark", "locale": "es", "keys": "off"})
    page = rene.get("/me").text
    assert "Rene" in page
    assert "Somebody Else" not in page
    assert 'data-scheme="dark"' in page


def test_a_reviewer_reviews_their_language_and_no_other(home: Home) -> None:
    rene = home.sign_in("rene")
    acts = {"acts": [{"id": "a1", "text": "nothing", "kind": "accept", "version": ""}]}
    assert rene.post("/review/2024-01/nl/fr/acts", json=acts).status_code == 200
    assert rene.post("/review/2024-01/nl/nl/acts", json=acts).status_code == 403
    assert home.sign_in("edda").post("/review/2024-01/nl/fr/acts", json=acts).status_code == 403


class Repository:
    """The project in git, as its home has it."""

    def __init__(self, sample: Sample) -> None:
        self.root = sample.root
        self.run("init", "-q")
        self.run("add", "issues")
        self.run("commit", "-qm", "begun")

    def run(self, *arguments: str) -> str:
        command = ["git", "-C", str(self.root), "-c", "user.name=X", "-c", "user.email=x@example.org", *arguments]
        return subprocess.run(command, capture_output=True, text=True, check=True, timeout=30).stdout

    def who_wrote(self) -> dict[str, str]:
        """Who made the last commit of each file since the first."""
        found: dict[str, str] = {}
        for line in self.run("log", "--format=%an|%s", "--reverse").splitlines()[1:]:
            name, _, subject = line.partition("|")
            found[subject.removeprefix("studio: ")] = name
        return found


@pytest.mark.slow
def test_what_somebody_saves_becomes_a_commit_of_theirs(sample: Sample) -> None:
    git = Repository(sample)
    with studio_at_home(sample) as home:
        home.add("Olga", "operator")
        home.add("Edda", "editor")
        home.add("Nina", "point:nl")
        assert edited(home, "edda", ISSUE) == 200
        assert edited(home, "nina", OVERLAY) == 200
        told = home.sign_in("olga").get("/history").text
        assert "Edda" in told
        assert "Nina" in told
        assert home.online.saves is not None
        assert home.online.saves.commit_all() == 2
        assert sorted(git.run("log", "-2", "--format=%an %ae %cn %s").splitlines()) == [
            "Edda person-2@studio.example.org studio studio: issues/2024-01/issue.yaml",
            "Nina person-3@studio.example.org studio studio: issues/2024-01/points/nl.yaml",
        ]
        assert home.sign_in("olga").get("/history").text.count("Nina") == told.count("Nina")


FILES_OF_NEW = {
    "issue": {"month": "2024-02", "date": "", "like": ""},
    "article": {"name": "Ferries", "locale": "en"},
    "network": {"name": "Harbours", "locale": "en", "country": "ES"},
    "point": {"country": "ES", "name": "", "locale": ""},
}


@pytest.mark.slow
def test_an_article_of_a_point_that_no_issue_has_yet_leads_to_where_it_is_chosen(sample: Sample) -> None:
    with studio_at_home(sample) as home:
        home.add("Olga", "operator")
        home.add("Nina", "point:nl")
        home.add("Edda", "editor")
        nina = home.sign_in("nina")
        made = nina.post("/new/article", data={"name": "Ferries", "locale": "nl", "from": "nl"}).headers["location"]
        said, leads = "It stands in no issue yet.", 'href="/issues/2024-01/points/nl">What Netherlands changes</a>'
        assert (said in nina.get(made).text, leads in nina.get(made).text) == (True, True)
        assert said not in home.sign_in("edda").get(made).text
        sample.edit("issues/articles/ferries.md", "title: Ferries\n", "title: Ferries\nsummary: Boten.\n")
        sample.write(
            "issues/articles/ferries.md", (sample.root / "issues/articles/ferries.md").read_text() + "Boten.\n"
        )
        sample.write("issues/2024-01/points/nl.yaml", "lead: ferries\n")
        home.studio.resident.touched(["issues/2024-01/points/nl.yaml", "issues/articles/ferries.md"])
        assert said not in nina.get(made).text


@pytest.mark.slow
def test_a_points_person_hands_over_what_is_the_points_own_and_nobody_else_does(sample: Sample) -> None:
    sample.edit("issues/articles/markets.md", "locale: nl", "locale: en")
    sample.edit("issues/points/nl.yaml", "locales: [nl, nl-BE]", "locales: [nl, fr]")
    git = Repository(sample)
    with studio_at_home(sample) as home:
        home.add("Olga", "operator")
        home.add("Nina", "point:nl")
        home.add("Rene", "reviewer:nl")
        nina, address = home.sign_in("nina"), "/issues/2024-01/points/nl/hand"
        for page in ("/issues/2024-01/points/nl", "/articles/markets"):
            assert f'data-hand="{address}"' in nina.get(page).text
        for page in ("/issues/2024-01/points/eu", "/articles/bridges", "/issues/2024-01/compose"):
            assert "data-hand=" not in nina.get(page).text
        assert "not with the reviewers yet" in nina.get(address).text
        assert nina.get("/issues/2024-01/points/nowhere/hand").status_code == 404
        assert nina.post("/issues/2024-01/points/eu/hand").status_code == 403
        assert home.sign_in("rene").post(address).status_code == 403
        assert not (sample.root / "locales").exists()
        told = nina.post(address).text
        assert "with the reviewers, to be read in" in told
        assert "have everything of yours" in told
        assert home.online.saves is not None
        home.online.saves.commit_all()
        assert git.who_wrote() == {f"locales/{each}/LC_MESSAGES/2024-01.po": "Nina" for each in ("nl", "fr")}


@pytest.mark.slow
def test_a_catalog_that_cannot_be_read_is_told_by_who_hands_over_in_their_language_and_once(sample: Sample) -> None:
    sample.edit("issues/articles/markets.md", "locale: nl", "locale: en")
    sample.edit("issues/points/nl.yaml", "locales: [nl, nl-BE]", "locales: [nl, fr]")
    with studio_at_home(sample) as home:
        home.add("Olga", "operator")
        home.add("Nina", "point:nl")
        nina, address = home.sign_in("nina"), "/issues/2024-01/points/nl/hand"
        assert "have everything of yours" in nina.post(address).text
        sample.write("locales/nl/LC_MESSAGES/2024-01.po", 'msgid "x\nmsgstr ""\n')
        spanish = {"accept-language": "es"}
        for page in (nina.get(address, headers=spanish).text, nina.post(address, headers=spanish).text):
            assert "Los revisores de" not in page, "nothing can be said of what is in it"
            assert page.count("Los textos de este idioma no se pueden leer a partir de aquí.") == 1
            assert "quotation mark" not in page


@pytest.mark.slow
def test_settings_and_templates_are_read_by_operators_and_content_by_everybody(sample: Sample) -> None:
    sample.write("templates/letter.css", "p {}\n")
    with studio_at_home(sample) as home:
        for name, role in (("Olga", "operator"), ("Edda", "editor"), ("Nina", "point:nl"), ("Rene", "reviewer:nl")):
            home.add(name, role)
            client = home.sign_in(name)
            for way in ("files", "source"):
                assert client.get(f"/{way}/issues/2024-01/issue.yaml").status_code == 200
                kept = client.get(f"/{way}/newsletter.toml").status_code
                assert kept == (200 if name == "Olga" else 403), name
                assert client.get(f"/{way}/templates/letter.css").status_code != 200 or name == "Olga"
                for odd in ("issues/%2e%2e/newsletter.toml", "issues//../newsletter.toml", "./newsletter.toml"):
                    assert client.get(f"/{way}/{odd}").status_code in (403, 404) or name == "Olga", odd


def test_a_language_that_was_chosen_before_signing_in_is_kept_by_who_had_chosen_none(sample: Sample) -> None:
    with studio_at_home(sample) as home:
        home.add("Olga", "operator")
        browser = home.browser()
        page = browser.get("/sign-in?in=es").text
        assert '<html lang="es"' in page
        assert 'action="/sign-in?in=es"' in page
        assert '<html lang="en"' in browser.get("/sign-in?in=xx%22").text
        asked = browser.post("/sign-in?in=es", data={"address": "olga@example.org"})
        assert asked.headers["location"] == "/sign-in/code?in=es"
        assert '<html lang="es"' in browser.get("/sign-in/code?in=es").text
        browser.post("/sign-in/code?in=es", data={"code": home.mails[-1].code.digits})
        assert '<html lang="es"' in browser.get("/").text
        other = home.browser()
        other.post("/sign-in?in=en", data={"address": "olga@example.org"})
        other.post("/sign-in/code?in=en", data={"code": home.mails[-1].code.digits})
        assert '<html lang="es"' in other.get("/").text, "what somebody has chosen stays"


@pytest.mark.slow
def test_what_the_studio_writes_for_somebody_is_a_commit_of_theirs_too(sample: Sample) -> None:
    """Handing over, filling a language, a term, new files: they are written by use cases, and not by what is typed."""
    sample.write("newsletter.toml", sample.read("newsletter.toml") + '[providers]\ndefault = ["pseudo"]\n')
    git = Repository(sample)
    with studio_at_home(sample) as home:
        home.add("Olga", "operator")
        home.add("Edda", "editor")
        home.add("Rene", "reviewer:nl")
        home.add("Nina", "point:nl")
        assert home.online.saves is not None
        edda, rene, nina = (home.sign_in(name) for name in ("edda", "rene", "nina"))
        assert edda.post("/issues/2024-01/hand").status_code == 200
        home.online.saves.commit_all()
        handed = git.who_wrote()
        assert {"locales/nl/LC_MESSAGES/2024-01.po", "locales/en/LC_MESSAGES/2024-01.po"} <= set(handed)
        assert set(handed.values()) == {"Edda"}
        assert rene.post("/review/2024-01/nl/nl/fill", data={"characters": "100000"}).status_code == 303
        while (run := home.studio.fillings.after("nl", -1, PATIENCE)) and not run.has_ended:
            pass
        assert run is not None
        assert run.report is not None
        term = {"source": "harbour", "target": "port", "issue": "2024-01"}
        assert "added" in rene.post("/words/nl", data=term).headers["location"]
        for kind, answers in FILES_OF_NEW.items():
            assert edda.post(f"/new/{kind}", data=answers).status_code == 303, kind
        form = nina.get("/new/article").text
        assert '<input type="hidden" name="from" value="nl">' in form
        assert nina.post("/new/article", data={"name": "Grachten", "locale": "nl", "from": "nl"}).status_code == 303
        home.online.saves.commit_all()
        wrote = git.who_wrote()
    assert (wrote["locales/nl/LC_MESSAGES/2024-01.po"], wrote["locales/nl/LC_MESSAGES/glossary.po"]) == ("Rene", "Rene")
    assert wrote["locales/en/LC_MESSAGES/2024-01.po"] == "Edda"
    made = {"2024-02/issue.yaml", "articles/ferries.md", "networks/harbours.yaml", "points/es.yaml"}
    assert {wrote.get(f"issues/{name}") for name in made} == {"Edda"}
    assert wrote["issues/articles/grachten.md"] == "Nina"
    assert "studio" not in wrote.values()


@pytest.mark.slow
def test_a_point_makes_no_article_of_everybodys(home: Home) -> None:
    answer = home.sign_in("nina").post("/new/article", data={"name": "Ours", "locale": "nl", "from": "fr"})
    assert answer.status_code == 403
    assert not (home.sample.root / "issues/articles/ours.md").exists()


@pytest.mark.slow
def test_somebody_sees_where_they_are_signed_in_and_ends_it_there_alone(home: Home) -> None:
    here, there, other = home.sign_in("edda"), home.sign_in("edda"), home.sign_in("rene")
    page = here.get("/signed-in").text
    assert (page.count("this one"), page.count("Sign out there")) == (1, 1)
    (name,) = re.findall(r'name="name" value="([0-9a-f]{16})"', page)
    assert other.post("/signed-in", data={"name": name}).status_code == 303
    assert there.get("/").status_code == 200
    assert here.post("/signed-in", data={"name": name}).headers["location"] == "/signed-in"
    assert [client.get("/").status_code for client in (here, there)] == [200, 303]


def test_a_hundred_wrong_codes_in_an_hour_are_told_in_the_log_without_anybody_in_it(home: Home) -> None:
    for _ in range(FAILED_AN_HOUR // TRIES + 1):
        client = home.browser()
        home.clock[0] += dt.timedelta(seconds=1)
        with home.pool.taken() as connection:
            for _ in range(TRIES):
                use_code(connection, "000000", "nobody's", b"k" * 32, home.clock[0])
    client.post("/sign-in", data={"address": "edda@example.org"})
    wrong = "000001" if home.mails[-1].code.digits == "000000" else "000000"
    assert client.post("/sign-in/code", data={"code": wrong}).status_code == 422
    alarms = [line for line in home.log if "alarm" in line]
    assert [json.loads(line) for line in alarms] == [{"alarm": "sign-in", "wrong-codes-an-hour": FAILED_AN_HOUR}]
    assert client.post("/sign-in/code", data={"code": home.mails[-1].code.digits}).status_code == 303


def test_who_accepts_a_warning_is_who_has_signed_in(home: Home) -> None:
    edda = home.sign_in("edda")
    sent = {"check": "late-subject", "where": "", "by": "Somebody Else", "reason": "it is meant"}
    assert edda.post("/issues/2024-01/check/accept", data=sent).status_code == 303
    written = (home.sample.root / "issues/2024-01/issue.yaml").read_text("utf-8")
    assert "Somebody Else" not in written
    assert "by: Edda" in written


def in_git(sample: Sample) -> None:
    who = ["-c", "user.name=X", "-c", "user.email=x@example.org"]
    for arguments in (["init", "-q"], ["add", "issues"], [*who, "commit", "-qm", "begun"]):
        subprocess.run(["git", "-C", str(sample.root), *arguments], check=True, timeout=30)


def noted(
    home: Home,
    act: Act,
    kind: ThingKind,
    subject: str,
    point: str,
    detail: Detail,
    who: str = "Nina",
    at: dt.datetime = NOON,
) -> None:
    with home.pool.taken() as connection, connection.transaction():
        record.add_entry(connection, record.Entry(at, 3, who, act, kind, subject, point, detail))


@pytest.fixture
def told(sample: Sample) -> Iterator[Home]:
    """The studio on a project in git, with acts of two points."""
    in_git(sample)
    with studio_at_home(sample) as home:
        for name, role in (("Olga", "operator"), ("Edda", "editor"), ("Nina", "point:nl"), ("Ewa", "point:eu")):
            home.add(name, role)
        asked = Detail(How.ASKED, 12, dt.datetime(2024, 1, 17, 8, tzinfo=dt.UTC), "Europe/Amsterdam")
        added = Detail(How.ADDED, roles=(Role(RoleKind.POINT, "nl"),))
        noted(home, Act.PLAN, ThingKind.MAILING, "2024-01/nl", "nl", asked)
        noted(home, Act.EXPORT, ThingKind.READERS, "eu", "eu", Detail(readers=1), "Ewa")
        noted(home, Act.WRITE, ThingKind.PEOPLE, "Ewa", "", added, "Olga")
        yield home


@pytest.mark.slow
def test_history_tells_acts_between_saves_and_a_point_its_own_alone(told: Home) -> None:
    pages = {name: told.sign_in(name).get("/history").text for name in ("olga", "edda", "nina", "ewa")}
    asked, exported, people = (
        "asked for an agreement to mail January 2024 for",
        "exported readers of",
        "changed what Ewa may do",
    )
    seen = {name: tuple(each in page for each in (asked, exported, people)) for name, page in pages.items()}
    assert seen == {
        "olga": (True, True, True),
        "edda": (False, False, False),
        "nina": (True, False, False),
        "ewa": (False, True, False),
    }
    assert all("begun" not in page and "X</b>" in page for page in pages.values())
    assert "Asked for: 17 January 2024, 09:00 (Amsterdam). 12 readers" in pages["nina"]
    assert "May do: Point: Netherlands" in pages["olga"], "roles have words"


@pytest.mark.few_quick(3)
@pytest.mark.parametrize(
    ("query", "seen"),
    [
        ("kind=mailings", (True, False, False)), ("kind=people", (False, False, True)),
        ("kind=saves", (False, False, False)), ("who=Ewa", (False, True, False)),
        ("day=2024-01-16", (True, True, True)),
        ("day=2024-01-17", (False, False, False)), ("q=agreement", (True, False, False)),
        ("issue=2024-01", (True, False, False)), ("day=2024-99-99&kind=x", (True, True, True)),
    ],
)  # fmt: skip
def test_history_is_asked_by_person_kind_and_day(told: Home, query: str, seen: tuple[bool, ...]) -> None:
    page = told.sign_in("olga").get(f"/history?{query}").text
    assert tuple(each in page for each in ("an agreement to mail", "exported readers", "what Ewa may do")) == seen
    assert ("X</b>" in page) == (query in ("kind=saves", "issue=2024-01", "day=2024-99-99&kind=x"))


@pytest.mark.slow
def test_history_tells_times_and_days_by_the_clocks_of_whoever_asks_and_not_by_the_machines(told: Home) -> None:
    told.sample.edit("issues/points/nl.yaml", "time-zone: Europe/Amsterdam", "time-zone: Europe/Athens")
    late = NOON.replace(hour=22, minute=30)
    noted(told, Act.PAUSE, ThingKind.MAILING, "2024-01/nl", "nl", Detail(reason="late"), at=late)
    nina, olga = told.sign_in("nina"), told.sign_in("olga")
    assert ">14:00</time>" in nina.get("/history?day=2024-01-16").text
    assert ">13:00</time>" in olga.get("/history?day=2024-01-16").text, "the secretariat’s"
    assert [">00:30</time>" in nina.get(f"/history?day=2024-01-{day}").text for day in (16, 17)] == [False, True]
    assert [">23:30</time>" in olga.get(f"/history?day=2024-01-{day}").text for day in (16, 17)] == [True, False]


@pytest.mark.slow
def test_more_acts_than_a_page_holds_are_told_on_the_next_ones(told: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(history, "_MOST_ACTS", 3)
    for number in range(5):
        at = NOON + dt.timedelta(minutes=number + 1)
        noted(told, Act.PAUSE, ThingKind.MAILING, "2024-01/nl", "nl", Detail(reason=f"fault {number}"), at=at)
    olga = told.sign_in("olga")
    for kind in ("", "mailings"):
        seen, address = [], f"/history?kind={kind}"
        for _ in range(6):
            page = olga.get(address).text
            seen += re.findall(r"fault \d|12 readers", page)
            (address,) = re.findall(r'class="button" href="(/history\?[^"]+)"', page.replace("&amp;", "&")) or [""]
            if not address:
                break
        assert seen == ["fault 4", "fault 3", "fault 2", "fault 1", "fault 0", "12 readers"]
        assert not address


@pytest.mark.slow
def test_an_operator_exports_the_record_as_lines_of_json_and_nobody_else(told: Home) -> None:
    olga = told.sign_in("olga")
    assert 'href="/history/acts"' in olga.get("/history").text
    answer = olga.get("/history/acts")
    assert answer.headers["content-disposition"] == 'attachment; filename="acts.jsonl"'
    lines = [json.loads(line) for line in answer.text.splitlines()]
    assert [(each["person"], each["act"], each["kind"], each["point"]) for each in lines] == [
        ("Olga", "write", "people", ""), ("Ewa", "export", "readers", "eu"), ("Nina", "plan", "mailing", "nl"),
    ]  # fmt: skip
    for name in ("edda", "nina"):
        assert told.sign_in(name).get("/history/acts").status_code == 403
        assert 'href="/history/acts"' not in told.sign_in(name).get("/history").text


@pytest.mark.slow
def test_without_git_nothing_can_be_brought_back_and_that_is_said_while_acts_are_shown(home: Home) -> None:
    noted(home, Act.PAUSE, ThingKind.MAILING, "2024-01/nl", "nl", Detail(reason="a fault in the lead"))
    page = home.sign_in("nina").get("/history").text
    assert "What was typed is not in here, and can’t be brought back." in page
    assert "paused the mailing of January 2024" in page
    assert "a fault in the lead" in page
    assert "/history/undo" not in page
    assert home.sign_in("edda").post("/history/undo", data={"file": "issues/2024-01/issue.yaml", "commit": "now"})


@pytest.mark.slow
def test_an_open_page_hears_nothing_once_its_person_is_signed_out_and_is_no_sign_of_them(home: Home) -> None:
    client = home.sign_in("edda")
    headers = {"cookie": f"__Host-studio={client.cookies['__Host-studio']}"}
    is_in = home.studio.entrance.is_still_in
    events = Events(home.studio.resident, heartbeat=0.0).stream(lambda: is_in(headers))

    async def heard() -> list[bytes]:
        found = [await anext(events), await anext(events)]
        home.clock[0] += IDLE - dt.timedelta(minutes=1)
        found.append(await anext(events))
        home.clock[0] += dt.timedelta(minutes=2)  # nothing was done for twelve hours, whatever page is open
        return [*found, *[line async for line in events]]

    assert len(asyncio.run(heard())) == 3
    again = home.sign_in("edda")
    assert is_in({"cookie": f"__Host-studio={again.cookies['__Host-studio']}"})
    again.post("/sign-out")
    assert not is_in({"cookie": f"__Host-studio={again.cookies.get('__Host-studio')}"})


@pytest.mark.slow
@pytest.mark.parametrize(
    ("address", "is_sign"),
    [("/history", True), ("/mailings/1/standing", False), ("/send/2024-01/nl/news", False)],
)
def test_what_an_open_page_asks_by_itself_is_no_sign_of_anybody(home: Home, address: str, is_sign: bool) -> None:
    client = home.sign_in("edda")
    home.clock[0] += IDLE - dt.timedelta(minutes=1)
    client.get(address)
    home.clock[0] += dt.timedelta(minutes=2)
    assert (client.get("/history").status_code == 200) is is_sign


def _closed(page: str) -> bool:
    return "You can read this here, not change it." in page and "<fieldset disabled>" in page


@pytest.mark.slow
def test_whoever_may_not_change_a_file_reads_it_and_is_led_to_what_is_theirs(home: Home) -> None:
    compose, theirs, others = "/issues/2024-01/compose", "/issues/2024-01/points/nl", "/issues/2024-01/points/eu"
    nina, edda = home.sign_in("nina"), home.sign_in("edda")
    home.sample.write("issues/articles/ours.md", "---\nlocale: nl\ntitle: Ons\nsummary: Kort.\nfrom: nl\n---\nTekst.\n")
    central = nina.get(compose).text
    assert _closed(central)
    assert f'<a class="button" href="{theirs}">What Netherlands changes</a>' in central
    assert [_closed(nina.get(path).text) for path in (theirs, others, "/points/nl")] == [False, True, True]
    articles = {slug: " data-closed" in nina.get(f"/articles/{slug}").text for slug in ("bridges", "ours")}
    assert articles == {"bridges": True, "ours": False}, "their text is read as well, and one's own written"
    assert not any(_closed(edda.get(path).text) for path in (compose, theirs, others))


@pytest.mark.slow
def test_nobody_is_offered_to_make_what_they_may_not(home: Home) -> None:
    made = {"/": "/new/issue", "/points/": "/new/point", "/networks/": "/new/network", "/find?q=new": "/new/issue",
            "/articles/": "/bring-in", "/issues/2024-01/compose": "/bring-in"}  # fmt: skip
    browsers = {name: home.sign_in(name) for name in ("olga", "edda", "nina", "rene")}
    for page, address in made.items():
        offered = {name: f'href="{address}' in client.get(page).text for name, client in browsers.items()}
        assert offered == {"olga": False, "edda": True, "nina": False, "rene": False}, page
    for kind in ("issue", "article", "network", "point"):
        asked = {name: client.get(f"/new/{kind}").status_code == 200 for name, client in browsers.items()}
        assert asked == {"olga": False, "edda": True, "nina": kind == "article", "rene": False}, "nobody types in vain"
    offered = {name: 'href="/new/article"' in client.get("/articles/").text for name, client in browsers.items()}
    assert offered == {"olga": False, "edda": True, "nina": True, "rene": False}
    picked = browsers["nina"].get("/issues/2024-01/points/nl/pick?section=networks&at=networks")
    assert "/new/network" not in picked.text


@pytest.mark.slow
def test_digits_of_other_scripts_and_signs_in_names_are_no_fault_of_the_studio(home: Home) -> None:
    nina, path = home.sign_in("nina"), "/files/issues/2024-01/points/nl.yaml"
    tag = {"if-match": nina.get(path).headers["etag"]}
    assert (
        nina.put(path, content='"²": {"{n}{x}": {"١": a}}\nsubject: {"²": b}\n'.encode(), headers=tag).status_code
        == 200
    )
    asked = ("", "/problems", "/pick?section=²&kind=articles", "/pick?section=9999999999999&kind=articles", "/hand")
    answers = [nina.get(f"/issues/2024-01/points/nl{each}").status_code for each in asked]
    assert answers == [200, 200, 404, 404, 200]
    edda = home.sign_in("edda")
    for path in ("/articles/%00/rename", "/networks/%00/rename", "/articles/%00/pictures?name=x"):
        assert edda.post(path).status_code == 404
    assert nina.get("/history?who=%00").status_code == 404
    assert nina.get("/sign-in?in=%00").status_code == 404
    assert edda.get("/history").status_code == 200


def test_the_board_begins_with_what_is_of_ones_point_before_any_of_it_is_read(home: Home) -> None:
    page = home.sign_in("nina").get("/?counted").text
    first = page.index('<tr class="mine">')
    assert "/issues/2024-01/points/nl" in page[first : page.index("</tr>", first)]
    assert "/review/2024-01/nl/" in page[page.index('id="next"') : page.index("</section>")]
    assert 'class="mine"' not in home.sign_in("edda").get("/?counted").text


def test_who_may_not_begin_an_issue_is_not_offered_one_where_there_is_none(sample: Sample, home: Home) -> None:
    (sample.root / "issues/2024-01").rename(sample.root / "2024-01")
    pages = {name: home.sign_in(name).get("/?counted").text for name in ("nina", "edda")}
    assert 'href="/new/issue"' not in pages["nina"]
    assert "There is no issue yet" in pages["nina"]
    assert 'href="/new/issue"' in pages["edda"]


@pytest.mark.slow
def test_an_address_of_a_list_is_found_without_its_last_stroke(home: Home) -> None:
    client = home.sign_in("nina")
    for path in ("/articles", "/networks", "/points", "/readers"):
        found = client.get(path)
        assert (found.status_code, found.headers["location"]) == (308, f"{path}/")
        assert client.get(f"{path}/").status_code in (200, 303), "of one point the readers are shown at once"
    for path in ("/nowhere", "/issues", "/articles/none"):
        assert client.get(path).status_code == 404
    assert client.post("/articles").status_code == 404


def test_the_language_of_a_points_article_is_its_own(home: Home) -> None:
    chosen = [
        re.findall(r'value="(\w+)" selected', home.sign_in(name).get("/new/article").text) for name in ("nina", "edda")
    ]
    assert chosen == [["nl"], ["en"]]


@pytest.mark.slow
def test_whose_agreement_is_asked_for_is_told_on_the_board_and_who_asked_is_not(home: Home) -> None:
    home.add("Nils", "point:nl")
    home.add("Eva", "point:eu")
    with home.pool.taken() as connection, connection.transaction():
        asker = next(each for each in store.list_people(connection) if each.name == "Nina")
        terms = Terms((), None, {"nl": "0" * 64}, {"nl": 3})
        asked = proposals.Proposal("2024-01", "nl", terms, Signer("Nina", asker.id), home.clock[0])
        proposals.propose(connection, asked)
    told = "Nina asks you to agree to the mailing to Netherlands, January 2024"
    seen = {name: told in home.sign_in(name).get("/mailings").text for name in ("nina", "nils", "eva", "edda")}
    assert seen == {"nina": False, "nils": True, "eva": False, "edda": False}
    assert 'href="/send/2024-01/nl"' in home.sign_in("nils").get("/mailings").text


@pytest.mark.slow
def test_who_shares_a_browser_sees_and_sends_no_draft_of_the_one_before(home: Home) -> None:
    """The browser keeps what is not on disk yet under this name: it is a person's, and the same on their next visit."""
    kept = [
        re.findall(r'data-project="(\w+)"', home.sign_in(name).get("/issues/2024-01/points/nl").text)[0]
        for name in ("nina", "edda", "nina")
    ]
    assert kept[0] == kept[2] != kept[1]


@pytest.mark.slow
def test_a_page_that_stays_open_saves_nothing_in_the_name_of_who_signed_in_since_and_waits_for_its_own(
    home: Home,
) -> None:
    nina, code = home.sign_in("nina"), {"sec-fetch-dest": "empty", "accept": "application/json"}
    page = re.findall(r'data-project="(\w+)"', nina.get("/issues/2024-01/points/nl").text)[0]
    sent = {**code, "studio-page-of": page, "if-match": nina.get(OVERLAY).headers["etag"]}
    answers = []
    for name in ("edda", "", "nina"):
        client = home.sign_in(name) if name else home.browser()
        answers.append(client.patch(OVERLAY, json=NOTE, headers=sent))
    assert [each.status_code for each in answers] == [409, 409, 200]
    assert "Somebody else is signed in" in answers[0].json()["message"]
    assert "Sign in again in another tab" in answers[1].json()["message"], "no terminal has shown an address"


@pytest.mark.slow
def test_once_all_is_read_a_points_person_is_led_to_its_mailing_and_an_editor_to_the_issue(home: Home) -> None:
    review_all(home.sample.project(), "2024-01")
    led = {
        name: re.findall(r'class="button main" href="([^"]+)"', home.sign_in(name).get("/?counted").text)[0]
        for name in ("nina", "edda")
    }
    assert led == {"nina": "/send/2024-01/nl", "edda": "/issues/2024-01/compose"}
