"""What no machine may touch leaves a text before it is sent, and comes back into whatever the engine answers."""

import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from newsletter.content.tagged import escape, tag_faults
from newsletter.translate.glossary import Term
from newsletter.translate.machine.restore import MaskError, restore
from newsletter.translate.masks import Masked, mask
from tests.support.masked_texts import ANSWERS, ANY, NASTY, PIECES
from tests.support.trying import tries

TERMS = (
    Term("URBACT", is_read_only=True, is_exact_case=True),
    Term("Cities@Heart", is_read_only=True),
    Term("Nice", target="Niza", is_exact_case=True),
    Term("Florence", target="Florencia"),
    Term("lead partner", target="socio líder"),
    Term("lead", target="jefe"),
    Term("Let’s Go Circular!", is_read_only=True),
    Term("stakeholder", target="grupo de interés", is_forbidden=True),
)
READ_ONLY = tuple(term for term in TERMS if term.is_read_only)


def test_there_are_sixty_nasty_texts() -> None:
    assert len(set(NASTY)) == 60


@pytest.mark.parametrize("more", [False, True], ids=["first", "retry"])
@pytest.mark.parametrize("source", NASTY)
def test_a_nasty_text_comes_back_from_an_engine_that_changes_nothing(source: str, more: bool) -> None:
    masked = mask(source, READ_ONLY, more=more)
    assert restore(masked, masked.text) == source


@pytest.mark.parametrize("source", NASTY)
def test_what_is_sent_holds_only_what_engines_bring_back(source: str) -> None:
    sent = re.sub(r"\[X\d+X\]", "", mask(source, TERMS).text)
    assert re.fullmatch(r"[\w\s.,;:!?¿¡'\"()/%&‘’“”„«»–—…-]*", sent)
    assert not re.search(r"https?://\w|\w@\w|URBACT|[ŠšŁłžć]", sent)


PIECES += [
    "X1X",
    "[x 1 x]",
    "URBACT",
    "https://e.eu/x",
    "a@b.eu",
    "%(n)s",
    "%%",
    "words ",
    "city",
    "\\<",
    "\\\\",
    "&amp;",
]


@st.composite
def tagged_texts(draw: st.DrawFn) -> str:
    """Tagged text as Markdown gives it: pairs nested, each name once, words escaped."""
    parts: list[str] = []
    names = iter(range(1, 9))

    def part(depth: int) -> str:
        words = escape(draw(ANY))
        if depth and draw(st.booleans()):
            name = f"{draw(st.sampled_from('bisc'))}{next(names, 9)}"
            return f"{words}<{name}>{part(depth - 1)}</{name}>{escape(draw(ANY))}"
        return words

    parts = [part(2) for _ in range(draw(st.integers(1, 3)))]
    return "".join(parts)


@pytest.mark.slow
@settings(deadline=None, max_examples=tries(300))
@given(ANY | tagged_texts(), st.booleans(), st.sampled_from(["en", "pl", "el"]))
@example("[X0X]<b1>[X1X]</b1>", False, "en")
@example("<b1>x</b1>\\", False, "en")
def test_any_text_comes_back_from_an_engine_that_changes_nothing(source: str, more: bool, locale: str) -> None:
    masked = mask(source, READ_ONLY, locale=locale, more=more)
    if tag_faults(source, source):  # a text whose own tags are broken has no way back
        with pytest.raises(MaskError):
            restore(masked, masked.text)
    else:
        assert restore(masked, masked.text) == source


def words_of(masked: Masked) -> list[str]:
    return re.findall(r"[^\W\d_]+", re.sub(r"\[X\d+X\]", " ", masked.text))


def test_only_words_are_left_to_translate() -> None:
    masked = mask("See <a1>the page</a1> of Cities@Heart at https://urbact.eu, or write to a@b.eu.", TERMS)
    assert masked.text == "See [X0X]the page[X1X] of [X2X] at [X3X], or write to [X4X]."


def test_the_longest_term_is_taken_and_whole_words_only() -> None:
    masked = mask("The lead partner leads; Nice is nice; Florence, florence.", TERMS)
    assert masked.text == "The [X0X] leads; [X1X] is nice; [X2X], [X3X]."
    assert restore(masked, masked.text) == "The socio líder leads; Niza is nice; Florencia, Florencia."


def test_a_forbidden_term_is_no_mask() -> None:
    assert mask("Every stakeholder came", TERMS).text == "Every stakeholder came"


