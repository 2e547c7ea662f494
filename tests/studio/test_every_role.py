"""Somebody of each role opens every address of the studio, their own and others': of another point's readers and
mailings nothing is in any answer, and of how the machine is kept nothing in those of who does not keep it.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterator
from html import unescape
from importlib import import_module

import pytest
from starlette.testclient import TestClient

from newsletter.people.detail import Detail
from newsletter.people.record import Entry, add_entry
from newsletter.people.rights import Act, ThingKind
from newsletter.settings.project import SECRET
from newsletter.studio.app import ONLINE, PUBLIC, SCREENS
from tests.conftest import Sample
from tests.support import point_readers
from tests.support.home_of_many import git
from tests.support.point_readers import let_join
from tests.support.studio_at_home import Home, studio_at_home

POINTS = {"nl": "Netherly", "eu": "Europely"}
"""Each point with the word that all its readers, mailings and acts have in them."""
SETTINGS = "Hushedly"
"""What stands in settings and templates, now and before."""
WORDS = {slug: (word, f"readers-of-{word.lower()}") for slug, word in POINTS.items()}
ROLES = {
    "olga": ("operator",), "edda": ("editor",), "nina": ("point:nl",), "emil": ("point:eu",), "rene": ("reviewer:fr",)
}  # fmt: skip
OWN = {"nina": "nl", "emil": "eu"}
VALUES = {
    "issue": "2024-01", "kind": "article", "name": "newsletter.db", "path": "newsletter.db", "shape": "teaser",
    "id": "1", "number": "2", "code": "x",
}  # fmt: skip
MOST_ALIKE = 4
"""So many addresses of one kind are opened of those that links lead to."""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    """A studio in which two points have readers, mailings and acts that can be told from all else."""
    sample = Sample.made(tmp_path_factory.mktemp("roles"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(SECRET, point_readers.SECRET)
        for slug, word in POINTS.items():
            rows = [f"{name}@{word.lower()}.test,{word} {name},{slug},{state}"
                    for name, state in (("ada", "active"), ("bob", "ended"), ("eve", "pending"))]  # fmt: skip
            let_join(sample.root, slug, rows)
        keep_settings(sample)
        with studio_at_home(sample) as opened:
            for name, roles in ROLES.items():
                opened.add(name.capitalize(), *roles)
            mail(opened)
            yield opened


def keep_settings(sample: Sample) -> None:
    """Settings and a text among the templates, changed in git."""
    git(sample.root, "init", "-q", "-b", "main")
    settings = sample.read("newsletter.toml")
    for number in (1, 2):
        sample.write("newsletter.toml", f"{settings}\n# {SETTINGS} {number}\n")
        sample.write("templates/notes.md", f"---\ntitle: {SETTINGS} {number}\n---\n\n{SETTINGS}\n")
        git(sample.root, "add", "newsletter.toml", "templates", "issues")
        git(sample.root, "commit", "-qm", f"{number}")


@pytest.fixture(scope="module")
def browsers(home: Home) -> dict[str, TestClient]:
    """Everybody's browser, signed in once: a client may ask for few codes an hour."""
    return {name: home.sign_in(name) for name in ROLES}


def mail(home: Home) -> None:
    now = dt.datetime(2024, 1, 16, 12, tzinfo=dt.UTC)
    with home.pool.taken() as connection, connection.transaction():
        for number, (slug, word) in enumerate(POINTS.items(), 1):
            values = {"id": number, "point": slug, "word": word, "locale": {"nl": "nl", "eu": "en"}[slug]}
            connection.run(
                """insert into rounds values (:id, '2024-01', :point, 'paused', 'by-hand', :word,
                '2024-01-16T10:00:00Z', '2024-01-16T10:00:00Z', :word, :word, 1, 1, 1, 'Europe/Brussels', '', '', '',
                '')""",
                values,
            )
            connection.run(
                """insert into mailings values (:id, :id, :locale, '2024-01-16T10:00:00Z', '2024-01-16', :word, :word,
                :word, :word, :word, '', :word, :word, '', '', '', 0, 0, 0, 0, '', '', '', '', '')""",
                values,
            )
            connection.run(
                """insert into deliveries select :id, subscriber_id, :id, 'accepted', '', :word, 1, '', '',
                '2024-01-16', '' from subscriptions where point = :point""",
                values,
            )
            connection.run(
                """update deliveries set state = 'pending' where round_id = :id
                and subscriber_id = (select max(subscriber_id) from subscriptions where point = :point)""",
                values,
            )
            add_entry(
                connection,
                Entry(now, 9, "Somebody", Act.EXPORT, ThingKind.READERS, f"of {word}", slug, Detail(reason=word)),
            )
            add_entry(
                connection,
                Entry(now, 9, "Somebody", Act.PAUSE, ThingKind.MAILING, f"of {word}", slug, Detail(reason=word)),
            )


def patterns() -> list[str]:
    routes = [each for name in SCREENS + ONLINE for each in import_module(f"newsletter.studio.screens.{name}").ROUTES]
    return [each.pattern for each in routes if each.get and not each.pattern.startswith(PUBLIC)]


