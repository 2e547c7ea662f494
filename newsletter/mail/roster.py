"""A roster: a table of people who wish to get the newsletter, as another program exports it.

In: a CSV file of any size and which of its columns hold what. Out: an `Arrival` for each row, or a problem at its line
that does not repeat the address. The file is read a row at a time.
"""

from __future__ import annotations

import codecs
import csv
import datetime as dt
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import IO

from newsletter import locales
from newsletter.mail.address import Address, parsed
from newsletter.mail.audience import REASONS, STATES
from newsletter.problems import Location, Problem, error, nearest

COLUMNS = (
    "email", "name", "first-name", "last-name", "point", "locales", "state", "since",
    "consent", "consent-locale", "consent-how", "consent-on", "suppressed",
)  # fmt: skip
ENCODINGS = ("utf-8", "windows-1250", "windows-1251", "windows-1252", "windows-1253", "windows-1254", "windows-1257")
MAX_LINE = 100_000
"""Characters: no row is longer, but a file without line ends would otherwise be read into memory whole."""
MAX_CELL = 500
# As they are headed in exports of other programs, without accents, blanks and signs.
_HEADS = {
    "email": """email emails mail emailaddress address mailaddress correo correoelectronico email1value courriel
        adressemail adresseemail adressedecourriel mailadresse emailadres emailadresse epost eposta adresemail
        adresaemail adresaeposte posta indirizzoemail postaelettronica enderecodeemail ηλεκτρονικηδιευθυνση""",
    "name": "name fullname nombre nomecompleto nom nome naam imie ime ονομα displayname nombreyapellidos",
    "first-name": "firstname givenname vorname prenom voornaam",
    "last-name": "lastname surname familyname nachname apellido apellidos cognome achternaam nazwisko prezime",
    "locales": """locales locale language languages lang idioma idiomas langue sprache lingua taal jezyk jezik
        γλωσσα preferredlanguage""",
    "consent-on": "consentdate optintime confirmtime consentat",
}
_FORMULA = re.compile(
    r"=|@[A-Z]+\(|[+-]\s*(?:\d|\$?[A-Z]{1,3}\$?\d|[A-Z][A-Z0-9.]*\()|#(?:REF|NAME\?|VALUE|DIV/0|N/A|NUM|NULL)"
)
# Whose own names are known. All of CLDR's would take 140 MB and two seconds.
_EUROPEAN = """bg bs ca cs cy da de el en es et eu fi fr ga gl hr hu is it ka lb lt lv mk mt nb nl pl pt ro ru sk sl sq
    sr sv tr uk"""
_GUARDED = re.compile(r"'+[=+\-@]")


@dataclass(frozen=True, slots=True, repr=False)
class Arrival:
    """A row that may join: the address, and what is said of it; texts are empty where the row has none."""

    line: int
    address: Address
    name: str
    locales: str
    state: str
    since: str
    consent: str
    consent_locale: str
    consent_how: str
    consent_on: str
    suppressed: str


class BrokenRosterError(Exception):
    """The rest of the table can't be read; the problem says where."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.code)
        self.problem = problem


@dataclass(frozen=True, slots=True)
class Form:
    """How a roster is written: its encoding, delimiter, which column is which, and the heads that nobody reads."""

    encoding: str
    delimiter: str
    columns: Mapping[str, int]
    unused: tuple[str, ...]


def form_of(path: Path, mapping: Mapping[str, str], encoding: str = "") -> tuple[Form | None, list[Problem]]:
    """The form of a roster, guessed where it is not said: `mapping` gives the head of a column by its name here."""
    encoding = encoding or _encoding(path)
    if encoding in ("", "utf-16"):
        is_wide = encoding == "utf-16"
        message = "the file is UTF-16" if is_wide else "the file is neither UTF-8 nor Windows-1252"
        hint = "save it as UTF-8" if is_wide else "save it as UTF-8, or name its encoding with --encoding"
        return None, [error("unknown-encoding", message, Location(path.name), hint)]
    try:
        with _opened(path, encoding) as file:
            first = next(_lines(file, path.name), "")
            delimiter = max(",;\t|", key=first.count)
        with _opened(path, encoding) as file:
            heads = next(_cells(file, path.name, delimiter), (0, []))[1]
    except BrokenRosterError as fault:
        return None, [fault.problem]
    columns, problems = _columns(heads, mapping, Location(path.name, 1))
    unused = tuple(head for number, head in enumerate(heads) if head and number not in columns.values())
    return (None if problems else Form(encoding, delimiter, columns, unused)), problems


def read_roster(path: Path, form: Form, point: str) -> Iterator[Arrival | Problem]:
    """Each row as an arrival or as the reason why it is none; raises `BrokenRosterError` where reading must end."""
    with _opened(path, form.encoding) as file:
        rows = _cells(file, path.name, form.delimiter)
        next(rows, None)
        get = [(name, form.columns.get(name, -1)) for name in COLUMNS]
        for line, row in rows:
            if any(row):
                cells = {name: row[at] if 0 <= at < len(row) else "" for name, at in get}
                too_many = len(row) > len(form.columns) + len(form.unused) and any(
                    row[max(form.columns.values()) + 1 :]
                )
                yield _arrival(line, cells, point, Location(path.name, line), too_many)


def guarded(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula; reading a roster takes the mark away again."""
    return f"'{cell}" if cell[:1] in ("=", "+", "-", "@") or _GUARDED.match(cell) else cell


