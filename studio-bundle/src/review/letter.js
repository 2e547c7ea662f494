// The letter beside the desk: the open text is marked there, a click there opens its text, what others save is heard of.
import { onLetter, tell } from '../shared.js';

const LAID_OUT = 150; // milliseconds until the letter of a phone has its size
const OWN = 1000; // so long what is told of the files may still be of an act of this page

export class Letter {
  constructor(desk) {
    this.desk = desk;
    document.addEventListener('click', ({ target }) => { if (target.closest('.views [data-view="letter"]')) setTimeout(() => this.show(), LAID_OUT); });
    document.addEventListener('open-unit', (event) => { event.preventDefault(); this.open(event.detail.path); });
    // What stands there is called by what it is: the letter, or the page of an article.
    const tab = document.querySelector('.views [data-view="letter"]'), words = tab?.textContent;
    document.addEventListener('look', ({ detail: { named, called } }) => {
      for (const each of document.querySelectorAll('#letter, #letter [data-stage], #letter iframe')) each.setAttribute('aria-label', named);
      if (tab) tab.textContent = called ?? words;
    });
    onLetter((detail) => {
      const isOurs = !detail.outside && (!desk.sending.isEmpty || Date.now() - (desk.deciding.landedAt ?? 0) < OWN);
      if (isOurs || !Object.keys(detail.files).some((name) => name.endsWith('.po') || name.startsWith('issues/'))) return;
      clearTimeout(this.hearing);
      this.hearing = setTimeout(() => desk.asking.elsewhere(), 50);
    });
  }

  mark(text) { if (text?.paths[0]) document.dispatchEvent(new CustomEvent('mark-unit', { detail: { path: text.paths[0], page: text.page ? `/${text.page}` : '' } })); }

  async open(path) {
    const { desk } = this;
    await desk.asking.load();
    const text = desk.texts.byPath.get(path) ?? desk.texts.byPath.get(path.replace(/\/\d+$/, ''));
    if (text) desk.go(text.id, { isWriting: true });
    else tell(desk.words['nothing-there']);
  }

  /** On a phone the letter is opened at the text, as the page scrolls there. */
  show() {
    if (!this.desk.current?.paths[0]) return;
    this.mark(this.desk.current);
    const mark = document.querySelector('.preview [data-mark]:not([hidden])');
    if (matchMedia('(max-width: 760px)').matches) mark?.scrollIntoView({ block: 'center' });
  }
}
