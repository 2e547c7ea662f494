// One text in the middle of the desk: closed as its neighbours are, or open with its field and all that is known of it.
import { element } from '../shared.js';
import { plain, tokens } from './tagged.js';
import { Field } from './field.js';
import { ctrl } from './keys.js';
import { fill } from './words.js';

const INNER = { a: 'within link', b: 'within strong', i: 'within em', s: 'within gone', c: 'within code' };

/** A tagged text as chips and words, `paint` saying what a run of words becomes. */
export function chips(text, paint = (words) => [words], called = () => '') {
  const root = [];
  const open = [];
  for (const each of tokens(text)) {
    if (each.words !== undefined) {
      const inner = open.length ? [element('span', { class: open.map((name) => INNER[name[0]]).join(' ') }, ...paint(each.words))] : paint(each.words);
      root.push(...inner);
      continue;
    }
    root.push(element('span', { class: `tag ${each.side}`, role: 'img', 'aria-label': called(each.name, each.side), translate: 'no' }, each.name));
    if (each.side === 'open') open.push(each.name); else if (each.side === 'close') open.splice(open.lastIndexOf(each.name), 1);
  }
  return root;
}

/** Words with the terms of the glossary underlined. */
function withTerms(terms) {
  const known = terms.filter((term) => !term.never).map((term) => term.source).sort((one, other) => other.length - one.length);
  if (!known.length) return (words) => [words];
  const pattern = new RegExp(`(${known.map((each) => each.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|')})`, 'g');
  return (words) => words.split(pattern).map((part, at) => at % 2 ? element('span', { class: 'term' }, part) : part);
}

/** A source whose words have changed: those that went struck out, those that came underlined. */
function changed(changes, paint, called) {
  return changes.flatMap(([kind, words]) => {
    const shown = chips(words, paint, called);
    return kind === 'same' ? shown : [element(kind === 'gone' ? 'del' : 'ins', {}, ...shown)];
  });
}

/** True where a term's agreed word stands in a text, in any form: endings change in most languages. */
function isSaid(term, text) {
  const words = plain(text).toLocaleLowerCase();
  if (term.kept) return words.includes(term.source.toLocaleLowerCase());
  return [term.target, ...(term.forms ?? [])].some((form) => (form.match(/[\p{L}\p{N}]+/gu) ?? []).filter((word) => word.length > 2)
    .every((word) => words.includes(word.slice(0, Math.max(3, word.length - 3)).toLocaleLowerCase())));
}

export class Unit {
  constructor(desk, text) {
    Object.assign(this, { desk, text, fields: [], faults: text.faults ?? [], isPlain: false });
    this.dom = element('article', { class: 'unit is-open', 'data-text': text.id, 'data-version': text.version, 'data-unit': text.paths[0] ?? false, id: `t-${text.id}`, 'aria-labelledby': `k-${text.id}` });
    this.draw();
  }

  /** A neighbour: its words, and a way to open it. */
  static closed(desk, text) {
    const { words, tongue } = desk;
    const said = text.targets.find(Boolean);
    return element('article', { class: 'unit', 'data-text': text.id, 'data-version': text.version, 'data-go': text.id },
      element('header', {}, element('h3', {}, element('a', { href: `#${text.id}`, 'data-go': text.id }, Unit.kind(desk, text))), Unit.state(desk, text)),
      element('div', { class: 'pair' },
        element('div', { class: 'side' }, element('p', { class: 'words-in', lang: text.sourceLocale, dir: desk.dirOf(text.sourceLocale) }, ...chips(text.source, undefined, desk.called))),
        element('div', { class: 'side target' }, said ? element('p', { class: 'words-in', ...tongue }, ...chips(said, undefined, desk.called)) : element('p', { class: 'words-in muted' }, words['not-there']))));
  }

  static kind(desk, text) {
    const kind = text.kind || desk.words.text;
    return text.limit ? fill(desk.words['at-most'], { kind, n: text.limit }) : kind;
  }

  static state(desk, text) {
    return element('span', { class: `state${text.state === 'stale' ? ' is-stale' : ''}` }, desk.icon(text.state === 'unusable' ? 'missing' : text.state), element('span', {}, text.said));
  }

  renewState() {
    const line = Unit.state(this.desk, this.text);
    this.stateLine.replaceWith(line);
    this.stateLine = line;
  }

