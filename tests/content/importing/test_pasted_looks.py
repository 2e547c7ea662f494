"""Cards that no label parts, or that are written as few are: sentences, marked lists, values not known yet."""

import datetime as dt

import pytest

from newsletter.content.importing.drafts import MeetingDraft, NetworkDraft, PartnerDraft
from newsletter.content.importing.findings import Asked, Certainty, Doubt, Imported
from newsletter.content.importing.text.page import read_text


def read(text: str) -> Imported:
    return read_text(text.encode(), Asked(day=dt.date(2024, 1, 10)))


def bodies(network: NetworkDraft) -> list[str]:
    """The lead partner and the partners, each as `Vic ES`."""
    return [f"{each.name} {each.country}" for each in (network.lead_partner or PartnerDraft(), *network.partners)]


def when(meeting: MeetingDraft) -> str:
    first, last = meeting.start, meeting.end
    days = f"{first.day}.{first.month}." if first else ""
    days += f"-{last.day}.{last.month}." if last else ""
    return f"{days} {'online' if meeting.online else meeting.place}"


def test_sentences_say_who_leads_who_takes_part_who_advises_and_when_they_meet() -> None:
    found = read(
        "Networks\n\nBLUE STEPS\n\nBlue Steps brings water back. The network is led by Malmö (Sweden). Its partners "
        "are Cascais (Portugal), Gdańsk (Poland) and Zadar (Croatia). The lead expert is Ana Prueba. The partners meet "
        "next in Cascais on 18 and 19 April 2024.\n\nFind out more\n\n"
        "COMMON LOFTS\n\nHomes above shops. The network is led by Ghent (Belgium). Its partners are Linz (Austria) and "
        "Turin (Italy). The partners meet next online on 3 June 2024.\n\nFind out more\n"
    )
    steps, lofts = found.networks
    assert (steps.name, lofts.name) == ("BLUE STEPS", "COMMON LOFTS")
    assert bodies(steps) == ["Malmö SE", "Cascais PT", "Gdańsk PL", "Zadar HR"]
    assert bodies(lofts) == ["Ghent BE", "Linz AT", "Turin IT"]
    assert (steps.lead_expert, lofts.lead_expert) == ("Ana Prueba", "")
    assert [when(each) for network in found.networks for each in network.meetings] == [
        "18.4.-19.4. Cascais",
        "3.6. online",
    ]
    assert steps.tagline + steps.about == "Blue Steps brings water back."
    assert not found.articles


def test_a_sentence_that_begins_with_who_leads_goes_on_with_who_takes_part() -> None:
    found = read(
        "Nos réseaux\n\n"
        "EN FÊTE : la culture en bas de chez soi\nPiloté par Roubaix (France), le réseau rassemble Liège (Belgique) et "
        "Matera (Italie). Il est accompagné par l’experte Ana Prueba. "
        "Prochaine rencontre : 14-15 mars 2024 à Liège (Belgique).\n\n"
        "LE BON GRAIN : cantines et champs\nPiloté par Vic (Espagne), le réseau rassemble Troyan (Bulgarie) et Rouen "
        "(France). Prochaine rencontre : 22 mai 2024, en ligne.\n"
    )
    assert [(each.name, bodies(each)) for each in found.networks] == [
        ("EN FÊTE", ["Roubaix FR", "Liège BE", "Matera IT"]),
        ("LE BON GRAIN", ["Vic ES", "Troyan BG", "Rouen FR"]),
    ]
    assert found.networks[0].lead_expert == "Ana Prueba"


@pytest.mark.parametrize(
    "sentence",
    [
        "Vic (Spain) leads the network, together with Thun (Switzerland) and Bar (Montenegro).",
        "Das Netzwerk wird von Vic (Spanien) geleitet. Die Partner sind Thun (Schweiz) und Bar (Montenegro).",
        "La red está liderada por Vic (España). Sus socios son Thun (Suiza) y Bar (Montenegro).",
        "La rete è guidata da Vic (Spagna) e riunisce Thun (Svizzera) e Bar (Montenegro).",
        "A rede é liderada por Vic (Espanha), juntamente com Thun (Suíça) e Bar (Montenegro).",
        "Het netwerk wordt geleid door Vic (Spanje). De partners zijn Thun (Zwitserland) en Bar (Montenegro).",
    ],
)
def test_sentences_say_so_in_other_languages(sentence: str) -> None:
    found = read(f"Quay-2\n{sentence}\n\nLoopTown\n{sentence}")
    assert [(each.name, bodies(each)) for each in found.networks] == [
        ("Quay-2", ["Vic ES", "Thun CH", "Bar ME"]),
        ("LoopTown", ["Vic ES", "Thun CH", "Bar ME"]),
    ]


