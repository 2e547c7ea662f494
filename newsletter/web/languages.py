"""Which languages a browser asks for."""

from __future__ import annotations

import re

from newsletter import locales


def accepted(header: str) -> tuple[str, ...]:
    """The locales of an `Accept-Language` header, best first (RFC 9110 section 12.5.4)."""
    found: list[tuple[float, str]] = []
    for part in header[:200].split(","):
        tag, _, weight = part.partition(";")
        known = locales.canonical(tag.strip())
        quality = re.fullmatch(r"\s*q=(0(?:\.\d{0,3})?|1(?:\.0{0,3})?)\s*", weight or "q=1")
        if known and quality and float(quality[1]) > 0:
            found.append((-float(quality[1]), known))
    return tuple(tag for _, tag in sorted(found, key=lambda each: each[0]))
