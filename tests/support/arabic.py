"""A project in Arabic letters: every text to translate, each Latin letter replaced by an Arabic one.

In: a project's folder with a point that writes in `ar`. Out: its Arabic catalogs, complete. The words mean nothing, but
they run from right to left, join, and are as long as the real ones; tags and placeholders stay. What is added to the
templates later is covered without a translator.
"""

import re
from dataclasses import replace
from pathlib import Path

from newsletter.pipeline.project import open_project
from newsletter.pipeline.translation.update import update_catalogs
from newsletter.plurals import rule_for
from newsletter.translate.formats.po import read_catalog
from newsletter.translate.formats.po_writer import write_catalog
from newsletter.translate.unit import State, Translation
from newsletter.workspace import Workspace

_LATIN = "abcdefghijklmnopqrstuvwxyz"
_ARABIC = "ابثدةفغهيجكلمنوبقرسطعذشخىز"
_LETTERS = str.maketrans(_LATIN + _LATIN.upper(), _ARABIC * 2)
_KEPT = re.compile(r"(</?[abisc]\d+>|<br\d+/>|%\(\w+\)s|%%)")


def in_arabic_letters(root: Path, issue: str) -> None:
    """Write the Arabic catalogs of an issue and of the templates."""
    project, problems = open_project(root, {})
    assert project is not None, problems
    content, _ = project.content(issue)
    update_catalogs(project, content, ["ar"])
    for name in (issue, "chrome"):
        catalog, _ = read_catalog(root, "ar", name)
        assert catalog is not None
        assert catalog.entries
        write_catalog(Workspace(root), replace(catalog, entries=tuple(_filled(entry) for entry in catalog.entries)))


def _filled(entry: Translation) -> Translation:
    forms = rule_for("ar").count if entry.plural else 1
    return replace(entry, targets=(_arabic(entry.plural or entry.source),) * forms, state=State.NEEDS_REVIEW)


def _arabic(source: str) -> str:
    return "".join(
        part if number % 2 else part.translate(_LETTERS).replace(",", "،").replace("?", "؟")
        for number, part in enumerate(_KEPT.split(source))
    )
