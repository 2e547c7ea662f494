"""Where machines that answer later leave their answers: on disk before anybody is told, nothing for strangers."""

import datetime as dt
import json
import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from newsletter.public.answers import MAX_BODY
from newsletter.translate.later.mailbox import Mailbox
from newsletter.translate.later.tokens import AnswerTokens, Claim, new_request_id, tokens_of
from newsletter.web.rates import Rate
from tests.conftest import Sample
from tests.support.public_site import SECRET, Home, served
from tools.etranslation_server import ETranslationServer

TOKENS = AnswerTokens((SECRET,))
DAY = 86_400


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    sample = Sample.made(tmp_path_factory.mktemp("home"))
    with served(sample.root) as home:
        yield home


@pytest.fixture
def token() -> str:
    return made()


def made(language: str = "nl", seconds: float = DAY, tokens: AnswerTokens = TOKENS) -> str:
    return tokens.make(Claim(new_request_id(), language, int(time.time() + seconds)))


def name_of(token: str) -> str:
    return token.partition("-")[0]


def left(home: Home, path: str, body: bytes = b"<p>ja</p>") -> int:
    return home.client.post(path, content=body, headers={"content-type": "text/html"}).status_code


def key(token: str) -> dict[str, str]:
    return {"authorization": f"Bearer {TOKENS.key_of(token)}"}


@pytest.mark.slow
def test_an_answer_is_on_disk_when_it_is_acknowledged(home: Home, token: str) -> None:
    name = name_of(token)
    path = f"/mt/{token}?request-id=7&target-language=NL&external-reference={name}&strange=1"
    assert left(home, path) == 200
    came = Mailbox(home.root).get(name)
    assert came
    assert (came.body, came.kind, came.is_error) == (b"<p>ja</p>", "text/html", False)
    assert came.fields == {"request-id": "7", "target-language": "NL", "external-reference": name}
    assert abs(came.at - dt.datetime.now(dt.UTC)) < dt.timedelta(minutes=5)


def test_a_second_one_is_acknowledged_and_not_kept(home: Home, token: str) -> None:
    assert left(home, f"/mt/{token}") == 200
    assert left(home, f"/mt/{token}", b"<p>nee</p>") == 200
    mailbox = Mailbox(home.root)
    came = mailbox.get(name_of(token))
    assert came
    assert came.body == b"<p>ja</p>"
    assert mailbox.beside(name_of(token)).doubles == 1


def test_an_error_is_kept_as_one(home: Home, token: str) -> None:
    assert left(home, f"/mt/{token}/error?error-code=-20028", b"") == 200
    came = Mailbox(home.root).get(name_of(token))
    assert came
    assert (came.is_error, came.fields) == (True, {"error-code": "-20028"})


@pytest.mark.parametrize(
    "said", ["target-language=FR", "external-reference=ffffffffffffffffffffffff", "target-languages=DE"]
)
def test_what_is_for_another_request_or_language_is_counted_and_uses_nothing_up(
    home: Home, token: str, said: str
) -> None:
    assert left(home, f"/mt/{token}?{said}") == 400
    mailbox = Mailbox(home.root)
    assert not mailbox.has(name_of(token))
    assert mailbox.beside(name_of(token)).foreign == 1
    assert left(home, f"/mt/{token}") == 200


def test_a_service_is_told_in_a_line_and_not_by_a_page_in_the_language_whose_name_the_address_has(
    home: Home, token: str
) -> None:
    answer = home.client.post(f"/mt/{token}", content=b"")
    assert (answer.text, answer.headers["content-type"]) == ("400 not taken\n", "text/plain; charset=utf-8")
    assert 'lang="mt"' not in home.client.post("/mt/nobody", content=b"x").text


def test_nothing_at_all_and_too_much_use_nothing_up(home: Home, token: str) -> None:
    assert left(home, f"/mt/{token}", b" \r\n") == 400
    assert left(home, f"/mt/{token}", b"x" * (MAX_BODY + 1)) == 413
    assert Mailbox(home.root).beside(name_of(token)).foreign == 1
    assert not Mailbox(home.root).has(name_of(token))
    assert left(home, f"/mt/{token}", b"x" * 1_000_000) == 200


