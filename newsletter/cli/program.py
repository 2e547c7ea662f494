"""The command line as click knows it: options of all commands, and what the world outside does to any of them.

In: arguments. Out: what the command that they name prints, and its exit code. A command is imported when it is called,
so that help and tab completion answer at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, MutableMapping
from keyword import iskeyword
from typing import TYPE_CHECKING, Any

import click

from newsletter.cli import COMMANDS, INTRODUCTION, shorten
from newsletter.version import __version__

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem


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
            formatter.write_dl([(name, shorten(COMMANDS[name], limit)) for name in names])

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        from click.shell_completion import CompletionItem

        names = [name for name in self.list_commands(ctx) if name.startswith(incomplete)]
        items = [CompletionItem(name, help=shorten(COMMANDS[name], 45)) for name in names]
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


@click.group(
    cls=_Commands,
    commands=_Modules(COMMANDS),
    help=INTRODUCTION,
    context_settings={"help_option_names": ["-h", "--help"]},
)
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
    """Say where to work to the command that is called."""
    from pathlib import Path

    from newsletter.cli.support.console import Console

    context.obj = Console(Path(project))
