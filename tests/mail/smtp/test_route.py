"""Where a point's mail goes: what files and environment say of it, and what is said when it can't be so."""

import pytest

from newsletter.content.model import NationalPoint
from newsletter.mail.smtp.route import Route, route_of
from newsletter.problems import Problem
from newsletter.settings.project import Settings, read_settings
from newsletter.settings.smtp import ServerError, server_of
from tests.conftest import FILES, Sample
from tests.support.command_line import run

SETTINGS = 'site = "https://news.example.org"\n'


def settings_of(
    sample: Sample, text: str, environ: dict[str, str] | None = None
) -> tuple[Settings | None, list[Problem]]:
    sample.write("newsletter.toml", SETTINGS + text)
    return read_settings(sample.root, environ or {})


def point_of(sample: Sample, smtp: str = "") -> NationalPoint:
    if smtp:
        sample.edit("issues/points/nl.yaml", "country: NL", f'country: NL\nsmtp: "{smtp}"')
    content, problems = sample.load()
    assert problems == []
    return content.points["nl"]


def routed(sample: Sample, text: str = "", smtp: str = "", **environ: str) -> tuple[Route | None, list[Problem]]:
    environ = {f"NEWSLETTER_SMTP_{name}": value for name, value in environ.items()}
    settings, problems = settings_of(sample, text, environ)
    assert problems == []
    assert settings is not None
    return route_of(settings, point_of(sample, smtp), environ)


def test_without_a_word_mail_goes_to_this_machine(sample: Sample) -> None:
    assert routed(sample) == (Route("127.0.0.1", 25, "none", "", "", 4, 200, 0), [])


ENV_NL, ENV = "smtp://nl:a@env-nl.test:587", "smtp://all:b@env.test:587"
FILE_NL, FILE = "smtp://point.test:587", '[smtp]\nurl = "smtp://all.test"\n'


@pytest.mark.parametrize(
    ("smtp", "environ", "wanted"),
    [
        (FILE_NL, {"URL_NL": ENV_NL, "URL": ENV}, "env-nl.test:587 (STARTTLS)"),
        (FILE_NL, {"URL_ES": ENV_NL, "URL": ENV}, "point.test:587 (STARTTLS)"),
        ("", {"URL": ENV}, "env.test:587 (STARTTLS)"),
        ("", {}, "all.test:25 (no TLS)"),
    ],
)
def test_the_nearest_word_counts(sample: Sample, smtp: str, environ: dict[str, str], wanted: str) -> None:
    route, problems = routed(sample, FILE, smtp, **environ)
    assert problems == []
    assert str(route) == wanted


def test_a_point_with_a_hyphen_has_a_variable_without(sample: Sample) -> None:
    settings, _ = settings_of(sample, "")
    assert settings is not None
    point = point_of(sample).model_copy(update={"slug": "be-vlg"})
    route, _ = route_of(settings, point, {"NEWSLETTER_SMTP_URL_BE_VLG": "smtp://[::1]:2525"})
    assert str(route) == "[::1]:2525 (no TLS)"


def test_speed_is_the_same_for_every_server_and_the_environment_has_the_last_word(sample: Sample) -> None:
    text = "[smtp]\nconnections = 2\nmessages-per-minute = 600\nmessages-per-connection = 50\n"
    route, _ = routed(sample, text, MESSAGES_PER_MINUTE="30")
    assert route is not None
    assert (route.connections, route.per_minute, route.per_connection) == (2, 30, 50)


def test_a_password_is_in_no_repr(sample: Sample) -> None:
    route, _ = routed(sample, URL="smtp://es:hush%2Fhush@smtp.test:465")
    assert route is not None
    assert (route.user, route.password, route.tls) == ("es", "hush/hush", "tls")
    assert "hush" not in f"{route!r} {route}"


