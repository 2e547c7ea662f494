"""What is certain is mended at once from Check; whatever a person has to decide is not."""

from dataclasses import replace
from typing import Any

import pytest

from newsletter.people.roles import Role, RoleKind
from newsletter.pipeline.editing.person import Person
from newsletter.pipeline.translation.update import update_catalogs
from newsletter.studio.needs import may_do
from newsletter.studio.request import StudioResponse
from newsletter.studio.screens import check
from newsletter.studio.visitor import Visitor
from newsletter.translate.formats.po_writer import write_catalog
from newsletter.translate.unit import State
from newsletter.workspace import Workspace
from tests.conftest import Sample
from tests.support.reviewing import held
from tests.support.studio_desk import Desk

TITLE, SUBJECT = "Bridges over the river", "A small issue"
SAID = {TITLE: "Bruggen  over de rivier", SUBJECT: "Een  klein nummer"}


@pytest.fixture
def spaced(sample: Sample) -> Sample:
    """Two Dutch texts with a blank too many, and one with another number than its source."""
    project = sample.project()
    update_catalogs(project, project.content("2024-01")[0], ["nl"])
    catalog = held(sample)
    entries = tuple(
        replace(each, targets=(SAID[each.source],), state=State.REVIEWED) if each.source in SAID else each
        for each in catalog.entries
    )
    write_catalog(Workspace(sample.root), replace(catalog, entries=entries))
    return sample


def asked(desk: Desk, code: str, **values: Any) -> StudioResponse:
    request = replace(desk.request("POST", f"check={code}", **values), params={"issue": "2024-01"})
    return check.mend(desk.studio, request)


def targets(sample: Sample) -> dict[str, str]:
    return {entry.source: entry.target for entry in held(sample).active() if entry.source in SAID}


@pytest.mark.slow
def test_blanks_are_put_right_in_all_texts_by_one_press_and_are_read_again(spaced: Sample) -> None:
    desk = Desk(spaced)
    try:
        request = replace(desk.request(), params={"issue": "2024-01"})
        page = check.report(desk.studio, request).body.decode()
        assert page.count("Mend all 2<") == 2, "at each of the two"
        assert 'name="check" value="doubled-space"' in page
        told: list[int] = []
        desk.resident.listen(lambda changed: told.append(changed.number))
        asked(desk, "doubled-space")
        assert targets(spaced) == {TITLE: "Bruggen over de rivier", SUBJECT: "Een klein nummer"}
        assert {entry.state for entry in held(spaced).active() if entry.source in SAID} == {State.NEEDS_REVIEW}
        assert len(told) == 1, "one change, however many texts"
    finally:
        desk.close()


def test_numbers_are_no_certain_thing_and_nobody_without_a_name_mends(spaced: Sample) -> None:
    desk = Desk(spaced)
    try:
        asked(desk, "changed-number")
        asked(desk, "no-such-check")
        answer = asked(desk, "doubled-space", visitor=Visitor(Person("")))
        assert dict(answer.headers)["location"] == "/issues/2024-01/check?missing=name"
        assert targets(spaced) == SAID
        page = check.check(desk.studio, replace(desk.request(query={"missing": "name"}), params={"issue": "2024-01"}))
        assert "Say your name first" in page.body.decode()
        reviewer = Visitor(Person("Cy"), 7, (Role(RoleKind.REVIEWER, "nl"),))
        request = replace(desk.request("POST", "check=doubled-space", visitor=reviewer), params={"issue": "2024-01"})
        assert not may_do(desk.studio, "/issues/{issue}/check/mend", request)
    finally:
        desk.close()
