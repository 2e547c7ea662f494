"""Tables of other programs: those that hold data stay, those that only lay things out are taken apart.

In: a table, and how the blocks of a cell are read. Out: blocks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from newsletter.content.blocks.body import Node, children
from newsletter.content.clean.flow import line_of
from newsletter.content.clean.look import style_of

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_SECTIONS = ("thead", "tbody", "tfoot")
_MOST_COLUMNS = 40
_MAY_HOLD = {
    "table": (*_SECTIONS, "tr", "caption", "colgroup", "col"),
    "tbody": ("tr",),
    "tr": ("td", "th"),
}
_ALIGNS = frozenset({"left", "center", "right"})
_LINES = frozenset({"paragraph", "heading", "bullet_list", "ordered_list"})


def table_of(table: HtmlElement, read: Callable[[HtmlElement], list[Node]]) -> list[Node]:
    """The blocks of a table."""
    captions = [node for child in table if child.tag == "caption" for node in read(child)]
    rows = [[(cell, read(cell)) for cell in _cells(row)] for row in _rows(table)]
    loose = [node for child in _strays(table) for node in read(child)]
    rows = [row for row in rows if row]
    width = max((sum(_span(cell, "colspan") for cell, _ in row) for row in rows), default=0)
    is_layout = (
        width < 2
        or width > _MOST_COLUMNS
        or len([row for row in rows if any(made for _, made in row)]) < 2
        or table.get("role") in ("presentation", "none")
        or any(node["type"] not in _LINES for _, node in _all(rows))
    )
    if is_layout:
        return [*captions, *loose, *(node for _, node in _all(rows))]
    return [*captions, *loose, {"type": "table", "content": _filled(rows, width)}]


def _rows(table: HtmlElement) -> Iterator[HtmlElement]:
    """The rows of this table, not of one in it."""
    for child in table:
        if child.tag == "tr":
            yield child
        elif child.tag in _SECTIONS:
            yield from (row for row in child if row.tag == "tr")


def _strays(table: HtmlElement) -> list[HtmlElement]:
    """What stands in a table and in no cell, each in a box of its own; browsers show it above the table."""
    out: list[HtmlElement] = []
    rooms = [table, *(child for child in table if child.tag in _SECTIONS), *_rows(table)]
    for room in rooms:
        out += [_box(text=room.text)] if (room.text or "").strip() else []
        for child in list(room):
            if (child.tail or "").strip():
                out.append(_box(text=child.tail))
                child.tail = None
            if child.tag not in _MAY_HOLD[room.tag if room.tag in ("table", "tr") else "tbody"]:
                out.append(_box(child))
    return out


def _box(child: HtmlElement | None = None, text: str | None = None) -> HtmlElement:
    from lxml.html import Element

    box: HtmlElement = Element("div")
    box.text = text
    if child is not None:
        box.append(child)
    return box


def _cells(row: HtmlElement) -> Iterator[HtmlElement]:
    return (child for child in row if child.tag in ("td", "th"))


def _all(rows: list[list[tuple[HtmlElement, list[Node]]]]) -> Iterator[tuple[HtmlElement, Node]]:
    return ((cell, node) for row in rows for cell, made in row for node in made)


def _span(cell: HtmlElement, name: str) -> int:
    given = (cell.get(name) or "").strip()
    return max(1, min(int(given), _MOST_COLUMNS)) if given.isdigit() and len(given) < 4 else 1


def _filled(rows: list[list[tuple[HtmlElement, list[Node]]]], width: int) -> list[Node]:
    """Rows of equal width: what a cell spans beside its first place is empty."""
    taken: dict[int, int] = {}
    out: list[Node] = []
    for number, row in enumerate(rows):
        kind = "table_cell" if number else "table_header"
        cells: list[Node] = []

        def skip() -> None:
            while taken.get(len(cells), 0):  # noqa: B023 (called in this turn alone)
                taken[len(cells)] -= 1  # noqa: B023
                cells.append(_cell(kind, None, []))  # noqa: B023

        for cell, made in row:
            skip()
            down = _span(cell, "rowspan") - 1
            for at in range(_span(cell, "colspan")):
                if down:
                    taken[len(cells)] = down
                cells.append(_cell(kind, _align(cell), made if not at else []))
        skip()
        cells += [_cell(kind, None, []) for _ in range(width - len(cells))]
        out.append({"type": "table_row", "content": cells})
    widest = max(len(children(row)) for row in out)
    for number, made_row in enumerate(out):
        kind = "table_cell" if number else "table_header"
        made_row["content"] += [_cell(kind, None, []) for _ in range(widest - len(made_row["content"]))]
    return out


def _cell(kind: str, align: str | None, made: list[Node]) -> Node:
    content = line_of(made, without=("strong",) if kind == "table_header" else ())
    return {"type": kind, "attrs": {"align": align}, **({"content": content} if content else {})}


def _align(cell: HtmlElement) -> str | None:
    """Where the words of a cell stand; a paragraph in it may say so."""
    for element in (cell, *(child for child in cell if isinstance(child.tag, str))):
        align = style_of(element).get("text-align") or (element.get("align") or "").lower()
        if align in _ALIGNS:
            return None if align == "left" else align
    return None
