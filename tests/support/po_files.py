"""Catalogs out of texts."""

from newsletter.translate.formats.po import parse_catalog
from newsletter.translate.unit import Catalog
from tests.conftest import text_of

FILE = "locales/nl/LC_MESSAGES/2024-01.po"

HEAD = r"""msgid ""
msgstr ""
"Language: nl\n"
"Content-Type: text/plain; charset=UTF-8\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\n"

"""


def read(text: str | bytes, locale: str = "nl") -> Catalog:
    data = text if isinstance(text, bytes) else (HEAD + text_of(text)).encode()
    catalog, problems = parse_catalog(data, locale, FILE)
    assert problems == []
    assert catalog is not None
    return catalog
