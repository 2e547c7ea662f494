"""What all letters of an issue are laid out with: templates, theme, pictures, and what editions say of each other.

In: a project's folder and content. Out: a `RenderContext`, which any number of threads may share: what it remembers of
work done (finished skeletons, scaled pictures) is the same whoever did it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from newsletter.content.brand import Theme
from newsletter.content.model import NationalPoint, Network
from newsletter.edition import EditionKey
from newsletter.files import Cache
from newsletter.render.calendar import Calendars
from newsletter.render.environment import Templates
from newsletter.render.fragments import Fragments
from newsletter.render.images import Pictures
from newsletter.render.letter.skeleton import CompiledLayout


@dataclass(frozen=True, slots=True)
class RenderContext:
    """What all letters of an issue share; it knows no language. Each distinct skeleton is finished once."""

    templates: Templates
    theme: Theme
    site: str
    pictures: Pictures
    calendars: Calendars
    cache: Cache
    points: Mapping[str, NationalPoint]
    network_names: Mapping[str, str]
    editions: tuple[EditionKey, ...]
    compiled_layouts: dict[str, CompiledLayout] = field(default_factory=dict)
    styles: dict[tuple[str, str, str, bool], str] = field(default_factory=dict)
    fragments: Fragments | None = None
    """Of a program that stays: what of the letters before stands in the next."""

    @classmethod
    def of(
        cls,
        root: Path,
        theme: Theme,
        site: str,
        cache: Cache,
        points: Mapping[str, NationalPoint],
        networks: Mapping[str, Network],
        editions: tuple[EditionKey, ...],
        templates: Templates | None = None,
        *,
        stays: bool = False,
    ) -> RenderContext:
        """The context of a project's folder; templates that are there already need not be compiled again.

        Where it `stays`, letters keep what the next may take over.
        """
        return cls(
            templates=templates or Templates(root / "templates", cache),
            theme=theme,
            site=site,
            pictures=Pictures(root / "issues" / "images", cache, root / "templates" / "images"),
            calendars=Calendars(site, cache),
            cache=cache,
            points=points,
            network_names={slug: network.name for slug, network in networks.items()},
            editions=editions,
            fragments=Fragments() if stays else None,
        )

    def with_issue(
        self, points: Mapping[str, NationalPoint], networks: Mapping[str, Network], editions: tuple[EditionKey, ...]
    ) -> RenderContext:
        """The same templates, and all that was made with them, for other content."""
        names = {slug: network.name for slug, network in networks.items()}
        return replace(self, points=points, network_names=names, editions=editions)

    def with_pictures(self, is_same: Callable[[str], bool]) -> RenderContext:
        """The same without the scaled pictures, where one of the issue's, by its name, is no longer as it was."""
        if all(map(is_same, self.pictures.names())):
            return self
        return replace(self, pictures=Pictures(self.pictures.folder, self.cache, self.pictures.brand))
