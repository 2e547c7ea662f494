"""People sign in by an OpenID Connect provider: a real one on loopback, and what a false one may say."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from starlette.testclient import TestClient

from newsletter.people import record, store
from newsletter.people.detail import Detail, How
from newsletter.people.identities import LIFETIME
from newsletter.people.roles import Role, parse_role
from newsletter.pipeline.people.provided import Provided
from newsletter.settings.studio import Provider
from newsletter.studio.home_entrance import BACK
from newsletter.web.openid import OpenIdProvider
from tests.conftest import Sample
from tests.support.openid_provider import RealProvider, forged, real_provider
from tests.support.studio_at_home import SITE, Home, studio_at_home

PEOPLE: dict[str, dict[str, Any]] = {
    "u-edda": {"email": "edda@example.org", "email_verified": True, "name": "Edda", "groups": ["Cooks"]},
    "u-unproven": {"email": "edda@example.org", "email_verified": False, "name": "Edda"},
    "u-nina": {"email": "nina@example.org", "email_verified": True, "name": "Nina", "groups": ["Holland", "Cooks"]},
    "u-named": {"email": "other@example.org", "email_verified": True, "name": "edda", "groups": ["Holland"]},
    "u-olga": {"email": "olga@example.org", "email_verified": True, "name": "Olga", "groups": []},
}
TABLE = {"Holland": ("point:nl",), "Machine": ("operator",)}


@pytest.fixture(scope="module")
def provider() -> Iterator[RealProvider]:
    """The provider."""
    with real_provider(PEOPLE) as opened:
        yield opened


@pytest.fixture
def home(sample: Sample, provider: RealProvider) -> Iterator[Home]:
    """The studio at home with an operator and an editor, who may also come from the provider."""
    provider.said.clear()
    with studio_at_home(sample, lambda entrance: replace(entrance, provider=provided(provider))) as opened:
        opened.add("Olga", "operator")
        opened.add("Edda", "editor")
        yield opened


def provided(real: RealProvider, now: Callable[[], float] | None = None) -> Provided:
    settings = Provider.model_validate({"issuer": real.issuer, "client-id": "studio", "name": "The City"})
    asked = OpenIdProvider(settings, "a secret", now) if now else OpenIdProvider(settings, "a secret")
    return Provided(asked, SITE + BACK, {group: tuple(map(role, roles)) for group, roles in TABLE.items()}, "The City")


def role(text: str) -> Role:
    found, _ = parse_role(text)
    assert found
    return found


def come(home: Home, real: RealProvider, subject: str, browser: TestClient | None = None) -> tuple[TestClient, int]:
    """Somebody goes there, signs in and comes back; their browser, and how that was answered."""
    client = browser or home.browser()
    answer = real.answer(client.get("/sign-in/provider").headers["location"], subject)
    return client, client.get(BACK, params=answer, headers={"sec-fetch-site": "cross-site"}).status_code


def roles(home: Home, name: str) -> list[str]:
    with home.pool.taken() as connection, connection.transaction(writes=False):
        return [str(role) for person in store.list_people(connection) if person.name == name for role in person.roles]


@pytest.mark.slow
def test_somebody_whose_address_the_provider_vouches_for_is_signed_in_and_pkce_is_used(
    home: Home, provider: RealProvider
) -> None:
    assert "Sign in with The City" in home.browser().get("/sign-in").text
    client = home.browser()
    led = parse_qs(urlsplit(client.get("/sign-in/provider").headers["location"]).query)
    assert (led["code_challenge_method"], led["scope"]) == (["S256"], ["openid email profile"])
    assert led["redirect_uri"] == [SITE + BACK]
    assert led["nonce"][0]
    there = f"{provider.issuer}/oauth2/authorize?" + "&".join(f"{name}={each[0]}" for name, each in led.items())
    answer = provider.answer(there, "u-edda")
    came = client.get(BACK, params=answer)
    assert (came.status_code, came.headers["location"]) == (303, "/")
    assert "Edda" in client.get("/me").text
    made = hashlib.sha256(provider.asked[-1]["code_verifier"].encode()).digest()
    assert base64.urlsafe_b64encode(made).rstrip(b"=").decode() == led["code_challenge"][0]


@pytest.mark.slow
def test_an_answer_counts_once_in_the_browser_that_asked_and_not_for_long(home: Home, provider: RealProvider) -> None:
    client, other = home.browser(), home.browser()
    first = provider.answer(client.get("/sign-in/provider").headers["location"], "u-edda")
    second = provider.answer(client.get("/sign-in/provider").headers["location"], "u-edda")
    for browser, query in ((other, first), (client, {**first, "state": "x"}), (client, {})):
        assert browser.get(BACK, params=query).status_code == 422
    assert client.head(BACK, params=first).headers["location"] == "/sign-in"
    assert client.get(BACK, params=first).status_code == 303  # the first tab, though a second was begun
    assert client.get(BACK, params=first).status_code == 422
    home.clock[0] += LIFETIME + dt.timedelta(seconds=1)
    assert client.get(BACK, params=second).status_code == 422
    assert other.get("/").status_code == 303


def test_nobody_is_led_there_by_another_site_nor_without_a_provider(home: Home, sample: Sample) -> None:
    client = home.browser()
    answer = client.get("/sign-in/provider", headers={"sec-fetch-site": "cross-site"})
    assert (answer.headers["location"], answer.headers.get_list("set-cookie")) == ("/sign-in", [])
    with studio_at_home(sample) as plain:
        assert plain.browser().get("/sign-in/provider").status_code == 404
        assert plain.browser().get(BACK).status_code == 404
        assert "Sign in with" not in plain.browser().get("/sign-in").text


@pytest.mark.slow
@pytest.mark.parametrize(
    ("subject", "said"),
    [("u-unproven", "does not vouch"), ("u-named", "has your name"), ("u-stranger", "does not vouch")],
)
def test_who_is_not_let_in_is_told_why_and_nothing_of_the_project(
    home: Home, provider: RealProvider, subject: str, said: str
) -> None:
    client = home.browser()
    answer = provider.answer(client.get("/sign-in/provider").headers["location"], subject)
    page = client.get(BACK, params=answer)
    assert page.status_code == 403
    assert said in page.text
    assert "A small issue" not in page.text
    assert client.get("/").headers["location"] == "/sign-in"
    assert json.loads(next(line for line in home.log if "sign-in" in line and "route" not in line))["sign-in"]
    assert not any("example.org" in line for line in home.log if "said" in line)


@pytest.mark.slow
def test_groups_give_roles_anew_at_each_sign_in_and_take_those_that_they_can_give(
    home: Home, provider: RealProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert come(home, provider, "u-nina")[1] == 303
    assert roles(home, "Nina") == ["point:nl"]
    with home.pool.taken() as connection, connection.transaction():
        nina = next(each for each in store.list_people(connection) if each.name == "Nina")
        store.change_roles(connection, nina, [*nina.roles, role("reviewer:fr")])  # an operator gives her one more
    monkeypatch.setitem(PEOPLE["u-nina"], "groups", ["Cooks"])
    monkeypatch.setitem(PEOPLE["u-nina"], "email", "moved@example.org")  # who she is there does not hang on it
    client, status = come(home, provider, "u-nina")
    assert (status, roles(home, "Nina")) == (303, ["reviewer:fr"])
    assert client.get("/").status_code == 200
    with home.pool.taken() as connection, connection.transaction(writes=False):
        told = [(entry.person, entry.subject, entry.detail) for entry in record.entries(connection)]
    nl, fr = role("point:nl"), role("reviewer:fr")
    assert told == [
        ("sign-in provider", "Nina", Detail(How.CHANGED, roles=(fr,), roles_before=(nl, fr))),
        ("sign-in provider", "Nina", Detail(How.ADDED, roles=(nl,))),
    ]


@pytest.mark.slow
def test_whoever_has_no_role_left_is_signed_out_everywhere_and_the_last_operator_stays(
    home: Home, provider: RealProvider
) -> None:
    client, _ = come(home, provider, "u-nina")
    changed = provided(provider)
    home.change_entrance(replace(changed, table={"Holland": (), "Cooks": (role("operator"), role("point:nl"))}))
    assert come(home, provider, "u-nina")[1] == 303
    assert client.get("/").status_code == 303  # a change of roles: sign in again
    home.change_entrance(replace(changed, table={"Nobody": (role("operator"), role("point:nl"))}))
    again, status = come(home, provider, "u-nina")
    assert (status, roles(home, "Nina")) == (403, [])
    assert again.get("/").headers["location"] == "/sign-in"
    assert come(home, provider, "u-olga")[1] == 303
    assert roles(home, "Olga") == ["operator"]


def signed(change: Callable[[str], str]) -> Callable[[dict[str, Any]], dict[str, Any]]:
    return lambda said: {**said, "id_token": change(said["id_token"])}


UNTRUE: dict[str, dict[str, Callable[[dict[str, Any]], dict[str, Any]]]] = {
    "unsigned": {"/oauth2/token": signed(lambda token: forged(token, {"alg": "none"}))},
    "unsigned, and it says that it may be": {
        "/.well-known/openid-configuration": lambda said: {
            **said, "id_token_signing_alg_values_supported": ["RS256", "none"]
        },
        "/oauth2/token": signed(lambda token: forged(token, {"alg": "none"}, sub="u-edda")),
    },
    "other claims below the signature": {
        "/oauth2/token": signed(lambda token: forged(token, {"alg": "RS256"}, sub="u-x") + token.rsplit(".")[-1])
    },
    "signed with what everybody has": {
        "/oauth2/token": signed(lambda token: forged(token, {"alg": "HS256"}) + "c2lnbmVk")
    },
    "no id_token": {"/oauth2/token": lambda said: {name: said[name] for name in said if name != "id_token"}},
    "another issuer": {"/.well-known/openid-configuration": lambda said: {**said, "issuer": "https://x.example"}},
    "keys of another": {"/jwks": lambda said: {"keys": []}},
    "an address in clear": {
        "/.well-known/openid-configuration": lambda said: {**said, "token_endpoint": "http://x.example/token"}
    },
}  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("name", UNTRUE)
def test_what_is_not_signed_by_the_provider_signs_nobody_in(home: Home, provider: RealProvider, name: str) -> None:
    there = home.browser()
    address = there.get("/sign-in/provider").headers["location"]
    answer = provider.answer(address, "u-edda")
    provider.said.update(UNTRUE[name])
    home.change_entrance(provided(provider))  # it asks anew what the provider says of itself
    assert there.get(BACK, params=answer).status_code == 502
    assert there.get("/").headers["location"] == "/sign-in"


@pytest.mark.slow
def test_a_token_for_another_ask_is_refused(home: Home, provider: RealProvider) -> None:
    client = home.browser()
    stolen: list[str] = []
    provider.said["/oauth2/token"] = lambda said: stolen.append(said["id_token"]) or said  # type: ignore[func-returns-value]
    assert come(home, provider, "u-edda")[1] == 303
    provider.said["/oauth2/token"] = lambda said: {**said, "id_token": stolen[0]}
    assert come(home, provider, "u-edda", client)[1] == 502
    assert "nonce" in home.log[-2] + home.log[-1]


def test_an_old_token_is_refused(home: Home, provider: RealProvider) -> None:
    home.change_entrance(provided(provider, lambda: 4_000_000_000.0))
    assert come(home, provider, "u-edda")[1] == 502


def test_a_no_there_an_answer_of_another_and_silence_are_told(home: Home, provider: RealProvider) -> None:
    assert come(home, provider, "")[1] == 422
    client = home.browser()
    answer = provider.answer(client.get("/sign-in/provider").headers["location"], "u-edda")
    assert client.get(BACK, params={**answer, "iss": "https://other.example"}).status_code == 502
    silent = Provider.model_validate({"issuer": "http://localhost:9", "client-id": "studio"})
    home.change_entrance(replace(provided(provider), provider=OpenIdProvider(silent, "")))
    assert home.browser().get("/sign-in/provider").status_code == 502


@pytest.mark.slow
def test_a_language_that_was_chosen_before_going_there_comes_back_and_is_kept_by_who_had_chosen_none(
    home: Home, provider: RealProvider
) -> None:
    client = home.browser()
    assert 'href="/sign-in/provider?in=es"' in client.get("/sign-in?in=es").text
    refused = provider.answer(client.get("/sign-in/provider?in=es").headers["location"], "u-unproven")
    page = client.get(BACK, params=refused).text
    assert '<html lang="es"' in page
    assert 'href="/sign-in/provider?in=es"' in page, "the next try has it too"
    for odd in ("xx", "es.es", '"><b>', "x" * 300, "en\r\nset-cookie: a=b"):
        led = home.browser().get("/sign-in/provider", params={"in": odd})
        assert "." not in parse_qs(urlsplit(led.headers["location"]).query)["state"][0]
        assert '<html lang="en"' in client.get(BACK, params={"state": f"x.{odd}"}).text
    tabs = [client.get(f"/sign-in/provider{end}").headers["location"] for end in ("?in=en", "?in=es")]
    client.get(BACK, params=provider.answer(tabs[1], "u-edda"))
    assert '<html lang="es"' in client.get("/me").text, "each tab has its own"
    other = home.browser()
    other.get(BACK, params=provider.answer(other.get("/sign-in/provider?in=en").headers["location"], "u-edda"))
    assert '<html lang="es"' in other.get("/me").text, "what somebody has chosen stays"
