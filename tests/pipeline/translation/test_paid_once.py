"""Nothing is sent and paid for twice: what was rejected, what another run is sending, what the memory has."""

import time
from collections import Counter
from collections.abc import Iterator

import pytest

from newsletter.pipeline.translation import rounds as filling
from newsletter.translate.formats.comments import write_lines
from newsletter.translate.formats.po_writer import write_catalog
from newsletter.translate.machine import fill
from newsletter.translate.machine.answers import Rejected
from newsletter.translate.unit import State
from newsletter.workspace import Workspace
from tests.conftest import Sample
from tests.support.keyed import KEY, keyed, run
from tests.support.processes import Started, command
from tests.support.reviewing import held
from tests.support.translation_server import TranslationServer

pytestmark = pytest.mark.slow


@pytest.fixture
def server() -> Iterator[TranslationServer]:
    with TranslationServer(key=KEY) as server:
        yield server


@pytest.fixture
def desk(sample: Sample, server: TranslationServer) -> Sample:
    """The small project, with a server of its own for all locales."""
    said_by(sample, server)
    return sample


def said_by(sample: Sample, server: TranslationServer) -> None:
    sample.write(
        "newsletter.toml",
        f"""
        site = "https://news.example.org"
        [providers]
        default = ["libre"]
        [providers.libre]
        url = "{server.url}"
        """,
    )


def sent(server: TranslationServer) -> Counter[tuple[str, str]]:
    """Each text that was sent, with the language it was to be put into."""
    return Counter((asked.json["target"], text) for asked in server.translations for text in asked.json["q"])


def started(desk: Sample) -> Started:
    """The command as a process of its own."""
    return command(desk.root, "translate", env={"NEWSLETTER_LIBRE_KEY": KEY})


def reasons(desk: Sample) -> list[str]:
    entries = [entry for name in ("2024-01", "chrome") for entry in held(desk, name).active()]
    return [str(entry.record.not_translated or "") for entry in entries if entry.state is State.MISSING]


def test_rejected_answers_are_neither_sent_again_nor_paid_for_and_the_same_state_ends_alike(sample: Sample) -> None:
    with TranslationServer(key=KEY, manglings=["tag invented"], rate=0.4, seed=3) as bad:
        said_by(sample, bad)
        first = keyed(sample)
        left = reasons(sample)
        assert left, "the server spoils enough"
        before = sent(bad)
        bad.asked.clear()
        second = keyed(sample)
        assert sent(bad) == Counter()
    assert before
    assert reasons(sample) == left
    assert (first.exit_code, second.exit_code) == (0, 0), second.output


def test_a_program_that_masks_asks_or_judges_in_another_way_tries_again(
    desk: Sample, server: TranslationServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.mangling = "script invented"
    keyed(desk)
    server.asked.clear()
    keyed(desk)
    assert sent(server) == Counter()
    monkeypatch.setattr(filling, "program_digest", lambda part: f"another {part}")
    server.mangling = ""
    assert keyed(desk).exit_code == 0
    assert set(sent(server).values()) == {1}, "each text once"
    assert reasons(desk) == []


def test_a_better_program_takes_what_another_did_not_without_asking(
    desk: Sample, server: TranslationServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as strict:
        strict.setattr(fill, "accept_answer", lambda *_, **__: Rejected("length"))
        keyed(desk)
    assert len(reasons(desk)) > 1
    server.asked.clear()
    monkeypatch.setattr(filling, "program_digest", lambda part: f"another {part}")
    assert keyed(desk).exit_code == 0
    assert sent(server) == Counter()
    assert reasons(desk) == []


def test_without_the_cache_the_provider_is_asked_again(desk: Sample, server: TranslationServer) -> None:
    server.mangling = "script invented"
    keyed(desk)
    assert len(reasons(desk)) > 1
    server.mangling = ""
    server.asked.clear()
    assert keyed(desk).exit_code == 1, "nothing at all is translated"
    assert sent(server) == Counter()
    for path in (desk.root / ".cache").rglob("answers/*"):
        path.unlink()
    assert keyed(desk).exit_code == 0
    assert reasons(desk) == []


def test_a_service_that_refuses_is_asked_again_and_ends_alike(desk: Sample, server: TranslationServer) -> None:
    server.fault = "456"
    codes = []
    for _ in range(2):
        server.asked.clear()
        codes.append(keyed(desk).exit_code)
        assert server.translations
    assert codes == [1, 1]
    server.fault = ""
    assert keyed(desk).exit_code == 0


def test_two_runs_at_once_pay_once(desk: Sample, server: TranslationServer) -> None:
    server.latency = 0.2
    with started(desk) as one, started(desk) as other:
        said = [each.communicate()[1] for each in (one, other)]
    assert (one.returncode, other.returncode) == (0, 0), said
    assert max(sent(server).values()) == 1
    assert reasons(desk) == []


def test_a_run_that_was_killed_holds_no_lock(desk: Sample, server: TranslationServer) -> None:
    server.held_after = 0
    with started(desk) as killed:
        while not server.translations:
            assert killed.poll() is None, killed.said()
            time.sleep(0.01)
        killed.kill()
    server.held_after = None
    result = keyed(desk)
    assert result.exit_code == 0
    assert "another run" not in result.stderr
    assert reasons(desk) == []


def test_the_same_words_in_another_kind_of_block_come_from_memory(desk: Sample, server: TranslationServer) -> None:
    run(desk, "--provider", "none")
    catalog = held(desk)
    entry = next(each for each in catalog.active() if "<" not in each.source)
    there = entry.__class__("articles/old/body/quote", entry.source, ("Woorden van vroeger",), State.REVIEWED)
    write_catalog(Workspace(desk.root), catalog.__class__("nl", "locales/nl/LC_MESSAGES/2023-01.po", (there,)))
    keyed(desk)
    filled = next(each for each in held(desk).active() if each.key == entry.key)
    assert (filled.target, filled.state) == ("Woorden van vroeger", State.NEEDS_REVIEW)
    assert write_lines(filled.record)[0].startswith("from: memory 2023-01")