@pytest.mark.parametrize(
    "source", ["2023", "—", "<br1/>", "URBACT", "https://urbact.eu", "%(label)s: %(value)s", " ", ""]
)
def test_a_text_without_letters_is_not_sent(source: str) -> None:
    masked = mask(source, TERMS)
    assert masked.is_empty
    assert restore(masked, masked.text) == source


def test_tags_and_spaces_around_a_text_are_cut_off_a_pair_as_a_whole() -> None:
    masked = mask(" <a1><b1>Ten cities</b1></a1> 🙂 ")
    assert (masked.head, masked.text, masked.tail) == (" <a1><b1>", "Ten cities", "</b1></a1> 🙂 ")
    masked = mask("<b1>Ten cities</b1> share")
    assert (masked.head, masked.text) == ("", "[X0X]Ten cities[X1X] share")


def test_a_word_in_letters_of_the_source_s_own_language_is_sent() -> None:
    assert mask("Zażółć gęślą jaźń", locale="pl").text == "Zażółć gęślą jaźń"
    assert mask("Zażółć gęślą jaźń").is_empty


def test_the_second_try_masks_a_range_as_one() -> None:
    assert mask("On 6–7 December, 09:00-10:30", more=True).text == "On [X0X] December, [X1X]"


def test_the_second_try_masks_numbers_and_whole_links() -> None:
    masked = mask("In 2024 the <b1>network</b1> meets 12 times, see <a1>the calendar</a1> of C4TALENT.", more=True)
    assert masked.text == "In [X0X] the [X1X]network[X2X] meets [X3X] times, see [X4X] of C4TALENT."


SOURCE = "Ten <b1>cities</b1> visit <a1>our page</a1>."
MENDED = "Diez <b1>ciudades</b1> visitan <a1>la página</a1>."
SENT = "Ten [X0X]cities[X1X] visit [X2X]our page[X3X]."


@pytest.mark.parametrize(
    ("answer", "restored"),
    [
        ("Diez [X0X]ciudades[X1X] visitan [X2X]la página[X3X].", MENDED),
        ("Diez [ x0x ]ciudades[X1X ] visitan [X2x]la página[X3X].", MENDED),
        ("Diez ［Ｘ0Ｘ］ciudades［X1X］ visitan 【X２X】la página[Х3Х].", MENDED),
        ("Diez (X0X)ciudades(X1X) visitan （ｘ２ｘ）la página( X3X ).", MENDED),
        ("Diez （【x0x】）ciudades(【X1X】) visitan 『[ x2x ]』la página([x3x]).", MENDED),
        ("Diez {X0X}ciudades<X1X> visitan ⟦X2X⟧la página【 x3x 】.", MENDED),
        ("Diez **[X0X]ciudades[X1X]** visitan *[X2X]la página[X3X]*.", MENDED),
        ("Diez [*X0X]ciudades[*X1X] visitan @[X2X]la página[X3X].", MENDED),
        ("**Diez** [X0X]`ciudades`[X1X] *visitan [X2X]la página[X3X].", MENDED),
        ("Diez X0X ciudades X1X visitan X2X la página X3X.", MENDED),
        ("Diez [X0X] ciudades [X1X] visitan [X2X] la página [X3X] .", MENDED),
        ("Diez[X0X]ciudades[X1X]visitan[X2X]la página[X3X].", MENDED),
        ("Diez [X0X]ciudades[X1X] [X1X] visitan [X2X]la página[X3X].", MENDED),
        ("Diez [X0X]ciudades[X1X] visitan [X2X]la página.", MENDED),
        ("[X2X]La página[X3X]: diez [X0X]ciudades[X1X].", "<a1>La página</a1>: diez <b1>ciudades</b1>."),
        ("Diez cities visitan [X2X]la página[X3X].", "Diez <b1>cities</b1> visitan <a1>la página</a1>."),
        ("[X0X]Ciudades[X1X] &amp; &#39;m&aacute;s&#39; [X2X]aquí[X3X].", "<b1>Ciudades</b1> & 'más' <a1>aquí</a1>."),
        ("Diez [X0X]ciudades[X1X] a \\ b [X2X]aquí[X3X].", "Diez <b1>ciudades</b1> a \\\\ b <a1>aquí</a1>."),
        ("<i1>Diez</i1> [X0X]ciudades[X1X] [X2X]aquí[X3X].", "\\<i1>Diez\\</i1> <b1>ciudades</b1> <a1>aquí</a1>."),
    ],
)  # fmt: skip
def test_what_is_safe_to_mend_is_mended(answer: str, restored: str) -> None:
    masked = mask(SOURCE)
    assert masked.text == SENT
    assert restore(masked, answer) == restored
    assert tag_faults(SOURCE, restored) == []


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ("Diez [X0X]ciudades visitan [X2X]la página[X3X].", "lost-mask"),
        ("Diez ciudades visitan [X2X]la página[X3X].", "lost-mask"),
        ("Diez [X0X]ciudades[X1X] visitan la página.", "lost-mask"),
        ("Diez [X0X]ciudades[X1X] visitan [X2X][X3X].", "lost-mask"),
        ("[X2X]La página que diez [X0X]ciudades[X1X] visitan con toda su gente y muchas ganas.", "lost-mask"),
        ("Diez [X0X]ciudades[X1X] [X0X]más[X1X] [X2X]la página[X3X].", "doubled-mask"),
        ("Diez [X0X]ciudades[X1X] visitan [X2X]la página[X3X][X4X].", "unknown-mask"),
        ("Diez [X1X]ciudades[X0X] visitan [X2X]la página[X3X].", "tags"),
        ("Diez [X0X]ciudades[X2X] visitan [X1X]la página[X3X].", "tags"),
    ],
)
def test_what_is_not_safe_to_mend_is_refused_by_name(answer: str, reason: str) -> None:
    with pytest.raises(MaskError) as fault:
        restore(mask(SOURCE), answer)
    assert fault.value.reason == reason