def _encoding(path: Path) -> str:
    """UTF-8 where all of the file is, else Windows-1252 where that has all its bytes, else none."""
    utf8, western = codecs.getincrementaldecoder("utf-8")(), codecs.getincrementaldecoder("cp1252")()
    can_be = {"utf-8": True, "windows-1252": True}
    with path.open("rb") as file:
        if file.read(2) in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
            return "utf-16"
        file.seek(0)
        while any(can_be.values()):
            part = file.read(1 << 20)
            for name, decoder in (("utf-8", utf8), ("windows-1252", western)):
                try:
                    decoder.decode(part, final=not part)
                except UnicodeDecodeError:
                    can_be[name] = False
            if not part:
                break
    return next((name for name, can in can_be.items() if can), "")


def _opened(path: Path, encoding: str) -> IO[str]:
    return path.open(encoding="utf-8-sig" if encoding == "utf-8" else encoding, newline="")


def _lines(file: IO[str], name: str) -> Iterator[str]:
    number = 0
    while True:
        number += 1
        try:
            line = file.readline(MAX_LINE)
        except UnicodeDecodeError as fault:
            message = f"byte 0x{fault.object[fault.start]:02X} is no character of the file’s encoding"
            hint = "save it as UTF-8, or name its encoding with --encoding"
            raise BrokenRosterError(error("unknown-encoding", message, Location(name, number), hint)) from None
        if len(line) >= MAX_LINE:
            message = f"the line has more than {MAX_LINE:,} characters"
            raise BrokenRosterError(error("broken-table", message, Location(name, number), "is this a CSV file?"))
        if not line:
            return
        yield line


