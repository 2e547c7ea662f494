"""Mailings without a command line: whoever calls is asked and told by two callables, and reads the rest in a report."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from newsletter.cli.support.finishing import exit_code
from newsletter.mail.delivery.rows import Decision
from newsletter.mail.delivery.states import DeliveryState
from newsletter.pipeline.at_home import at_home, in_database
from newsletter.pipeline.sending.appointing import AppointReport, CancelReport, appoint_at, cancel_at
from newsletter.pipeline.sending.chosen import Wanted
from newsletter.pipeline.sending.end import EndReport, EndRequest, end_mailing
from newsletter.pipeline.sending.following import Begun, Event, Opened, Progress, Retried
from newsletter.pipeline.sending.mailings import MailingsReport, list_mailings_at
from newsletter.pipeline.sending.planning import PlanReport, plan_mailing_at
from newsletter.pipeline.sending.resuming import (
    PauseReport,
    RoundsRequest,
    SettleReport,
    pause,
    resume,
    run_due,
    settle,
)
from newsletter.pipeline.sending.rounds import MailingReport
from newsletter.pipeline.sending.run import Manner
from newsletter.pipeline.sending.send import OpenReport, SendRequest, open_editions, send, send_at
from newsletter.pipeline.sending.test_copy import CopiesReport, send_test_at
from newsletter.pipeline.use_case import Place, Question, Refused, ask_nobody
from tests.conftest import Sample
from tests.support.mail_server import Running, running
from tests.support.mailing import ISSUE, Home

NL = SendRequest(Wanted(ISSUE, "nl"))
ROUND = RoundsRequest(ISSUE, "nl")
LONG_AGO = "2024-01-20T08:00:00+00:00"


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Running]:
    with running(tmp_path / "server", "--keep") as server:
        yield server


@pytest.fixture
def home(sample: Sample, server: Running) -> Home:
    return Home.of(sample, server)


def place_of(home: Home) -> Place:
    return Place(home.sample.root, home.environment)


def people(*names: str) -> list[str]:
    return [f"{name}@example.org" for name in names]


class Person:
    """Somebody who is asked, and always answers the same."""

    def __init__(self, answer: bool | None) -> None:
        self.answer = answer
        self.heard: list[Question] = []

    def __call__(self, question: Question) -> bool | None:
        self.heard.append(question)
        return self.answer

    @property
    def codes(self) -> list[str]:
        return [question.code for question in self.heard]


class Follower:
    """Somebody who follows to the end."""

    def __init__(self) -> None:
        self.events: list[Event] = []

    def __call__(self, event: Event) -> bool:
        self.events.append(event)
        return False


@pytest.mark.slow
def test_a_web_page_opens_a_mailing_and_never_mails_and_a_worker_mails_it(home: Home) -> None:
    home.join(people("ada", "bob"))
    editor, follower = Person(True), Follower()
    opened = at_home(place_of(home), open_editions, NL, editor, follower)
    assert isinstance(opened, OpenReport)
    assert opened.round is not None
    assert opened.recipients == {"nl": 2, "nl-BE": 0}
    assert opened.problems == ()
    assert editor.codes == ["open-mailing"]
    assert follower.events == [Opened("2024-01/nl", {"nl": 2, "nl-BE": 0})]
    assert home.server.to().total() == 0, "nothing has gone out"
    assert home.counts() == {"pending": 2}
    worker = at_home(place_of(home), run_due, Manner(waits=False))
    assert isinstance(worker, MailingReport)
    assert [report.standing for report in worker.mailings] == ["done"]
    assert home.server.to().total() == 2


@pytest.mark.slow
def test_whoever_agrees_has_seen_the_warnings_and_how_many_get_which_edition(home: Home) -> None:
    home.join(people("ada"))
    del home.environment["NEWSLETTER_DKIM_KEYS"]
    editor, follower = Person(True), Follower()
    report = at_home(place_of(home), send, NL, editor, follower)
    assert isinstance(report, MailingReport)
    (question,) = editor.heard
    assert question.message == "2024-01/nl/nl: 1\n2024-01/nl/nl-BE: 0"
    assert question.asked == "Open the mailing? Letters are mailed to these recipients"
    assert [problem.code for problem in question.problems] == ["unsigned-mail"]
    assert [problem.code for problem in report.warnings] == ["unsigned-mail"]
    assert report.problems == ()
    assert exit_code(report) == 0
    assert [type(event) for event in follower.events[:2]] == [Opened, Begun]
    assert follower.events[-1] == Progress({DeliveryState.ACCEPTED: 1}, 1)


@pytest.mark.slow
def test_a_person_who_says_no_leaves_everything_as_it_was(home: Home) -> None:
    home.join(people("ada"))
    for use_case in (send, open_editions):
        assert at_home(place_of(home), use_case, NL, Person(False)) == Refused(advice="Nothing was sent.")
    assert home.sql("select count(*) from rounds") == [(0,)]
    assert not (home.sample.root / "build" / "archive").exists(), "no page is public"


@pytest.mark.slow
def test_where_nobody_can_be_asked_the_report_says_what_a_person_has_to_decide(home: Home) -> None:
    home.join(people("ada"))
    unsent = send_at(place_of(home), NL, ask_nobody)
    assert isinstance(unsent, Refused)
    assert [problem.code for problem in unsent.problems] == ["not-agreed"]
    unopened = at_home(place_of(home), open_editions, NL)
    assert isinstance(unopened, OpenReport)
    assert unopened.round is None
    assert [problem.code for problem in unopened.problems] == ["not-agreed"]
    assert exit_code(unsent) == exit_code(unopened) == 1
    assert home.sql("select count(*) from rounds") == [(0,)]


@pytest.mark.slow
def test_what_is_not_ready_is_refused_before_anybody_is_asked(home: Home) -> None:
    home.join(people("ada"))
    home.sample.edit("issues/articles/bridges.md", "A bridge is a promise.", "A bridge is an oath.")
    editor = Person(True)
    for use_case in (send, open_editions):
        report = at_home(place_of(home), use_case, NL, editor)
        assert exit_code(report) == 1
        assert {"untranslated-edition"} <= {problem.code for problem in report.problems}
    assert editor.heard == []
    assert home.sql("select count(*) from rounds") == [(0,)]


@pytest.mark.slow
def test_whoever_follows_can_ask_for_an_end_and_the_rest_goes_out_later(home: Home) -> None:
    home.join(people("ada", "later.x"))

    def until_one_is_left(event: Event) -> bool:
        return isinstance(event, Progress) and event.done.get(DeliveryState.ACCEPTED) == 1

    report = at_home(place_of(home), send, NL, Person(True), until_one_is_left)
    assert isinstance(report, MailingReport)
    assert report.is_unfinished
    assert exit_code(report) == 75
    assert home.counts() == {"accepted": 1, "pending": 1}
    home.hours_pass()
    again = at_home(place_of(home), resume, ROUND, Manner(waits=False, resumes=True))
    assert isinstance(again, MailingReport)
    assert home.server.to()["ada@example.org"] == 1, "nobody gets it twice"


@pytest.mark.slow
@pytest.mark.parametrize("use_case", [send, open_editions])
def test_a_round_that_was_left_for_days_is_asked_about_first(home: Home, use_case: Callable[..., object]) -> None:
    home.join(people("later.x"))
    home("send", ISSUE, "--point", "nl", "--locale", "nl", "--no-wait")
    home.sql("update rounds set active_at = ?", LONG_AGO)
    nobody, refusing = Person(None), Person(False)
    told = at_home(place_of(home), use_case, NL, nobody)
    assert isinstance(told, Refused)
    assert [problem.code for problem in told.problems] == ["overdue-mailing"]
    assert at_home(place_of(home), use_case, NL, refusing) == Refused(advice="Nothing was sent.")
    assert nobody.codes == refusing.codes == ["overdue-mailing"], "the rest is not asked"
    assert home.sql("select count(*) from mailings") == [(1,)]


@pytest.mark.slow
def test_rounds_of_several_points_are_decided_about_one_by_one(home: Home) -> None:
    home.join(people("later.x"))
    home.join(people("later.y"), point="eu", language="en")
    for point in ("nl", "eu"):
        home("send", ISSUE, "--point", point, "--no-wait")
    home.sql("update rounds set active_at = ?", LONG_AGO)

    def only_the_first(question: Question) -> bool:
        return question.message.startswith("2024-01/nl ")

    home.hours_pass()
    manner = Manner(waits=False, resumes=True)
    report = at_home(place_of(home), resume, RoundsRequest(ISSUE), manner, only_the_first)
    assert isinstance(report, MailingReport)
    assert [each.round.name for each in report.mailings] == ["2024-01/nl"]
    assert sorted(home.sql("select attempts from deliveries")) == [(1,), (2,)]


@pytest.mark.slow
def test_a_mailing_is_ended_by_somebody_who_says_who_and_why_and_means_it(home: Home) -> None:
    home.join(people("later.x"))
    home("send", ISSUE, "--point", "nl", "--no-wait")
    meant = EndRequest(ISSUE, "nl", "Ada Lovelace", "a wrong date")
    place = place_of(home)
    assert in_database(place, end_mailing, EndRequest(ISSUE, "nl", " ", "why"), Person(True)) == Refused(
        misuse="Say who decides: --by NAME, or NEWSLETTER_BY in the environment."
    )
    unsaid = in_database(place, end_mailing, EndRequest(ISSUE, "nl", "Ada", "\n"), Person(True))
    assert unsaid == Refused(misuse="Say why, on one line: --reason TEXT.")
    unasked = in_database(place, end_mailing, meant)
    assert unasked == Refused(misuse="Nobody can be asked here: --yes says that it is to end.")
    assert in_database(place, end_mailing, meant, Person(False)) == Refused(advice="It goes on as it was.")
    assert home.counts() == {"pending": 1}
    editor = Person(True)
    ended = in_database(place, end_mailing, meant, editor)
    assert isinstance(ended, EndReport)
    assert editor.heard[0].message == "2024-01/nl: 1 are still to be mailed, and never will be."
    assert (ended.skipped, ended.is_running, home.counts()) == (1, False, {"skipped": 1})


@pytest.mark.slow
def test_rounds_are_paused_settled_and_listed(home: Home) -> None:
    home.join(people("later.x", "mute"))
    home("send", ISSUE, "--point", "nl", "--no-wait")
    place = place_of(home)
    assert in_database(place, pause, ROUND, "a wrong date") == PauseReport(("2024-01/nl",))
    assert in_database(place, settle, ROUND, "drop") == SettleReport(1)
    listed = list_mailings_at(place)
    assert isinstance(listed, MailingsReport)
    assert [(each.standing, each.round.pause_reason) for each in listed.mailings] == [("paused", "a wrong date")]
    unknown = in_database(place, pause, RoundsRequest("2031-01"))
    assert isinstance(unknown, Refused)
    assert [problem.code for problem in unknown.problems] == ["no-mailing"]


@pytest.mark.slow
def test_who_was_refused_is_mailed_again_on_request(home: Home) -> None:
    home.join(people("refuse.x"))
    home("send", ISSUE, "--point", "nl")
    follower = Follower()
    again = SendRequest(NL.wanted, retries_refused=True)
    send_at(place_of(home), again, Person(None), follower)
    assert follower.events[:2] == [Retried(1), Begun()], "what is open needs no consent"


@pytest.mark.slow
def test_a_mailing_is_planned_tried_out_and_taken_back(home: Home) -> None:
    home.join(people("ada"))
    place, wanted = place_of(home), NL.wanted
    planned = plan_mailing_at(place, wanted, NL.decisions, NL.manner)
    assert isinstance(planned, PlanReport)
    assert [(each.locale, each.by_wish) for each in planned.plan.expected] == [("nl", 1), ("nl-BE", 0)]
    copies = send_test_at(place, wanted, "me@example.org")
    assert isinstance(copies, CopiesReport)
    assert list(copies.outcomes) == ["2024-01/nl/nl", "2024-01/nl/nl-BE"]
    assert home.server.to() == {"me@example.org": 2}
    assert send_test_at(place, wanted, "me") == Refused(misuse="The address has no @.")
    appointed = appoint_at(place, wanted, "2199-11-21 09:00", NL.decisions)
    assert isinstance(appointed, AppointReport)
    assert "2199" in appointed.at
    assert cancel_at(place, wanted) == CancelReport(1)
    assert cancel_at(place, wanted) == CancelReport(0)
    assert isinstance(cancel_at(place, Wanted(ISSUE, "xx")), Refused)
    assert home.sql("select count(*) from rounds") == [(0,)]


def test_broken_files_are_told_before_what_the_machine_lacks(sample: Sample) -> None:
    """A desk has neither a database nor secrets; its editor still learns what is wrong with the files."""
    for report in (
        send_at(Place(sample.root), SendRequest(Wanted(ISSUE, "xx"))),
        plan_mailing_at(Place(sample.root), Wanted(ISSUE, "xx"), NL.decisions, NL.manner),
    ):
        assert isinstance(report, Refused)
        assert [problem.code for problem in report.problems] == ["unknown-point"]


def test_a_name_that_nobody_has_is_told_before_a_secret_that_lacks(home: Home) -> None:
    home.join(people("ada"))
    for wanted, code in ((Wanted("2031-01", "nl"), "unknown-issue"), (Wanted(ISSUE, "xx"), "unknown-point")):
        report = send_at(Place(home.sample.root), SendRequest(wanted))
        assert isinstance(report, Refused)
        assert [problem.code for problem in report.problems] == [code]


@pytest.mark.slow
def test_a_point_that_nobody_has_is_told_where_its_mailings_are_asked_for(home: Home) -> None:
    home.join(people("ada"))
    home("send", ISSUE, "--point", "nl")
    place = place_of(home)
    listed = list_mailings_at(place, point="nope")
    assert isinstance(listed, Refused)
    assert [problem.code for problem in listed.problems] == ["unknown-point"]
    assert isinstance(list_mailings_at(place, point="nl"), MailingsReport)
    unknown = in_database(place, pause, RoundsRequest(ISSUE, "sommerfeld"))
    assert isinstance(unknown, Refused)
    assert unknown.problems[0].hint == "there are those of: nl"


@pytest.mark.slow
def test_a_point_that_is_gone_from_the_files_keeps_its_mailings(home: Home) -> None:
    home.join(people("ada"))
    home("send", ISSUE, "--point", "nl")
    (home.sample.root / "issues/points/nl.yaml").unlink()
    assert isinstance(list_mailings_at(place_of(home), issue=ISSUE, point="nl"), MailingsReport)
    report = list_mailings_at(place_of(home), issue="2023-12", point="nl")
    assert isinstance(report, Refused)
    assert [problem.code for problem in report.problems] == ["unknown-issue"]


def test_nothing_is_decided_without_a_name() -> None:
    with pytest.raises(ValueError, match="has no name"):
        Decision("it is urgent", "")
