"""What there is to choose from in forms: countries, languages, time zones, pictures, and what a new item begins with.

In: a project, and the language that names are in. Out: pairs of a value and its name, in the order of that language.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from functools import lru_cache

from newsletter import locales
from newsletter.content.yaml_text import Value
from newsletter.pipeline.editing.description import Control, Field
from newsletter.pipeline.pictures import IMAGES
from newsletter.pipeline.project import Project
from newsletter.pipeline.scaffold.resources import chrome_locales
from newsletter.render.cldr import Cldr
from newsletter.render.collation import collation_key

_KINDS = (".png", ".jpg", ".jpeg", ".gif")


@lru_cache(maxsize=8)
def countries_in(locale: str) -> tuple[tuple[str, str], ...]:
    """The code and name of every country, by name."""
    cldr = Cldr(locale)
    named = [(code, cldr.country(code)) for code in locales.country_codes()]
    return tuple(sorted(named, key=lambda pair: collation_key(locale, pair[1])))


def countries_by_nearness(locale: str, near: Collection[str]) -> tuple[tuple[tuple[str, str], ...], ...]:
    """The same in groups: those near, then the rest; a group without a country is left out."""
    countries = countries_in(locale)
    groups = (tuple(pair for pair in countries if (pair[0] in near) is is_near) for is_near in (True, False))
    return tuple(group for group in groups if group)


def languages_in(locale: str, project: Project) -> Mapping[str, str]:
    """The languages that letters can be in, by tag: those with fixed words, and those of the project."""
    own = {path.name for path in (project.root / "locales").glob("*") if path.is_dir()}
    tags = {
        project.settings.source_locale,
        "en",
        *chrome_locales(),
        *(tag for tag in own if locales.canonical(tag) == tag),
    }
    named = [(tag, name_of_language(locale, tag)) for tag in tags]
    return dict(sorted(named, key=lambda pair: collation_key(locale, pair[1])))


@lru_cache(maxsize=512)
def name_of_language(locale: str, tag: str) -> str:
    """What a language is called in another one: `Greek`, `Portuguese (Portugal)`; its tag where it has none."""
    name = language_within(locale, tag)
    return name[:1].upper() + name[1:]


@lru_cache(maxsize=512)
def language_within(locale: str, tag: str) -> str:
    """The same within a sentence, where many languages write it small: `escrito en inglés`."""
    display = locales.for_babel(locale)
    return display.languages.get(tag) or locales.for_babel(tag).get_display_name(display) or tag


@lru_cache(maxsize=1)
def time_zones() -> tuple[str, ...]:
    """The time zones that people live by."""
    return tuple(sorted({zone for code in locales.country_codes() for zone in locales.zones_of(code)}))


def pictures_of(project: Project) -> list[str]:
    """The names of the pictures that articles and networks can show."""
    return list(_pictures(project))


def _pictures(project: Project) -> Iterator[str]:
    folder = project.root / IMAGES
    for path in sorted(folder.rglob("*")):
        if path.suffix.lower() in _KINDS and not any(part.startswith(".") for part in path.relative_to(folder).parts):
            yield path.relative_to(folder).as_posix()


def new_item(field: Field) -> Value:
    """What a new item of a list begins with: its required keys, still to be filled in."""
    if not field.fields:
        return ""
    return {each.key: _beginning(each) for each in field.fields if each.is_required}


def _beginning(field: Field) -> Value:
    return field.options[0] if field.control is Control.CHOICE else ""
