"""What a browser is called, for people: `Firefox on Windows`, by what it says of itself.

In: the words of a language, a `User-Agent` (RFC 9110, 10.1.5). Out: a name, or as much of what it says as can be shown.
"""

from __future__ import annotations

import re

from newsletter.studio.words import Words

_BROWSERS = (
    ("Edge", r"Edg(e|A|iOS)?/"), ("Opera", r"OPR/|Opera"), ("Samsung Internet", r"SamsungBrowser/"),
    ("Firefox", r"Firefox/|FxiOS/"), ("Chrome", r"Chrom(e|ium)/|CriOS/"), ("Safari", r"Safari/"),
)  # fmt: skip
"""Those that say they are others too come before them."""
_SYSTEMS = (
    ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"), ("ChromeOS", "CrOS"),
    ("macOS", "Mac OS X|Macintosh"), ("Linux", "Linux|X11"),
)  # fmt: skip
_MOST = 60


def browser_called(words: Words, agent: str) -> str:
    """The browser and what it runs on; empty for one that says nothing."""
    browser = next((name for name, mark in _BROWSERS if re.search(mark, agent)), "")
    system = next((name for name, mark in _SYSTEMS if re.search(mark, agent)), "")
    if browser and system:
        return words.gettext("{browser} on {system}").format(browser=browser, system=system)
    return browser or system or agent[:_MOST]