def addresses(pattern: str) -> list[str]:
    """The address for each point, its own and foreign; the other places have the first value that they may."""
    found = []
    for point in POINTS if "{point}" in pattern or "{slug}" in pattern else ("nl",):
        slug = point if pattern.startswith("/points/") else "bridges"
        values = {**VALUES, "point": point, "locale": {"nl": "nl", "eu": "en"}[point], "slug": slug}
        found.append(pattern.replace(":path}", "}").format(**values))
    return found


def forbidden(name: str) -> list[str]:
    words = [word for slug, word in POINTS.items() if slug != OWN.get(name)]
    return words if name == "olga" else [*words, SETTINGS]


def crawl(client: TestClient, name: str) -> tuple[set[str], list[tuple[str, str]]]:
    """All that can be opened from the first page and by every pattern; and where a foreign word was found."""
    waiting = ["/", *(each for pattern in patterns() for each in addresses(pattern))]
    seen: set[str] = set()
    found: list[tuple[str, str]] = []
    alike: Counter[tuple[str, ...]] = Counter()
    while waiting:
        address = waiting.pop().partition("#")[0]
        if address in seen:
            continue
        seen.add(address)
        answer = client.get(address)
        whole = f"{answer.headers} {answer.text}"
        found += [(address, word) for word in forbidden(name) if word.lower() in whole.lower()]
        if answer.headers.get("content-type", "").startswith("text/html"):
            links = re.findall(r'(?:href|src|data-[a-z-]+)="(/[^"/][^"]*|/)"', answer.text)
            new = [unescape(each) for each in links if not each.startswith(("/static/", "/preview/", "/site/"))]
            for each in new:
                parts = tuple(each.partition("?")[0].split("/"))
                kind = (*parts[:2], str(len(parts)), parts[-1] if parts[-1].isalpha() else "")
                alike[kind] += each.partition("#")[0] not in seen
                if alike[kind] <= MOST_ALIKE:
                    waiting.append(each)
    return seen, found


@pytest.mark.slow
@pytest.mark.parametrize("name", list(ROLES))
def test_nobody_finds_another_points_readers_or_mailings(browsers: dict[str, TestClient], name: str) -> None:
    client = browsers[name]
    seen, found = crawl(client, name)
    if name == "olga":  # who keeps the machine sees how mailings go, and no reader
        found = [
            (address, word)
            for address, word in found
            if not address.startswith(("/operator", "/mailings", "/send", "/history"))
        ]
    assert found == []
    assert len(seen) > 40


@pytest.mark.slow
@pytest.mark.parametrize("name", list(ROLES))
def test_what_is_sent_to_another_points_readers_is_refused(browsers: dict[str, TestClient], name: str) -> None:
    client = browsers[name]
    for slug, word in POINTS.items():
        own = OWN.get(name) == slug
        for act, data in (
            ("find", {"typed": "ada"}),
            ("export", {}),
            ("known", {"number": "1"}),
            ("find", {"number": "1"}),
        ):
            answer = client.post(f"/readers/{slug}/{act}", data=data)
            assert (answer.status_code == 403) is not own, (slug, act)
            assert own or word.lower() not in answer.text.lower()
        if not own:
            for act in ("forget", "import"):
                assert client.post(f"/readers/{slug}/{act}", data={"number": "1"}).status_code == 403


def test_a_mailing_that_is_stopped_is_told_to_its_point_and_to_who_keeps_the_machine(
    browsers: dict[str, TestClient],
) -> None:
    told = {name: browsers[name].get("/mailings?issue=2024-01").text for name in ROLES}
    stopped = {
        name: re.findall(r'id="mailed-(nl|eu)-\w+" data-put>its mailing is paused', told[name]) for name in ROLES
    }
    assert {name: sorted(points) for name, points in stopped.items()} == {
        "olga": ["eu", "nl"], "edda": [], "nina": ["nl"], "emil": ["eu"], "rene": []
    }  # fmt: skip


@pytest.mark.slow
def test_who_keeps_the_machine_sees_in_history_what_was_set_and_others_are_offered_what_they_may_undo(
    browsers: dict[str, TestClient],
) -> None:
    told = {name: browsers[name].get("/history").text for name in ROLES}
    assert [name for name, page in told.items() if SETTINGS in page] == ["olga"]
    path = "/files/issues/2024-01/points/nl.yaml"
    tag = {"if-match": browsers["edda"].get(path).headers["etag"]}
    assert browsers["edda"].put(path, content="note: Dag.\n", headers=tag).status_code == 200
    offered = {name: "/history/undo" in browsers[name].get("/history").text for name in ROLES}
    assert offered == {"olga": False, "edda": True, "nina": True, "emil": False, "rene": False}


def test_a_point_finds_its_own(browsers: dict[str, TestClient]) -> None:
    for name, slug in OWN.items():
        table = browsers[name].post(f"/readers/{slug}/export").text
        assert table.count(POINTS[slug]) == 3
        assert not any(word.lower() in table.lower() for word in forbidden(name))


def test_what_is_told_to_open_pages_names_no_reader() -> None:
    routes = import_module("newsletter.studio.screens.preview").ROUTES
    streams = [
        each.pattern
        for name in SCREENS
        for each in import_module(f"newsletter.studio.screens.{name}").ROUTES
        if each.stream
    ]
    assert [each.pattern for each in routes if each.stream] == ["/events"]
    # Events have numbers, names of files and people; whatever else streams has to be looked at here.
    assert set(streams) <= {"/events", "/mailings/{id}/events", "/mailings/{number}/events"}
