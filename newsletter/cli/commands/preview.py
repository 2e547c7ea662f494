"""`preview`: the letters of an issue in a browser, as its files are now, for those who write in their own editor."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from newsletter.cli.support.console import Console
from newsletter.cli.support.finishing import finish
from newsletter.cli.support.output import say

if TYPE_CHECKING:
    from newsletter.studio.server import Opening


@click.command()
@click.argument("issue", required=False)
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8027, show_default=True, help="The port; 0 takes a free one."
)
@click.option("--no-browser", is_flag=True, help="Only say the address; open no browser.")
@click.option("--log", is_flag=True, help="Say each request on stderr, without what is in it.")
@click.pass_obj
def preview(console: Console, issue: str | None, port: int, no_browser: bool, log: bool) -> None:
    """Show the letters of an issue as its files are now.

    Write in your own editor: as soon as a file is saved the letter in the browser is the new one. Nothing can be
    changed there. The first line on stdout is the address that opens it; it holds a secret, and only this machine can
    reach it. Ctrl-C ends it.
    """
    from newsletter.studio.server import StudioStart, serve_studio

    def begun(opening: Opening) -> None:
        say(opening.address)
        say("The letters follow your files; Ctrl-C ends it.", err=True)
        if not no_browser:
            click.launch(opening.once)

    def write(line: str) -> None:
        if log or '"fault"' in line:
            say(line, err=True)

    finish(console, serve_studio(StudioStart(console.place, port, issue, is_preview=True), write, begun))
