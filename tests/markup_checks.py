"""What the Email Markup Consortium's accessibility report and mail programs ask of a letter's markup, a check each.

In: a letter's HTML, text part and headers. Out: for each check the places where the letter fails it, as lines. A check
is named by what holds; nothing here knows a class name, so it holds for any design.
"""

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Any
from unicodedata import bidirectional

from lxml import etree

from newsletter.locales import direction
from tests.contrast import LARGE, NORMAL, contrast
from tests.page import INVISIBLE, Page, inherited, is_hidden, shown, style, words_of

SITE = "https://news.example.org/"
SHARED = 0.6
"""The least share of the text part's words that the HTML has too: it is 0.78 or more in the letters of November 2023,
0.39 or less between letters in two languages."""
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
GENERIC = re.compile(
    "click here|here|more|read|(read|learn) more|link|hier|mehr|weiterlesen|mehr lesen|ici|cliquez ici|lire la suite"
    "|en savoir plus|aquí|más|(leer|saber) más|seguir leyendo|lees (meer|verder)|meer|qui|leggi|leggi (di più|tutto)"
    "|continua a leggere|czytaj|czytaj (dalej|więcej)|więcej|tutaj|aqui|(ler|saber) mais|mais|ovdje|više"
    "|pročitajte više|opširnije|εδώ|περισσότερα|διαβάστε περισσότερα|اقرأ المزيد"
)
"""Link texts that say nothing of where they lead, in the languages of the letters."""


def is_layout(table: Any) -> bool:
    return table.get("role") in ("presentation", "none")


# Language and document


def html_says_its_language_and_direction(page: Page) -> Iterator[str]:
    told = (page.root.get("lang"), page.root.get("dir"))
    if told != (page.locale, direction(page.locale)):
        yield f"lang and dir are {told}"


def every_child_of_the_body_says_its_language_and_direction(page: Page) -> Iterator[str]:
    for child in page.body.iterchildren(etree.Element):
        if (child.get("lang"), child.get("dir")) != (page.locale, direction(page.locale)):
            yield shown(child)


def only_links_to_other_languages_are_in_another_language(page: Page) -> Iterator[str]:
    for element in page.root.iter(etree.Element):
        if element.get("lang", page.locale) != page.locale and not element.get("href"):
            yield shown(element)


def the_title_is_the_subject(page: Page) -> Iterator[str]:
    title = page.root.findtext("head/title") or ""
    if not title.strip() or title != page.headers["subject"]:
        yield f"title {title!r}, subject {page.headers['subject']!r}"


def the_charset_is_told(page: Page) -> Iterator[str]:
    if not re.search(r"<meta[^>]+charset=[\"']?utf-8", page.html, re.IGNORECASE):
        yield "no meta with charset utf-8"


def a_reader_can_zoom(page: Page) -> Iterator[str]:
    told = [meta.get("content", "") for meta in page.root.iter("meta") if meta.get("name") == "viewport"]
    if len(told) != 1 or "width=device-width" not in told[0] or re.search("user-scalable|maximum-scale", told[0]):
        yield f"viewport: {told}"


def both_colour_schemes_are_told(page: Page) -> Iterator[str]:
    told = {meta.get("name"): meta.get("content") for meta in page.root.iter("meta")}
    for name in ("color-scheme", "supported-color-schemes"):
        if set((told.get(name) or "").split()) != {"light", "dark"}:
            yield f"{name}: {told.get(name)}"


def nothing_is_loaded_or_run(page: Page) -> Iterator[str]:
    banned = ("script", "form", "input", "button", "iframe", "object", "embed", "link", "base", "svg", "video", "audio")
    for element in page.root.iter(etree.Element):
        if element.tag in banned or any(name.startswith("on") for name in element.attrib):
            yield shown(element)
    yield from re.findall(r"@import|@font-face|expression\(|<meta[^>]+refresh", page.html)


def every_address_is_https(page: Page) -> Iterator[str]:
    addresses = [e.get(name) for e in page.body.iter(etree.Element) for name in ("href", "src", "background")]
    addresses += re.findall(r"url\(['\"]?([^'\")]+)", page.html)
    for address in filter(None, addresses):
        if not address.startswith(("https://", "mailto:", "#")):
            yield address


def every_anchor_leads_to_one_place(page: Page) -> Iterator[str]:
    ids = [element.get("id") for element in page.root.iter(etree.Element) if element.get("id")]
    yield from (f"twice: {name}" for name in sorted({name for name in ids if ids.count(name) > 1}))
    yield from (shown(a) for a in page.links() if a.get("href").startswith("#") and a.get("href")[1:] not in ids)


# Structure


def there_is_one_h1(page: Page) -> Iterator[str]:
    found = [shown(h1) for h1 in page.body.iter("h1")]
    if len(found) != 1:
        yield f"{len(found)}: {found}"


