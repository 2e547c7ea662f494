"""People: who may sign in, and what they may do. They are let in, given roles, and let in no longer.

For operators. Each act stands in the record; the last operator stays.
"""

from __future__ import annotations

from dataclasses import replace

from newsletter.people.store import Person, is_operator
from newsletter.pipeline.clock import read_clock
from newsletter.pipeline.editing.listing import points_at
from newsletter.pipeline.people.managing import (
    NAME_LENGTH,
    AddRequest,
    ChangeRequest,
    PeopleReport,
    add_person,
    change_roles,
    last_seen,
    list_people,
    note_invitation,
    remove_person,
)
from newsletter.pipeline.use_case import Refused
from newsletter.studio.request import StudioRequest, StudioResponse, not_found
from newsletter.studio.role_words import role_words
from newsletter.studio.routes import Route
from newsletter.studio.screens.readers import doer_of
from newsletter.studio.studio import Studio
from newsletter.studio.words import Words, languages


def people(studio: Studio, request: StudioRequest) -> StudioResponse:
    """The page."""
    return _page(studio, request)


def change(studio: Studio, request: StudioRequest) -> StudioResponse:
    """Let somebody in, mail them how, give them a role or take one, or let them in no longer."""
    form = request.form()
    act = form.get("act", "")
    if act == "add":
        return _add(studio, request, form)
    everybody = list_people(studio.place)
    found = () if isinstance(everybody, Refused) else everybody.people
    person = next((each for each in found if str(each.id) == form.get("person")), None)
    if person is None:
        return _page(studio, request, fault=request.words.gettext("This person is not there any more."))
    if act == "invite":
        return _invite(studio, request, person)
    if act == "remove":
        done = remove_person(studio.place, person.address, doer_of(request), read_clock())
        said = request.words.gettext("{name} can’t sign in any more.")
    elif act in ("give", "take"):
        asked = ChangeRequest(studio.place, read_clock(), person.address, doer_of(request))
        role = [form.get("role", "")]
        asked = replace(asked, added=role) if act == "give" else replace(asked, removed=role)
        done = change_roles(asked)
        said = request.words.gettext("The roles of {name} are changed. They have to sign in again.")
    else:
        return not_found()
    if isinstance(done, Refused):
        return _page(studio, request, fault=_why(request.words, done))
    if not studio.entrance.find_visitor(request.headers):  # one's own roles have changed
        return studio.entrance.lead_in(request) or _page(studio, request)
    return _page(studio, request, said=said.format(name=person.name))


def _add(studio: Studio, request: StudioRequest, form: dict[str, str]) -> StudioResponse:
    asked = AddRequest(
        studio.place, read_clock(), form.get("name", ""), form.get("address", ""), [form.get("role", "")],
        doer_of(request), form.get("locale", ""),
    )  # fmt: skip
    done = add_person(asked)
    if isinstance(done, Refused):
        return _page(studio, request, fault=_why(request.words, done), typed=form, status=422)
    return _invite(studio, request, done.people[0], is_new=True)


def _invite(studio: Studio, request: StudioRequest, person: Person, *, is_new: bool = False) -> StudioResponse:
    _ = request.words.gettext
    if studio.invite is None:
        said = _("{name} is let in. People sign in where the studio is online; no mail was sent from here.")
        return _page(studio, request, said=said.format(name=person.name))
    note_invitation(studio.place, person, doer_of(request), read_clock())
    studio.invite(person, request.person, request.words.locale)
    said = (
        _("{name} is let in, and a mail that says how is on its way.")
        if is_new
        else _("A mail is on its way to {name}.")
    )
    return _page(studio, request, said=said.format(name=person.name))


def _page(
    studio: Studio,
    request: StudioRequest,
    *,
    fault: str = "",
    said: str = "",
    typed: dict[str, str] | None = None,
    status: int = 200,
) -> StudioResponse:
    report = list_people(studio.place)
    seen = last_seen(studio.place)
    words = role_words(request.words, points_at(studio.resident.project))
    everybody = report.people if isinstance(report, PeopleReport) else ()
    return studio.page(
        request,
        "people.html",
        here="people",
        status=status if not isinstance(report, Refused) else 503,
        people=everybody,
        operators=sum(map(is_operator, everybody)),
        seen={} if isinstance(seen, Refused) else seen,
        is_broken=isinstance(report, Refused),
        role_words=words,
        fault=fault,
        told=said,
        typed=typed or {},
        name_length=NAME_LENGTH,
        studio_languages=languages(),
        may_mail=studio.invite is not None,
        today=read_clock().date(),
    )


def _why(words: Words, refused: Refused) -> str:
    """Why somebody was not let in or changed, in the words of a page."""
    _ = words.gettext
    codes = {problem.code for problem in refused.problems}
    if "known-person" in codes:
        return _("Somebody has this name or this address already. Both are one person’s alone.")
    if "last-operator" in codes:
        return _("One person has to be an operator, who lets others in. Make somebody else an operator first.")
    if codes:
        return _("The people of this studio can’t be read or changed now.")
    if words.locale == "en":
        return refused.misuse.replace("say --role", "choose one").replace(
            "`newsletter people remove` lets", "“Let in no longer” lets"
        )
    return _("Something is missing, or can’t be a name or an address.")


ROUTES = (Route("/people", get=people, post=change),)
