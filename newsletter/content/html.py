"""HTML in an article: never shown as HTML, so that it is told.

In: a line of a paragraph, or words of it. Out: the tag that was found, and what to write instead of it.
"""

from __future__ import annotations

from newsletter.patterns import late

_TAG = late(r"</?(?P<name>[A-Za-z][A-Za-z0-9-]*)(?:\s[^<>]*|/)?>")
_BLOCK_TAG = late(r"</?(?P<name>[A-Za-z][A-Za-z0-9-]*)(?=[\s/>]|$)")
_OTHER = late(r"<(?:\?|![A-Za-z\[])")
_RAW = frozenset({"script", "pre", "style", "textarea", "video", "audio", "svg", "object", "embed", "picture"})
_INSTEAD = {
    **dict.fromkeys(("b", "strong"), "write `**words**`"),
    **dict.fromkeys(("i", "em", "cite"), "write `*words*`"),
    **dict.fromkeys(("s", "del", "strike"), "write `~~words~~`"),
    "a": "write `[words](https://…)`",
    "img": "write `![what it shows](file.png)` on a line of its own",
    "br": "end the line with a backslash, or leave an empty line for a new paragraph",
    **dict.fromkeys(("p", "div", "section", "article", "center", "span", "font"), "take the tags away"),
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), "write `## ` before a heading"),
    **dict.fromkeys(("ul", "ol", "li", "dl", "dt", "dd"), "write each entry on a line that begins with `- `"),
    **dict.fromkeys(("table", "thead", "tbody", "tr", "td", "th"), "write a table with `|` and a line `| --- |`"),
    "blockquote": "write `> ` before each line",
    **dict.fromkeys(("sup", "sub"), "write the raised or lowered character itself, such as ² or ₂"),
    **dict.fromkeys(("u", "ins", "mark", "small", "big"), "take the tags away, or write `**words**`"),
    **dict.fromkeys(("iframe", "video", "audio", "object", "embed", "form"), "link to the page where it is"),
    **dict.fromkeys(("script", "style"), "take it away: no mail program runs it"),
    "hr": "write a heading, which parts a text better",
}
_DEFAULT = "write Markdown, or `&lt;` for the character"


def block_tag(line: str) -> str:
    """The tag that makes a line a block of HTML (CommonMark 0.31, section 4.6); empty where there is none."""
    from markdown_it.common.html_blocks import block_names

    line = line.lstrip()
    if found := _OTHER.match(line):
        return found[0]
    found = _BLOCK_TAG.match(line)
    if found and found["name"].lower() in (*block_names, *_RAW):
        whole = _TAG.match(line)
        return whole[0] if whole else found[0]
    return ""


def inline_tags(words: str) -> list[tuple[int, str]]:
    """The tags of HTML among words, where they begin; those that close another are left out unless they are alone."""
    found = [(each.start(), each[0]) for each in _TAG.finditer(words)]
    return [each for each in found if not each[1].startswith("</")] or found[:1]


def name_of(tag: str) -> str:
    """The name of a tag in small letters, with or without its stroke: `ul` of `</UL>`."""
    found = _BLOCK_TAG.match(tag)
    return found["name"].lower() if found else tag


def instead_of(tag: str) -> str:
    """What to write instead of a tag, as a hint."""
    found = _BLOCK_TAG.match(tag)
    return _INSTEAD.get(found["name"].lower(), _DEFAULT) if found else _DEFAULT
