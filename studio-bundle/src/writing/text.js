// The box in which an article's text is written: ProseMirror with the nodes of our Markdown, its keys and typed signs.
import { closeHistory, history } from 'prosemirror-history';
import { Fragment, Node, Slice } from 'prosemirror-model';
import { EditorState, Plugin, Selection, TextSelection } from 'prosemirror-state';
import { Decoration, DecorationSet, EditorView } from 'prosemirror-view';
import { keys, lineBehind, typed } from './commands.js';
import { Far } from './far.js';
import { joinedLists } from './joining.js';
import { nodeViews, softBreaks } from './nodes.js';
import { schema } from './schema.js';
import { evenTables, placeIn } from './tables.js';

// What stands below single blocks: a clash, a refusal. Each is `{at, key, draw}`, `at` being behind a block.
const below = new Plugin({
  state: {
    init: () => DecorationSet.empty,
    apply(tr, set) {
      const given = tr.getMeta('below');
      if (!given) return set.map(tr.mapping, tr.doc);
      return DecorationSet.create(tr.doc, given.map(({ at, key, draw }) =>
        Decoration.widget(at, draw, { key, side: -1, stopEvent: () => true, ignoreSelection: true })));
    },
  },
  props: { decorations(state) { return this.getState(state); } },
});

// An empty text says that it is one.
const begun = (words) => new Plugin({
  props: {
    decorations: ({ doc }) => doc.childCount > 1 || doc.content.size > 2 || doc.firstChild.type !== schema.nodes.paragraph ? null
      : DecorationSet.create(doc, [Decoration.node(0, 2, { 'data-begin': words })]),
  },
});

// In a cell, which is one line: the words of paragraphs and headings behind each other; null elsewhere, and for what has more form.
function asOneLine(content, $from) {
  if (!placeIn({ $head: $from }) || content.content.some((node) => !node.isTextblock)) return null;
  return content.content.flatMap((node, at) => [...(at && node.content.size ? [schema.text(' ')] : []), ...node.content.content]);
}

const SPLIT = -1;

// Where blocks stand by themselves that would not be what they are as a part of a line: a heading with what follows it, a
// list, a table. Null where they may join the line; SPLIT where they part it.
function placeApart(content, $from, to, isApart) {
  if (placeIn({ $head: $from })) return $from.after(1); // behind the table, which is not torn
  if ($from.pos !== to || !$from.parent.isTextblock || !$from.parent.content.size) return null;
  const first = content.firstChild;
  if (!isApart && first.isTextblock && (first.type === schema.nodes.paragraph || content.childCount === 1)) return null;
  const isAtEnd = $from.parentOffset === $from.parent.content.size;
  const item = $from.depth > 2 && $from.node(-2);
  // Items behind an item, where the list is of their kind.
  if (item && content.childCount === 1 && item.type === first.type && isAtEnd && $from.index(-1) === $from.node(-1).childCount - 1) return $from.after(-1);
  if ($from.depth > 1) return $from.after(1);
  return isAtEnd ? $from.after() : $from.parentOffset ? SPLIT : $from.before();
}

export function documentOf(json) {
  const full = (node) => {
    const content = node.content?.length ? node.content.map(full) : undefined;
    const isBox = node.type === 'doc' || node.type === 'list_item' || node.type === 'blockquote';
    return { ...node, content: content ?? (isBox ? [{ type: 'paragraph' }] : undefined) };
  };
  return Node.fromJSON(schema, full(json));
}

export class Text {
  #tracked = new Set();
  #far;

  constructor(place, json, { label, language, direction, words, openLink, leave, paste, changed, moved }) {
    Object.assign(this, { words, changed, moved, isEditable: false });
    this.view = new EditorView(place, {
      state: EditorState.create({
        doc: documentOf(json),
        plugins: [typed, ...keys(openLink, leave), history({ newGroupDelay: 800 }), joinedLists, evenTables, softBreaks, below, begun(words.begin)],
      }),
      nodeViews: nodeViews(words),
      handlePaste: (view, _event, slice) => this.isEditable && this.putIntoCell(slice),
      // Blocks that are dragged into a cell stay where they are.
      handleDrop: (view, event, slice) => slice.content.childCount > 1 && Boolean(placeIn({ $head: view.state.doc.resolve(view.posAtCoords({ left: event.clientX, top: event.clientY })?.pos ?? 0) })),
      handleClick: (view, _pos, event) => this.isEditable && lineBehind(view, event),
      scrollThreshold: 80, // a row of the toolbar, and what is fixed at the foot of a phone
      scrollMargin: 80,
      editable: () => this.isEditable,
      attributes: () => ({ role: 'textbox', 'aria-multiline': 'true', 'aria-label': label, lang: language, dir: direction, spellcheck: 'true', 'aria-readonly': String(!this.isEditable), 'data-own-undo': '' }),
      dispatchTransaction: (tr) => this.#dispatch(tr),
      // Before ProseMirror reads it: by our policy a style in what is pasted would be refused aloud.
      handleDOMEvents: {
        paste: (view, event) => paste(event),
        drop: (view, event) => !view.dragging && paste(event, view.posAtCoords({ left: event.clientX, top: event.clientY })?.pos),
      },
    });
    this.#far = new Far(this.view);
  }

