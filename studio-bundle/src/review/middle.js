// The middle of the desk: the open text among its neighbours, and the button for what is left of their part.
import { element } from '../shared.js';
import { Seen } from './seen.js';
import { isWhole } from './texts.js';
import { Unit } from './unit.js';
import { fill, put } from './words.js';

const NEAR = 220; // pixels: so tall a neighbour at most stands whole above the open text
const MOST = 60; // neighbours on either side: a part may be an article of a thousand paragraphs

export class Middle {
  constructor(desk, place) {
    Object.assign(this, { desk, place });
    this.seen = new Seen(() => this.drawRest());
    this.rest = element('div', { class: 'rest', 'data-rest': '' });
  }

  draw() {
    const { desk, place } = this, { current, unit } = desk, { texts } = current.part, at = texts.indexOf(current);
    const near = texts.slice(Math.max(0, at - MOST), at + MOST).filter(isWhole);
    const known = new Map([...place.querySelectorAll(':scope > .unit:not(.is-open)')].map((each) => [each.dataset.text, each]));
    const units = near.map((text) => {
      if (text === current) return unit.dom;
      const old = known.get(text.id), made = `${text.version} ${text.said}`;
      if (old?.made === made) return old;
      return Object.assign(Unit.closed(desk, text), { made });
    });
    put(place, [...units, this.rest]);
    this.drawRest();
    this.seen.watch(units);
    const above = units[near.indexOf(current) - 1];
    place.closest('.pane').scrollTop = (above && above.offsetHeight < NEAR ? above : unit.dom).offsetTop - place.offsetTop;
    if (matchMedia('(max-width: 760px)').matches) scrollTo(0, 0);
  }

  /** Said in the place of a text: that everything is read, or nothing more is found. */
  drawEnd() {
    const { words, texts } = this.desk, n = texts.open.length;
    const isAll = !n && !texts.absent && texts.all.every((text) => text.state === 'reviewed');
    const absent = [...document.querySelector('[data-absent]')?.childNodes ?? []].map((each) => each.cloneNode(true));
    const onward = element('p', {}, element('a', { class: 'button', href: '/' }, words.onward));
    this.place.replaceChildren(element('div', { class: 'finished' }, ...(n ? [element('h2', {}, words['nothing-more']), element('div', {}, element('button', { type: 'button', class: 'button', 'data-do': 'go-on' }, fill(words[n === 1 ? 'go-on-one' : 'go-on'], { n })))]
      : isAll ? [element('h2', {}, words.finished), element('p', {}, words['finished-why']), onward]
        : [element('h2', {}, words['nothing-open']), ...(absent.length ? [element('p', {}, ...absent)] : []), onward])));
  }

  /** The texts of this part that somebody has had before their eyes, to be accepted at once. */
  get unread() {
    const { desk } = this;
    const open = desk.current.part.texts.filter((text) => desk.texts.isOpen(text) && (!isWhole(text) || text.targets.some(Boolean)) && !text.clash);
    const ready = open.filter((text) => this.seen.has(text) && !text.faults.length && !desk.typing.drafts.has(text.id));
    return { open, ready };
  }

  drawRest() {
    const { desk, rest } = this, { words } = desk;
    if (!desk.current) return;
    const { open, ready } = this.unread;
    rest.hidden = open.length < 2;
    if (rest.hidden) return;
    const left = open.length - ready.length;
    const said = left ? fill(words[left === 1 ? 'left-one' : 'left'], { n: left }) : words['left-none'];
    const label = fill(words[ready.length === 1 ? 'accept-one' : 'accept-rest'], { n: ready.length });
    if (!rest.firstChild) rest.append(element('button', { type: 'button', class: 'button', 'data-do': 'accept-rest' }), element('p', { class: 'muted small' }));
    const [button, line] = rest.children;
    button.disabled = !ready.length;
    button.textContent = label;
    line.textContent = said;
  }
}
