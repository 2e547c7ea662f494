"""The command line: parse, call, show, exit.

In: arguments. Out: results on stdout (`--json` for machines), progress and problems on stderr, and an exit code: 0
fine or only warnings, 1 errors found, 2 wrong usage, 130 stopped by Ctrl-C. Everything heavy is imported where it is
used, so that `--help` and tab completion answer at once.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from newsletter import __version__

if TYPE_CHECKING:
    from newsletter.content.load import Content
    from newsletter.pipeline.project import Project
    from newsletter.problems import Problem


def _complete(folder: str, ending: str, of_file: bool) -> Callable[..., list[str]]:
    """Tab completion from the names in a project's folder."""

    def names(context: click.Context, parameter: click.Parameter, begun: str) -> list[str]:
        root = Path((context.find_root().params or {}).get("project") or ".")
        paths = (root / folder).glob(f"*{ending}")
        found = (path.name.removesuffix(ending) if of_file else path.parent.name for path in paths)
        return sorted(name for name in found if name.startswith(begun))

    return names


_issues = _complete("issues", "/issue.yaml", of_file=False)
_points = _complete("issues/points", ".yaml", of_file=True)


def _locales(context: click.Context, parameter: click.Parameter, begun: str) -> list[str]:
    root = Path((context.find_root().params or {}).get("project") or ".")
    return sorted(path.name for path in (root / "locales").glob("*") if path.name.startswith(begun))


def _page_file(context: click.Context, parameter: click.Parameter, file: Path | None) -> Path | None:
    if file and file.suffix.lower() not in (".html", ".htm"):
        raise click.BadParameter(f"`{file.name}` is no name of a page; write one like `{file.stem}.html`.")
    return file


issue_argument = click.argument("issue", required=False, shell_complete=_issues)
json_option = click.option("--json", "as_json", is_flag=True, help="Print the result as JSON on stdout.")


