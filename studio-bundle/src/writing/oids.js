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
  #written = new WeakMap(); // a block of the page → its JSON as it is sent, for as long as no name is another

  // A node of the server's, numbered for this page.
  take(node) {
    const attrs = node.attrs && { ...node.attrs };
    if (attrs?.oid != null) {
      const own = fresh();
      this.#names.set(own, attrs.oid);
      attrs.oid = own;
    }
    return { ...node, ...(attrs && { attrs }), ...(node.content && { content: node.content.map((child) => this.take(child)) }) };
  }

  // These nodes of the page, and no others, are what the server has named in its answer.
  renew(nodes, answered = []) {
    const before = this.#names;
    this.#names = new Map();
    nodes.forEach((node, at) => this.#pair(node, answered[at]));
    if (before.size !== this.#names.size || [...this.#names].some(([own, name]) => before.get(own) !== name)) this.#written = new WeakMap();
  }

  #pair(node, answered) {
    if (answered?.attrs?.oid != null && node.attrs.oid) this.#names.set(node.attrs.oid, answered.attrs.oid);
    if (!node.isTextblock) node.forEach((child, _, at) => this.#pair(child, answered?.content?.[at]));
  }

  // A block of the page in JSON, as the server knows it; one that did not change since last time is not made anew.
  written(node) {
    let made = this.#written.get(node);
    if (!made) this.#written.set(node, made = JSON.stringify(this.#told(node.toJSON())));
    return made;
  }

  #told(node) {
    const attrs = node.attrs && ('oid' in node.attrs ? { ...node.attrs, oid: this.#names.get(node.attrs.oid) ?? null } : node.attrs);
    return { ...node, ...(attrs && { attrs }), ...(node.content && { content: node.content.map((child) => this.#told(child)) }) };
  }
}

// What a node says, whatever its number: two that say the same are the same.
const said = new WeakMap();
export function wordsOf(node) {
  if (!said.has(node)) said.set(node, JSON.stringify(node.toJSON(), (key, value) => (key === 'oid' ? undefined : value)));
  return said.get(node);
}

// Which nodes of two rows are the same, as pairs of numbers, in order.
export function aligned(ours, theirs) {
  const [a, b] = [ours.map(wordsOf), theirs.map(wordsOf)];
  const pairs = [];
  let first = 0;
  while (first < a.length && first < b.length && a[first] === b[first]) { pairs.push([first, first]); first += 1; }
  let last = 0;
  while (last < a.length - first && last < b.length - first && a[a.length - 1 - last] === b[b.length - 1 - last]) last += 1;
  const [n, m] = [a.length - last, b.length - last];
  if ((n - first) * (m - first) <= 1_000_000) {
    const common = Array.from({ length: n - first + 1 }, () => new Uint16Array(m - first + 1));
    for (let i = n - 1; i >= first; i -= 1) {
      for (let j = m - 1; j >= first; j -= 1) {
        common[i - first][j - first] = a[i] === b[j] ? common[i - first + 1][j - first + 1] + 1
          : Math.max(common[i - first + 1][j - first], common[i - first][j - first + 1]);
      }
    }
    for (let i = first, j = first; i < n && j < m;) {
      if (a[i] === b[j]) { pairs.push([i, j]); i += 1; j += 1; }
      else if (common[i - first + 1][j - first] >= common[i - first][j - first + 1]) i += 1;
      else j += 1;
    }
  }
  for (let k = last; k > 0; k -= 1) pairs.push([a.length - k, b.length - k]);
  return pairs;
}
