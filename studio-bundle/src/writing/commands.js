// What keys, the toolbar and typed signs do.
import { baseKeymap, chainCommands, lift, setBlockType, splitBlock, toggleMark, wrapIn } from 'prosemirror-commands';
import { redo, undo } from 'prosemirror-history';
import { InputRule, inputRules, textblockTypeInputRule, undoInputRule, wrappingInputRule } from 'prosemirror-inputrules';
import { keymap } from 'prosemirror-keymap';
import { liftListItem, sinkListItem, splitListItem, wrapInList } from 'prosemirror-schema-list';
import { TextSelection } from 'prosemirror-state';
import { schema } from './schema.js';
import { goBelow, goToCell, placeIn } from './tables.js';

const { nodes, marks } = schema;

export function isMarked({ doc, selection: { from, to, empty, $from }, storedMarks }, type) {
  return empty ? Boolean(type.isInSet(storedMarks || $from.marks())) : doc.rangeHasMark(from, to, type);
}

// The nearest node of a kind around the selection.
export function around({ $from, node }, type) {
  if (node?.type === type) return node;
  for (let depth = $from.depth; depth > 0; depth -= 1) if ($from.node(depth).type === type) return $from.node(depth);
  return null;
}

export const kindOf = ({ selection }) => {
  const heading = around(selection, nodes.heading);
  return heading ? String(heading.attrs.level) : 'paragraph';
};

export const setKind = (kind) => kind === 'paragraph' ? setBlockType(nodes.paragraph) : setBlockType(nodes.heading, { level: Number(kind) });

// A list of this kind, or no list where it is one.
export const toggleList = (type) => (state, dispatch) => {
  const { $from, $to } = state.selection;
  for (let depth = $from.depth; depth > 0; depth -= 1) {
    const node = $from.node(depth);
    if (node.type === type) return liftListItem(nodes.list_item)(state, dispatch);
    if (node.type === nodes.bullet_list || node.type === nodes.ordered_list) {
      if (dispatch) dispatch(state.tr.setNodeMarkup($from.before(depth), type, { oid: node.attrs.oid }));
      return true;
    }
  }
  return $from.sameParent($to) || $from.depth === $to.depth ? wrapInList(type)(state, dispatch) : false;
};

export const toggleQuote = (state, dispatch) => around(state.selection, nodes.blockquote) ? lift(state, dispatch) : wrapIn(nodes.blockquote)(state, dispatch);

// The line at which a letter stops: one in a text, between its blocks.
export function insertMore(state, dispatch) {
  let is = null;
  state.doc.forEach((node, at) => { if (node.type === nodes.more) is = at; });
  if (dispatch) {
    const tr = state.tr;
    if (is !== null) tr.delete(is, is + 1);
    const { $from } = state.selection;
    const isEmpty = $from.depth === 1 && !$from.parent.content.size && state.doc.childCount > 1;
    const at = tr.mapping.map($from.depth ? isEmpty ? $from.before(1) : $from.after(1) : $from.pos);
    if (isEmpty) tr.replaceWith(at, at + 2, nodes.more.create()); else tr.insert(at, nodes.more.create());
    if (at + 1 >= tr.doc.content.size) tr.insert(at + 1, nodes.paragraph.create());
    tr.setSelection(TextSelection.near(tr.doc.resolve(at + 1)));
    dispatch(tr.scrollIntoView());
  }
  return true;
}

function breakLine(state, dispatch) {
  const { $from, $to } = state.selection;
  if (!$from.sameParent($to) || !$from.parent.canReplaceWith($from.index(), $to.indexAfter(), nodes.hard_break)) return false;
  dispatch?.(state.tr.replaceSelectionWith(nodes.hard_break.create()).scrollIntoView());
  return true;
}

// Backspace at the beginning of a heading makes it a paragraph, before anything is joined.
function unhead(state, dispatch) {
  const { $from, empty } = state.selection;
  if (!empty || $from.parentOffset || $from.parent.type !== nodes.heading) return false;
  return setBlockType(nodes.paragraph)(state, dispatch);
}

// Backspace in an empty paragraph behind a list takes the paragraph away, and is no new item of the list.
function dropEmpty(state, dispatch) {
  const { $from, empty } = state.selection;
  if (!empty || $from.depth !== 1 || $from.parent.type !== nodes.paragraph || $from.parent.content.size || !$from.index(0)) return false;
  const { type } = state.doc.child($from.index(0) - 1);
  if (type !== nodes.bullet_list && type !== nodes.ordered_list) return false;
  const at = $from.before();
  const tr = state.tr.delete(at, at + 2);
  dispatch?.(tr.setSelection(TextSelection.near(tr.doc.resolve(at), -1)).scrollIntoView());
  return true;
}

// What has no line of its own to go on from, at an end of a text: behind it, or before it, one is made.
const isClosed = ({ type }) => [nodes.table, nodes.picture, nodes.raw, nodes.more].includes(type);

function lineAtEnd(state, dispatch, isBehind) {
  const at = isBehind ? state.doc.content.size : 0;
  const tr = state.tr.insert(at, nodes.paragraph.create());
  dispatch?.(tr.setSelection(TextSelection.near(tr.doc.resolve(at + 1))).scrollIntoView());
  return true;
}

