"""Pages of six network cards, as people copy them from browsers: one truth in many looks.

In: a look. Out: the text of a page, and what stands in it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from newsletter import locales


@dataclass(frozen=True)
class Body:
    """A partner: its name, empty where only its country is known, and its country."""

    name: str
    country: str


@dataclass(frozen=True)
class Meets:
    """A meeting: `kind`, number, first and last day (year, month, day), place; no place where it is online."""

    kind: str
    number: int | None
    first: tuple[int | None, int, int]
    last: tuple[int | None, int, int] | None
    place: str = ""
    country: str = ""


@dataclass(frozen=True)
class Card:
    """What one card says."""

    name: str
    tagline: str
    about: str
    lead: Body
    partners: tuple[Body, ...]
    meetings: tuple[Meets, ...]
    expert: str = ""


def _bodies(text: str) -> tuple[Body, ...]:
    return tuple(Body(name.strip(), code) for name, _, code in (each.rpartition("/") for each in text.split(";")))


SIX = (
    Card(
        "Quay-2",
        "Old harbours for new work",
        "Harbours lose their ships before they find new work. Quay-2 opens sheds and cranes to small firms.",
        Body("Sines Port and Town Authority", "PT"),
        _bodies(
            "Rauma/FI;Liepāja/LV;Castellammare di Stabia/IT;Bar/ME;Świnoujście/PL;"
            "Zadar County, Department of the Sea/HR;/BA"
        ),
        (Meets("kick-off", None, (2023, 10, 12), (2023, 10, 13), "Sines", "PT"),),
    ),
    Card(
        "Slow Streets",
        "Room to walk, room to stay",
        "Ten streets are closed to cars for one year. Slow Streets counts who comes, and who stays away.",
        Body("Hradec Králové", "CZ"),
        _bodies(
            "Vic/ES;Ghent University, Faculty of Architecture/BE;Bielsko-Biała/PL;Trenčín/SK;"
            "Reykjanes/IS;Nova Gorica/SI"
        ),
        (Meets("transnational", 1, (2023, 11, 30), (2023, 12, 1), "Vic", "ES"),),
        "Ana Primer Ejemplo",
    ),
    Card(
        "GARDEN4ALL",
        "Green within five minutes",
        "Every home should have a garden within five minutes. GARDEN4ALL draws the maps and finds the ground.",
        Body("Larissa", "GR"),
        _bodies("Bihać/BA;Kotor/ME;Elbasan/AL;Metropolitan Area of Évora/PT;Gävle/SE;Kumanovo/MK;Nice Côte d'Azur/FR"),
        (Meets("transnational", 2, (2023, 12, 5), None),),
    ),
    Card(
        "Night@Home",
        "Quiet nights, open doors",
        "Bars and bedrooms share a wall. Night@Home brings owners, sleepers and the police to one table.",
        Body("Grad Pula", "HR"),
        _bodies("Cork/IE;Tilburg/NL;Graz/AT;Plovdiv/BG;Chișinău/MD;Vilanova del Camí/ES;Tromsø/NO"),
        (
            Meets("kick-off", None, (2023, 9, 6), (2023, 9, 8), "Pula", "HR"),
            Meets("transnational", 2, (2024, 2, 14), (2024, 2, 15), "Graz", "AT"),
        ),
        "Dr. Bela Minta",
    ),
    Card(
        "Second Hand First",
        "Repair before you buy",
        "Repair cafés save more than they cost. Second Hand First writes the law that lets them stay.",
        Body("Odense Kommune", "DK"),
        _bodies("Narva/EE;Šiauliai/LT;Székesfehérvár/HU;Lugoj/RO;Gżira/MT;Paphos/CY"),
        (Meets("transnational", 1, (None, 11, 22), (None, 11, 23), "Narva", "EE"),),
    ),
    Card(
        "LoopTown",
        "Nothing is waste in a small town",
        "Small towns have little rubbish and no plant. LoopTown shares one among seven.",
        Body("Association of Upper Valley Communes", "FR"),
        _bodies("Differdange/LU;Thun/CH;Novi Pazar/RS;Vinnytsia/UA;Leipzig/DE;Antalya/TR;Swansea/GB"),
        (Meets("transnational", 1, (2024, 3, 12), (2024, 3, 14), "Leipzig", "DE"),),
        "Prof. Carla Prova",
    ),
)

LABELS = {
    "en": (
        "Lead partner",
        "Partners",
        "Lead expert",
        "Kick-off meeting",
        "1st transnational meeting",
        "2nd transnational meeting",
    ),
    "es": (
        "Socio líder",
        "Socios",
        "Experta principal",
        "Reunión de lanzamiento",
        "Primera reunión transnacional",
        "Segunda reunión transnacional",
    ),
    "fr": (
        "Chef de file",
        "Partenaires",
        "Expert principal",
        "Réunion de lancement",
        "Première réunion transnationale",
        "2e réunion transnationale",
    ),
    "de": (
        "Leitpartner",
        "Projektpartner",
        "Leitexperte",
        "Auftakttreffen",
        "1. transnationales Treffen",
        "2. transnationales Treffen",
    ),
    "it": (
        "Capofila",
        "Partner",
        "Esperto principale",
        "Incontro di avvio",
        "Primo incontro transnazionale",
        "Secondo incontro transnazionale",
    ),
    "pl": (
        "Partner wiodący",
        "Partnerzy",
        "Główny ekspert",
        "Spotkanie inauguracyjne",
        "Pierwsze spotkanie transnarodowe",
        "Drugie spotkanie transnarodowe",
    ),
    "pt-PT": (
        "Parceiro líder",
        "Parceiros",
        "Perito principal",
        "Reunião de arranque",
        "1.ª reunião transnacional",
        "2.ª reunião transnacional",
    ),
    "el": (
        "Επικεφαλής εταίρος",
        "Εταίροι",
        "Επικεφαλής εμπειρογνώμων",
        "Εναρκτήρια συνάντηση",
        "Πρώτη διακρατική συνάντηση",
        "Δεύτερη διακρατική συνάντηση",
    ),
    "hu": (
        "Vezető partner",
        "Partnerek",
        "Vezető szakértő",
        "Nyitótalálkozó",
        "1. transznacionális találkozó",
        "2. transznacionális találkozó",
    ),
    "nl": (
        "Hoofdpartner",
        "Partners",
        "Leidend expert",
        "Startbijeenkomst",
        "Eerste transnationale bijeenkomst",
        "Tweede transnationale bijeenkomst",
    ),
    "cs": (
        "Hlavní partner",
        "Partneři",
        "Vedoucí expert",
        "Úvodní setkání",
        "První nadnárodní setkání",
        "Druhé nadnárodní setkání",
    ),
    "sv": (
        "Huvudpartner",
        "Partner",
        "Ledande expert",
        "Uppstartsmöte",
        "Första transnationella mötet",
        "Andra transnationella mötet",
    ),
    "bg": (
        "Водещ партньор",
        "Партньори",
        "Водещ експерт",
        "Встъпителна среща",
        "Първа транснационална среща",
        "Втора транснационална среща",
    ),
    "hr": (
        "Vodeći partner",
        "Partneri",
        "Vodeći stručnjak",
        "Početni sastanak",
        "Prvi transnacionalni sastanak",
        "Drugi transnacionalni sastanak",
    ),
}
ONLINE = {
    "en": "online", "es": "en línea", "fr": "en ligne", "de": "online", "it": "online", "pl": "online",
    "pt-PT": "online",
    "el": "διαδικτυακά", "hu": "online", "nl": "online", "cs": "online", "sv": "online", "bg": "онлайн", "hr": "online",
}  # fmt: skip


@dataclass(frozen=True)
class Look:
    """How a page is written."""

    locale: str = "en"
    order: str = "title tagline about lead partners meetings expert"
    body: Callable[[str, str], str] = lambda name, country: f"{name} - {country}" if name else country
    list_as: str = "lines"  # or `bullets`, `commas`, `semicolons`, `header`
    label: Callable[[str], str] = lambda label: f"{label}:"
    days: str = "before"  # or `behind` the place
    dash: str = "-"
    between: str = "\n\n"
    codes: bool = False
    country_case: Callable[[str], str] = str
    furniture: bool = True
    after: Callable[[str], str] = field(default=str)


def page_of(look: Look, cards: tuple[Card, ...] = SIX) -> str:
    """The text of a page of cards."""
    written = look.between.join(_card(card, look) for card in cards)
    if look.furniture:
        written = f"Skip to main content\nHome › Networks\n\n{written}\n\nShare on Facebook\nRead more\n"
    return look.after(written)


def _card(card: Card, look: Look) -> str:
    names = LABELS[look.locale]
    parts = {
        "title": card.name,
        "tagline": card.tagline,
        "about": card.about,
        "lead": f"{look.label(names[0])} {_body(card.lead, look)}",
        "partners": _list(look.label(names[1]), card.partners, look),
        "meetings": "\n".join(_meeting(each, look) for each in card.meetings),
        "expert": f"{look.label(names[2])} {card.expert}" if card.expert else "",
    }
    return "\n".join(parts[each] for each in look.order.split() if parts[each])


def _body(body: Body, look: Look) -> str:
    country = str(locales.for_babel(look.locale).territories[body.country])
    return look.body(body.name, look.country_case(body.country if look.codes else country))


def _list(label: str, bodies: tuple[Body, ...], look: Look) -> str:
    written = [_body(each, look) for each in bodies]
    if look.list_as == "bullets":
        return "\n".join([label, *(f"• {each}" for each in written)])
    if look.list_as == "commas":
        return f"{label} {', '.join(written)}"
    if look.list_as == "semicolons":
        return f"{label} {'; '.join(written)}"
    return "\n".join([label, *written])


def _meeting(meets: Meets, look: Look) -> str:
    names = LABELS[look.locale]
    label = look.label(names[3] if meets.kind == "kick-off" else names[3 + (meets.number or 1)])
    place = meets.place or ONLINE[look.locale]
    days = _days(meets, look)
    return f"{label} {days}, {place}" if look.days == "before" else f"{label} {place}, {days}"


def _days(meets: Meets, look: Look) -> str:
    cldr = locales.for_babel(look.locale)
    months = cldr.months["format"]["wide"]
    year, month, day = meets.first
    _, last_month, last_day = meets.last or meets.first
    dot = "." if look.locale in ("de", "hr", "cs") else ""
    tail = f" {year}" if year else ""
    if look.locale == "hu":
        head = f"{year}. " if year else ""
        both = (
            f"{months[month]} {day}{look.dash}{last_day}."
            if meets.last and month == last_month
            else f"{months[month]} {day}."
        )
        if meets.last and month != last_month:
            both = f"{months[month]} {day}. {look.dash} {months[last_month]} {last_day}."
        return head + both
    of = {"es": " de ", "pt-PT": " de "}.get(look.locale, " ")
    behind = f"{of if tail else ''}{tail.strip()}"
    first, last = f"{day}{dot}", f"{last_day}{dot}"
    if not meets.last:
        return f"{first}{of}{months[month]}{behind}"
    if month != last_month:
        return f"{first}{of}{months[month]} {look.dash} {last}{of}{months[last_month]}{behind}"
    return f"{first}{look.dash}{last}{of}{months[month]}{behind}"


def without_breaks(text: str) -> str:
    """The text with the line breaks within each card lost."""
    return "\n\n".join(" ".join(card.split("\n")) for card in text.split("\n\n"))


def with_hidden(text: str) -> str:
    """The text with what browsers put into it: spaces that do not break, soft hyphens, spaces of no width."""
    return text.replace(" - ", "\u00a0-\u00a0").replace("ar", "a\u00adr").replace(": ", ":\u200b\u00a0")


LOOKS = {
    "as URBACT writes them": Look(),
    "bullets, brackets, another order": Look(
        order="title meetings partners lead about expert",
        body=lambda name, country: f"{name} ({country})" if name else country,
        list_as="bullets",
        dash="–",
    ),
    "line breaks lost": Look(
        order="title tagline lead partners expert meetings",
        body=lambda name, country: f"{name} – {country}" if name else country,
        list_as="commas",
        after=without_breaks,
    ),
    "semicolons and commas, in Spanish": Look(
        locale="es",
        body=lambda name, country: f"{name}, {country}" if name else country,
        list_as="semicolons",
        days="behind",
    ),
    "codes, capitals, hidden characters": Look(
        label=lambda label: f"{label.upper()}:",
        body=lambda name, country: f"{name} - {country}" if name else country,
        codes=True,
        after=with_hidden,
    ),
    "labels alone on their lines": Look(label=lambda label: f"{label}\n", country_case=str.upper, between="\n\n\n"),
    "no empty lines": Look(between="\n", furniture=False, dash=" – "),
}


TWO_CARDS = """\
Quay-2
Old harbours for new work
Lead partner: Sines - Portugal
Partners:
Rauma - Finland
Bosnia-Herzegovina
Kick-off meeting: 12-13 October, Sines

LoopTown
Nothing is waste in a small town
Lead partner: Vic - Spain
Partners:
Tartu - Estonia
"""
QUAY = "issues/networks/quay-2.yaml"
LOOP = "issues/networks/looptown.yaml"
