// The letter beside what is written: kept up to date without losing its place, a click leads to the field of a text, and
// the text whose field has the focus is marked. The letter's frame runs nothing; a layer above it takes the clicks.

import { number, onLetter, untilCalm } from './events.js';
import { adapt, elementsOf, fetchLook, isDark, pour } from './frames.js';
import { isBeingBegun } from './forms.js';
import { request } from './request.js';

const WIDTHS = { phone: 375, desktop: 640 };
const NEAR = 80; // pixels of the letter: what is clicked beside a text belongs to it
const SCROLL_MS = 200;
const CALM_MS = 150; // beside a long text no letter is fetched and none drawn between two keys; elsewhere it follows each
const WHOLE_MS = 2000;
const AGAIN_MS = 3000; // until a studio that did not answer is asked again
const isCalm = () => matchMedia('(prefers-reduced-motion: reduce)').matches;
const KEPT = 'studio-preview';

class Preview {
  constructor(pane) {
    this.pane = pane;
    this.said = JSON.parse(pane.dataset.said);
    this.frame = this.part('frame');
    this.stage = this.part('stage');
    this.box = this.part('box');
    this.device = 'phone';
    this.scheme = isDark() ? 'dark' : 'light';
    this.hasPictures = true;
    this.isPlain = false;
    this.marked = this.page = '';
    this.isBusy = false;
    this.isLate = false;
    this.shown = 0;
    if (!this.frame) return;
    this.recall();
    this.press();
    this.listen();
    this.frame.addEventListener('load', () => this.arrived());
    if (this.document?.readyState === 'complete' && this.document.body?.childElementCount) this.arrived();
    new ResizeObserver(() => this.fit()).observe(this.stage);
    onLetter(() => this.soon());
    document.addEventListener('row-left', () => this.refresh());
  }

  part(name) { return this.pane.querySelector(`[data-${name}]`); }
  get document() { return this.frame.contentDocument; }
  get edition() { return this.part('edition').value; }
  get scale() { return Math.min(1, this.room / WIDTHS[this.device]); }
  get room() {
    const style = getComputedStyle(this.stage);
    return this.stage.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
  }
  address(end = '') {
    const place = this.pane.dataset.at ?? `/preview/${this.pane.dataset.issue}`;
    const asks = [this.pane.dataset.asks, this.hasPictures ? '' : 'pictures=off'].filter(Boolean).join('&');
    return `${place}/${this.edition}${this.page}${end}${asks && `?${asks}`}`;
  }

  listen() {
    this.pane.addEventListener('click', event => {
      const button = event.target.closest('button');
      if (!button) return;
      if (button.dataset.device) this.device = button.dataset.device;
      else if (button.dataset.scheme) this.chosen = this.scheme = button.dataset.scheme;
      else if (button.dataset.look) { this.part('edition').value = button.dataset.look; this.load(); }
      else if (button === this.part('pictures')) { this.hasPictures = !this.hasPictures; this.refresh(); }
      else if (button === this.part('plain')) { this.isPlain = !this.isPlain; this.plain(); }
      else if (button.dataset.sourceLetter) { this.turn(button); return; }
      else if (button.dataset.path) { this.open(button.dataset.path); return; }
      else return;
      this.keep();
      this.press();
      this.fit();
    });
    this.part('edition').addEventListener('change', () => { this.keep(); this.wanted = this.marked || this.wanted; this.load(); });
    const over = this.part('over');
    over.addEventListener('click', event => {
      const path = this.pathAt(event);
      if (path) this.open(path);
    });
    over.addEventListener('mousemove', event => this.point(this.pathAt(event)));
    over.addEventListener('mouseleave', () => this.point(''));
    document.addEventListener('focusin', event => {
      const unit = event.target.closest?.('[data-unit]');
      if (unit && !this.pane.contains(event.target) && !unit.closest('[data-review]')) this.mark(this.followed = unit.dataset.unit, true);
    });
    // The review desk says itself which text is open, and which ones nobody has read.
    document.addEventListener('mark-unit', ({ detail: { path, page } }) => {
      this.wanted = path;
      this.followed = '';
      // What was pressed on a page is shown there, also where the letter has it too.
      if (page === this.page || path === this.pressed) { this.mark(path, true); return; }
      this.page = page;
      this.mark('');
      this.load();
    });
    document.addEventListener('waiting-units', ({ detail }) => { this.waiting = detail.paths; clearTimeout(this.late); this.late = setTimeout(() => this.drawWaiting(), 100); });
  }

