"""Use case: what others have written becomes articles and networks of a project.

In: a source (`Source`), what is known of it, and `Decide`, by which somebody answers what the source alone can't tell.
Out: `ImportReport`: each value taken, guessed or missing, the files with what became of each, and what `check` says of
them. Nothing is ever overwritten: the same source again shows how its files differ from what it says. The command and
the studio's page both stand on it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import unified_diff
from pathlib import Path
from typing import Literal

from newsletter.content.edit import EditRefusedError, Insert, edit, values_in
from newsletter.content.faults import value_problems
from newsletter.content.fields import LocaleTag
from newsletter.content.filed import article_from, model_from
from newsletter.content.importing.drafts import ArticleDraft, NetworkDraft
from newsletter.content.importing.findings import Asked, Imported, Question, Reader
from newsletter.content.importing.kinds import SourceKind, kind_of
from newsletter.content.importing.writing import article_bytes, network_bytes, pictures_of
from newsletter.content.model import Network
from newsletter.content.slugs import issue_slugs, unknown_issue
from newsletter.pipeline.exchange.comparing import holds
from newsletter.pipeline.exchange.fetching import fetch
from newsletter.pipeline.exchange.source_pictures import file_pictures
from newsletter.pipeline.letters.web_client import SilentError, WebClient
from newsletter.pipeline.project import Project
from newsletter.pipeline.use_case import Place, Watch, project_at, refuse, reporting, unwatched
from newsletter.problems import Location, Problem, error, ordered
from newsletter.workspace import NO_FILE, MovedOnError, Workspace

Decide = Callable[[Question], str | None]
"""The answer to a question of a source; None where nobody is asked, or they leave it as proposed."""


def decide_nothing(question: Question) -> None:
    """The answer where nobody is asked: what is proposed is done, and the question stands in the report."""


Fate = Literal["new", "same", "more", "different"]
"""Of a file: there was none, it says just this, all of this and more, or something else; it is left alone then."""


@dataclass(frozen=True, slots=True)
class Source:
    """What is to be read: bytes with the name of their file and the folder beside it, or an address of the web.

    With both bytes and an address they were fetched there before, and are not fetched again.
    """

    data: bytes = field(default=b"", repr=False)
    name: str = ""
    folder: Path | None = None
    address: str = ""


@dataclass(frozen=True, slots=True)
class ImportRequest:
    """A source, and what is known of it.

    `kind` is one of `SourceKind`, empty to have it told by what the source holds. `locale` is empty where nobody knows
    it. `issue` is what the drafts are for, empty for none: its year is offered, and with `is_shown` it shows them.
    `chosen` are the files that are wanted, by their names; None for all. `answers` are by the ids of questions
    asked before. `client` is what fetches.
    """

    place: Place
    source: Source
    kind: str = ""
    locale: str = ""
    issue: str = ""
    with_pictures: bool = False
    is_dry: bool = False
    answers: Mapping[str, str] = field(default_factory=dict)
    client: Callable[[], WebClient] = WebClient
    is_shown: bool = True
    chosen: Collection[str] | None = None


@dataclass(frozen=True, slots=True)
class ImportedFile:
    """A file of a draft: its name in the project, what became of it, and how it differs from the draft, in lines."""

    name: str
    path: str
    fate: Fate
    difference: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What came of a source.

    `kind` is a `SourceKind`. `address` is where it was fetched, empty for a file; `data` are its bytes. `answers` are
    those that were given, by the ids of their questions. `pictures` are new in issues/images. `shown_in` is the issue's
    file that shows the drafts now, empty where none was changed. `is_in_issue` is True where the issue shows all of
    them, since now or before.
    """

    kind: str
    address: str
    imported: Imported
    data: bytes = field(default=b"", repr=False)
    answers: Mapping[str, str] = field(default_factory=dict)
    files: tuple[ImportedFile, ...] = ()
    pictures: tuple[str, ...] = ()
    shown_in: str = ""
    is_in_issue: bool = False
    is_dry: bool = False
    problems: tuple[Problem, ...] = ()


