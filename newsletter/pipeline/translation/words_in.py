"""Use case: what a translator sends back is taken into the catalogs.

In: `ImportWordsRequest` with a file of XLIFF or of a spreadsheet program. Out: `ImportWordsReport`. Each text is taken
or told at its row; entries of catalogs are changed one by one, so that every other byte of them stays.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from newsletter.files import digest
from newsletter.pipeline.project import Project
from newsletter.pipeline.translation import review
from newsletter.pipeline.translation.reviewing import ReviewRequest, known_names
from newsletter.pipeline.use_case import Place, misused, project_at, refuse, reporting
from newsletter.problems import Location, Problem, error, has_errors, ordered
from newsletter.translate.exchange.guard import MOST_BYTES
from newsletter.translate.exchange.parcel import Returned
from newsletter.translate.exchange.table import read_table
from newsletter.translate.exchange.taking import COUNTED, By, Group, Known, Taken, sort_forms, take_groups
from newsletter.translate.exchange.tmx import FOLDER, read_tmx, write_tmx
from newsletter.translate.exchange.xliff_reader import read_xliff
from newsletter.translate.formats.po import catalog_file
from newsletter.translate.formats.po_splice import splice_entries
from newsletter.translate.memory import locales_in
from newsletter.workspace import NO_FILE, MovedOnError

_TRIES = 5
"""As often a catalog is read again that somebody else keeps writing."""
_ZIP = b"PK\x03\x04"
_OLD_OFFICE = b"\xd0\xcf\x11\xe0"


@dataclass(frozen=True, slots=True)
class ImportWordsRequest:
    """A file that came back; `locale` and `issue` where the file does not say them itself.

    `reviewed_by` names the person who has read what the file calls approved; without one nothing becomes reviewed.
    """

    place: Place
    today: dt.date
    file: Path
    locale: str = ""
    issue: str | None = None
    reviewed_by: str = ""
    is_dry: bool = False


@dataclass(frozen=True, slots=True)
class ImportWordsReport:
    """How many texts each thing happened to (`taking.Taken`), and the catalogs that were, or would be, written."""

    issue: str
    locale: str
    is_dry: bool
    counts: dict[str, int]
    files: tuple[str, ...]
    problems: tuple[Problem, ...]
    suggestions: int = 0
    """How many pairs a memory (TMX) has for the project; they are suggestions, and change no catalog."""


@dataclass(slots=True)
class _Sum:
    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(COUNTED, 0))
    files: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def add(self, taken: Taken) -> None:
        self.counts = {name: self.counts[name] + taken.counts[name] for name in COUNTED}
        self.problems += taken.problems


@reporting
def import_words(request: ImportWordsRequest) -> ImportWordsReport:
    """Take what can be taken; every text that was left out is told at its row."""
    data = read_limited(request.file)
    if b"<tmx" in data[:2000]:
        return _keep_memory(request, data)
    returned = _read(data, request.file.name)
    if has_errors(returned.problems) and not returned.forms:
        refuse(returned.problems)
    locale = _agreed(request.locale, returned.locale)
    project, slug = known_names(ReviewRequest(request.place, locale, request.issue or returned.issue or None))
    if returned.issue and returned.issue != slug:
        misused(f"The file is of {returned.issue}, not of {slug}.")
    units, problems = review.units(project, slug, locale)
    known = {entry.id: Known(entry.catalog, entry.translation) for entry in units}
    groups, of_rows = sort_forms(known, returned.forms)
    total = _Sum(problems=[*problems, *_of_taken_rows(returned, known, of_rows), *of_rows])
    by = By(request.file.name, request.today, request.reviewed_by, project.rule(locale))
    for name, found in groups.items():
        _take(project, locale, name, found, by, total, is_dry=request.is_dry)
    return ImportWordsReport(
        slug, locale, request.is_dry, total.counts, tuple(total.files), tuple(ordered(total.problems))
    )


def _of_taken_rows(returned: Returned, known: Mapping[str, Known], of_rows: Sequence[Problem]) -> list[Problem]:
    """What the reading of a file has told, without the states of rows that are not taken: those are told once."""
    left = {form.place for form in returned.forms if form.id not in known}
    left |= {each.location for each in of_rows if each.location}
    return [each for each in returned.problems if each.code != "unknown-state" or each.location not in left]


def _keep_memory(request: ImportWordsRequest, data: bytes) -> ImportWordsReport:
    """Keep the pairs of a memory that are in the languages of the project, below `memories/`."""
    project = project_at(request.place)
    if request.reviewed_by:
        misused("A memory is for suggestions: nothing of it is reviewed by anybody.")
    source_locale = project.settings.source_locale
    locales = [request.locale] if request.locale else locales_in(project.root)
    pairs, problems = read_tmx(data, request.file.name, source_locale, locales)
    if not pairs and not problems:
        message = f"the memory has no pairs from {source_locale} into {', '.join(locales) or 'any language'}"
        problems = [error("broken-tmx", message, Location(request.file.name), "look at its `xml:lang`")]
    if problems:
        refuse(problems)
    name = f"{FOLDER}/{_plain_name(request.file.stem)}.tmx"
    workspace = project.workspace
    before = workspace.read(name)
    kept = write_tmx(pairs, source_locale)
    if not request.is_dry:
        workspace.write(name, kept, before.version if before else NO_FILE)
    counts = dict.fromkeys(COUNTED, 0)
    return ImportWordsReport("", request.locale, request.is_dry, counts, (name,), (), len(pairs))


def _plain_name(stem: str) -> str:
    """A name without blanks and commas: it stands in comments of catalogs."""
    return re.sub(r"[^\w.-]+", "-", stem).strip("-.") or "memory"


def read_limited(file: Path) -> bytes:
    """The bytes of a file from outside; of a giant only so many that it is known for one."""
    try:
        with file.open("rb") as opened:
            return opened.read(MOST_BYTES + 1)
    except OSError as fault:
        reason = (fault.strerror or "it can't be read").lower()
        refuse([error("unreadable-file", f"the file can't be read: {reason}", Location(str(file)))])


def _read(data: bytes, name: str) -> Returned:
    """The file by what it holds, whatever its name says."""
    if data.startswith((_ZIP, _OLD_OFFICE)):
        return read_table(data, name)
    if data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<") or data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return read_xliff(data, name)
    what = "a catalog" if b"msgid" in data[:4000] else "neither XLIFF nor a table of a spreadsheet program (.xlsx)"
    hint = "bring in what came back for the file that `newsletter words export` wrote"
    if what == "a catalog":
        hint = "copy it over the one in locales/ and look with `git diff`, or merge it with `newsletter po-merge`"
    return Returned(problems=(error("unknown-format", f"the file is {what}", Location(name), hint),))


def _agreed(asked: str, said: str) -> str:
    if not (asked or said):
        misused("The file does not say its language: give --to.")
    if asked and said and asked != said:
        misused(f"The file is in {said}, not in {asked}.")
    return asked or said


def _take(
    project: Project, locale: str, name: str, groups: Sequence[Group], by: By, total: _Sum, *, is_dry: bool
) -> None:
    file = catalog_file(locale, name)
    for _ in range(_TRIES):
        data = (project.root / file).read_bytes()
        catalog, problems = project.parsed_catalog(data, locale, name)
        if catalog is None:
            total.problems += problems
            return
        taken = take_groups(catalog, groups, by)
        after = splice_entries(data, catalog, taken.changes)
        try:
            if after != data and not is_dry:
                project.workspace.write(file, after, digest(data))
        except MovedOnError:
            continue
        total.add(taken)
        total.files += [file] if after != data else []
        return
    message = "somebody else keeps writing this file; nothing was put into it"
    total.problems.append(error("file-changed", message, Location(file), "run the command again"))
