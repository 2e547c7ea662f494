"""Network cards out of pasted pages: all that stands there, nothing that does not."""

import datetime as dt
import re
import unicodedata
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsletter.content.importing.drafts import NetworkDraft
from newsletter.content.importing.findings import Asked, Certainty, Doubt, Imported, Reason
from newsletter.content.importing.text.page import read_text
from tests.support.network_pages import LABELS, LOOKS, SIX, Card, Look, page_of, without_breaks
from tests.support.trying import tries

_ASKED = Asked(day=dt.date(2023, 11, 21))


def read(text: str, asked: Asked = _ASKED) -> Imported:
    return read_text(text.encode(), asked)


def as_card(draft: NetworkDraft) -> tuple[object, ...]:
    """What is compared: names, countries, days, places."""
    lead = draft.lead_partner
    meetings = [
        (
            each.kind,
            each.number,
            each.start and (each.start.year, each.start.month, each.start.day),
            each.end and (each.end.year, each.end.month, each.end.day),
            each.place,
            each.country,
            each.online,
        )
        for each in draft.meetings
    ]
    return (
        draft.name,
        draft.tagline,
        lead and (lead.name, lead.country),
        [(each.name, each.country) for each in draft.partners],
        meetings,
    )


def truth_of(card: Card, look: Look) -> tuple[object, ...]:
    known = {each.name: each.country for each in (card.lead, *card.partners)}
    meetings = []
    for each in card.meetings:
        near = {code for name, code in known.items() if each.place and re.search(rf"\b{each.place}\b", name)}
        country = each.country if near else ""
        meetings.append((each.kind, each.number, each.first, each.last, each.place, country, not each.place))
    tagline = card.tagline if "tagline" in look.order else ""
    partners = [(each.name, each.country) for each in card.partners]
    return card.name, tagline, (card.lead.name, card.lead.country), partners, meetings


@pytest.mark.parametrize("name", LOOKS)
def test_six_cards_are_read_whole_however_they_are_written(name: str) -> None:
    look = LOOKS[name]
    found = read(page_of(look))
    assert [as_card(each) for each in found.networks] == [truth_of(card, look) for card in SIX]
    assert [each.lead_expert for each in found.networks] == [
        card.expert if "expert" in look.order else "" for card in SIX
    ]
    assert not found.articles
    assert not found.problems


@pytest.mark.parametrize("locale", LABELS)
def test_labels_months_and_countries_may_be_in_any_language(locale: str) -> None:
    look = Look(locale=locale, list_as="bullets")
    found = read(page_of(look), replace(_ASKED, locale=locale))
    assert [as_card(each) for each in found.networks] == [truth_of(card, look) for card in SIX]


@pytest.mark.slow
def test_six_cards_in_one_line_are_six() -> None:
    look = Look(order="title tagline lead partners meetings", list_as="commas", furniture=False)
    whole = " ".join(without_breaks(page_of(look)).split("\n\n"))
    found = read(whole)
    assert [each.name for each in found.networks] == [card.name for card in SIX]
    assert [as_card(each)[2:4] for each in found.networks] == [truth_of(card, look)[2:4] for card in SIX]


@pytest.mark.slow
def test_a_day_without_a_year_has_none_and_the_years_near_the_issue_are_offered() -> None:
    found = read(page_of(Look()))
    (question,) = [each for each in found.questions if each.doubt is Doubt.YEAR]
    assert (question.choices, question.proposal) == (("2023", "2024"), "")
    path = "networks/second-hand-first/meetings/0/start"
    assert [each.certainty for each in found.findings if each.path == path] == [Certainty.MISSING]

    answered = read(page_of(Look()), replace(_ASKED, answers={question.id: "2023"}))
    (meeting,) = answered.networks[4].meetings
    assert meeting.start
    assert meeting.start.date == dt.date(2023, 11, 22)
    assert meeting.end
    assert meeting.end.date == dt.date(2023, 11, 23)
    (finding,) = [each for each in answered.findings if each.path == path]
    assert (finding.certainty, finding.reason) == (Certainty.GUESSED, Reason.YEAR_OF_ISSUE)


@pytest.mark.parametrize(("weekday", "years"), [("Tuesday", ("2024", "2023")), ("Sunday", ("2023", "2024"))])
def test_a_weekday_says_which_year_is_offered_first(weekday: str, years: tuple[str, ...]) -> None:
    text = f"Quay-2\nLead partner: Sines - Portugal\nKick-off meeting: {weekday} 12 March, Sines"
    (question,) = read(text).questions
    assert question.choices == years


@pytest.mark.slow
def test_a_card_without_a_title_is_named_by_a_guess() -> None:
    text = page_of(Look(order="title tagline lead partners meetings")).replace("LoopTown\n", "")
    found = read(text)
    assert found.networks[5].name == "Nothing is waste"
    assert found.networks[5].tagline == "Nothing is waste in a small town"
    assert found.networks[5].lead_partner == read(page_of(Look())).networks[5].lead_partner
    (question,) = [each for each in found.questions if each.doubt is Doubt.NAME]
    answered = read(text, replace(_ASKED, answers={question.id: "LoopTown"}))
    assert (answered.networks[5].name, answered.networks[5].slug) == ("LoopTown", "looptown")


