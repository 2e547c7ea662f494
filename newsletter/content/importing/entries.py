"""Entries of feeds and answers, which say by themselves what is title, text and day, as drafts of articles.

In: entries, each value with where it stands. Out: `Imported` with an article for each.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from newsletter.content.blocks.body import Node
from newsletter.content.clean.cleaned import Kind, LeftOut
from newsletter.content.clean.parsing import parse
from newsletter.content.clean.plain import clean_text
from newsletter.content.clean.tree import words_of
from newsletter.content.importing.addresses import whole_address
from newsletter.content.importing.blocks import blocks_of_html, without_title
from newsletter.content.importing.choosing import choose_locale, choose_slug, record_locale
from newsletter.content.importing.drafts import ArticleDraft, PersonDraft, PictureDraft
from newsletter.content.importing.findings import Asked, Finding, Imported, Origin, SourcePicture
from newsletter.content.importing.page_furniture import text_of
from newsletter.content.importing.page_head import Said, day_in
from newsletter.content.importing.page_pictures import PagePictures
from newsletter.content.importing.recording import Record
from newsletter.problems import Location, Problem, error, warning

MOST = 100
"""Entries of one source that become articles."""
_LONGEST_SUMMARY = 400
_SIGNATURE = re.compile(
    r"(?:The post|Der Beitrag|L[’']article|La entrada|L[’']articolo|Artykuł|Het bericht|O (?:post|conteúdo|artigo)"
    r"|Inlägget|Příspěvek|Článok|Το άρθρο|Indlægget|Articolul)\b.{1,300}"
    r" (?:appeared first on|erschien zuerst auf|est apparu en premier sur|(?:se publicó|apareció) primero en"
    r"|proviene da|pochodzi z serwisu|verscheen eerst op|(?:aparece|apareceu) primeiro em|dök först upp på|pochází z"
    r"|zobrazený najskôr|εμφανίστηκε πρώτα στο|blev først udgivet på|apare prima dată în) .{1,200}",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry. Texts of `title` and `summary` may hold HTML; `html` or `text` is its body, None where it has none.

    `link` is where it stands on the web; `is_whole` says that its body is the whole text, not its beginning.
    """

    title: Said | None
    html: Said | None
    text: Said | None = None
    summary: Said | None = None
    link: Said | None = None
    date: Said | None = None
    author: Said | None = None
    language: Said | None = None
    topics: tuple[Said, ...] = ()
    image: Said | None = None
    image_alt: Said | None = None
    is_whole: bool = True


def articles_of(entries: Sequence[Entry], asked: Asked) -> Imported:
    """The articles of entries, in their order."""
    problems: list[Problem] = []
    place = Location(asked.name or asked.address)
    if not entries:
        hint = "look whether the address is that of the feed or answer that was meant"
        return Imported(problems=(error("nothing-to-import", "there is no entry in it", place, hint),))
    if len(entries) > MOST:
        message = f"it has {len(entries):,} entries; the first {MOST} were taken"
        problems.append(warning("many-entries", message, place, "ask for fewer, or save those that are wanted"))
    articles: list[ArticleDraft] = []
    pictures: dict[str, SourcePicture] = {}
    findings: list[Finding] = []
    left_out: list[LeftOut] = []
    for entry in entries[:MOST]:
        made = _Made(entry, asked, [each.slug for each in articles])
        articles.append(made.draft)
        pictures |= made.pictures.found
        findings += made.record.findings
        left_out += made.left_out
        problems += [each for each in made.problems if each not in problems]
    return Imported(
        tuple(articles), (), tuple(pictures.values()), tuple(findings), (), tuple(left_out), tuple(problems)
    )


