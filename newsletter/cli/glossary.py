"""`glossary import` and `glossary list`: what the translators of a language agreed on."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from newsletter.cli.opening import opened, whole
from newsletter.cli.options import complete_locales, issue_argument, json_option, named, pass_root
from newsletter.cli.output import exit_with, json_of, print_json, say, show


@click.group()
def glossary() -> None:
    """Agreed translations, words that are never translated, and translations never to be used."""


@glossary.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--by", envvar="NEWSLETTER_BY", help="Who has read all of it; without a name the terms need review.")
@click.option("--dry-run", is_flag=True, help="Say what would change, and write nothing.")
@json_option
@pass_root
def import_(root: Path, file: Path, by: str | None, dry_run: bool, as_json: bool) -> None:
    """Put the terms of a CSV FILE into the glossaries.

    \b
    term,es,fr,translate,forbidden,exact-case,kind,forms,note
    URBACT,,,no,,yes,,,
    city centre,centro urbano,centre-ville,,,,,,where people shop
    city centre,centro ciudad,,,yes,,,,
    Florence,Florencia,Florence,,,,name,Firenze; Florenz,

    Only `term` and one language are needed. A table with a fault changes nothing.
    """  # noqa: D301
    import datetime as dt

    from newsletter.pipeline.terms import import_terms, locales_of
    from newsletter.problems import has_errors

    project, slug = opened(root, None, as_json)
    name = named(by) if by else ""
    # Only the points say in which languages we write: what is wrong in an article is no matter of terms.
    content, found = project.content(slug)
    if has_errors(of_points := [each for each in found if each.location and each.location.file.startswith("points/")]):
        show(of_points)
        sys.exit(1)
    known = locales_of(content)
    reports, problems = import_terms(
        project, known, file.read_bytes(), file.name, by=name, today=dt.date.today(), dry_run=dry_run
    )
    if as_json:
        files = [
            {"file": r.file, "locale": r.locale, "new": list(r.new), "changed": list(r.changed), "same": r.same}
            for r in reports
        ]
        print_json({"written": not dry_run, "glossaries": files, "problems": json_of(problems)})
    else:
        for report in reports:
            say(f"{report.file:<42} {len(report.new)} new, {len(report.changed)} changed, {report.same} the same")
            for what, sources in (("+", report.new), ("~", report.changed)) if dry_run else ():
                for source in sources:
                    say(f"  {what} {source}")
        if dry_run:
            say("Nothing was written.")
    show(problems)
    exit_with(problems)


@glossary.command("list")
@issue_argument
@click.option("--locale", required=True, shell_complete=complete_locales, help="The language to list.")
@json_option
@pass_root
def list_(root: Path, issue: str | None, locale: str, as_json: bool) -> None:
    """List the terms that hold in a language, the names of networks and people among them."""
    from newsletter.pipeline.terms import locales_of, terms_of
    from newsletter.problems import nearest

    project, slug = opened(root, issue, as_json)
    content = whole(project, slug)
    known = locales_of(content)
    if locale not in known:
        hint = nearest(locale, known)
        raise click.UsageError(f"No point writes in `{locale}`{'; ' + hint if hint else ''}.")
    terms, problems = terms_of(project, content, locale)
    if as_json:
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
            for term in terms
        ]
        print_json({"locale": locale, "terms": rows, "problems": json_of(problems)})
    else:
        for term in terms:
            said = (
                "never translated"
                if term.is_read_only
                else f"never {term.target}"
                if term.is_forbidden
                else term.target
            )
            forms = f"  (also {', '.join(term.forms)})" if term.forms else ""
            note = f"  # {term.note}" if term.note else ""
            say(f"{term.source} → {said}{forms}{note}")
        say(f"\n{len(terms)} {'term' if len(terms) == 1 else 'terms'} in {locale}.")
    show(problems)
    exit_with(problems)