  draw() {
    const { desk, text } = this, { words } = desk;
    const terms = (text.terms ?? []).filter((term) => !term.never);
    const paint = withTerms(terms);
    this.stateLine = Unit.state(desk, text);
    this.diff = Boolean(text.changes);
    this.source = element('p', { class: 'words-in', lang: text.sourceLocale, dir: desk.dirOf(text.sourceLocale), id: `s-${text.id}` },
      ...(text.changes ? changed(text.changes, paint, desk.called) : chips(text.source, paint, desk.called)));
    this.termList = element('div', { class: 'terms' });
    this.place = element('div', { class: 'fields' });
    this.checks = element('div', { class: 'checks', role: 'status', id: `c-${text.id}` });
    this.beside = element('div', { class: 'clashes' });
    this.accept = element('button', { type: 'button', class: 'button main', 'data-do': 'accept', 'data-key': 'a', 'aria-keyshortcuts': 'Control+Enter' }, words.accept, ' ', element('kbd', {}, ctrl('↵')));
    this.reason = element('p', { class: 'reason small wrong' });
    this.why = element('div', { class: 'why' });
    this.offers = element('div', { class: 'offers' });
    this.talk = element('div', { class: 'talk' });
    const parts = [
      element('header', {}, element('h2', { id: `k-${text.id}`, tabindex: '-1' }, Unit.kind(desk, text)), this.stateLine),
      element('div', { class: 'pair' },
        element('div', { class: 'side' },
          element('p', { class: 'whose' }, element('b', { lang: text.sourceLocale, dir: 'auto' }, desk.nameOf(text.sourceLocale)), text.changes ? element('button', { type: 'button', class: 'quiet low', 'data-do': 'diff', 'data-key': 'd', 'aria-pressed': 'true' }, words.changes) : text.past ? element('span', {}, fill(words['was-read'], { who: text.past })) : null),
          this.source,
          text.plural ? element('p', { class: 'words-in plural', lang: text.sourceLocale }, ...chips(text.plural, paint, desk.called)) : null,
          text.english ? element('p', { class: 'english muted' }, element('span', { class: 'label' }, words.english), ' ', element('span', { lang: 'en', dir: 'ltr' }, plain(text.english))) : null,
          ...(text.notes ?? []).map((note) => element('p', { class: 'note muted small' }, note)),
          this.termList),
        element('div', { class: 'side target' }, this.place, this.beside, this.checks)),
      element('div', { class: 'actions do' }, this.accept,
        element('button', { type: 'button', class: 'button', 'data-do': 'skip', 'data-key': 's' }, words.skip),
        element('button', { type: 'button', class: 'button', 'data-do': 'ask', 'data-key': 'q' }, words.ask),
        element('button', { type: 'button', class: 'quiet far', 'data-do': 'reject', 'data-key': 'r' }, words.reject),
        element('button', { type: 'button', class: 'quiet', 'data-do': 'plain', 'aria-pressed': 'false' }, words['as-text'])),
      this.reason,
      this.why,
      element('div', { class: 'more-of' }, this.offers, this.talk),
    ];
    this.dom.replaceChildren(...parts);
    this.drawFields();
    this.drawTerms();
    this.drawChecks();
    this.drawClash();
    this.drawTalk();
  }

  drawFields() {
    const { desk, text } = this, { words, tongue } = desk;
    for (const field of this.fields) field.destroy?.();
    this.fields = [];
    const draft = desk.typing.of(text);
    const said = draft?.targets ?? text.targets;
    this.place.replaceChildren(...said.map((target, form) => {
      const id = `f-${text.id}-${form}`;
      const name = element('b', { ...tongue, id: `${id}-name` }, desk.tongueName);
      const length = element('span', { class: 'length num' });
      const box = element('div', { class: 'box-of' });
      const example = said.length > 1 ? element('span', { class: 'muted' }, ` ${desk.formName(form, said.length)}`) : null;
      const source = form && text.plural ? text.plural : text.source;
      const label = fill(words.field, { language: desk.tongueName, kind: text.kind || words.text }) + (example ? `,${example.textContent}` : '');
      const changedHere = () => this.changed();
      const attributes = { class: 'words-in field-of', role: 'textbox', 'aria-multiline': 'true', 'aria-label': label, 'aria-describedby': `c-${text.id}`, spellcheck: 'true', translate: 'no', id, ...tongue };
      if (this.isPlain) {
        const area = element('textarea', { ...attributes, role: false, 'aria-multiline': false, class: 'words-in as-text', rows: '4', oninput: changedHere });
        area.value = target;
        box.append(area);
        this.fields.push({ get text() { return area.value; }, set text(value) { area.value = value; changedHere(); }, get missing() { return []; }, mark() {}, focus: () => area.focus(), dom: area, canUndo: false, first: target });
      } else {
        const field = new Field(box, { source, target: text.targets[form] ?? '', attributes, called: desk.called, onChange: changedHere, keys: desk.keys.inText });
        if (target !== (text.targets[form] ?? '')) { field.reset(target); }
        this.fields.push(field);
      }
      this.fields.at(-1).length = length;
      return element('div', { class: 'of-form' }, element('p', { class: 'whose' }, element('span', {}, name, example), length), box);
    }));
    this.drawLength();
  }

