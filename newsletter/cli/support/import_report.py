"""What came of a source that was imported, in words and as plain values; and what it leaves to be decided.

In: an `ImportReport`, or a question. Out: lines for people, values for programs, answers.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from newsletter.cli.support.output import paint, say, wants_colour

if TYPE_CHECKING:
    from newsletter.content.clean.cleaned import LeftOut
    from newsletter.content.importing.findings import Finding, Origin, Question
    from newsletter.pipeline.exchange.importing import ImportedFile, ImportReport

_KINDS = {
    "html": "a web page",
    "text": "plain text",
    "docx": "a Word document",
    "rss": "an RSS feed",
    "atom": "an Atom feed",
    "json-feed": "a JSON feed",
    "drupal": "an answer of Drupal",
}
HOW = {
    "page-title": "the title of its window",
    "file-name": "the name of the file",
    "first-heading": "its first heading",
    "first-line": "its first line, which is short",
    "bold-line": "a bold line that stands alone: a heading",
    "slug-of-title": "made of its title",
    "language-of-words": "told by its words",
    "project-locale": "the project’s: the source names none",
    "markup": "marked as such in the page",
    "answered": "as you have answered",
    "country-name": "another name of the country",
    "country-of-place": "the country of the place",
    "last-dash": "parted at the last dash of the line",
    "name-in-text": "a name that its text uses",
    "order": "by its place among the others",
    "year-of-issue": "the year of the issue",
    "usual-kind": "the usual kind: it says none",
}
DOUBTS = {
    "heading-or-caption": "is this a heading or a caption?",
    "year": "which year is meant?",
    "which-day": "which is the day, and which the month?",
    "which-language": "which language is wanted?",
    "name": "what is this called?",
}
LEFT_OUT = {
    "picture": "pictures",
    "film": "films and frames",
    "hidden": "what was hidden",
    "menu": "menus",
    "form": "forms",
    "formula": "formulas",
    "note": "notes in the margin",
    "deleted": "what was deleted",
    "address": "addresses that lead nowhere",
    "furniture": "what stands around the text",
}
_WIDTH = 60
_MOST_SHOWN = 4


def as_values(report: ImportReport) -> dict[str, Any]:
    """A report for programs: everything that was found, as it is."""
    imported = report.imported
    return {
        "kind": report.kind,
        "address": report.address,
        "files": [asdict(each) for each in report.files],
        "pictures": [f"issues/images/{each}" for each in report.pictures],
        "shown_in": report.shown_in,
        "dry_run": report.is_dry,
        "findings": [_plain(each) for each in imported.findings],
        "questions": [_plain(each) for each in imported.questions],
        "left_out": [{"kind": each.kind, "words": each.words, "line": each.line} for each in imported.left_out],
    }


def _plain(thing: Finding | Question) -> dict[str, Any]:
    values = asdict(thing)
    values["origin"] = {name: value for name, value in values["origin"].items() if value}
    return {name: value for name, value in values.items() if value not in (None, "", ())}


def say_findings(report: ImportReport) -> None:
    """A report for people: each file with what was taken, guessed and is missing; then what was left out."""
    say(f"Read as {_KINDS[report.kind]}{f', from {report.address}' if report.address else ''}.")
    for file in report.files:
        say()
        say(_head_of(file, report.is_dry))
        for finding in report.imported.findings:
            if finding.path.startswith(f"{file.path}/") and file.fate == "new":
                say(_line_of(finding, file.path))
        for line in file.difference[2:]:
            say(f"    {line}")
    for picture in report.pictures:
        say(f"\nissues/images/{picture}: {'would be ' if report.is_dry else ''}new")
    if report.shown_in:
        say(f"\n{report.shown_in}: shows it at its end")
    _say_left_out(report.imported.left_out)
    for question in report.imported.questions:
        if question.id not in report.answers:
            _say_question(question)
    if any(file.fate == "new" for file in report.files) and not report.is_dry:
        say("\nWrite what is missing, then run `newsletter check`.")


def _head_of(file: ImportedFile, is_dry: bool) -> str:
    fates = {
        "new": "would be written" if is_dry else "written",
        "same": "is there already, and says the same",
        "more": "is there already: the same, with yours",
        "different": "is there already, and was left as it is; the source (+) differs from it (-)",
    }
    return f"{paint(file.name, '1', wants_colour())}: {fates[file.fate]}"


def _line_of(finding: Finding, path: str) -> str:
    colours = {"taken": "32", "guessed": "33", "missing": "31"}
    name = finding.path.removeprefix(f"{path}/")
    said = paint(f"{finding.certainty:<8}", colours[finding.certainty], wants_colour())
    where = _place_of(finding.origin)
    if finding.reason:
        where = "; ".join(filter(None, (HOW[finding.reason], where)))
    value = _clipped(finding.value)
    return f"  {said} {name:<21} {value}{f'  ({where})' if where else ''}".rstrip()


def _place_of(origin: Origin) -> str:
    if origin.line:
        return f"line {origin.line}"
    return origin.element.rpartition("html/")[2] or ""


def _say_left_out(left_out: tuple[LeftOut, ...]) -> None:
    if not left_out:
        return
    say("\nLeft out:")
    counts = Counter(each.kind for each in left_out)
    for kind in counts:
        words = [_clipped(each.words, 40) for each in left_out if each.kind is kind and each.words]
        shown = " · ".join(dict.fromkeys(words[:_MOST_SHOWN]))
        more = f" and {len(words) - _MOST_SHOWN} more" if len(words) > _MOST_SHOWN else ""
        say(f"  {LEFT_OUT[kind]}{f': {shown}{more}' if shown else ''}")


def _say_question(question: Question) -> None:
    where = _place_of(question.origin)
    say(f"\n{paint('To decide', '33', wants_colour())}{f' ({where})' if where else ''}: {DOUBTS[question.doubt]}")
    if question.origin.excerpt:
        say(f"    {_clipped(question.origin.excerpt, 100)}")
    choices = " or ".join(f"--answer {question.id}={each}" for each in question.choices)
    say(f"    {choices or f'--answer {question.id}=…'}")
    if question.proposal:
        say(f"    Without an answer: {question.proposal}")


def ask_about(question: Question) -> str | None:
    """The answer of whoever sits at the terminal; None where they press Enter: then what is proposed is done."""

    def among(answer: str) -> str:
        if answer and question.choices and answer not in question.choices:
            raise click.UsageError(f"`{answer}` is none of {', '.join(question.choices)}.")
        return answer

    where = _place_of(question.origin)
    if question.origin.excerpt:
        say(f"\n{where or 'there'}: {_clipped(question.origin.excerpt, 100)}", err=True)
    asked = DOUBTS[question.doubt].capitalize()
    choices = f" ({', '.join(question.choices)})" if question.choices else ""
    is_proposed = bool(question.proposal)
    answer = click.prompt(
        f"{asked}{choices}", default=question.proposal, show_default=is_proposed, value_proc=among, err=True
    )
    return str(answer) or None


def _clipped(text: str, width: int = _WIDTH) -> str:
    return text if len(text) <= width else f"{text[: width - 1].rstrip()}…"
