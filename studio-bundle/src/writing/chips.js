// `data-chips="Add: Topics"` on a box of lines: each line is a chip with a button that takes it out, and a field adds more.
// The box itself stays what is saved, merged and taken back; here it is only shown otherwise.
import { element } from '../shared.js';

export function beginChips() {
  const begin = () => document.querySelectorAll('textarea[data-chips]:not([data-begun])').forEach((box) => new Chips(box));
  document.addEventListener('refreshed', begin);
  begin();
}

class Chips {
  constructor(box) {
    this.box = box;
    const { chips, known } = box.dataset;
    box.dataset.begun = '';
    box.classList.add('unseen');
    box.tabIndex = -1;
    this.list = element('ul', {});
    this.field = element('input', { 'aria-label': chips, list: known, lang: box.lang || null, dir: box.dir || null, autocomplete: 'off', 'data-own-undo': '' });
    box.after(element('div', { class: 'in-chips', 'hx-morph-skip': '' }, this.list, this.field));
    box.addEventListener('focus', () => this.field.focus()); // its label, and whoever comes from a problem
    for (const event of ['input', 'shown']) box.addEventListener(event, () => this.draw());
    for (const event of ['refreshed', 'resumed']) document.addEventListener(event, () => this.draw());
    this.field.addEventListener('keydown', (event) => this.key(event));
    this.field.addEventListener('input', () => { if (/[,;\n]/.test(this.field.value)) this.take(); });
    this.field.addEventListener('change', () => this.take());
    this.list.addEventListener('click', ({ target }) => {
      const chip = target.closest('button')?.parentElement;
      if (chip) this.put(this.words.toSpliced([...this.list.children].indexOf(chip), 1));
    });
    this.draw();
  }

  get words() { return this.box.value.split('\n').map((each) => each.trim()).filter(Boolean); }

  key(event) {
    if (event.isComposing) return;
    if (event.key === 'Enter' && this.field.value.trim()) { event.preventDefault(); this.take(); }
    if (event.key === 'Backspace' && !this.field.value && this.words.length) this.put(this.words.slice(0, -1));
  }

  take() {
    const come = this.field.value.split(/[,;\n]/).map((each) => each.trim()).filter(Boolean);
    this.field.value = '';
    if (come.length) this.put([...new Set([...this.words, ...come])]);
  }

  put(words) {
    if (this.box.readOnly) return;
    this.box.value = words.join('\n');
    this.box.dispatchEvent(new Event('input', { bubbles: true }));
    this.field.focus();
  }

  draw() {
    const { words } = this;
    if ([...this.list.children].map((each) => each.firstChild.textContent).join('\n') === words.join('\n')) return;
    this.list.replaceChildren(...words.map((word) => element('li', {}, element('span', {}, word),
      element('button', { type: 'button', 'aria-label': this.box.dataset.out.replace('{name}', word) }, '×'))));
  }
}
