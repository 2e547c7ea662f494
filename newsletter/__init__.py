"""The multilingual newsletter composer: from an issue's files to the letters of every edition.

What scripts call is `newsletter.NAME` for each name in `__all__`; docs/api.md tells how. Each is imported when it is
first asked for, so that the command line starts as fast as without them. Nothing else of the package is promised.
"""

TYPE_CHECKING = False
"""True for type checkers, which know this name; `typing` alone would take as long as all the rest of this import."""

if TYPE_CHECKING:
    from newsletter.api.approvals import Acceptance, ApprovalsReport, ApprovedText, explain_text, report_issue
    from newsletter.api.letters import build_issue, check_issue
    from newsletter.api.opening import Prepared, Project, Snapshot, open_issue, open_project, prepare_letter
    from newsletter.api.translations import (
        Text,
        TextsReport,
        TranslateReport,
        UpdatedCatalog,
        decide_texts,
        list_texts,
        translate_issue,
    )
    from newsletter.edition import EditionKey
    from newsletter.exceptions import NewsletterError
    from newsletter.pipeline.letters.build_cache import Built
    from newsletter.pipeline.letters.building import BuildReport
    from newsletter.pipeline.letters.check import CheckReport, FeatureShown
    from newsletter.pipeline.letters.delivery import Junk
    from newsletter.pipeline.translation.awaited import Awaited
    from newsletter.pipeline.translation.fill import Estimate
    from newsletter.pipeline.translation.reviewing import DecisionReport
    from newsletter.pipeline.use_case import RefusedError
    from newsletter.problems import Location, Problem, Severity, has_errors
    from newsletter.render.letter.letter import Letter
    from newsletter.translate.later.request import RequestStanding
    from newsletter.translate.machine.filled import Filled
    from newsletter.version import __version__

__all__ = [
    "Acceptance",
    "ApprovalsReport",
    "ApprovedText",
    "Awaited",
    "BuildReport",
    "Built",
    "CheckReport",
    "DecisionReport",
    "EditionKey",
    "Estimate",
    "FeatureShown",
    "Filled",
    "Junk",
    "Letter",
    "Location",
    "NewsletterError",
    "Prepared",
    "Problem",
    "Project",
    "RefusedError",
    "RequestStanding",
    "Severity",
    "Snapshot",
    "Text",
    "TextsReport",
    "TranslateReport",
    "UpdatedCatalog",
    "__version__",
    "build_issue",
    "check_issue",
    "decide_texts",
    "explain_text",
    "has_errors",
    "list_texts",
    "open_issue",
    "open_project",
    "prepare_letter",
    "report_issue",
    "translate_issue",
]
_HOMES = {
    "newsletter.api.approvals": (
        "Acceptance", "ApprovalsReport", "ApprovedText", "explain_text", "report_issue",
    ),
    "newsletter.api.letters": ("build_issue", "check_issue"),
    "newsletter.api.opening": ("Prepared", "Project", "Snapshot", "open_issue", "open_project", "prepare_letter"),
    "newsletter.api.translations": (
        "Text", "TextsReport", "TranslateReport", "UpdatedCatalog", "decide_texts", "list_texts", "translate_issue",
    ),
    "newsletter.edition": ("EditionKey",),
    "newsletter.exceptions": ("NewsletterError",),
    "newsletter.pipeline.letters.building": ("BuildReport",),
    "newsletter.pipeline.letters.check": ("CheckReport", "FeatureShown"),
    "newsletter.pipeline.letters.delivery": ("Junk",),
    "newsletter.pipeline.translation.awaited": ("Awaited",),
    "newsletter.pipeline.translation.fill": ("Estimate",),
    "newsletter.pipeline.letters.build_cache": ("Built",),
    "newsletter.pipeline.translation.reviewing": ("DecisionReport",),
    "newsletter.pipeline.use_case": ("RefusedError",),
    "newsletter.problems": ("Location", "Problem", "Severity", "has_errors"),
    "newsletter.render.letter.letter": ("Letter",),
    "newsletter.translate.later.request": ("RequestStanding",),
    "newsletter.translate.machine.filled": ("Filled",),
    "newsletter.version": ("__version__",),
}  # fmt: skip
"""Where each public name is from: the imports above, for whoever runs this."""

if not TYPE_CHECKING:  # with a `__getattr__` a type checker would take any name for one

    def __getattr__(name: str) -> object:
        for module, names in _HOMES.items():
            if name in names:
                from importlib import import_module

                value = globals()[name] = getattr(import_module(module), name)
                return value
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")

    def __dir__() -> list[str]:
        return sorted(__all__)
