"""`review`: what people decide about the words of an issue."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, Any

import click

from newsletter.cli.support.awaited_lines import awaited_lines
from newsletter.cli.support.console import Console, json_option
from newsletter.cli.support.finishing import finish
from newsletter.cli.support.options import complete_locales, complete_providers, issue_argument, known_provider, named
from newsletter.cli.support.output import paint as painted
from newsletter.cli.support.output import say, wants_colour

if TYPE_CHECKING:
    from newsletter.pipeline.translation.asking import SayReport
    from newsletter.pipeline.translation.machine_again import MachineReport
    from newsletter.pipeline.translation.reviewing import DecisionReport, ReviewReport
    from newsletter.translate.unit import Translation


@click.command()
@issue_argument
@click.option("--locale", required=True, shell_complete=complete_locales, help="The language to review.")
@click.option("--point", default="", help="Only the texts that the edition of this point needs.")
@click.option("--document", default="", metavar="PATH", help="Only the texts of `articles/heerlen`, `chrome`, …")
@click.option(
    "--state",
    "states",
    multiple=True,
    type=click.Choice(["missing", "unusable", "stale", "needs-review", "reviewed"]),
    help="Only texts in this state; repeatable.",
)
@click.option("--problem", default="", metavar="CODE", help="Only texts with this problem, such as `too-long`.")
@click.option("--accept", multiple=True, metavar="ID", help="This translation is right; repeatable.")
@click.option("--reject", multiple=True, metavar="ID", help="This translation is wrong; repeatable. Its text is kept.")
@click.option(
    "--accept-shown", default="", metavar="MARK", help="All that was shown is right; below it stands its mark."
)
@click.option("--ask", nargs=2, metavar="ID TEXT", help="Ask the editors about this text; it stands in its catalog.")
@click.option("--answer", nargs=2, metavar="ID TEXT", help="Answer what was asked about this text.")
@click.option("--questions", is_flag=True, help="Only texts about which somebody has asked, and nobody has answered.")
@click.option("--again", default="", metavar="ID", help="Ask the machine once more; its answer stands beside the text.")
@click.option(
    "--provider", callback=known_provider, shell_complete=complete_providers, help="With --again: whom to ask."
)
@click.option("--doubtful", is_flag=True, help="What is most to be doubted comes first, with why.")
@click.option(
    "--by",
    envvar="NEWSLETTER_BY",
    help="Who decides, asks or answers; recorded in the catalog. A name, initials or a role.",
)
@click.option("--unnamed", is_flag=True, help="Only a machine's texts that are reviewed by nobody named.")
@click.option("--all", "everything", is_flag=True, help="List reviewed and missing texts too.")
@json_option
@click.pass_obj
def review(
    console: Console, issue: str | None, locale: str, point: str, document: str, states: tuple[str, ...], problem: str,
    accept: tuple[str, ...], reject: tuple[str, ...], accept_shown: str, ask: tuple[str, str] | None,
    answer: tuple[str, str] | None, questions: bool, again: str, provider: str | None, doubtful: bool, by: str | None,
    unnamed: bool, everything: bool,
) -> None:  # fmt: skip
    """List what a person has to read in one language, and record what they decide.

    Only a person reviews: a translation counts as reviewed once somebody has accepted it by name, or as many people as
    `[review] people` in newsletter.toml says. A changed source is shown with [-what has gone-] and {+what has come+};
    for texts that are missing or stale, so are near ones of before.
    """
    from newsletter.pipeline.translation import reviewing

    texts = reviewing.ReviewRequest(
        console.place, locale, issue, point, document, states, problem, unnamed, everything, questions, doubtful
    )
    if ask or answer:
        if accept or reject or accept_shown or (ask and answer):
            raise click.UsageError("Ask or answer about one text at a time, and decide about texts by themselves.")
        _say(console, issue, locale, ask, answer, named(by))
    if again:
        _ask_machine(console, issue, locale, again, provider)
    if provider:
        raise click.UsageError("--provider says whom to ask about the text of --again.")
    if accept or reject or accept_shown:
        decision = reviewing.DecisionRequest(texts, named(by), dt.date.today(), accept, reject, accept_shown)
        finish(console, reviewing.decide_texts(decision), values=_decision_values, words=_say_changed)
    is_to_review = texts.listed_states == reviewing.TO_REVIEW
    finish(
        console,
        reviewing.list_texts(texts),
        values=_texts_values,
        words=lambda report: _say_texts(report, is_to_review, is_of_document=bool(document)),
    )


def _ask_machine(console: Console, issue: str | None, locale: str, text_id: str, provider: str | None) -> None:
    from newsletter.pipeline.translation.machine_again import MachineRequest, ask_machine_again

    request = MachineRequest(console.place, dt.date.today(), locale, text_id, issue, provider)
    finish(console, ask_machine_again(request), values=_machine_values, words=_say_offer)


def _machine_values(report: MachineReport) -> dict[str, Any]:
    return {
        "issue": report.issue,
        "locale": report.locale,
        "outcome": report.outcome,
        "provider": report.provider,
        "characters": report.characters,
        "cost": report.cost,
        "offer": list(report.offer),
        "reason": report.reason,
        "unit": report.entry.as_json(),
    }


def _say_offer(report: MachineReport) -> None:
    say(f"{report.entry.id}  {report.entry.translation.source}")
    for target in filter(None, report.entry.translation.targets):
        say(f"    → {target}")
    told = {
        "offered": f"{report.provider} has another translation; it stands beside this one:",
        "filled": f"{report.provider} has translated it; somebody has to review it.",
        "same": f"{report.provider} has the same words.",
        "left": f"{report.provider} has nothing that could be used: {report.reason}.",
        "planned": "",
    }
    say(told[report.outcome])
    for words in report.offer if report.outcome == "offered" else ():
        say(f"    + {words}")


def _say(
    console: Console, issue: str | None, locale: str, ask: tuple[str, str] | None, answer: tuple[str, str] | None,
    by: str,
) -> None:  # fmt: skip
    from newsletter.pipeline.translation.asking import SayRequest, say_about_text
    from newsletter.translate.talk import Kind

    kind: Kind = "question" if ask else "answer"
    text_id, words = ask or answer or ("", "")
    report = say_about_text(SayRequest(console.place, locale, dt.date.today(), by, text_id, words, kind, issue))
    finish(console, report, values=_said_values, words=_say_talk)


def _said_values(report: SayReport) -> dict[str, Any]:
    return {"issue": report.issue, "locale": report.locale, "unit": report.entry.as_json()}


def _say_talk(report: SayReport) -> None:
    say(f"{report.entry.id}  {report.entry.translation.source}")
    for said in report.entry.translation.record.talk:
        say(f"    {said.kind}: {said}")


def _decision_values(report: DecisionReport) -> dict[str, Any]:
    return {"issue": report.issue, "locale": report.locale, "changed": report.changed, "waiting": report.waiting}


def _say_changed(report: DecisionReport) -> None:
    say(f"{report.changed} {'translation' if report.changed == 1 else 'translations'} changed.")
    if report.waiting:
        say(f"{report.waiting} of them {'waits' if report.waiting == 1 else 'wait'} for another person to accept.")


def _texts_values(report: ReviewReport) -> dict[str, Any]:
    units = []
    for entry in report.entries:
        near = [match.as_json() for match in report.near.get(entry.id, ())]
        doubts = list(report.doubts.get(entry.id, ()))
        units.append(entry.as_json() | ({"near": near} if near else {}) | ({"doubts": doubts} if doubts else {}))
    awaited = [each.as_json() for each in report.awaited]
    values = {"issue": report.issue, "locale": report.locale, "units": units, "accept_shown": report.mark}
    return values | ({"awaited": awaited} if awaited else {})


def _say_texts(report: ReviewReport, is_to_review: bool, *, is_of_document: bool) -> None:
    _list(report, wants_colour())
    count = len(report.entries)
    what = "to review" if is_to_review else "text" if count == 1 else "texts"
    say(f"\n{count} {what} in {report.locale}.")
    for line in awaited_lines(report.awaited):
        say(line)
    if is_of_document and report.acceptable:
        these = "it" if report.acceptable == 1 else f"these {report.acceptable}"
        say(f'To accept {these} as shown, run the same with `--accept-shown {report.mark} --by "Your Name"`.')


def _list(report: ReviewReport, colour: bool) -> None:
    from newsletter.translate.difference import marked, runs

    paint = partial(painted, colour=True) if colour else None
    for entry in report.entries:
        unit = entry.translation
        stale = ", the source has changed" if unit.is_stale else ""
        state = entry.state if entry.is_unusable else unit.state.value
        codes = f" {painted(', '.join(entry.codes), '31', colour)}" if entry.codes else ""
        say(f"{painted(entry.id, '1', colour)}  {unit.context or 'template'}  ({state}{stale}){codes}")
        if doubts := report.doubts.get(entry.id):
            say(f"    ? {', '.join(doubts)}")
        for wrong in entry.problems:
            say(f"    ! {wrong.message}")
        if unit.is_stale:
            say(f"    {marked(runs(unit.previous, unit.source), paint=paint)}")
        else:
            say(f"    {unit.source}")
        for target in unit.targets:
            say(f"    → {target}")
        for line in _recorded(unit):
            say(f"    # {line}")
        for match in report.near.get(entry.id, ()):
            say(f"    ≈ {match.score:.0f} % {match.issue}: {marked(runs(match.source, unit.source), paint=paint)}")
            say(f"      → {match.targets[0]}")


def _recorded(unit: Translation) -> Iterator[str]:
    """What is recorded of a text, a line each: of origin and reviews those that hold for the words of today."""
    from newsletter.translate.acceptance import acceptances_of, writer_of
    from newsletter.translate.authorship import origin_of, reviews_of

    record = unit.record
    yield from record.notes
    origin = origin_of(unit)
    if origin:
        yield f"from {origin}"
    if record.not_translated:
        yield f"not translated: {record.not_translated}"
    yield from (f"dismissed: {each.check}: {each.reason}" for each in record.dismissals if each.reason)
    yield from (f"{said.kind}: {said}" for said in record.talk)
    writer = writer_of(unit)
    if writer:
        yield f"written by {writer}"
    acts = {
        "accepted": acceptances_of(unit) if unit.state == "needs-review" else (),
        "reviewed": reviews_of(unit),
        "was reviewed": record.past_reviews,
        "minor edit": record.minor_edits,
        "rejected": record.rejections,
    }
    for what, those in acts.items():
        yield from (f"{what} {'by ' * act.is_named}{act}" for act in those)
    texts = {
        "rejected": record.rejected,
        "before": record.replaced,
        "set aside": record.set_aside,
        "theirs": record.theirs,
        "offered": record.offers,
    }
    for what, words in texts.items():
        yield from (f"{what}: {text}" for text in words)
