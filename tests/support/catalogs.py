"""The catalogs of this repository, file by file."""

from pathlib import Path

from newsletter.translate.formats.po import parse_catalog
from newsletter.translate.unit import Catalog
from tests.conftest import REPOSITORY

FILES = sorted((REPOSITORY / "locales").rglob("*.po"))


def catalog_of(path: Path) -> Catalog:
    locale = path.parts[-3]
    catalog, problems = parse_catalog(path.read_bytes(), locale, str(path.relative_to(REPOSITORY)))
    assert problems == []
    assert catalog is not None
    return catalog
