"""What `newsletter.toml` says of machine translation, and what is said when it can't be so."""

import re
import tomllib

import pytest

from newsletter.problems import as_text
from newsletter.settings.project import Settings, read_settings
from tests.conftest import REPOSITORY, Sample

SECRET = "s3cret-Value"


def settings_of(sample: Sample, text: str, environ: dict[str, str] | None = None) -> Settings:
    sample.write("newsletter.toml", text)
    found, problems = read_settings(sample.root, environ or {})
    assert found is not None, as_text(problems)
    return found


def test_a_locale_has_its_providers_or_those_of_its_shorter_form_or_the_default(sample: Sample) -> None:
    text = """
        [providers]
        default = ["libre"]
        pl = ["deepl", "libre"]
        pt-PT = []

        [providers.libre]
        url = "http://127.0.0.1:5000"
        timeout = 5
        requests-per-minute = 60
        """
    providers = settings_of(sample, text).providers
    assert [providers.for_locale(locale) for locale in ("de", "pl", "pl-PL", "pt-PT")] == [
        ["libre"],
        ["deepl", "libre"],
        ["deepl", "libre"],
        [],
    ]
    assert providers.libre.url == "http://127.0.0.1:5000/"
    assert (providers.libre.timeout, providers.libre.requests_per_minute, providers.deepl.timeout) == (5, 60, None)


def test_without_settings_no_provider_is_named(sample: Sample) -> None:
    assert settings_of(sample, "").providers.for_locale("pl") == []
    toml = tomllib.loads((REPOSITORY / "newsletter.toml").read_text("utf-8"))
    assert "providers" not in toml, "the example is commented out: nobody's texts leave by default"


def test_the_commented_example_in_newsletter_toml_is_right(sample: Sample) -> None:
    text = (REPOSITORY / "newsletter.toml").read_text("utf-8")
    example = re.sub(r"^# ?(?=\[|[\w-]+ = )", "", text[text.index("# [providers]") :], flags=re.MULTILINE)
    providers = settings_of(sample, example).providers
    assert providers.default == ["libre"]
    assert providers.for_locale("pl") == ["deepl", "libre"]


def test_the_environment_goes_before_the_file(sample: Sample) -> None:
    environ = {
        "NEWSLETTER_PROVIDERS": "deepl, libre",
        "NEWSLETTER_LIBRE_URL": "https://mt.example.org/api",
        "NEWSLETTER_LIBRE_TIMEOUT": "7.5",
        "NEWSLETTER_DEEPL_CHARACTERS_PER_MINUTE": "9000",
        "NEWSLETTER_CHAT_MODEL": "small",
        "NEWSLETTER_DEEPL_KEY": SECRET,
    }
    found = settings_of(sample, '[providers]\ndefault = ["pseudo"]\n[providers.libre]\ntimeout = 3\n', environ)
    assert found.providers.default == ["deepl", "libre"]
    assert (found.providers.libre.url, found.providers.libre.timeout) == ("https://mt.example.org/api/", 7.5)
    assert found.providers.deepl.characters_per_minute == 9_000
    assert found.providers.chat.model == "small"
    assert SECRET not in repr(found) + found.model_dump_json()


WRONG = [
    ('[providers]\npl = ["depl"]\n', "unknown-provider", "2:6", "the nearest is `deepl`"),
    ('[providers]\ndefault = ["deepl", "deepl"]\n', "bad-setting", "2:11", "name each provider once"),
    ('[providers]\ndefault = "libre"\n', "wrong-type", "2:11", 'write it like ["deepl", "libre"]'),
    ("[providers]\npl = [3]\n", "wrong-type", "2:6", "put it in quotes"),
    ('[providers]\npt-pt = ["libre"]\n', "bad-setting", "2:1", "write `pt-PT`"),
    ('[providers]\nlibra = ["libre"]\n', "unknown-provider", "2:1", "the nearest is `libre`"),
    ('[providers.libra]\nurl = "https://x.example.org"\n', "unknown-provider", "1:2", "the nearest is `libre`"),
    ("[providers.pseudo]\nlength = 2\n", "bad-setting", "1:2", "leave this table out"),
    ("[providers.libre]\nurls = 3\n", "unknown-key", "2:1", "the nearest is `url`"),
    (
        "[providers.libre]\nrequests-per-minutes = 3\n",
        "unknown-key",
        "2:1",
        "the nearest is `requests-per-minute`",
    ),
    ("[providers.libre]\nmodel = 'x'\n", "unknown-key", "2:1", "there are: `url`, `requests-per-minute`, "),
    ("[providers.libre]\nurl = 'libre.example.org'\n", "bad-setting", "2:7", "https://translate.example.org/"),
    ("[providers.libre]\nurl = 'https://[x'\n", "bad-setting", "2:7", "https://translate.example.org/"),
    ("[providers.libre]\nurl = 'https://x.org/?key=1'\n", "bad-setting", "2:7", "https://translate.example.org/"),
    ("[providers.libre]\ntimeout = 31\n", "bad-setting", "2:11", ""),
    ("[providers.libre]\ntimeout = 'long'\n", "wrong-type", "2:11", "write it without quotes, like 12.5"),
    ("[providers.libre]\nrequests-at-once = 0\n", "bad-setting", "2:20", ""),
    ("[providers.libre]\nrequests-per-minute = 1.5\n", "wrong-type", "2:23", "write it without quotes, like 60"),
    ("[providers.microsoft]\nregion = 'West Europe'\n", "bad-setting", "2:10", "write it like `westeurope`"),
    ("providers = 3\n", "wrong-type", "1:13", "write `[providers.libre]` on a line of its own"),
    ("[providers]\nlibre = 3\n", "wrong-type", "2:9", "write `[providers.libre]` on a line of its own"),
]