@pytest.mark.parametrize(
    "mark", ["(Lead Partner)", "(lead)", "[LP]", "– Lead partner", "(chef de file)", "(Leitpartner)"]
)
def test_a_list_of_places_needs_no_label_where_one_of_them_is_marked_as_lead(mark: str) -> None:
    found = read(
        f"Networks 2024\n• Old Rails\n  Green links\n  – Mula, Spain {mark}\n  – Girona, Spain\n"
        f"  – Dún Laoghaire/Rathdown, Ireland\n  Expert: Ana Prueba\n"
        "  Next meeting: Tue 12 – Wed 13 March 2024, Girona\n  Read more »\n"
        f"• Warm Homes\n  Street by street\n  – Osijek, Croatia {mark}\n  – Roskilde, Denmark\n"
        "  Next meeting: 2024, place to be decided\n  Read more »\n"
    )
    rails, homes = found.networks
    assert (rails.name, rails.tagline) == ("Old Rails", "Green links")
    assert bodies(rails) == ["Mula ES", "Girona ES", "Dún Laoghaire/Rathdown IE"]
    assert bodies(homes) == ["Osijek HR", "Roskilde DK"]
    assert [when(each) for each in rails.meetings] == ["12.3.-13.3. Girona"]
    assert homes.meetings == ()
    assert "Next meeting: 2024, place to be decided" in [each.words for each in found.left_out]


@pytest.mark.parametrize(
    "text",
    [
        "Where to see it\n\nIt opens in spring.\n\nFirst stops\nVienna, Austria\nRome, Italy\nParis, France\n\n"
        "Later stops\nOslo, Norway\nRiga, Latvia\nCork, Ireland\n\nTickets are free.",
        "City centres start again\n\nTen areas share what they know. The network is led by Vic (Spain). Its partners "
        "are Granada (Spain) and Osijek (Croatia). They meet in Osijek on 6 December 2023.\n\nNew tools are planned.",
        "An evening about parks\nWith: Ana Prueba, mayor, and Ben Prueba, gardener\n\n"
        "We walk and we talk, and there is soup.",
    ],
)
def test_an_article_that_names_places_partners_or_guests_stays_an_article(text: str) -> None:
    found = read(text)
    assert not found.networks
    assert len(found.articles) == 1


@pytest.mark.parametrize(
    ("written", "meetings"),
    [
        ("Kick-off on 28-29 June 2023 in Vic (Spain). 1st meeting on 4-6 October 2023 in Cork (Ireland)",
         ["28.6.-29.6. Vic", "4.10.-6.10. Cork"]),
        ("Online meeting on 12 September 2023. 1st meeting on 21-22 November 2023 in Vic (Spain)",
         ["12.9. online", "21.11.-22.11. Vic"]),
        ("4–5 April 2024 in Gdynia (PL) and 20–21 June 2024 in Bruges (BE)",
         ["4.4.-5.4. Gdynia", "20.6.-21.6. Bruges"]),
        ("4 April 2024, Vic, 20 June 2024, Cork", ["4.4. Vic", "20.6. Cork"]),
        ("Vic, 4 April 2024, Cork, 20 June 2024", ["4.4. Vic", "20.6. Cork"]),
        ("2 May 2024 (online); 27–28 May 2024 in Zagreb (HR)", ["2.5. online", "27.5.-28.5. Zagreb"]),
        ("kick-off 2 May 2024 in Vic, final meeting 3 June 2025 in Cork", ["2.5. Vic", "3.6. Cork"]),
    ],
)  # fmt: skip
def test_several_meetings_of_one_line_are_several(written: str, meetings: list[str]) -> None:
    found = read(f"Quay-2\nLead partner: Vic - Spain\nPartners: Cork - Ireland\nMeetings: {written}")
    assert [when(each) for each in found.networks[0].meetings] == meetings


@pytest.mark.parametrize(
    "absent", ["to be confirmed", "TBC", "–", "à confirmer", "wird noch bekannt gegeben", "por determinar"]
)
def test_what_is_not_known_yet_is_missing_and_told(absent: str) -> None:
    found = read(
        f"Quay-2\nLead partner: Vic - Spain\nPartners: Cork - Ireland\nLead expert: {absent}\nNext meeting: {absent}\n"
    )
    (network,) = found.networks
    assert (network.lead_expert, network.meetings, bodies(network)) == ("", (), ["Vic ES", "Cork IE"])
    missing = {each.path.split("/")[-1] for each in found.findings if each.certainty is Certainty.MISSING}
    assert {"lead-expert", "meetings"} <= missing
    assert [each.words for each in found.left_out] == [f"Lead expert: {absent}", f"Next meeting: {absent}"]


