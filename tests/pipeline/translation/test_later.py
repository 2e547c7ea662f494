"""`newsletter translate` with a machine that answers later: asked once, stored once, whoever writes meanwhile."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from newsletter.pipeline.project import Project
from newsletter.pipeline.translation.asking_later import asking_for
from newsletter.settings.project import Settings
from newsletter.translate.authorship import machine_of
from newsletter.translate.providers.limits import Pace
from newsletter.translate.unit import State
from tests.conftest import Sample
from tests.support.etranslation import PASSWORD, World, later
from tests.support.keyed import run
from tests.support.public_site import SECRET


@pytest.fixture
def world(sample: Sample) -> Iterator[World]:
    with later(sample) as world:
        yield world


def letters_of(world: World, locale: str = "nl") -> set[str]:
    return {machine_of(entry) for entry in world.entries(locale)}


@pytest.mark.slow
def test_a_request_is_sent_and_its_answer_stored_by_the_next_call(world: World) -> None:
    values = json.loads(run(world.sample, "--dry-run", "--json", **world.environ).stdout)
    (estimate,) = [each for each in values["estimates"] if each["locale"] == "nl"]
    assert (estimate["provider"], estimate["cost"]) == ("etranslation", 0.0)
    assert (estimate["texts"] > 5, world.server.asked) == (True, [])
    asked = world.translate("--to", "nl")
    assert "awaited from etranslation" in asked.stdout
    assert "nl       sent to eTranslation, just now" in asked.stdout
    assert "nl       sent to eTranslation, just now" in world.status()
    assert len(world.missing()) > 5
    again = run(world.sample, "--dry-run", "--to", "nl", **world.environ).stdout
    assert "what etranslation has answered is kept, or it is awaited" in again
    assert "nobody here translates" not in again
    assert world.bring() == [200]
    assert "nl       answered by eTranslation: `newsletter translate` stores it" in world.status()
    stored = world.translate("--to", "nl")
    assert " by etranslation" in stored.stdout
    assert world.missing() == []
    assert letters_of(world) <= {"etranslation", "source", ""}
    assert {entry.state for entry in world.entries()} == {State.NEEDS_REVIEW}
    assert world.open_requests == []
    assert "eTranslation" not in world.status()


@pytest.mark.slow
def test_an_issue_that_is_called_otherwise_meanwhile_gets_its_answers_all_the_same(world: World) -> None:
    world.translate("--to", "nl")
    root = world.sample.root
    (root / "issues/2024-01").rename(root / "issues/2024-02")
    (root / "locales/nl/LC_MESSAGES/2024-01.po").rename(root / "locales/nl/LC_MESSAGES/2024-02.po")
    world.bring()
    world.translate("--to", "nl")
    assert [entry.source for entry in world.entries("nl", "2024-02") if entry.state is State.MISSING] == []
    assert len(world.server.asked) == 1


@pytest.mark.slow
def test_an_error_that_comes_later_is_said_in_words_in_the_catalog(world: World) -> None:
    world.translate("--to", "nl")
    world.bring("error")
    assert "it was refused later on: the document has more segments than it takes (-40010)" in world.status()
    result = run(world.sample, "--to", "nl", **world.environ)
    assert result.exit_code == 1
    assert "too-long" in result.stderr
    assert "warning[request-refused]: the request for nl was refused: the document has more segments" in result.stderr
    assert {entry.record.not_translated.reason for entry in world.missing() if entry.record.not_translated} == {
        "too-long"
    }


def lack(tmp_path: Path, environ: dict[str, str], site: str = "https://news.city.test", home: str = "") -> str:
    """What keeps the service from being asked, by settings and environment."""
    values = {"site": site, "home": {"url": home}, "providers": {"etranslation": {"application": "demo"}}}
    project = Project(tmp_path, Settings.model_validate(values))
    return asking_for(project, {name: each for name, each in environ.items() if each}, "2024-01", Pace()).lack


KEYS = {"NEWSLETTER_SECRET": SECRET, "NEWSLETTER_ETRANSLATION_KEY": PASSWORD}


class TestLack:
    def test_with_all_that_is_needed_nothing_lacks(self, tmp_path: Path) -> None:
        assert lack(tmp_path, KEYS) == ""

    @pytest.mark.parametrize(
        ("missing", "said"),
        [
            ("NEWSLETTER_ETRANSLATION_KEY", "NEWSLETTER_ETRANSLATION_KEY is not set"),
            ("NEWSLETTER_SECRET", "an answer could not be told from a stranger's"),
        ],
    )
    def test_without_a_key_it_says_which(self, tmp_path: Path, missing: str, said: str) -> None:
        assert said in lack(tmp_path, {**KEYS, missing: ""})

    @pytest.mark.parametrize(
        ("site", "said"),
        [
            ("https://news.example.org", "its answers have nowhere to go: `site` is a sample"),
            ("http://127.0.0.1:8025", "its answers can't reach http://127.0.0.1:8025"),
            ("https://intern.local", "its answers can't reach https://intern.local"),
            ("http://news.city.test", "its answers would come readable to http://news.city.test: write https"),
        ],
    )
    def test_without_a_public_address_it_says_so(self, tmp_path: Path, site: str, said: str) -> None:
        assert said in lack(tmp_path, KEYS, site)

    def test_a_desk_with_a_home_needs_no_password_but_the_key_of_both(self, tmp_path: Path) -> None:
        keys = {"NEWSLETTER_HOME_KEY": "k" * 40}
        assert lack(tmp_path, keys, "https://news.example.org", "https://home.city.test") == ""
        assert "is not set" in lack(tmp_path, {}, "https://news.example.org", "https://home.city.test")
        assert "readable" in lack(tmp_path, keys, "https://news.example.org", "http://home.city.test")

    @pytest.mark.parametrize(
        ("key", "words"), [("", "is not set: a desk asks"), ("k" * 12, "is too short: it needs 32")]
    )
    def test_a_desk_without_a_good_key_is_told_of_that_key_alone(self, tmp_path: Path, key: str, words: str) -> None:
        said = lack(tmp_path, {"NEWSLETTER_HOME_KEY": key}, "https://news.example.org", "https://home.city.test")
        assert said.startswith(f"NEWSLETTER_HOME_KEY {words}")
        assert "ETRANSLATION_KEY" not in said

    def test_all_that_lacks_is_said_at_once(self, tmp_path: Path) -> None:
        found = lack(tmp_path, {}, "https://news.example.org").split("; ")
        assert [each.partition(" ")[0] for each in found] == ["NEWSLETTER_ETRANSLATION_KEY", "its", "set", "neither"]

    def test_a_password_never_travels_readable(self, tmp_path: Path) -> None:
        values = {"application": "demo", "url": "http://translate.city.test/si/"}
        settings = Settings.model_validate({"site": "https://news.city.test", "providers": {"etranslation": values}})
        said = asking_for(Project(tmp_path, settings), KEYS, "2024-01", Pace()).lack
        assert said == "the key would travel readable to http://translate.city.test/si/: write https"

    def test_without_an_application_it_says_so(self, tmp_path: Path) -> None:
        settings = Settings.model_validate({"site": "https://news.city.test"})
        said = asking_for(Project(tmp_path, settings), KEYS, "2024-01", Pace()).lack
        assert said == "`application` is not set under [providers.etranslation]"

    @pytest.mark.slow
    def test_the_command_ends_before_anything_is_sent(self, world: World) -> None:
        result = run(world.sample, "--to", "nl", **{**world.environ, "NEWSLETTER_ETRANSLATION_KEY": ""})
        assert result.exit_code == 1
        assert "error[provider-not-set-up]: `etranslation` can't be asked" in result.stderr
        assert world.server.asked == []


@pytest.mark.slow
def test_a_quota_is_waited_for_by_the_command(sample: Sample, monkeypatch: pytest.MonkeyPatch) -> None:
    with later(sample, more="requests-at-once = 1") as world:
        sample.edit("issues/points/nl.yaml", "locales: [nl, nl-BE]", "locales: [nl, de, fr]")
        paused: list[float] = []

        def pause(seconds: float) -> None:
            paused.append(seconds)
            world.bring()

        monkeypatch.setattr("newsletter.pipeline.translation.fill.Pace", lambda: Pace(sleep=pause))
        world.translate("--wait", "5")
        assert {job.language for job in world.server.jobs} >= {"NL", "DE", "FR"}
        assert paused
        assert [world.missing(locale) for locale in ("nl", "de", "fr")] == [[], [], []]
        assert world.open_requests == []


@pytest.mark.slow
def test_a_language_that_finds_no_place_is_named_and_sent_by_the_next_call(
    sample: Sample, monkeypatch: pytest.MonkeyPatch
) -> None:
    with later(sample, quota=1) as world:
        sample.edit("issues/points/nl.yaml", "locales: [nl, nl-BE]", "locales: [nl, de]")
        paused: list[float] = []
        monkeypatch.setattr("newsletter.pipeline.translation.fill.Pace", lambda: Pace(sleep=paused.append))
        result = run(sample, "--to", "nl", "--to", "de", **world.environ)
        said = result.stderr
        assert result.exit_code == 1
        assert "error[request-waits]" in said
        assert "not sent yet: de, nl" in said, "another text of the German letter is written in Dutch"
        assert paused == [10, 20, pytest.approx(30)], "a minute, and three requests"
        assert "etranslation takes no more requests at present; it is asked again in 20 s …" in said
        assert re.search(r"^nl .* \d+ not sent yet to etranslation$", result.stdout, re.MULTILINE)
        assert "nl       not sent yet: eTranslation took no more requests just now" in world.status()
        paused.clear()
        run(sample, "--to", "nl", "--wait", "0.1", **world.environ)
        assert 0 < sum(paused) <= 6
        for _ in range(3):
            world.bring()
            result = run(sample, "--to", "nl", "--to", "de", **world.environ)
        assert "request-waits" not in result.stderr
        assert (result.exit_code, "not sent yet" in world.status()) == (0, False)
        assert sorted(job.language for job in world.server.jobs) == ["DE", "DE", "NL"]
