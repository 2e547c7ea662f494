"""Plural forms: which of the forms that a catalog has belongs to a number.

In: what a catalog's header says (`nplurals=2; plural=(n != 1);`), or a locale for a catalog that is new. Out: a
`PluralRule`. The header's own expression counts (GNU gettext manual, "Plural forms"); the table below is only what new
catalogs are given, so no library's release decides what is in a file.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from gettext import c2py

from newsletter.locales import chain

MOST_FORMS = 10
"""A PO file numbers its forms with one digit."""
_EVERY = (*range(1_001), 10_000, 100_000, 1_000_000, 2_000_000, 3_000_000)
"""The numbers that msgfmt tries a rule with, and those that CLDR has a form "many" for."""
_HEADER = re.compile(r"\s*nplurals\s*=\s*(\w+)\s*;\s*plural\s*=\s*(.*?)\s*;?\s*", re.DOTALL)


@dataclass(frozen=True, slots=True)
class PluralRule:
    """How many forms there are, and gettext's expression that chooses one for `n`."""

    count: int
    expression: str

    def form(self, number: int) -> int:
        """Which of the forms a number has, from 0; the last where the expression has no answer."""
        try:
            form = _function(self.expression)(number)
        except ArithmeticError:
            return self.count - 1
        return form if 0 <= form < self.count else self.count - 1

    @property
    def header(self) -> str:
        """The rule as a header has it."""
        return f"nplurals={self.count}; plural={self.expression};"

    def chooses_as(self, other: PluralRule) -> bool:
        """True when both put every number into the same form."""
        return self == other or _choices(self) == _choices(other)

    @property
    def used(self) -> frozenset[int]:
        """The forms that some number has: other tools give Polish and Czech one more, for fractions."""
        return frozenset(_choices(self))

    def is_whole(self, targets: Sequence[str]) -> bool:
        """True when there is a text for every number."""
        return all(target or form not in self.used for form, target in enumerate(targets))


@lru_cache
def _function(expression: str) -> Callable[[int], int]:
    # Python's own reader of these expressions: it takes numbers, `n` and operators, and a thousand characters at most.
    function: Callable[[int], int] = c2py(expression)
    return function


@lru_cache
def _choices(rule: PluralRule) -> tuple[int, ...]:
    return tuple(map(rule.form, _EVERY))


@lru_cache
def rule_of(header: str) -> PluralRule | None:
    """The rule that the field `Plural-Forms` of a header states; None where it states none yet, as in a template.

    `ValueError` says in words why it can't be used.
    """
    found = _HEADER.fullmatch(header)
    if not header.strip() or (found and (found[1], found[2]) == ("INTEGER", "EXPRESSION")):
        return None
    if found is None or not found[1].isdecimal() or not 0 < int(found[1][:4]) <= MOST_FORMS:
        raise ValueError(f"it must begin with nplurals= and a number up to {MOST_FORMS}, then have plural=")
    rule = PluralRule(int(found[1]), found[2])
    try:
        choose = _function(rule.expression)
        forms = {number: choose(number) for number in _EVERY}
    except ArithmeticError:
        raise ValueError("its expression divides by nothing") from None
    except (ValueError, RecursionError, MemoryError, OverflowError, SyntaxError):
        raise ValueError("its expression can't be understood") from None
    for number, form in forms.items():
        if not 0 <= form < rule.count:
            raise ValueError(f"it counts {rule.count}, and chooses form {form} for {number}")
    return rule


def refit_forms(
    targets: Sequence[str], before: PluralRule, after: PluralRule
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The forms of one rule as those of another, number by number, and the texts for which there is no place any more.

    Of several forms that become one, that of most numbers up to a hundred stays.
    """
    if before.chooses_as(after) and len(targets) == after.count:
        return tuple(targets), ()
    forms: list[str] = []
    for form in range(after.count):
        numbers = [number for number in _EVERY if after.form(number) == form]
        usual = [number for number in numbers if number <= 100] or numbers
        found = Counter(before.form(number) for number in usual).most_common(1)
        at = found[0][0] if found else form
        forms.append(targets[at] if at < len(targets) else "")
    return tuple(forms), tuple(text for text in dict.fromkeys(targets) if text and text not in forms)


def rule_for(locale: str) -> PluralRule:
    """The rule that a new catalog of a locale is given."""
    for step in chain(locale):
        if step in _RULES:
            return _RULES[step]
    return _RULES.get(locale.split("-")[0], _ONE_AND_OTHER)


_ONE_AND_OTHER = PluralRule(2, "(n != 1)")
_SLAVIC = "(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2)"
_CZECH = "((n==1) ? 0 : (n>=2 && n<=4) ? 1 : 2)"
_TEENS = "n%10==1 && n%100!=11"
# Where gettext's own table has the language (plural-table.c, which msginit writes), it says the same; the writing is
# that of Babel 2.18, which the rest is from too. Not as either has it: Irish, of which gettext knows three of the five
# forms; Armenian, Georgian, Macedonian and Persian, for which Babel's table is not that of CLDR's plural rules.
_RULES: dict[str, PluralRule] = {
    **dict.fromkeys(["bo", "cv", "dz", "id", "ja", "km", "ko", "lo", "ms", "th", "vi", "zh"], PluralRule(1, "0")),
    **dict.fromkeys(["fa", "fr", "fur", "hy", "pt-BR"], PluralRule(2, "(n > 1)")),
    "is": PluralRule(2, f"({_TEENS} ? 0 : 1)"),
    "mk": PluralRule(2, f"({_TEENS} ? 0 : 1)"),
    **dict.fromkeys(["be", "bs", "hr", "ru", "sr", "uk"], PluralRule(3, _SLAVIC)),
    **dict.fromkeys(["cs", "sk"], PluralRule(3, _CZECH)),
    "lt": PluralRule(3, f"({_TEENS} ? 0 : n%10>=2 && (n%100<10 || n%100>=20) ? 1 : 2)"),
    "lv": PluralRule(3, f"({_TEENS} ? 0 : n != 0 ? 1 : 2)"),
    "pl": PluralRule(3, "(n==1 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2)"),
    "ro": PluralRule(3, "(n==1 ? 0 : (n==0 || (n%100 > 0 && n%100 < 20)) ? 1 : 2)"),
    "mt": PluralRule(4, "(n==1 ? 0 : n==0 || ( n%100>=1 && n%100<=10) ? 1 : (n%100>10 && n%100<20 ) ? 2 : 3)"),
    "sl": PluralRule(4, "(n%100==1 ? 0 : n%100==2 ? 1 : n%100==3 || n%100==4 ? 2 : 3)"),
    "cy": PluralRule(5, "(n==1 ? 1 : n==2 ? 2 : n==3 ? 3 : n==6 ? 4 : 0)"),
    "ga": PluralRule(5, "(n==1 ? 0 : n==2 ? 1 : n>=3 && n<=6 ? 2 : n>=7 && n<=10 ? 3 : 4)"),
    "ar": PluralRule(6, "(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=0 && n%100<=2 ? 4 : 5)"),
    "br": PluralRule(
        6,
        "(n==1 ? 0 : n%10==1 && n%100!=11 && n%100!=71 && n%100!=91 ? 1 : n%10==2 && n%100!=12 && n%100!=72 && "
        "n%100!=92 ? 2 : (n%10==3 || n%10==4 || n%10==9) && n%100!=13 && n%100!=14 && n%100!=19 && n%100!=73 && "
        "n%100!=74 && n%100!=79 && n%100!=93 && n%100!=94 && n%100!=99 ? 3 : n%1000000==0 ? 4 : 5)",
    ),
}