  recall() {
    try {
      const kept = JSON.parse(localStorage.getItem(KEPT) ?? '{}');
      if (kept.device in WIDTHS) this.device = kept.device;
      if (['light', 'dark'].includes(kept.scheme)) this.scheme = kept.scheme;
      if (this.pane.closest('.alone') && !kept.device && innerWidth > 760) this.device = 'desktop';
      const chosen = kept[this.pane.dataset.issue], select = this.part('edition');
      if (this.pane.dataset.at) return;
      const isAsked = this.pane.hasAttribute('data-fixed') || new URLSearchParams(location.search).has('edition');
      if (!isAsked && [...select.options].some(option => option.value === chosen) && select.value !== chosen) {
        select.value = chosen;
        this.load();
      }
    } catch { /* a browser that keeps nothing shows what the page says */ }
  }

  keep() {
    try {
      const kept = JSON.parse(localStorage.getItem(KEPT) ?? '{}');
      localStorage.setItem(KEPT, JSON.stringify({ ...kept, device: this.device, scheme: this.chosen ?? kept.scheme, ...(this.pane.hasAttribute('data-fixed') ? {} : { [this.pane.dataset.issue]: this.edition }) }));
    } catch { /* see above */ }
  }

  press() {
    for (const button of this.pane.querySelectorAll('[data-device]')) button.setAttribute('aria-pressed', button.dataset.device === this.device);
    for (const button of this.pane.querySelectorAll('button[data-scheme]')) button.setAttribute('aria-pressed', button.dataset.scheme === this.scheme);
    for (const button of this.pane.querySelectorAll('[data-look]')) button.setAttribute('aria-pressed', button.dataset.look === this.edition);
    this.part('pictures')?.setAttribute('aria-pressed', !this.hasPictures);
    this.part('plain')?.setAttribute('aria-pressed', this.isPlain);
    this.box.className = `device ${this.device}`;
    this.box.hidden = this.isPlain;
    this.part('as-text').hidden = !this.isPlain;
    adapt(this.frame, this.scheme);
  }

  /** The letter that this one was translated from, at the same place; and back. */
  turn(button) {
    const select = this.part('edition');
    const other = button.dataset.sourceLetter;
    button.dataset.sourceLetter = select.value;
    select.value = other;
    button.setAttribute('aria-pressed', String(button.getAttribute('aria-pressed') !== 'true'));
    this.wanted = this.marked || this.wanted;
    this.load();
  }

  /** In place of the letter before: the way back of the browser leads to the page before, not through letters. */
  load() {
    this.frame.contentWindow.location.replace(this.address());
  }

  /** A document has come into the frame: measure it, and ask what is to be said of it. */
  arrived() {
    this.watch();
    adapt(this.frame, this.scheme);
    this.fit();
    if (this.wanted) this.mark(this.wanted, true); else this.follow();
    this.place();
    this.refresh();
  }

  /** What the page is about comes into sight, once: `data-spot` is its path. */
  place() {
    const { spot } = this.pane.dataset;
    if (!spot || this.isPlaced) return;
    const first = [...this.document.querySelectorAll(`[data-u^="${CSS.escape(spot)}/"]`)].find(each => elementsOf(this.document, each.dataset.u).length);
    if (!first) return;
    this.isPlaced = true;
    const [seen] = elementsOf(this.document, first.dataset.u);
    this.stage.scrollTop = Math.max(0, seen.getBoundingClientRect().top * this.scale - this.stage.clientHeight / 5);
  }

  watch() {
    this.sizes?.disconnect();
    this.sizes = new ResizeObserver(() => this.fit());
    if (this.document?.body) this.sizes.observe(this.document.body);
  }

  fit() {
    if (!this.document?.body || this.isPlain) return;
    const scale = this.scale, width = WIDTHS[this.device];
    this.frame.style.width = `${width}px`;
    const tall = Math.ceil(this.document.body.getBoundingClientRect().height);
    const height = Math.max(tall, 200);
    this.frame.style.height = `${height}px`;
    this.frame.style.transform = scale < 1 ? `scale(${scale})` : '';
    this.box.style.width = `${width * scale}px`;
    this.box.style.height = `${height * scale}px`;
    this.draw(this.part('mark'), this.marked);
    this.drawWaiting();
  }

