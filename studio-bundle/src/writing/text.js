// The box in which an article's text is written: ProseMirror with the nodes of our Markdown, its keys and typed signs.
import { closeHistory, history } from 'prosemirror-history';
import { Fragment, Node, Slice } from 'prosemirror-model';
import { EditorState, Plugin, TextSelection } from 'prosemirror-state';
import { Decoration, DecorationSet, EditorView } from 'prosemirror-view';
import { keys, typed } from './commands.js';
import { joinedLists } from './joining.js';
import { nodeViews, softBreaks } from './nodes.js';
import { schema } from './schema.js';
import { evenTables } from './tables.js';

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

  constructor(place, json, { label, language, direction, words, openLink, leave, paste, changed, moved }) {
    Object.assign(this, { words, changed, moved, isEditable: false });
    this.view = new EditorView(place, {
      state: EditorState.create({
        doc: documentOf(json),
        plugins: [typed, ...keys(openLink, leave), history({ newGroupDelay: 800 }), joinedLists, evenTables, softBreaks, below],
      }),
      nodeViews: nodeViews(words),
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
  put(nodes, { from, to }) {
    const slice = Slice.maxOpen(Fragment.fromJSON(schema, nodes), false);
    const tr = this.state.tr.replaceRange(from, to, slice);
    const end = tr.mapping.map(to, 1);
    this.view.dispatch(closeHistory(tr).setMeta('paste', true).setMeta('uiEvent', 'paste').scrollIntoView()); // undone without what was typed right before
    return { from, to: end };
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
