"""The catalogs of this repository, file by file."""

from functools import cache
from pathlib import Path

from newsletter.translate.formats.po import parse_catalog
from newsletter.translate.unit import Catalog
from tests.conftest import REPOSITORY

FILES = sorted((REPOSITORY / "locales").rglob("*.po"))


@cache
def catalog_of(path: Path) -> Catalog:
    """A catalog of this repository, parsed once: nothing changes it."""
    locale = path.parts[-3]
    catalog, problems = parse_catalog(path.read_bytes(), locale, str(path.relative_to(REPOSITORY)))
    assert problems == []
    assert catalog is not None
    return catalog
