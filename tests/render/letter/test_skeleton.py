"""Words leave the MJML, skeletons are finished once, and words come back unharmed."""

import re
from html.parser import HTMLParser

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markupsafe import escape

from newsletter.content.foreign import foreign
from newsletter.render.letter.inline import inline_styles
from newsletter.render.letter.mjml import to_html
from newsletter.render.letter.skeleton import (
    CompiledLayout,
    LostWordsError,
    compile_layout,
    extract_words,
    fill_layout,
    find_lost_words,
)
from newsletter.render.line_breaks import LineBreaks

PAGE = """<mjml lang="{locale}" dir="ltr"><mj-head><mj-title>{title}</mj-title><mj-preview>{preview}</mj-preview>
</mj-head><mj-body><mj-section><mj-column>
<mj-image src="{src}" alt="{alt}" width="200px" />
<mj-text><p class="p">{text} <a class="a" href="{href}">{link}</a></p></mj-text>
<mj-button href="{href}">{link}</mj-button>
</mj-column></mj-section></mj-body></mjml>"""

ENGLISH = LineBreaks("en")
STYLES = ".p { color: #123456; margin: 0; } .a { color: #0A4B78; }"

words = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="".join(map(chr, range(0xFDD0, 0xFDF0)))),
    min_size=1,
).filter(lambda text: text.strip(" \t\n") == text and "  " not in text)

HOSTILE = [
    "a\u00a0b \u202f; \u00ad soft",
    "👩‍💻 ❤️ \u200d",
    "<script>alert(1)</script>",
    "</td></tr></table>",
    '" onclick="x" \' >',
    "{{ 7 * 7 }} {% raw %}",
    "&amp; &lt; &nbsp; &#0; &",
    "-->",
    "<![endif]-->",
    "]]>",
    "back\\slash \\n",
    "nlw0x nlw1x",
    "السلام عليكم",
    "שלום",
    "nlw99x",
]


