"""A Word document as the draft of an article.

In: the bytes of a `.docx`. Out: `Imported` with one article. The only module that imports mammoth, which makes of a
document what its styles mean; what it gives goes through the one cleaner for HTML. What is in the file is looked at
before: sizes that a small file claims to unpack to, entities, macros.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from newsletter.content.blocks.body import Node
from newsletter.content.clean.cleaned import Kind, LeftOut
from newsletter.content.importing.blocks import blocks_of_html, with_levels
from newsletter.content.importing.choosing import choose_locale, choose_slug, record_locale
from newsletter.content.importing.drafts import ArticleDraft, PictureDraft
from newsletter.content.importing.findings import Asked, Imported, Origin, Reason, SourcePicture
from newsletter.content.importing.limits import unsafe_xml
from newsletter.content.importing.page_furniture import is_strong_alone, text_of
from newsletter.content.importing.page_pictures import PagePictures
from newsletter.content.importing.recording import Record
from newsletter.problems import Location, Problem, error, warning

MAX_BYTES = 50_000_000
MAX_XML = 10_000_000
"""Bytes of all the XML in a document, unpacked: a book of a thousand pages has less."""
MAX_ELEMENTS = 100_000
"""Of the parts that hold text; fifty pages have some 20,000. 98,000 took 105 MB and five seconds."""
_WITH_TEXT = re.compile(r"word/(?:document\d*|footnotes\d*|endnotes\d*|comments\d*|styles|numbering)\.xml")
MAX_UNPACKED = 200_000_000
MAX_PARTS = 2_000
MAX_PICTURE = 25_000_000
_STYLES = """
p[style-name='Title'] => h1.word-title:fresh
p[style-name='Subtitle'] => p.word-subtitle:fresh
p[style-name='caption'] => p.caption:fresh
p[style-name='Quote'] => blockquote > p:fresh
p[style-name='Intense Quote'] => blockquote > p:fresh
r[style-name='Strong'] => strong
r[style-name='Emphasis'] => em
"""
_LANGUAGE = re.compile(rb"<w:lang\b[^>]{0,200}?\bw:val=\"([A-Za-z-]{2,12})\"")
_DELETED = re.compile(r"<w:delText\b[^>]{0,100}>([^<]{0,10000})</w:delText>")
_TEXT = re.compile(r"<w:t\b[^>]{0,100}>([^<]{0,10000})</w:t>")
_SHORT = 15
"""Words of a first line that may be a title."""


def read_word(data: bytes, asked: Asked) -> Imported:
    """The article of a Word document."""
    place = Location(asked.name or asked.address)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts, found = _looked_at(data, archive, place)
            if not parts:
                return Imported(problems=tuple(found))
            html, pictures = _as_html(data)
    except ImportError:  # of this program, not of the document
        raise
    except Exception:  # what somebody has damaged or made up makes zipfile, expat and mammoth raise nearly anything
        hint = "open it in Word and save it once more"
        return Imported(problems=(error("broken-source", "the Word document is damaged", place, hint),))
    blocks = blocks_of_html(html, pictures)
    if not blocks.nodes:
        message = "there is no text in the document"
        return Imported(
            problems=(*found, error("nothing-to-import", message, place, "look whether it is the right one"))
        )
    title, reason, origin, nodes = _title_of(html, list(blocks.nodes), asked)
    record = Record(f"articles/{choose_slug(title, asked)}")
    locale, problems = _locale_of(parts, asked, record)
    _record_title(record, title, origin, reason)
    summary, nodes = _summary_of(html, nodes, record)
    image, nodes = _image_of(nodes, record)
    _record_body(record, nodes, blocks.bold_headings)
    slug = record.path.removeprefix("articles/")
    draft = ArticleDraft(slug, locale, title, summary, image=image, body=tuple(nodes))
    return Imported(
        articles=(draft,),
        pictures=tuple(pictures.found.values()),
        findings=tuple(record.findings),
        left_out=(*blocks.left_out, *_left_out(parts)),
        problems=(*found, *problems),
    )


def _looked_at(data: bytes, archive: zipfile.ZipFile, place: Location) -> tuple[dict[str, bytes], list[Problem]]:
    """The XML of a document by its names, none where it may not be read; and what is wrong with it.

    Sizes are those that the file claims: `zipfile` unpacks no more than it claims.
    """
    infos = archive.infolist()
    xml = [each for each in infos if each.filename.lower().endswith((".xml", ".rels"))]
    hint = "save the text that is wanted as a document of its own"
    sizes = (
        (len(data), MAX_BYTES, "the document has {:,} bytes"),
        (len(infos), MAX_PARTS, "the document has {:,} parts"),
        (sum(each.file_size for each in xml), MAX_XML, "the text of the document would unpack to {:,} bytes"),
        (sum(each.file_size for each in infos), MAX_UNPACKED, "the document would unpack to {:,} bytes"),
    )
    for size, limit, said in sizes:
        if size > limit:
            return {}, [error("source-too-large", f"{said.format(size)}; the limit is {limit:,}", place, hint)]
    parts = {each.filename: archive.read(each) for each in xml}
    for part in parts.values():
        if problem := unsafe_xml(part, place):
            return {}, [problem]
    elements = sum(part.count(b"</") + part.count(b"/>") for name, part in parts.items() if _WITH_TEXT.fullmatch(name))
    if elements > MAX_ELEMENTS:
        message = f"the text of the document has {elements:,} parts; the limit is {MAX_ELEMENTS:,}"
        return {}, [error("source-too-large", message, place, hint)]
    found: list[Problem] = []
    if any(each.filename.lower().endswith("vbaproject.bin") for each in infos):
        message = "there are macros in the document; its text was read, and nothing of them"
        found.append(warning("macros-in-source", message, place, "ask whoever sent it what they are for"))
    return parts, found


def _as_html(data: bytes) -> tuple[str, PagePictures]:
    """The document as HTML, its pictures kept by name."""
    import mammoth

    pictures = PagePictures()

    def keep(image: Any) -> dict[str, str]:
        with image.open() as file:
            held = file.read(MAX_PICTURE + 1)
        ending = str(image.content_type).rpartition("/")[2].partition("+")[0].replace("jpeg", "jpg")
        source = f"word-{len(pictures.found) + 1}.{ending}"
        pictures.found[source] = SourcePicture(source, "", "", held)
        return {"src": source}

    made = mammoth.convert_to_html(
        io.BytesIO(data),
        style_map=_STYLES,
        convert_image=mammoth.images.img_element(keep),
        ignore_empty_paragraphs=True,
    )
    return str(made.value), pictures


def _title_of(html: str, nodes: list[Node], asked: Asked) -> tuple[str, Reason | None, Origin, list[Node]]:
    """The title, how it was guessed, where it stands, and the blocks without it."""
    first = nodes[0]
    words = text_of(first).strip()
    origin = Origin(element="block[1]", excerpt=words[:120])
    if 'class="word-title"' in html:
        at = html.index('class="word-title"')
        before = len(re.findall(r"<h1\b|<h2\b|<p\b", html[:at])) - 1
        if before == 0 and first["type"] == "heading":
            return words, None, origin, with_levels(nodes[1:])
    if first["type"] == "heading":
        return words, Reason.FIRST_HEADING, origin, with_levels(nodes[1:])
    is_line = (
        first["type"] == "paragraph" and 0 < len(words.split()) <= _SHORT and not words.endswith((".", ":", ",", ";"))
    )
    if is_line and len(nodes) > 1 and (is_strong_alone(first) or len(words.split()) <= _SHORT):
        return words, Reason.FIRST_LINE, origin, nodes[1:]
    return "", None, origin, nodes


def _record_title(record: Record, title: str, origin: Origin, reason: Reason | None) -> None:
    """Where the title comes from: a style that says so, a guess with its reason, or nowhere."""
    if not title:
        record.missing("title")
    elif reason:
        record.guessed("title", title, origin, reason)
    else:
        record.taken("title", title, origin)


def _locale_of(parts: Mapping[str, bytes], asked: Asked, record: Record) -> tuple[str, Sequence[Problem]]:
    """The locale that the document says it is in, or the one that was asked for; and what is wrong with it."""
    language = _LANGUAGE.search(parts.get("word/styles.xml", b""))
    said = language[1].decode("ascii") if language else ""
    locale, place, guess, problems = choose_locale(said, Origin(element="word/styles.xml", excerpt=said), asked)
    record_locale(record, locale, place, guess)
    return locale, problems


def _summary_of(html: str, nodes: list[Node], record: Record) -> tuple[str, list[Node]]:
    """The subtitle, where there is one, and the blocks without it."""
    if nodes and nodes[0]["type"] == "paragraph" and 'class="word-subtitle"' in html:
        words = text_of(nodes[0]).strip()
        subtitle = re.search(r'class="word-subtitle"[^>]*>(.*?)</p>', html, re.DOTALL)
        if (
            subtitle
            and re.sub(r"<[^>]*>|\W", "", subtitle[1])[:40] == re.sub(r"\W", "", words)[:40]
            and len(words) <= 400
        ):
            record.taken("summary", words, Origin(element="block[2]", excerpt=words[:120]))
            return words, nodes[1:]
    record.missing("summary")
    return "", nodes


def _image_of(nodes: list[Node], record: Record) -> tuple[PictureDraft | None, list[Node]]:
    """The picture that the text begins with, where it does, and the blocks without it."""
    if not nodes or nodes[0]["type"] != "picture":
        return None, nodes
    attrs = nodes[0]["attrs"]
    image = PictureDraft(attrs["src"], attrs["alt"], attrs["caption"] or "")
    record.taken("image/src", image.source, Origin(element="block[1]"))
    if image.alt:
        record.taken("image/alt", image.alt, Origin(element="block[1]"))
    else:
        record.missing("image/alt")
    return image, nodes[1:]


def _record_body(record: Record, nodes: Sequence[Node], bold_headings: Iterable[str]) -> None:
    """The rest of the text: what was guessed to be a heading, and pictures that say nothing."""
    record.taken("body", (), Origin(element="word/document.xml"))
    for words in bold_headings:
        record.guessed("body", words, Origin(excerpt=words), Reason.BOLD_LINE)
    for node in nodes:
        if node["type"] == "picture" and not node["attrs"]["alt"]:
            record.missing("body/alt", Origin(excerpt=node["attrs"]["src"]))


def _left_out(parts: dict[str, bytes]) -> tuple[LeftOut, ...]:
    """What a document holds that its readers don't see: what was deleted, and notes in its margin."""
    out = []
    document = parts.get("word/document.xml", b"").decode("utf-8", "replace")
    if deleted := " ".join(" ".join(_DELETED.findall(document)).split()):
        out.append(LeftOut(Kind.DELETED, deleted))
    comments = parts.get("word/comments.xml", b"").decode("utf-8", "replace")
    out += [
        LeftOut(Kind.NOTE, words)
        for each in comments.split("</w:comment>")[:-1]
        if (words := " ".join(" ".join(_TEXT.findall(each)).split()))
    ]
    return tuple(out)
