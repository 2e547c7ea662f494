"""Use case: the letters of an issue are built, or recalled where nothing has changed since the last time.

In: `BuildRequest`. Out: `BuildReport`. What is needed to see that nothing has changed is all that is imported at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from newsletter.files import CACHE_FOLDER, Cache
from newsletter.pipeline.letters.build_cache import Build, Built, recall_whole, whole_inputs
from newsletter.pipeline.use_case import Place, Watch, issue_at, reporting, unwatched
from newsletter.problems import Problem, has_errors


@dataclass(frozen=True, slots=True)
class BuildRequest:
    """The editions of an issue, all or those of some points and locales; None is the newest issue.

    `out` is the folder for letters, the project's `build` for None. With `is_strict` nothing is written when there is
    an error anywhere. `share` is a file that all editions are packed into.
    """

    place: Place
    issue: str | None = None
    points: tuple[str, ...] = ()
    locales: tuple[str, ...] = ()
    out: Path | None = None
    is_strict: bool = False
    share: Path | None = None


@dataclass(frozen=True, slots=True)
class BuildReport:
    """The editions built, in their order, with all problems; none where nothing was written.

    `shared_bytes` is the size of the file that they were packed into; 0 when they were not.
    """

    issue: str
    folder: Path
    editions: tuple[Built, ...]
    problems: tuple[Problem, ...]
    shared_bytes: int = 0


@reporting
def build_issue(request: BuildRequest, watch: Watch = unwatched) -> BuildReport:
    """Build what can be built; the rest is reported."""
    root = request.place.root
    result = recalled(request)
    if result is None or (request.is_strict and has_errors(result.problems)):
        result = _built(request, watch)
    shared_bytes = 0
    if request.share and result.gallery:
        from newsletter.pipeline.letters.gallery import share

        shared_bytes = share(root, result, request.share)
    return BuildReport(result.issue, result.folder, tuple(result.editions), tuple(result.problems), shared_bytes)


def recalled(request: BuildRequest) -> Build | None:
    """The build of this issue when nothing at all has changed since it was made: no file is read but to see that.

    Its letters come from the cache where the build folder has lost them.
    """
    root = request.place.root
    cache = Cache(root / CACHE_FOLDER)
    if not (cache.folder / "builds").is_dir():
        return None
    slug = request.issue or max((path.parent.name for path in (root / "issues").glob("*/issue.yaml")), default="")
    key = whole_inputs(root, slug, (request.points, request.locales), request.place.environ)
    return recall_whole(cache, key, slug, (request.out or root / "build") / slug)


def _built(request: BuildRequest, watch: Watch) -> Build:
    from newsletter.pipeline.letters import build, prewarm

    prewarm.begin_prewarming(request.place.root)
    project, slug = issue_at(request.place, request.issue)
    return build.build(
        project, slug, request.points, request.locales,
        out=request.out, strict=request.is_strict, progress=watch, environ=request.place.environ,
    )  # fmt: skip
