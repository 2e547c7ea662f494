// What is typed: kept in this browser with each key, put into its catalog when one pauses or goes on, never over the words
// of somebody else.
import { show } from '../shared.js';
import * as kept from './kept.js';
import { isComplete } from './tagged.js';
import { isWhole } from './texts.js';
import { isSame } from './words.js';

const PAUSE = 800; // milliseconds without typing until what is typed goes into the catalog
const CHECK = 120; // until it is checked
const OWN = 20; // what was written of a text is known by so many wordings

export class Typing {
  constructor(desk) { Object.assign(this, { desk, drafts: new Map() }); }

  of(text) { return this.drafts.get(text.id); }

  /** What was typed on a page before this one, of texts that are known whole by now. */
  recall(drafts) {
    const { desk } = this;
    for (const draft of drafts) {
      const text = desk.texts.byId.get(draft.text);
      if (draft.desk !== desk.address || this.drafts.has(draft.text) || (text && !isWhole(text))) continue; // or it was typed on since
      if (!text || isSame(draft.targets, text.targets)) { kept.forgetDraft(draft.key); continue; }
      this.drafts.set(text.id, draft);
      this.compare(text, draft);
      if (text === desk.current) desk.redraw();
      this.keep(text);
    }
    this.show();
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
    const { address } = this.desk, before = this.of(text);
    const draft = { key: `${address}#${text.id}`, desk: address, text: text.id, version: before?.version ?? text.version, own: before?.own ?? [], targets, ...more };
    this.drafts.set(text.id, draft);
    kept.keepDraft(draft);
    this.show();
  }

  /** The draft is of what the catalog has now. */
  renew(text, draft) { draft.version = text.version; kept.keepDraft(draft); }

  forget(text) {
    if (!this.drafts.delete(text.id)) return;
    kept.forgetDraft(`${this.desk.address}#${text.id}`);
    this.show();
  }

  /** In the bar: what is typed and can't be saved as it is, is not saved. */
  show() {
    const isHeld = [...this.drafts.values()].some((draft) => { const text = this.desk.texts.byId.get(draft.text); return draft.refused || text?.clash || !this.isComplete(text, draft.targets); });
    if (isHeld || this.isHeld) show('review-draft', isHeld ? 'unsaved' : 'saved');
    this.isHeld = isHeld;
  }

  isComplete(text, targets) { return !text || targets.every((target, form) => isComplete(target, form && text.plural ? text.plural : text.source)); }

  /** True while other words of it are on their way. */
  isUnderway(text) { return this.desk.sending.of(text.id).some((act) => act.targets?.length); }

  typed(unit) {
    const { desk } = this, { text } = unit;
    if (unit.isChanged || this.isUnderway(text)) this.draft(text, unit.targets, { refused: false });
    else this.forget(text);
    desk.main.querySelector('[data-do="undo"]').disabled = false;
    desk.unsay();
    desk.asking.check(CHECK);
    this.wait();
    this.pausing = setTimeout(() => { if (desk.unit === unit) this.keep(text); }, PAUSE);
  }

  wait() { clearTimeout(this.pausing); }

  /** What is typed goes into the catalog, to be read; what would break a letter stays here until it is whole. */
  keep(text) {
    const draft = this.of(text), { desk } = this;
    if (!draft || text.clash || !this.isComplete(text, draft.targets)) return;
    const last = desk.sending.of(text.id).findLast((each) => each.targets)?.targets ?? text.targets;
    if (isSame(draft.targets, last)) return;
    draft.own = [...draft.own ?? [], draft.targets].slice(-OWN);
    kept.keepDraft(draft);
    desk.deciding.send('keep', text, { targets: draft.targets });
  }

  /** The text in its field with tags as they are written, or as chips again. */
  turn(button) {
    const { unit } = this.desk, { targets } = unit;
    unit.isPlain = !unit.isPlain;
    if (unit.isChanged) this.draft(unit.text, targets);
    unit.drawFields();
    button.setAttribute('aria-pressed', String(unit.isPlain));
    unit.focus();
    this.desk.asking.check(0);
  }
}
