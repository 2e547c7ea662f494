"""`serve`: the readers' own pages, on the machine that is the home."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from newsletter.cli.opening import opened
from newsletter.cli.options import pass_root
from newsletter.cli.output import exit_with, say, show


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", type=click.IntRange(1, 65535), default=8025, show_default=True, help="The port to listen on.")
@click.option("--trust-proxy", is_flag=True, help="Take the visitor's address from the X-Forwarded-For of a proxy.")
@click.option(
    "--archive",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Serve the archive's pages from this folder, instead of the one that is set.",
)
@pass_root
def serve(root: Path, host: str, port: int, trust_proxy: bool, archive: Path | None) -> None:
    """Serve the readers' own pages: subscribe, preferences, leave; and the archive's, once a letter is public.

    Says what is still lacking to be public, and starts all the same. Ctrl-C or SIGTERM ends it once the requests
    under way are answered. The log, on stderr, holds no addresses and no links.
    """
    from newsletter.problems import error, has_errors, ordered
    from newsletter.public.server import run
    from newsletter.public.site import site_of
    from newsletter.web.server import CannotListenError, listen

    project, _ = opened(root, None, False)
    where = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    try:
        listening = listen(host, port)
    except CannotListenError as fault:
        hint = "end the program that listens there, or name another port with `--port`"
        show([error("cannot-listen", f"{where} can’t be listened on: {fault}", None, hint)])
        sys.exit(1)
    archive = archive or project.archive_folder
    site, problems = site_of(project, os.environ, _log, archive=archive, trust_proxy=trust_proxy)
    show(ordered(problems))
    if site is None or has_errors(problems):
        exit_with(problems)
    say(f"Serving http://{where}/ for {site.settings.site}; Ctrl-C ends it.", err=True)
    sys.exit(run(site, listening, port, _log))


def _log(line: str) -> None:
    say(line, err=True)