def test_a_name_that_the_card_uses_is_the_better_guess() -> None:
    text = page_of(Look()).replace("LoopTown\nNothing", "Nothing").replace("Small towns have", "LoopTown has")
    found = read(text)
    (finding,) = [each for each in found.findings if each.path.endswith("/name") and each.reason is Reason.NAME_IN_TEXT]
    assert finding.value == "LoopTown"


def test_a_country_of_another_name_is_guessed_and_one_of_its_own_is_taken() -> None:
    found = read(
        "Quay-2\nLead partner: Vic - Spain\nPartners:\n"
        "Písek - Czech Republic\nDelft - The Netherlands\nTürkiye\nVaasa - Suomi"
    )
    countries = {each.value: (each.certainty, each.reason) for each in found.findings if each.path.endswith("/country")}
    guessed = (Certainty.GUESSED, Reason.COUNTRY_NAME)
    assert countries == {
        "ES": (Certainty.TAKEN, None),
        "CZ": guessed,
        "NL": guessed,
        "TR": (Certainty.TAKEN, None),
        "FI": (Certainty.TAKEN, None),
    }


@pytest.mark.parametrize(
    ("written", "name", "code"),
    [
        ("Mula (Spain)", "Mula", "ES"),
        ("Mula – Spain", "Mula", "ES"),
        ("Mula—Spain", "Mula", "ES"),
        ("Mula − SPAIN", "Mula", "ES"),
        ("Mula, Spain", "Mula", "ES"),
        ("Mula (ES)", "Mula", "ES"),
        ("Mula ES", "Mula", "ES"),
        ("Mula\u00a0-\u00a0Espa\u00adña", "Mula", "ES"),
        ("\U0001f1ea\U0001f1f8 Mula", "Mula", "ES"),
        ("Spain: Mula", "Mula", "ES"),
        ("Bielsko-Biała-Poland", "Bielsko-Biała", "PL"),
        ("Granada, Spain", "Granada", "ES"),
        ("Luxembourg, Luxembourg", "Luxembourg", "LU"),
        ("University of Cyprus - Cyprus", "University of Cyprus", "CY"),
        ("Institute of Systems, Athena Center - Greece", "Institute of Systems, Athena Center", "GR"),
        ("Centar Sarajevo - Bosnia - Herzegovina", "Centar Sarajevo", "BA"),
        ("Mula (Region of Murcia, Spain)", "Mula", "ES"),
        ("Athens (EL)", "Athens", "GR"),
        ("Leeds, U.K.", "Leeds", "GB"),
        ("Skopje - FYR Macedonia", "Skopje", "MK"),
        ("Bosnia & Herzegovina", "", "BA"),
        ("the Netherlands", "", "NL"),
    ],
)  # fmt: skip
def test_a_partner_is_parted_from_its_country_at_the_last_sign_between_them(written: str, name: str, code: str) -> None:
    found = read(f"Quay-2\nLead partner: Vic - Spain\nPartners:\n{written}\nTartu - Estonia")
    (network,) = found.networks
    assert (network.partners[0].name, network.partners[0].country) == (name, code)
    assert len(network.partners) == 2


@pytest.mark.parametrize(
    ("written", "start", "end"),
    [
        ("12-14 March 2024", (2024, 3, 12), (2024, 3, 14)),
        ("30 Nov – 1 Dec 2023", (2023, 11, 30), (2023, 12, 1)),
        ("28 December - 3 January 2024", (2023, 12, 28), (2024, 1, 3)),
        ("3, 4 and 5 May 2024", (2024, 5, 3), (2024, 5, 5)),
        ("March 12-14, 2024", (2024, 3, 12), (2024, 3, 14)),
        ("from the 12th to the 14th of March 2024", (2024, 3, 12), (2024, 3, 14)),
        ("Monday 11 and Tuesday 12 March 2024", (2024, 3, 11), (2024, 3, 12)),
        ("30.11.-1.12.2023", (2023, 11, 30), (2023, 12, 1)),
        ("2023-10-12/13", (2023, 10, 12), (2023, 10, 13)),
        ("13/03/2024", (2024, 3, 13), None),
        ("1 Dec", (None, 12, 1), None),
    ],
)
def test_days_are_read_as_people_write_them(written: str, start: object, end: object) -> None:
    (network,) = read(f"Quay-2\nLead partner: Vic - Spain\nKick-off meeting: {written}, Vic").networks
    (meeting,) = network.meetings
    assert meeting.start
    assert (meeting.start.year, meeting.start.month, meeting.start.day) == start
    assert (meeting.end and (meeting.end.year, meeting.end.month, meeting.end.day)) == end
    assert (meeting.place, meeting.country) == ("Vic", "ES")


