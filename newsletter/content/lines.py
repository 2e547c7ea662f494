"""A text on one line.

In: what an editor wrote. Out: the same without line breaks: a subject, name or title with one could not be mailed.
"""

from __future__ import annotations

import re


def on_one_line(text: str) -> str:
    """The text with each line break, and the spaces around it, as one space."""
    parts = (part.strip(" ") for part in re.split(r"[\t\r\n]+", text))
    return " ".join(part for part in parts if part)
