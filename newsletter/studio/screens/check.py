"""Everything that is wrong with an issue, as somebody mends it: in words, with the way there, what is in order last."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from newsletter.content.texts import Walked
from newsletter.edition import EditionKey
from newsletter.pipeline.aside import examine_alone
from newsletter.pipeline.checked import Checked
from newsletter.pipeline.clock import read_clock
from newsletter.pipeline.editing.accepting import accept_warning, take_back
from newsletter.pipeline.editing.saving import Saved, read_for_editing
from newsletter.pipeline.editions import EditionName, edition_names, states_of
from newsletter.pipeline.explaining import ExplainReport, explain_problems
from newsletter.pipeline.letters.findings import UNTRANSLATED, Finding, acceptance_of, findings_of
from newsletter.pipeline.reviewing.mending import CERTAIN, find_mendable, mend_all
from newsletter.pipeline.translation.status import needs_of
from newsletter.problems import open_problems
from newsletter.studio.clocks import clock_of
from newsletter.studio.naming import Names
from newsletter.studio.plain_problems import hint_here, known_words
from newsletter.studio.request import StudioRequest, StudioResponse, json_of, not_found, redirect
from newsletter.studio.routes import Route
from newsletter.studio.studio import Studio
from newsletter.studio.text_words import fault_words
from newsletter.studio.where import place_of_problem
from newsletter.studio.words import SOURCE, Words
from newsletter.translate.checks.every import CODES

_MOST_TOLD = 6
REASONS = Path(__file__).parent.parent / "why"
"""Why problems matter, in the studio's other languages: a file each."""
_QUOTED = re.compile("`([^`]+)`")
_FIRST = re.compile("; the first is `[^`]*`$")


@dataclass(frozen=True, slots=True)
class Row:
    """A finding as a row of the page: `place` names the value in words, `address` leads to it."""

    code: str
    title: str
    hint: str
    why: str
    why_locale: str
    place: str
    address: str
    is_field: bool
    editions: tuple[EditionName, ...]
    is_everywhere: bool
    others: tuple[str, ...]
    counts: tuple[tuple[EditionName, int], ...]
    where: str
    accepted: str
    entry: str
    mendable: int
    """How many texts have this fault and can be mended for certain, all at once; 0 for what a person decides."""


def check(studio: Studio, request: StudioRequest) -> StudioResponse:
    """The page; what is not known yet comes as soon as it is."""
    issue = request.params["issue"]
    if not studio.has_issue(issue):
        return not_found()
    name = f"issues/{issue}/issue.yaml"
    file = read_for_editing(studio.workspace, name)
    checked = studio.resident.last_check(issue)
    values = _values(studio, request, issue, checked) if checked else None
    snapshot = studio.resident.snapshot(issue)
    if values is None:  # what is wrong with the files is known at once
        values = _values(studio, request, issue, Checked(snapshot, "", tuple(snapshot.problems), read_clock()))
    editions = [name.address for name in edition_names(snapshot.content, snapshot.editions())]
    return studio.page(
        request,
        "check.html",
        here="check",
        issue=issue,
        files={name: file.version} if file else {},
        report=values,
        missing=request.query.get("missing", ""),
        editions=editions,
        is_whole=checked is not None,
    )


def look(studio: Studio, request: StudioRequest) -> StudioResponse:
    """One edition looked at, so that the page can say how far the check is."""
    key = EditionKey(*(request.params[name] for name in ("issue", "point", "locale")))
    if not studio.resident.has_edition(key):
        return not_found()
    return json_of({"found": len(open_problems(studio.resident.ask_aside(examine_alone, key).problems))})


def report(studio: Studio, request: StudioRequest) -> StudioResponse:
    """The part of the page that says what was found."""
    issue = request.params["issue"]
    if not studio.has_issue(issue):
        return not_found()
    checked = studio.resident.check(issue)
    return studio.part(request, "check_report.html", report=_values(studio, request, issue, checked), slug=issue)


def accept(studio: Studio, request: StudioRequest) -> StudioResponse:
    """Somebody lives with a warning, by name and reason; or no longer."""
    issue, form = request.params["issue"], request.form()
    if not studio.has_issue(issue):
        return not_found()
    code, where = form.get("check", ""), form.get("where", "")
    told = "" if request.visitor.id else form.get("by", "").strip()  # who has signed in decides by their own name
    by, reason = told or request.person, form.get("reason", "").strip()
    if not form.get("take-back") and not by:
        return redirect(f"/issues/{issue}/check?missing=name")
    if form.get("take-back"):
        outcome = take_back(studio.workspace, issue, code, form.get("entry", ""))
    elif not reason:
        return redirect(f"/issues/{issue}/check?missing=reason")
    else:
        outcome = accept_warning(studio.workspace, issue, code, where, by, reason)
    refused = "" if isinstance(outcome, Saved) else "?missing=file"
    return redirect(f"/issues/{issue}/check{refused}")


def mend(studio: Studio, request: StudioRequest) -> StudioResponse:
    """All texts with a fault are mended whose remedy is certain, by the person's name."""
    issue, code = request.params["issue"], request.form().get("check", "")
    if not studio.has_issue(issue):
        return not_found()
    if not request.person:
        return redirect(f"/issues/{issue}/check?missing=name")
    locales = [key.locale for key in studio.resident.snapshot(issue).editions()]
    with studio.resident.told_at_end():
        mend_all(studio.desk, issue, locales, code, request.person, read_clock().date())
    return redirect(f"/issues/{issue}/check")


