// Tables of words: a head, rows of as many cells, and the keys within them.
import { isHistoryTransaction } from 'prosemirror-history';
import { Plugin, Selection, TextSelection } from 'prosemirror-state';
import { schema } from './schema.js';

const { table, table_cell: cell, table_header: header, table_row: row } = schema.nodes;
const isCell = (node) => node.type === cell || node.type === header;

// Where the selection is in a table: depths, and the numbers of its row and column; null outside.
export function placeIn({ $head }) {
  for (let depth = $head.depth; depth > 0; depth -= 1) {
    if (!isCell($head.node(depth))) continue;
    return { depth, table: $head.node(depth - 2), start: $head.before(depth - 2), row: $head.index(depth - 2), column: $head.index(depth - 1) };
  }
  return null;
}

const cellsOf = (line) => line.content.content;

// A table of other rows in the place of the one around the selection, the caret in a cell of it.
function rebuilt(state, dispatch, place, rows, at) {
  if (!dispatch) return true;
  const made = rows.length ? table.create(place.table.attrs, rows) : schema.nodes.paragraph.create();
  const tr = state.tr.replaceWith(place.start, place.start + place.table.nodeSize, made);
  if (rows.length) tr.setSelection(inCell(tr.doc, place.start, at)); else tr.setSelection(Selection.near(tr.doc.resolve(place.start + 1)));
  dispatch(tr.scrollIntoView());
  return true;
}

function inCell(doc, start, { row: line, column }) {
  const made = doc.nodeAt(start);
  let at = start + 1;
  for (let n = 0; n < line; n += 1) at += made.child(n).nodeSize;
  at += 1;
  for (let n = 0; n < column; n += 1) at += made.child(line).child(n).nodeSize;
  return TextSelection.near(doc.resolve(at + 1));
}

export function insertTable(state, dispatch) {
  if (placeIn(state.selection)) return false;
  const { $from } = state.selection;
  if ($from.depth > 1) return false; // tables stand by themselves
  if (dispatch) {
    const line = (type) => row.create(null, [type.create(), type.create(), type.create()]);
    const made = table.create(null, [line(header), line(cell), line(cell)]);
    const isEmpty = $from.parent.isTextblock && !$from.parent.content.size;
    const at = isEmpty ? $from.before(1) : $from.after(1);
    const tr = state.tr.replaceWith(at, isEmpty ? $from.after(1) : at, made);
    dispatch(tr.setSelection(inCell(tr.doc, at, { row: 0, column: 0 })).scrollIntoView());
  }
  return true;
}

const within = (change) => (state, dispatch) => {
  const place = placeIn(state.selection);
  return place ? change(state, dispatch, place, [...place.table.content.content]) : false;
};

const emptyRow = (like) => row.create(null, cellsOf(like).map(({ attrs }) => cell.create(attrs)));

export const addRow = within((state, dispatch, place, rows) => {
  rows.splice(place.row + 1, 0, emptyRow(rows[0]));
  return rebuilt(state, dispatch, place, rows, { row: place.row + 1, column: place.column });
});

export const addColumn = within((state, dispatch, place, rows) => {
  const next = rows.map((line) => {
    const cells = [...cellsOf(line)];
    cells.splice(place.column + 1, 0, cells[0].type.create());
    return row.create(null, cells);
  });
  return rebuilt(state, dispatch, place, next, { row: place.row, column: place.column + 1 });
});

export const removeRow = within((state, dispatch, place, rows) => {
  if (place.row === 0 && rows.length > 1) return false; // a table has its head
  rows.splice(place.row, 1);
  return rebuilt(state, dispatch, place, rows, { row: Math.min(place.row, rows.length - 1), column: place.column });
});

export const removeColumn = within((state, dispatch, place, rows) => {
  const next = rows.map((line) => row.create(null, cellsOf(line).filter((_, at) => at !== place.column)));
  const isLast = cellsOf(rows[0]).length === 1;
  return rebuilt(state, dispatch, place, isLast ? [] : next, { row: place.row, column: Math.max(0, place.column - 1) });
});

export const removeTable = within((state, dispatch, place) => rebuilt(state, dispatch, place, []));

// To the next or last cell; behind the last a row is added.
export const goToCell = (step) => (state, dispatch) => {
  const place = placeIn(state.selection);
  if (!place) return false;
  const columns = place.table.firstChild.childCount;
  const next = place.row * columns + place.column + step;
  if (next < 0) return true;
  if (next >= columns * place.table.childCount) return addRowAtEnd(state, dispatch, place);
  if (dispatch) {
    const at = { row: Math.floor(next / columns), column: next % columns };
    dispatch(state.tr.setSelection(inCell(state.doc, place.start, at)).scrollIntoView());
  }
  return true;
};

function addRowAtEnd(state, dispatch, place) {
  const rows = [...place.table.content.content];
  rows.push(emptyRow(rows[0]));
  return rebuilt(state, dispatch, place, rows, { row: rows.length - 1, column: 0 });
}

// Enter: the cell below; out of the last row behind the table.
export function goBelow(state, dispatch) {
  const place = placeIn(state.selection);
  if (!place) return false;
  if (!dispatch) return true;
  if (place.row + 1 < place.table.childCount) {
    dispatch(state.tr.setSelection(inCell(state.doc, place.start, { row: place.row + 1, column: place.column })).scrollIntoView());
    return true;
  }
  const behind = place.start + place.table.nodeSize;
  const tr = state.tr;
  if (!tr.doc.resolve(behind).nodeAfter?.isTextblock) tr.insert(behind, schema.nodes.paragraph.create());
  dispatch(tr.setSelection(TextSelection.near(tr.doc.resolve(behind + 1))).scrollIntoView());
  return true;
}

// Whatever was cut, dragged or pasted: every row has as many cells as the longest, no word is lost, and the head is a head.
function mended(line, columns, isHead) {
  const type = isHead ? header : cell;
  const cells = cellsOf(line).map((each) => (each.type === type ? each : type.create(each.attrs, each.content)));
  while (cells.length < columns) cells.push(type.create());
  return row.create(null, cells);
}

export const evenTables = new Plugin({
  appendTransaction(transactions, before, state) {
    if (!transactions.some((tr) => tr.docChanged) || before.doc === state.doc || transactions.some(isHistoryTransaction)) return null;
    const tr = state.tr;
    state.doc.forEach((node, at, number) => {
      if (node.type !== table || before.doc.maybeChild(number) === node) return;
      const columns = Math.max(...node.content.content.map((line) => line.childCount));
      const isEven = node.content.content.every((line, n) => line.childCount === columns
        && cellsOf(line).every((each) => each.type === (n ? cell : header)));
      if (isEven) return;
      const rows = node.content.content.map((line, n) => mended(line, columns, n === 0));
      const from = tr.mapping.map(at);
      tr.replaceWith(from, from + node.nodeSize, table.create(node.attrs, rows));
    });
    return tr.docChanged ? tr : null;
  },
});
