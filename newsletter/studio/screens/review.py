"""The review desk: the texts of one language beside its letter, and what is decided about each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from newsletter import locales
from newsletter.people.rights import Act as RightTo
from newsletter.people.rights import Thing, ThingKind
from newsletter.pipeline.clock import read_clock
from newsletter.pipeline.editing.board import board_of
from newsletter.pipeline.editing.presence import be_in
from newsletter.pipeline.editions import edition_names
from newsletter.pipeline.reviewing import acts as deciding
from newsletter.pipeline.reviewing.acts import Act, Changed, Done, Outcome
from newsletter.pipeline.reviewing.worklist import EVERY_POINT, ReviewText, Worklist, edition_of, envelope_of
from newsletter.pipeline.translation.machine_again import MachineReport, MachineRequest, ask_machine_again
from newsletter.plurals import rule_for
from newsletter.studio.awaited_words import awaited_words
from newsletter.studio.machine_words import left_words, refusal_words
from newsletter.studio.plain_problems import tell_all
from newsletter.studio.request import StudioRequest, StudioResponse, UnreadableError, json_of, not_found
from newsletter.studio.routes import Route
from newsletter.studio.screens.preview import FIXED_MARKED, preview_of
from newsletter.studio.studio import Studio
from newsletter.studio.text_words import Teller, fault_words
from newsletter.translate.chrome import LETTERS, PAGES, SOURCE_LOCALE
from newsletter.translate.doubt import Doubted, order_by_doubt
from newsletter.translate.unit import State

ADDRESS = "/review/{issue}/{point}/{locale}"
_MOST_ACTS = 500


def languages(studio: Studio, request: StudioRequest) -> StudioResponse:
    """Which languages wait for somebody, by point."""
    issue = request.params["issue"]
    if not studio.has_issue(issue):
        return not_found()
    board = board_of(studio.resident.snapshot(issue))
    awaited = awaited_words(request.words, studio.project.root, issue)
    return studio.page(request, "review_languages.html", here="review", issue=issue, board=board, awaited=awaited)


def desk(studio: Studio, request: StudioRequest) -> StudioResponse:
    """The page with the list of its texts; whole come those that are read first, and the others once it is open."""
    issue, point, locale = _asked(request)
    if not studio.has_issue(issue):
        return not_found()
    snapshot = studio.resident.snapshot(issue)
    key = edition_of(snapshot, point, locale)
    if key is None:
        return not_found()
    found = studio.desk.worklist(issue, point, locale, snapshot)
    if found is None:
        return not_found()
    told = _teller(studio, request).outlined(found, studio.desk.glossary(snapshot, locale))
    names = edition_names(snapshot.content, snapshot.editions())
    mine = [name for name in names if name.key.locale == locale]
    chosen = next(name for name in names if name.key == key)
    central = next((name.address for name in names if name.key.point == "eu"), names[0].address)
    overlay = snapshot.content.overlays.get(key.point)
    due = (overlay.review_by if overlay else None) or (
        snapshot.content.issue.review_by if snapshot.content.issue else None
    )  # fmt: skip
    return studio.page(
        request,
        "review.html",
        here="review",
        issue=issue,
        point=point,
        tongue={"tag": locale, "dir": locales.direction(locale), "name": chosen.language},
        country=chosen.country,
        is_all=point == EVERY_POINT,
        others=mine,
        due=due,
        today=read_clock().date(),
        preview={
            **preview_of(studio, issue, chosen.address, names=names),
            "source": "" if central == chosen.address else central,
            "is_fixed": True,
            "asks": FIXED_MARKED,
            "lang": locale,
            "envelope": envelope_of(snapshot, key),
        },
        texts=told,
        names=names_of([locale, *sources_of(found, studio.project.settings.source_locale)]),
        forms=forms_of(locale),
        titles=fault_words(request.words),
        awaited=awaited_words(request.words, studio.project.root, issue, locale).get(locale, ""),
        lacking=found.absent or any(each.entry.state is State.MISSING for each in found.texts()),
        is_named=bool(studio.resident.project.settings.providers.for_locale(locale)),
        may_fill=request.visitor.may(RightTo.TRANSLATE, Thing(ThingKind.CATALOG, locale=locale)),
        filling=(run := studio.fillings.now(locale)) is not None and not run.has_ended,
    )


def texts(studio: Studio, request: StudioRequest) -> StudioResponse:
    """The texts as they are now."""
    found = _told(studio, request, *_asked(request))
    return json_of(found) if found else not_found()


def faults(studio: Studio, request: StudioRequest) -> StudioResponse:
    """What is wrong with the texts, by id."""
    issue, _, locale = _asked(request)
    found = _list(studio, request)
    if found is None:
        return not_found()
    teller = _teller(studio, request)
    wrong = studio.desk.all_faults(issue, list(found.texts()), locale)
    return json_of({key: teller.faults(each) for key, each in wrong.items()})


def check(studio: Studio, request: StudioRequest) -> StudioResponse:
    """What would be wrong with a text if it said what is sent."""
    issue, _, locale = _asked(request)
    asked = _object(request.json())
    text = _text(studio, request, str(asked.get("text", "")))
    targets = _targets(asked.get("targets"))
    if text is None or len(targets) != len(text.entry.targets):
        return not_found()
    return json_of({"faults": _teller(studio, request).faults(studio.desk.faults(issue, text, locale, targets))})


def offers(studio: Studio, request: StudioRequest) -> StudioResponse:
    """What a text could say instead."""
    text = _text(studio, request, request.query.get("text", ""))
    if text is None:
        return not_found()
    return json_of({"offers": _teller(studio, request).offers(studio.desk.offers(text), text.locale)})


def act(studio: Studio, request: StudioRequest) -> StudioResponse:
    """Do acts, each under the version of its text, by the person's name; an outcome for each."""
    issue, _, locale = _asked(request)
    if not studio.has_issue(issue):
        return not_found()
    asked = _object(request.json()).get("acts")
    if not isinstance(asked, list) or len(asked) > _MOST_ACTS:
        raise UnreadableError
    if not request.person:
        return json_of(
            {"message": request.words.gettext("Say your name first: it stands beside what you accept.")}, 409
        )
    wanted = [_act(each) for each in asked]
    known = studio.desk.known(issue, locale, [each.text for each in wanted])
    with studio.resident.told_at_end():  # whoever waits for the answer goes before the letter
        outcomes = studio.desk.carry_out(issue, locale, wanted, request.person, read_clock().date(), known)
        return json_of({"outcomes": _outcomes(studio, request, outcomes, known)})


