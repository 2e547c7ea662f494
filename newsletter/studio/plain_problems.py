"""What is wrong with a value, in the words of a form: without keys, codes of countries and marks of files.

In: the person’s words, a problem beside its field. Out: a sentence and what to do, in their language; where a problem
is rare, what `newsletter check` says of it, in English.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from markupsafe import Markup, escape

from newsletter.problems import Problem
from newsletter.studio.plain_problem_words import FORM_PROBLEM_WORDS, LACKING_WORDS
from newsletter.studio.problem_words import PROBLEM_WORDS
from newsletter.studio.sending_problem_words import SENDING_PROBLEM_WORDS
from newsletter.studio.words import SOURCE, Words

_MOST_TYPED = 40
_COMMAND = "`newsletter "
_RARE = {**PROBLEM_WORDS, **SENDING_PROBLEM_WORDS}
"""Problems whose own English sentences say more than ours."""

Said = tuple[Markup, Markup, str]
"""A sentence, a hint (either may be empty), and the locale that they are in."""


def plain_words(words: Words, problem: Problem) -> Said:
    """What is wrong, and what to do about it."""
    if found := known_words(words, problem):
        sentence, hint = found
        return Markup(escape(sentence)), Markup(escape(hint)), words.locale  # noqa: S704 (escaped)
    return quoted(problem.message), quoted(hint_here(problem)), SOURCE


def hint_here(problem: Problem) -> str:
    """What to do about a problem on a page, in English; nothing where only the command line could do it."""
    if problem.code in SENDING_PROBLEM_WORDS:
        return SENDING_PROBLEM_WORDS[problem.code][1]
    return "" if _COMMAND in problem.hint else problem.hint


def known_words(words: Words, problem: Problem) -> tuple[str, str] | None:
    """A sentence and a hint as a form says them; None where the problem's own words are better, or all there is.

    Its own words are English, and name the very value: who reads English gets them, unless they name keys of files.
    """
    code = problem.code
    known = _translated(words, _lacking(problem) or FORM_PROBLEM_WORDS.get(code))
    if known and code == "mark-as-typed" and (typed := _typed(problem)):
        return words.gettext("“{typed}” is shown as it is typed.").format(typed=typed), known[1]
    if known is None and code in _RARE and words.locale != SOURCE:
        known = _translated(words, _RARE[code])
    return known


def _translated(words: Words, said: tuple[str, str] | None) -> tuple[str, str] | None:
    return said and (words.gettext(said[0]), words.gettext(said[1]))


def as_text(sentence: Markup) -> str:
    """A sentence without marks: what it quotes stands in quotation marks."""
    return Markup(sentence.replace("<code>", "“").replace("</code>", "”")).unescape()  # noqa: S704 (escaped before)


def tell_all(words: Words, problems: Iterable[Problem]) -> str:
    """What is wrong, a line for each, as plain text."""
    return "\n".join(as_text(plain_words(words, each)[0]) for each in problems)


def _typed(problem: Problem) -> str:
    """What stands at the place of a problem, up to the next blank; "" where the place is not known so well."""
    at = problem.location
    typed = at.excerpt[at.column - 1 :].split(maxsplit=1)[:1] if at and at.column else []
    return "".join(each if len(each) <= _MOST_TYPED else f"{each[: _MOST_TYPED - 1]}…" for each in typed)


def _lacking(problem: Problem) -> tuple[str, str] | None:
    """What a value that is not there is called, where its field has words of its own for that."""
    is_lacking = problem.code in ("empty-value", "missing-key")
    return LACKING_WORDS.get(problem.path.rpartition("/")[2]) if is_lacking else None


def known_codes() -> frozenset[str]:
    """The codes of all problems of files that have words here."""
    return frozenset({*FORM_PROBLEM_WORDS, *PROBLEM_WORDS})


def quoted(sentence: str) -> Markup:
    """A sentence of a problem with a capital and a full stop; what it quotes from a file is set apart."""
    if not sentence:
        return Markup("")
    words = sentence if sentence.startswith("`") else sentence[:1].upper() + sentence[1:]
    ended = words if words.endswith((".", "?", "!")) else f"{words}."
    return Markup(re.sub(r"`([^`]*)`", r"<code>\1</code>", str(escape(ended))))  # noqa: S704 (escaped before)
