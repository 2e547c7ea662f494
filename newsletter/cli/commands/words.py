"""`words`: texts to translators and back, in the files that they work with."""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from newsletter.cli.support.console import Console, json_option
from newsletter.cli.support.finishing import finish
from newsletter.cli.support.options import complete_issues, complete_locales, complete_points
from newsletter.cli.support.output import display_path, say
from newsletter.problems import counted

if TYPE_CHECKING:
    from newsletter.pipeline.translation.words_aligned import AlignWordsReport
    from newsletter.pipeline.translation.words_in import ImportWordsReport
    from newsletter.pipeline.translation.words_out import ExportWordsReport

MOST_PASTED = 2_000_000
"""So many bytes are read of what is pasted; a file of an editor is no larger than half of it."""
_issue_option = click.option("--issue", shell_complete=complete_issues, help="The issue; left out, the newest one.")
_IN_WORDS = {
    "new": "with new words, to be reviewed",
    "reopened": "of these were reviewed before",
    "accepted": "accepted by name",
    "unnamed": "called approved, and nobody is named who has read them: --reviewed-by NAME",
    "kept": "changed on both sides; ours stay, theirs are beside them",
    "asked": "with a remark, now a question to the editors",
    "empty": "came back empty, and stay as they are here",
    "same": "as they were",
}


@click.group()
def words() -> None:
    """Texts to an agency and back, and translations of before brought in."""


@words.command("export")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--to", "locale", required=True, shell_complete=complete_locales, help="The language to translate into.")
@_issue_option
@click.option("--format", "form", type=click.Choice(["xliff", "xlsx"]), help="Where the file's ending does not say it.")
@click.option("--point", default="", shell_complete=complete_points, help="All that the edition of this point needs.")
@click.option(
    "--document", "documents", multiple=True, metavar="PATH",
    help="Only the texts of `articles/heerlen`, `chrome`, …; repeatable.",
)  # fmt: skip
@click.option(
    "--state", "states", multiple=True,
    type=click.Choice(["missing", "unusable", "stale", "needs-review", "reviewed"]),
    help="Only texts in this state; repeatable. Left out, all that are not reviewed.",
)  # fmt: skip
@click.option("--all", "everything", is_flag=True, help="Reviewed texts too.")
@click.option("--replace", is_flag=True, help="Write over a file that is there.")
@json_option
@click.pass_obj
def export(
    console: Console, file: Path, locale: str, issue: str | None, form: str | None, point: str,
    documents: tuple[str, ...], states: tuple[str, ...], everything: bool, replace: bool,
) -> None:  # fmt: skip
    """Write texts of an issue into FILE for a translator: XLIFF 1.2 (.xlf) or a table (.xlsx).

    \b
    newsletter words export november-pl.xlf --to pl
    newsletter words export november-pl.xlsx --to pl --state missing --state stale
    """  # noqa: D301
    from newsletter.pipeline.translation.words_out import ExportWordsRequest, export_words

    request = ExportWordsRequest(
        console.place, locale, file, issue, form or "", point, documents, states, everything, replace
    )
    finish(console, export_words(request), values=_exported_values, words=_say_exported)


def _exported_values(report: ExportWordsReport) -> dict[str, Any]:
    return {
        "issue": report.issue,
        "locale": report.locale,
        "file": str(report.file),
        "format": report.form,
        "texts": report.texts,
        "words": report.words,
        "states": report.states,
    }


def _say_exported(report: ExportWordsReport) -> None:
    states = ", ".join(f"{count} {state}" for state, count in report.states.items() if count)
    texts, words = counted(report.texts, "text"), counted(report.words, "word")
    say(f"{display_path(report.file)}: {texts} of {report.issue} in {report.locale} ({states}), {words}.")


@words.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--to", "locale", default="", shell_complete=complete_locales, help="Where FILE does not say its language."
)
@_issue_option
@click.option(
    "--reviewed-by", metavar="NAME", help="Who has read what FILE calls approved; without a name nothing is reviewed."
)
@click.option("--dry-run", is_flag=True, help="Say what would change, and write nothing.")
@json_option
@click.pass_obj
def import_(
    console: Console, file: Path, locale: str, issue: str | None, reviewed_by: str | None, dry_run: bool
) -> None:
    """Take the translations of FILE into the catalogs: XLIFF 1.2 or .xlsx, as they were exported.

    New words wait for a review, whatever the file calls them. What can't be taken is told at its row, the rest is
    taken. A translator's remark becomes a question to the editors. A memory (TMX) is kept for suggestions.
    """
    from newsletter.mail.audience.names import clean_name
    from newsletter.pipeline.translation.words_in import ImportWordsRequest, import_words

    name = clean_name(reviewed_by or "")
    if name is None or (reviewed_by is not None and not name):
        raise click.UsageError("Say who has read what the file calls approved: --reviewed-by NAME.")
    request = ImportWordsRequest(console.place, dt.date.today(), file, locale, issue, name, dry_run)
    finish(console, import_words(request), values=_imported_values, words=_say_imported)


