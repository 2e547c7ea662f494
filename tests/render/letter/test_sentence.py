"""Of a longer text the first sentence is shown, whole, in every language."""

import pytest

from newsletter.content.foreign import foreign
from newsletter.content.load import load
from newsletter.render.letter.sentence import first_sentence
from tests.conftest import REPOSITORY


@pytest.mark.parametrize(
    ("sentence", "rest"),
    [
        ("Cities that live with their rivers.", " They meet twice a year."),
        ("Do they know what the night costs them?", " Nine cities do."),
        ("The network of St. Pölten and its neighbours grows.", " It has nine partners."),
        ("Das Netzwerk befasst sich mit z. B. Märkten und Plätzen.", " Es hat neun Partner."),
        ("Er beginnt am 17. November in der Stadt der Brücken.", " Danach reisen alle heim."),
        ("It follows e.g. Ghent and other cities by the water.", " More will join."),
        ("El programa dice: «Una ciudad para todas las edades.»", " Empieza en marzo."),
        ("Πώς αλλάζει η εργασία στις πόλεις;", " Το δίκτυο ρωτά."),
        ("都市と川が共に生きるためのネットワークです。", "次の会合は三月です。"),
        ("مدن تعيش مع أنهارها وتعمل معا كل يوم؟", " تجتمع مرتين."),
        ("It was founded by A. Example in a small town.", " Then it grew."),
        ("A text that ends without a full stop", ""),
    ],
)
def test_a_sentence_is_cut_where_it_ends(sentence: str, rest: str) -> None:
    assert first_sentence(sentence + rest) == sentence
    assert first_sentence(sentence) == sentence


def test_a_call_alone_says_too_little() -> None:
    assert first_sentence("Hello! Nine cities share what they know.") == "Hello! Nine cities share what they know."


def test_words_in_another_language_stay_marked() -> None:
    words = "Une ville au bord de l’eau vit avec elle. Elle le sait."
    assert first_sentence(foreign(words, "fr")) == foreign("Une ville au bord de l’eau vit avec elle.", "fr")


def test_every_network_of_november_has_one_that_stands_alone() -> None:
    content, _ = load(REPOSITORY, "2023-11", "en")
    found = {slug: first_sentence(network.about) for slug, network in content.networks.items()}
    assert len(found) == 6
    assert all(sentence[-1] in ".?" and len(sentence) > 30 for sentence in found.values()), found
