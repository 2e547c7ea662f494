"""Articles and networks that were renamed: mailed letters lead to their old addresses, which lead to the new ones.

In: the old names of the project (`issues/moved.yaml`), what letters lead to. Out: the same by the names of now, and a
small page at each old address that a letter leads to or that once was public.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from newsletter.content.moved import FILE, BrokenMovedError, Moved, read_moved
from newsletter.mail.delivery.published import Published
from newsletter.pipeline.archive.making import Making
from newsletter.render.web.moved_page import moved_page

LedTo = Mapping[str, Mapping[str, Published]]
_ENDS = {"articles": ".md", "networks": ".yaml"}


@dataclass(frozen=True, slots=True)
class OldNames:
    """The old names of one kind; one that something else has by now is none of them."""

    root: Path
    kind: str
    moved: Moved

    @classmethod
    def at(cls, root: Path, kind: str) -> OldNames:
        """Those of a project."""
        path = root / FILE
        try:
            return cls(root, kind, read_moved(path.read_bytes() if path.is_file() else None))
        except BrokenMovedError:  # what letters lead to and is nowhere is told one by one
            return cls(root, kind, Moved())

    def now(self, name: str) -> str:
        """The name of now."""
        return name if self._is_there(name) else self.moved.name_of(self.kind, name)

    def of(self, name: str) -> list[str]:
        """The old names of what has this name now."""
        return [old for old in self.moved.old_names(self.kind, name) if not self._is_there(old)]

    def _is_there(self, name: str) -> bool:
        return (self.root / "issues" / self.kind / f"{name}{_ENDS[self.kind]}").is_file()

    def by_new_names(self, led_to: LedTo) -> dict[str, dict[str, Published]]:
        """What letters lead to, by locale and the name of now."""
        return {
            locale: {self.now(name): each for name, each in reversed(list(names.items()))}
            for locale, names in led_to.items()
        }

    def lead_on(
        self, making: Making, led_to: LedTo, locale: str, name: str, title: str, path_of: Callable[[str], str]
    ) -> None:
        """Put a page at each old address of a page that has been made."""
        for old in self.of(name):
            path = path_of(old)
            was_public = making.before is not None and f"{path}index.html" in making.before.files
            if was_public or old in led_to.get(locale, {}):
                new = path_of(name)
                making.put(path, moved_page(title, f"../{name}/", f"{making.pages.site}/{new}", locale))
