"""A web page as the draft of an article.

In: the bytes of a page as a browser saves it or a server sends it. Out: `Imported` with one article: its text without
what stands around it, and what the page says about itself.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING

from newsletter.content.blocks.body import Node
from newsletter.content.clean.cleaned import LeftOut
from newsletter.content.clean.parsing import parse_page
from newsletter.content.importing.blocks import Blocks, blocks_of, without_title
from newsletter.content.importing.choosing import choose_locale, choose_slug, record_locale
from newsletter.content.importing.drafts import ArticleDraft, PersonDraft, PictureDraft
from newsletter.content.importing.encoding import decode
from newsletter.content.importing.findings import Asked, Imported, Origin, Reason
from newsletter.content.importing.limits import too_large
from newsletter.content.importing.page_body import find_body
from newsletter.content.importing.page_head import (
    PageHead,
    Said,
    day_in,
    place_of,
    read_head,
    title_without_site,
)
from newsletter.content.importing.page_marks import (
    Marked,
    author_on,
    date_on,
    lead_picture,
    line_around,
    summary_on,
    title_on,
)
from newsletter.content.importing.page_pictures import PagePictures
from newsletter.content.importing.recording import Record
from newsletter.problems import Location, error

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_LONGEST_SUMMARY = 400


def read_page(data: bytes, asked: Asked) -> Imported:
    """The article of a page."""
    place = Location(asked.name or asked.address)
    if problem := too_large(data, place):
        return Imported(problems=(problem,))
    root = parse_page(decode(data, asked.locale))
    head = read_head(root)
    body = find_body(root).element
    base = asked.address or head.base or (head.address.value if head.address else "")
    pictures = PagePictures(base)
    title, reason = _title_of(root, head)
    summary = summary_on(body, root)
    author, date = author_on(root), date_on(root)
    read = [each.element for each in (title, summary) if isinstance(each, Marked)]
    read += [line_around(each.element) for each in (author, date[0] if date else None) if each]
    place_of_body = place_of(body)
    lead = lead_picture(body, title.element if isinstance(title, Marked) else None)
    blocks = blocks_of(body, pictures, without=read)
    nodes = without_title(blocks.nodes, title.value) if title else list(blocks.nodes)
    if not nodes:
        hint = "open the page in a browser, wait until its text is there, and save it; or copy its text into a file"
        return Imported(
            left_out=blocks.left_out,
            problems=(error("nothing-to-import", "no text of an article is on this page", place, hint),),
        )
    slug = choose_slug(title.value if title else "", asked)
    record = Record(f"articles/{slug}")
    said = head.locale or Said("", Origin())
    locale, origin, guess, problems = choose_locale(said.value, said.origin, asked)
    record_locale(record, locale, origin, guess)
    if title:
        _record(record, "title", title, reason)
    else:
        record.missing("title")
    draft_summary = _summary_of(summary, head, record)
    nodes, image = _image_of(head, nodes, lead, pictures, record)
    draft = ArticleDraft(
        slug=slug,
        locale=locale,
        title=title.value if title else "",
        summary=draft_summary,
        author=_author_of(head, author, record),
        date=_date_of(head, date, record),
        topics=_topics_of(head, record),
        image=image,
        body=tuple(nodes),
    )
    _record_body(record, blocks, place_of_body)
    used = {str(node["attrs"]["src"]) for node in nodes if node["type"] == "picture"}
    used |= {image.source} if image else set()
    return Imported(
        articles=(draft,),
        pictures=tuple(picture for source, picture in pictures.found.items() if source in used),
        findings=tuple(record.findings),
        left_out=_in_order(blocks.left_out),
        problems=problems,
    )


def _title_of(root: HtmlElement, head: PageHead) -> tuple[Said | Marked | None, Reason | None]:
    """The title, and how it was guessed where it does not stand there as such."""
    named = [head.title.value] if head.title else []
    named += [title_without_site(head.window.value, head.site), head.window.value] if head.window else []
    if found := title_on(root, named):
        return found, None
    if head.title:
        own = title_without_site(head.title.value, head.site) if head.site else head.title.value
        return Said(own, head.title.origin), None if own == head.title.value else Reason.PAGE_TITLE
    if head.window:
        return Said(title_without_site(head.window.value, head.site), head.window.origin), Reason.PAGE_TITLE
    return None, None


def _record(record: Record, name: str, said: Said | Marked, reason: Reason | None) -> None:
    if reason:
        record.guessed(name, said.value, said.origin, reason)
    else:
        record.taken(name, said.value, said.origin)


def _summary_of(marked: Marked | None, head: PageHead, record: Record) -> str:
    """The summary that stands on the page, else the description in its head.

    One that is nothing but the beginning of the text, as programs make it, says nothing of its own, but it is what the
    site itself shows: it is taken.
    """
    said: Said | Marked | None = marked or head.summary
    if said is None or len(said.value) > _LONGEST_SUMMARY:
        record.missing("summary")
        return ""
    return record.taken("summary", said.value, said.origin)


def _author_of(head: PageHead, marked: Marked | None, record: Record) -> PersonDraft | None:
    if head.author and len(head.author.value) <= 80:
        return PersonDraft(record.taken("author", head.author.value, head.author.origin))
    if marked:
        return PersonDraft(record.guessed("author", marked.value, marked.origin, Reason.MARKUP))
    return None


def _date_of(head: PageHead, marked: tuple[Marked, bool] | None, record: Record) -> dt.date | None:
    if head.date and (day := day_in(head.date.value)):
        return record.taken("date", day, head.date.origin)
    if marked and (day := day_in(marked[0].value)):
        if marked[1]:
            return record.taken("date", day, marked[0].origin)
        return record.guessed("date", day, marked[0].origin, Reason.MARKUP)
    return None


def _topics_of(head: PageHead, record: Record) -> tuple[str, ...]:
    return tuple(
        record.taken(f"topics/{number}", topic.value, topic.origin)
        for number, topic in enumerate(head.topics)
        if topic.value
    )


def _image_of(
    head: PageHead,
    nodes: list[Node],
    lead: tuple[HtmlElement, str] | None,
    pictures: PagePictures,
    record: Record,
) -> tuple[list[Node], PictureDraft | None]:
    """The blocks without the picture that opens the text, and that picture.

    It is the one above the text, else the first thing in it, else the one that the page's head names, unless that is
    one of those that stand further down.
    """
    node = pictures.node_of(lead[0]) if lead else None
    if lead and isinstance(node, dict):
        node["attrs"]["caption"] = lead[1] or None
        return nodes, _opening(node, place_of(lead[0]), record)
    if nodes and nodes[0]["type"] == "picture":
        return nodes[1:], _opening(nodes[0], Origin(excerpt=nodes[0]["attrs"]["src"]), record)
    if not head.image:
        return nodes, None
    named = head.image.value
    is_shown = any(each["type"] == "picture" and _stem(each["attrs"]["src"]) == _stem(named) for each in nodes)
    made = None if is_shown else pictures.node(named, head.image_alt)
    return nodes, _opening(made, head.image.origin, record) if made else None


def _opening(node: Node, origin: Origin, record: Record) -> PictureDraft:
    """A picture as the one that opens an article, noted."""
    image = PictureDraft(node["attrs"]["src"], node["attrs"]["alt"], node["attrs"]["caption"] or "")
    record.taken("image/src", image.source, origin)
    if image.caption:
        record.taken("image/caption", image.caption, origin)
    if image.alt:
        record.taken("image/alt", image.alt, origin)
    else:
        record.missing("image/alt", origin)
    return image


def _stem(source: str) -> str:
    """What pictures in several sizes have in common: `/styles/large/public/square.jpg` is `square`."""
    name = source.partition("?")[0].rpartition("/")[2].rpartition(".")
    return re.sub(r"[-_](?:\d{2,5}x\d{2,5}|scaled|large|medium|small)$", "", name[0] or name[2]).casefold()


def _record_body(record: Record, blocks: Blocks, origin: Origin) -> None:
    record.taken("body", (), origin)
    for words in blocks.bold_headings:
        record.guessed("body", words, Origin(excerpt=words), Reason.BOLD_LINE)
    for node in blocks.nodes:
        if node["type"] == "picture" and not node["attrs"]["alt"]:
            record.missing("body/alt", Origin(excerpt=node["attrs"]["src"]))


def _in_order(left_out: tuple[LeftOut, ...]) -> tuple[LeftOut, ...]:
    """What was left out, what says the same twice once."""
    return tuple(dict.fromkeys(left_out))
