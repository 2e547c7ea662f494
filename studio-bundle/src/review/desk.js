// The review desk: which text is open, what its keys and buttons do, what others have changed.
import { element, onLetter, project, request, show, tell } from '../shared.js';
import * as kept from './kept.js';
import { List } from './list.js';
import { Seen } from './seen.js';
import { Sending } from './sending.js';
import { isComplete, plain } from './tagged.js';
import { Pace, Texts } from './texts.js';
import { Undoing } from './undoing.js';
import { Unit } from './unit.js';

const PAUSE = 800; // milliseconds without typing until what is typed goes into the catalog
const CHECK = 120; // until it is checked
const AGAIN = 2000; // until a check that was not answered is asked for again
const LAID_OUT = 150; // until the letter of a phone has its size
const OWN = 20; // what was written of a text is known by so many wordings
const isMac = /Mac|iP(hone|ad)/.test(navigator.platform);
const fill = (words, values) => words.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
const isSame = (one, other) => one.length === other.length && one.every((each, at) => each === other[at]);

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
    this.forms = JSON.parse(data.forms);
    this.texts = new Texts(JSON.parse(document.getElementById('texts').textContent));
    this.drafts = new Map();
    this.show = 'open';
    this.looked = '';
    this.pace = new Pace(project);
    this.called = (name, side) => fill(this.words[side === 'single' ? 'line-break' : side === 'open' ? 'begin' : 'end'], { what: this.words[`tag-${name[0]}`] ?? name, n: name.replace(/\D+/, '') });
    this.sending = new Sending(this.address, (outcome, act, next) => this.came(outcome, act, next), this.words);
    this.undoing = new Undoing({ address: this.address, words: this.words, texts: this.texts, sending: this.sending, reopened: (text, said) => this.reopen(text, said), said: (words) => this.say(words) });
    this.middle = main.querySelector('[data-middle]');
    this.seen = new Seen(() => this.drawRest());
    this.list = new List(main.querySelector('[data-list-of-texts]'), this);
    this.keysInText = {
      'Mod-Enter': () => { this.act('accept'); return true; },
      'Mod-Shift-Enter': () => { this.act('skip'); return true; },
      Escape: () => { this.unit.dom.querySelector('h2').focus(); return true; },
      'Mod-z': () => { this.undoing.undo(); return true; }, // where the box has no typing of its own to take back
    };
    this.listen();
    this.begin();
  }

  async begin() {
    const first = this.asked ?? this.texts.open[0] ?? this.texts.all[0];
    this.open(first, { isWriting: false });
    document.documentElement.dataset.desk = 'ready';
    const [drafts, acts] = await Promise.all([kept.drafts(), kept.acts()]);
    for (const draft of drafts.filter((each) => each.desk === this.address)) this.recall(draft);
    this.sending.resume(acts.filter((act) => act.desk === this.address));
    for (const address of new Set(acts.map((act) => act.desk).filter((each) => each !== this.address))) {
      new Sending(address, () => {}, this.words).resume(acts.filter((act) => act.desk === address));
    }
    if (this.current && this.drafts.has(this.current.id)) this.redraw();
    for (const id of this.drafts.keys()) this.keep(this.texts.byId.get(id));
    this.showDrafts();
    this.fetchFaults();
  }

  /** What was typed on a page before this one. */
  recall(draft) {
    const text = this.texts.byId.get(draft.text);
    if (this.drafts.has(draft.text)) return; // it was typed on in the meantime
    if (!text || isSame(draft.targets, text.targets)) { kept.forgetDraft(draft.key); return; }
    this.drafts.set(text.id, draft);
    this.compare(text, draft);
  }

  /** What is typed beside what the catalog has by now: what this person has put there from here is no conflict. */
  compare(text, draft) {
    if (draft.version === text.version) return;
    const isOwn = draft.own?.some((each) => isSame(each, text.targets));
    if (isOwn) delete text.clash;
    if (isSame(draft.targets, text.targets)) { delete text.clash; this.forget(text); }
    else if (isOwn) { draft.version = text.version; kept.keepDraft(draft); }
    else text.clash = { mine: draft.targets, theirs: text.targets };
  }

  draft(text, targets, more = {}) {
    const before = this.drafts.get(text.id);
    const draft = { key: `${this.address}#${text.id}`, desk: this.address, text: text.id, version: before?.version ?? text.version, own: before?.own ?? [], targets, ...more };
    this.drafts.set(text.id, draft);
    kept.keepDraft(draft);
    this.showDrafts();
    return draft;
  }

  /** In the bar: what is typed and can't be saved as it is, is not saved. */
  showDrafts() {
    const isHeld = [...this.drafts.values()].some((draft) => { const text = this.texts.byId.get(draft.text); return draft.refused || text?.clash || !this.isComplete(text, draft.targets); });
    if (isHeld || this.isHeld) show('review-draft', isHeld ? 'unsaved' : 'saved');
    this.isHeld = isHeld;
  }

  isComplete(text, targets) { return !text || targets.every((target, form) => isComplete(target, form && text.plural ? text.plural : text.source)); }

  /** The text that the address names. */
  get asked() {
    const asked = location.hash.slice(1);
    return this.texts.byId.get(asked) ?? this.texts.byPath.get(decodeURIComponent(asked.replace(/^unit=/, '')));
  }

  draftOf(text) { return this.drafts.get(text.id); }
  dirOf(locale) { return this.names[locale]?.dir ?? 'auto'; }
  nameOf(locale) { return this.names[locale]?.name ?? locale; }
  ctrl(key) { return `${isMac ? '⌘' : 'Ctrl'} ${key}`; }
  formName(form, count) { return this.forms[form] ? fill(this.words['for-numbers'], { numbers: this.forms[form] }) : `${form + 1}/${count}`; }
  icon(name, kind = '') {
    const made = document.querySelector(`#signs [data-sign="${name}"]`)?.firstElementChild?.cloneNode(true);
    if (made && kind) made.classList.add(kind);
    return made ?? document.createTextNode('');
  }

  get shown() { return this.texts.chosen({ show: this.show, words: this.looked }); }

  // ——— which text is open ———

  /** True where somebody writes in the box: what is done from there goes on in the next one, else one stays outside. */
  get isWriting() { return Boolean(document.activeElement?.closest('.field-of, .as-text')); }

  stayOutside() { this.unit?.dom.querySelector('h2').focus({ preventScroll: true }); }

  open(text, { isWriting = false, isMarked = true } = {}) {
    if (!text) { this.leave(); this.unit?.destroy(); this.unit = null; this.wasAt = this.current; this.current = null; this.drawAll(); return; }
    this.leave();
    this.current = text;
    this.warned = false;
    this.unit?.destroy();
    this.unit = new Unit(this, text);
    this.drawMiddle();
    if (isWriting) this.unit.focus();
    this.drawHead();
    if (isMarked && text.paths[0]) document.dispatchEvent(new CustomEvent('mark-unit', { detail: { path: text.paths[0] } }));
    history.replaceState(null, '', `#${text.id}`);
    // What is not needed to write comes once the field is ready.
    setTimeout(() => {
      if (this.current !== text) return;
      this.list.renew();
      this.check(0);
      this.fetchOffers(text);
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
    clearTimeout(this.pausing);
    if (this.unit && this.current) this.keep(this.current);
  }

  /** The open text anew, where it has changed under somebody's eyes. */
  redraw({ isWriting = this.isWriting } = {}) {
    const wasHere = this.unit.dom.contains(document.activeElement);
    this.unit.destroy();
    this.unit = new Unit(this, this.current);
    this.drawMiddle();
    if (isWriting) this.unit.focus(); else if (wasHere) this.stayOutside();
  }

  /** Words for everybody: read aloud, and to be seen above the text until something else is done. */
  say(words) {
    tell(words);
    const place = this.main.querySelector('[data-happened]');
    place.textContent = words;
    place.hidden = !words;
  }

  next(step = 1, isWanted = (text) => this.texts.isOpen(text)) {
    const chosen = new Set(this.shown);
    const from = this.current ?? this.texts.byId.get(this.wasAt?.id);
    const wanted = (text) => isWanted(text) && text !== this.current && ((!this.isNarrowed && this.show !== 'all') || chosen.has(text));
    return this.texts.beside(from, step, wanted);
  }

  drawMiddle() {
    const { part } = this.current;
    const near = part.texts.map((text) => text === this.current ? this.unit.dom : Unit.closed(this, text));
    const mine = part.texts.indexOf(this.current);
    const before = near[mine - 1];
    this.rest = element('div', { class: 'rest', 'data-rest': '' });
    this.middle.replaceChildren(...near, this.rest);
    this.drawRest();
    this.seen.watch([...near]);
    const pane = this.middle.closest('.pane');
    const top = (before && before.offsetHeight < 220 ? before : this.unit.dom);
    pane.scrollTop = top.offsetTop - this.middle.offsetTop;
    if (matchMedia('(max-width: 760px)').matches) scrollTo(0, 0);
  }

  // ——— heads, bars, counts ———

  drawAll() {
    this.drawHead();
    this.list.draw();
    if (this.current) return;
    const { words, texts } = this, n = texts.open.length;
    const isAll = !n && texts.all.every((text) => text.state === 'reviewed');
    this.middle.replaceChildren(element('div', { class: 'finished' }, ...(n ? [element('h2', {}, words['nothing-more']), element('div', {}, element('button', { type: 'button', class: 'button', 'data-do': 'go-on' }, fill(words[n === 1 ? 'go-on-one' : 'go-on'], { n })))]
      : [element('h2', {}, words.finished), isAll ? element('p', {}, words['finished-why']) : null])));
  }

  drawHead() {
    const { texts, words, main } = this;
    const open = texts.open, count = open.length, all = texts.all.length, counts = texts.counts();
    const place = open.indexOf(this.current) + 1;
    const set = (name, said) => { const at = main.ownerDocument.querySelectorAll(`[data-${name}]`); for (const each of at) if (each.textContent !== said) each.textContent = said; };
    set('where', this.current ? this.list.title(this.current.part) : '');
    set('place', !this.current ? '' : place ? fill(words.place, { n: place, count }) : fill(words['place-all'], { n: texts.all.indexOf(this.current) + 1, count: all }));
    set('open-count', String(count));
    set('all-count', String(all));
    set('problem-count', String(texts.all.filter((text) => text.faults.length).length));
    set('progress', count ? `${fill(words['n-reviewed'], { n: counts.reviewed, all })} · ${fill(words.minutes, { n: this.pace.minutes(open) })}` : fill(words['all-reviewed'], { all }));
    this.drawBar(counts, all);
    document.dispatchEvent(new CustomEvent('waiting-units', { detail: { paths: open.flatMap((text) => text.paths) } }));
    const undo = main.querySelector('[data-do="undo"]');
    undo.disabled = this.undoing.isEmpty && !this.unit?.canUndo;
  }

  drawBar(counts, all) {
    const bar = this.main.querySelector('[data-bar]');
    let at = 0;
    for (const rect of bar.querySelectorAll(':scope > rect')) {
      const part = counts[rect.classList[0]] * 100 / (all || 1);
      rect.setAttribute('x', `${at}%`);
      rect.setAttribute('width', `${part}%`);
      at += part;
    }
    bar.setAttribute('aria-label', fill(this.words.bar, { reviewed: counts.reviewed, waiting: counts['needs-review'], stale: counts.stale, missing: counts.missing }));
  }

  drawThumb() {
    const accept = document.querySelector('.thumb [data-do="accept"]');
    if (accept && this.unit) accept.disabled = this.unit.stops;
  }

  /** The texts of this part that somebody has had before their eyes, to be accepted at once. */
  get unread() {
    const open = this.current.part.texts.filter((text) => this.texts.isOpen(text) && text.targets.some(Boolean) && !text.clash);
    const ready = open.filter((text) => this.seen.has(text) && !text.faults.length && !this.drafts.has(text.id));
    return { open, ready };
  }

  drawRest() {
    if (!this.current || !this.rest) return;
    const { open, ready } = this.unread, { words } = this;
    this.rest.hidden = open.length < 2;
    if (this.rest.hidden) return;
    const left = open.length - ready.length;
    const said = left ? fill(words[left === 1 ? 'left-one' : 'left'], { n: left }) : words['left-none'];
    const label = fill(words[ready.length === 1 ? 'accept-one' : 'accept-rest'], { n: ready.length });
    const button = this.rest.querySelector('button');
    if (button) {
      button.disabled = !ready.length;
      button.textContent = label;
      this.rest.querySelector('p').textContent = said;
    } else {
      this.rest.replaceChildren(element('button', { type: 'button', class: 'button', 'data-do': 'accept-rest', disabled: !ready.length }, label), element('p', { class: 'muted small' }, said));
    }
  }

  // ——— checks and offers ———

  typed(unit) {
    const { text } = unit;
    if (unit.isChanged || this.isUnderway(text)) this.draft(text, unit.targets, { refused: false });
    else this.forget(text);
    this.main.querySelector('[data-do="undo"]').disabled = false;
    this.main.querySelector('[data-happened]').hidden = true;
    this.check(CHECK);
    clearTimeout(this.pausing);
    this.pausing = setTimeout(() => { if (this.unit === unit) this.keep(text); }, PAUSE);
  }

  forget(text) {
    if (!this.drafts.delete(text.id)) return;
    kept.forgetDraft(`${this.address}#${text.id}`);
    this.showDrafts();
  }

  check(pause) {
    clearTimeout(this.checking);
    const { unit } = this;
    this.checking = setTimeout(async () => {
      const targets = unit.targets;
      try {
        const answer = await request(`${this.address}/check`, { method: 'POST', headers: { 'Content-Type': 'application/json', Accept: 'application/json' }, body: JSON.stringify({ text: unit.text.id, targets }) });
        if (!answer.ok || this.unit !== unit || !isSame(targets, unit.targets)) return;
        unit.faults = (await answer.json()).faults;
        unit.isChecked = true;
        if (isSame(targets, unit.text.targets)) unit.text.faults = unit.faults;
        unit.drawChecks();
        document.documentElement.dataset.checked = unit.text.id;
      } catch { if (this.unit === unit) this.check(AGAIN); }
    }, pause);
  }

  async fetchFaults() {
    try {
      const answer = await request(`${this.address}/faults`, { headers: { Accept: 'application/json' } });
      if (!answer.ok) return;
      const found = await answer.json();
      for (const text of this.texts.all) text.faults = found[text.id] ?? [];
      this.list.draw();
      this.drawHead();
    } catch { /* each text is checked as it is opened */ }
  }

  async fetchOffers(text) {
    try {
      const answer = await request(`${this.address}/offers?text=${text.id}`, { headers: { Accept: 'application/json' } });
      if (answer.ok && this.current === text) this.unit.drawOffers((await answer.json()).offers);
    } catch { /* they are an offer */ }
  }

  // ——— what is decided ———

  send(kind, text, more = {}) {
    const act = { id: crypto.randomUUID(), text: text.id, kind, version: this.drafts.get(text.id)?.version ?? text.version, reason: '', code: '', own: this.drafts.get(text.id)?.own ?? [], ...more };
    const before = { state: text.state, said: text.said, version: text.version, targets: this.sending.of(text.id).findLast((each) => each.targets)?.targets ?? text.targets };
    this.undoing.note(this.sending.add(act), kind, text, before, act.targets ?? before.targets);
    this.main.querySelector('[data-do="undo"]').disabled = this.undoing.isEmpty && !this.unit?.canUndo;
    this.main.querySelector('[data-happened]').hidden = true;
    return act;
  }

  /** True while other words of it are on their way. */
  isUnderway(text) { return this.sending.of(text.id).some((act) => act.targets?.length); }

  /** What is typed goes into the catalog, to be read; what would break a letter stays here until it is whole. */
  keep(text) {
    const draft = this.drafts.get(text.id);
    if (!draft || text.clash || !this.isComplete(text, draft.targets)) return;
    const last = this.sending.of(text.id).findLast((each) => each.targets)?.targets ?? text.targets;
    if (isSame(draft.targets, last)) return;
    draft.own = [...draft.own ?? [], draft.targets].slice(-OWN);
    kept.keepDraft(draft);
    this.send('keep', text, { targets: draft.targets });
  }

  act(kind, at = 0, button = null) {
    const { unit, current } = this;
    if (kind === 'undo') { if (unit?.undo()) this.typedBack(); else this.undoing.undo(); return; }
    this.commandedFrom = this.isWriting || (button !== null && Boolean(this.pressedFrom));
    if (kind === 'go-on') this.goOn();
    if (!unit) return;
    if (kind === 'accept') this.accept();
    else if (kind === 'skip') this.step(1);
    else if (kind === 'mend') { const { remedy } = unit.faults[at]; unit.fields.forEach((field, form) => { if (field.text !== remedy.targets[form]) field.text = remedy.targets[form]; }); this.backTo(); }
    else if (kind === 'right') unit.ask('right', this.words['why-right'], this.words.right.replace('…', ''), at);
    else if (kind === 'reject') unit.ask('reject', this.words['why-reject'], this.words.reject);
    else if (kind === 'tag') { const field = unit.fields.find((each) => each.missing.length); field?.focus(); field?.putNext?.(); }
    else if (kind === 'take') this.take(at);
    else if (kind === 'diff') unit.toggleDiff(button);
    else if (kind === 'plain') this.plain(button);
    else if (kind === 'ask') unit.ask('ask', this.words.asks, this.words.ask);
    else if (kind === 'answer') unit.ask('answer', this.words.answers, this.words.answer);
    else if (kind === 'machine') this.askMachine(button);
    else if (kind === 'accept-rest') this.acceptRest();
    else if (kind === 'keep-mine' || kind === 'keep-theirs') this.settle(current, kind === 'keep-mine');
    else if (kind === 'write') unit.focus();
  }

  /** Where the command came from: the box, or outside of it. */
  backTo(isWriting = this.commandedFrom) { if (isWriting) this.unit.focus(); else this.stayOutside(); }

  accept() {
    const { unit, current } = this;
    if (current.clash) {
      this.say(this.words['clash-first']);
      unit.beside.firstElementChild.focus();
      return;
    }
    if (unit.stops) {
      this.say(unit.reason.textContent);
      unit.checks.querySelector('button')?.focus();
      return;
    }
    const open = unit.faults.filter((fault) => !fault.stops);
    if (open.length && !this.warned) {
      this.warned = true;
      this.say(this.words['accept-look']);
      return;
    }
    if (!this.main.ownerDocument.body.dataset.person) { this.say(this.words['name-first']); document.getElementById('who')?.focus(); return; }
    clearTimeout(this.pausing);
    this.pace.read(current);
    const targets = unit.isChanged || this.isUnderway(current) ? unit.targets : null;
    this.send('accept', current, targets ? { targets } : {});
    if (targets) current.targets = targets;
    this.forget(current); // the act holds the words until they are on disk
    Object.assign(current, { state: 'reviewed', said: this.words['by-you'], faults: open });
    delete current.changes;
    this.step(1, true);
  }

  step(step, isAccepted = false) {
    const next = this.next(step) ?? (isAccepted || this.isNarrowed ? null : this.next(step, () => true));
    const isWriting = this.commandedFrom;
    this.open(next, { isWriting });
    if (next) { if (!isWriting) this.stayOutside(); tell(this.main.querySelector('[data-place]').textContent); return; }
    const goOn = this.middle.querySelector('button');
    if (goOn) { goOn.focus(); tell(this.middle.textContent); return; }
    this.middle.setAttribute('tabindex', '-1');
    this.middle.focus();
    tell(this.middle.textContent);
  }

  /** True where only some texts are shown: those that were looked for, or are of one kind. */
  get isNarrowed() { return Boolean(this.looked.trim()) || !['open', 'doubt', 'all'].includes(this.show); }

  /** All that is to be read again, from where one was. */
  goOn() {
    const find = this.main.querySelector('[data-look-for]');
    find.value = this.looked = '';
    this.choose('open');
    this.open(this.texts.beside(this.texts.byId.get(this.wasAt?.id), 1, (text) => this.texts.isOpen(text)) ?? this.texts.open[0] ?? this.texts.all[0]);
    this.stayOutside();
  }

  acceptRest() {
    const { ready } = this.unread;
    const own = ready.includes(this.current);
    for (const text of ready) {
      this.send('accept', text);
      Object.assign(text, { state: 'reviewed', said: this.words['by-you'] });
    }
    this.say(fill(this.words['accepted-n'], { n: ready.length }));
    if (own) this.step(1, true); else { this.drawMiddle(); this.drawAll(); }
  }

  answered(kind, words, at, isWriting) {
    const { unit, current } = this;
    unit.why.replaceChildren();
    this.commandedFrom = isWriting;
    if (kind === 'reject') {
      this.forget(current);
      this.send('reject', current, { reason: words });
      Object.assign(current, { state: 'missing', said: this.words['rejected-now'], targets: current.targets.map(() => ''), faults: [] });
      this.step(1);
    } else if (kind === 'right') {
      const { code } = unit.faults[at];
      const targets = unit.isChanged ? { targets: unit.targets } : {};
      this.send('allow', current, { code, reason: words, ...targets });
      unit.faults = unit.faults.filter((fault) => fault.code !== code);
      current.right = [...(current.right ?? []), { code, reason: words }];
      unit.drawChecks();
      this.backTo();
    } else {
      this.send(kind, current, { reason: words });
      current.talk = [...(current.talk ?? []), { kind, who: this.words.you, day: this.words['just-now'], words }];
      current.asked = kind === 'ask' ? (current.asked ?? 0) + 1 : 0;
      unit.drawTalk();
      this.backTo();
    }
  }

  take(at) {
    const { unit } = this, offer = unit.offered?.[at];
    if (!offer) return;
    unit.fields.forEach((field, form) => { field.text = offer.targets[form] ?? field.text; });
    this.backTo();
  }

  /** What the machine would cost, then its answer as an offer. */
  async askMachine(button) {
    const { unit, current, words } = this, isDry = !button.dataset.sure;
    button.disabled = true;
    if (!isDry) button.textContent = words.asking;
    let told;
    try {
      const answer = await request(`${this.address}/machine`, { method: 'POST', headers: { 'Content-Type': 'application/json', Accept: 'application/json' }, body: JSON.stringify({ text: current.id, is_dry: isDry }) });
      told = await answer.json();
    } catch { told = { outcome: 'left', reason: words.offline }; }
    if (this.unit !== unit) return;
    button.disabled = false;
    if (told.outcome === 'planned') {
      button.dataset.sure = 'yes';
      button.textContent = fill(words['ask-it'], { provider: told.provider, n: told.characters, cost: told.cost });
      return;
    }
    if (told.outcome === 'same') { button.replaceWith(element('span', { class: 'muted small', role: 'status' }, words['same-answer'])); return; }
    if (told.outcome === 'left' || !told.outcome) { button.replaceWith(element('span', { class: 'muted small', role: 'status' }, fill(words['no-answer'], { reason: told.reason || told.message || '' }))); return; }
    await this.changedElsewhere();
    this.fetchOffers(this.current);
  }

  plain(button) {
    const { unit } = this, targets = unit.targets;
    unit.isPlain = !unit.isPlain;
    if (unit.isChanged) this.draft(unit.text, targets);
    unit.drawFields();
    button.setAttribute('aria-pressed', String(unit.isPlain));
    unit.focus();
    this.check(0);
  }

  reopen(text, said) {
    const isWriting = this.isWriting;
    this.forget(text);
    if (text === this.current) clearTimeout(this.pausing);
    this.open(text, { isWriting });
    if (!isWriting) this.stayOutside();
    this.say(said);
  }

  /** Typing was taken back in its box by the button. */
  typedBack() { this.say(fill(this.words['took-keep'], { words: plain(this.current.targets.find(Boolean) || this.current.source).slice(0, 40) })); }

  /** What has come of an act. */
  came(outcome, act, next) {
    const text = this.texts.byId.get(outcome.id);
    if (!text) return;
    const isCurrent = text === this.current;
    if (outcome.status === 'done') {
      if (outcome.text && !next) {
        const draft = this.drafts.get(text.id);
        this.texts.renew(outcome.text);
        text.faults = outcome.faults ?? [];
        if (draft && isSame(draft.targets, text.targets)) this.forget(text);
        else if (draft) { draft.version = text.version; kept.keepDraft(draft); }
        if (isCurrent) this.refreshUnit();
      }
      this.showDrafts();
      document.documentElement.dataset.landed = outcome.act;
    } else {
      this.undoing.drop(act.id);
      const draft = this.drafts.get(text.id);
      const mine = draft?.targets ?? (act.targets?.length ? act.targets : null);
      if (outcome.text) this.texts.renew(outcome.text);
      const isOwn = (draft?.own ?? act.own ?? []).some((each) => isSame(each, text.targets));
      if (isOwn && outcome.status === 'changed' && act.targets?.length && !act.again) {
        // What stands there was written from here: the act is meant for it.
        this.send(act.kind, text, { targets: act.targets, reason: act.reason, code: act.code, again: true });
        if (act.kind === 'accept') Object.assign(text, { state: 'reviewed', said: this.words['by-you'] });
        return;
      }
      if (outcome.status === 'changed' && outcome.text && mine && !isSame(mine, text.targets) && !isOwn) text.clash = { mine, theirs: text.targets };
      if (mine && !isSame(mine, text.targets)) this.draft(text, mine, { version: text.version, refused: outcome.status !== 'changed' });
      else this.forget(text);
      this.say(outcome.status === 'changed' ? this.words.clash : outcome.message ?? '');
      if (isCurrent) this.redraw();
      this.showDrafts();
      this.list.draw();
    }
    this.drawHead();
    this.landedAt = Date.now();
    if (this.isLate && this.sending.isEmpty) { this.isLate = false; this.changedElsewhere(); }
  }

  /** The open text has another version on disk, its words being what one sees. */
  refreshUnit() {
    const { unit } = this;
    unit.dom.dataset.version = unit.text.version;
    const line = Unit.state(this, unit.text);
    unit.stateLine.replaceWith(line);
    unit.stateLine = line;
    unit.fields.forEach((field, form) => { if ('original' in field && field.text === unit.text.targets[form]) { field.original = field.text; field.first = field.view.state.doc; } });
    unit.drawChecks();
    unit.drawClash();
    unit.drawTalk();
  }

  settle(text, isMine) {
    const { mine } = text.clash;
    delete text.clash;
    if (isMine) this.draft(text, mine, { version: text.version, refused: false });
    else this.forget(text);
    this.redraw();
    this.backTo();
    this.check(0);
    if (isMine) this.keep(text);
    this.showDrafts();
  }

  /** Somebody else has saved: what is theirs is shown, what is typed here stays. */
  async changedElsewhere() {
    if (!this.sending.isEmpty) { this.isLate = true; return; }
    let told;
    try {
      const answer = await request(`${this.address}/texts`, { headers: { Accept: 'application/json' } });
      if (!answer.ok) return;
      told = await answer.json();
    } catch { return; }
    const { current } = this, before = this.texts.byId;
    this.texts.put(told);
    for (const text of this.texts.all) {
      const old = before.get(text.id);
      text.faults = old?.version === text.version ? old.faults : [];
      if (old?.clash) text.clash = { ...old.clash, theirs: text.targets };
      const draft = this.drafts.get(text.id);
      if (draft) this.compare(text, draft);
    }
    const now = current && this.texts.byId.get(current.id);
    if (!current) { this.drawAll(); this.fetchFaults(); return; }
    if (!now) { this.current = null; this.open(this.texts.open[0] ?? this.texts.all[0], { isWriting: false }); return; }
    this.current = now;
    const isOther = now.version !== current.version || now.state !== current.state;
    if (isOther || now.clash) {
      if (now.version !== current.version && !now.clash) this.say(this.words['changed-elsewhere']);
      this.redraw();
      this.check(0);
    } else { this.unit.text = now; }
    this.drawAll();
    this.fetchFaults();
  }

  // ——— keys, buttons, the letter ———

  listen() {
    // What is pressed while one writes is given from within the box.
    document.addEventListener('pointerdown', () => { this.pressedFrom = this.isWriting; }, true);
    document.addEventListener('keydown', () => { this.pressedFrom = false; }, true);
    document.addEventListener('click', (event) => {
      const button = event.target.closest('[data-do]');
      if (button) { this.act(button.dataset.do, Number(button.dataset.at ?? 0), button); return; }
      if (event.target.closest('.views [data-view="letter"]')) setTimeout(() => this.showInLetter(), LAID_OUT);
      const unit = event.target.closest('.unit[data-go]');
      if (unit && !String(getSelection())) { event.preventDefault(); this.go(unit.dataset.go, { isWriting: true }); return; }
      const choice = event.target.closest('[data-show]');
      if (choice) this.choose(choice.dataset.show);
    });
    const find = this.main.querySelector('[data-look-for]');
    find.addEventListener('input', () => {
      this.looked = find.value;
      if (find.value && this.show === 'open') { this.wasOpen = true; this.choose('all'); }
      else if (!find.value && this.wasOpen && this.show === 'all') { this.wasOpen = false; this.choose('open'); }
      else { this.list.draw(); this.tellFound(); }
    });
    find.addEventListener('focus', () => { this.soughtByKey = false; });
    find.addEventListener('keydown', (event) => {
      if (event.key !== 'Enter' || event.isComposing || event.ctrlKey || event.metaKey) return;
      const [first] = this.shown;
      if (!first) return;
      event.preventDefault();
      this.go(first.id, { isWriting: !this.soughtByKey });
      if (this.soughtByKey) this.stayOutside();
    });
    this.main.querySelector('[data-more-shown]').addEventListener('change', ({ target }) => this.choose(target.value || 'open'));
    addEventListener('hashchange', () => { const text = this.asked; if (text && text !== this.current) this.go(text.id); });
    document.addEventListener('keydown', (event) => this.key(event), true);
    document.addEventListener('open-unit', (event) => {
      event.preventDefault();
      const { path } = event.detail;
      const text = this.texts.byPath.get(path) ?? this.texts.byPath.get(path.replace(/\/\d+$/, ''));
      if (text) this.go(text.id, { isWriting: true });
      else tell(this.words['nothing-there']);
    });
    onLetter((detail) => {
      const isOurs = !detail.outside && (!this.sending.isEmpty || Date.now() - (this.landedAt ?? 0) < 1000);
      if (isOurs || !Object.keys(detail.files).some((name) => name.endsWith('.po') || name.startsWith('issues/'))) return;
      clearTimeout(this.hearing);
      this.hearing = setTimeout(() => this.changedElsewhere(), 50);
    });
    addEventListener('pagehide', () => this.leave());
    document.addEventListener('review-online', () => this.sending.send());
  }

  /** On a phone the letter is opened at the text, as the page scrolls there. */
  showInLetter() {
    const [path] = this.current?.paths ?? [];
    if (!path) return;
    document.dispatchEvent(new CustomEvent('mark-unit', { detail: { path } }));
    const mark = document.querySelector('.preview [data-mark]:not([hidden])');
    if (matchMedia('(max-width: 760px)').matches) mark?.scrollIntoView({ block: 'center' });
  }

  tellFound() {
    const n = this.shown.length;
    tell(n ? fill(this.words['n-found'], { n }) : this.words['nothing-found']);
  }

  async choose(show) {
    this.show = show;
    this.texts.doubts = null;
    if (show === 'doubt') {
      try {
        const answer = await request(`${this.address}/doubts`, { headers: { Accept: 'application/json' } });
        if (answer.ok && this.show === 'doubt') this.texts.doubts = (await answer.json()).order;
      } catch { /* then in the letter's order */ }
      if (this.texts.doubts) this.open(this.shown[0], { isWriting: false });
    }
    const select = this.main.querySelector('[data-more-shown]');
    for (const button of this.main.querySelectorAll('[data-show]')) button.setAttribute('aria-pressed', String(button.dataset.show === show));
    select.value = [...select.options].some((option) => option.value === show) ? show : '';
    select.toggleAttribute('data-on', Boolean(select.value));
    select.options[0].textContent = select.value ? this.words['not-only'] : this.words.only;
    this.list.draw();
    this.tellFound();
  }

  key(event) {
    if (event.isComposing || event.altKey) return;
    const isCtrl = event.ctrlKey || event.metaKey, { target } = event;
    const isField = target.closest?.('.field-of');
    const isWriting = target.closest?.('input:not([type=checkbox], [type=radio], [type=button]), textarea, select, [contenteditable]');
    if (isCtrl && event.key === 'Enter' && !isField && !target.closest?.('.asked')) {
      event.preventDefault();
      this.act(event.shiftKey ? 'skip' : 'accept');
    } else if (isCtrl && event.key === '.' && !isField && this.unit?.missing.length) {
      event.preventDefault();
      this.act('tag');
    } else if (isCtrl && !event.shiftKey && event.key.toLowerCase() === 'z' && (!isWriting || target.matches('select') || (target.matches('.as-text') && !this.unit.isChanged))) {
      event.preventDefault();
      event.stopImmediatePropagation();
      this.undoing.undo();
    } else if (event.key === 'Escape' && target.closest?.('.as-text, .asked')) {
      this.unit.why.replaceChildren();
      this.unit.dom.querySelector('h2').focus();
    } else if (!isCtrl && !isWriting && document.body.dataset.keys === 'on' && !document.querySelector(':popover-open')) this.letter(event);
  }

  letter(event) {
    const { key } = event;
    const isButton = event.target.closest?.('button, a, summary, select');
    if (key === 'j' || key === 'k') { const chosen = new Set(this.shown), next = this.next(key === 'j' ? 1 : -1, (text) => chosen.has(text)); if (next) this.open(next, { isWriting: false }); }
    else if (key === 'Enter' && !isButton) this.unit?.focus();
    else if (key === '/') { this.main.querySelector('[data-look-for]').focus(); this.soughtByKey = true; }
    else if (key === 'g') location.assign(this.main.querySelector('[data-words-page]').href + (String(getSelection()).trim() ? `&add=${encodeURIComponent(String(getSelection()).trim().slice(0, 200))}` : ''));
    else if (key === 'l') document.querySelector('[data-source-letter]')?.click();
    else return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (key === 'j' || key === 'k') this.stayOutside();
  }
}
