"""Names stand in the order of the reader's alphabet, on every machine alike."""

import pytest

from newsletter.render.cldr import Cldr
from newsletter.render.collation import collation_key

ORDERS = [
    ("en", "Åland Albania Austria Côte Cyprus Czechia"),
    ("de", "Ägypten Albanien Österreich Polen"),
    ("sv", "Belgien Zypern Åland Ägypten Österrike"),
    ("da", "Belgien Zypern Ægypten Østrig Åland"),
    ("nb", "Belgia Zypern Ægypt Østerrike Åland"),
    ("fi", "Belgia Zypern Åland Äänekoski Öster"),
    ("et", "Saksamaa Šveits Zypern Žilina Taani Vatikan Õis Äss Ööbik Üksus"),
    ("cs", "Čad Dánsko Holandsko Chorvatsko Itálie"),
    ("sk", "Cyprus Čad Holandsko Chorvátsko Island"),
    ("pl", "Cypr Ćmielów Litwa Łotwa Malta Śrem Taiwan Zamość Źródło Żary"),
    ("hr", "Crna-Gora Češka Ćilipi Danska Džibuti Đakovo Estonija Latvija Ljubljana Malta"),
    ("hu", "Cuba Csehország Olasz Ördög Őrség Szlovákia Tunisz"),
    ("es", "Nueva Ñuñoa Omán"),
    ("lt", "Yla Ispanija Italija Suomija Šveicarija"),
    ("lv", "Cesis Čehija Igaunija Ķīna Latvija"),
    ("mt", "Belġju Ċina Cipru Franza Ġermanja Greċja"),
    ("ro", "Avram Ășt România Suedia Șerbia Turcia Țara"),
    ("el", "Άγκυρα Αλβανία Βέλγιο Γαλλία Ιρλανδία Ισπανία"),
    ("bg", "Италия Йемен Кипър"),
    ("uk", "Грузія Ґданськ Данія Ефіопія Єгипет Ізраїль Їж Йорданія Кіпр"),
    ("mk", "Данска Ѓаково Естонија Италија Јапонија Турција Ќуста"),
    ("sr-Latn", "Crna Češka Ćuprija Danska Džib Đakovo"),
    ("sq", "Cip Çekia Danimarka Dhaka Eston"),
    ("tr", "Cezayir Çin Hindistan Irak İran Japonya"),
]


@pytest.mark.parametrize(("locale", "names"), ORDERS)
def test_names_stand_as_in_a_dictionary_of_the_language(locale: str, names: str) -> None:
    wanted = names.split()
    shuffled = [*wanted[::2], *wanted[1::2]]
    assert sorted(shuffled, key=lambda name: collation_key(locale, name)) == wanted


def test_a_region_has_the_alphabet_of_its_language() -> None:
    assert collation_key("sv-FI", "Öster") == collation_key("sv", "Öster")
    assert collation_key("sv", "Öster") != collation_key("de", "Öster")


def test_equal_names_have_equal_keys_however_they_are_encoded() -> None:
    assert collation_key("cs", "Česko") == collation_key("cs", "C\u030cesko")
    assert collation_key("de", "ä") != collation_key("de", "a")


@pytest.mark.parametrize("locale", ["ja", "zh-Hant", "ar", "he", "ka"])
def test_every_script_has_an_order(locale: str) -> None:
    names = [Cldr(locale).country(code) for code in ("ES", "FR", "DE")]
    assert sorted(names, key=lambda name: collation_key(locale, name)) != []
    assert len({collation_key(locale, name) for name in names}) == 3
