// How nodes are shown that do more than stand there: what letters don't show as its source, and the line at which a letter
// stops. All others keep their element when nothing but their number changes, so that no save touches what is being typed.
import { DOMSerializer } from 'prosemirror-model';
import { Plugin, Selection } from 'prosemirror-state';
import { Decoration, DecorationSet } from 'prosemirror-view';
import { element } from '../shared.js';

const KEPT = ['paragraph', 'heading', 'bullet_list', 'ordered_list', 'list_item', 'blockquote', 'table'];
const isSame = (one, other) => one.type === other.type
  && Object.entries(one.attrs).every(([name, value]) => name === 'oid' || value === other.attrs[name]);

function kept(node) {
  const { dom, contentDOM } = DOMSerializer.renderSpec(document, node.type.spec.toDOM(node));
  return {
    dom,
    contentDOM,
    update(next) {
      if (!isSame(node, next)) return false;
      node = next;
      return true;
    },
  };
}

// What letters don't show, or is left to a person: its source, in a box of its own.
class Raw {
  constructor(node, view, getPos, words) {
    Object.assign(this, { node, view, getPos });
    this.box = element('textarea', { rows: 1, spellcheck: 'false', dir: 'ltr', 'aria-label': words.raw, 'data-own-undo': '' });
    this.box.value = node.attrs.source;
    this.why = element('p', { class: 'why' }, words.rawWhy);
    this.dom = element('div', { class: 'raw', 'data-unit': '', contenteditable: 'false' }, this.why, this.box);
    this.box.readOnly = !view.editable;
    this.box.addEventListener('input', () => this.write());
    this.box.addEventListener('focus', () => { this.box.readOnly = !view.editable; });
    this.box.addEventListener('keydown', (event) => this.leave(event));
  }

  write() {
    const at = this.getPos();
    if (at == null || this.box.value === this.node.attrs.source) return;
    this.view.dispatch(this.view.state.tr.setNodeAttribute(at, 'source', this.box.value));
  }

  leave(event) {
    if (event.key !== 'Escape') return;
    event.preventDefault();
    event.stopPropagation();
    this.view.focus();
  }

  update(next) {
    if (next.type !== this.node.type) return false;
    this.node = next;
    if (this.box.value !== next.attrs.source) this.box.value = next.attrs.source;
    return true;
  }

  selectNode() { this.dom.classList.add('ProseMirror-selectednode'); }
  deselectNode() { this.dom.classList.remove('ProseMirror-selectednode'); }
  stopEvent(event) { return this.box.contains(event.target) && !/^drag|^drop/.test(event.type); }
  ignoreMutation() { return true; }
}

// Pictures that were just brought in, by their names: nobody is blamed yet for words that are still missing.
export const fresh = new Set();

// A picture in the text: itself, the words that stand for it, its caption.
class Picture {
  constructor(node, view, getPos, words) {
    Object.assign(this, { node, view, getPos, words, isFresh: fresh.delete(node.attrs.src) });
    const id = `picture-${Picture.count = (Picture.count ?? 0) + 1}`;
    const field = (name, label, more = {}) => {
      const box = element('textarea', { id: `${id}-${name}`, rows: 1, lang: view.dom.lang || null, 'data-own-undo': '', ...more });
      box.addEventListener('input', () => this.write(name, box.value));
      box.addEventListener('keydown', (event) => this.leave(event));
      return [box, element('div', { class: 'field' }, element('label', { class: 'label', for: `${id}-${name}` }, label), box)];
    };
    this.image = element('img', { alt: '' });
    let alt, caption;
    [this.alt, alt] = field('alt', words.alt, { 'aria-describedby': `${id}-why` });
    [this.caption, caption] = field('caption', words.caption);
    if (this.isFresh) this.tell(false);
    this.alt.addEventListener('blur', () => { if (this.isFresh) { this.isFresh = false; this.show(); this.tell(true); } });
    this.why = element('p', { class: 'why', id: `${id}-why` });
    alt.append(this.why);
    // It takes its room once it is there: what is being written below it stays in sight.
    this.image.addEventListener('load', () => { if (this.dom.contains(document.activeElement)) document.activeElement.scrollIntoView({ block: 'nearest' }); });
    const out = element('button', { type: 'button', class: 'quiet low', onclick: () => this.remove() }, words.pictureOut);
    this.dom = element('figure', { class: 'shot', 'data-unit': '', contenteditable: 'false' }, this.image, alt, caption, element('div', { class: 'actions' }, out));
    this.show();
  }