@pytest.mark.parametrize(
    ("url", "wanted"),
    [
        ("smtp://relay.test", ("relay.test", 25, "none", "")),
        ("smtp://Relay.test/?tls=starttls", ("relay.test", 587, "starttls", "")),
        ("smtp://relay.test?tls=tls", ("relay.test", 465, "tls", "")),
        ("smtp://relay.test:465", ("relay.test", 465, "tls", "")),
        ("smtp://relay.test:587?tls=none", ("relay.test", 587, "none", "")),
        ("smtp://es@localhost", ("localhost", 25, "none", "es")),
        ("smtp://es%40example.org@relay.test:587", ("relay.test", 587, "starttls", "es@example.org")),
        ("smtp://es@example.org@relay.test:587", ("relay.test", 587, "starttls", "es@example.org")),
    ],
)
def test_an_address_says_port_and_tls_or_one_follows_from_the_other(url: str, wanted: tuple[object, ...]) -> None:
    server = server_of(url)
    assert (server.host, server.port, server.tls, server.user) == wanted


WRONG = {
    "relay.test:25": "does not begin with smtp://",
    "smtps://relay.test": "does not begin with smtp://",
    "smtp:relay.test": "does not begin with smtp://",
    "smtp://": "no host",
    "smtp://:25": "no host",
    "smtp://relay.test:port": "can't be read",
    "smtp://relay.test:0": "can't be read",
    "smtp://relay.test:70000": "can't be read",
    "smtp://300.1.1.1": "can't be read",
    "smtp://städte.example": "can't be read",
    "smtp://[::1": "can't be read",
    "smtp://-relay.test": "can't be read",
    "smtp://relay.test/inbox": "behind the host",
    "smtp://relay.test#1": "behind the host",
    "smtp://relay.test?tls=ssl": "none of `none`, `starttls`, `tls`",
    "smtp://relay.test?tls": "none of `none`, `starttls`, `tls`",
    "smtp://relay.test?tls=tls&tls=none": "something else than `tls=`",
    "smtp://relay.test?timeout=3": "something else than `tls=`",
    "smtp://@relay.test": "no name",
    "smtp://es@relay.test": "in clear",
    "smtp://es@10.0.0.1:587?tls=none": "in clear",
    "smtp://rel ay.test": "a blank",
    "smtp://relay\n.test": "a blank",
}


@pytest.mark.parametrize(("url", "words"), WRONG.items())
def test_what_is_no_address_of_a_server_says_why(url: str, words: str) -> None:
    with pytest.raises(ServerError, match=r".") as caught:
        server_of(url)
    assert words in str(caught.value)
    assert caught.value.hint.startswith("write ")


@pytest.mark.parametrize(
    "url",
    [
        "smtp://es:hu/sh@relay.test:587",
        "smtp://es:hu#sh@relay.test:587",
        "smtp://es:hu?sh@relay.test:587",
        "smtp://es:hu%sh@relay.test:587",
        "smtp://es:hüsh@relay.test:587",
        "smtp://es:hush@relay.test:25",
        "smtp://:hush@relay.test:587",
        "smtp://es:hu sh@relay.test:587",
        "es:hush@relay.test:587",
    ],
)
def test_a_wrong_address_in_the_environment_is_told_without_any_of_it(sample: Sample, url: str) -> None:
    route, problems = routed(sample, URL_NL=url)
    assert route is None
    assert [problem.code for problem in problems] == ["bad-smtp-address"]
    said = f"{problems[0]}"
    assert "NEWSLETTER_SMTP_URL_NL" in said
    assert not any(part in said for part in ("hu", "sh@", "relay.test"))


def test_a_name_without_a_password_says_where_to_put_it(sample: Sample) -> None:
    route, problems = routed(sample, smtp="smtp://nl@relay.test:587")
    assert route is None
    assert [(problem.code, str(problem.location)) for problem in problems] == [
        ("no-smtp-password", "issues/points/nl.yaml")
    ]
    assert "NEWSLETTER_SMTP_URL_NL" in problems[0].hint


def test_a_name_without_a_password_in_the_settings_or_the_environment_is_told(sample: Sample) -> None:
    text = '[smtp]\nurl = "smtp://all@relay.test:587"\n'
    assert [str(problem.location) for problem in routed(sample, text)[1]] == ["newsletter.toml"]
    route, problems = routed(sample, text, URL="smtp://all@relay.test:587")
    assert (route, [problem.code for problem in problems]) == (None, ["no-smtp-password"])
    assert routed(sample, text, URL="smtp://all:pw@relay.test:587")[1] == []