def _values(studio: Studio, request: StudioRequest, issue: str, checked: Checked) -> dict[str, object]:
    snapshot = checked.snapshot
    found = findings_of(snapshot, checked.problems)
    called = Names(request.words, snapshot.content)
    names = {name.key: name for name in edition_names(snapshot.content, snapshot.editions())}

    locales = [key.locale for key in snapshot.editions()]
    codes = {each.code for each in found.to_look_at} & CERTAIN
    mendable = {code: len(find_mendable(studio.desk, issue, locales, code)) for code in codes}

    def row(finding: Finding) -> Row:
        first = finding.first
        accepted = acceptance_of(snapshot.content, finding) if first.accepted else None
        title, hint, others = said_of_finding(request.words, finding)
        counts: list[tuple[EditionName, int]] = []
        if finding.code in UNTRANSLATED:
            walked = Walked()
            states = {key: states_of(needs_of(snapshot, key, walked)) or {} for key in finding.editions}
            counts = [(names[key], count) for key, each in states.items() if (count := each.get("missing", 0))]
        why, why_locale = _why(request.words.locale, finding.code)
        return Row(
            code=finding.code,
            title=title,
            hint=hint,
            why=why,
            why_locale=why_locale,
            place="" if counts else called.place_in_words(first),
            address=place_of_problem(studio, issue, first),
            is_field=bool(first.path) and not first.location.file.startswith("locales/") if first.location else False,
            editions=tuple(names[key] for key in finding.editions),
            is_everywhere=len(finding.editions) == len(names),
            others=others,
            counts=tuple(sorted(counts, key=lambda each: -each[1])),
            where=finding.where,
            accepted=first.accepted,
            entry=accepted[1].where or "" if accepted else "",
            mendable=0 if accepted else mendable.get(finding.code, 0),
        )

    in_order = in_order_words(request.words)
    return {
        "is_whole": bool(checked.digest),
        "stopping": [row(each) for each in found.stopping],
        "to_look_at": [row(each) for each in found.to_look_at],
        "accepted": [row(each) for each in found.accepted],
        "count": found.count,
        "in_order": [in_order[name] for name in found.in_order if name in in_order] if checked.digest else [],
        "editions": len(names),
        "at": checked.at.astimezone(clock_of(studio, request)),
    }


def said_of_finding(words: Words, finding: Finding) -> tuple[str, str, tuple[str, ...]]:
    """What was found, what to do about it, and in which other words the same was found."""
    if finding.code in UNTRANSLATED:
        return *_untranslated(words, finding), ()
    first = finding.first
    if plain := known_words(words, first):
        return *plain, ()
    told = tuple(dict.fromkeys(problem.message for problem in finding.problems))
    title, hint, others = _begun(told[0]), _begun(hint_here(first)), tuple(map(_begun, told[1:_MOST_TOLD]))
    if finding.code in CODES:  # of translations: their hints name marks of files, and the desk has words for each
        hint = words.gettext("Mend it at the review desk, or say here why it is right as it is.")
        if words.locale != SOURCE and finding.code in (said := fault_words(words)):
            title, others = said[finding.code], ()
    return title, hint, others


def _untranslated(words: Words, finding: Finding) -> tuple[str, str]:
    """Texts without a translation, as one thing: how many each edition lacks stands below it."""
    _, ngettext = words.gettext, words.ngettext
    if finding.code == "chrome-not-translated":
        return _("Fixed words of letters are not translated"), _("Whoever looks after the templates brings them.")
    title = ngettext("1 edition lacks translations", "{n} editions lack translations", len(finding.editions))
    hint = _(
        "“Hand to reviewers” in Compose puts the texts into each language’s list; as yet they are mailed as written."
    )
    return title.format(n=len(finding.editions)), hint


def in_order_words(words: Words) -> dict[str, str]:
    """What is said of a concern of preflight in which nothing was found."""
    _ = words.gettext
    return {
        "language": _("Every letter and every part of it says its language"),
        "structure": _("Headings, lists and tables can be heard as they are seen"),
        "envelope": _("Subjects and preheaders say what is new, within their length"),
        "words": _("Days, years and capitals are as they should be"),
        "links": _("Each link says where it leads"),
        "addresses": _("Addresses of links are whole and encrypted"),
        "pictures": _("Every picture has its description; letters can be read without pictures"),
        "colours": _("Contrast is enough, light and dark"),
        "programs": _("The mail programs of readers show all that is used"),
        "outlook": _("Outlook’s own parts are whole"),
        "weight": _("No letter is near the size at which Gmail cuts it off"),
        "law": _("Every letter has its link to leave and a postal address; nothing watches readers"),
    }


@lru_cache(maxsize=1)
def _explanations() -> dict[str, str]:
    report = explain_problems()
    assert isinstance(report, ExplainReport)  # noqa: S101 (without a code nothing can be misused)
    return {each.code: each.why for each in report.explanations}


def _why(locale: str, code: str) -> tuple[str, str]:
    """Why a problem matters, and in which language that is: English where nobody has said it in the person's."""
    own = _own_reasons(locale).get(code)
    return (own, locale) if own else (_explanations().get(code, ""), SOURCE)


@lru_cache
def _own_reasons(locale: str) -> Mapping[str, str]:
    path = REASONS / f"{locale}.toml"
    return tomllib.loads(path.read_text("utf-8")) if path.is_file() else {}


def _begun(sentence: str) -> str:
    """A sentence of a problem as it stands on a page: problems begin small, as compilers write, and name paths."""
    said = _QUOTED.sub(r"“\1”", _FIRST.sub("", sentence))
    return said[:1].upper() + said[1:]


ROUTES = (
    Route("/issues/{issue}/check", get=check),
    Route("/issues/{issue}/check/report", get=report),
    Route("/issues/{issue}/check/{point}/{locale}", get=look),
    Route("/issues/{issue}/check/accept", post=accept),
    Route("/issues/{issue}/check/mend", post=mend),
)
