"""What templates of forms need beside the file itself: names in the person's language, what there is to choose from.

In: the studio, a request, the language that a file is written in. Out: values for a template.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from newsletter import locales
from newsletter.pipeline.editing.choices import (
    countries_by_nearness,
    language_within,
    languages_in,
    new_item,
    pictures_of,
    time_zones,
)
from newsletter.pipeline.editing.field_words import OPTIONS
from newsletter.pipeline.editing.forms import FormFile
from newsletter.pipeline.resident import by_path
from newsletter.problems import Problem, Severity
from newsletter.studio.plain_problems import plain_words
from newsletter.studio.refused_words import refused_words
from newsletter.studio.request import StudioRequest, StudioResponse, json_of
from newsletter.studio.studio import Studio


def filling_of(studio: Studio, request: StudioRequest, form: FormFile) -> dict[str, Any]:
    """What the fields of a file are drawn with."""
    project, locale = studio.resident.project, request.words.locale
    tag = form.text(("locale",)) or form.text(("locales", 0)) or project.settings.source_locale
    written = locales.canonical(tag) or project.settings.source_locale
    return {
        "form": form,
        "fault": refused_words(request.words, form.fault) if form.fault else "",
        "writing": {"lang": written, "dir": locales.direction(written)},
        "names": languages_in(locale, project),
        "language_within": lambda tag: language_within(locale, tag),
        "countries": countries_by_nearness(locale, studio.library.shelves().countries),
        "time_zones": time_zones(),
        "pictures": pictures_of(project),
        "option_words": OPTIONS,
        "source_locale": project.settings.source_locale,
        "new_item": new_item,
    }


def told_problems(studio: Studio, request: StudioRequest, problems: Iterable[Problem]) -> StudioResponse:
    """Problems by the path of their value, each drawn, for the browser to put beside its field."""
    return json_of({path: drawn_problems(studio, request, found) for path, found in by_path(problems).items()})


def drawn_problems(studio: Studio, request: StudioRequest, problems: Iterable[Problem]) -> list[dict[str, Any]]:
    """Problems of one value as the browser puts them beside its field: `html`, and whether it `stops` the letters."""
    return [
        {
            "html": studio.pages.render(
                "problem.html", request.words, {"problem": problem, "said": plain_words(request.words, problem)}
            ),
            "stops": problem.severity is Severity.ERROR,
        }
        for problem in dict.fromkeys(problems)
    ]