  get state() { return this.view.state; }
  get doc() { return this.view.state.doc; }

  #dispatch(tr) {
    // What nobody here has typed leaves alone in which marks the next sign will be.
    if (tr.getMeta('numbers') || tr.getMeta('theirs')) tr.setStoredMarks(this.state.storedMarks);
    const state = this.view.state.apply(tr);
    for (const range of tr.docChanged ? this.#tracked : []) {
      range.from = tr.mapping.map(range.from, -1);
      range.to = tr.mapping.map(range.to, 1);
    }
    this.#far.draw(state);
    try { this.view.updateState(state); } catch (fault) { this.#mend(state, fault); }
    if (tr.docChanged && !tr.getMeta('numbers') && !tr.getMeta('theirs')) this.changed(tr);
    this.moved(state);
  }

  // What could not be drawn goes from below its block, and the rest is drawn anew: what is typed from now on counts.
  #mend(state, fault) {
    reportError(fault);
    this.view.setProps({ state: state.apply(state.tr.setMeta('below', [])), nodeViews: nodeViews(this.words) });
  }

  allow(isEditable) {
    if (this.isEditable === isEditable || 'closed' in document.body.dataset) return;
    this.isEditable = isEditable;
    this.view.setProps({});
    for (const box of this.view.dom.querySelectorAll('textarea')) box.readOnly = !isEditable;
    this.moved(this.state);
  }

  run(command) {
    this.view.focus(); // only then it is scrolled to
    return command(this.state, this.view.dispatch, this.view);
  }

  putCaret(at) {
    this.view.dispatch(this.state.tr.setSelection(TextSelection.near(this.doc.resolve(at))).scrollIntoView());
    this.view.focus();
  }

  // A range that follows what is written around it, until it is let go.
  track(from, to) {
    const range = { from, to, release: () => this.#tracked.delete(range) };
    this.#tracked.add(range);
    return range;
  }

  // Nodes in the place of a range; what is pasted into a line stays in it where it is a line.
  put(nodes, { from, to }, isApart = false) {
    const content = Fragment.fromJSON(schema, nodes);
    const { tr } = this.state;
    const words = asOneLine(content, this.doc.resolve(from));
    const at = words ? null : placeApart(content, this.doc.resolve(from), to, isApart);
    const isSplit = at === SPLIT;
    if (words) tr.replaceWith(from, to, words);
    else if (at === null || isSplit) {
      const open = Slice.maxOpen(content, false);
      tr.replaceRange(from, to, isSplit ? new Slice(content, 0, open.openEnd) : open);
    } else {
      const items = content.childCount === 1 && tr.doc.resolve(at).parent.type === content.firstChild.type ? content.firstChild.content : content;
      tr.insert(at, items);
      tr.setSelection(Selection.near(tr.doc.resolve(at + items.size), -1));
    }
    const isOwn = at !== null && !isSplit;
    const put = { from: isOwn ? at : from, to: tr.mapping.map(isOwn ? at : to, 1), isApart: at !== null };
    this.view.dispatch(closeHistory(tr).setMeta('paste', true).setMeta('uiEvent', 'paste').scrollIntoView()); // undone without what was typed right before
    return put;
  }

  // What was copied on this very page goes into a cell by the same rules: a cell is one line, and a table is not torn.
  putIntoCell(slice) {
    const { selection } = this.state;
    const isLine = slice.content.childCount < 2 && (slice.content.firstChild?.isInline || slice.content.firstChild?.isTextblock);
    if (isLine || !placeIn(selection)) return false;
    this.put(slice.content.toJSON(), selection);
    return true;
  }

  // A range with the whole of the blocks at its ends, where nothing else stands in them.
  wholeBlocks({ from, to }) {
    const [$from, $to] = [this.doc.resolve(from), this.doc.resolve(to)];
    const isAlone = (a, b) => !this.doc.textBetween(a, b, '', ' ');
    return {
      from: $from.depth && isAlone($from.before(1), from) ? $from.before(1) : from,
      to: $to.depth && isAlone(to, $to.after(1)) ? $to.after(1) : to,
    };
  }

  remove({ from, to }) {
    const tr = this.state.tr.delete(from, to);
    if (!tr.doc.childCount) tr.insert(0, schema.nodes.paragraph.create());
    this.view.dispatch(tr);
  }

  // Top nodes [from, to) become these; the selection stays where it is, and undo leaves this alone.
  replaceBlocks(from, to, nodes) {
    const { doc, tr } = this.state;
    const place = (number) => { let at = 0; for (let n = 0; n < number; n += 1) at += doc.child(n).nodeSize; return at; };
    tr.replaceWith(place(from), place(to), nodes);
    if (!tr.doc.childCount) tr.insert(0, schema.nodes.paragraph.create());
    this.view.dispatch(tr.setMeta('addToHistory', false).setMeta('theirs', true));
  }

  showBelow(notes) {
    if (!notes.length && !below.getState(this.state).find().length) return;
    this.view.dispatch(this.state.tr.setMeta('below', notes).setMeta('addToHistory', false));
  }
}
