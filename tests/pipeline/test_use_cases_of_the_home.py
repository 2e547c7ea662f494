"""The audience, what came back and the state of the home, without a command line: requests, reports, a person asked."""

import io
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from newsletter.cli.support.finishing import exit_code
from newsletter.mail.audience.states import SubscriptionState
from newsletter.mail.audience.subscriptions import Subscription
from newsletter.pipeline.audience.bounces import BouncesReport, BouncesRequest, read_bounces
from newsletter.pipeline.audience.importing import ImportReport, ImportRequest, Manner, import_file
from newsletter.pipeline.audience.listing import (
    AudienceReport,
    AudienceRequest,
    ExplainReport,
    ForgetReport,
    explain_person,
    forget_person,
    list_subscriptions,
    write_private,
)
from newsletter.pipeline.doctor.diagnosis import Diagnosis
from newsletter.pipeline.doctor.examine import DoctorReport, DoctorRequest, examine_home
from newsletter.pipeline.use_case import Place, Question, Refused
from newsletter.public.server import ServeRequest, serve_pages
from tests.conftest import Sample

SECRET = {"NEWSLETTER_SECRET": "the-secret-of-these-tests-0123456789"}


@pytest.fixture
def place(sample: Sample) -> Place:
    return Place(sample.root, SECRET)


def subscriber_csv(sample: Sample, *rows: str, heads: str = "email,locales") -> Path:
    return sample.write("readers.csv", "\n".join((heads, *rows)) + "\n")


def test_people_join_are_listed_explained_and_erased(sample: Sample, place: Place) -> None:
    file = subscriber_csv(sample, "ada@example.org,nl", "bob@example.org,nl-BE")
    joined = import_file(ImportRequest(place, "nl", file, "Ja, graag."))
    assert isinstance(joined, ImportReport)
    assert joined.imported is not None
    assert (joined.imported.fates["new"], joined.imported.is_written) == (2, True)
    taken: list[str] = []

    def take(found: Iterator[Subscription]) -> None:
        taken.extend(each.address for each in found)

    listed = list_subscriptions(AudienceRequest(place, "nl", "active"), take)
    assert listed == AudienceReport(Counter({("nl", SubscriptionState.ACTIVE): 2}))
    assert taken == ["ada@example.org", "bob@example.org"]
    explained = explain_person(place, "bob@example.org")
    assert isinstance(explained, ExplainReport)
    assert [str(each.edition) for each in explained.subscriptions] == ["2024-01/nl/nl-BE"]
    assert forget_person(place, "bob@example.org") == ForgetReport(was_there=True)
    assert forget_person(place, "bob@example.org") == ForgetReport(was_there=False)
    assert forget_person(place, "bob") == Refused(misuse="The address has no @.")
    assert list_subscriptions(AudienceRequest(place), take) == AudienceReport(
        Counter({("nl", SubscriptionState.ACTIVE): 1})
    )


@pytest.mark.parametrize(("answer", "day"), [(True, "2022-04-03"), (False, "2022-03-04"), (None, "")])
def test_whoever_is_asked_says_what_comes_first_in_a_date(
    sample: Sample, place: Place, answer: bool | None, day: str
) -> None:
    heard: list[Question] = []

    def ask(question: Question) -> bool | None:
        heard.append(question)
        return answer

    file = subscriber_csv(sample, "ada@example.org,03/04/2022", heads="email,consent-on")
    report = import_file(ImportRequest(place, "nl", file, "Ja, graag."), ask)
    assert isinstance(report, ImportReport)
    assert [(question.code, question.choices) for question in heard] == [("day-or-month", ("day", "month"))]
    if answer is None:
        assert [problem.code for problem in report.problems] == ["ambiguous-date"]
        assert report.imported is None
        return
    days: list[str] = []
    list_subscriptions(AudienceRequest(place), lambda found: days.extend(str(each.consent) for each in found))
    assert day in days[0]


def test_an_import_for_nobody_s_point_or_in_no_language_is_misuse(sample: Sample, place: Place) -> None:
    file = subscriber_csv(sample, "ada@example.org,nl")
    unknown = import_file(ImportRequest(place, "nll", file))
    assert unknown == Refused(misuse="No point is called `nll`; the nearest is `nl`.")
    strange = import_file(ImportRequest(place, "nl", file, consent_locale="no such"))
    assert strange == Refused(misuse="`no such` is no locale.")
    tried = import_file(ImportRequest(place, "nl", file, "Ja.", manner=Manner(dry_run=True)))
    assert isinstance(tried, ImportReport)
    assert not (sample.root / "newsletter.db").exists()


def test_what_came_back_is_read_from_whatever_was_piped_in(sample: Sample, place: Place) -> None:
    message = io.BytesIO(b"From: somebody@example.org\nSubject: Thank you\n\nHow kind.\n")
    lacking = read_bounces(BouncesRequest(place, (Path("-"),)), message)
    assert isinstance(lacking, Refused)
    assert [problem.code for problem in lacking.problems] == ["no-database"]
    assert exit_code(lacking, failed=75) == 75, "a mail server tries again"
    import_file(ImportRequest(place, "nl", subscriber_csv(sample, "ada@example.org,nl"), "Ja."))
    message.seek(0)
    report = read_bounces(BouncesRequest(place, (Path("-"),)), message)
    assert isinstance(report, BouncesReport)
    assert report.returned.kinds.total() == 1
    assert exit_code(report, failed=75) == 0


def test_a_home_is_examined_and_each_finding_is_told_as_it_is_made(place: Place) -> None:
    seen: list[Diagnosis] = []
    report = examine_home(DoctorRequest(place, ("nl",), offline=True), seen.append)
    assert isinstance(report, DoctorReport)
    assert tuple(seen) == report.findings
    assert "sample-site" in {problem.code for problem in report.problems}
    assert exit_code(report) == 1
    unknown = examine_home(DoctorRequest(place, ("nll",), offline=True))
    assert unknown == Refused(misuse="No point is called `nll`; the nearest is `nl`.")


def test_without_a_secret_nothing_is_read_or_erased(sample: Sample) -> None:
    place = Place(sample.root)
    for report in (forget_person(place, "ada@example.org"), explain_person(place, "ada@example.org")):
        assert isinstance(report, Refused)
        assert [problem.code for problem in report.problems] == ["no-secret"]


def test_pages_that_nobody_can_listen_to_are_refused_with_where(place: Place) -> None:
    heard: list[object] = []
    report = serve_pages(ServeRequest(place, "192.0.2.1", 8025), heard.append, lambda site, problems: None)
    assert isinstance(report, Refused)
    assert [problem.code for problem in report.problems] == ["cannot-listen"]
    assert "192.0.2.1:8025" in report.problems[0].message
    assert ServeRequest(place, "::1", 8025).address == "[::1]:8025"
    assert heard == []


def test_an_export_is_for_its_owner_alone_and_whole_or_not_there(tmp_path: Path) -> None:
    file = tmp_path / "readers.csv"
    write_private(file, ["email\n", "ada@example.org\n"])
    assert file.stat().st_mode & 0o777 == 0o600

    def broken() -> Iterator[str]:
        yield "email\n"
        raise OSError("the disk is full")

    with pytest.raises(OSError, match="full"):
        write_private(file, broken())
    assert file.read_text() == "email\nada@example.org\n"
    assert list(tmp_path.iterdir()) == [file]
