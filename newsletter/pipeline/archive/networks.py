"""The archive's pages of networks: each that a letter leads to, in the languages of the letters.

In: the letters of an issue, the networks that they lead to, the files as they are now. Out: pages, and the pictures and
dates that they show. The page of a network whose file has gone stays as it was, since mailed letters lead to it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from newsletter.content.pictures import PictureError
from newsletter.edition import EditionKey
from newsletter.mail.delivery.published import Published
from newsletter.pipeline.archive.issue_files import IssueFiles
from newsletter.pipeline.archive.making import Making
from newsletter.pipeline.archive.moved import OldNames
from newsletter.pipeline.archive.search_words import PageKind, entry
from newsletter.problems import Location, warning
from newsletter.render.letter.addresses import network_path
from newsletter.render.web.network_page import NetworkPage, network_page
from newsletter.render.web.pages import LanguageLink, link_languages
from newsletter.times import write_time


def network_pages(
    making: Making, files: IssueFiles, led_to: Mapping[str, Mapping[str, Published]]
) -> dict[str, Published]:
    """All of them, by locale and slug; the paths of what they show, each with the letter of a page that does."""
    shown: dict[str, Published] = {}
    by_slug: dict[str, list[str]] = {}
    names = OldNames.at(files.project.root, "networks")
    mailed, led_to = led_to, names.by_new_names(led_to)
    for locale, slugs in led_to.items():
        for slug in slugs:
            by_slug.setdefault(slug, []).append(locale)
    for slug, locales in by_slug.items():
        languages = link_languages({locale: network_path(making.slug, locale, slug) for locale in locales})
        for locale in locales:
            each = led_to[locale][slug]
            for path in _put(making, files, slug, each, languages):
                shown.setdefault(path, each)
            edition = files.edition(EditionKey(making.slug, each.point, locale))
            network = edition.issue.networks.get(slug) if edition else None
            if network and network_path(making.slug, locale, slug) + "index.html" in making.record.files:
                names.lead_on(making, mailed, locale, slug, network.name, partial(network_path, making.slug, locale))
    return shown


def _put(making: Making, files: IssueFiles, slug: str, each: Published, languages: Sequence[LanguageLink]) -> list[str]:
    """One page; the paths of what it shows."""
    key = EditionKey(making.slug, each.point, each.locale)
    path = network_path(making.slug, each.locale, slug)
    edition, context = files.edition(key), files.context()
    network = edition.issue.networks.get(slug) if edition else None
    if edition is None or network is None or context is None:
        if not making.keep(each.locale, path):
            message = f"the letter {key} leads to the network `{slug}`, which can't be read any more"
            hint = f"bring issues/networks/{slug}.yaml back; mailed letters lead to its page for ever"
            place = Location(f"issues/networks/{slug}.yaml")
            making.problems.append(warning("lost-article", message, place, hint).of(str(key)))
        return []
    feed = f"{each.locale}/feed.xml" if each.opened_at else ""
    subscribe = making.subscribe(each.point, each.locale)
    of = NetworkPage(edition, network, path, each.path, each.subject, subscribe, feed, languages)
    try:
        made, assets = network_page(of, making.pages, context)
    except PictureError as fault:
        making.problems.append(fault.problem.of(str(key)))
        making.keep(each.locale, path)
        return []
    making.put(path, made)
    files.add_assets(assets)
    listed = making.listed_in(each.locale)
    listed.articles.append({"path": path, "opened": write_time(each.opened_at), "is_network": True})
    day = edition.issue.date
    listed.words.append(entry(path, PageKind.NETWORK, network.name, day, each.locale, network.tagline, made))
    return sorted(assets)
