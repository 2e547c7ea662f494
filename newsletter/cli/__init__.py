"""The command line: parse, call, show, exit.

In: arguments. Out: results on stdout (`--json` for machines), progress and problems on stderr, and an exit code: 0
fine or only warnings, 1 errors found or a person must act, 2 wrong usage, 75 stopped while readers are left, 130 ended
by Ctrl-C. Everything heavy is imported where it is used, so that `--help` and tab completion answer at once.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from newsletter.cli.commands.archive import archive
from newsletter.cli.commands.bounces import bounces
from newsletter.cli.commands.build import build
from newsletter.cli.commands.check import check
from newsletter.cli.commands.doctor import doctor
from newsletter.cli.commands.due import due
from newsletter.cli.commands.end import end
from newsletter.cli.commands.explain import explain
from newsletter.cli.commands.glossary import glossary
from newsletter.cli.commands.init import init
from newsletter.cli.commands.mailings import mailings
from newsletter.cli.commands.new import new
from newsletter.cli.commands.pause import pause
from newsletter.cli.commands.people import people
from newsletter.cli.commands.po_merge import po_merge
from newsletter.cli.commands.preview import preview
from newsletter.cli.commands.rename import rename
from newsletter.cli.commands.report import report
from newsletter.cli.commands.resume import resume
from newsletter.cli.commands.review import review
from newsletter.cli.commands.send import send
from newsletter.cli.commands.serve import serve
from newsletter.cli.commands.settle import settle
from newsletter.cli.commands.status import status
from newsletter.cli.commands.studio import studio
from newsletter.cli.commands.subscribers import subscribers
from newsletter.cli.commands.subscribers_import import import_
from newsletter.cli.commands.translate import translate
from newsletter.cli.support.console import Console
from newsletter.cli.support.finishing import finish_interrupted, finish_unwritten
from newsletter.version import __version__


class _Commands(click.Group):
    """The commands; what the world outside does to any of them is said in a sentence."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except (KeyboardInterrupt, click.Abort):
            finish_interrupted()
        except click.ClickException as fault:
            from newsletter.problems import printable

            vars(fault)["message"] = printable(fault.message)
            raise
        except BrokenPipeError:
            raise  # whoever read our output has gone; click ends in silence
        except OSError as fault:
            finish_unwritten(fault)


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
    newsletter init DIR             a new project that builds
    newsletter check                what is wrong, and where
    newsletter translate --provider none
    newsletter build                letters under build/
    newsletter status               how far each edition is
    """  # noqa: D301 (click reads the escape as a sign that lines stay as they are)
    context.obj = Console(project)


_COMMANDS = (
    init, new, rename, check, build, archive, translate, status, review, report, glossary, subscribers, send, due,
    mailings, pause, resume, end, settle, bounces, serve, studio, preview, doctor, people, po_merge, explain,
)  # fmt: skip
for command in _COMMANDS:
    main.add_command(command)
subscribers.add_command(import_)