  get targets() { return this.fields.map((field) => field.text); }
  get isChanged() { return this.targets.some((target, form) => target !== this.text.targets[form]); }
  get canUndo() { return this.fields.some((field) => field.canUndo); }
  undo() { return Boolean(this.fields.find((field) => field.canUndo)?.undo()); }
  get missing() { return [...new Set(this.fields.flatMap((field) => (field.text ? field.missing : [])))]; }

  changed() {
    this.drawLength();
    this.drawTerms();
    this.desk.typing.typed(this);
    this.drawMain();
  }

  drawLength() {
    const { limit } = this.text, { words } = this.desk;
    for (const field of this.fields) {
      const n = [...plain(field.text)].length;
      field.length.textContent = limit ? fill(words['n-of'], { n, most: limit }) : fill(words['n-letters'], { n });
      field.length.classList.toggle('near', Boolean(limit) && n > limit * 0.85 && n <= limit);
      field.length.classList.toggle('over', Boolean(limit) && n > limit);
    }
  }

  drawTerms() {
    const { desk, text } = this, { words } = desk;
    const all = this.targets.join(' ');
    this.termList.replaceChildren(...(text.terms ?? []).filter((term) => !term.never).map((term) => {
      const isThere = isSaid(term, all);
      return element('div', {}, element('span', { class: 'muted', lang: text.sourceLocale }, term.source),
        element('span', {}, term.kept ? words['never-translated'] : element('span', { ...desk.tongue }, term.target), ' ',
          isThere ? element('span', { class: 'ok' }, desk.icon('check'), element('span', { class: 'unseen' }, words['is-there'])) : element('span', { class: 'wrong' }, words['is-missing'])));
    }));
    this.termList.hidden = !this.termList.childElementCount;
  }

  drawChecks() {
    const { desk, faults } = this, { words } = desk;
    const missing = this.missing;
    const shown = faults.filter((fault) => !(missing.length && fault.code === 'lost-tag'));
    const tags = missing.length ? [element('div', { class: 'problem' }, desk.icon('stop'), element('div', {},
      element('b', {}, words['tag-lost'].replace('{tags}', missing.join(', '))), element('div', { class: 'actions' },
        element('button', { type: 'button', class: 'quiet', 'data-do': 'tag' }, words['put-tag'], ' ', element('kbd', {}, ctrl('.'))))))] : [];
    const right = this.text.right ?? [];
    this.checks.replaceChildren(...tags, ...shown.map((fault, at) => this.fault(fault, at)),
      element('p', { class: 'fine' }, this.isChecked && this.targets.some(Boolean) ? desk.icon('check') : null, element('span', {}, !this.targets.some(Boolean) ? words['not-there'] : !this.isChecked ? words.checking : shown.length || tags.length ? words['others-fine'] : this.fields.some((field) => field.known?.size) ? words['fine-tags'] : words.fine)),
      ...right.map((each) => element('p', { class: 'fine' }, element('span', {}, fill(words['said-right'], { check: desk.titles[each.code] ?? each.code, reason: each.reason })))));
    for (const field of this.fields) field.mark(shown.flatMap((fault) => fault.marks ?? []));
    this.drawMain();
  }

  fault(fault, at) {
    const { desk } = this, { words } = desk;
    const detail = element('span', { ...(fault.english ? { lang: 'en', dir: 'ltr' } : {}) }, fault.detail ?? '');
    return element('div', { class: `problem${fault.stops ? '' : ' look'}`, 'data-fault': at }, desk.icon(fault.stops ? 'stop' : 'look'),
      element('div', {}, element('b', {}, fault.title), ' ', detail,
        element('div', { class: 'actions' },
          fault.remedy ? element('button', { type: 'button', class: 'quiet', 'data-do': 'mend', 'data-at': at }, fault.remedy.label) : null,
          fault.stops ? null : element('button', { type: 'button', class: 'quiet', 'data-do': 'right', 'data-at': at, 'aria-expanded': 'false' }, words.right))));
  }