def headings_go_down_one_level_at_a_time_and_say_something(page: Page) -> Iterator[str]:
    before = 0
    for heading in page.body.iter(*HEADINGS):
        level = int(heading.tag[1])
        if level > before + 1 or not words_of(heading):
            yield f"after level {before}: {shown(heading)}"
        before = level


def every_table_is_for_layout_by_role_or_has_heads(page: Page) -> Iterator[str]:
    for table in page.body.iter("table"):
        heads = [cell for cell in table.iter("th") if next(cell.iterancestors("table")) is table]
        if is_layout(table) and heads:
            yield f"for layout, but with heads: {shown(table)}"
        if not is_layout(table) and (not heads or any(head.get("scope") not in ("row", "col") for head in heads)):
            yield f"neither: {shown(table)}"
    # Word, which Outlook lays out with, reads the tables in conditional comments.
    for comment in page.root.iter(etree.Comment):
        for tag in re.findall(r"<table[^>]*>", comment.text or ""):
            if not re.search(r"role=[\"'](presentation|none)", tag):
                yield tag


def every_picture_has_an_alternative_text_and_a_width(page: Page) -> Iterator[str]:
    for image in page.body.iter("img"):
        alt, width = image.get("alt"), image.get("width") or ""
        if alt is None or re.search(r"\.(png|jpe?g|gif)$", alt) or not (width.isdigit() and int(width) > 1):
            yield shown(image)


def no_picture_counts_readers(page: Page) -> Iterator[str]:
    for image in page.body.iter("img"):
        if not re.fullmatch(rf"{SITE}images/[\w.-]+", image.get("src") or "") or "1" in (
            image.get("width"),
            image.get("height"),
        ):
            yield shown(image)


# Links


def name_of(link: Any) -> str:
    return link.get("aria-label") or words_of(link)


def every_link_has_words(page: Page) -> Iterator[str]:
    yield from (shown(link) for link in page.body.iter("a") if not name_of(link) or not link.get("href"))


def no_link_is_called_read_more_and_nothing_else(page: Page) -> Iterator[str]:
    yield from (shown(link) for link in page.links() if GENERIC.fullmatch(name_of(link).strip(" .…→›»:").casefold()))


def links_of_one_name_lead_to_one_place(page: Page) -> Iterator[str]:
    """The name of a language may stand twice: for this issue in it, and for every issue from now on."""
    places: dict[str, set[str]] = {}
    for link in page.links():
        if not link.get("lang"):
            places.setdefault(name_of(link), set()).add(link.get("href"))
    yield from (f"{name}: {sorted(found)}" for name, found in places.items() if len(found) > 1)


def what_a_link_shows_begins_what_it_is_called(page: Page) -> Iterator[str]:
    """Who commands by voice says what they see (WCAG 2.2, 2.5.3)."""
    for link in page.links():
        if link.get("aria-label") and words_of(link).casefold() not in link.get("aria-label").casefold():
            yield shown(link)


def no_link_is_told_by_colour_only(page: Page) -> Iterator[str]:
    for link in page.links():
        own = style(link)
        is_button = bool(own.get("background-color") or own.get("background") or own.get("border"))
        is_button |= any(style(td).get("background-color") or td.get("bgcolor") for td in alone_in(link))
        has_words = "".join(link.itertext(etree.Element)).strip()
        if has_words and not is_button and "underline" not in inherited(link, "text-decoration"):
            yield shown(link)


def alone_in(link: Any) -> Iterator[Any]:
    """The cells that hold a link and no other words: the ground of a button."""
    for at in link.iterancestors():
        if words_of(at) != words_of(link):
            return
        if at.tag == "td":
            yield at


# Words


def every_text_has_a_font_with_a_generic_family(page: Page) -> Iterator[str]:
    alternatives = [(image, image.get("alt")) for image in page.body.iter("img") if image.get("alt")]
    for element, words in [*page.runs, *alternatives]:
        family = inherited(element, "font-family")
        if not family.endswith(("sans-serif", "serif", "monospace")):
            yield f"{family or 'no font'}: {words[:80]}"


def inline_colours_are_told_apart(page: Page) -> Iterator[str]:
    """What programs that drop style sheets show: the light letter. The dark one is measured in a browser."""
    for element, words in page.runs:
        colour, size = inherited(element, "color"), inherited(element, "font-size").removesuffix("px")
        ground = next((c for at in (element, *element.iterancestors()) if (c := ground_of(at))), "#ffffff")
        if not all(re.fullmatch("#([0-9a-fA-F]{3}){1,2}", told) for told in (colour, ground)) or not size:
            yield f"colour {colour!r} on {ground!r}, size {size!r}: {words[:80]}"
        elif contrast(rgb(colour), rgb(ground)) < (LARGE if float(size) >= 24 else NORMAL):
            yield f"{contrast(rgb(colour), rgb(ground)):.2f}:1 {colour} on {ground}: {words[:80]}"


