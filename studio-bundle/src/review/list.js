// The texts at the side: part by part in the letter's order, what is read folded away.
import { element } from '../shared.js';
import { isWhole, shownOf } from './texts.js';
import { put } from './words.js';

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
    const { desk } = this, { texts, words, choosing } = desk, shown = choosing.texts, chosen = new Set(shown);
    let made = [];
    if (texts.doubts) made = [element('h2', {}, words.doubtful), element('ul', {}, ...shown.map((text) => this.row(text)))];
    else {
      texts.parts.forEach((part, number) => {
        const own = part.texts.filter((text) => chosen.has(text) || text === desk.current);
        const done = choosing.show === 'open' && !choosing.looked ? part.texts.filter((text) => !texts.isOpen(text) && text !== desk.current) : [];
        if (own.length || done.length) made.push(...this.drawPart(part, number, own.filter((text) => !done.includes(text)), done));
      });
    }
    if (!made.length) made.push(element('p', { class: 'none muted' }, choosing.looked ? words['nothing-found'] : words['nothing-open']));
    put(this.place, made);
  }

  /** The heading of a part and its rows; those of before, where nothing about them has changed. */
  drawPart(part, number, rows, done) {
    const { desk } = this, { words } = desk, isOpen = this.unfolded.has(String(number));
    const name = JSON.stringify([done.length, isOpen, ...rows.concat(isOpen ? done : []).map((text) => [text.id, text.version, text.state, text.said, text === desk.current, text.faults.length, text.asked, Boolean(text.clash || desk.typing.of(text))])]);
    if (part.drawn?.name === name) return part.drawn.made;
    const made = [element('h2', { ...(part.title ? desk.tongue : {}) }, this.title(part)), element('ul', {},
      done.length ? element('li', { class: 'done' }, element('button', { type: 'button', 'data-fold': String(number), 'aria-expanded': String(isOpen) },
        desk.icon('reviewed'), element('span', { class: 'words', dir: 'auto' }, (done.length === 1 ? words['folded-one'] : words.folded).replace('{n}', done.length)), desk.icon(isOpen ? 'up' : 'down'))) : null,
      ...(isOpen ? done : []).map((text) => this.row(text)), ...rows.map((text) => this.row(text)))];
    part.drawn = { name, made };
    return made;
  }

  row(text) {
    const { desk } = this, isCurrent = text === desk.current;
    const sign = (text.clash || desk.typing.of(text)) && !isCurrent ? desk.icon('stop', 'wrong') : text.faults.length ? desk.icon(text.faults.some((each) => each.stops) ? 'stop' : 'look', 'wrong')
      : text.asked ? desk.icon('talk') : null;
    const isSource = isWhole(text) ? !text.targets.some(Boolean) : text.isSource;
    return element('li', {}, element('a', { href: `#${text.id}`, 'data-go': text.id, 'aria-current': isCurrent && 'true' },
      desk.icon(text.state === 'unusable' ? 'missing' : text.state),
      element('span', { class: 'words', ...(isSource ? { lang: text.sourceLocale ?? false } : desk.tongue) }, shownOf(text) || '–'),
      element('span', { class: 'unseen' }, `, ${text.said}`), sign));
  }

  /** Drawn anew, the open text in sight. */
  renew() {
    this.draw();
    this.place.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest' });
  }
}