class _Made:
    """One entry made an article."""

    def __init__(self, entry: Entry, asked: Asked, slugs: Sequence[str]) -> None:
        base = whole_address(entry.link.value, asked.address) if entry.link else asked.address
        self.pictures = PagePictures(base)
        title = plain_words(entry.title.value) if entry.title else ""
        self.record = Record(f"articles/{choose_slug(title, Asked(address=base, name=asked.name), slugs)}")
        said = entry.language or Said("", Origin())
        locale, origin, guess, self.problems = choose_locale(said.value, said.origin, asked)
        record_locale(self.record, locale, origin, guess)
        if title and entry.title:
            self.record.taken("title", title, entry.title.origin)
        else:
            self.record.missing("title")
        self.left_out: tuple[LeftOut, ...] = ()
        nodes = without_title(self._body_of(entry), title)
        summary, is_text = self._summary_of(entry, nodes)
        nodes = [] if is_text else nodes
        if nodes and (body := entry.html or entry.text):
            self.record.taken("body", (), body.origin)
        date = day_in(entry.date.value) if entry.date else None
        if date and entry.date:
            self.record.taken("date", date, entry.date.origin)
        author = plain_words(entry.author.value) if entry.author else ""
        if author and entry.author:
            self.record.taken("author", author, entry.author.origin)
        topics = [each for each in entry.topics if plain_words(each.value)]
        for number, topic in enumerate(topics):
            self.record.taken(f"topics/{number}", plain_words(topic.value), topic.origin)
        link = base if entry.link and not (entry.is_whole and nodes) else ""
        if link and entry.link:
            self.record.taken("link", link, entry.link.origin)
        self.draft = ArticleDraft(
            slug=self.record.path.removeprefix("articles/"),
            locale=locale,
            title=title,
            summary=summary,
            author=PersonDraft(author) if author else None,
            date=date,
            topics=tuple(plain_words(each.value) for each in topics),
            image=self._image_of(entry, nodes),
            link=link,
            body=tuple(nodes),
        )

    def _body_of(self, entry: Entry) -> list[Node]:
        if entry.html:
            blocks = blocks_of_html(entry.html.value, self.pictures)
            nodes, signature = without_signature(blocks.nodes)
            self.left_out = (*blocks.left_out, *signature)
            return nodes
        return list(clean_text(entry.text.value).nodes) if entry.text else []

    def _summary_of(self, entry: Entry, nodes: Sequence[Node]) -> tuple[str, bool]:
        """The summary, and whether it is all the text there is."""
        words = plain_words(entry.summary.value) if entry.summary else ""
        if (
            entry.summary
            and words
            and len(words) <= _LONGEST_SUMMARY
            and not words.endswith(("…", "...", "[…]", "[...]"))
        ):
            return self.record.taken("summary", words, entry.summary.origin), False
        body = entry.html or entry.text
        if body and not entry.is_whole and len(nodes) == 1 and nodes[0]["type"] == "paragraph":
            words = plain_words(body.value)
            if words and len(words) <= _LONGEST_SUMMARY:
                return self.record.taken("summary", words, body.origin), True
        self.record.missing("summary")
        return "", False

    def _image_of(self, entry: Entry, nodes: list[Node]) -> PictureDraft | None:
        """The picture that the entry names, else the one that opens its text."""
        if entry.image and (picture := self.pictures.keep(entry.image.value)):
            if nodes and nodes[0]["type"] == "picture" and nodes[0]["attrs"]["src"] == picture.source:
                del nodes[0]
            alt = " ".join(entry.image_alt.value.split()) if entry.image_alt else ""
            self.record.taken("image/src", picture.source, entry.image.origin)
            if alt and entry.image_alt:
                self.record.taken("image/alt", alt, entry.image_alt.origin)
            else:
                self.record.missing("image/alt")
            return PictureDraft(picture.source, alt)
        if not nodes or nodes[0]["type"] != "picture":
            return None
        attrs = nodes.pop(0)["attrs"]
        self.record.taken("image/src", attrs["src"], Origin(excerpt=attrs["src"]))
        if attrs["alt"]:
            self.record.taken("image/alt", attrs["alt"], Origin(excerpt=attrs["alt"]))
        else:
            self.record.missing("image/alt")
        return PictureDraft(attrs["src"], attrs["alt"], attrs["caption"] or "")


def without_signature(nodes: Sequence[Node]) -> tuple[list[Node], list[LeftOut]]:
    """The blocks without the line that WordPress puts below each entry of its feeds."""
    if (
        nodes
        and nodes[-1]["type"] == "paragraph"
        and _SIGNATURE.fullmatch(words := " ".join(text_of(nodes[-1]).split()))
    ):
        return list(nodes[:-1]), [LeftOut(Kind.FURNITURE, words)]
    return list(nodes), []


def plain_words(html: str) -> str:
    """A text that may hold HTML, as its words on one line."""
    if "<" not in html and "&" not in html:
        return " ".join(html.split())
    return " ".join(words_of(parse(html)).split())