def test_a_day_that_may_be_two_is_asked_and_a_month_alone_is_no_day() -> None:
    found = read("Quay-2\nLead partner: Vic - Spain\nKick-off meeting: 03/04/2024, Vic\nFinal event: June 2025, Vic")
    first, last = found.networks[0].meetings
    assert first.start is last.start is None
    (question,) = found.questions
    assert question.choices == ("2024-04-03", "2024-03-04")
    assert "June 2025" in [each.words for each in found.left_out]


def test_a_place_may_stand_below_its_days_and_a_country_have_an_article() -> None:
    text = (
        "Quay-2\nLead partner: Vic - Spain\nPartners: Gand (Belgique), Bar (Monténégro) et la Bosnie-Herzégovine\n"
        "Meeting dates: 12th & 13th October 2023\nLocation: Vic\n"
    )
    (network,) = read(text).networks
    assert [(each.name, each.country) for each in network.partners] == [("Gand", "BE"), ("Bar", "ME"), ("", "BA")]
    (meeting,) = network.meetings
    assert (meeting.place, meeting.country) == ("Vic", "ES")


def test_a_table_of_networks_is_read_by_its_head() -> None:
    text = (
        "Network\tLead partner\tPartners\n"
        "Quay-2\tSines (PT)\tRauma (FI), Bar (ME), Bosnia-Herzegovina\n"
        "LoopTown\tVic (ES)\tThun (CH), Novi Pazar (RS)\n"
    )
    found = read(text).networks
    assert [(each.name, len(each.partners)) for each in found] == [("Quay-2", 3), ("LoopTown", 2)]


def test_people_of_a_card_stay_out_but_for_its_expert_and_are_told() -> None:
    card = (
        "Quay-2\nLead partner: Vic - Spain\nPartners:\nTartu - Estonia\n"
        "Lead Expert: Dr Ana Prueba, URBACT Expert\nContact: Ben Prueba, ben@example.org\nhttps://quay.example.org/two"
    )
    found = read(card)
    assert found.networks[0].lead_expert == "Dr Ana Prueba"
    assert found.networks[0].link == "https://quay.example.org/two"
    assert [each.words for each in found.left_out] == ["URBACT Expert", "Contact: Ben Prueba, ben@example.org"]


def test_what_is_absent_is_told_and_nothing_stands_for_it() -> None:
    found = read("Quay-2\nLead partner: Vic\nPartners:\nTartu - Estonia\nBosnia-Herzegovina")
    (network,) = found.networks
    assert (network.tagline, network.about, network.meetings, network.lead_expert) == ("", "", (), "")
    missing = [
        each.path.removeprefix("networks/quay-2/") for each in found.findings if each.certainty is Certainty.MISSING
    ]
    assert set(missing) == {
        "tagline", "about", "lead-partner/country", "partners/1/name", "meetings",
    }  # fmt: skip


_PIECES = st.sampled_from(
    (
        "Lead partner: Vic - Spain",
        "Partners:",
        "Socios: Vic, España; Tartu",
        "Tartu – Estonia",
        "• Pori (FI)",
        "Bosnia-Herzegovina",
        "",
        "Kick-off meeting: 12-13 May, Vic",
        "Next meeting: online, 5/6/2024",
        "Lead Expert: Ana Prueba and Ben Prueba",
        "Quay-2",
        "2024",
        "Small towns have little rubbish. “They share a plant.",
        "Read more",
        "09:00-10:00 Welcome",
        "Mula\tSpain",
        "12 partners",
        "–",
        "(",
        "Spain, Italy and France",
        "1. transnationales Treffen: 3. Mai",
        "Partners - (ES), and",
        "Lead partner:",
        "Georgia - Georgia; , ;",
    )
)


@pytest.mark.slow
@settings(max_examples=tries(60), deadline=None)
@given(st.lists(_PIECES, min_size=1, max_size=14))
def test_no_name_is_made_of_words_that_the_page_does_not_have(pieces: list[str]) -> None:
    text = "\n".join(pieces)
    found = read(text, replace(_ASKED, locale="en"))
    source = re.sub(r"[^\w@]+", " ", unicodedata.normalize("NFC", text))
    for network in found.networks:
        partners = [*network.partners, *([network.lead_partner] if network.lead_partner else [])]
        names = [network.name, network.tagline, network.lead_expert, *(each.name for each in partners)]
        for name in [*names, *(each.place for each in network.meetings)]:
            words = re.sub(r"[^\w@]+", " ", name).strip()
            assert words in source
        for meeting in network.meetings:
            for day in filter(None, (meeting.start, meeting.end)):
                assert str(day.day) in text
                assert day.year is None or str(day.year) in text
    slugs = [each.slug for each in found.networks]
    assert len(set(slugs)) == len(slugs)
    lines = [each.line for each in found.left_out]
    assert all(before <= after for before, after in pairwise(lines))


@pytest.mark.slow
@settings(max_examples=tries(40), deadline=None)
@given(st.text(max_size=300))
def test_any_text_is_read_without_a_fault(text: str) -> None:
    found = read(text, replace(_ASKED, locale="en"))
    assert found.networks or found.articles or found.problems or found.left_out