def reader_of(kind: SourceKind) -> Reader:
    """What reads sources of a kind."""
    match kind:
        case SourceKind.PAGE:
            from newsletter.content.importing.page import read_page

            return read_page
        case SourceKind.WORD:
            from newsletter.content.importing.word import read_word

            return read_word
        case SourceKind.RSS | SourceKind.ATOM:
            from newsletter.content.importing.feeds import read_feed

            return read_feed
        case SourceKind.JSON_FEED:
            from newsletter.content.importing.feeds import read_json_feed

            return read_json_feed
        case SourceKind.DRUPAL:
            from newsletter.content.importing.drupal import read_drupal

            return read_drupal
        case SourceKind.TEXT:
            from newsletter.content.importing.text.page import read_text

            return read_text


@reporting
def import_source(request: ImportRequest, watch: Watch = unwatched, decide: Decide = decide_nothing) -> ImportReport:
    """Read a source and write what it says, as far as it is not there yet."""
    project = project_at(request.place)
    problems = value_problems(request.locale, LocaleTag, Location("--locale")) if request.locale else []
    if request.issue and request.issue not in issue_slugs(project.root):
        problems.append(unknown_issue(project.root, request.issue))
    if problems:
        refuse(problems)
    source = _fetched(request, watch)
    kind = SourceKind(request.kind) if request.kind else kind_of(source.data)
    shown = source.address or source.name
    if isinstance(kind, Problem):
        refuse([replace(kind, location=Location(shown) if shown else None)])
    asked = Asked(
        locale=request.locale,
        default_locale=project.settings.source_locale,
        address=source.address,
        name=source.name,
        day=_day_of(project, request.issue),
        answers=request.answers,
    )
    watch(1, 3, shown)
    imported, answers = _decided(reader_of(kind), source.data, asked, decide)
    report = ImportReport(
        kind.value,
        source.address,
        imported,
        source.data,
        answers,
        is_dry=request.is_dry,
        problems=imported.problems,
    )
    if not imported.articles and not imported.networks:
        return report
    watch(2, 3, "files")
    report = _filed(project, request, source, report)
    watch(3, 3, "")
    return report


def _decided(read: Reader, data: bytes, asked: Asked, decide: Decide) -> tuple[Imported, Mapping[str, str]]:
    """A source read with every question answered that somebody answers; an answer may take questions away."""
    imported = read(data, asked)
    heard = set(asked.answers)
    while question := next((each for each in imported.questions if each.id not in heard), None):
        heard.add(question.id)
        answer = decide(question)
        if answer is not None:
            asked = replace(asked, answers={**asked.answers, question.id: answer})
            imported = read(data, asked)
    return imported, asked.answers


def _fetched(request: ImportRequest, watch: Watch) -> Source:
    """The source with its bytes."""
    source = request.source
    if not source.address or source.data:
        return source
    watch(0, 3, source.address)
    try:
        found = fetch(request.client(), source.address)
    except SilentError as fault:
        hint = "open it in a browser, save the page, and import the file"
        refuse([error("not-fetched", f"it was not fetched: {fault}", Location(source.address[:200]), hint)])
    return replace(source, address=found.address, data=found.data)


def _day_of(project: Project, issue: str) -> dt.date | None:
    """The day of the issue that a source is for, else of the newest one."""
    slug = issue or next(iter(issue_slugs(project.root)[-1:]), "")
    found = project.content(slug)[0].issue if slug else None
    return found.date if found else None


