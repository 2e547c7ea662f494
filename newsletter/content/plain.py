"""Fields of plain text, such as titles, in which somebody has written Markdown, HTML or a remark.

In: the words of a field. Out: faults: the marks would be shown as they were typed. Only texts below front matter,
sections of text and notes are Markdown.
"""

from __future__ import annotations

from collections.abc import Iterator

from newsletter.content import html
from newsletter.content.document import Fault
from newsletter.content.markdown import inline_tokens
from newsletter.content.marks import TAKEN_OUT, unworked
from newsletter.content.notes import NOTES, notes_in
from newsletter.content.pasted import LEFT_BEHIND

_HINT = "take the marks away: this field holds plain text; or write ` # as typed` behind it if they are meant so"

_NOTE = "take it out: in this field it would be mailed; or write ` # as typed` behind it if it is meant so"


def marks_in(words: str) -> Iterator[Fault]:
    """What of the words is a mark, each once."""
    if not any(sign in words for sign in "*_~`[]<&\\{=^$:|+%＊!") and next(notes_in(words), None) is None:
        return
    said: dict[str, Fault] = {}
    typed: list[str] = []
    for token in inline_tokens(words):
        found, hint, is_error = "", _HINT, False
        match token.type:
            case "text":
                tags = [tag for _, tag in html.inline_tags(token.content)]
                # What closes a tag is told with it, also behind an entity.
                found = "".join([tag for tag in tags if tag.replace("/", "") not in said][:1])
                if not found:
                    # A title may well begin with what begins a list or a heading in Markdown.
                    for mark in unworked(TAKEN_OUT + token.content):
                        hint = mark.hint if mark.hint in LEFT_BEHIND.values() else _HINT
                        if mark.hint in NOTES.values():
                            hint = _NOTE
                        said.setdefault(mark.words, _fault(mark.words, hint))
            case "strong_open" | "s_open":
                found = token.markup
            case "em_open":
                before = "".join(typed)[-1:]
                found = "" if token.markup == "*" and before.isalnum() else token.markup
            case "link_open":
                found = "<" if token.markup == "autolink" else "]("
                hint = "write the words alone: a link has its own key, or stands in the text"
            case "image":
                found, hint = "![", "name the picture under `image`"
            case "code_inline":
                found = token.markup
            case "text_special" if token.content != token.markup:
                found, hint = (
                    token.markup,
                    f"write `{token.content}` itself" if token.content.strip() else "write a blank",
                )
            case "remark":
                found, is_error = "<!--", True
                hint = "take the remark out: in this field it would be mailed; in YAML one begins with `# `"
        typed.append(token.content)
        if found:
            said.setdefault(found, _fault(found, hint, is_error=is_error))
    yield from said.values()


def _fault(words: str, hint: str, *, is_error: bool = False) -> Fault:
    words = words.strip(TAKEN_OUT)
    shown = words if len(words) <= 60 else f"{words[:59]}…"
    return Fault("mark-as-typed", f"`{shown}` is shown as it is typed", hint, 0, is_error, words)
