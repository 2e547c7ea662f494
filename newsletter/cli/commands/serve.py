"""`serve`: the readers' own pages, on the machine that is the home."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from newsletter.cli.support.console import Console
from newsletter.cli.support.finishing import finish
from newsletter.cli.support.output import say, show

if TYPE_CHECKING:
    from newsletter.problems import Problem
    from newsletter.public.site import Site


def _read_address(_: click.Context, __: click.Parameter, typed: str | None) -> tuple[str, int] | None:
    if typed is None:
        return None
    host, _separator, port = typed.rpartition(":")
    if not (port.isascii() and port.isdigit() and 1 <= int(port) <= 65_535):
        raise click.BadParameter(f"`{typed[:60]}` names no port from 1 to 65535.")
    return host.strip("[]") or "127.0.0.1", int(port)


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", type=click.IntRange(1, 65535), default=8025, show_default=True, help="The port to listen on.")
@click.option("--trust-proxy", is_flag=True, help="Take the visitor's address from the X-Forwarded-For of a proxy.")
@click.option(
    "--archive",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Serve the archive's pages from this folder, instead of the one that is set.",
)
@click.option(
    "--metrics", metavar="[HOST:]PORT", callback=_read_address,
    help="Answer with figures of the home at /metrics there, for a program that watches it.",
)  # fmt: skip
@click.pass_obj
def serve(
    console: Console, host: str, port: int, trust_proxy: bool, archive: Path | None, metrics: tuple[str, int] | None
) -> None:
    """Serve the readers' own pages: subscribe, preferences, leave; and the archive's, once a letter is public.

    Says what is still lacking to be public, and starts all the same. Ctrl-C or SIGTERM ends it once the requests
    under way are answered. The log, on stderr, holds no addresses and no links.
    """
    from newsletter.public.server import ServeRequest, serve_pages

    request = ServeRequest(console.place, host, port, trust_proxy, archive, metrics)

    def begun(site: Site, problems: Sequence[Problem]) -> None:
        show(problems)
        say(f"Serving http://{request.address}/ for {site.settings.site}; Ctrl-C ends it.", err=True)

    finish(console, serve_pages(request, _log, begun))


def _log(line: str) -> None:
    say(line, err=True)