def _imported_values(report: ImportWordsReport) -> dict[str, Any]:
    return {
        "issue": report.issue,
        "locale": report.locale,
        "written": not report.is_dry,
        "files": list(report.files),
        "suggestions": report.suggestions,
        **report.counts,
    }


def _say_imported(report: ImportWordsReport) -> None:
    if report.suggestions:
        say(f"{report.files[0]}: {counted(report.suggestions, 'pair')}, as suggestions for reviewers and translators.")
        say("Nothing was written." if report.is_dry else "No catalog has changed.")
        return
    say(f"{report.issue} in {report.locale}:")
    for name, meaning in _IN_WORDS.items():
        if report.counts[name]:
            say(f"  {report.counts[name]:>4} {meaning}")
    if not any(report.counts.values()):
        say("  nothing was taken")
    if report.is_dry:
        say("Nothing was written.")


@words.command("align")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, allow_dash=True, path_type=Path))
@click.option("--of", "article", required=True, metavar="ARTICLE", help="The article that FILE is a translation of.")
@click.option("--to", "locale", required=True, shell_complete=complete_locales, help="The language of FILE.")
@_issue_option
@click.option("--replace", is_flag=True, help="Put its words where a person's stand, too, to be reviewed again.")
@click.option("--dry-run", is_flag=True, help="Say what would be paired, and write nothing.")
@json_option
@click.pass_obj
def align(
    console: Console, file: Path, article: str, locale: str, issue: str | None, replace: bool, dry_run: bool
) -> None:
    """Pair an article with a translation of it that somebody wrote elsewhere: a Markdown FILE, or - for stdin.

    Blocks are paired by what they are, their order, figures, links and lengths; tags come back by the addresses of
    links. All of it is to be reviewed. What is to be doubted is listed, a line each, with both texts.

    \b
    newsletter words align granada-pl.md --of foro-urbano-granada --to pl
    """  # noqa: D301
    from newsletter.pipeline.translation.words_aligned import AlignWordsRequest, align_words
    from newsletter.pipeline.translation.words_in import read_limited

    is_pasted = str(file) == "-"
    data = sys.stdin.buffer.read(MOST_PASTED) if is_pasted else read_limited(file)
    name = "pasted" if is_pasted else file.name
    request = AlignWordsRequest(console.place, dt.date.today(), data, name, article, locale, issue, replace, dry_run)
    finish(console, align_words(request), values=_aligned_values, words=_say_aligned)


def _aligned_values(report: AlignWordsReport) -> dict[str, Any]:
    doubts = [
        {"codes": list(doubt.codes), "line": doubt.line, "source": doubt.source, "translation": doubt.target}
        for doubt in report.doubts
    ]
    return {
        "issue": report.issue,
        "locale": report.locale,
        "article": report.article,
        "written": not report.is_dry,
        "texts": report.texts,
        "new": report.new,
        "same": report.same,
        "kept": report.kept,
        "doubts": doubts,
    }


def _say_aligned(report: AlignWordsReport) -> None:
    from newsletter.pipeline.translation.words_aligned import DOUBTS

    for doubt in report.doubts:
        place = f"{report.name}:{doubt.line}" if doubt.line else report.article
        why = "; ".join(DOUBTS[code] for code in doubt.codes)
        texts = " ← ".join(f"“{_short(words)}”" for words in (doubt.source, doubt.target) if words)
        say(f"{place}  {why}: {texts}")
    texts = counted(report.texts, "text has", "texts have")
    say(f"{report.article} in {report.locale}: {report.new} of {texts} words of {report.name},")
    say(f"  to be reviewed; {report.same} had the same, {report.kept} keep those of a person.")
    if report.kept:
        say("  --replace takes these too.")
    if report.is_dry:
        say("Nothing was written.")


def _short(words: str) -> str:
    return words if len(words) <= 50 else f"{words[:49]}…"
