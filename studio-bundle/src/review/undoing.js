// What can be taken back at the desk, the last act first: also what is saved, and what was typed in one go.
import { ask } from './ask.js';
import { plain } from './tagged.js';
import { isSame } from './words.js';

const POLL = 20; // milliseconds between looks whether an act on its way has landed

export class Undoing {
  /** `reopened` is given what was taken back and what is to be said of it, `said` only words. */
  constructor({ address, words, texts, sending, reopened, said }) {
    Object.assign(this, { address, words, texts, sending, reopened, said, done: [], last: Promise.resolve() });
  }

  get isEmpty() { return !this.done.length; }

  /** An act was sent; `id` is that of the one that carries it, which may have been waiting. */
  note(id, kind, text, before, targets) {
    const known = this.done.find((each) => each.id === id);
    if (known) {
      if (isSame(targets, known.before.targets)) this.drop(id);
      return;
    }
    const last = this.done.at(-1);
    // Typing that was taken back in its box was written too: the two are as if nothing had been.
    if (kind === 'keep' && last?.kind === 'keep' && last.text === text.id && isSame(targets, last.before.targets)) this.done.pop();
    else this.done.push({ id, kind, text: text.id, before });
  }

  drop(id) { this.done = this.done.filter((each) => each.id !== id); }

  /** Take the last act back; asked several times, one after the other. */
  undo() {
    this.last = this.last.then(() => this.step());
    return this.last;
  }

  async step() {
    const last = this.done.pop();
    if (!last) { this.said(this.words['nothing-to-undo']); return; }
    const text = this.texts.byId.get(last.text);
    if (!text) return;
    const what = this.words[`took-${last.kind}`].replace('{words}', plain(last.before.targets.find(Boolean) || text.source).slice(0, 40));
    if (this.sending.drop(last.id)) {
      Object.assign(text, last.before);
      this.reopened(text, what);
      return;
    }
    while (this.sending.acts.some((act) => act.id === last.id)) {
      if (this.sending.failures) { this.done.push(last); this.said(this.words.offline); return; }
      await new Promise((done) => setTimeout(done, POLL));
    }
    try {
      const { ok, told } = await ask(`${this.address}/back`, { act: last.id });
      if (!ok) { this.said(told.message); return; }
      if (told.text) { this.texts.renew(told.text); text.faults = told.faults; }
      this.reopened(text, told.status === 'done' ? what : this.words['not-undone']);
    } catch { this.done.push(last); this.said(this.words.offline); }
  }
}
