"""The fixed words of a project's templates, found once.

In: a folder of templates and a cache. Out: the units, or what is wrong with a template.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from newsletter.files import Cache, digest, digest_of, program_digest
from newsletter.problems import Problem
from newsletter.translate.chrome import Parse, chrome_files, chrome_units, page_files, page_units
from newsletter.translate.formats.catalog_json import about_from, about_values
from newsletter.translate.unit import Unit

Found = tuple[list[Unit], list[Problem]]


def recall_chrome_units(root: Path, cache: Cache, digests: Mapping[str, str] | None = None) -> Found:
    """Those of letters, from the cache while no template has changed: reading them costs more than rendering one.

    `digests` are those of templates by their names in the project, as far as they are known.
    """
    folder = root / "templates"
    return _recall_or_find("chrome", folder, chrome_files(folder), chrome_units, cache, digests or {})


def recall_page_units(folder: Path, cache: Cache) -> Found:
    """Those of pages, in the same way, by the folder of the templates."""
    return _recall_or_find("pages", folder, page_files(folder), page_units, cache, {})


def _recall_or_find(
    kind: str,
    folder: Path,
    paths: Sequence[Path],
    find: Callable[[Path, Parse], Found],
    cache: Cache,
    digests: Mapping[str, str],
) -> Found:
    names = [(path, path.relative_to(folder).as_posix()) for path in paths]
    files = (f"{name}:{digests.get(f'templates/{name}') or digest(path.read_bytes())}" for path, name in names)
    key = digest_of([program_digest(), *files])
    kept = cache.get(kind, key)
    if kept is not None:
        return [
            Unit(context, source, about_from(about), plural) for context, source, about, plural in json.loads(kept)
        ], []
    from newsletter.render.environment import Templates

    templates = Templates(folder, cache)
    units, problems = find(folder, lambda path: templates.parse(path.relative_to(folder).as_posix()))
    if not problems:
        plain = [[unit.context, unit.source, about_values(unit.about), unit.plural] for unit in units]
        cache.put(kind, key, json.dumps(plain).encode())
    return units, problems