def test_too_much_without_a_length_ends_where_the_limit_is(home: Home, token: str) -> None:
    parts = (b"x" * 100_000 for _ in range(100))
    assert home.client.post(f"/mt/{token}", content=parts).status_code == 413
    assert not Mailbox(home.root).has(name_of(token))


def test_elsewhere_bodies_are_as_small_as_before(home: Home) -> None:
    assert left(home, "/subscribe/nl/nl/", b"x" * 70_000) == 413


def strangers() -> dict[str, str]:
    good = made()
    return {
        "made by another": made(tokens=AnswerTokens(("f" * 64,))),
        "over": made(seconds=-1),
        "for another language": good.replace("-nl-", "-de-"),
        "good for longer": good.replace(good.split("-")[1], "ffffffff"),
        "one digit off": good[:-1] + ("0" if good[-1] != "0" else "1"),
        "too short": good[:-1],
        "upper case": good.upper(),
        "nothing like it": "../../newsletter.toml",
        "a name of ours": "0" * 24,
    }


@pytest.mark.parametrize("what", strangers())
@pytest.mark.parametrize("method", ["POST", "GET"])
def test_a_stranger_learns_nothing(home: Home, what: str, method: str) -> None:
    token = strangers()[what].replace("/", "%2F")
    before = sorted((home.root / ".requests").rglob("*")) if (home.root / ".requests").is_dir() else []
    unknown = home.client.request(method, f"/mt/{'0' * 20}", headers={"accept-language": "en"})
    found = home.client.request(method, f"/mt/{token}", headers={"accept-language": "en"}, content=b"x")
    assert (found.status_code, found.text) == (unknown.status_code, unknown.text)
    assert found.status_code == 404
    after = sorted((home.root / ".requests").rglob("*")) if (home.root / ".requests").is_dir() else []
    assert after == before


def test_a_strangers_body_is_not_read(home: Home) -> None:
    read: list[int] = []

    def parts() -> Iterator[bytes]:
        for _ in range(30):
            read.append(1)
            yield b"x" * 100_000

    assert home.client.post(f"/mt/{strangers()['made by another']}", content=parts()).status_code == 404


def test_who_tries_many_has_to_wait(home: Home) -> None:
    many, home.site.rates.misses = home.site.rates.misses, Rate(3, 60.0)
    try:
        assert [left(home, f"/mt/{'1' * 24}") for _ in range(4)] == [404, 404, 404, 429]
        assert left(home, f"/mt/{made()}") == 200, "a token that holds is held up by nobody"
    finally:
        home.site.rates.misses = many


def test_the_address_alone_reads_nothing_and_with_its_key_a_desk_picks_up(home: Home, token: str) -> None:
    address = f"/mt/{token}"
    assert home.client.get(address).status_code == 404
    assert home.client.get(address, headers=key(token)).status_code == 204
    left(home, address)
    assert home.client.get(address).status_code == 404
    assert home.client.get(address, headers=key(made())).status_code == 404
    answer = home.client.get(address, headers=key(token))
    assert answer.status_code == 200
    assert answer.content == Mailbox(home.root).get_bytes(name_of(token))


def test_the_log_has_the_pattern_and_no_token(home: Home, token: str) -> None:
    left(home, f"/mt/{token}")
    line = json.loads(home.log[-1])
    assert (line["route"], line["status"]) == ("/mt/{token}", 200)
    assert token not in "".join(home.log)


