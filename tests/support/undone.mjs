// Random writing in a text with two lists, its blocks numbered in between as a save does, then all of it undone and done
// again. In: how many texts (the first argument). Out: JSON, for each that did not come back what was done in it.
import { chainCommands, deleteSelection, joinBackward, splitBlock } from 'prosemirror-commands';
import { history, redo, undo, undoDepth } from 'prosemirror-history';
import { Node } from 'prosemirror-model';
import { splitListItem } from 'prosemirror-schema-list';
import { EditorState, TextSelection } from 'prosemirror-state';
import { toggleList } from './writing/commands.js';
import { emptyBetweenLists, joinedLists } from './writing/joining.js';
import { numbered, wordsOf } from './writing/oids.js';
import { schema } from './writing/schema.js';
import { evenTables } from './writing/tables.js';

const paragraph = (words, attrs) => ({ type: 'paragraph', attrs, content: [{ type: 'text', text: words }] });
const list = (oid, ...items) => ({ type: 'bullet_list', attrs: { oid }, content: items.map((words, at) => ({ type: 'list_item', attrs: { oid: `${oid}${at}` }, content: [paragraph(words)] })) });
const ARTICLE = { type: 'doc', content: [
  paragraph('alpha beta gamma', { oid: 'a' }), list('b', 'one two', 'three four'), paragraph('between words', { oid: 'c' }),
  list('d', 'five six', 'seven eight'), paragraph('omega end', { oid: 'e' }),
] };

function dice(seed) { // mulberry32
  let state = seed;
  return (sides) => {
    state = (state + 0x6d2b79f5) | 0;
    let drawn = Math.imul(state ^ (state >>> 15), 1 | state);
    drawn = (drawn + Math.imul(drawn ^ (drawn >>> 7), 61 | drawn)) ^ drawn;
    return ((drawn ^ (drawn >>> 14)) >>> 0) % sides;
  };
}

class Hand {
  constructor(seed) {
    this.dice = dice(seed);
    this.done = [];
    this.time = 1e6;
    this.state = EditorState.create({ doc: Node.fromJSON(schema, ARTICLE), plugins: [history({ newGroupDelay: 800 }), joinedLists, evenTables] });
  }

  go = (tr) => { this.time += this.dice(5) < 2 ? 100 : 2000; this.state = this.state.apply(tr.setTime(this.time)); };

  choose(from, to = from) { this.state = this.state.apply(this.state.tr.setSelection(TextSelection.create(this.state.doc, Math.min(from, to), Math.max(from, to)))); }

  save() { const tr = numbered(this.state); if (tr) this.go(tr); }

  place() {
    const found = [];
    this.state.doc.descendants((node, at) => { if (node.isTextblock) found.push({ at: at + 1, words: node.textContent }); });
    const { at, words } = found[this.dice(found.length)];
    return { at, words, within: at + this.dice(words.length + 1) };
  }

  write() {
    const { state, go } = this;
    const { at, words, within } = this.place();
    const told = (name) => this.done.push(`${name} "${words}"`);
    switch (this.dice(8)) {
      case 0: case 1: {
        const found = [...words.matchAll(/\S+/g)];
        if (!found.length) break;
        const { 0: word, index } = found[this.dice(found.length)];
        told(`replace ${word} in`);
        this.choose(at + index, at + index + word.length);
        go(this.state.tr.insertText('N'));
        go(this.state.tr.insertText(`ew${this.done.length}`));
        break;
      }
      case 2: {
        const number = this.dice(state.doc.childCount);
        if (state.doc.childCount < 3) break;
        this.done.push(`take out block ${number}`);
        let from = 0;
        for (let n = 0; n < number; n += 1) from += state.doc.child(n).nodeSize;
        go(state.tr.delete(from, from + state.doc.child(number).nodeSize));
        break;
      }
      case 3: told('backspace before'); this.choose(at); joinBackward(this.state, go); break;
      case 4: told('enter in'); this.choose(within); chainCommands(splitListItem(schema.nodes.list_item), splitBlock)(this.state, go); break;
      case 5: told('list of'); this.choose(at); toggleList(schema.nodes.bullet_list)(this.state, go); break;
      case 6: told('delete from'); this.choose(within, this.place().within); deleteSelection(this.state, go); break;
      default: {
        const empty = emptyBetweenLists(state.doc, new Set(state.doc.content.content));
        if (empty) { this.done.push('empty line gone'); go(state.tr.delete(empty.from, empty.to)); }
      }
    }
  }
}

function isWhole(hand) {
  const before = wordsOf(hand.state.doc);
  for (let n = 2 + hand.dice(7); n > 0; n -= 1) {
    hand.write();
    if (hand.dice(2)) hand.save();
    if (!hand.dice(7)) { undo(hand.state, hand.go); hand.done.push('undo'); }
    if (!hand.dice(10)) { redo(hand.state, hand.go); hand.done.push('redo'); }
  }
  const after = wordsOf(hand.state.doc);
  const count = undoDepth(hand.state);
  for (let n = 0; n < count; n += 1) { undo(hand.state, hand.go); if (!hand.dice(3)) hand.save(); }
  if (wordsOf(hand.state.doc) !== before) return false;
  for (let n = 0; n < count; n += 1) redo(hand.state, hand.go);
  return wordsOf(hand.state.doc) === after;
}

const failed = [];
for (let seed = 1; seed <= Number(process.argv[2]); seed += 1) {
  const hand = new Hand(seed);
  try { if (!isWhole(hand)) failed.push(hand.done); } catch (fault) { failed.push([...hand.done, String(fault)]); }
}
console.log(JSON.stringify(failed));
