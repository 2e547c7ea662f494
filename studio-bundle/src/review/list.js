// The texts at the side: part by part in the letter's order, what is read folded away.
import { element } from '../shared.js';
import { plain } from './tagged.js';

const PARTS = { page: 'page-of', names: 'names', fixed: 'fixed' };

export class List {
  constructor(place, desk) {
    Object.assign(this, { place, desk, unfolded: new Set() });
    place.addEventListener('click', (event) => {
      const fold = event.target.closest('[data-fold]');
      if (fold) { this.fold(fold.dataset.fold); return; }
      const link = event.target.closest('[data-go]');
      if (!link) return;
      event.preventDefault();
      desk.go(link.dataset.go, { isWriting: true });
    });
  }

  title(part) {
    const { words } = this.desk;
    const named = PARTS[part.kind];
    if (!named) return part.title || words['letter-itself'];
    return part.kind === 'page' ? words[named].replace('{title}', part.title) : words[part.document === 'pages' ? 'fixed-pages' : named];
  }

  fold(name) {
    if (this.unfolded.has(name)) this.unfolded.delete(name); else this.unfolded.add(name);
    this.draw();
    this.place.querySelector(`[data-fold="${CSS.escape(name)}"]`)?.focus();
  }

  draw() {
    const { desk } = this, { texts, tongue, words } = desk, chosen = new Set(desk.shown);
    const made = [];
    if (texts.doubts) {
      made.push(element('h2', {}, words.doubtful), element('ul', {}, ...desk.shown.map((text) => this.row(text))));
      this.place.replaceChildren(...made);
      return;
    }
    texts.parts.forEach((part, number) => {
      const own = part.texts.filter((text) => chosen.has(text) || text === desk.current);
      const done = desk.show === 'open' && !desk.looked ? part.texts.filter((text) => !texts.isOpen(text) && text !== desk.current) : [];
      if (!own.length && !done.length) return;
      const isOpen = this.unfolded.has(String(number));
      const rows = own.filter((text) => !done.includes(text));
      made.push(element('h2', { ...(part.title ? tongue : {}) }, this.title(part)));
      made.push(element('ul', {},
        done.length ? element('li', { class: 'done' }, element('button', { type: 'button', 'data-fold': String(number), 'aria-expanded': String(isOpen) },
          desk.icon('reviewed'), element('span', { class: 'words', dir: 'auto' }, words.folded.replace('{n}', done.length)), desk.icon(isOpen ? 'up' : 'down'))) : null,
        ...(isOpen ? done : []).map((text) => this.row(text)), ...rows.map((text) => this.row(text))));
    });
    if (!made.length) made.push(element('p', { class: 'none muted' }, desk.looked ? words['nothing-found'] : words['nothing-open']));
    this.place.replaceChildren(...made);
  }

  row(text) {
    const { desk } = this, isCurrent = text === desk.current;
    const said = text.targets.find(Boolean) || text.source;
    const sign = (text.clash || desk.drafts.has(text.id)) && !isCurrent ? desk.icon('stop', 'wrong') : text.faults.length ? desk.icon(text.faults.some((each) => each.stops) ? 'stop' : 'look', 'wrong')
      : text.asked ? desk.icon('talk') : null;
    return element('li', {}, element('a', { href: `#${text.id}`, 'data-go': text.id, 'aria-current': isCurrent && 'true' },
      desk.icon(text.state === 'unusable' ? 'missing' : text.state),
      element('span', { class: 'words', ...(text.targets.some(Boolean) ? desk.tongue : { lang: text.sourceLocale }) }, plain(said).slice(0, 80) || '–'),
      element('span', { class: 'unseen' }, `, ${text.said}`), sign));
  }

  /** One row anew, without the others. */
  renew() {
    this.draw();
    this.place.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest' });
  }
}