  /** A line beside each text that nobody has read. */
  drawWaiting() {
    const layer = this.part('waiting');
    if (!layer || !this.waiting || !this.document?.body) return;
    const { scale } = this, paths = new Set(this.waiting), lines = [];
    for (const each of this.document.querySelectorAll('[data-u], [data-u-alt]')) {
      if (!paths.has(each.dataset.u ?? '') && !paths.has(each.dataset.uAlt ?? '')) continue;
      const box = each.getBoundingClientRect();
      if (!box.height || each.closest('a[href^="#"]')) continue;
      // A sign that is named by a text (a link to share it, say) needs no line: the words have theirs.
      if (!each.dataset.u && elementsOf(this.document, each.dataset.uAlt).some(other => other.dataset.u)) continue;
      lines.push([Math.max(0, (box.left - 10) * scale), box.top * scale, box.height * scale]);
    }
    while (layer.childElementCount > lines.length) layer.lastElementChild.remove();
    lines.forEach(([left, top, height], at) => {
      const line = layer.children[at] ?? layer.appendChild(document.createElement('i'));
      Object.assign(line.style, { transform: `translate(${left}px, ${top}px)`, height: `${height}px` });
    });
    layer.dataset.count = lines.length;
    for (const each of this.pane.querySelectorAll('[data-envelope-of]')) each.toggleAttribute('data-waits', paths.has(each.dataset.path));
  }

  soon() {
    clearTimeout(this.calm);
    const left = document.querySelector('#text .ProseMirror') ? untilCalm(CALM_MS) : 0;
    if (left > 0) this.calm = setTimeout(() => this.soon(), left); else this.refresh();
  }

  /** The newest letter into the frame; while one is on its way, one more is asked for afterwards at most. */
  async refresh() {
    if (this.isBusy) { this.isLate = true; return; }
    this.isBusy = true;
    do {
      this.isLate = false;
      await this.renew();
    } while (this.isLate);
    this.isBusy = false;
  }

  async renew() {
    const asked = this.address('/look');
    let look;
    try {
      look = await fetchLook(asked, this.frame);
    } catch {
      this.part('state').textContent = this.said['no-answer'];
      clearTimeout(this.again);
      this.again = setTimeout(() => this.refresh(), AGAIN_MS);
      return;
    }
    if (!look) return;
    if (asked !== this.address('/look')) { this.isLate = true; return; }
    if (look.html || look.changes?.changes.length) this.put(look);
    this.say(look);
    if (this.isPlain) await this.plain();
    this.shown = look.number;
    this.pane.dataset.number = look.number;
    if (look.number < number()) this.isLate = true;
  }

  put(look) {
    const held = this.anchor(), before = held?.getBoundingClientRect().top;
    if (!pour(this.frame, look)) { this.isLate ||= Boolean(look.changes); return; }
    clearTimeout(this.whole);
    if (look.changes) this.whole = setTimeout(() => this.compare(), WHOLE_MS);
    adapt(this.frame, this.scheme);
    this.fit();
    if (held?.isConnected) this.stage.scrollTop += (held.getBoundingClientRect().top - before) * this.scale;
    this.follow();
    this.list();
  }

  /** What is written in was not in the letter when its field got the focus: it is marked as soon as it is. */
  follow() {
    const found = this.followed && this.shownOf(this.followed);
    if (found && found !== this.marked) this.mark(this.followed, true);
  }

  /** What was put in word by word is compared with the whole letter, once nothing comes any more. */
  compare() {
    this.document.digest = '';
    this.refresh();
  }

  /** The text that must not move while the letter changes: the marked one, else the first that is in sight. */
  anchor() {
    const marked = this.marked && this.elementsOf(this.marked)[0];
    if (marked) return marked;
    const top = (this.stage.getBoundingClientRect().top - this.box.getBoundingClientRect().top) / this.scale;
    if (top <= 0) return null;
    return [...this.document.querySelectorAll('[data-u]')].find(each => each.getBoundingClientRect().top >= top) ?? null;
  }

