"""The page at an old address, which leads to the new one on any web server.

In: the title of what has moved, and the way to it. Out: a small page of HTML.
"""

from __future__ import annotations

from html import escape

from newsletter.locales import direction


def moved_page(title: str, way: str, address: str, locale: str) -> bytes:
    """A page that leads on at once; `way` is relative, `address` the whole new one, for search engines."""
    page = f"""\
<!doctype html>
<html lang="{escape(locale)}" dir="{direction(locale)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{escape(title)}</title>
<link rel="canonical" href="{escape(address)}">
<meta name="robots" content="noindex">
<meta http-equiv="refresh" content="0; url={escape(way)}">
</head>
<body><p><a href="{escape(way)}">{escape(title)}</a></p></body>
</html>
"""
    return page.encode("utf-8")
