"""What a letter says: what is over, of another year, shouted, or said twice.

In: a letter examined. Out: texts and days that a person should look at again, at the value itself. What a translation
differs in from its source is told by the checks of translations.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

from newsletter.content.foreign import unmarked
from newsletter.content.model import Article
from newsletter.content.tagged import plain
from newsletter.content.texts import Text, walk
from newsletter.preflight.check import LetterCheck
from newsletter.preflight.finding import Finding
from newsletter.preflight.letter import Examined
from newsletter.translate.checks.doubled_word import doubled_words

STALE = dt.timedelta(days=200)
"""An article of more than half a year ago is no news, or its year is a slip of the pen."""
AHEAD = dt.timedelta(days=60)
_FEWEST = 8
"""Fewer letters in capitals may be an abbreviation or a name."""
_ENVELOPE = frozenset({"subject", "preheader"})


def find_past_event(letter: Examined) -> Iterator[Finding]:
    """What is announced has not been yet on the day of the issue."""
    issue = letter.edition.issue
    for slug in dict.fromkeys(slug for section in issue.sections for slug in section.events):
        event = issue.articles[slug].event
        if event and event.when.last < issue.date:
            message = f"an event is announced that was over on {event.when.last}; the issue is of {issue.date}"
            yield Finding(message, path=f"articles/{slug}/event/{'end' if event.end else 'start'}")


def find_odd_date(letter: Examined) -> Iterator[Finding]:
    """The days of articles and of their agendas are near to those of their issue and event."""
    issue = letter.edition.issue
    for slug, article in issue.articles.items():
        if article.date and not -STALE <= article.date - issue.date <= AHEAD:
            message = f"the article is of {article.date}, and the issue of {issue.date}"
            yield Finding(message, path=f"articles/{slug}/date")
        yield from _outside_event(article)
    for slug in dict.fromkeys(slug for section in issue.sections for slug in section.networks):
        shown = issue.networks[slug].meeting_for(issue.date)
        if shown and shown.when.last < issue.date - STALE:
            number = issue.networks[slug].meetings.index(shown)
            message = f"the meeting shown was over on {shown.when.last}, and the issue is of {issue.date}"
            yield Finding(message, path=f"networks/{slug}/meetings/{number}/{'end' if shown.end else 'start'}")


def _outside_event(article: Article) -> Iterator[Finding]:
    if not article.event:
        return
    first, last = article.event.when.start.day, article.event.when.last
    for number, session in enumerate(article.agenda):
        if not first <= session.date <= last:
            days = f"is on {first}" if first == last else f"is from {first} to {last}"
            message = f"the agenda has the day {session.date}, and its event {days}"
            yield Finding(message, path=f"{article.path}/agenda/{number}/date")


def find_shouting(letter: Examined) -> Iterator[Finding]:
    """No text of its author is all in capital letters, or ends in several marks."""
    for text, words in _own(letter):
        cased = [each for each in words if each.lower() != each.upper()]
        if len(cased) >= _FEWEST and " " in words.strip() and all(each.isupper() for each in cased):
            yield Finding(f"the {text.kind} is written in capital letters: “{_short(words)}”", path=text.path)
        elif found := re.search(r"[!?]*![!?]+|\?{2,}!*", words):
            yield Finding(f"the {text.kind} shouts: `{found[0]}`", path=text.path)


def find_repeated_word(letter: Examined) -> Iterator[Finding]:
    """No word twice in a row in what an author has written; subject and preheader are told by themselves."""
    for text, words in _own(letter):
        for word in doubled_words(words, text.locale.partition("-")[0])[:1]:
            yield Finding(f"`{word}` stands there twice in a row", path=text.path)


def _own(letter: Examined) -> Iterator[tuple[Text, str]]:
    """The texts that are in the words of their author, but for names and for what is read before a letter is opened."""
    for text in walk(letter.edition.issue):
        is_outside = text.path.rpartition("/")[2] in _ENVELOPE and text.path.startswith("issues/")
        if not (text.is_name or is_outside or text.path in letter.edition.words):
            words = unmarked(text.words)
            yield text, plain(words) if text.is_tagged else words


def _short(words: str) -> str:
    return words if len(words) <= 60 else f"{words[:59]}…"


CHECKS = (
    LetterCheck("past-event", find_past_event, "take it out of the section, or write its new day"),
    LetterCheck("odd-date", find_odd_date, "look at the year and the month"),
    LetterCheck("shouting-text", find_shouting, "write it as you would say it"),
    LetterCheck("repeated-word", find_repeated_word, "take one out"),
)
"""What is asked of what a letter says."""
