"""The command line: parse, call, show, exit.

In: arguments. Out: results on stdout (`--json` for machines), progress and problems on stderr, and an exit code: 0
fine or only warnings, 1 errors found or a person must act, 2 wrong usage, 75 stopped while readers are left, 130 ended
by Ctrl-C. A command is imported when it is called, and everything heavy where it is used, so that `--help` and tab
completion answer at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, MutableMapping
from keyword import iskeyword
from typing import TYPE_CHECKING, Any

import click

from newsletter.version import __version__

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

COMMANDS = {
    "init": "Make a new project in DIR, with an example that builds at once.",
    "new": "Write a commented starting file: an issue, article, network or point.",
    "import": "Take over what others have written: a page, a Word document, a feed, plain text.",
    "rename": "Give an article or network another name.",
    "check": (
        "Find every problem of an issue: its files, its catalogs, each of its letters, and articles that no "
        "issue shows."
    ),
    "build": "Lay out the letters of an issue: HTML, text and .eml for every edition.",
    "archive": "Write the archive: static pages of every letter that was mailed, which any web server can serve.",
    "translate": "Bring the catalogs up to date with an issue and with the templates, and fill what is missing.",
    "status": "Show how far each edition is: its texts by state.",
    "review": "List what a person has to read in one language, and record what they decide.",
    "report": (
        "Say who approved each text: by which name, when, where its words are from, and of which version of the source."
    ),
    "glossary": "Agreed translations, words that are never translated, and translations never to be used.",
    "words": "Texts to an agency and back, and translations of before brought in.",
    "subscribers": "The audience: who gets a point's newsletter, and in which language.",
    "send": "Mail a point's editions of ISSUE to its subscribers, each of them once.",
    "due": (
        "Open what is due by its `--at`, and go on with all mailings that have recipients to go; for cron or a timer."
    ),
    "notices": (
        "Mail everybody who may sign in what waits for them: texts, questions, mailings that have stopped; for cron."
    ),
    "mailings": (
        "Show the mailings: how far each is, its rate and finish time, what was refused and why, what came back."
    ),
    "pause": "Stop the mailings of ISSUE, also those that run in another process, until `resume`.",
    "resume": "Go on with the mailings of ISSUE: those paused, stopped or interrupted.",
    "end": "End a point's mailing of ISSUE for good, also one that runs in another process: those left are skipped.",
    "settle": "Decide on recipients of whom nobody can know whether their message was taken.",
    "bounces": "Read what came back: dead addresses are never mailed again, who asks to leave has left.",
    "serve": "Serve the readers' own pages: subscribe, preferences, leave; and the archive's, once a letter is public.",
    "work": "Work for the home until it is told to stop: mail its rounds, and do what comes at its times.",
    "studio": "Compose, preview and check in the browser, on this project's files.",
    "preview": "Show the letters of an issue as its files are now.",
    "doctor": "Say whether this installation can mail: senders, secret, database, signatures, mail servers, DNS.",
    "backup": "Write a backup of the home into DIR while everything goes on: its database and its project.",
    "restore": "Make a home again from the backup in DIR: files that are missing, and a database where there is none.",
    "upgrade": "Merge what this program has changed in templates and fixed words since it gave them to this project.",
    "people": "Who may sign in on the home, and what they may do there.",
    "po-merge": "Merge two people's catalogs unit by unit into OURS, for git.",
    "explain": "Say what a problem means, why it matters, and show an example. Without CODE: list them all.",
}
"""Each command with the first sentence of its help. It is in the module of its name: `po_merge`, `import_`."""


class _Modules(MutableMapping[str, click.Command]):
    """Commands by name, each imported when it is first asked for."""

    def __init__(self, names: Iterable[str]) -> None:
        self._commands: dict[str, click.Command | None] = dict.fromkeys(names)

    def __getitem__(self, name: str) -> click.Command:
        command = self._commands[name]
        if command is None:
            from importlib import import_module

            own = name.replace("-", "_")
            own += "_" * iskeyword(own)
            command = self[name] = getattr(import_module(f"newsletter.cli.commands.{own}"), own)
        return command

    def __setitem__(self, name: str, command: click.Command) -> None:
        self._commands[name] = command

    def __delitem__(self, name: str) -> None:
        del self._commands[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._commands)

    def __len__(self) -> int:
        return len(self._commands)


class _Commands(click.Group):
    """The commands; what the world outside does to any of them is said in a sentence."""

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        names = self.list_commands(ctx)
        limit = formatter.width - 6 - max(map(len, names))
        with formatter.section("Commands"):
            formatter.write_dl([(name, _stand_in(name).get_short_help_str(limit)) for name in names])

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        from click.shell_completion import CompletionItem

        names = [name for name in self.list_commands(ctx) if name.startswith(incomplete)]
        items = [CompletionItem(name, help=_stand_in(name).get_short_help_str()) for name in names]
        return items + click.Command.shell_complete(self, ctx, incomplete)

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except (KeyboardInterrupt, click.Abort):
            from newsletter.cli.support.finishing import finish_interrupted

            finish_interrupted()
        except click.ClickException as fault:
            from newsletter.problems import printable

            vars(fault)["message"] = printable(fault.message)
            raise
        except BrokenPipeError:
            raise  # whoever read our output has gone; click ends in silence
        except OSError as fault:
            from newsletter.cli.support.finishing import finish_unwritten

            finish_unwritten(fault)


def _stand_in(name: str) -> click.Command:
    """What tells of a command without it."""
    return click.Command(name, help=COMMANDS[name])


@click.group(cls=_Commands, commands=_Modules(COMMANDS), context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--project",
    type=click.Path(file_okay=False),
    default=".",
    envvar="NEWSLETTER_PROJECT",
    show_default=True,
    help="The folder that holds newsletter.toml.",
)
@click.version_option(__version__, prog_name="newsletter")
@click.pass_context
def main(context: click.Context, project: str) -> None:
    """Compose a newsletter in many languages.

    Editors write an issue once; every national point mails it in its own language. ISSUE left out means the newest one.

    \b
    newsletter init DIR             a new project that builds
    newsletter check                what is wrong, and where
    newsletter translate --provider none
    newsletter build                letters under build/
    newsletter status               how far each edition is
    """  # noqa: D301 (click reads the escape as a sign that lines stay as they are)
    from pathlib import Path

    from newsletter.cli.support.console import Console

    context.obj = Console(Path(project))
