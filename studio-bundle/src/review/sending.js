// Acts on their way to the catalogs: kept at once, sent one request at a time with all that has come meanwhile, of each text
// one. An act says which version of its text was seen; one behind another of the same text speaks of what that has left.
import { SHORT, notice, show } from '../shared.js';
import { ask } from './ask.js';
import * as kept from './kept.js';

const PAUSES = [500, 1000, 2000, 5000, 10000]; // milliseconds until it is tried again

export class Sending {
  /** `address` of the desk; `came` hears of each outcome, `words` says what a failure is called. */
  constructor(address, came, words) {
    Object.assign(this, { address, came, words, acts: [], isSending: false, failures: 0 });
  }

  get isEmpty() { return !this.acts.length; }
  of(text) { return this.acts.filter((act) => act.text === text); }

  /** An act goes on its way; the id of the one that carries it, which may be one that was waiting. */
  add(act) {
    const waiting = this.acts.findLast((each) => each.text === act.text);
    if (waiting && act.kind === 'keep' && waiting.kind === 'keep' && !waiting.isSent) {
      waiting.targets = act.targets;
      kept.keepAct(waiting);
      return waiting.id;
    }
    const made = { ...act, desk: this.address, at: performance.timeOrigin + performance.now() };
    if (waiting) made.after = waiting.id;
    this.acts.push(made);
    kept.keepAct(made);
    show('review', this.failures ? 'unsaved' : 'saving');
    this.send();
    return made.id;
  }

  /** Take an act out that has not been sent; false where it is too late for that. */
  drop(id) {
    const act = this.acts.find((each) => each.id === id);
    if (!act || act.isSent || this.acts.some((each) => each.after === id)) return false;
    this.forget(act);
    if (this.isEmpty) show('review', 'saved');
    return true;
  }

  /** Acts of a page before this one. */
  resume(acts) {
    this.acts = [...acts.map((act) => ({ ...act, isSent: false })), ...this.acts];
    if (!acts.length) return;
    show('review', 'saving');
    this.send();
  }

  async send() {
    if (this.isSending || !this.acts.length) return;
    this.isSending = true;
    clearTimeout(this.timer);
    const texts = new Set(), sent = this.acts.filter((act) => !texts.has(act.text) && texts.add(act.text)).slice(0, 100);
    for (const act of sent) act.isSent = true;
    const acts = sent.map(({ id, text, kind, version, targets, reason, code }) => ({ id, text, kind, version, targets, reason, code }));
    const { status, told } = await ask(`${this.address}/acts`, { acts }, SHORT).catch(() => ({}));
    this.isSending = false;
    if (status !== 200 || !told) { this.failed(told?.message); return; }
    this.failures = 0;
    notice('review-unsaved');
    for (const outcome of told.outcomes) this.landed(outcome);
    show('review', this.isEmpty ? 'saved' : 'saving');
    this.send();
  }

  landed(outcome) {
    const act = this.acts.find((each) => each.id === outcome.act);
    if (!act) return;
    const next = this.acts.find((each) => each.after === act.id);
    if (next && outcome.text && outcome.status === 'done') {
      next.version = outcome.text.version;
      delete next.after;
      kept.keepAct(next);
    } else if (next && outcome.status !== 'done') this.forget(next); // what it was about is still to be settled
    this.forget(act);
    this.came(outcome, act, next);
  }

  forget(act) {
    this.acts = this.acts.filter((each) => each !== act);
    kept.forgetAct(act.id);
  }

  failed(message) {
    const pause = PAUSES[Math.min(this.failures, PAUSES.length - 1)];
    this.failures += 1;
    show('review', 'unsaved');
    notice('review-unsaved', message || this.words.offline, { isBad: true });
    this.timer = setTimeout(() => this.send(), pause);
  }
}
addEventListener('online', () => document.dispatchEvent(new CustomEvent('review-online')));