  say(look) {
    const { said } = this;
    this.part('size').textContent = look.called ?? (!look.size || this.pane.dataset.at ? '' : said.size.replace('{size}', (Math.round(look.size / 102.4) / 10).toLocaleString(document.documentElement.lang)));
    this.part('state').textContent = look.ready ? said.ready : look.open === 1 ? said['open-one'] : look.open ? said.open.replace('{count}', look.open) : '';
    const stale = this.part('stale');
    const faults = look.faults.filter(({ path }) => !isBeingBegun(path));
    // What is just being begun is not blamed for what it still lacks, here neither.
    const isHeld = look.faults.length > 0 && !faults.length;
    stale.hidden = isHeld || (look.current && !faults.length);
    this.part('why').textContent = look.current ? said.partly : look.html ? said.stale : said.none;
    // The same of several places is said once, and leads to each.
    const alike = new Map();
    for (const fault of faults) alike.set(sentenceOf(fault), [...(alike.get(sentenceOf(fault)) ?? []), fault]);
    this.part('faults').replaceChildren(...[...alike].map(([sentence, several]) => {
      const line = document.createElement('li');
      line.textContent = `${sentence} `;
      line.lang = several[0].locale;
      if (this.pane.dataset.leads !== 'yes') return line;
      several.filter(({ place }) => place).forEach(({ place, where }, number) => {
        const link = document.createElement('a');
        link.href = place;
        link.lang = document.documentElement.lang;
        link.textContent = where || said.line;
        line.append(number ? ', ' : '', link);
      });
      return line;
    }));
    for (const each of this.pane.querySelectorAll('[data-envelope-of]')) Object.assign(each, { textContent: look[each.dataset.envelopeOf] || '–', lang: look.locale });
    this.frame.lang = look.locale;
    document.dispatchEvent(new CustomEvent('look', { detail: look }));
  }

  async plain() {
    if (!this.isPlain) return;
    const answer = await request(`/preview/${this.pane.dataset.issue}/${this.edition}/text`, { headers: { accept: 'application/json' } });
    if (!answer.ok) return;
    const { text, locale, dir } = await answer.json();
    Object.assign(this.part('as-text'), { textContent: text, lang: locale, dir });
  }

  /** The texts as a list, for whoever does not point at them. */
  list() {
    const list = this.pane.querySelector('[data-list]');
    if (!list || !list.closest('details').open) {
      list?.closest('details').addEventListener('toggle', () => this.list(), { once: true });
      return;
    }
    const words = new Map();
    for (const each of this.document.querySelectorAll('[data-u]')) {
      words.set(each.dataset.u, (words.get(each.dataset.u) ?? '') + each.textContent);
    }
    const items = [...words].map(([path, text]) => {
      const button = document.createElement('button');
      Object.assign(button, { type: 'button', textContent: text, lang: this.document.documentElement.lang, dir: 'auto' });
      button.dataset.path = path;
      if (path === this.marked) button.setAttribute('aria-current', 'true');
      const item = document.createElement('li');
      item.append(button);
      return item;
    });
    const old = [...list.querySelectorAll('button')].findIndex(button => button === document.activeElement);
    list.replaceChildren(...items);
    if (old >= 0) list.querySelectorAll('button')[Math.min(old, items.length - 1)]?.focus();
  }

  pathAt({ clientX, clientY }) {
    const { left, top } = this.frame.getBoundingClientRect();
    const x = (clientX - left) / this.scale, y = (clientY - top) / this.scale;
    const hit = this.document?.elementFromPoint(x, y);
    const own = hit?.closest('[data-u], [data-u-alt]') ?? hit?.querySelector?.(':scope > [data-u-alt]');
    if (own) return own.dataset.u ?? own.dataset.uAlt;
    // Dates, countries and numbers have no text of their own: the nearest one has the field.
    let best = '', least = NEAR;
    for (const each of this.document?.querySelectorAll('[data-u]') ?? []) {
      for (const box of each.getClientRects()) {
        const away = Math.hypot(Math.max(box.left - x, x - box.right, 0), Math.max(box.top - y, y - box.bottom, 0));
        if (away < least) [best, least] = [each.dataset.u, away];
      }
    }
    return best;
  }

  elementsOf(path) { return elementsOf(this.document, path); }

  /** What of the letter shows a value: a field may be a part of one that the letter shows as one, or the other way round. */
  shownOf(path) {
    let shown = path;
    while (shown && !this.elementsOf(shown).length) shown = shown.includes('/') ? shown.slice(0, shown.lastIndexOf('/')) : '';
    return shown || (this.document?.querySelector(`[data-u^="${CSS.escape(path)}/"]`)?.dataset.u ?? '');
  }

