"""Catalogs parsed a moment ago, by the bytes of their files: each version of a file is parsed once in a program.

In: a locale, a file's name and its bytes. Out: the catalog that was read of just these, where it is still held.
"""

from __future__ import annotations

import threading
from collections import OrderedDict

from newsletter.files import digest
from newsletter.translate.unit import Catalog

_MOST = 24
"""Those of one language, with its shorter locales, and of some others; 10 MB where each has a thousand texts."""


class Parsed:
    """The catalogs that were asked for last; any number of threads may ask."""

    def __init__(self) -> None:
        self._held: OrderedDict[tuple[str, str, str], Catalog] = OrderedDict()
        self._alone = threading.Lock()

    def get(self, locale: str, file: str, data: bytes) -> Catalog | None:
        """The catalog of these bytes, or None."""
        key = (locale, file, digest(data))
        with self._alone:
            found = self._held.get(key)
            if found is not None:
                self._held.move_to_end(key)
            return found

    def put(self, catalog: Catalog, data: bytes) -> None:
        """Hold a catalog that these bytes are read as without any problem."""
        with self._alone:
            self._held[catalog.locale, catalog.file, digest(data)] = catalog
            while len(self._held) > _MOST:
                self._held.popitem(last=False)
