"""The heads of a subscriber CSV: which column holds what.

In: the cells of the first row, what `--map` and `--ignore` say. Out: `Columns`, or problems: a column that is needed is
not there, or one that sounds as if it said who has left is understood by nobody.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from newsletter.mail.audience.other_tools import (
    Sign,
    plain,
    sign_of,
    sounds_like_agreeing,
    sounds_like_leaving,
    tells_nothing_of_mail,
)
from newsletter.problems import Location, Problem, error, nearest

COLUMNS = (
    "email", "name", "first-name", "last-name", "point", "locales", "since", "consent", "consent-locale",
    "consent-how", "consent-on", "confirmed",
)  # fmt: skip
"""What one column says alone; what a `Sign` tells, several may say together."""
Head: TypeAlias = str | int
"""A column as somebody names it: by its head, or by its number from 0 where several may be headed alike."""
NAMES = (*COLUMNS, *(sign.value for sign in Sign if sign is not Sign.LISTS))
# As they are headed in exports of other programs, without accents, blanks and signs.
_HEADS = {
    "email": """email emails mail emailaddress address mailaddress correo correoelectronico email1value courriel
        adressemail adresseemail adressedecourriel mailadresse emailadres emailadresse epost eposta adresemail
        adresaemail adresaeposte posta indirizzoemail postaelettronica enderecodeemail ηλεκτρονικηδιευθυνση
        subscriber subscriberemail contactemail recipient emailadress epostadress direcciondecorreo correoe""",
    "name": """name fullname nombre nomecompleto nom nome naam imie ime ονομα displayname nombreyapellidos namn navn
        nimi""",
    "first-name": "firstname fname givenname vorname prenom voornaam forename contactfirstname",
    "last-name": """lastname lname surname familyname nachname apellido apellidos cognome achternaam nazwisko prezime
        contactlastname""",
    "locales": """locales locale language languages lang idioma idiomas langue sprache lingua taal jezyk jezik
        γλωσσα preferredlanguage sprak kieli keel valoda kalba jazyk nyelv limba език""",
    "consent-on": """optintime consentdate consentat consenttimestamp consenttime consentdateandtime optindate
        optinat optintimestamp optinon dateoptin optedinat datesubscribed subscribedate subscribeddate subscribedat
        subscribedon subscriptiondate subscribetime subscribetimestamp signupdate signupat signedupat datesignedup
        joindate dateoptedin fechadealta fechaalta fechadesuscripcion fechadeinscripcion anmeldedatum
        angemeldetam eintragedatum datedinscription dateinscription dateabonnement datedabonnement
        dataiscrizione datadiscrizione inschrijfdatum datumaanmelding datazapisu datumprihlaseni tilmeldingsdato
        pameldingsdato registreringsdatum datadeinscricao feliratkozasdatuma dataabonarii datumprijave""",
    "confirmed": """confirmtime confirmed confirmedat confirmedon confirmdate confirmationdate confirmationtime
        dateconfirmed optinconfirmed optinconfirmedat optinconfirmdate doubleoptin sibdoubleoptin doubleoptindate doi
        doidate doitime doubleoptinat doubleoptintime optinstatus bestatigt bestatigtam bestatigungsdatum confirme
        confirmele confirmado confirmadoen confermato bevestigd""",
    "since": "addedtime dateadded added addedat createdat created createdon creationdate registered registeredat",
}
_CONFIRMED_BY_FORM = ("confirmtime", "optintime")
"""Mailchimp has the first for those who were imported too; only beside the second is it the click on a mailed link."""


@dataclass(frozen=True, slots=True)
class Columns:
    """Which column is which: by name, those that tell how somebody stands, and the heads that nobody reads.

    `proof` is the column that must be filled too for a confirmation to count; -1 for none. `remarks` are columns that
    nobody reads, whose cells may say all the same that somebody has left; `agreeing` are those of them that seem to say
    whether somebody wants mail.
    """

    named: dict[str, int]
    signs: tuple[tuple[Sign, int], ...]
    unused: tuple[str, ...]
    heads: tuple[str, ...]
    proof: int = -1
    remarks: tuple[int, ...] = ()
    agreeing: frozenset[int] = frozenset()

    @property
    def last(self) -> int:
        """The last column that is read."""
        return max([*self.named.values(), *(at for _, at in self.signs)])


def known_in(heads: Sequence[str], mapping: Collection[tuple[str, Head]] = ()) -> tuple[bool, int]:
    """Whether addresses have a column among these heads, and how many heads are known: a title has none."""
    mapped = {head for _, head in mapping}
    has_address = any(plain(head) in _HEADS["email"].split() for head in heads)
    has_address |= any(name == "email" and head in heads for name, head in mapping)
    every = {head for known in _HEADS.values() for head in known.split()} | {name.replace("-", "") for name in COLUMNS}
    return has_address, sum(head in mapped or plain(head) in every or sign_of(head) is not None for head in heads)


def guess_columns(heads: Sequence[str]) -> tuple[str, ...]:
    """What each column seems to hold by its head alone, "" for what nobody knows; one name is given once."""
    names: list[str] = []
    for head in heads:
        bare = plain(head)
        name = next((name for name in COLUMNS if bare in (name.replace("-", ""), *_HEADS.get(name, "").split())), "")
        sign = sign_of(head) if not name else None
        names.append(sign.value if sign else "" if name in names else name)
    return tuple(names)


def columns_of(
    heads: Sequence[str],
    mapping: Collection[tuple[str, Head]],
    ignored: Collection[Head],
    at: Location,
    *,
    as_left: bool = False,
) -> tuple[Columns | None, list[Problem]]:
    """The columns of a table, as they are named by `mapping` (name and head) and else guessed by their heads.

    A head that is ignored is so wherever it stands, a number is that column alone.

    In a table whose people have all left (`as_left`), no column has to say so.
    """
    named, signs, problems = _mapped(heads, mapping, at)
    for head in ignored:
        if _place(head, heads) is None:
            problems.append(_no_column(str(head), heads, at))
    taken = {*named.values(), *(number for _, number in signs)}
    free = {
        number: head
        for number, head in enumerate(heads)
        if head and number not in taken and head not in ignored and number not in ignored
    }
    for name in COLUMNS:
        known = [name.replace("-", ""), *_HEADS.get(name, "").split()]
        found = [(known.index(plain(head)), number) for number, head in free.items() if plain(head) in known]
        if name not in named and found:
            named[name] = min(found)[1]
            del free[named[name]]
    for number, head in list(free.items()):
        if sign := sign_of(head):
            signs.append((sign, number))
            del free[number]
    if "email" not in named and not problems:
        hint = f"name it with --map email=HEAD; {_there(heads)}"
        problems.append(error("unmapped-column", "no column is headed like one of addresses", at, hint))
    if not as_left:
        meant = {head for _, head in mapping}
        sounding = (head for head in free.values() if head not in meant and sounds_like_leaving(head))
        problems += [_unmapped_leaving(head, at) for head in sounding]
    if problems:
        return None, problems
    remarks = tuple(number for number, head in free.items() if not tells_nothing_of_mail(head))
    agreeing = frozenset(number for number in remarks if sounds_like_agreeing(heads[number]))
    proof = _proof(heads, named)
    return Columns(named, tuple(signs), tuple(free.values()), tuple(heads), proof, remarks, agreeing), []


def _mapped(
    heads: Sequence[str], mapping: Collection[tuple[str, Head]], at: Location
) -> tuple[dict[str, int], list[tuple[Sign, int]], list[Problem]]:
    named: dict[str, int] = {}
    signs: list[tuple[Sign, int]] = []
    problems: list[Problem] = []
    for name, head in mapping:
        place = _place(head, heads)
        if name not in NAMES:
            hint = nearest(name, NAMES) or f"there are: {', '.join(NAMES)}"
            problems.append(error("unmapped-column", f"`{name}` is nothing that a subscriber has", None, hint))
        elif place is None:
            problems.append(_no_column(str(head), heads, at))
        elif name in COLUMNS:
            named[name] = place
        else:
            signs.append((Sign(name), place))
    return named, signs, problems


def _place(head: Head, heads: Sequence[str]) -> int | None:
    """The first column that is headed so, or the one of that number; None where there is none."""
    if isinstance(head, int):
        return head if 0 <= head < len(heads) else None
    return heads.index(head) if head in heads else None


def _proof(heads: Sequence[str], named: dict[str, int]) -> int:
    confirmed, proof = _CONFIRMED_BY_FORM
    by_plain = [plain(head) for head in heads]
    is_theirs = "confirmed" in named and by_plain[named["confirmed"]] == confirmed
    return by_plain.index(proof) if is_theirs and proof in by_plain else -1


def _unmapped_leaving(head: str, at: Location) -> Problem:
    message = f"the column `{head[:60]}` sounds as if it said who has left, bounces or is blocked"
    hint = (
        f"say what it tells with --map left={quoted(head)} (or bounced=, complained=, state=), "
        f"or that it tells nothing of the kind with --ignore {quoted(head)}"
    )
    return error("unmapped-leaving", message, at, hint)


def quoted(head: str) -> str:
    """A head as a shell takes it."""
    return head if head.replace("_", "").replace("-", "").isalnum() else f'"{head[:60]}"'


def _no_column(head: str, heads: Sequence[str], at: Location) -> Problem:
    hint = nearest(head, heads) or _there(heads)
    return error("unmapped-column", f"no column is headed `{head}`", at, hint)


def _there(heads: Sequence[str]) -> str:
    # A file without heads has somebody's address in their place.
    shown = [f"`{head[:30]}`" for head in heads[:20] if head and "@" not in head]
    return f"there are: {', '.join(shown)}" if shown else "the first line must name the columns"