class _Commands(click.Group):
    """The commands; what the world outside does to any of them is said in a sentence."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            click.echo("\nStopped. Every file is whole; run the command again to go on.", err=True)
            sys.exit(130)
        except BrokenPipeError:
            raise  # whoever read our output has gone; click ends in silence
        except OSError as fault:
            from newsletter.problems import Location, error

            reason = (fault.strerror or str(fault)).lower()
            at = Location(_shown(Path(str(fault.filename)))) if fault.filename else None
            _show([error("unwritable-file", f"the file can't be written: {reason}", at)])
            sys.exit(1)


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--project",
    type=click.Path(file_okay=False, path_type=Path),
    default=".",
    envvar="NEWSLETTER_PROJECT",
    show_default=True,
    help="The folder that holds newsletter.toml.",
)
@click.version_option(__version__, prog_name="newsletter")
@click.pass_context
def main(context: click.Context, project: Path) -> None:
    """Compose a newsletter in many languages.

    Editors write an issue once; every national point mails it in its own language. ISSUE left out means the newest one.

    \b
    newsletter check                what is wrong, and where
    newsletter translate --provider none
    newsletter build                letters under build/
    newsletter status               how far each edition is
    """  # noqa: D301 (click reads the escape as a sign that lines stay as they are)
    context.obj = project


@main.command()
@issue_argument
@click.option(
    "--point", "points", multiple=True, shell_complete=_points, help="Only this point's editions; repeatable."
)
@click.option(
    "--locale", "locales", multiple=True, shell_complete=_locales, help="Only this locale's editions; repeatable."
)
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), help="Where letters go; build/ if left out.")
@click.option("--strict", is_flag=True, help="Write nothing at all when there is an error anywhere.")
@click.option(
    "--share", type=click.Path(dir_okay=False, path_type=Path), callback=_page_file, metavar="FILE.html",
    help="Also pack all editions into one file, to mail to somebody.",
)  # fmt: skip
@json_option
@click.pass_obj
def build(
    root: Path, issue: str | None, points: tuple[str, ...], locales: tuple[str, ...], out: Path | None, strict: bool,
    share: Path | None, as_json: bool,
) -> None:  # fmt: skip
    """Lay out the letters of an issue: HTML, text and .eml for every edition.

    What can be built is built, the rest is reported. Only what has changed since the last build is laid out again.
    """
    from newsletter.pipeline.build import build as run
    from newsletter.pipeline.build import recalled
    from newsletter.problems import has_errors

    newest = issue or max((path.parent.name for path in (root / "issues").glob("*/issue.yaml")), default="")
    result = recalled(root, newest, points, locales, out=out)
    if result is None or (strict and has_errors(result.problems)):
        project, slug = _opened(root, issue, as_json)
        with _Progress() as progress:
            result = run(project, slug, points, locales, out=out, strict=strict, progress=progress)
    shared: dict[str, Any] = {}
    if share and result.gallery:
        from newsletter.pipeline.gallery import share as pack

        shared = {"share": {"file": str(share), "bytes": pack(root, result, share)}}
    if as_json:
        _print_json(
            {
                "issue": result.issue,
                "folder": str(result.folder),
                "editions": [built.as_json() for built in result.editions],
                "problems": _json_of(result.problems),
                **shared,
            }
        )
    else:
        for built in result.editions:
            ready = built.states["reviewed"] == sum(built.states.values())
            state = "all reviewed" if ready else ", ".join(f"{n} {name}" for name, n in built.states.items() if n)
            size = f"{built.sizes['letter.html'] / 1000:.0f} KB"
            fresh = "" if built.was_laid_out else "  (unchanged)"
            click.echo(f"{built.edition!s:<22} {size:>7}  {state}{fresh}")
    _show(result.problems)
    if not as_json and result.editions:
        first = result.editions[0].folder / "letter.html"
        click.echo(f"\n{len(result.editions)} editions in {_shown(result.folder)}. Look at {_shown(first)}")
        if share:
            click.echo(f"All in one file of {shared['share']['bytes'] / 1_000_000:.1f} MB: {_shown(share)}")
    elif not as_json:
        click.echo("Nothing was written.", err=True)
    _exit(result.problems)


@main.command()
@issue_argument
@click.option(
    "--fail-on",
    type=click.Choice(["error", "warning"]),
    default="error",
    show_default=True,
    help="What makes exit code 1.",
)
@json_option
@click.pass_obj
def check(root: Path, issue: str | None, fail_on: str, as_json: bool) -> None:
    """Find every problem of an issue's files and catalogs, and of articles that no issue shows."""
    from newsletter.content.theme import read_theme
    from newsletter.pipeline.build import problems_of
    from newsletter.pipeline.project import Catalogs
    from newsletter.problems import ordered

    project, slug = _opened(root, issue, as_json)
    content, problems = project.content(slug, everything=True)
    problems += read_theme(project.root)[1]
    problems += problems_of(content, Catalogs(project, slug))
    problems = ordered(problems)
    if as_json:
        _print_json({"issue": slug, "problems": _json_of(problems)})
    _show(problems)
    if not problems and not as_json:
        click.echo(f"{slug}: nothing is wrong.")
    _exit(problems, fail_on)


@main.command()
@issue_argument
@click.option("--to", "locales", multiple=True, shell_complete=_locales, help="Only this locale; repeatable.")
@click.option(
    "--provider",
    type=click.Choice(["none"]),
    default="none",
    show_default=True,
    help="Who fills what is missing; `none` leaves it to people.",
)
@json_option
@click.pass_obj
def translate(root: Path, issue: str | None, locales: tuple[str, ...], provider: str, as_json: bool) -> None:
    """Bring the catalogs up to date with an issue and with the templates.

    New texts are added. A changed one keeps its translation, marked for review, with the source it was made for
    beside it. Moved ones are left alone; gone ones are kept as obsolete and come back when their text does.
    """
    from newsletter.pipeline.translate import update_catalogs

    project, slug = _opened(root, issue, as_json)
    content = _whole(project, slug)
    updates, problems = update_catalogs(project, content, locales)
    if as_json:
        files = [
            {"file": u.file, "locale": u.locale, "changes": u.changes, "states": u.states, "written": u.was_written}
            for u in updates
        ]
        _print_json({"issue": slug, "catalogs": files, "problems": _json_of(problems)})
    else:
        for update in updates:
            done = ", ".join(f"{number} {what}" for what, number in update.changes.items() if number)
            missing = f"; {update.states['missing']} to translate" if update.states["missing"] else ""
            click.echo(f"{update.file:<42} {done or 'unchanged'}{missing}")
    _show(problems)
    _exit(problems)