def ground_of(element: Any) -> str:
    own = style(element)
    return own.get("background-color") or element.get("bgcolor") or own.get("background", "").partition(" ")[0]


def rgb(colour: str) -> list[int]:
    digits = colour[1:] if len(colour) == 7 else "".join(digit * 2 for digit in colour[1:])
    return list(bytes.fromhex(digits))


def words_that_run_the_other_way_are_set_apart(page: Page) -> Iterator[str]:
    """A Latin address that begins with its number loses it to the other end of the line in an Arabic letter."""
    other = {"L"} if direction(page.locale) == "rtl" else {"R", "AL"}
    for element, words in page.runs:
        kinds = [bidirectional(letter) for letter in words]
        strong = {kind for kind in kinds if kind in ("L", "R", "AL")}
        is_loose = kinds[0] not in other or kinds[-1] not in other | {"EN"}
        own = next(
            at.get("dir") or at.tag for at in (element, *element.iterancestors()) if at.get("dir") or at.tag == "bdi"
        )
        if strong and strong <= other and is_loose and own == direction(page.locale):
            yield words


def the_preheader_says_something_new(page: Page) -> Iterator[str]:
    """It comes first in the body, or first in the landmark that holds all of it."""
    first = next(page.body.iterchildren(etree.Element))
    if first.get("role") == "main":
        first = next(first.iterchildren(etree.Element))
    words = INVISIBLE.sub(" ", " ".join(first.itertext(etree.Element))).strip()
    if not is_hidden(first) or not 20 <= len(words) <= 150 or words == page.headers["subject"]:
        yield f"{len(words)} characters: {shown(first)}"


# The text part


def the_text_part_says_as_much_in_the_same_language(page: Page) -> Iterator[str]:
    seen = " ".join(words for _, words in page.runs)
    if len(page.text) < 200 or len(bare(page.text)) < len(bare(seen)) / 2:
        yield f"{len(page.text)} characters; the HTML has {len(seen)}"
    written, laid_out = (set(re.findall(r"[^\W\d_]{3,}", bare(words).casefold())) for words in (page.text, seen))
    if len(written & laid_out) < SHARED * len(written):
        yield f"words that the HTML does not have: {sorted(written - laid_out)[:20]}"
    told = [part["content-language"] for part in page.headers.walk() if part.get_content_maintype() == "text"]
    told += [page.headers["content-language"]]
    if page.locale not in told or set(told) - {page.locale, None}:
        yield f"Content-Language: {told}"


def the_text_part_has_every_heading_and_no_markup(page: Page) -> Iterator[str]:
    """The table of contents may be missing: its heading is followed by links into the letter."""
    written, marks = " ".join(page.text.split()), list(page.body.iter("a", *HEADINGS))
    for mark, after in pairwise([*marks, page.body]):
        is_of_contents = (after.get("href") or "").startswith("#") and after.tag == "a"
        if mark.tag in HEADINGS and not is_of_contents and words_of(mark) not in written:
            yield shown(mark)
    yield from re.findall(r"</?[a-z][^>\n]*>|&[a-z]+;|@@", page.text)


def bare(words: str) -> str:
    return re.sub(r"https?://\S+", " ", words)


def every_letter_can_be_left(page: Page) -> Iterator[str]:
    links = [link for link in page.links() if link.get("href").startswith(f"{SITE}u/")]
    if not links or not all(words_of(link) for link in links):
        yield "no link to leave in the HTML"
    if f"{SITE}u/" not in page.text:
        yield "no link to leave in the text part"


CHECKS = (
    html_says_its_language_and_direction,
    every_child_of_the_body_says_its_language_and_direction,
    only_links_to_other_languages_are_in_another_language,
    the_title_is_the_subject,
    the_charset_is_told,
    a_reader_can_zoom,
    both_colour_schemes_are_told,
    nothing_is_loaded_or_run,
    every_address_is_https,
    every_anchor_leads_to_one_place,
    there_is_one_h1,
    headings_go_down_one_level_at_a_time_and_say_something,
    every_table_is_for_layout_by_role_or_has_heads,
    every_picture_has_an_alternative_text_and_a_width,
    no_picture_counts_readers,
    every_link_has_words,
    no_link_is_called_read_more_and_nothing_else,
    links_of_one_name_lead_to_one_place,
    what_a_link_shows_begins_what_it_is_called,
    no_link_is_told_by_colour_only,
    every_text_has_a_font_with_a_generic_family,
    inline_colours_are_told_apart,
    words_that_run_the_other_way_are_set_apart,
    the_preheader_says_something_new,
    the_text_part_says_as_much_in_the_same_language,
    the_text_part_has_every_heading_and_no_markup,
    every_letter_can_be_left,
)
