// The review desk: which text is open, what its keys and buttons do, what others have changed.
import { element, onLetter, project, request, show, tell } from '../shared.js';
import * as kept from './kept.js';
import { List } from './list.js';
import { Seen } from './seen.js';
import { Sending } from './sending.js';
import { isWhole } from './tagged.js';
import { Pace, Texts } from './texts.js';
import { Unit } from './unit.js';

const PAUSE = 800; // milliseconds without typing until what is typed goes into the catalog
const CHECK = 120; // until it is checked
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
    this.done = []; // acts that can be taken back, the last one last
    this.show = 'open';
    this.looked = '';
    this.pace = new Pace(project);
    this.called = (name, side) => fill(this.words[side === 'single' ? 'line-break' : side === 'open' ? 'begin' : 'end'], { what: this.words[`tag-${name[0]}`] ?? name, n: name.replace(/\D+/, '') });
    this.sending = new Sending(this.address, (outcome, act, next) => this.came(outcome, act, next), this.words);
    this.middle = main.querySelector('[data-middle]');
    this.seen = new Seen(() => this.drawRest());
    this.list = new List(main.querySelector('[data-list-of-texts]'), this);
    this.keysInText = {
      'Mod-Enter': () => { this.act('accept'); return true; },
      'Mod-Shift-Enter': () => { this.act('skip'); return true; },
      Escape: () => { this.unit.dom.querySelector('h2').focus(); return true; },
      'Mod-z': () => { if (this.unit.fields.some((field) => field.view?.hasFocus() && field.canUndo)) return false; this.undo(); return true; },
    };
    this.listen();
    this.begin();
  }

  async begin() {
    const asked = location.hash.slice(1);
    const first = this.texts.byId.get(asked) ?? this.texts.byPath.get(decodeURIComponent(asked.replace(/^unit=/, ''))) ?? this.texts.open[0] ?? this.texts.all[0];
    this.open(first, { isWriting: false });
    document.documentElement.dataset.desk = 'ready';
    const [drafts, acts] = await Promise.all([kept.drafts(), kept.acts()]);
    for (const draft of drafts.filter((each) => each.desk === this.address)) this.recall(draft);
    this.sending.resume(acts.filter((act) => act.desk === this.address));
    for (const address of new Set(acts.map((act) => act.desk).filter((each) => each !== this.address))) {
      new Sending(address, () => {}, this.words).resume(acts.filter((act) => act.desk === address));
    }
    if (this.current && this.drafts.has(this.current.id)) this.open(this.current, { isWriting: false });
    this.fetchFaults();
  }

  /** What was typed on a page before this one. */
  recall(draft) {
    const text = this.texts.byId.get(draft.text);
    if (!text || isSame(draft.targets, text.targets)) { kept.forgetDraft(draft.key); return; }
    this.drafts.set(text.id, draft);
    if (draft.version !== text.version) text.clash = { mine: draft.targets, theirs: text.targets };
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

  open(text, { isWriting = true, isMarked = true } = {}) {
    if (!text) { this.unit?.destroy(); this.unit = null; this.current = null; this.drawAll(); return; }
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
    if (this.unit && this.drafts.has(this.current.id)) this.keep(this.unit);
  }

  next(step = 1, isWanted = (text) => this.texts.isOpen(text)) {
    const chosen = new Set(this.shown);
    const wanted = (text) => isWanted(text) && text !== this.current && (['open', 'doubt'].includes(this.show) || chosen.has(text));
    return this.texts.beside(this.current, step, wanted);
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
    this.middle.replaceChildren(element('div', { class: 'finished' }, element('h2', {}, this.words.finished), element('p', {}, this.words['finished-why'])));
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
    undo.disabled = !this.done.length;
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
    if (unit.isChanged) {
      const draft = { key: `${this.address}#${text.id}`, desk: this.address, text: text.id, version: this.drafts.get(text.id)?.version ?? text.version, targets: unit.targets };
      this.drafts.set(text.id, draft);
      kept.keepDraft(draft);
    } else this.forget(text);
    this.check(CHECK);
    clearTimeout(this.pausing);
    this.pausing = setTimeout(() => { if (this.unit === unit && this.drafts.has(text.id)) this.keep(unit); }, PAUSE);
  }

  forget(text) {
    if (!this.drafts.delete(text.id)) return;
    kept.forgetDraft(`${this.address}#${text.id}`);
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
      } catch { /* it is checked again with what is typed next */ }
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
    const act = { id: crypto.randomUUID(), text: text.id, kind, version: this.drafts.get(text.id)?.version ?? text.version, reason: '', code: '', ...more };
    this.sending.add(act);
    if (kind !== 'keep') this.done.push({ id: act.id, text: text.id, before: { state: text.state, said: text.said, targets: text.targets, version: text.version } });
    return act;
  }

  /** What is typed goes into the catalog, to be read; what would break a letter stays here until it is whole. */
  keep(unit) {
    const { text } = unit, targets = unit.targets;
    if (!unit.isChanged || text.clash) return;
    if (!targets.every((target, form) => isWhole(target, form && text.plural ? text.plural : text.source)) || unit.missing.length) { show('review-draft', 'unsaved'); return; }
    show('review-draft', 'saved');
    this.send('keep', text, { targets });
  }

  act(kind, at = 0, button = null) {
    const { unit, current } = this;
    if (kind === 'undo') { this.undo(); return; }
    if (!unit) return;
    if (kind === 'accept') this.accept();
    else if (kind === 'skip') this.step(1);
    else if (kind === 'mend') { const { remedy } = unit.faults[at]; unit.fields.forEach((field, form) => { if (field.text !== remedy.targets[form]) field.text = remedy.targets[form]; }); unit.focus(); }
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

  accept() {
    const { unit, current } = this;
    if (unit.stops) {
      tell(this.words['accept-stops']);
      unit.checks.querySelector('button')?.focus();
      return;
    }
    const open = unit.faults.filter((fault) => !fault.stops);
    if ((open.length || current.clash) && !this.warned) {
      this.warned = true;
      (unit.beside.querySelector('button') ?? unit.checks.querySelector('.problem button'))?.focus();
      tell(this.words['accept-look']);
      return;
    }
    if (!this.main.ownerDocument.body.dataset.person) { tell(this.words['name-first']); document.getElementById('who')?.focus(); return; }
    clearTimeout(this.pausing);
    this.pace.read(current);
    const targets = unit.isChanged ? unit.targets : null;
    this.send('accept', current, targets ? { targets } : {});
    if (targets) current.targets = targets;
    this.drafts.delete(current.id); // the act holds the words until they are on disk
    kept.forgetDraft(`${this.address}#${current.id}`);
    Object.assign(current, { state: 'reviewed', said: this.words['by-you'], faults: open });
    delete current.changes;
    this.step(1, true);
  }

  step(step, isAccepted = false) {
    // Where nothing more is like what was looked for, what else is open follows.
    const next = this.next(step) ?? this.texts.beside(this.current, step, (text) => this.texts.isOpen(text) && text !== this.current)
      ?? (isAccepted ? null : this.next(step, () => true));
    this.open(next);
    if (next) tell(this.main.querySelector('[data-place]').textContent);
    else { this.main.querySelector('[data-middle]').setAttribute('tabindex', '-1'); this.middle.focus(); tell(this.words.finished); }
  }

  acceptRest() {
    const { ready } = this.unread;
    const own = ready.includes(this.current);
    for (const text of ready) {
      this.send('accept', text);
      Object.assign(text, { state: 'reviewed', said: this.words['by-you'] });
    }
    tell(fill(this.words['accepted-n'], { n: ready.length }));
    if (own) this.step(1, true); else { this.drawMiddle(); this.drawAll(); }
  }

  answered(kind, words, at) {
    const { unit, current } = this;
    unit.why.replaceChildren();
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
      unit.focus();
    } else {
      this.send(kind, current, { reason: words });
      current.talk = [...(current.talk ?? []), { kind, who: this.words.you, day: this.words['just-now'], words }];
      current.asked = kind === 'ask' ? (current.asked ?? 0) + 1 : 0;
      unit.drawTalk();
      unit.focus();
    }
  }

  take(at) {
    const { unit } = this, offer = unit.offered?.[at];
    if (!offer) return;
    unit.fields.forEach((field, form) => { field.text = offer.targets[form] ?? field.text; });
    unit.focus();
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
    if (unit.isChanged) this.drafts.set(unit.text.id, { key: `${this.address}#${unit.text.id}`, desk: this.address, text: unit.text.id, version: this.drafts.get(unit.text.id)?.version ?? unit.text.version, targets });
    unit.drawFields();
    button.setAttribute('aria-pressed', String(unit.isPlain));
    unit.focus();
    this.check(0);
  }

  async undo() {
    const last = this.done.pop();
    if (!last) { tell(this.words['nothing-to-undo']); return; }
    const text = this.texts.byId.get(last.text);
    if (this.sending.drop(last.id)) {
      Object.assign(text, last.before);
      this.reopen(text);
      return;
    }
    while (this.sending.acts.some((act) => act.id === last.id)) {
      if (this.sending.failures) { this.done.push(last); tell(this.words.offline); return; }
      await new Promise((done) => setTimeout(done, 20));
    }
    try {
      const answer = await request(`${this.address}/back`, { method: 'POST', headers: { 'Content-Type': 'application/json', Accept: 'application/json' }, body: JSON.stringify({ act: last.id }) });
      const told = await answer.json();
      if (!answer.ok) { tell(told.message); return; }
      if (told.text) { this.texts.renew(told.text); text.faults = told.faults; }
      this.reopen(text, told.status === 'done' ? this.words.undone : this.words['not-undone']);
    } catch { this.done.push(last); tell(this.words.offline); }
  }

  reopen(text, said = this.words.undone) {
    this.forget(text);
    this.open(text);
    tell(said);
  }

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
      document.documentElement.dataset.landed = outcome.act;
    } else {
      this.done = this.done.filter((each) => each.id !== act.id);
      const mine = act.targets?.length ? act.targets : text.targets;
      if (outcome.text) this.texts.renew(outcome.text);
      if (outcome.status === 'changed' && outcome.text) text.clash = { mine, theirs: text.targets };
      if (act.targets?.length) { const draft = { key: `${this.address}#${text.id}`, desk: this.address, text: text.id, version: text.version, targets: mine }; this.drafts.set(text.id, draft); kept.keepDraft(draft); }
      tell(outcome.status === 'changed' ? this.words.clash : outcome.message ?? '');
      if (isCurrent) { this.unit.destroy(); this.unit = new Unit(this, text); this.drawMiddle(); this.unit.focus(); }
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
    if (isMine) this.drafts.set(text.id, { key: `${this.address}#${text.id}`, desk: this.address, text: text.id, version: text.version, targets: mine });
    else this.forget(text);
    this.unit.destroy();
    this.unit = new Unit(this, text);
    this.drawMiddle();
    this.unit.focus();
    if (isMine) this.keep(this.unit);
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
      if (draft && draft.version !== text.version && !isSame(draft.targets, text.targets)) text.clash = { mine: draft.targets, theirs: text.targets };
    }
    const now = current && this.texts.byId.get(current.id);
    if (!current) { this.open(this.texts.open[0] ?? null, { isWriting: false }); return; }
    if (!now) { this.current = null; this.open(this.texts.open[0] ?? this.texts.all[0], { isWriting: false }); return; }
    const hasFocus = this.unit.dom.contains(document.activeElement);
    this.current = now;
    const isOther = now.version !== current.version || now.state !== current.state;
    if (isOther || now.clash) {
      if (now.version !== current.version && !now.clash) tell(this.words['changed-elsewhere']);
      this.unit.destroy();
      this.unit = new Unit(this, now);
      this.drawMiddle();
      if (hasFocus) this.unit.focus();
      this.check(0);
    } else { this.unit.text = now; }
    this.drawAll();
    this.fetchFaults();
  }

  // ——— keys, buttons, the letter ———

  listen() {
    document.addEventListener('click', (event) => {
      const button = event.target.closest('[data-do]');
      if (button) { this.act(button.dataset.do, Number(button.dataset.at ?? 0), button); return; }
      const unit = event.target.closest('.unit[data-go]');
      if (unit && !String(getSelection())) { event.preventDefault(); this.go(unit.dataset.go, { isWriting: true }); return; }
      const choice = event.target.closest('[data-show]');
      if (choice) this.choose(choice.dataset.show);
    });
    const find = this.main.querySelector('[data-look-for]');
    find.addEventListener('input', () => { this.looked = find.value; if (find.value && this.show === 'open') this.choose('all'); else { this.list.draw(); this.tellFound(); } });
    this.main.querySelector('[data-more-shown]').addEventListener('change', ({ target }) => { if (target.value) this.choose(target.value); });
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
    } else if (isCtrl && !event.shiftKey && event.key.toLowerCase() === 'z' && !isWriting) {
      event.preventDefault();
      event.stopImmediatePropagation();
      this.undo();
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
    else if (key === '/') this.main.querySelector('[data-look-for]').focus();
    else if (key === 'g') location.assign(this.main.querySelector('[data-words-page]').href + (String(getSelection()).trim() ? `&add=${encodeURIComponent(String(getSelection()).trim().slice(0, 200))}` : ''));
    else if (key === 'l') document.querySelector('[data-source-letter]')?.click();
    else return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (key === 'j' || key === 'k') this.unit.dom.querySelector('h2').focus({ preventScroll: true });
  }
}
