"""Compiled templates, kept in a project's cache and in the process.

In: what Jinja2 compiles. Out: the same the next time, for the same source and program.
"""

from __future__ import annotations

from functools import lru_cache
from types import CodeType

import jinja2

from newsletter.files import Cache, program_digest

_CODES: dict[tuple[str, str], CodeType] = {}
"""What this process has compiled or read, by Jinja2's key and the digest of the source: any folder's templates that
are the same share it."""
_MOST_CODES = 1024


class Bytecode(jinja2.BytecodeCache):
    """Compiled templates in the project's cache; Jinja2 checks them against the source's hash itself.

    How a filter is called is compiled in, so that the program is part of the name.
    """

    def __init__(self, cache: Cache) -> None:
        self.cache = cache

    def get_source_checksum(self, source: str) -> str:
        """The hash of a source, of which each letter's environment asks anew."""
        return _checksum(source)

    def load_bytecode(self, bucket: jinja2.bccache.Bucket) -> None:
        """The compiled template, where it is known."""
        bucket.code = _CODES.get((bucket.key, bucket.checksum))
        if bucket.code is not None:
            if not self.cache.has("templates", _name(bucket)):  # for other processes
                self.cache.put("templates", _name(bucket), bucket.bytecode_to_string())
        elif data := self.cache.get("templates", _name(bucket)):
            bucket.bytecode_from_string(data)
            _remember(bucket)

    def dump_bytecode(self, bucket: jinja2.bccache.Bucket) -> None:
        """Keep what was compiled."""
        _remember(bucket)
        self.cache.put("templates", _name(bucket), bucket.bytecode_to_string())


@lru_cache(maxsize=128)
def _checksum(source: str) -> str:
    return jinja2.BytecodeCache().get_source_checksum(source)


def _name(bucket: jinja2.bccache.Bucket) -> str:
    return f"{bucket.key}-{program_digest()[:16]}"


def _remember(bucket: jinja2.bccache.Bucket) -> None:
    if len(_CODES) >= _MOST_CODES:
        _CODES.clear()
    if bucket.code is not None:
        _CODES[bucket.key, bucket.checksum] = bucket.code