  mark(path, isScrolled) {
    this.marked = this.shownOf(path);
    this.draw(this.part('mark'), this.marked);
    for (const button of this.pane.querySelectorAll('[data-list] button')) {
      if (button.dataset.path === this.marked) button.setAttribute('aria-current', 'true');
      else button.removeAttribute('aria-current');
    }
    if (isScrolled && this.marked) this.scrollTo(this.part('mark'));
  }

  point(path) {
    this.part('over').classList.toggle('leads', Boolean(path));
    this.draw(this.part('under'), this.pane.dataset.leads === 'yes' && path !== this.marked ? path : '');
  }

  draw(mark, path) {
    const boxes = path ? this.elementsOf(path).flatMap(each => [...each.getClientRects()]) : [];
    mark.hidden = !boxes.length;
    if (!boxes.length) return;
    const { scale } = this, room = 6;
    const left = Math.min(...boxes.map(box => box.left)) * scale - room, right = Math.max(...boxes.map(box => box.right)) * scale + room;
    const top = Math.min(...boxes.map(box => box.top)) * scale - room, bottom = Math.max(...boxes.map(box => box.bottom)) * scale + room;
    Object.assign(mark.style, { transform: `translate(${left}px, ${top}px)`, width: `${right - left}px`, height: `${bottom - top}px` });
  }

  scrollTo(mark) {
    const box = mark.getBoundingClientRect(), around = this.stage.getBoundingClientRect();
    const isPage = getComputedStyle(this.stage).overflowY === 'hidden'; // on a phone the page scrolls, and shows one pane
    if (isPage || (box.top >= around.top && box.bottom <= around.bottom)) return;
    const to = Math.max(0, this.stage.scrollTop + box.top - around.top - around.height / 4);
    if (isCalm()) { this.stage.scrollTop = to; return; }
    const from = this.stage.scrollTop, began = performance.now();
    const step = now => {
      const part = Math.min(1, (now - began) / SCROLL_MS);
      this.stage.scrollTop = from + (to - from) * (1 - (1 - part) ** 3);
      if (part < 1 && this.marked) requestAnimationFrame(step);
    };
    requestAnimationFrame(step);
  }

  open(path) {
    if (this.pane.dataset.leads !== 'yes') return;
    this.mark(this.pressed = path, false);
    this.followed = '';
    const { issue } = this.pane.dataset;
    if (document.dispatchEvent(new CustomEvent('open-unit', { detail: { path, issue }, cancelable: true }))) goTo(path, issue);
  }
}

const sentenceOf = fault => [fault.message, fault.hint].filter(Boolean).join(' ');

/** The field of a value on this page, or of what is around it. */
function fieldOf(path) {
  for (let near = path; near.includes('/'); near = near.slice(0, near.lastIndexOf('/'))) {
    const unit = document.querySelector(`[data-unit="${CSS.escape(near)}"]`);
    if (unit) return unit;
  }
  return null;
}

function focusOn(unit) {
  const target = unit.querySelector('input:not([type=hidden]), textarea, select, [contenteditable], button, a[href]') ?? unit;
  unit.closest('details:not([open])')?.setAttribute('open', '');
  document.querySelector('.views [data-view="write"]')?.click();
  target.scrollIntoView({ block: 'center', behavior: isCalm() ? 'auto' : 'smooth' });
  target.focus({ preventScroll: true });
}

/** To the field of a value: on this page, else on the page that has it. A screen that knows better cancels `open-unit`. */
function goTo(path, issue) {
  const unit = fieldOf(path);
  if (unit && (unit.dataset.unit === path || unit.dataset.unit.split('/').length > 2)) focusOn(unit);
  else location.assign(`/where?issue=${encodeURIComponent(issue)}&path=${encodeURIComponent(path)}`);
}

function begin() {
  for (const pane of document.querySelectorAll('[data-preview]')) new Preview(pane);
  arrive();
  addEventListener('hashchange', arrive);
}

/** Where the address leads to a value, its field has the focus. */
function arrive() {
  const asked = decodeURIComponent(location.hash).match(/^#unit=(.+)$/);
  const unit = asked && fieldOf(asked[1]);
  if (unit) focusOn(unit);
}
if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', begin, { once: true });
else begin();
