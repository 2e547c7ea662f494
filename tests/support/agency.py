"""What an agency does to a file of texts, in XLIFF as in a table: every change by the id of its row."""

import io
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from lxml import etree
from openpyxl import load_workbook

from newsletter.translate.exchange.inline import NAMESPACE, write_inline
from newsletter.translate.exchange.table import COLUMNS

NS = {"x": NAMESPACE}
Change = Mapping[str, str]
"""What becomes another one in a row: `source`, `target`, `state`, `remark`, `id`."""


def change_xliff(data: bytes, changes: Mapping[str, Change]) -> bytes:
    root: Any = etree.fromstring(data)
    for text_id, change in changes.items():
        (unit,) = root.xpath(f"//x:trans-unit[@id='{text_id}']", namespaces=NS)
        for name in ("source", "target"):
            if name in change:
                (element,) = unit.xpath(f"x:{name}", namespaces=NS)
                state = element.get("state")
                element.clear()
                if state:
                    element.set("state", state)
                write_inline(element, change[name])
        if "state" in change:
            unit.xpath("x:target", namespaces=NS)[0].set("state", change["state"])
        if "remark" in change:
            etree.SubElement(unit, f"{{{NAMESPACE}}}note", {"from": "Bea"}).text = change["remark"]
        if "id" in change:
            unit.set("id", change["id"])
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


_SHEET_STATES = {"final": "reviewed", "translated": "translated"}


def change_table(data: bytes, changes: Mapping[str, Change]) -> bytes:
    book = load_workbook(io.BytesIO(data))
    sheet = book["texts"]
    places = {column.head: number for number, column in enumerate(COLUMNS, 1)}
    names = {"target": "translation"}
    for row in range(2, sheet.max_row + 1):
        for name, words in changes.get(str(sheet.cell(row, 1).value), {}).items():
            cell = sheet.cell(row, places[names.get(name, name)])
            cell.value = _SHEET_STATES.get(words, words)
            if isinstance(words, str) and not words.startswith("=1"):
                cell.data_type = "s"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


CHANGERS: Mapping[str, Callable[[bytes, Mapping[str, Change]], bytes]] = {"xlf": change_xliff, "xlsx": change_table}


def change_file(path: Path, changes: Mapping[str, Change]) -> None:
    path.write_bytes(CHANGERS[path.suffix[1:]](path.read_bytes(), changes))
