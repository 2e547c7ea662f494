"""An archive as tests look at it: letters in a ledger, and the pages that came of them.

In: a project, the editions that were mailed. Out: rows of the ledger, written as SQL; pages as trees, with their links.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

from lxml import etree

from newsletter.database import Connection, absolute, connect
from newsletter.pipeline.project import Project
from newsletter.pipeline.snapshot import open_snapshot, prepare
from newsletter.render.letter.letter import Letter

SITE = "https://news.example.org"


def letters_of(project: Project, slug: str) -> dict[str, Letter]:
    """The letters of an issue as a mailing would freeze them, by edition; their pictures are in the cache."""
    snapshot = open_snapshot(project, slug)
    found = {}
    for key in snapshot.editions():
        prepared = prepare(snapshot, key)
        assert prepared.letter is not None, prepared.problems
        found[str(key)] = prepared.letter
        for path, data in prepared.resources.items():
            project.cache.put("assets", path, data)
    return found


def mail(
    project: Project,
    letters: Iterable[Letter],
    opened_at: str = "2024-01-16T08:00:00+00:00",
    date: str = "2024-01-16",
    **values: Any,
) -> None:
    """Put mailings of these letters into the ledger."""
    with connect(absolute(project.settings.database.url, project.root)) as connection, connection.transaction():
        for letter in letters:
            issue, point, locale = letter.edition.split("/")
            row = connection.row("select id from rounds where issue = :i and point = :p", {"i": issue, "p": point})
            number = row[0] if row else next_of(connection, "rounds")
            if row is None:
                insert(connection, "rounds", id=number, issue=issue, point=point, state="open")
            insert(
                connection, "mailings", id=next_of(connection, "mailings"), round_id=number, locale=locale,
                opened_at=opened_at, issue_date=date, title="", subject=letter.subject, preheader=letter.preheader,
                sender_name=letter.sender[0], sender_address=letter.sender[1], html=letter.html, words=letter.text,
                web_address=letter.web_address, site=SITE, **values,
            )  # fmt: skip


def insert(connection: Connection, table: str, **values: Any) -> None:
    """A row; columns that a test says nothing of are empty or 0."""
    columns = list(connection.rows(f"select name, type from pragma_table_info('{table}')"))
    row = {name: values.get(name, 0 if kind.lower() == "integer" else "") for name, kind in columns}
    assert not values.keys() - row.keys()
    names = ", ".join(row)
    connection.run(f"insert into {table} ({names}) values ({', '.join(f':{name}' for name in row)})", row)


def next_of(connection: Connection, table: str) -> int:
    return int(connection.row(f"select coalesce(max(id), 0) + 1 from {table}")[0])


@dataclass(frozen=True)
class Pages:
    """The pages of an archive, by their paths on the site."""

    folder: Path

    def __getitem__(self, path: str) -> str:
        return self.file(path).read_text("utf-8")

    def __contains__(self, path: str) -> bool:
        return self.file(path).is_file()

    def file(self, path: str) -> Path:
        return self.folder / (f"{path}index.html" if not path or path.endswith("/") else path)

    def tree(self, path: str) -> Any:
        return etree.fromstring(self[path].encode(), etree.HTMLParser(encoding="utf-8"))

    def words(self, path: str) -> str:
        """What is read on a page."""
        return " ".join("".join(self.tree(path).find("body").itertext()).split())

    def all(self) -> list[str]:
        """Every page, by its path."""
        files = (file.relative_to(self.folder).as_posix() for file in self.folder.rglob("*.html"))
        return sorted(name.removesuffix("index.html") for name in files)

    def stamps(self) -> Mapping[str, tuple[int, bytes]]:
        """Every file with its time and content, the archive's own notes included."""
        files = (path for path in self.folder.rglob("*") if path.is_file())
        return {str(path.relative_to(self.folder)): (path.stat().st_mtime_ns, path.read_bytes()) for path in files}

    def broken_links(self) -> list[str]:
        """Links, pictures, styles and scripts of every page that lead to nothing in the archive."""
        found = []
        for path in self.all():
            tree = self.tree(path)
            ids = {element.get("id") for element in tree.iter(etree.Element)}
            for element in tree.iter(etree.Element):
                named = (element.get("href"), element.get("src"), *element.get("data-index", "").split())
                for value in named:
                    if not value or value.startswith("mailto:"):
                        continue
                    if value.startswith("#"):
                        found += [f"{path}: {value}"] * (value[1:] not in ids)
                        continue
                    target = urljoin(f"{SITE}/{path}", value)
                    is_own = target.startswith(f"{SITE}/") and not target.startswith(f"{SITE}/subscribe/")
                    if is_own and unquote(urlsplit(target).path[1:]) not in self:
                        found.append(f"{path}: {value}")
        return found
