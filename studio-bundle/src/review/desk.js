// The review desk: which text is open, where one goes from there, and what each command leads to.
import { project, tell } from '../shared.js';
import { bePresent } from '../writing/presence.js';
import { Asking } from './asking.js';
import { Choosing } from './choosing.js';
import { Deciding } from './deciding.js';
import { Heads } from './heads.js';
import * as kept from './kept.js';
import { Keys } from './keys.js';
import { Letter } from './letter.js';
import { List } from './list.js';
import { Middle } from './middle.js';
import { Sending } from './sending.js';
import { plain } from './tagged.js';
import { Pace, Texts, isWhole } from './texts.js';
import { Typing } from './typing.js';
import { Undoing } from './undoing.js';
import { Unit } from './unit.js';
import { fill } from './words.js';

export class Desk {
  constructor(main) {
    const data = main.dataset;
    this.main = main;
    this.words = JSON.parse(data.said);
    this.titles = JSON.parse(data.titles);
    this.names = JSON.parse(data.names);
    this.tongue = { lang: data.locale, dir: data.dir };
    this.tongueName = data.tongue;
    this.address = data.address;
    this.signs = Object.fromEntries([...document.querySelectorAll('#signs [data-sign]')].map((each) => [each.dataset.sign, each.firstElementChild]));
    this.forms = JSON.parse(data.forms);
    this.texts = new Texts(JSON.parse(document.getElementById('texts').textContent));
    this.pace = new Pace(project);
    this.called = (name, side) => fill(this.words[side === 'single' ? 'line-break' : side === 'open' ? 'begin' : 'end'], { what: this.words[`tag-${name[0]}`] ?? name, n: name.replace(/\D+/, '') });
    this.asking = new Asking(this);
    this.deciding = new Deciding(this);
    this.typing = new Typing(this);
    this.heads = new Heads(this);
    this.sending = new Sending(this.address, (outcome, act, next) => this.deciding.came(outcome, act, next), this.words);
    this.undoing = new Undoing({ address: this.address, words: this.words, texts: this.texts, sending: this.sending, reopened: (text, said) => this.deciding.reopen(text, said), said: (words) => this.say(words) });
    this.middle = new Middle(this, main.querySelector('[data-middle]'));
    this.list = new List(main.querySelector('[data-list-of-texts]'), this);
    this.choosing = new Choosing(this);
    this.keys = new Keys(this);
    this.letter = new Letter(this);
    addEventListener('hashchange', () => { const text = this.asked; if (text && text !== this.current) this.go(text.id); });
    addEventListener('pagehide', () => this.leave());
    document.addEventListener('review-online', () => this.sending.send());
    bePresent(this.address, main.querySelector('[data-present]'), this.words);
    this.begin();
  }

  async begin() {
    const { texts } = this;
    if (location.hash && !isWhole(this.asked)) await this.asking.load();
    this.open(this.asked ?? texts.open[0] ?? texts.all[0]);
    document.documentElement.dataset.desk = 'ready';
    const [drafts, acts] = await Promise.all([kept.drafts(), kept.acts()]);
    this.typing.recall(drafts);
    this.sending.resume(acts.filter((act) => act.desk === this.address));
    for (const address of new Set(acts.map((act) => act.desk).filter((each) => each !== this.address))) {
      new Sending(address, () => {}, this.words).resume(acts.filter((act) => act.desk === address));
    }
    await this.asking.load();
    this.typing.recall(drafts);
    this.letter.mark(this.current);
    if (this.current) this.middle.draw();
    this.drawAll();
    this.asking.faults();
  }

  /** The text that the address names. */
  get asked() {
    const asked = location.hash.slice(1);
    return this.texts.byId.get(asked) ?? this.texts.byPath.get(decodeURIComponent(asked.replace(/^unit=/, '')));
  }

  dirOf(locale) { return this.names[locale]?.dir ?? 'auto'; }
  nameOf(locale) { return this.names[locale]?.name ?? locale; }
  formName(form, count) { return this.forms[form] ? fill(this.words['for-numbers'], { numbers: this.forms[form] }) : `${form + 1}/${count}`; }
  icon(name, kind = '') {
    const made = this.signs[name]?.cloneNode(true);
    if (made && kind) made.classList.add(kind);
    return made ?? document.createTextNode('');
  }

  /** Words for everybody: read aloud, and to be seen above the text until something else is done. */
  say(words) {
    tell(words);
    const place = this.main.querySelector('[data-happened]');
    place.textContent = words;
    place.hidden = !words;
  }

  unsay() { this.main.querySelector('[data-happened]').hidden = true; }

  // ——— which text is open ———

  /** True where somebody writes in the box: what is done from there goes on in the next one, else one stays outside. */
  get isWriting() { return Boolean(document.activeElement?.closest('.field-of, .as-text')); }

  stayOutside() { this.unit?.dom.querySelector('h2').focus({ preventScroll: true }); }

  /** Where the command came from: the box, or outside of it. */
  backTo(isWriting = this.commandedFrom) { if (isWriting) this.unit.focus(); else this.stayOutside(); }

