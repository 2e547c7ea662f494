"""A page that says where its words come from, as a letter does to whoever looks at it.

In: a page's HTML with the marks of a trace in it, the trace's paths. Out: the same HTML; each traced run says in
`data-u` which value it is, a picture in `data-u-alt` which one describes it. `untraced` takes both out again.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape

from newsletter.content.foreign import unmarked
from newsletter.content.traced import traced_path, with_traces
from newsletter.problems import Path

_ALT = re.compile(r' alt="[^"]*"')


def owned(tag: str, paths: Sequence[Path]) -> str:
    """A tag without marks; a picture's with the path of what describes it."""
    alt = _ALT.search(tag) if tag.startswith("<img ") else None
    path = traced_path(alt[0], paths) if alt else ""
    bare = unmarked(tag)
    return _ALT.sub(lambda found: f'{found[0]} data-u-alt="{escape(path)}"', bare, count=1) if path else bare


def with_values(page: str, paths: Sequence[Path]) -> str:
    """A page, its tags without marks, with an element around each traced run of words."""
    return with_traces(page, paths, lambda words, path: f'<span data-u="{escape(path)}">{words}</span>')
