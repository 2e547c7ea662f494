// The address of a link, asked for in a line below the toolbar: words that are chosen get it, else it stands there itself.
import { TextSelection } from 'prosemirror-state';
import { schema } from './schema.js';

const { link } = schema.marks;

// The whole link around the caret: its ends and its mark.
function linkAt({ doc, selection: { from, to, $from } }) {
  const mark = link.isInSet($from.marks()) ?? ($from.nodeAfter && link.isInSet($from.nodeAfter.marks));
  if (!mark) return null;
  let [start, end] = [from, to];
  doc.nodesBetween($from.start(), $from.end(), (node, at) => {
    if (!node.isText || !mark.isInSet(node.marks)) return;
    if (at <= end && at + node.nodeSize >= start) [start, end] = [Math.min(start, at), Math.max(end, at + node.nodeSize)];
  });
  return { start, end, mark };
}

const whole = (address) => /^[a-z][a-z0-9+.-]*:|^[/#?]/i.test(address) ? address
  : /^[^\s@/]+@[^\s@/]+\.[^\s@/]+$/.test(address) ? `mailto:${address}` : `https://${address}`;

export class LinkForm {
  constructor(form, text) {
    Object.assign(this, { form, text, box: form.querySelector('input'), out: form.querySelector('[data-unlink]') });
    form.addEventListener('submit', (event) => { event.preventDefault(); this.put(this.box.value.trim()); });
    this.out.addEventListener('click', () => this.put(''));
    form.querySelector('[data-close]').addEventListener('click', () => this.close());
    form.addEventListener('keydown', (event) => {
      if (event.key !== 'Escape') return;
      event.preventDefault();
      this.close();
    });
  }

  open() {
    if (!this.text.isEditable) return;
    const found = linkAt(this.text.state);
    const { from, to } = this.text.state.selection;
    this.range = this.text.track(found?.start ?? from, found?.end ?? to);
    this.box.value = found?.mark.attrs.href ?? '';
    this.title = found?.mark.attrs.title ?? null;
    this.out.hidden = !found;
    this.form.hidden = false;
    this.box.focus();
    this.box.select();
  }

  close() {
    this.form.hidden = true;
    this.range?.release();
    this.text.view.focus();
  }

  put(address) {
    const { from, to } = this.range;
    const tr = this.text.state.tr;
    if (from === to && address) tr.insert(from, schema.text(address, [link.create({ href: whole(address) })]));
    else {
      tr.removeMark(from, to, link);
      if (address) tr.addMark(from, to, link.create({ href: whole(address), title: this.title }));
    }
    tr.setSelection(TextSelection.create(tr.doc, tr.mapping.map(to))).removeStoredMark(link);
    this.text.view.dispatch(tr);
    this.close();
  }
}