@pytest.mark.parametrize(("text", "code", "at", "hint"), WRONG, ids=lambda value: str(value)[:40].replace("\n", " "))
def test_what_can_not_be_is_told_at_its_place(sample: Sample, text: str, code: str, at: str, hint: str) -> None:
    sample.write("newsletter.toml", text)
    settings, (problem,) = read_settings(sample.root, {})
    assert settings is None
    assert (problem.code, str(problem.location)) == (code, f"newsletter.toml:{at}")
    assert hint in problem.hint


def test_every_fault_is_told_at_once(sample: Sample) -> None:
    text = '[providers]\npl = ["depl"]\n[providers.libre]\ntimeout = 31\nurls = 3\n'
    sample.write("newsletter.toml", text)
    _, problems = read_settings(sample.root, {})
    assert sorted(problem.code for problem in problems) == ["bad-setting", "unknown-key", "unknown-provider"]


@pytest.mark.parametrize(
    "line",
    [
        f'key = "{SECRET}"',
        f'api-key = "{SECRET}"',
        f'auth_token = "{SECRET}"',
        f'url = "https://ada:{SECRET}@mt.example.org/"',
    ],
)
def test_a_secret_in_the_file_is_refused_and_not_repeated(sample: Sample, line: str) -> None:
    sample.write("newsletter.toml", f"[providers.deepl]\n{line}\n")
    _, (problem,) = read_settings(sample.root, {})
    assert problem.code == "secret-in-settings"
    assert problem.location is not None
    assert problem.location.line == 2
    assert "NEWSLETTER_DEEPL_KEY in the environment" in problem.hint
    assert SECRET not in as_text([problem]) + repr(problem)


def test_a_wrong_value_from_the_environment_is_said_to_come_from_there(sample: Sample) -> None:
    environ = {
        "NEWSLETTER_PROVIDERS": "libre,depl",
        "NEWSLETTER_LIBRE_TIMEOUT": "99",
        "NEWSLETTER_DEEPL_URL": f"https://ada:{SECRET}@mt.example.org/",
    }
    sample.write("newsletter.toml", "")
    _, problems = read_settings(sample.root, environ)
    said = as_text(problems)
    for variable in environ:
        assert f"it comes from {variable} in the environment" in said
    assert [problem.location for problem in problems] == [None] * 3
    assert SECRET not in said


def test_a_change_of_providers_lays_out_no_letter_again(sample: Sample) -> None:
    from newsletter.pipeline.letters.build import build

    project = sample.project()
    build(project, "2024-01")
    before = {path.name for path in (sample.root / ".cache/letters").iterdir()}
    sample.edit("newsletter.toml", 'source_locale = "en"', 'source_locale = "en"\n[providers]\ndefault = ["pseudo"]')
    build(sample.project(), "2024-01")
    assert {path.name for path in (sample.root / ".cache/letters").iterdir()} == before


@pytest.mark.parametrize("line", [f'key = "{SECRET}"', f'home-key = "{SECRET}"'])
def test_the_key_of_home_and_desks_is_refused_in_the_file_and_not_repeated(sample: Sample, line: str) -> None:
    sample.write("newsletter.toml", f"[home]\n{line}\n")
    _, (problem,) = read_settings(sample.root, {})
    assert problem.code == "secret-in-settings"
    assert "NEWSLETTER_HOME_KEY in the environment" in problem.hint
    assert SECRET not in as_text([problem]) + repr(problem)


def test_a_desk_reaches_its_home_by_the_file_or_by_the_environment(sample: Sample) -> None:
    sample.write("newsletter.toml", '[home]\nurl = "https://home.example.org/"\n')
    found = [
        read_settings(sample.root, environ)[0] for environ in ({}, {"NEWSLETTER_HOME_URL": "https://b.example.org"})
    ]
    assert [settings.home.url for settings in found if settings] == [
        "https://home.example.org",
        "https://b.example.org",
    ]
