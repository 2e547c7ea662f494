"""What somebody pastes into an article, as blocks.

In: HTML or plain text of a clipboard. Out: a `Cleaned`: blocks for the editor, and what was left out.
"""

from __future__ import annotations

from newsletter.content.clean.cleaned import Cleaned
from newsletter.content.clean.html import clean
from newsletter.content.clean.plain import clean_text


def paste(*, html: str = "", text: str = "", words_only: bool = False) -> Cleaned:
    """The blocks of a paste: of its HTML where there is some, else of its text."""
    if html.strip():
        return clean(html, words_only=words_only)
    return clean_text(text, words_only=words_only)
