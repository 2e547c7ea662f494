// The texts of a desk: in their order, as they were last heard of; what of them is shown, and where one goes next. The page
// has of most texts only what a list shows of them; the rest comes once it is open (`fill`).
import { plain } from './tagged.js';

/** A text of which its line in a list is known. */
function lineOf(told) {
  if (!Array.isArray(told)) return told;
  const [id, state, shown, isSource, asked, length] = told, mine = state === 'mine';
  return { id, state: mine ? 'needs-review' : state, mine, shown, isSource, asked, length, said: '', paths: [] };
}

export class Texts {
  constructor(told) { this.put(told); }

  put(told) {
    this.parts = told.parts;
    this.absent = told.absent;
    for (const part of told.parts) part.texts = part.texts.map((text) => Object.assign(lineOf(text), { part }));
    this.all = told.parts.flatMap((part) => part.texts);
    this.byId = new Map(this.all.map((text) => [text.id, text]));
    for (const text of this.all) text.faults ??= [];
    this.note();
  }

  /** All texts whole: those that are it already stay as they are. */
  fill(told) {
    for (const text of told.parts.flatMap((part) => part.texts)) {
      const known = this.byId.get(text.id);
      if (known) Object.assign(known, isWhole(known) ? { paths: text.paths, page: text.page } : text);
    }
    this.note();
  }

  note() {
    this.byPath = new Map(this.all.flatMap((text) => text.paths.map((path) => [path, text])));
    this.isWhole = this.all.every(isWhole);
  }

  /** A text as the server has it now, in the place of what was. */
  renew(told) {
    const text = this.byId.get(told.id);
    if (!text) return null;
    for (const name of ['changes', 'past', 'right', 'notes', 'limit', 'plural', 'english', 'terms', 'mine', 'talk', 'asked']) delete text[name];
    return Object.assign(text, told);
  }

  /** How many the letter needs, with those that no catalog has yet: as many as the board says. */
  get count() { return this.all.length + this.absent; }

  /** True where this person has still to read it, or somebody to write it. */
  isOpen(text) { return text.state !== 'reviewed' && !text.mine; }
  get open() { return this.all.filter((text) => this.isOpen(text)); }

  counts() {
    const found = { reviewed: 0, 'needs-review': 0, stale: 0, missing: this.absent };
    for (const { state } of this.all) found[state === 'unusable' ? 'missing' : state] += 1;
    return found;
  }

  /** The texts that a choice and words to look for leave. */
  chosen({ show, words }) {
    const wanted = words.trim().toLocaleLowerCase();
    return this.inOrder.filter((text) => (show === 'all' || (show === 'doubt' && this.isOpen(text)) || (show === 'open' && this.isOpen(text))
      || (show === 'problems' && text.faults.length) || (show === 'questions' && text.asked)
      || show === text.state || show === `part:${this.parts.indexOf(text.part)}`)
      && (!wanted || (isWhole(text) ? [text.source, text.plural ?? '', ...text.targets].map(plain) : [text.shown]).some((each) => each.toLocaleLowerCase().includes(wanted))));
  }

  /** All texts as they are read: in the letter's order, or the most doubtful first. */
  get inOrder() {
    if (!this.doubts) return this.all;
    const places = new Map(this.doubts.map((id, at) => [id, at]));
    return [...this.all].sort((one, other) => (places.get(one.id) ?? Infinity) - (places.get(other.id) ?? Infinity));
  }

  /** The text behind one, or before it with `step` -1, of those that are wanted; round the end. */
  beside(text, step, isWanted) {
    const all = this.inOrder, at = all.indexOf(text);
    for (let n = 1; n <= all.length; n += 1) {
      const next = all[(at + step * n + all.length * n) % all.length];
      if (isWanted(next)) return next;
    }
    return null;
  }
}

/** True where all of a text is known. */
export const isWhole = (text) => text?.source !== undefined;

/** What a list shows of a text. */
export const shownOf = (text) => isWhole(text) ? plain(text.targets.find(Boolean) || text.source).slice(0, 80) : text.shown;

/** How long what is left takes, in minutes: by one's own pace here, else by its length. */
export class Pace {
  constructor(project) {
    this.name = `review-pace-${project}`;
    try { this.kept = JSON.parse(localStorage.getItem(this.name)) ?? []; } catch { this.kept = []; }
    this.since = Date.now();
  }

  read(text) {
    const took = (Date.now() - this.since) / 1000;
    this.since = Date.now();
    if (took > 180 || took < 0.5) return; // somebody was away, or has read nothing
    this.kept = [...this.kept, took / letters(text)].slice(-40);
    try { localStorage.setItem(this.name, JSON.stringify(this.kept)); } catch { /* it is an estimate */ }
  }

  minutes(texts) {
    const sum = texts.reduce((total, text) => total + letters(text), 0);
    const sorted = [...this.kept].sort((one, other) => one - other);
    const pace = sorted.length >= 8 ? sorted[Math.floor(sorted.length / 2)] : 0.06; // seconds a letter, source and translation
    return Math.max(1, Math.round(sum * pace / 60));
  }
}
const letters = (text) => 60 + (isWhole(text) ? text.source.length + (text.targets[0]?.length ?? 0) : text.length);
