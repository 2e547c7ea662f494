// The field of a translation: words with the tags of the source as chips, which can be moved and not be broken. Two rules
// see to that: what would cross pairs is refused; a pair with one half gone, doubled or foreign goes as a whole, and one
// undo brings it back.
import { dropCursor } from 'prosemirror-dropcursor';
import { history, redo, undo, undoDepth } from 'prosemirror-history';
import { keymap } from 'prosemirror-keymap';
import { Fragment, Schema, Slice } from 'prosemirror-model';
import { AllSelection, EditorState, Plugin, PluginKey, TextSelection } from 'prosemirror-state';
import { Decoration, DecorationSet, EditorView } from 'prosemirror-view';
import { escapeWords, isNested, tagsOf, tokens, written } from './tagged.js';

const WITHIN = { a: 'within link', b: 'within strong', i: 'within em', s: 'within gone', c: 'within code' };
const marks = new PluginKey('marks');

// Of what an editor of several blocks has, one line needs no more.
const cut = ({ selection, tr }, dispatch) => { if (!selection.empty) dispatch?.(tr.deleteSelection().scrollIntoView()); return !selection.empty; };
const all = ({ doc, tr }, dispatch) => { dispatch?.(tr.setSelection(new AllSelection(doc))); return true; };

const schemaOf = (called) => new Schema({
  nodes: {
    doc: { content: 'inline*' },
    text: { group: 'inline' },
    tag: {
      group: 'inline', inline: true, atom: true, draggable: true, selectable: true,
      attrs: { name: {}, side: {} },
      toDOM: ({ attrs: { name, side } }) => ['span', {
        class: `tag ${side}`, 'data-tag': name, 'data-side': side, role: 'img', 'aria-label': called(name, side), translate: 'no', contenteditable: 'false',
      }, name],
      parseDOM: [{ tag: 'span[data-tag]', getAttrs: (dom) => ({ name: dom.dataset.tag, side: dom.dataset.side }) }],
    },
  },
});

const nodesOf = (schema, text) => tokens(text).map((each) => each.words === undefined
  ? schema.nodes.tag.create({ name: each.name, side: each.side }) : schema.text(each.words));

function textOf(nodes) {
  let text = '';
  nodes.forEach((node) => { text += node.isText ? escapeWords(node.text) : written(node.attrs); });
  return text;
}

function placed(doc) {
  const found = [];
  doc.descendants((node, pos) => { if (node.type.name === 'tag') found.push({ ...node.attrs, pos }); });
  return found;
}

const count = (tags, name, side) => tags.filter((each) => each.name === name && each.side === side).length;

/** The tags that have to go so that no pair is broken. */
function broken(tags, known) {
  const gone = new Set();
  for (const name of new Set(tags.map((each) => each.name))) {
    const own = tags.filter((each) => each.name === name);
    const isPair = known.get(name);
    let kept = [];
    if (isPair === true) {
      const open = own.find((each) => each.side === 'open');
      const close = open && own.find((each) => each.side === 'close' && each.pos > open.pos);
      kept = close ? [open, close] : [];
    } else if (isPair === false) kept = own.filter((each) => each.side === 'single').slice(0, 1);
    for (const each of own) if (!kept.includes(each)) gone.add(each);
  }
  let rest = tags.filter((each) => !gone.has(each));
  while (!isNested(rest)) {
    // What is left crosses: the pair that was put in last, which is the one that stands last, goes.
    const { name } = rest.findLast((each) => each.side !== 'single');
    for (const each of rest) if (each.name === name) gone.add(each);
    rest = rest.filter((each) => each.name !== name);
  }
  return [...gone];
}

/** The rules for the tags of a source. */
export function guard(known) {
  return new Plugin({
    filterTransaction(transaction) {
      if (!transaction.docChanged) return true;
      const tags = placed(transaction.doc);
      const isThere = [...known].every(([name, isPair]) => isPair
        ? count(tags, name, 'open') === 1 && count(tags, name, 'close') === 1 : count(tags, name, 'single') === 1);
      return !isThere || tags.length !== [...known].reduce((sum, [, isPair]) => sum + (isPair ? 2 : 1), 0) || isNested(tags);
    },
    appendTransaction(transactions, _, state) {
      if (!transactions.some((each) => each.docChanged)) return null;
      const gone = broken(placed(state.doc), known).sort((one, other) => other.pos - one.pos);
      if (!gone.length) return null;
      const transaction = state.tr;
      for (const { pos } of gone) transaction.delete(pos, pos + 1);
      return transaction;
    },
  });
}

function within(doc) {
  const open = new Map(), found = [];
  for (const { name, side, pos } of placed(doc)) {
    if (side === 'open') open.set(name, pos + 1);
    else if (side === 'close' && open.has(name)) found.push(Decoration.inline(open.get(name), pos, { class: WITHIN[name[0]] }));
  }
  return found;
}

function faulty(doc, wrong) {
  const found = [];
  doc.descendants((node, pos) => {
    for (const words of node.isText ? wrong : []) {
      for (let at = node.text.indexOf(words); at >= 0; at = node.text.indexOf(words, at + words.length)) {
        found.push(Decoration.inline(pos + at, pos + at + words.length, { class: 'fault' }));
      }
    }
  });
  return found;
}

