"""The review desk of a project without a server: the studio's handlers, asked as the app asks them."""

import datetime as dt
from typing import Any

from newsletter.pipeline.clock import read_clock
from newsletter.pipeline.editing.person import Person
from newsletter.pipeline.resident import Resident
from newsletter.pipeline.reviewing.filling import FillingNow
from newsletter.pipeline.use_case import Place
from newsletter.studio.entrance import DeskEntrance
from newsletter.studio.pages import Pages
from newsletter.studio.request import StudioRequest, StudioResponse
from newsletter.studio.screens import fill
from newsletter.studio.session import Session
from newsletter.studio.studio import Studio
from newsletter.studio.visitor import Visitor
from newsletter.studio.words import words_of
from newsletter.translate.unit import State
from newsletter.workspace import Workspace
from tests.conftest import Sample
from tests.support.processes import PATIENCE
from tests.support.reviewing import held

PARAMS = {"issue": "2024-01", "point": "nl", "locale": "nl"}
DESK = "/review/2024-01/nl/nl"


class Desk:
    """The studio of a project, asked as the app asks it, with a machine on loopback."""

    def __init__(self, sample: Sample, environ: dict[str, str] | None = None) -> None:
        self.sample = sample
        self.resident = Resident(Place(sample.root, environ or {}))
        place = Place(sample.root, environ or {})
        entrance = DeskEntrance(Session("s" * 43, 1), sample.root, {})
        workspace = Workspace(sample.root, lambda name: self.resident.touched([name]))
        self.studio = Studio(
            place, self.resident.project, workspace, entrance, Pages(self.resident.project.cache.folder), self.resident
        )

    def request(self, method: str = "GET", body: str = "", language: str = "en", **values: Any) -> StudioRequest:
        visitor = values.pop("visitor", Visitor(Person("Ana Example")))
        query = values.pop("query", {})
        return StudioRequest(method, DESK, PARAMS, query, {}, body.encode(), words_of(language), visitor)

    def page(self, language: str = "en", **values: Any) -> str:
        return fill.fill(self.studio, self.request(language=language, **values)).body.decode()

    def begin(self, characters: int = 100_000) -> StudioResponse:
        return fill.begin(self.studio, self.request("POST", f"characters={characters}"))

    def ended(self) -> FillingNow:
        """The run once nothing comes any more."""
        deadline = read_clock() + dt.timedelta(seconds=PATIENCE)
        run = self.studio.fillings.now("nl")
        while run and not run.has_ended:
            assert read_clock() < deadline, "the run has no end"
            run = self.studio.fillings.after("nl", run.number, 5.0)
        assert run is not None
        return run

    def states(self) -> list[State]:
        return [entry.state for entry in held(self.sample).active()]

    def close(self) -> None:
        self.studio.close()