class Reader(HTMLParser):
    """What a mail program would see: texts, and attribute values, outside of comments."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.texts: list[str] = []
        self.values: list[str] = []
        self.tags: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.values += [value or "" for name, value in attrs if name in ("alt", "href", "src", "lang", "aria-label")]

    def handle_data(self, data: str) -> None:
        self.texts.append(data.strip(" \t\n\r"))


def filled(**values: str) -> str:
    given = {
        "locale": "en",
        "src": "s",
        "alt": "a",
        "text": "t",
        "href": "h",
        "link": "l",
        "title": "T",
        "preview": "P",
    }
    return PAGE.format(**{name: escape(value) for name, value in {**given, **values}.items()})


def letter(**values: str) -> str:
    parted = extract_words(filled(**values))
    return fill_layout(compile_layout(inline_styles(to_html(parted.skeleton), STYLES)), parted.words, ENGLISH)


@pytest.fixture(scope="module")
def compiled_layout() -> CompiledLayout:
    return compile_layout(inline_styles(to_html(extract_words(filled()).skeleton), STYLES))


@pytest.mark.slow
@given(words, words, words, words)
@example("0 A", "0 A", "0 A", "0 A")
def test_any_words_reach_the_reader_as_they_were_written(
    compiled_layout: CompiledLayout, title: str, alt: str, text: str, href: str
) -> None:
    parted = extract_words(filled(title=title, alt=alt, text=text, href=href))
    seen = Reader()
    seen.feed(fill_layout(compiled_layout, parted.words, ENGLISH))
    assert ENGLISH.kept(title) in seen.texts, "a number stays with what it counts"
    assert ENGLISH.kept(text) in " ".join(seen.texts)
    assert alt in seen.values
    assert href in seen.values
    assert title in seen.values, "the title is also the label of the article's frame"


@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_words_stay_words(compiled_layout: CompiledLayout, hostile: str) -> None:
    plain, harmed = Reader(), Reader()
    plain.feed(fill_layout(compiled_layout, extract_words(filled()).words, ENGLISH))
    html = fill_layout(
        compiled_layout,
        extract_words(filled(title=hostile, alt=hostile, text=hostile, href=hostile, link=hostile)).words,
        ENGLISH,
    )
    harmed.feed(html)
    assert harmed.tags == plain.tags
    assert hostile in harmed.values
    assert hostile in harmed.texts


def test_equal_structures_share_one_skeleton_whatever_the_language() -> None:
    english = extract_words(filled(locale="en", text="A text", alt="A picture"))
    greek = extract_words(filled(locale="el", text="Ένα κείμενο", alt="Μια εικόνα"))
    assert english.skeleton == greek.skeleton
    assert english.words != greek.words
    assert english.skeleton.isascii()


def test_parting_and_pouring_is_the_same_as_laying_the_words_out_directly() -> None:
    direct = inline_styles(to_html(filled(text="Simple words", link="A link")), STYLES)
    assert letter(text="Simple words", link="A link") == direct


def test_words_of_another_language_are_marked_in_text_and_bare_in_attributes(compiled_layout: CompiledLayout) -> None:
    spanish = foreign("¿Qué?", "es")
    html = fill_layout(compiled_layout, extract_words(filled(text=spanish, alt=spanish, title=spanish)).words, ENGLISH)
    assert '<span lang="es">¿Qué?</span>' in html
    assert 'alt="¿Qué?"' in html
    assert "<title>¿Qué?</title>" in html


def test_words_in_the_other_direction_say_so(compiled_layout: CompiledLayout) -> None:
    html = fill_layout(compiled_layout, extract_words(filled(text=foreign("سلام", "ar"))).words, ENGLISH)
    assert '<span lang="ar" dir="rtl">سلام</span>' in html


def test_lost_words_stop_the_build(compiled_layout: CompiledLayout) -> None:
    assert find_lost_words(compiled_layout, filled()) == []
    more = filled() + '<mj-attributes><mj-image alt="default" /></mj-attributes><mj-font href="unseen" />'
    assert find_lost_words(compiled_layout, more) == [(more.index("<mj-font"), "unseen")]
    with pytest.raises(LostWordsError, match="asks for number"):
        fill_layout(compiled_layout, extract_words(filled()).words[:-1], ENGLISH)


def test_a_compiled_layout_survives_the_cache(compiled_layout: CompiledLayout) -> None:
    assert CompiledLayout.from_json(compiled_layout.to_json()) == compiled_layout


def test_no_rule_of_the_letters_css_selects_by_what_is_taken_out() -> None:
    from newsletter.render.letter.skeleton import LIFTED
    from tests.conftest import REPOSITORY

    css = (REPOSITORY / "templates/letter.css").read_text() + (REPOSITORY / "templates/letter-rules.css").read_text()
    assert ":empty" not in css
    assert not [name for name in LIFTED if f"[{name}" in css]


def test_what_is_inlined_selects_by_one_class() -> None:
    """The inliner looks at one tag at a time: a rule that asks for what is around it would be lost."""
    from tests.conftest import REPOSITORY

    css = (REPOSITORY / "templates/letter.css").read_text().partition("{% block styles %}")[2]
    rules = [line for line in css.split("\n") if line and not line.startswith("{%")]
    assert len(rules) >= 40
    assert [line for line in rules if not re.match(r"\.[a-z][a-z0-9-]* \{ .* \}$", line)] == []


def test_classes_stay_where_a_rule_of_the_head_names_them() -> None:
    html = to_html(extract_words(filled()).skeleton).replace("</head>", "<style>.a:hover { color: red }</style></head>")
    finished = inline_styles(html, STYLES)
    assert 'class="a"' in finished
    assert 'class="p"' not in finished
    assert 'style="color:#123456;margin:0"' in finished
    assert "mj-outlook-group-fix" in finished, "named in a comment for Outlook"
