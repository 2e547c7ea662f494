"""What the studio's pages are made with: style sheets and the bundle, each at an address that changes with it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from newsletter.files import digest
from newsletter.studio.request import StudioRequest, StudioResponse, not_found

FOLDER = Path(__file__).parent / "static"
_KINDS = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml"}
_FOR_EVER = (("cache-control", "public, max-age=31536000, immutable"),)


@dataclass(frozen=True)
class StaticFiles:
    """The files of a folder, read once."""

    folder: Path = FOLDER

    @cached_property
    def _files(self) -> dict[str, bytes]:
        return {path.name: path.read_bytes() for path in sorted(self.folder.iterdir()) if path.suffix in _KINDS}

    def address(self, name: str) -> str:
        """Where a file is: `/static/base-0123456789abcdef.css`."""
        stem, _, end = name.rpartition(".")
        return f"/static/{stem}-{digest(self._files[name])[:16]}.{end}"

    def answer(self, request: StudioRequest) -> StudioResponse:
        """The file at an address; none under the digest of another release."""
        found = {self.address(name): name for name in self._files}.get(request.path)
        if found is None:
            return not_found()
        return StudioResponse(200, self._files[found], _KINDS[Path(found).suffix], _FOR_EVER)
