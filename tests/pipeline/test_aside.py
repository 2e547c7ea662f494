"""What takes long is looked at in a process of its own, which is started when it is asked and can be lost."""

import os
import signal
import threading
import time
from collections.abc import Iterator
from multiprocessing import get_context

import pytest

from newsletter.edition import EditionKey
from newsletter.pipeline.aside import Aside, AsideEndedError, check_wholly, examine_alone
from newsletter.pipeline.letters.check import check_issue
from newsletter.pipeline.use_case import Place, RefusedError
from newsletter.problems import Severity
from tests.conftest import Sample
from tests.support.processes import PATIENCE


@pytest.fixture
def aside() -> Iterator[Aside]:
    made = Aside()
    yield made
    made.close()


@pytest.mark.slow
def test_what_is_found_aside_is_what_a_check_finds_and_follows_the_files(
    aside: Aside, sample: Sample, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("newsletter.pipeline.aside.get_context", get_context)  # as outside of tests: not forked
    place = Place(sample.root, {})
    assert list(aside.ask(check_wholly, place, "2024-01")) == check_issue(sample.project(), "2024-01")
    sample.edit("issues/2024-01/issue.yaml", "lead: bridges", "lead: bridge")
    found = aside.ask(check_wholly, place, "2024-01")
    assert [each.code for each in found if each.severity is Severity.ERROR] == ["unknown-article"]
    assert aside.ask(os.getpid) != os.getpid()


@pytest.mark.slow
def test_an_edition_is_examined_aside(aside: Aside, sample: Sample) -> None:
    key = EditionKey("2024-01", "nl", "nl")
    found = aside.ask(examine_alone, Place(sample.root, {}), key)
    assert {problem.edition for problem in found.of_edition} <= {str(key)}


@pytest.mark.slow
def test_questions_are_answered_in_the_order_they_were_asked(aside: Aside) -> None:
    """Also where somebody asks one after the other: a check of many editions lets a short question in between."""
    aside.ask(os.getpid)
    answered: list[str] = []
    has_asked = threading.Event()

    def ask_many() -> None:
        for number in range(5):
            aside.ask(time.sleep, 0.2)
            answered.append(f"long {number}")
            has_asked.set()

    many = threading.Thread(target=ask_many)
    many.start()
    assert has_asked.wait(PATIENCE)
    aside.ask(os.getpid)
    answered.append("short")
    many.join(PATIENCE)
    assert answered.index("short") <= 2


def test_a_process_that_is_lost_is_told_and_the_next_question_has_another(aside: Aside) -> None:
    number = aside.ask(os.getpid)
    with pytest.raises(AsideEndedError):
        aside.ask(os.kill, number, signal.SIGKILL)
    assert aside.ask(os.getpid) != number


def test_what_a_question_raises_is_raised_here(aside: Aside, tmp_path_factory: pytest.TempPathFactory) -> None:
    with pytest.raises(RefusedError):
        aside.ask(check_wholly, Place(tmp_path_factory.mktemp("empty"), {}), "2024-01")


def test_closed_it_answers_nothing_and_leaves_no_process(aside: Aside) -> None:
    number = aside.ask(os.getpid)
    process = aside._process
    aside.close()
    assert process
    process.join(PATIENCE)
    with pytest.raises(ProcessLookupError):
        os.kill(number, 0)
    with pytest.raises(AsideEndedError):
        aside.ask(os.getpid)
