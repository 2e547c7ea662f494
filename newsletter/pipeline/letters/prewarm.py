"""What a build with empty caches is going to need, made by another process while this one is still loading.

In: a project's folder. Out: compiled templates and fixed words in the cache, sooner or later or never: whoever needs
one that is not there makes it, and tells what is wrong with it. What both processes need is imported with this module,
before they part.
"""

from __future__ import annotations

import contextlib
import os
from multiprocessing import get_context
from pathlib import Path

from newsletter.files import CACHE_FOLDER, Cache
from newsletter.pipeline.chrome import recall_chrome_units
from newsletter.pipeline.letters.gallery import templates_of
from newsletter.pipeline.processes import FEWEST_TASKS, workers_for
from newsletter.render.environment import Templates


def begin_prewarming(root: Path) -> None:
    """Start that process where there are two processors and no compiled template yet; it ends with this one."""
    cache = Cache(root / CACHE_FOLDER)
    is_project = (root / "newsletter.toml").is_file()
    if not is_project or (cache.folder / "templates").exists() or workers_for(2 * FEWEST_TASKS) < 2:
        return
    get_context("fork").Process(target=_prepare, args=(root, cache), daemon=True).start()


def _prepare(root: Path, cache: Cache) -> None:
    with contextlib.suppress(Exception, KeyboardInterrupt):
        recall_chrome_units(root, cache)
        Templates(root / "templates", cache).compile_all()
        templates_of(cache).compile_all()
    os._exit(0)  # none of what this process was forked from is to be ended by it