const drawing = () => new Plugin({
  key: marks,
  state: {
    init: (_, state) => ({ wrong: [], set: DecorationSet.create(state.doc, within(state.doc)) }),
    apply(transaction, value, _, state) {
      const wrong = transaction.getMeta(marks) ?? value.wrong;
      if (!transaction.docChanged && wrong === value.wrong) return value;
      return { wrong, set: DecorationSet.create(state.doc, [...within(state.doc), ...faulty(state.doc, wrong)]) };
    },
  },
  props: { decorations: (state) => marks.getState(state).set },
});

/** One field. `keys` are commands by key; `onChange` hears of what is typed, `called` names a tag for those who listen. */
export class Field {
  constructor(place, { source, target, attributes, called, onChange, keys = {} }) {
    this.known = tagsOf(source);
    this.schema = schemaOf(called);
    this.onChange = onChange;
    this.original = target;
    this.first = this.docOf(target);
    this.attributes = attributes;
    this.plugins = [
      guard(this.known),
      keymap({ ...keys, Enter: () => true, 'Shift-Enter': () => true, 'Mod-.': () => this.putNext(), 'Mod-Shift-.': () => this.wrap(), 'Mod->': () => this.wrap(),
        'Mod-z': (state, dispatch, view) => undo(state, dispatch) || Boolean(keys['Mod-z']?.(state, dispatch, view)), 'Mod-y': (state, dispatch) => redo(state, dispatch) || true, 'Mod-Shift-z': (state, dispatch) => redo(state, dispatch) || true }),
      keymap({ Backspace: cut, Delete: cut, 'Mod-a': all }),
      history(),
      drawing(),
      dropCursor(),
    ];
    this.view = new EditorView(place, {
      state: this.stateOf(this.first),
      attributes,
      dispatchTransaction: (transaction) => this.apply(transaction),
      clipboardTextSerializer: (slice) => textOf(slice.content),
      handlePaste: (view, event) => this.paste(event.clipboardData?.getData('text/plain') ?? ''),
      handleDrop: (view, event, slice, isMoved) => !isMoved && this.drop(view, event),
    });
  }

  docOf(text) { return this.schema.node('doc', null, nodesOf(this.schema, text)); }
  stateOf(doc) { return EditorState.create({ doc, plugins: this.plugins }); }

  apply(transaction) {
    const { view } = this, before = view.state.doc;
    view.updateState(view.state.apply(transaction));
    if (!view.state.doc.eq(before)) this.onChange();
  }

  /** What it says, as tagged text; what nobody has touched is as it was, letter for letter. */
  get text() { return this.view.state.doc.eq(this.first) ? this.original : textOf(this.view.state.doc); }

  /** Say something else, as one step that can be undone. */
  set text(text) {
    const { state } = this.view;
    this.view.dispatch(state.tr.replaceWith(0, state.doc.content.size, nodesOf(this.schema, text)));
  }

  /** Begin anew with a text. */
  reset(text) {
    this.original = text;
    this.first = this.docOf(text);
    this.view.updateState(this.stateOf(this.first));
  }

  get canUndo() { return undoDepth(this.view.state) > 0; }
  undo() { return undo(this.view.state, this.view.dispatch); }
  get isComposing() { return this.view.composing; }

  /** The names of the source's tags that it lacks, in the source's order. */
  get missing() {
    const there = new Set(placed(this.view.state.doc).map((each) => each.name));
    return [...this.known.keys()].filter((name) => !there.has(name));
  }

  /** Where there are faults: the words that are wrong. */
  mark(wrong) { this.view.dispatch(this.view.state.tr.setMeta(marks, wrong)); }

  /** The first tag that is missing, at the caret, which then stands inside; around what is chosen. */
  putNext() {
    const [name] = this.missing;
    if (!name) return true;
    const { state } = this.view, { tag } = this.schema.nodes, { from, to, empty } = state.selection;
    if (!this.known.get(name)) {
      this.view.dispatch(state.tr.replaceSelectionWith(tag.create({ name, side: 'single' })).scrollIntoView());
      return true;
    }
    const transaction = state.tr.insert(to, tag.create({ name, side: 'close' })).insert(from, tag.create({ name, side: 'open' }));
    transaction.setSelection(TextSelection.create(transaction.doc, empty ? from + 1 : to + 2));
    this.view.dispatch(transaction.scrollIntoView());
    return true;
  }

  /** The first missing pair around what is chosen. */
  wrap() {
    if (!this.view.state.selection.empty) this.putNext();
    return true;
  }

  paste(text) {
    const words = text.replace(/\s*[\r\n]+\s*/g, ' ');
    this.view.dispatch(this.view.state.tr.replaceSelection(new Slice(Fragment.from(nodesOf(this.schema, words)), 0, 0)).scrollIntoView());
    return true;
  }

  drop(view, event) {
    const at = view.posAtCoords({ left: event.clientX, top: event.clientY })?.pos;
    const words = event.dataTransfer?.getData('text/plain');
    if (at === undefined || !words) return true;
    view.dispatch(view.state.tr.insert(at, nodesOf(this.schema, words.replace(/\s*[\r\n]+\s*/g, ' '))));
    return true;
  }

  focus() { this.view.focus(); }
  get dom() { return this.view.dom; }
  destroy() { this.view.destroy(); }
}
