"""The fixed words of a project's templates, found once.

In: a project's folder and its cache. Out: the units, or what is wrong with a template.
"""

from __future__ import annotations

import json
from pathlib import Path

from newsletter.files import Cache, digest, digest_of, program_digest
from newsletter.problems import Problem
from newsletter.translate.chrome import chrome_files, chrome_units
from newsletter.translate.unit import Unit


def kept_chrome_units(root: Path, cache: Cache) -> tuple[list[Unit], list[Problem]]:
    """From the cache while no template has changed: reading them all costs more than rendering a letter."""
    folder = root / "templates"
    files = (f"{path.relative_to(folder)}:{digest(path.read_bytes())}" for path in chrome_files(folder))
    key = digest_of([program_digest(), *files])
    kept = cache.get("chrome", key)
    if kept is not None:
        return [Unit(*values) for values in json.loads(kept)], []
    units, problems = chrome_units(folder)
    if not problems:
        plain = [[unit.context, unit.source, unit.notes, unit.plural] for unit in units]
        cache.put("chrome", key, json.dumps(plain).encode())
    return units, problems
