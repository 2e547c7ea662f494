"""`rename`: another name for an article or network, wherever it is known."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from newsletter.cli.support.console import Console, json_option
from newsletter.cli.support.finishing import finish
from newsletter.cli.support.output import say

if TYPE_CHECKING:
    from newsletter.pipeline.editing.renaming import Renamed


@click.group()
def rename() -> None:
    """Give an article or network another name.

    Issues, points' changes and translations follow; the old web address leads to the new one.
    """


_old = click.argument("old", metavar="OLD")
_new = click.argument("new", metavar="NEW")
_dry = click.option("--dry-run", "is_dry", is_flag=True, help="Say what would change, and change nothing.")


@rename.command()
@_old
@_new
@_dry
@json_option
@click.pass_obj
def article(console: Console, old: str, new: str, is_dry: bool) -> None:
    """An article: OLD and NEW are its file's names without `.md`.

    Its texts keep their translations in every language, and who has read them. `issues/moved.yaml` keeps the old name,
    so that `newsletter archive` leads its readers on: commit it.
    """
    _rename(console, "article", old, new, is_dry)


@rename.command()
@_old
@_new
@_dry
@json_option
@click.pass_obj
def network(console: Console, old: str, new: str, is_dry: bool) -> None:
    """A network: OLD and NEW are its file's names without `.yaml`."""
    _rename(console, "network", old, new, is_dry)


def _rename(console: Console, kind: str, old: str, new: str, is_dry: bool) -> None:
    from newsletter.pipeline.editing.renaming import RenameRequest, rename

    report = rename(RenameRequest(console.place, kind, old, new, is_dry))
    finish(console, report, values=_values, words=_say)


def _values(report: Renamed) -> dict[str, Any]:
    return {
        "file": report.file,
        "old_file": report.old_file,
        "changed": list(report.changed),
        "texts": report.texts,
        "locales": report.locales,
        "dry_run": report.is_dry,
    }


def _say(report: Renamed) -> None:
    say(f"{report.old_file} {'would be' if report.is_dry else 'is now'} {report.file}")
    for name in report.changed:
        say(f"  {'would change' if report.is_dry else 'changed'}: {name}")
    if report.texts:
        texts = "text" if report.texts == 1 else "texts"
        languages = "language" if report.locales == 1 else "languages"
        say(f"{report.texts} {texts} in {report.locales} {languages} keep their translations.")
    if report.is_dry:
        say("Nothing was written.")