// An arrow that leads out of a table, or from a picture, where there is nothing further.
const leaveAtEnd = (isBehind) => (state, dispatch, view) => {
  const { $head, empty, node } = state.selection;
  const end = isBehind ? state.doc.lastChild : state.doc.firstChild;
  if (!isClosed(end) || (node ?? $head.node(1)) !== end) return false;
  const place = placeIn(state.selection);
  if (place && (!empty || place.row !== (isBehind ? end.childCount - 1 : 0) || !view?.endOfTextblock(isBehind ? 'down' : 'up'))) return false;
  return lineAtEnd(state, dispatch, isBehind);
};

// A click below the last block goes behind it.
export function lineBehind(view, { clientY }) {
  const last = view.dom.lastElementChild;
  return isClosed(view.state.doc.lastChild) && last && clientY > last.getBoundingClientRect().bottom
    ? lineAtEnd(view.state, view.dispatch, true) : false;
}

export const keys = (openLink, leave) => [
  keymap({
    'Mod-b': toggleMark(marks.strong),
    'Mod-i': toggleMark(marks.em),
    'Mod-Shift-x': toggleMark(marks.strike),
    'Mod-k': (state) => { if (state.selection.empty && !isMarked(state, marks.link)) return false; openLink(); return true; },
    'Mod-z': undo,
    'Mod-y': redo,
    'Mod-Shift-z': redo,
    'Mod-Shift-7': toggleList(nodes.ordered_list),
    'Mod-Shift-8': toggleList(nodes.bullet_list),
    'Mod-Shift-9': toggleQuote,
    'Mod-Enter': insertMore,
    Enter: chainCommands(goBelow, splitListItem(nodes.list_item)),
    'Shift-Enter': breakLine,
    Backspace: chainCommands(undoInputRule, unhead, dropEmpty),
    ArrowDown: leaveAtEnd(true),
    ArrowUp: leaveAtEnd(false),
    Tab: chainCommands(goToCell(1), sinkListItem(nodes.list_item)),
    'Shift-Tab': chainCommands(goToCell(-1), liftListItem(nodes.list_item)),
    Escape: () => { leave(); return true; },
  }),
  keymap({ ...baseKeymap, Enter: chainCommands(baseKeymap.Enter, splitBlock) }),
];

// `**words**` and the like become what they say when they are closed.
function marking(pattern, type) {
  return new InputRule(pattern, ({ tr, doc }, match, start, end) => {
    const [whole, before, sign, inner] = match;
    if (doc.resolve(start).parent.type.allowsMarkType(type) === false) return null;
    const from = start + before.length;
    const closing = whole.length - before.length - sign.length - inner.length; // the last sign is not in the text yet
    tr.delete(end - (closing - 1), end);
    tr.delete(from, from + sign.length);
    return tr.addMark(from, from + inner.length, type.create()).removeStoredMark(type);
  });
}

const emptyLine = (pattern, make) => new InputRule(pattern, (state, _match, start) => {
  const $at = state.doc.resolve(start);
  return $at.depth === 1 ? make(state.tr, $at) : null;
});

// Lists and quotes are begun in paragraphs: a heading stays one.
function ofParagraph(rule) {
  const { handler } = rule;
  rule.handler = (state, ...rest) => (state.selection.$from.parent.type === nodes.paragraph ? handler(state, ...rest) : null);
  return rule;
}

export const typed = inputRules({
  rules: [
    textblockTypeInputRule(/^(#{1,4})\s$/, nodes.heading, (match) => ({ level: Math.max(2, match[1].length) })),
    ofParagraph(wrappingInputRule(/^\s*([-+*])\s$/, nodes.bullet_list)),
    ofParagraph(wrappingInputRule(/^\s*(\d{1,9})[.)]\s$/, nodes.ordered_list, (match) => ({ start: Number(match[1]) }),
      (match, node) => node.childCount + node.attrs.start === Number(match[1]))),
    ofParagraph(wrappingInputRule(/^\s*>\s$/, nodes.blockquote)),
    marking(/(^|[\s(\[“‘«"'])(\*\*)(\S|\S[^*]*[^*\s])\*\*$/, marks.strong),
    marking(/(^|[\s(\[“‘«"'])(\*)(?!\*)(\S|\S[^*]*[^*\s])\*$/, marks.em),
    marking(/(^|[\s(\[“‘«"'])(_)(\S|\S[^_]*[^_\s])_$/, marks.em),
    marking(/(^|[\s(\[“‘«"'])(~~)(\S|\S[^~]*[^~\s])~~$/, marks.strike),
    new InputRule(/\[([^\]]+)\]\(([^()\s]+)\)$/, (state, match, start, end) => {
      const mark = marks.link.create({ href: match[2] });
      return state.tr.replaceWith(start, end, schema.text(match[1], [mark])).removeStoredMark(marks.link);
    }),
    emptyLine(/^<!--\s*more\s*-->$/, (tr, $at) => {
      const at = $at.before();
      tr.replaceWith(at, $at.after(), [nodes.more.create(), nodes.paragraph.create()]);
      return tr.setSelection(TextSelection.near(tr.doc.resolve(at + 2)));
    }),
  ],
});