  /** What accepting waits for, said beside it. */
  drawMain() {
    const isClash = Boolean(this.text.clash);
    const stops = isClash || this.missing.length > 0 || this.faults.some((fault) => fault.stops) || !this.targets.some(Boolean);
    this.stops = stops;
    this.accept.disabled = stops;
    this.reason.textContent = !stops ? '' : isClash ? this.desk.words['clash-first'] : this.targets.some(Boolean) ? this.desk.words['accept-stops'] : this.desk.words['accept-nothing'];
    this.desk.heads.drawThumb();
  }

  drawClash() {
    const { desk, text } = this, { words } = desk;
    if (!text.clash) { this.beside.replaceChildren(); return; }
    const { mine, theirs } = text.clash;
    const side = (name, targets) => element('div', {}, element('h3', {}, name), ...targets.map((each) => element('p', { ...desk.tongue }, ...(each ? chips(each, undefined, desk.called) : [words['not-there']]))));
    this.beside.replaceChildren(element('div', { class: 'clash', role: 'alert', tabindex: '-1' }, element('p', {}, element('b', {}, words.clash)),
      element('div', { class: 'sides' }, side(words.yours, mine), side(words.theirs, theirs)),
      element('div', { class: 'actions' }, element('button', { type: 'button', class: 'button', 'data-do': 'keep-mine' }, words['keep-mine']), element('button', { type: 'button', class: 'button', 'data-do': 'keep-theirs' }, words['keep-theirs']))));
  }

  drawOffers(offers) {
    const { desk } = this, { words } = desk;
    this.offered = offers;
    this.offers.replaceChildren(element('h3', {}, element('span', {}, words.before), offers.length ? element('span', {}, words.takes) : null),
      ...(offers.length ? offers.slice(0, 3).map((offer, at) => element('button', { type: 'button', class: 'sugg', 'data-do': 'take', 'data-at': at, 'data-key': String(at + 1) },
        element('span', { class: 'much num' }, offer.much || String(at + 1)), element('span', { ...desk.tongue }, ...chips(offer.targets.find(Boolean) ?? '', undefined, desk.called)),
        element('span', { class: 'muted' }, offer.said))) : [element('p', { class: 'muted' }, words['none-before'])]),
      element('button', { type: 'button', class: 'quiet low', 'data-do': 'machine' }, words.again));
  }

  /** What was asked and answered about it. */
  drawTalk() {
    const { desk, text } = this, { words } = desk, talk = text.talk ?? [];
    this.talk.replaceChildren(element('h3', {}, element('span', {}, words.questions), talk.length ? element('span', {}, text.asked ? fill(words['n-open'], { n: text.asked }) : words.answered) : null),
      talk.length ? element('ul', {}, ...talk.map((said) => element('li', {}, element('b', {}, said.who), ' ', element('span', { class: 'muted small' }, said.day), element('p', { dir: 'auto' }, said.words)))) : element('p', { class: 'muted' }, words['none-asked']),
      text.asked ? element('button', { type: 'button', class: 'quiet low', 'data-do': 'answer' }, words.answer) : '');
  }

  /** A line in which something is asked: why, or what. */
  ask(kind, label, button, at) {
    const isWriting = this.desk.commandedFrom;
    const id = `w-${this.text.id}`;
    const box = element('input', { id, type: 'text', maxlength: kind === 'ask' || kind === 'answer' ? '500' : '200', autocomplete: 'off', required: true });
    const form = element('form', { class: 'asked', onsubmit: (event) => { event.preventDefault(); if (box.value.trim()) this.desk.deciding.answered(kind, box.value.trim(), at, isWriting); } },
      element('label', { for: id }, label), box,
      element('div', { class: 'actions' }, element('button', { class: 'button' }, button), element('button', { type: 'button', class: 'quiet', onclick: () => { this.why.replaceChildren(); this.desk.backTo(isWriting); } }, this.desk.words.leave)));
    this.why.replaceChildren(form);
    box.focus();
  }

  /** The source with what has changed, or as it is. */
  toggleDiff(button) {
    const { text, desk } = this;
    this.diff = !this.diff;
    const paint = withTerms((text.terms ?? []).filter((term) => !term.never));
    this.source.replaceChildren(...(this.diff ? changed(text.changes, paint, desk.called) : chips(text.source, paint, desk.called)));
    button.setAttribute('aria-pressed', String(this.diff));
  }

  focus() { (this.fields.find((field) => !field.text) ?? this.fields[0])?.focus(); }
  destroy() { for (const field of this.fields) field.destroy?.(); }
}
