"""`init`: a project that builds."""

from __future__ import annotations

import datetime as dt
import shlex
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from newsletter.cli.support.console import Console
from newsletter.cli.support.finishing import finish
from newsletter.cli.support.output import display_path, say

if TYPE_CHECKING:
    from newsletter.pipeline.scaffold.init import Answers, Started


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--name", help="The newsletter's name, which stands at the head of each letter.")
@click.option(
    "--language",
    "languages",
    multiple=True,
    metavar="LOCALE",
    help="A language by name or tag (French, pt-PT), the one you write in first; repeatable, or a list with commas.",
)
@click.option("--sender-name", help="Who letters come from.")
@click.option("--sender-address", help="The e-mail address that letters come from.")
@click.option("--postal-address", help="The postal address at the end of each letter; its lines parted by semicolons.")
@click.option("--country", help="The country you write in, by code or name; `none` if you work for many.")
@click.option("--site", help="The public address of pictures and pages; `none` yet is https://news.example.org.")
@click.option("--yes", is_flag=True, help="Ask nothing: what is not given gets a sample.")
@click.pass_obj
def init(
    console: Console, folder: Path, name: str | None, languages: tuple[str, ...], sender_name: str | None,
    sender_address: str | None, postal_address: str | None, country: str | None, site: str | None, yes: bool,
) -> None:  # fmt: skip
    """Make a new project in DIR, with an example that builds at once.

    Asks for what the options do not say. DIR is new or empty; nothing is left in it when something goes wrong.
    """
    from newsletter.pipeline.scaffold import init

    given = {
        "--name": name,
        "--language": ",".join(languages) if languages else None,
        "--sender-name": sender_name,
        "--sender-address": sender_address,
        "--postal-address": postal_address,
        "--country": country,
        "--site": site,
    }
    own_name = folder.absolute().name.replace("-", " ").capitalize() or "Newsletter"
    samples = {
        "--name": own_name[: init.MAX_NAME],
        "--language": "en",
        "--sender-name": (name or own_name)[: init.MAX_NAME],
        "--sender-address": init.SAMPLE_ADDRESS,
        "--postal-address": "; ".join(init.SAMPLE_LINES),
        "--country": init.NONE,
        "--site": init.NONE,
    }
    missing = [option for option, value in given.items() if value is None and option not in _NEED_NO_ANSWER]
    if missing and not yes and not sys.stdin.isatty():
        raise click.UsageError(f"There is no terminal to ask on: give {', '.join(missing)}, or --yes for samples.")
    if missing and not yes:
        given = _asked(given, samples)
    answered = {option: samples[option] if value is None else value for option, value in given.items()}
    answers = init.Answers(
        name=answered["--name"].strip(),
        locales=init.tags_in(answered["--language"]),
        sender_name=answered["--sender-name"].strip(),
        sender_address=answered["--sender-address"].strip(),
        postal_address=init.lines_in(answered["--postal-address"]),
        site=init.site_in(answered["--site"]),
        country=init.country_in(answered["--country"]),
    )
    report = init.start_project(init.StartRequest(folder, answers, dt.date.today()))
    has_samples = yes and any(option in ("--sender-address", "--postal-address") for option in missing)
    finish(console, report, last_words=lambda started: _say_what_is_next(folder, answers, started, has_samples))


_NEED_NO_ANSWER = ("--country", "--site")


_QUESTIONS = {
    "--name": "The newsletter's name",
    "--language": "The language you write in (such as French, or fr)",
    "--sender-name": "Who letters come from (a name)",
    "--sender-address": "The e-mail address they come from",
    "--postal-address": "Your postal address (a semicolon between lines)",
    "--country": "The country you write in, or none if you work for many",
    "--site": "The public address of pictures and pages, or none yet",
}


def _asked(given: dict[str, str | None], samples: dict[str, str]) -> dict[str, str | None]:
    """The answers, with what no option has said asked for; an answer that can't be used is asked for again."""
    answers = dict(given)
    for option, question in _QUESTIONS.items():
        if answers[option] is not None:
            continue
        default = samples[option] if option in ("--name", "--language", *_NEED_NO_ANSWER) else None
        if option == "--sender-name":
            default = answers["--name"]
        answers[option] = click.prompt(question, default=default, value_proc=_usable(option))
        if option == "--language":
            others = "Other languages (such as Dutch, pt-PT; with commas)"
            more = click.prompt(others, default="", show_default=False, value_proc=_usable(option, may_be_empty=True))
            answers[option] = f"{answers[option]},{more}"
    return answers


def _usable(option: str, *, may_be_empty: bool = False) -> Callable[[str], str]:
    def answer(typed: str) -> str:
        from newsletter.pipeline.scaffold.init import NONE, answer_problems, country_in, lines_in, site_in, tags_in

        typed = typed.strip()
        if option in _NEED_NO_ANSWER:
            typed = site_in(typed) if option == "--site" else country_in(typed) or NONE
            if typed == NONE:
                return typed
        parts_of = {"--language": tags_in, "--postal-address": lines_in}.get(option)
        parts = parts_of(typed) if parts_of else (typed,)
        for part in parts or ("",) * (not may_be_empty):
            for problem in answer_problems(option, part):
                raise click.BadParameter(f"{problem.message}{'; ' + problem.hint if problem.hint else ''}")
        return typed

    return answer


def _say_what_is_next(folder: Path, answers: Answers, started: Started, has_samples: bool) -> None:
    tags = answers.locales
    points = ", ".join(f"{slug} ({', '.join(of_point)})" for slug, of_point in started.points.items())
    say(f"A new project is in {display_path(folder)}: the issue {started.issue} for the points {points}.")
    if not tags[0].startswith("en"):
        say(f"Its example is in English (`locale: en`), so its texts have still to be translated into {tags[0]}.")
    if started.without_chrome:
        known = ", ".join(started.known_chrome)
        say(f"The fixed words of letters are there in {known}, not yet in {', '.join(started.without_chrome)}.")
    if has_samples:
        say("Addresses in issues/points/ are samples: replace them before anything is mailed.")
    if answers.has_sample_site:
        say(f"Its site is a sample, {answers.site}: put your own into newsletter.toml before anything is mailed.")
    say("Its brand is in templates/theme.toml: colours, fonts, a logo, a line on who pays for it.")
    say("\nGo on with:\n")
    if folder.absolute() != Path.cwd():
        say(f"  cd {shlex.quote(str(folder))}")
    say("  newsletter build        the letters, under build/")
    say("  newsletter check        what is wrong, and where")
    say("  newsletter translate    catalogs for translators, under locales/")
