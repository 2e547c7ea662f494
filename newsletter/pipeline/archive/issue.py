"""The archive's pages of one issue: its letters, then the articles they lead to, then what both show.

In: the mailings of the issue that have opened, its files, where the pages go. Out: the pages with a `Record` of them,
and what the letters lead to.
Letters come frozen from the ledger; articles come from the files as they are now.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from newsletter.edition import EditionKey
from newsletter.files import digest_of, program_digest
from newsletter.mail.delivery.published import Published
from newsletter.pipeline.archive.articles import article_pages
from newsletter.pipeline.archive.issue_files import IssueFiles
from newsletter.pipeline.archive.letters import Led, LetterOf, letter_pages
from newsletter.pipeline.archive.making import Making
from newsletter.pipeline.archive.networks import network_pages
from newsletter.pipeline.archive.record import stamp
from newsletter.problems import warning
from newsletter.render.images import Shown
from newsletter.render.thumbnails import HEIGHT, WIDTH, thumbnail


def issue_pages(making: Making, files: IssueFiles, letters: Sequence[Published], letter: LetterOf) -> Led:
    """All pages written, what is no longer a page removed, and the record kept; what the letters lead to."""
    led = letter_pages(making, files, letters, letter)
    shown = article_pages(making, files, letters, led.articles)
    shown |= network_pages(making, files, led.networks)
    put_assets(making, files, {**shown, **led.shown})
    put_thumbnails(making, files)
    making.problems += files.problems
    locales = {each.locale for each in letters}
    slugs = {slug for found in led.articles.values() for slug in found}
    making.record.sources = {name: stamp(files.project.root / name) for name in files.names(locales, slugs)}
    making.finish()
    return led


def put_thumbnails(making: Making, files: IssueFiles) -> None:
    """For each letter in a list a small one of its first picture, which stands in its place by now."""
    made: dict[str, Shown | None] = {}
    for listed in making.listed.values():
        for letter in listed.letters:
            path = letter.pop("picture")
            data = making.site.read(path) if path else None
            if data is None:
                continue
            if path not in made:
                made[path] = _thumbnail(files, path, data)
            if small := made[path]:
                making.site.add(small.path, small.data)
                making.record.assets += [small.path] * (small.path not in making.record.assets)
                letter["thumbnail"] = {"path": small.path, "width": small.width, "height": small.height}


def _thumbnail(files: IssueFiles, path: str, data: bytes) -> Shown | None:
    """A small picture, from the cache where it has been made before."""
    cache, key = files.project.cache, digest_of([program_digest(), "thumbnail", path, data])
    kept, name = cache.get("images", key), cache.get("images", f"{key}.name")
    if kept is not None and name is not None:
        return Shown(name.decode(), WIDTH, HEIGHT, kept)
    small = thumbnail(data, path)
    if small:
        cache.put("images", key, small.data)
        cache.put("images", f"{key}.name", small.name.encode())
    return small


def put_assets(making: Making, files: IssueFiles, wanted: Mapping[str, Published]) -> None:
    """Pictures and dates to their places: from the cache, the last build, or laid out anew."""
    for path, each in wanted.items():
        if not making.site.has(path):
            key = EditionKey(making.slug, each.point, each.locale)
            data = files.asset(path, key)
            if data is None:
                message = f"the letter {key} shows {path}, which is nowhere any more"
                hint = f"put it into build/{making.slug}/{path}, or copy it from where it was published"
                making.problems.append(warning("lost-picture", message, None, hint).of(str(key)))
                continue
            making.site.add(path, data)
        making.record.assets.append(path)
