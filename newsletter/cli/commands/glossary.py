"""`glossary import` and `glossary list`: what the translators of a language agreed on."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from newsletter.cli.support.console import Console, json_option
from newsletter.cli.support.finishing import finish
from newsletter.cli.support.options import complete_locales, issue_argument, named
from newsletter.cli.support.output import say

if TYPE_CHECKING:
    from newsletter.pipeline.translation.glossaries import ImportTermsReport, ListTermsReport
    from newsletter.pipeline.translation.glossary_page import AddTermReport, SearchMemoryReport


@click.group()
def glossary() -> None:
    """Agreed translations, words that are never translated, and translations never to be used."""


@glossary.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--by", envvar="NEWSLETTER_BY", help="Who has read all of it; without a name the terms need review.")
@click.option("--dry-run", is_flag=True, help="Say what would change, and write nothing.")
@json_option
@click.pass_obj
def import_(console: Console, file: Path, by: str | None, dry_run: bool) -> None:
    """Put the terms of a CSV FILE into the glossaries.

    \b
    term,es,fr,translate,forbidden,exact-case,kind,forms,note
    URBACT,,,no,,yes,,,
    city centre,centro urbano,centre-ville,,,,,,where people shop
    city centre,centro ciudad,,,yes,,,,
    Florence,Florencia,Florence,,,,name,Firenze; Florenz,

    Only `term` and one language are needed. A table with a fault changes nothing.
    """  # noqa: D301
    from newsletter.pipeline.translation.glossaries import ImportTermsRequest, import_glossary

    name = named(by) if by else ""
    report = import_glossary(ImportTermsRequest(console.place, dt.date.today(), file, name, dry_run))
    finish(console, report, values=_imported_values, words=_say_imported)


def _imported_values(report: ImportTermsReport) -> dict[str, Any]:
    files = [
        {"file": r.file, "locale": r.locale, "new": list(r.new), "changed": list(r.changed), "same": r.same}
        for r in report.glossaries
    ]
    return {"written": not report.is_dry, "glossaries": files}


def _say_imported(report: ImportTermsReport) -> None:
    for one in report.glossaries:
        say(f"{one.file:<42} {len(one.new)} new, {len(one.changed)} changed, {one.same} the same")
        for what, sources in (("+", one.new), ("~", one.changed)) if report.is_dry else ():
            for source in sources:
                say(f"  {what} {source}")
    if report.is_dry:
        say("Nothing was written.")


@glossary.command("list")
@issue_argument
@click.option("--locale", required=True, shell_complete=complete_locales, help="The language to list.")
@json_option
@click.pass_obj
def list_(console: Console, issue: str | None, locale: str) -> None:
    """List the terms that hold in a language, the names of networks and people among them."""
    from newsletter.pipeline.translation.glossaries import ListTermsRequest, list_terms

    report = list_terms(ListTermsRequest(console.place, locale, issue))
    finish(console, report, values=_listed_values, words=_say_listed)


def _listed_values(report: ListTermsReport) -> dict[str, Any]:
    rows = [
        {
            "term": term.source,
            "translation": term.target,
            "read-only": term.is_read_only,
            "forbidden": term.is_forbidden,
            "exact-case": term.is_exact_case,
            "forms": list(term.forms),
            "note": term.note,
        }
        for term in report.terms
    ]
    return {"locale": report.locale, "terms": rows}


def _say_listed(report: ListTermsReport) -> None:
    for term in report.terms:
        wanted = f"never {term.target}" if term.is_forbidden else term.target
        translation = "never translated" if term.is_read_only else wanted
        forms = f"  (also {', '.join(term.forms)})" if term.forms else ""
        note = f"  # {term.note}" if term.note else ""
        say(f"{term.source} → {translation}{forms}{note}")
    say(f"\n{len(report.terms)} {'term' if len(report.terms) == 1 else 'terms'} in {report.locale}.")


@glossary.command("add")
@click.argument("term")
@click.argument("translation", default="")
@click.option("--locale", required=True, shell_complete=complete_locales, help="The language of the translation.")
@click.option("--by", envvar="NEWSLETTER_BY", help="Who has agreed on it; recorded in the glossary.")
@click.option("--name", "is_name", is_flag=True, help="It is a name: Genoa, Genova.")
@click.option("--forbidden", is_flag=True, help="TRANSLATION is never to be used.")
@click.option("--form", "forms", multiple=True, help="Another way to write it; repeatable.")
@click.option("--note", default="", help="What it means, for translators.")
@json_option
@click.pass_obj
def add(
    console: Console, term: str, translation: str, locale: str, by: str | None, is_name: bool, forbidden: bool,
    forms: tuple[str, ...], note: str,
) -> None:  # fmt: skip
    """Put one TERM into the glossary of a language. Without TRANSLATION it is never translated.

    \b
    newsletter glossary add "city centre" "centro urbano" --locale es --by Ana
    """  # noqa: D301
    from newsletter.pipeline.translation.glossary_page import AddTermRequest, add_term

    request = AddTermRequest(
        console.place, dt.date.today(), locale, term, named(by), translation, "name" if is_name else "term", forbidden,
        forms, note,
    )  # fmt: skip
    finish(console, add_term(request), values=_added_values, words=_say_added)


def _added_values(report: AddTermReport) -> dict[str, Any]:
    one = report.glossary
    return {"file": one.file, "new": list(one.new), "changed": list(one.changed), "same": one.same}


def _say_added(report: AddTermReport) -> None:
    one = report.glossary
    what = "new" if one.new else "changed" if one.changed else "the same as before"
    say(f"{one.file}: {what}.")


@glossary.command("search")
@click.argument("words")
@click.option("--locale", required=True, shell_complete=complete_locales, help="The language of the translations.")
@json_option
@click.pass_obj
def search(console: Console, words: str, locale: str) -> None:
    """Look in all issues for how these WORDS, or much the same, were translated before."""
    from newsletter.pipeline.translation.glossary_page import SearchMemoryRequest, search_memory

    report = search_memory(SearchMemoryRequest(console.place, locale, words))
    finish(console, report, values=_found_values, words=_say_found)


def _found_values(report: SearchMemoryReport) -> dict[str, Any]:
    return {"locale": report.locale, "matches": [each.as_json() for each in report.matches]}


def _say_found(report: SearchMemoryReport) -> None:
    for match in report.matches:
        say(f"{match.score:3.0f} %  {match.issue}  {match.source}\n       → {match.targets[0]}")
    if not report.matches:
        say(f"Nothing like it was translated into {report.locale}.")