  show() {
    const { src, alt, caption } = this.node.attrs;
    const address = `/pictures/${src.split('/').map(encodeURIComponent).join('/')}?width=640`;
    if (this.image.getAttribute('src') !== address) this.image.setAttribute('src', address);
    for (const [box, value] of [[this.alt, alt], [this.caption, caption ?? '']]) {
      if (box.value !== value) box.value = value;
      box.readOnly = !this.view.editable;
    }
    this.why.textContent = alt.trim() ? '' : this.words.altMissing;
    if (alt.trim() || this.isFresh) this.alt.removeAttribute('aria-invalid'); else this.alt.setAttribute('aria-invalid', 'true');
  }

  // The letter beside it blames nobody either, before they have left it.
  tell(isLeft) {
    const path = this.view.dom.closest('[data-unit]')?.dataset.unit;
    if (path) document.dispatchEvent(new CustomEvent('begun', { detail: { path, isLeft } }));
  }

  write(name, value) {
    const at = this.getPos();
    const one = value.replace(/\s*\n\s*/g, ' ');
    if (at != null) this.view.dispatch(this.view.state.tr.setNodeAttribute(at, name, name === 'caption' ? one || null : one));
  }

  remove() {
    const at = this.getPos();
    if (at == null || !this.view.editable) return;
    const tr = this.view.state.tr.delete(at, at + this.node.nodeSize);
    if (!tr.doc.childCount) tr.insert(0, tr.doc.type.schema.nodes.paragraph.create());
    this.view.dispatch(tr.setSelection(Selection.near(tr.doc.resolve(Math.min(at, tr.doc.content.size)))));
    this.view.focus();
  }

  leave(event) {
    if (event.key === 'Enter') event.preventDefault();
    if (event.key !== 'Escape') return;
    event.preventDefault();
    event.stopPropagation();
    this.view.focus();
  }

  update(next) {
    if (next.type !== this.node.type) return false;
    this.node = next;
    this.show();
    return true;
  }

  selectNode() { this.dom.classList.add('ProseMirror-selectednode'); }
  deselectNode() { this.dom.classList.remove('ProseMirror-selectednode'); }
  stopEvent(event) { return event.target !== this.image && this.dom.contains(event.target) && !/^drag|^drop/.test(event.type); }
  ignoreMutation() { return true; }
}

function more(words) {
  const dom = element('div', { class: 'more-line', contenteditable: 'false', role: 'separator', 'aria-label': words.more },
    element('b', {}, words.more), element('span', { class: 'muted' }, words.moreMeans));
  return { dom, update: (next) => next.type.name === 'more', ignoreMutation: () => true };
}

export const nodeViews = (words) => ({
  ...Object.fromEntries(KEPT.map((name) => [name, kept])),
  raw: (node, view, getPos) => new Raw(node, view, getPos, words),
  picture: (node, view, getPos) => new Picture(node, view, getPos, words),
  more: () => more(words),
});

// Line ends inside a paragraph stand in the file and are spaces in the letter: so they look here.
function softAt(node, from) {
  const found = [];
  node.descendants((child, at) => {
    if (!child.isText) return true;
    for (let end = child.text.indexOf('\n'); end >= 0; end = child.text.indexOf('\n', end + 1)) {
      found.push(Decoration.inline(from + at + end, from + at + end + 1, { class: 'soft' }));
    }
    return false;
  });
  return found;
}

export const softBreaks = new Plugin({
  state: {
    init: (_, { doc }) => DecorationSet.create(doc, softAt(doc, 0)),
    apply(tr, set) {
      if (!tr.docChanged) return set;
      let next = set.map(tr.mapping, tr.doc);
      tr.mapping.maps.forEach((map, at) => map.forEach((_from, _to, start, end) => {
        const after = tr.mapping.slice(at + 1);
        const [from, to] = [after.map(start, -1), after.map(end, 1)];
        next = next.remove(next.find(from, to));
        tr.doc.nodesBetween(from, to, (node, pos) => {
          if (!node.isTextblock) return true;
          next = next.remove(next.find(pos, pos + node.nodeSize)).add(tr.doc, softAt(node, pos + 1));
          return false;
        });
      }));
      return next;
    },
  },
  props: { decorations(state) { return this.getState(state); } },
});