@main.command()
@issue_argument
@json_option
@click.pass_obj
def status(root: Path, issue: str | None, as_json: bool) -> None:
    """Show how far each edition is: its texts by state."""
    from newsletter.pipeline.review import readiness

    project, slug = _opened(root, issue, as_json)
    board, problems = readiness(project, _whole(project, slug))
    if as_json:
        rows = [{"edition": r.edition, "states": r.states, "stale": r.stale, "ready": r.is_ready} for r in board]
        _print_json({"issue": slug, "editions": rows, "problems": _json_of(problems)})
    else:
        click.echo(f"{'edition':<22} {'reviewed':>9} {'to review':>10} {'stale':>6} {'missing':>8}")
        for row in board:
            states = row.states
            mark = "● ready" if row.is_ready else "○" if states["missing"] else "◐"
            click.echo(
                f"{row.edition:<22} {states['reviewed']:>9} {states['needs-review']:>10} {row.stale:>6} "
                f"{states['missing']:>8}  {mark}"
            )
    _show(problems)
    _exit(problems)


@main.command()
@issue_argument
@click.option("--locale", required=True, shell_complete=_locales, help="The language to review.")
@click.option("--accept", multiple=True, metavar="ID", help="This translation is right; repeatable.")
@click.option("--reject", multiple=True, metavar="ID", help="This translation is wrong and is emptied; repeatable.")
@click.option("--by", envvar="NEWSLETTER_BY", help="Who decides; recorded in the catalog.")
@click.option("--all", "everything", is_flag=True, help="List reviewed and missing texts too.")
@json_option
@click.pass_obj
def review(
    root: Path, issue: str | None, locale: str, accept: tuple[str, ...], reject: tuple[str, ...], by: str | None,
    everything: bool, as_json: bool,
) -> None:  # fmt: skip
    """List what a person has to read in one language, and record what they decide.

    Only a person reviews: a translation counts as reviewed once somebody has accepted it by name.
    """
    import datetime as dt

    from newsletter.pipeline import review as reviewing

    project, slug = _opened(root, issue, as_json)
    _known_locale(project, slug, locale)
    if both := set(accept) & set(reject):
        raise click.UsageError(f"{', '.join(sorted(both))} can't be accepted and rejected at once.")
    if accept or reject:
        name = (by or "").strip()
        if not name or not name.isprintable():
            raise click.UsageError("Say who decides: --by NAME, or NEWSLETTER_BY in the environment.")
        today = dt.date.today()
        changed, problems = reviewing.decide(project, slug, locale, accept=accept, reject=reject, by=name, today=today)
        if as_json:
            _print_json({"issue": slug, "locale": locale, "changed": changed, "problems": _json_of(problems)})
        else:
            click.echo(f"{changed} {'translation' if changed == 1 else 'translations'} changed.")
        _show(problems)
        _exit(problems)
    entries, problems = reviewing.entries(project, slug, locale)
    if not everything:
        entries = [entry for entry in entries if entry.translation.state.value == "needs-review"]
    if as_json:
        units = [entry.as_json() for entry in entries]
        _print_json({"issue": slug, "locale": locale, "units": units, "problems": _json_of(problems)})
    else:
        for entry in entries:
            unit = entry.translation
            stale = ", the source has changed" if unit.is_stale else ""
            click.echo(f"{entry.id}  {unit.context or 'template'}  ({unit.state.value}{stale})")
            if unit.previous:
                click.echo(f"    was:  {unit.previous}")
            click.echo(f"    {unit.source}")
            for target in unit.targets:
                click.echo(f"    → {target}")
        click.echo(
            f"\n{len(entries)} to review in {locale}." if not everything else f"\n{len(entries)} texts in {locale}."
        )
    _show(problems)
    _exit(problems)


