"""The archive's pages of letters: each as it was mailed, and a friendly page in place of one that was not yet.

In: the mailings of an issue that have opened, with their frozen letters. Out: pages, and as `Led` what the letters show
and lead to.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from zoneinfo import ZoneInfo

from newsletter.edition import EditionKey
from newsletter.files import digest
from newsletter.mail.delivery.published import Frozen, Published
from newsletter.pipeline.archive.issue_files import IssueFiles
from newsletter.pipeline.archive.making import Making
from newsletter.pipeline.archive.search_words import PageKind, entry
from newsletter.problems import warning
from newsletter.render.thumbnails import pixel_size
from newsletter.render.web import pages
from newsletter.render.web.pages import SharedPicture, link_languages
from newsletter.render.web.web_version import PersonalError, WebVersion, assert_impersonal, web_version
from newsletter.times import write_time

_UP = "../../../"
_SLUG = re.compile(r"(networks/)?([a-z0-9]+(?:-[a-z0-9]+)*)")
LetterOf = Callable[[Published], Frozen]


@dataclass(slots=True)
class Led:
    """Pictures and dates that letters show; articles and networks by locale that they lead to; each with the first.

    `paths` has for each letter, by its own path, all of the site that it shows or leads to.
    """

    shown: dict[str, Published] = field(default_factory=dict)
    articles: dict[str, dict[str, Published]] = field(default_factory=dict)
    networks: dict[str, dict[str, Published]] = field(default_factory=dict)
    paths: dict[str, tuple[str, ...]] = field(default_factory=dict)


def letter_pages(making: Making, files: IssueFiles, letters: Sequence[Published], letter: LetterOf) -> Led:
    """The page of each letter, and one for each edition that has not been mailed."""
    chosen: dict[str, str] = {}
    for each in files.ranked(letters):
        chosen.setdefault(each.locale, each.path)
    editions = {each.path for each in letters} | {f"{key}/" for key in files.editions()}
    maker = _Letters(making, files, chosen, editions)
    for each in letters:
        maker.letter(each, letter(each))
    opened = {(each.point, each.locale) for each in letters}
    for key in files.editions():
        if (key.point, key.locale) not in opened:
            maker.waiting(key)
    return maker.led


class _Letters:
    """`chosen` has one letter of each language: the one that stands for the issue in it.

    `editions` are the paths of all letters: where a point is called like a language, an article's looks the same.
    """

    def __init__(self, making: Making, files: IssueFiles, chosen: Mapping[str, str], editions: Collection[str]) -> None:
        self.making, self.files, self.chosen, self.editions = making, files, chosen, editions
        self.led = Led()
        self.sizes: dict[str, tuple[int, int]] = {}

    def letter(self, each: Published, frozen: Frozen) -> None:
        making, path = self.making, each.path
        try:
            web = web_version(frozen.html, each.site, _UP, partial(self.size, each))
        except PersonalError as fault:
            self.personal(path, str(fault))
            return
        style = f"assets/letter-{digest(web.styles.encode())[:12]}.css"
        making.site.add(style, web.styles.encode())
        making.record.assets += [style] * (style not in making.record.assets)
        is_chosen = self.chosen.get(each.locale) == path
        made = making.pages.page(
            "edition.html",
            each.locale,
            path,
            is_public=bool(each.opened_at),
            # The issue in every language it is in; in its own language the page itself.
            languages=link_languages({**self.chosen, each.locale: path}),
            # Robots are told of one letter in each language, so that each of these names all others.
            alternates=link_languages(self.chosen) if is_chosen and len(self.chosen) > 1 else (),
            title=each.subject,
            description=each.preheader,
            kind="article",
            picture=self.picture(each, web),
            feed=f"{each.locale}/feed.xml" if each.opened_at else "",
            subscribe=making.subscribe(each.point, each.locale),
            letter=pages.prose(web.body),
            letter_style=style,
            mailed=self.day(each),
            texts=each.texts,
        )
        assert_impersonal(made.decode(), each.site)
        making.put(path, made)
        self.note(each, web)
        listed = making.listed_in(each.locale)
        listed.letters.append(
            {
                "point": each.point, "path": path, "title": each.subject, "summary": each.preheader,
                "date": each.issue_date, "opened": write_time(each.opened_at), "sender": each.sender,
                "languages": {locale: at for locale, at in self.chosen.items() if locale != each.locale},
                "picture": web.picture.path if web.picture else "", "thumbnail": None,
            }
        )  # fmt: skip
        day = dt.date.fromisoformat(each.issue_date)
        listed.words.append(entry(path, PageKind.LETTER, each.subject, day, each.locale, each.preheader, made))

    def picture(self, each: Published, web: WebVersion) -> SharedPicture | None:
        """The letter's first picture, with its size where its file can be found."""
        if web.picture is None:
            return None
        return SharedPicture(web.picture.path, web.picture.alt, *self.size(each, web.picture.path))

    def size(self, each: Published, path: str) -> tuple[int, int]:
        """Width and height of a picture that a letter shows, in pixels; 0 where its file can't be found."""
        if path not in self.sizes:
            data = self.making.site.read(path)
            if data is None:
                data = self.files.asset(path, EditionKey(each.issue, each.point, each.locale))
            self.sizes[path] = pixel_size(data) if data else (0, 0)
        return self.sizes[path]

    def personal(self, path: str, found: str) -> None:
        message = f"the page {path} is left out: `{found}` in its letter is one reader's own"
        hint = "write personal slots into the templates as links and sentences of their own"
        self.making.problems.append(warning("personal-in-archive", message, None, hint).of(path.rstrip("/")))

    def day(self, each: Published) -> dt.date | None:
        """The day on which the mailing opened, by the clock of its point. None for a preview."""
        if not each.opened_at:
            return None
        office = self.files.office(each.point)
        return each.opened_at.astimezone(ZoneInfo(office.time_zone) if office else dt.UTC).date()

    def note(self, each: Published, web: WebVersion) -> None:
        """What the letter shows and leads to: pictures and dates to be there, articles to be made."""
        before = f"{each.issue}/{each.locale}/"
        self.led.paths[each.path] = web.paths
        for path in web.paths:
            if path.startswith(("images/", "calendar/")):
                self.led.shown.setdefault(path, each)
            elif path in self.editions:
                continue
            elif path.startswith(before) and (page := _SLUG.fullmatch(path.removeprefix(before).rstrip("/"))):
                led = self.led.networks if page[1] else self.led.articles
                led.setdefault(each.locale, {}).setdefault(page[2], each)

    def waiting(self, key: EditionKey) -> None:
        """A friendly page in place of a letter that has not been mailed."""
        path = f"{key}/"
        made = self.making.pages.page(
            "waiting.html",
            key.locale,
            path,
            is_public=False,
            title="",
            subscribe=self.making.subscribe(key.point, key.locale),
            others=[door for door in link_languages(self.chosen) if door.path != path],
        )
        self.making.put(path, made)
