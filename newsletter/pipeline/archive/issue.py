"""The archive's pages of one issue: its letters, then the articles they lead to, then what both show.

In: the mailings of the issue that have opened, its files, where the pages go. Out: the pages with a `Record` of them,
and what the letters lead to.
Letters come frozen from the ledger; articles come from the files as they are now.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from newsletter.edition import EditionKey
from newsletter.mail.delivery.published import Published
from newsletter.pipeline.archive.articles import article_pages
from newsletter.pipeline.archive.issue_files import IssueFiles
from newsletter.pipeline.archive.letters import Led, LetterOf, letter_pages
from newsletter.pipeline.archive.making import Making
from newsletter.pipeline.archive.networks import network_pages
from newsletter.pipeline.archive.record import stamp
from newsletter.problems import warning


def issue_pages(making: Making, files: IssueFiles, letters: Sequence[Published], letter: LetterOf) -> Led:
    """All pages written, what is no longer a page removed, and the record kept; what the letters lead to."""
    led = letter_pages(making, files, letters, letter)
    shown = article_pages(making, files, letters, led.articles)
    shown |= network_pages(making, files, led.networks)
    put_assets(making, files, {**shown, **led.shown})
    making.problems += files.problems
    locales = {each.locale for each in letters}
    slugs = {slug for found in led.articles.values() for slug in found}
    making.record.sources = {name: stamp(files.project.root / name) for name in files.names(locales, slugs)}
    making.finish()
    return led


def put_assets(making: Making, files: IssueFiles, wanted: Mapping[str, Published]) -> None:
    """Pictures and dates to their places: from the cache, the last build, or laid out anew."""
    made = files.assets()
    laid: set[EditionKey] = set()
    for path, each in wanted.items():
        if not making.site.has(path):
            data = made.get(path) or files.kept_asset(path)
            key = EditionKey(making.slug, each.point, each.locale)
            if data is None and key not in laid:
                laid.add(key)
                files.lay_out(key)
                made = files.assets()
                data = made.get(path)
            if data is None:
                message = f"the letter {key} shows {path}, which is nowhere any more"
                hint = f"put it into build/{making.slug}/{path}, or copy it from where it was published"
                making.problems.append(warning("lost-picture", message, None, hint).of(str(key)))
                continue
            making.site.add(path, data)
        making.record.assets.append(path)
