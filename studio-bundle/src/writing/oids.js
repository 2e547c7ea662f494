// Which block of the file each node is. Nodes carry numbers of this page's own, that no other node ever has, also behind an
// undo; what the server calls a block is kept beside them and comes anew with each save, so that a save touches no node.
import { Fragment } from 'prosemirror-model';
import { Step, StepMap, StepResult } from 'prosemirror-transform';

let last = 0;
const fresh = () => { last += 1; return `n${last}`; };
const carries = (node) => 'oid' in node.attrs && node.type.name !== 'text';

// Only top nodes and list items have names of their own.
function eachNamed(node, visit, isTop = true) {
  node.forEach((child) => {
    if (isTop || child.type.name === 'list_item') visit(child);
    if (!child.isTextblock && !child.isLeaf) eachNamed(child, visit, false);
  });
}

class Number_ extends Step {
  constructor(number) { super(); this.number = number; }
  apply(doc) { return StepResult.ok(this.number(doc)); }
  getMap() { return StepMap.empty; }
  invert(doc) { return new Number_(() => doc); }
  map() { return this; }
  toJSON() { return { stepType: 'number' }; }
}

// A transaction after which every block has a number that no other has; null where that is so already.
export function numbered(state) {
  const taken = new Set();
  let isMissing = false;
  eachNamed(state.doc, ({ attrs: { oid } }) => {
    if (!oid || taken.has(oid)) isMissing = true;
    taken.add(oid);
  });
  if (!isMissing) return null;
  const given = new Set();
  const within = (node, isTop) => {
    const children = [];
    node.forEach((child) => {
      let next = child.isTextblock || child.isLeaf ? child : child.copy(within(child, false));
      if ((isTop || child.type.name === 'list_item') && carries(child)) {
        const isOwn = child.attrs.oid && !given.has(child.attrs.oid);
        const oid = isOwn ? child.attrs.oid : fresh();
        given.add(oid);
        if (oid !== next.attrs.oid) next = next.type.create({ ...next.attrs, oid }, next.content, next.marks);
      }
      children.push(next.eq(child) ? child : next);
    });
    return Fragment.from(children);
  };
  return state.tr.step(new Number_((doc) => doc.copy(within(doc, true)))).setMeta('addToHistory', false).setMeta('numbers', true);
}

// The names of blocks on the server, by their numbers here.
export class Names {
  #names = new Map();

  // A document of the server's, numbered for this page.
  take(json) {
    const number = (node) => {
      const attrs = node.attrs && { ...node.attrs };
      if (attrs?.oid != null) {
        const own = fresh();
        this.#names.set(own, attrs.oid);
        attrs.oid = own;
      }
      return { ...node, ...(attrs && { attrs }), ...(node.content && { content: node.content.map(number) }) };
    };
    return number(json);
  }

  // The same text has come back with new names.
  rename(sent, answered) {
    this.#names = new Map();
    const pair = (mine, theirs) => {
      if (theirs?.attrs?.oid != null && mine.attrs?.oid) this.#names.set(mine.attrs.oid, theirs.attrs.oid);
      mine.content?.forEach((child, at) => pair(child, theirs?.content?.[at]));
    };
    pair(sent, answered);
  }

  of(number) { return this.#names.get(number) ?? null; }

  numberOf(name) { return [...this.#names].find(([, each]) => each === name)?.[0]; }

  // A document of this page's as the server knows it.
  told(json) {
    const name = (node) => {
      const attrs = node.attrs && 'oid' in node.attrs ? { ...node.attrs, oid: this.of(node.attrs.oid) } : node.attrs;
      return { ...node, ...(attrs && { attrs }), ...(node.content && { content: node.content.map(name) }) };
    };
    return name(json);
  }
}