def machine(studio: Studio, request: StudioRequest) -> StudioResponse:
    """Ask the machine once more for a text: what it would cost first, then its answer, which is an offer."""
    issue, _, locale = _asked(request)
    asked = _object(request.json())
    text = _text(studio, request, str(asked.get("text", "")))
    if text is None:
        return not_found()
    wanted = MachineRequest(
        studio.place, read_clock().date(), locale, text.id, issue, is_dry=asked.get("is_dry") is not False
    )
    if not studio.resident.project.settings.providers.for_locale(locale):
        return json_of({"outcome": "left", "reason": request.words.gettext("none is set up for this language.")})
    report = ask_machine_again(wanted)
    if not isinstance(report, MachineReport):
        said = tell_all(request.words, report.problems) or refusal_words(request.words, report)
        return json_of({"outcome": "left", "reason": said})
    cost = f" · {report.cost:.2f}" if report.cost else ""
    reason = left_words(request.words, report.left) if report.left else ""
    told = {"provider": report.provider, "characters": report.characters, "cost": cost, "reason": reason}
    return json_of({"outcome": report.outcome, **told})


def doubts(studio: Studio, request: StudioRequest) -> StudioResponse:
    """The texts by id, the most doubtful first: an order to read in, which says of none that it is right."""
    issue, _, locale = _asked(request)
    found = _list(studio, request)
    if found is None:
        return not_found()
    texts = [text for text in found.texts() if text.is_open]
    wrong = studio.desk.all_faults(issue, texts, locale)
    units = [Doubted(text.id, text.entry, tuple(f.problem for f in wrong.get(text.id, ()))) for text in texts]
    read = [text.entry.source for text in found.texts() if not text.is_open]
    return json_of({"order": [doubt.id for doubt in order_by_doubt(units, read)]})


def present(studio: Studio, request: StudioRequest) -> StudioResponse:
    """A page that has the language open, of whatever point; the names of who else has."""
    issue, _, locale = _asked(request)
    asked = _object(request.json())
    if not studio.has_issue(issue) or edition_of(studio.resident.snapshot(issue), EVERY_POINT, locale) is None:
        return not_found()
    try:
        names = be_in(studio.project.root, f"{issue}.{locale}", str(asked.get("tab")), request.person)
    except ValueError:
        raise UnreadableError from None
    return json_of({"names": names})


def back(studio: Studio, request: StudioRequest) -> StudioResponse:
    """Take an act back."""
    name = _object(request.json()).get("act")
    with studio.resident.told_at_end():
        outcome = studio.desk.take_back(name) if isinstance(name, str) else None
        if outcome is None:
            message = request.words.gettext("This can’t be taken back any more: the studio was started again since.")
            return json_of({"message": message}, 410)
        issue, _, locale = _asked(request)
        (told,) = _outcomes(studio, request, [outcome], studio.desk.known(issue, locale, [outcome.act.text]))
        return json_of(told)


