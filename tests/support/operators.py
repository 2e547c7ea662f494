"""What the pages of docs/operators tell operators to write and to run, as files and commands for tests.

In: the pages. Out: their fenced blocks by their first line, which names the file or what the commands are for.
"""

from __future__ import annotations

import re

from tests.conftest import REPOSITORY

PAGES = sorted((REPOSITORY / "docs/operators").glob("*.md"))


def blocks(language: str) -> dict[str, str]:
    """The blocks in a language, by what stands in their first line after the `#`, up to a comma."""
    words = "\n".join(page.read_text("utf-8") for page in PAGES)
    found = re.findall(rf"^```{language}\n# ([^,\n]+)(.*?)^```$", words, re.MULTILINE | re.DOTALL)
    named = {name: f"# {name}{rest}" for name, rest in found}
    assert len(named) == len(found), "two blocks begin with the same words"
    return named


def types_of_nginx() -> dict[str, str]:
    """The content type of each kind of file as nginx is told it."""
    recipe = blocks("nginx")["/etc/nginx/snippets/newsletter-archive.conf"]
    (types,) = re.findall(r"^types \{(.*?)^\}", recipe, re.MULTILINE | re.DOTALL)
    (with_charset,) = re.findall(r"^charset_types (.*);$", recipe, re.MULTILINE)
    known = {"text/html", *with_charset.split()}  # nginx itself adds the first
    found: dict[str, str] = {}
    for line in types.strip().splitlines():
        kind, *endings = line.strip().rstrip(";").split()
        found |= {f".{ending}": f"{kind}; charset=utf-8" if kind in known else kind for ending in endings}
    return found
