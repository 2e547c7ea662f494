"""`studio`: compose, preview and look after the newsletter in a browser."""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING

import click

from newsletter.cli.support.console import Console
from newsletter.cli.support.finishing import finish
from newsletter.cli.support.output import say

if TYPE_CHECKING:
    from newsletter.studio.server import Opening


@click.command()
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8026, show_default=True, help="The port; 0 takes a free one."
)
@click.option("--no-browser", is_flag=True, help="Only say the address; open no browser.")
@click.option("--online", is_flag=True, help="On the home: people sign in, at the address of `[studio] site`.")
@click.option("--host", default="127.0.0.1", show_default=True, help="With --online, where a proxy finds it.")
@click.option("--trust-proxy", is_flag=True, help="With --online, who asks is the last of the proxy’s X-Forwarded-For.")
@click.option("--log", is_flag=True, help="Say each request on stderr, without what is in it.")
@click.pass_obj
def studio(
    console: Console, port: int, no_browser: bool, online: bool, host: str, trust_proxy: bool, log: bool
) -> None:
    """Compose, preview and check in the browser, on this project's files.

    The first line on stdout is the address that opens it; it holds a secret, so that no other user and no web page gets
    in. Only this machine can reach it. Ctrl-C ends it; what is typed is saved as it is typed.

    With --online it is the studio of the home: whoever `newsletter people` knows signs in with a code by mail, and may
    do what their roles allow. It stands behind a proxy that speaks https.
    """
    # The collector would walk through all that is read for the first page again and again: a fifth of a second.
    gc.set_threshold(200_000, 20, 100)
    from newsletter.pipeline.sending.waking import due_process
    from newsletter.studio.server import StudioStart, serve_studio

    def begun(opening: Opening) -> None:
        say(opening.address)
        say("The studio is open; Ctrl-C ends it.", err=True)
        if opening.once and not no_browser:
            click.launch(opening.once)

    def write(line: str) -> None:
        if log or '"fault"' in line:
            say(line, err=True)

    if (trust_proxy or host != "127.0.0.1") and not online:
        raise click.UsageError("--host and --trust-proxy are for --online: else the studio stays on this machine.")
    place = console.place
    start = StudioStart(place, port, is_online=online, host=host, trust_proxy=trust_proxy, wake=due_process(place))
    finish(console, serve_studio(start, write, begun))