def _told(studio: Studio, request: StudioRequest, issue: str, point: str, locale: str) -> dict[str, Any] | None:
    snapshot = studio.resident.snapshot(issue)
    found = studio.desk.worklist(issue, point, locale, snapshot, with_pages=True)
    return _teller(studio, request).told(found, studio.desk.glossary(snapshot, locale)) if found else None


def _outcomes(
    studio: Studio, request: StudioRequest, outcomes: Sequence[Outcome], known: Mapping[str, ReviewText]
) -> list[dict[str, Any]]:
    """What came of acts, each with its text as it is now; where it stands is as it was."""
    issue, _, locale = _asked(request)
    glossary = studio.desk.glossary(studio.resident.snapshot(issue), locale)
    teller = _teller(studio, request)
    told: list[dict[str, Any]] = []
    for outcome in outcomes:
        entry = outcome.after if isinstance(outcome, Done) else outcome.now if isinstance(outcome, Changed) else None
        # Where no entry comes back, what is at hand may be old.
        text = (known if entry else studio.desk.texts(issue, locale)).get(outcome.act.text)
        status = "done" if isinstance(outcome, Done) else "changed" if isinstance(outcome, Changed) else "refused"
        said: dict[str, Any] = {"act": outcome.act.id, "id": outcome.act.text, "status": status}
        if text:
            text = studio.desk.as_now(text, entry) if entry else text
            said["text"] = {name: value for name, value in teller.text(text, glossary).items() if name != "paths"}
            said["faults"] = teller.faults(studio.desk.faults(issue, text, locale, glossary=glossary))
        if not isinstance(outcome, Done | Changed):
            titles = fault_words(request.words)
            said["message"] = " ".join(titles.get(each.code, each.message) for each in outcome.problems)
        told.append(said)
    return told


def _asked(request: StudioRequest) -> tuple[str, str, str]:
    return request.params["issue"], request.params["point"], request.params["locale"]


def _list(studio: Studio, request: StudioRequest) -> Worklist | None:
    issue, point, locale = _asked(request)
    return studio.desk.worklist(issue, point, locale) if studio.has_issue(issue) else None


def _text(studio: Studio, request: StudioRequest, name: str) -> ReviewText | None:
    issue, _, locale = _asked(request)
    return studio.desk.texts(issue, locale).get(name) if studio.has_issue(issue) else None


def _teller(studio: Studio, request: StudioRequest) -> Teller:
    return Teller(request.words, request.person, studio.resident.project.settings.source_locale)


def _act(asked: Any) -> Act:
    """An act as a page sends it. Raises `UnreadableError`."""
    value = _object(asked)
    kind = next((each for each in deciding.KINDS if each == value.get("kind")), None)
    names = [value.get(name, "") for name in ("id", "text", "version", "reason", "code")]
    if kind is None or not all(isinstance(each, str) for each in names) or not names[0]:
        raise UnreadableError
    name, text, version, reason, code = names
    targets = value.get("targets")
    return Act(name, text, kind, version, _targets(targets) if targets is not None else (), reason.strip(), code)


def _targets(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        raise UnreadableError
    return tuple(value)


def _object(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise UnreadableError
    return value


def names_of(tags: Sequence[str]) -> dict[str, dict[str, str]]:
    """What languages call themselves, and which way they are written."""
    return {tag: {"name": locales.autonym(tag), "dir": locales.direction(tag)} for tag in dict.fromkeys(tags)}


def sources_of(found: Worklist, usual: str) -> list[str]:
    """The languages that the texts of a list were written in; `usual` is that of most."""
    fixed = [SOURCE_LOCALE] if any(part.document in (LETTERS, PAGES) for part in found.parts) else []
    return [usual, *fixed, *(each for text in found.texts() if (each := text.entry.about.source_locale))]


def forms_of(locale: str) -> list[str]:
    """For each plural form of a new catalog some numbers that have it."""
    rule = rule_for(locale)
    found: dict[int, list[str]] = {}
    for number in range(120):
        found.setdefault(rule.form(number), []).append(str(number))
    return [
        ", ".join(found.get(form, [])[:4]) + ("…" if len(found.get(form, [])) > 4 else "") for form in range(rule.count)
    ]


ROUTES = (
    Route("/review/{issue}", get=languages),
    Route(ADDRESS, get=desk),
    Route(f"{ADDRESS}/texts", get=texts),
    Route(f"{ADDRESS}/faults", get=faults),
    Route(f"{ADDRESS}/check", post=check),
    Route(f"{ADDRESS}/offers", get=offers),
    Route(f"{ADDRESS}/acts", post=act),
    Route(f"{ADDRESS}/back", post=back),
    Route(f"{ADDRESS}/machine", post=machine),
    Route(f"{ADDRESS}/doubts", get=doubts),
    Route(f"{ADDRESS}/presence", post=present),
)