@pytest.mark.parametrize(
    ("source", "answer", "restored"),
    [
        ("The (<a1>new</a1>) page", "La página ( [X0X] nueva [X1X] )", "La página (<a1>nueva</a1>)"),
        ("From Košice, by train", "Desde [X0X] , en tren", "Desde Košice, en tren"),
        ("From Košice by train", "En tren desde[X0X]", "En tren desde Košice"),
        ("By <b1>Anna</b1><br1/>and others", "De [X0X]Anna[X1X] [X2X] y otros", "De <b1>Anna</b1><br1/>y otros"),
        ("10 m² of <i1>grass</i1>", "10 [X0X] de[X1X]hierba[X2X]", "10 m² de <i1>hierba</i1>"),
    ],
)
def test_white_space_beside_a_mask_is_as_in_the_source(source: str, answer: str, restored: str) -> None:
    assert restore(mask(source), answer) == restored


@pytest.mark.slow
@settings(deadline=None, max_examples=tries(300))
@given(st.sampled_from([*NASTY, SOURCE]), ANSWERS.map("".join))
def test_whatever_an_engine_answers_no_tag_is_ever_broken(source: str, answer: str) -> None:
    try:
        restored = restore(mask(source, TERMS), answer)
    except MaskError:
        return
    assert tag_faults(source, restored) == []


def test_in_round_brackets_of_the_text_itself_a_mask_stays_in_them_or_is_refused() -> None:
    masked = mask("The network (URBACT) meets", TERMS)
    assert restore(masked, "La red (X0X) se reúne") == "La red (URBACT) se reúne"
    assert restore(masked, "La red ([X0X]) se reúne") == "La red (URBACT) se reúne"
    half = mask("The network (URBACT and others) meets", TERMS)
    with pytest.raises(MaskError):
        restore(half, "La red (X0X) y otros se reúnen")


def test_a_mask_beside_letters_that_need_no_space_is_found() -> None:
    masked = mask("The URBACT network meets", TERMS)
    assert restore(masked, "请看X0X网络") == "请看URBACT网络"


@pytest.mark.parametrize("whole", ["{date:long}", "{{ date:long }}", "°C"])
def test_a_placeholder_with_its_form_and_a_unit_are_one_mask(whole: str) -> None:
    masked = mask(f"It is {whole} today")
    assert [each.written for each in masked.masks] == [whole]


@pytest.mark.parametrize("whole", ["<d1>", "</em>", "\\<a1>", "&amp;", "&#39;"])
def test_what_looks_like_html_in_the_words_is_one_mask(whole: str) -> None:
    masked = mask(f"Write {whole} there")
    assert [each.written for each in masked.masks] == [whole]
    assert restore(masked, "Escriba [X0X] ahí") == f"Escriba {whole} ahí"