def _cells(file: IO[str], name: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Each row with the line it begins on."""
    reader = csv.reader(_lines(file, name), delimiter=delimiter, strict=True)
    line = 1
    try:
        for row in reader:
            yield line, [" ".join(cell.split()) for cell in row]
            line = reader.line_num + 1
    except csv.Error as fault:
        at = Location(name, line)
        hint = "look at its quotation marks"
        raise BrokenRosterError(error("broken-table", f"this is no row of a table: {fault}", at, hint)) from None


def _columns(heads: list[str], mapping: Mapping[str, str], at: Location) -> tuple[dict[str, int], list[Problem]]:
    columns: dict[str, int] = {}
    problems: list[Problem] = []
    for name, head in mapping.items():
        if name not in COLUMNS:
            hint = nearest(name, COLUMNS) or f"there are: {', '.join(COLUMNS)}"
            problems.append(error("unmapped-column", f"`{name}` is nothing that a subscriber has", None, hint))
        elif head not in heads:
            hint = nearest(head, heads) or _there(heads)
            problems.append(error("unmapped-column", f"no column is headed `{head}`", at, hint))
        else:
            columns[name] = heads.index(head)
    plain = [_plain(head) for head in heads]
    for name in COLUMNS:
        known = [name.replace("-", ""), *_HEADS.get(name, "").split()]
        found = (plain.index(head) for head in known if head in plain and plain.index(head) not in columns.values())
        number = next(found, None)
        if name not in columns and number is not None:
            columns[name] = number
    if "email" not in columns and not problems:
        hint = f"name it with --map email=HEAD; {_there(heads)}"
        problems.append(error("unmapped-column", "no column is headed like one of addresses", at, hint))
    return columns, problems


def _there(heads: list[str]) -> str:
    # A file without heads has somebody's address in their place.
    shown = [f"`{head[:30]}`" for head in heads[:20] if head and "@" not in head]
    return f"there are: {', '.join(shown)}" if shown else "the first line must name the columns"


def _plain(head: str) -> str:
    bare = unicodedata.normalize("NFKD", head.lower())
    return "".join(character for character in bare if character.isalnum())


def _arrival(line: int, cells: dict[str, str], point: str, at: Location, too_many: bool) -> Arrival | Problem:
    for name, cell in cells.items():
        if not cell:
            continue
        if cell[0] == "'" and _GUARDED.match(cell):
            cells[name] = cell[1:]
        elif cell[0] in "=+-@#" and _FORMULA.match(cell):
            return error("formula-cell", f"a formula stands in the column `{name}`", at, "write its outcome as a text")
        if name != "consent" and len(cell) > MAX_CELL:
            message = f"the cell of `{name}` has {len(cell):,} characters; the limit is {MAX_CELL}"
            return error("bad-row", message, at, "is a quotation mark missing?")
        if not cell.isprintable():
            hint = "it is invisible: type the text anew"
            if name != "email":
                return error("bad-row", f"a control character is in the column `{name}`", at, hint)
    if too_many:
        return error(
            "bad-row", "the row has more cells than the table has columns", at, "put a text with a comma in quotes"
        )
    address, reason = parsed(cells["email"])
    if address is None:
        return error("bad-recipient", f"the address {reason}", at, "correct it, or take the row out")
    wishes, unknown = _wishes(cells["locales"])
    if unknown:
        said = "an address" if "@" in unknown else f"`{unknown[:30]}`"
        return error("bad-row", f"{said} is no language", at, "write a tag such as `es` or `nl-BE`")
    if cells["point"] and cells["point"] != point:
        hint = f"import it with --point {cells['point']}" if cells["point"].isalnum() else "take the row out"
        return error("bad-row", "the row is of another point", at, hint)
    for name, known in (("state", STATES), ("suppressed", REASONS)):
        if cells[name] and cells[name] not in known:
            return error("bad-row", f"the column `{name}` holds something else than {', '.join(known)}", at)
    consent_locale, unknown = _wishes(cells["consent-locale"])
    if unknown or " " in consent_locale:
        return error("bad-row", "the column `consent-locale` does not hold one language", at)
    for name in ("since", "consent-on"):
        if cells[name] and not _is_time(cells[name]):
            return error("bad-row", f"the column `{name}` holds no date", at, "write it like 2023-11-21")
    name = cells["name"] or f"{cells['first-name']} {cells['last-name']}".strip()
    return Arrival(
        line, address, name, wishes, cells["state"], cells["since"], cells["consent"], consent_locale,
        cells["consent-how"], cells["consent-on"], cells["suppressed"],
    )  # fmt: skip


def _is_time(text: str) -> bool:
    try:
        dt.datetime.fromisoformat(text)
    except ValueError:
        return False
    return True


@lru_cache(maxsize=10_000)
def _wishes(typed: str) -> tuple[str, str]:
    """Locales in their order and canonical form, each once, separated by blanks; or what is none."""
    found: list[str] = []
    for part in filter(None, re.split(r"[\s,;|>]+", typed)):
        tag = locales.canonical(part.partition(".")[0].replace("_", "-")) or _names().get(part.lower())
        if tag is None:
            whole = _names().get(typed.lower())  # a name of two words: "Norwegian Bokmål"
            return (whole, "") if whole else ("", part)
        found.append(tag)
    return " ".join(dict.fromkeys(found)), ""


@lru_cache(maxsize=1)
def _names() -> dict[str, str]:
    """Languages by their names in English and in themselves, as people and other programs write them."""
    from babel import Locale

    found: dict[str, str] = {}
    for tag, name in Locale("en").languages.items():
        known = locales.canonical(str(tag).replace("_", "-"))
        if known:
            found.setdefault(str(name).lower(), known)
    for tag in _EUROPEAN.split():
        found.setdefault(str(Locale.parse(tag).get_display_name()).lower(), tag)
    return found
