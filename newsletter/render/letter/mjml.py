"""MJML to HTML by mjml-python: the only module that imports it.

In: a skeleton, which holds no words. Out: HTML. Fonts are never fetched (`fonts={}`): with the default mrml links a
web font as soon as it sees the family's name.
"""

from __future__ import annotations

import re

from mjml import mjml2html

from newsletter.exceptions import NewsletterError

_VALUE = re.compile(r'="([^"]*)"')
_CORRUPTED = re.compile(r"[^ -~]|\\")


class MjmlError(NewsletterError):
    """mrml refused a skeleton that our own check of the tags let through."""


def to_html(skeleton: str) -> str:
    """The HTML of a skeleton, always the same bytes. Raises `MjmlError` for what is no MJML."""
    try:
        html = mjml2html(_protected(skeleton.replace("\r\n", "\n")), fonts={}, disable_comments=False)
    except ValueError as fault:
        raise MjmlError(str(fault)) from fault
    except BaseException as fault:
        if type(fault).__name__ != "PanicException":  # of Rust: it is no Exception, and has no name to import
            raise
        raise MjmlError("mrml gave up on it") from None
    # Two comments for Outlook side by side are one, as in the official MJML: 2 KB of a letter.
    return html.replace("<![endif]--><!--[if mso | IE]>", "")


def _protected(mjml: str) -> str:
    """Mrml 6 prints attribute values as Rust source, with its escapes; numeric references come through untouched."""

    def value(found: re.Match[str]) -> str:
        encoded = _CORRUPTED.sub(lambda bad: f"&#{ord(bad.group())};", found[1])
        return f'="{encoded}"'

    return _VALUE.sub(value, mjml)
