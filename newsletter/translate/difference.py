"""What differs between two versions of a text: word by word, and in what no edit may change unseen.

In: an older and a newer text. Out: the words that are the same, gone and new; or in which of numbers, names, negations
and tags the two differ. Used to show a person what has changed, and to tell a mended typo from another statement.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable
from difflib import SequenceMatcher
from typing import Literal, NamedTuple

from newsletter.content.tagged import plain, tokens

_WORD = re.compile(r"</?[abisc]\d+>|<br\d+/>|\s+|[^\W_]+(?:[’'][^\W_]+)*|[^\w\s]|_")
_NUMBER = re.compile(r"\d+(?:[.,:/]\d+)*|[½⅓⅔¼¾]")
_TOKEN = re.compile(r"[^\W\d_]+(?:[’'][^\W\d_]+)*")


class Run(NamedTuple):
    """Words in a row that are the same in both texts, gone from the older or new in the newer one."""

    kind: Literal["same", "gone", "new"]
    words: str


def runs(older: str, newer: str) -> list[Run]:
    """Both texts as one, in runs of words."""
    before, after = _WORD.findall(older), _WORD.findall(newer)
    found: list[Run] = []
    for tag, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            found.append(Run("same", "".join(before[a:b])))
            continue
        found += [Run("gone", "".join(before[a:b]))] * (b > a)
        found += [Run("new", "".join(after[c:d]))] * (d > c)
    return found


def marked(found: Iterable[Run], *, paint: Callable[[str, str], str] | None = None) -> str:
    """The runs as one line: `[-gone-]` and `{+new+}`, or as `paint` colours words by a code of the terminal."""

    def shown(run: Run) -> str:
        if run.kind == "same":
            return run.words
        if paint:
            return paint(run.words, "9;31" if run.kind == "gone" else "32")
        return f"[-{run.words}-]" if run.kind == "gone" else f"{{+{run.words}+}}"

    return "".join(map(shown, found))


# Small words that turn a statement into its opposite, by language. Where a language has none here, only the other
# three guards hold.
_NEGATIONS = {
    "bg": "не ни никога никой нищо без нито",
    "ca": "no ni mai ningú res sense cap tampoc",
    "cs": "ne ani nikdy nikdo nic bez žádný žádná žádné",
    "da": "ikke ingen intet aldrig uden hverken",
    "de": "nicht nichts nie niemals niemand kein keine keinen keinem keiner keines ohne weder",
    "el": "δεν δε μη μην όχι ποτέ κανείς κανένας καμία κανένα τίποτα χωρίς ούτε",
    "en": "no not never none nobody nothing neither nor without cannot",
    "es": "no ni nunca jamás nadie nada ningún ninguno ninguna sin tampoco",
    "et": "ei mitte ära ega ilma",
    "fi": "ei en et emme ette eivät älä älkää ilman",
    "fr": "ne n pas ni jamais personne rien aucun aucune sans non",
    "hr": "ne nije nisu neće ni nikad nikada nitko ništa bez",
    "hu": "nem ne sem se soha senki semmi nélkül nincs",
    "it": "non né mai nessuno nessuna nessun niente nulla senza no",
    "lt": "ne nei niekada niekas be nėra",
    "lv": "ne nav nekad neviens nekas bez",
    "nl": "niet niets nooit niemand geen zonder noch nee",
    "pl": "nie ani nigdy nikt nic bez żaden żadna żadne",
    "pt": "não nem nunca jamais ninguém nada nenhum nenhuma sem",
    "ro": "nu nici niciodată nimeni nimic fără niciun nicio",
    "sk": "nie ani nikdy nikto nič bez žiadny žiadna žiadne",
    "sl": "ne ni niso nikoli nihče nič brez",
    "sv": "inte ingen inget inga aldrig utan varken",
}
_NUMERALS = {
    "de": "zwei drei vier fünf sechs sieben acht neun zehn elf zwölf zwanzig hundert tausend million millionen",
    "en": "one two three four five six seven eight nine ten eleven twelve twenty fifty hundred thousand million half",
    "es": "dos tres cuatro cinco seis siete ocho nueve diez once doce veinte cien mil millón millones",
    "fr": "deux trois quatre cinq six sept huit neuf dix onze douze vingt cent mille million millions",
    "it": "due tre quattro cinque sei sette otto nove dieci undici dodici venti cento mille milione milioni",
    "nl": "twee drie vier vijf zes zeven acht negen tien elf twaalf twintig honderd duizend miljoen",
    "pt": "dois duas três quatro cinco seis sete oito nove dez onze doze vinte cem mil milhão milhões",
}
_NO_CAPITALS_TELL = frozenset({"de", "lb"})
"""Languages that write every noun with a capital letter, so that one says nothing of names."""


def numbers(text: str, locale: str) -> Counter[str]:
    """The numbers in a text, in figures and in the words that we know."""
    words = _NUMERALS.get(locale.split("-")[0], "").split()
    found = (word for word in map(str.lower, _TOKEN.findall(text)) if word in words)
    return Counter([*_NUMBER.findall(text), *found])


def negations(text: str, locale: str) -> Counter[str]:
    """The negations in a text, a contracted one (`don’t`, `n’est`) too."""
    known = _NEGATIONS.get(locale.split("-")[0], "").split()
    found: list[str] = []
    for word in map(str.lower, _TOKEN.findall(text)):
        if locale.split("-")[0] == "en" and re.search(r"n[’']t$", word):
            found.append("not")
        else:
            found += [part for part in re.split("[’']", word) if part in known]
    return Counter(found)


def names(text: str, locale: str, known: Iterable[str]) -> Counter[str]:
    """The names in a text: those known, and words that begin with a capital letter though no sentence does there."""
    found = Counter(
        {name: count for name in known if (count := len(re.findall(rf"(?<!\w){re.escape(name)}(?!\w)", text)))}
    )
    if locale.split("-")[0] not in _NO_CAPITALS_TELL:
        found += Counter(re.findall(r"(?<=[^\W_][,;)]\s)[A-ZÀ-ÞΑ-ΩА-Я]\w*|(?<=\w\s)[A-ZÀ-ÞΑ-ΩА-ЯŁŚŻŹĆČŠŽĐ]\w*", text))
    return found


def weighty(older: str, newer: str, locale: str, known: Iterable[str] = ()) -> list[str]:
    """In what the two texts differ that changes what is said, in words: empty for a mended typo."""
    if Counter(t for t in tokens(older) if t.kind != "words") != Counter(t for t in tokens(newer) if t.kind != "words"):
        found = ["its tags have changed"]
    else:
        found = []
    before, after, known = plain(older), plain(newer), tuple(known)
    ways: dict[str, Callable[[str], Counter[str]]] = {
        "number": lambda text: numbers(text, locale),
        "name": lambda text: names(text, locale, known),
        "negation": lambda text: negations(text, locale),
    }
    for what, of in ways.items():
        gone, new = of(before) - of(after), of(after) - of(before)
        if gone or new:
            said = " and ".join(
                f"{sign} {', '.join(f'`{word}`' for word in sorted(words))}"
                for sign, words in (("lost", gone), ("got", new))
                if words
            )
            found.append(f"a {what} has changed: it {said}")
    return found