  open(text, { isWriting = false } = {}) {
    if (text && !isWhole(text)) {
      this.coming = text;
      this.asking.load().then(() => { if (this.coming !== text) return; this.open(text, { isWriting }); if (!isWriting) this.stayOutside(); });
      return;
    }
    this.coming = null;
    this.leave();
    this.unit?.destroy();
    if (!text) { this.unit = null; this.wasAt = this.current; this.current = null; this.drawAll(); return; }
    this.current = text;
    this.warned = false;
    this.unit = new Unit(this, text);
    this.middle.draw();
    if (isWriting) this.unit.focus();
    this.heads.draw();
    this.letter.mark(text);
    history.replaceState(null, '', `#${text.id}`);
    // What is not needed to write comes once the field is ready.
    setTimeout(() => {
      if (this.current !== text) return;
      this.list.renew();
      this.asking.check(0);
      this.asking.offers(text);
    });
  }

  go(id, options) {
    const text = this.texts.byId.get(id);
    if (!text) return;
    document.querySelector('.views [data-view="write"]')?.click();
    this.open(text, options);
  }

  /** What was typed into the text that is left goes into its catalog. */
  leave() {
    this.typing.wait();
    if (this.unit && this.current) this.typing.keep(this.current);
  }

  /** The open text anew, where it has changed under somebody's eyes. */
  redraw({ isWriting = this.isWriting } = {}) {
    const wasHere = this.unit.dom.contains(document.activeElement);
    this.unit.destroy();
    this.unit = new Unit(this, this.current);
    this.middle.draw();
    if (isWriting) this.unit.focus(); else if (wasHere) this.stayOutside();
  }

  next(step = 1, isWanted = (text) => this.texts.isOpen(text)) {
    const { choosing, texts, current } = this, chosen = new Set(choosing.texts);
    const wanted = (text) => isWanted(text) && text !== current && ((!choosing.isNarrowed && choosing.show !== 'all') || chosen.has(text));
    return texts.beside(current ?? texts.byId.get(this.wasAt?.id), step, wanted);
  }

  step(step, isAccepted = false) {
    const next = this.next(step) ?? (isAccepted || this.choosing.isNarrowed ? null : this.next(step, () => true));
    const isWriting = this.commandedFrom;
    this.open(next, { isWriting });
    if (next) { if (!isWriting) this.stayOutside(); tell(this.main.querySelector('[data-place]').textContent); return; }
    const { place } = this.middle, goOn = place.querySelector('button');
    if (!goOn) place.setAttribute('tabindex', '-1');
    (goOn ?? place).focus();
    tell(place.textContent);
  }

  /** All that is to be read again, from where one was. */
  goOn() {
    const { texts } = this;
    this.choosing.widen();
    this.open(texts.beside(texts.byId.get(this.wasAt?.id), 1, (text) => texts.isOpen(text)) ?? texts.open[0] ?? texts.all[0]);
    this.stayOutside();
  }

  drawAll() {
    this.heads.draw();
    this.list.draw();
    if (!this.current) this.middle.drawEnd();
  }

  // ——— what is commanded ———

  act(kind, at = 0, button = null) {
    const { unit, words } = this;
    if (this.coming) return; // what is commanded is meant for a text that is not there yet
    if (kind === 'undo') { if (unit?.undo()) this.typedBack(); else this.undoing.undo(); return; }
    this.commandedFrom = this.isWriting || (button !== null && Boolean(this.pressedFrom));
    if (kind === 'go-on') this.goOn();
    if (!unit) return;
    ({
      accept: () => this.deciding.accept(),
      'accept-rest': () => this.deciding.acceptRest(),
      skip: () => this.step(1),
      write: () => unit.focus(),
      mend: () => this.put(unit.faults[at].remedy.targets),
      take: () => { if (unit.offered?.[at]) this.put(unit.offered[at].targets); },
      tag: () => { const field = unit.fields.find((each) => each.missing.length); field?.focus(); field?.putNext?.(); },
      diff: () => unit.toggleDiff(button),
      plain: () => this.typing.turn(button),
      right: () => unit.ask('right', words['why-right'], words.right.replace('…', ''), at),
      reject: () => unit.ask('reject', words['why-reject'], words.reject),
      ask: () => unit.ask('ask', words.asks, words.ask),
      answer: () => unit.ask('answer', words.answers, words.answer),
      machine: () => this.asking.machine(button),
      'keep-mine': () => this.deciding.settle(this.current, true),
      'keep-theirs': () => this.deciding.settle(this.current, false),
    })[kind]?.();
  }

  /** Other words into the box, as one step that can be undone. */
  put(targets) {
    this.unit.fields.forEach((field, form) => { if (field.text !== (targets[form] ?? field.text)) field.text = targets[form]; });
    this.backTo();
  }

  /** Typing was taken back in its box by the button. */
  typedBack() { this.say(fill(this.words['took-keep'], { words: plain(this.current.targets.find(Boolean) || this.current.source).slice(0, 40) })); }
}