def test_a_full_disk_is_no_acknowledgement(home: Home, token: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    assert left(home, f"/mt/{token}") == 503
    monkeypatch.undo()
    assert not Mailbox(home.root).has(name_of(token))
    assert [path for path in (home.root / ".requests/answers").iterdir() if path.name.startswith(".")] == []
    assert left(home, f"/mt/{token}") == 200


def test_a_file_system_without_hard_links_does(home: Home, token: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", refused)
    assert [left(home, f"/mt/{token}"), left(home, f"/mt/{token}", b"<p>nee</p>")] == [200, 200]
    came = Mailbox(home.root).get(name_of(token))
    assert came
    assert (came.body, Mailbox(home.root).beside(name_of(token)).doubles) == (b"<p>ja</p>", 1)


def test_nobody_else_on_the_machine_reads_what_came(home: Home, token: str) -> None:
    left(home, f"/mt/{token}")
    assert (home.root / ".requests").stat().st_mode & 0o777 == 0o700


def test_nor_when_what_comes_first_is_only_counted(tmp_path: Path) -> None:
    Mailbox(tmp_path).note_foreign(name_of(made()))
    assert (tmp_path / ".requests").stat().st_mode & 0o777 == 0o700
    assert (tmp_path / ".requests/.gitignore").is_file()


def test_old_answers_are_taken_away(home: Home, token: str) -> None:
    left(home, f"/mt/{token}")
    path = home.root / ".requests/answers" / name_of(token)
    assert home.site.answers
    home.site.answers.clear()
    assert path.is_file()
    os.utime(path, (0, time.time() - 38 * DAY))
    home.site.answers.clear()
    assert not path.exists()


class TestRelay:
    """The home sends in a desk's place: the password stays there."""

    ASKED = {"provider": "etranslation", "source": "en", "target": "nl", "texts": ["One", "Two"]}

    @pytest.fixture
    def service(self, home: Home, monkeypatch: pytest.MonkeyPatch) -> Iterator[ETranslationServer]:
        with ETranslationServer(password="pw", is_held=True) as server:
            answers = home.site.answers
            assert answers
            environ = {
                "NEWSLETTER_ETRANSLATION_KEY": "pw",
                "NEWSLETTER_ETRANSLATION_URL": server.url,
                "NEWSLETTER_ETRANSLATION_APPLICATION": "demo",
                "NEWSLETTER_SITE": "http://127.0.0.1:8025",
            }
            from newsletter.settings.project import read_settings

            settings, _ = read_settings(home.root, environ)
            assert settings
            object.__setattr__(answers, "environ", environ)
            object.__setattr__(answers, "settings", settings)
            yield server

    def test_what_a_desk_asks_for_is_sent_with_the_homes_own_address(
        self, home: Home, token: str, service: ETranslationServer
    ) -> None:
        answer = home.client.post(f"/mt/{token}/send", json=self.ASKED, headers=key(token))
        assert answer.json() == {"number": "1000001"}
        (job,) = service.jobs
        assert job.texts == ["One", "Two"]
        assert job.asked["destinations"]["httpDestinations"] == [f"http://127.0.0.1:8025/mt/{token}"]
        assert job.asked["externalReference"] == name_of(token)

    def test_a_refusal_comes_back_as_fields(self, home: Home, token: str, service: ETranslationServer) -> None:
        service.faults, service.rate = ["quota"], 1.0
        said = home.client.post(f"/mt/{token}/send", json=self.ASKED, headers=key(token)).json()
        assert (said["kind"], said["passing"], said["arrived"]) == ("too-many-requests", True, False)

    def test_who_has_no_key_sends_nothing(self, home: Home, token: str, service: ETranslationServer) -> None:
        assert home.client.post(f"/mt/{token}/send", json=self.ASKED).status_code == 404
        assert home.client.post(f"/mt/{token}/send", json=self.ASKED, headers=key(made())).status_code == 404
        assert service.asked == []

    @pytest.mark.parametrize(
        "body",
        ["", "[]", "{", '{"texts": []}', '{"texts": ["a"], "source": "en", "target": "../x"}',
         '{"texts": [1], "source": "en", "target": "nl"}', '{"texts": "a", "source": "en", "target": "nl"}'],
    )  # fmt: skip
    def test_what_is_no_request_is_refused(
        self, home: Home, token: str, service: ETranslationServer, body: str
    ) -> None:
        assert home.client.post(f"/mt/{token}/send", content=body, headers=key(token)).status_code == 400
        assert service.asked == []


def test_without_anything_that_signs_there_is_no_such_address(sample: Sample) -> None:
    with served(sample.root) as home:
        home.site.answers = None
        assert left(home, f"/mt/{made()}") == 404


def test_secrets_that_can_be_guessed_sign_nothing(tmp_path: Path) -> None:
    assert tokens_of("", "short") is None
    old, new = "a" * 32, "b" * 32
    both = tokens_of(f"{new} {old}", "")
    alone = tokens_of(old)
    assert both
    assert alone
    token = alone.make(Claim(new_request_id(), "mt", int(time.time() + 60)))
    assert both.read(token, time.time()), "a secret that was changed is good as long as it stands behind the new one"
