"""Another name for an article or a network: everything that knew the old one knows the new one."""

from __future__ import annotations

from functools import partial

from newsletter.content.faults import short_slug_of
from newsletter.pipeline.editing.renaming import RenameRequest, rename_in
from newsletter.pipeline.use_case import RefusedError
from newsletter.studio.filling import drawn_problems
from newsletter.studio.plain_problems import tell_all
from newsletter.studio.request import StudioRequest, StudioResponse, UnreadableError, json_of
from newsletter.studio.routes import Route
from newsletter.studio.studio import Studio


def give_name(kind: str, studio: Studio, request: StudioRequest) -> StudioResponse:
    """A name as a file's name or in words; with `dry_run` only what would change is told."""
    asked = request.json()
    to = asked.get("to") if isinstance(asked, dict) else None
    if not isinstance(to, str):
        raise UnreadableError
    name = short_slug_of(to) or to
    wanted = RenameRequest(studio.place, kind, request.params["slug"], name, bool(asked.get("dry_run")))
    try:
        report = rename_in(studio.project, studio.workspace, wanted)
    except RefusedError as fault:
        same = request.words.gettext("It is called “{name}” already.").format(name=name)
        message = tell_all(request.words, fault.problems) or same  # else there is nothing to rename
        return json_of({"message": message, "problems": drawn_problems(studio, request, fault.problems)}, 422)
    told = {"changed": list(report.changed), "texts": report.texts, "locales": report.locales}
    said = _said(request, name, report.texts, report.locales)
    return json_of({"slug": name, "address": f"/{kind}s/{name}", "said": said, **told})


def _said(request: StudioRequest, name: str, texts: int, locales: int) -> str:
    """What has come along, in a sentence."""
    _, ngettext = request.words.gettext, request.words.ngettext
    said = _("It is called “{name}” now, and its old address leads here.").format(name=name)
    if not texts:
        return said
    came = ngettext("1 text came along in {languages}.", "{n} texts came along in {languages}.", texts)
    languages = ngettext("1 language", "{n} languages", locales).format(n=locales)
    return f"{said} {came.format(n=texts, languages=languages)}"


ROUTES = (
    Route("/articles/{slug}/rename", post=partial(give_name, "article")),
    Route("/networks/{slug}/rename", post=partial(give_name, "network")),
)