def test_a_title_below_its_tagline_is_a_guess_that_all_cards_of_the_page_bear_out() -> None:
    found = read(
        "Discover the projects\n\nLess parking, more park\nKerb Appeal\nLead: Ghent, Belgium\n"
        "Partners (2): Nantes, France / Brno, Czechia\n+ More\n\n"
        "Learning to live with heat\nCool Commons\nLead: Faro, Portugal\nPartners (1): Bari, Italy\n+ More\n"
    )
    assert [(each.name, each.tagline) for each in found.networks] == [
        ("Kerb Appeal", "Less parking, more park"),
        ("Cool Commons", "Learning to live with heat"),
    ]
    assert [each.doubt for each in found.questions] == [Doubt.NAME, Doubt.NAME]


def test_rows_of_links_and_who_has_put_a_page_up_part_cards_and_are_no_part_of_them() -> None:
    card = "Led by: {0} (IT)\nWith: Pärnu (EE), Nijmegen (NL) & Kaunas (LT)\n"
    card += "When & where they meet: 14 March 2024 in {0} (IT)\n"
    found = read(
        f"URBAN HARVEST\n{card.format('Parma')}Website | Contact\n\nLAST MILE, FIRST\n{card.format('Lecce')}"
        "Website | Contact\n\nSubmitted by the Secretariat on 16/10/2023\nYou may also like\n"
    )
    assert [each.name for each in found.networks] == ["URBAN HARVEST", "LAST MILE, FIRST"]
    assert [bodies(each)[1:] for each in found.networks] == [["Pärnu EE", "Nijmegen NL", "Kaunas LT"]] * 2
    assert [when(each) for network in found.networks for each in network.meetings] == ["14.3. Parma", "14.3. Lecce"]


def test_days_apart_from_all_labels_are_no_meeting_where_others_are_labelled() -> None:
    found = read(
        "Quay-2\nLead partner: Vic - Spain\nPartners: Cork - Ireland\nMeeting: 14 March 2024, Vic\n\n"
        "Upload 3 March 2024"
    )
    assert [when(each) for each in found.networks[0].meetings] == ["14.3. Vic"]


def test_a_name_and_its_tagline_may_be_two_sentences_of_a_title() -> None:
    found = read(
        "Voces. La radio del barrio\nSocio líder: Oporto (Portugal). Socios: Cork (Irlanda), Riga (Letonia).\n"
    )
    assert [(each.name, each.tagline) for each in found.networks] == [("Voces", "La radio del barrio")]


@pytest.mark.parametrize("country", ["Czechia/Czech Republic", "Czech Republic/Czechia", "Tschechien/Česko"])
def test_a_country_under_two_names_is_one(country: str) -> None:
    found = read(f"Quay-2\nLead partner: Ústí nad Labem - {country}\nPartners: Písek - {country}, Cork - Ireland")
    assert bodies(found.networks[0]) == ["Ústí nad Labem CZ", "Písek CZ", "Cork IE"]


def test_words_that_stand_at_the_foot_of_each_card_are_links_and_told() -> None:
    card = "Quay-{0}\nOld harbours, new work\nLead partner: Vic - Spain\nPartners: Cork - Ireland\nDive right in\n"
    found = read("\n".join(card.format(number) for number in range(3)))
    assert [(each.name, each.about) for each in found.networks] == [(f"Quay-{number}", "") for number in range(3)]
    assert [each.words for each in found.left_out] == ["Dive right in"] * 3


@pytest.mark.parametrize("label", ["1st Core Network Meeting", "2nd Peer Review Meeting", "Second core meeting"])
def test_a_meeting_with_its_number_may_have_any_name(label: str) -> None:
    found = read(f"Quay-2\nLead partner: Vic - Spain\nPartners: Cork - Ireland\n{label} : 30-31 October 2023, Cork")
    assert [(each.name, [when(meeting) for meeting in each.meetings]) for each in found.networks] == [
        ("Quay-2", ["30.10.-31.10. Cork"])
    ]


@pytest.mark.parametrize(
    ("written", "meeting"),
    [
        ("Do., 7. März, bis Fr., 8. März 2024 in Bari (Italien)", "7.3.-8.3. Bari"),
        ("Wed. 22 Nov. – Thu. 23 Nov. 2023, Cork", "22.11.-23.11. Cork"),
        ("sáb., 9 de marzo de 2024, Cork", "9.3. Cork"),
        ("Anfang Juni 2024 in Bari (Italien)", " Bari"),
        ("early June 2024 in Bari (Italy)", " Bari"),
    ],
)
def test_short_weekdays_are_of_the_days_and_about_a_month_is_no_place(written: str, meeting: str) -> None:
    found = read(f"Quay-2\nLead partner: Vic - Spain\nPartners: Cork - Ireland\nNext meeting: {written}")
    assert [when(each) for each in found.networks[0].meetings] == [meeting]