@pytest.mark.slow
@pytest.mark.parametrize(
    "url", ["smtp://es:hush@relay.test:587", "smtp://es:hu/hush@relay.test", "smtp://relay.test?password=hush"]
)
def test_a_password_in_a_file_that_is_broken_is_not_shown_either(sample: Sample, url: str) -> None:
    for name, text in (("newsletter.toml", f"[smtp]\nurl = {url}\n"), ("issues/points/nl.yaml", f"smtp: [{url}\n")):
        sample.write(name, text)
        shown = run(sample, "check").stderr
        assert f"--> {name}:" in shown
        assert "relay.test" in shown
        assert "hush" not in shown
        sample.write(name, FILES[name])


@pytest.mark.parametrize(
    "url", ["smtp://es:hush@relay.test:587", "smtp://es:hu/hush@relay.test", "smtp://relay.test?password=hush"]
)
def test_a_password_in_a_file_is_told_without_its_line(sample: Sample, url: str) -> None:
    settings, problems = settings_of(sample, f'[smtp]\nurl = "{url}"\n')
    assert settings is None
    assert [(problem.code, str(problem.location)) for problem in problems] == [
        ("secret-in-settings", "newsletter.toml:3:7")
    ]
    assert "hush" not in f"{problems}"
    assert "NEWSLETTER_SMTP_URL" in problems[0].hint
    sample.write("newsletter.toml", SETTINGS)
    sample.edit("issues/points/nl.yaml", "country: NL", f'country: NL\nsmtp: "{url}"')
    _, problems = sample.load()
    assert [(problem.code, str(problem.location)) for problem in problems] == [
        ("secret-in-settings", "issues/points/nl.yaml:2:7")
    ]
    assert "hush" not in f"{problems}"


@pytest.mark.parametrize(
    ("text", "code", "at", "words"),
    [
        ('url = "relay.test"', "bad-setting", "newsletter.toml:3:7", "does not begin with smtp://"),
        ("url = 25", "wrong-type", "newsletter.toml:3:7", "`url` is a text"),
        ("connections = 0", "bad-setting", "newsletter.toml:3:15", "greater than or equal to 1"),
        ("connections = 65", "bad-setting", "newsletter.toml:3:15", "less than or equal to 64"),
        ('connections = "4"', "wrong-type", "newsletter.toml:3:15", "`connections` is a whole number"),
        ("messages-per-minute = -1", "bad-setting", "newsletter.toml:3:23", "greater than or equal to 0"),
        ("messages_per_minute = 1", "unknown-key", "newsletter.toml:3:1", "no setting"),
        ('password = "hush"', "secret-in-settings", "newsletter.toml:3:1", "a secret"),
    ],
)
def test_a_wrong_value_is_told_at_its_place(sample: Sample, text: str, code: str, at: str, words: str) -> None:
    settings, problems = settings_of(sample, f"[smtp]\n{text}\n")
    assert settings is None
    assert [(problem.code, str(problem.location)) for problem in problems] == [(code, at)]
    assert words in problems[0].message
    assert "hush" not in f"{problems}"


def test_a_table_that_is_none_is_told(sample: Sample) -> None:
    _, problems = settings_of(sample, 'smtp = "smtp://relay.test"\n')
    assert [problem.code for problem in problems] == ["wrong-type"]
    assert "`[smtp]`" in problems[0].hint


def test_a_wrong_number_of_the_environment_names_its_variable(sample: Sample) -> None:
    _, problems = settings_of(sample, "", {"NEWSLETTER_SMTP_CONNECTIONS": "many"})
    assert "NEWSLETTER_SMTP_CONNECTIONS" in problems[0].message


def test_a_wrong_address_in_a_points_file_is_told_at_its_line(sample: Sample) -> None:
    sample.edit("issues/points/nl.yaml", "country: NL", "country: NL\nsmtp: relay.test:587")
    _, problems = sample.load()
    assert [(problem.code, str(problem.location)) for problem in problems] == [
        ("bad-smtp-address", "issues/points/nl.yaml:2:7")
    ]
    assert problems[0].message == "this is no address of a mail server: it does not begin with smtp://"
