"""`new`: starting files for what editors write."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import click

from newsletter.cli.support.console import Console
from newsletter.cli.support.finishing import finish
from newsletter.cli.support.options import complete_issues, complete_locales
from newsletter.cli.support.output import say

if TYPE_CHECKING:
    from newsletter.pipeline.scaffold.new import NewFiles


@click.group()
def new() -> None:
    """Write a commented starting file: an issue, article, network or point.

    NAME is the file's name and what other files call it by: small letters, digits and hyphens.
    """


_name = click.argument("slug", metavar="NAME")


_date = click.option("--date", default="", metavar="YYYY-MM-DD", help="Its day; today's if left out.")


_locale = click.option(
    "--locale", default="", shell_complete=complete_locales, help="The language it is written in; else the project's."
)


@new.command()
@_name
@click.option("--date", default="", metavar="YYYY-MM-DD", help="Its day; else today, or the first of its month.")
@_locale
@click.option(
    "--like", default="", metavar="ISSUE", shell_complete=complete_issues, help="Take over the sections of this one."
)
@click.pass_obj
def issue(console: Console, slug: str, date: str, locale: str, like: str) -> None:
    """An issue, such as 2024-01: it leads with the newest article.

    With --like it has the sections, headings and points' changes of another issue, and nothing of what that one tells:
    articles, networks and texts are still to be chosen.
    """
    from newsletter.pipeline.scaffold.new import NewIssue, new_issue

    finish(console, new_issue(NewIssue(console.place, slug, dt.date.today(), date, locale, like)), words=_say_made)


@new.command()
@_name
@_date
@_locale
@click.pass_obj
def article(console: Console, slug: str, date: str, locale: str) -> None:
    """An article, for issues to show."""
    from newsletter.pipeline.scaffold.new import NewArticle, new_article

    finish(console, new_article(NewArticle(console.place, slug, dt.date.today(), date, locale)), words=_say_made)


@new.command()
@_name
@click.option("--country", default="", help="The country of its lead partner, such as ES.")
@_locale
@click.pass_obj
def network(console: Console, slug: str, country: str, locale: str) -> None:
    """A city network, for issues to show."""
    from newsletter.pipeline.scaffold.new import NewNetwork, new_network

    finish(console, new_network(NewNetwork(console.place, slug, dt.date.today(), country, locale)), words=_say_made)


@new.command()
@_name
@click.option("--country", default="", help="Its country, such as ES; if left out, NAME is the country's code.")
@click.option("--locale", "tags", multiple=True, help="A language it writes in, its own first; repeatable.")
@click.option("--time-zone", "zone", default="", help="Such as Europe/Madrid; its country's if left out.")
@click.pass_obj
def point(console: Console, slug: str, country: str, tags: tuple[str, ...], zone: str) -> None:
    """A point: a country's office that mails under its own name, in its own languages."""
    from newsletter.pipeline.scaffold.new import NewPoint, new_point

    finish(console, new_point(NewPoint(console.place, slug, country, tags, zone)), words=_say_made)


def _say_made(report: NewFiles) -> None:
    for file in report.files:
        say(f"Made {file}")
    if report.files:
        say("Change what stands in it, then run `newsletter check`.")