def _filed(project: Project, request: ImportRequest, source: Source, report: ImportReport) -> ImportReport:
    """Write the files of drafts and pictures, and say what `check` will say of them."""
    workspace = project.workspace
    every: list[ArticleDraft | NetworkDraft] = [*report.imported.articles, *report.imported.networks]
    drafts = [each for each in every if request.chosen is None or each.file in request.chosen]
    if not drafts:
        return report
    named = {source for draft in drafts for source in pictures_of(draft)}
    client = request.client() if request.with_pictures else None
    is_there = all(workspace.read(draft.file) for draft in drafts)
    pictures = file_pictures(
        workspace,
        [each for each in report.imported.pictures if each.source in named],
        source.folder,
        client,
        otherwise=drafts[0].slug,
        is_dry=request.is_dry or is_there,
    )
    problems = [*report.problems, *pictures.problems]
    files: list[ImportedFile] = []
    for draft in drafts:
        data = _bytes_of(draft, pictures.files)
        there = workspace.read(draft.file)
        if there is None and not request.is_dry:
            try:
                workspace.write(draft.file, data, NO_FILE)
            except MovedOnError as fault:  # somebody has just made it
                there = fault.current
        files.append(_compared(draft, data, there.data if there else None))
        if files[-1].fate == "different":
            hint = "change it as it is; or rename it with `newsletter rename`, and import once more"
            message = "it is there already and says something else, so it was left as it is"
            problems.append(error("file-exists", message, Location(draft.file), hint))
        elif files[-1].fate == "new" and request.is_dry:
            problems += _checked(draft, data, project.settings.source_locale)
    is_shown = request.issue and request.is_shown and not request.is_dry
    shown_in = _shown(workspace, request, drafts, problems) if is_shown else ""
    if not request.is_dry and any(each.fate == "new" for each in files):
        names = {each.name for each in files if each.fate == "new"} | ({shown_in} if shown_in else set())
        _, found = project.content(request.issue or next(iter(issue_slugs(project.root)[-1:]), ""), everything=True)
        problems += [each for each in found if each.location and each.location.file in names]
    return replace(
        report,
        files=tuple(files),
        pictures=() if is_there else pictures.new,
        shown_in=shown_in,
        is_in_issue=_is_shown(workspace, request.issue, drafts),
        problems=tuple(ordered(problems)),
    )


def _bytes_of(draft: ArticleDraft | NetworkDraft, pictures: Mapping[str, str]) -> bytes:
    return article_bytes(draft, pictures) if isinstance(draft, ArticleDraft) else network_bytes(draft, pictures)


def _compared(draft: ArticleDraft | NetworkDraft, data: bytes, there: bytes | None) -> ImportedFile:
    if there is None:
        return ImportedFile(draft.file, draft.path, "new")
    if there == data:
        return ImportedFile(draft.file, draft.path, "same")
    if holds(there, data, is_article=isinstance(draft, ArticleDraft)):
        return ImportedFile(draft.file, draft.path, "more")
    old, new = (each.decode("utf-8", "replace").splitlines() for each in (there, data))
    lines = list(unified_diff(old, new, "there", "source", lineterm="", n=1))
    return ImportedFile(draft.file, draft.path, "different", tuple(lines))


def _checked(draft: ArticleDraft | NetworkDraft, data: bytes, locale: str) -> list[Problem]:
    """What is wrong with a file by itself, before it is written."""
    if isinstance(draft, ArticleDraft):
        filed = article_from(data, [], draft.file, draft.slug, locale)
        return [*filed.form, *filed.faults]
    of_network = model_from(Network, data, [], draft.file, draft.slug, locale)
    return [*of_network.form, *of_network.faults]


def _is_shown(workspace: Workspace, issue: str, drafts: Sequence[ArticleDraft | NetworkDraft]) -> bool:
    """True where the issue names every draft in its sections."""
    file = workspace.read(f"issues/{issue}/issue.yaml") if issue else None
    if file is None:
        return False
    try:
        written = str(values_in(file.data).get("sections"))
    except EditRefusedError:
        return False
    return all(f"'{each.slug}'" in written for each in drafts)


def _shown(
    workspace: Workspace, request: ImportRequest, drafts: list[ArticleDraft | NetworkDraft], problems: list[Problem]
) -> str:
    """Show the drafts in new sections at the end of the issue; the issue's file, empty where it shows them already."""
    name = f"issues/{request.issue}/issue.yaml"
    file = workspace.read(name)
    if file is None:
        return ""
    try:
        sections = values_in(file.data).get("sections")
        sections = sections if isinstance(sections, list) else []
        written = str(sections)
        kinds = (("articles", ArticleDraft), ("networks", NetworkDraft))
        changes: list[Insert] = []
        for key, kind in kinds:
            slugs = [each.slug for each in drafts if isinstance(each, kind) and f"'{each.slug}'" not in written]
            if slugs:
                changes.append(Insert(("sections", len(sections) + len(changes)), {key: slugs}))
        if not changes:
            return ""
        workspace.write(name, edit(file.data, changes), file.version)
    except EditRefusedError as fault:
        hint = "add the sections yourself: `- articles: [NAME]`"
        problems.append(error("not-shown-in-issue", f"it was not added: {fault}", Location(name, fault.line), hint))
        return ""
    except MovedOnError:
        message = "somebody has changed it meanwhile, so it was left as it is"
        problems.append(error("not-shown-in-issue", message, Location(name), "run the command again"))
        return ""
    return name