@main.command()
@click.argument("code", required=False)
def explain(code: str | None) -> None:
    """Say what a problem means, why it matters, and show an example. Without CODE: list them all."""
    import tomllib

    from newsletter.problems import nearest

    known = tomllib.loads((Path(__file__).parent / "explanations.toml").read_text("utf-8"))
    if code is None:
        for name, entry in sorted(known.items()):
            click.echo(f"{name:<24} {entry['means']}")
        return
    if code not in known:
        hint = nearest(code, known)
        raise click.UsageError(f"There is no problem `{code}`{'; ' + hint if hint else ''}.")
    entry = known[code]
    click.echo(f"{code}: {entry['means']}\n\nWhy it matters: {entry['why']}")
    if "example" in entry:
        example = "\n".join(f"    {line}" for line in entry["example"].strip("\n").split("\n"))
        click.echo(f"\nExample:\n{example}")


def _opened(root: Path, wanted: str | None, as_json: bool) -> tuple[Project, str]:
    """The project and the issue asked for; what is wrong with either ends the command."""
    from newsletter.pipeline.project import open_project

    project, problems = open_project(root, os.environ)
    slug = None
    if project:
        slug, found = project.issue_slug(wanted)
        problems += found
    if project is None or slug is None:
        if as_json:
            _print_json({"problems": _json_of(problems)})
        _show(problems)
        sys.exit(1)
    return project, slug


def _whole(project: Project, slug: str) -> Content:
    """The content of an issue; with errors in it a command that writes catalogs would drop what could not be read."""
    from newsletter.problems import has_errors, ordered

    content, problems = project.content(slug)
    if has_errors(problems):
        _show(ordered(problems))
        click.echo("Mend these first: texts that can't be read would seem to be gone.", err=True)
        sys.exit(1)
    return content


def _known_locale(project: Project, slug: str, locale: str) -> None:
    from newsletter.edition import editions_of
    from newsletter.problems import nearest

    content, _ = project.content(slug)
    known = {key.locale for key in editions_of(content)}
    if locale not in known:
        hint = nearest(locale, known)
        raise click.UsageError(f"No point writes in `{locale}`{'; ' + hint if hint else ''}.")


def _show(problems: Sequence[Problem]) -> None:
    """Problems on stderr, in colour on a terminal that wants it, and how many there are."""
    if not problems:
        return
    from newsletter.problems import Severity, as_text

    click.echo(as_text(problems, colour=_wants_colour()), err=True, nl=False)
    errors = sum(problem.severity is Severity.ERROR for problem in problems)
    rest = len(problems) - errors
    counted = [f"{errors} error{'s' * (errors != 1)}"] * bool(errors) + [f"{rest} warning{'s' * (rest != 1)}"] * bool(
        rest
    )
    click.echo("\n" + ", ".join(counted), err=True)


def _wants_colour() -> bool:
    return sys.stderr.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def _json_of(problems: Iterable[Problem]) -> list[dict[str, object]]:
    from newsletter.problems import as_json

    return [as_json(problem) for problem in problems]


def _print_json(values: Any) -> None:
    click.echo(json.dumps(values, ensure_ascii=False, indent=2))


def _exit(problems: Sequence[Problem], fail_on: str = "error") -> NoReturn:
    from newsletter.problems import has_errors

    sys.exit(1 if has_errors(problems) or (fail_on == "warning" and problems) else 0)


def _shown(path: Path) -> str:
    """A path as short as it can be said from here."""
    try:
        return str(path.resolve().relative_to(Path.cwd()))
    except ValueError:
        return str(path)


class _Progress:
    """One line on a terminal that says which edition is being made; nothing elsewhere."""

    def __enter__(self) -> _Progress:
        self.is_shown = sys.stderr.isatty() and os.environ.get("TERM") != "dumb"
        return self

    def __call__(self, done: int, total: int, name: str) -> None:
        if self.is_shown:
            sys.stderr.write(f"\r\033[K[{done}/{total}] {name}" if name else "\r\033[K")
            sys.stderr.flush()

    def __exit__(self, *_: object) -> None:
        if self.is_shown:
            sys.stderr.write("\r\033[K")
            sys.stderr.flush()
