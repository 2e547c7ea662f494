// What is decided about a text: sent, shown at once, and what has come of it on disk.
import { fill, isSame } from './words.js';

export class Deciding {
  constructor(desk) { this.desk = desk; }

  send(kind, text, more = {}) {
    const { desk } = this, draft = desk.typing.of(text);
    const act = { id: crypto.randomUUID(), text: text.id, kind, version: draft?.version ?? text.version, reason: '', code: '', own: draft?.own ?? [], ...more };
    const before = { state: text.state, said: text.said, version: text.version, targets: desk.sending.of(text.id).findLast((each) => each.targets)?.targets ?? text.targets };
    desk.undoing.note(desk.sending.add(act), kind, text, before, act.targets ?? before.targets);
    desk.heads.drawUndo();
    desk.unsay();
  }

  read(text) { Object.assign(text, { state: 'reviewed', said: this.desk.words['by-you'] }); }

  accept() {
    const { desk } = this, { unit, current, words } = desk;
    if (current.clash) {
      desk.say(words['clash-first']);
      unit.beside.firstElementChild.focus();
      return;
    }
    if (unit.stops) {
      desk.say(unit.reason.textContent);
      unit.checks.querySelector('button')?.focus();
      return;
    }
    const open = unit.faults.filter((fault) => !fault.stops);
    if (open.length && !desk.warned) {
      desk.warned = true;
      desk.say(words['accept-look']);
      return;
    }
    if (!document.body.dataset.person) { desk.say(words['name-first']); document.getElementById('who')?.focus(); return; }
    desk.typing.wait();
    desk.pace.read(current);
    const targets = unit.isChanged || desk.typing.isUnderway(current) ? unit.targets : null;
    this.send('accept', current, targets ? { targets } : {});
    if (targets) current.targets = targets;
    desk.typing.forget(current); // the act holds the words until they are on disk
    this.read(current);
    current.faults = open;
    delete current.changes;
    desk.step(1, true);
  }

  acceptRest() {
    const { desk } = this, { ready } = desk.middle.unread;
    const own = ready.includes(desk.current);
    for (const text of ready) {
      this.send('accept', text);
      this.read(text);
    }
    desk.say(fill(desk.words['accepted-n'], { n: ready.length }));
    if (own) desk.step(1, true); else { desk.middle.draw(); desk.drawAll(); }
  }

  answered(kind, words, at, isWriting) {
    const { desk } = this, { unit, current } = desk;
    unit.why.replaceChildren();
    desk.commandedFrom = isWriting;
    if (kind === 'reject') {
      desk.typing.forget(current);
      this.send('reject', current, { reason: words });
      Object.assign(current, { state: 'missing', said: desk.words['rejected-now'], targets: current.targets.map(() => ''), faults: [] });
      desk.step(1);
      return;
    }
    if (kind === 'right') {
      const { code } = unit.faults[at];
      const targets = unit.isChanged ? { targets: unit.targets } : {};
      this.send('allow', current, { code, reason: words, ...targets });
      unit.faults = unit.faults.filter((fault) => fault.code !== code);
      current.right = [...(current.right ?? []), { code, reason: words }];
      unit.drawChecks();
    } else {
      this.send(kind, current, { reason: words });
      current.talk = [...(current.talk ?? []), { kind, who: desk.words.you, day: desk.words['just-now'], words }];
      current.asked = kind === 'ask' ? (current.asked ?? 0) + 1 : 0;
      unit.drawTalk();
    }
    desk.backTo();
  }

  /** What has come of an act. */
  came(outcome, act, next) {
    const { desk } = this, text = desk.texts.byId.get(outcome.id);
    if (!text) return;
    const isCurrent = text === desk.current;
    if (outcome.status === 'done') {
      if (outcome.text && !next) {
        const draft = desk.typing.of(text);
        desk.texts.renew(outcome.text);
        text.faults = outcome.faults ?? [];
        if (draft && isSame(draft.targets, text.targets)) desk.typing.forget(text);
        else if (draft) desk.typing.renew(text, draft);
        if (isCurrent) this.refresh();
      }
      desk.typing.show();
      document.documentElement.dataset.landed = outcome.act;
    } else if (this.failed(text, outcome, act)) return;
    desk.heads.draw();
    this.landedAt = Date.now();
    desk.asking.settled();
  }

  /** The act was not done; true where it was sent again. */
  failed(text, outcome, act) {
    const { desk } = this, { typing } = desk, draft = typing.of(text), isChanged = outcome.status === 'changed';
    desk.undoing.drop(act.id);
    const mine = draft?.targets ?? (act.targets?.length ? act.targets : null);
    if (outcome.text) desk.texts.renew(outcome.text);
    const isOwn = (draft?.own ?? act.own ?? []).some((each) => isSame(each, text.targets));
    if (isOwn && isChanged && act.targets?.length && !act.again) {
      // What stands there was written from here: the act is meant for it.
      this.send(act.kind, text, { targets: act.targets, reason: act.reason, code: act.code, again: true });
      if (act.kind === 'accept') this.read(text);
      return true;
    }
    const isOther = mine && !isSame(mine, text.targets);
    if (isChanged && outcome.text && isOther && !isOwn) text.clash = { mine, theirs: text.targets };
    if (isOther) typing.draft(text, mine, { version: text.version, refused: !isChanged });
    else typing.forget(text);
    desk.say(isChanged ? desk.words.clash : outcome.message ?? '');
    if (text === desk.current) desk.redraw();
    typing.show();
    desk.list.draw();
    return false;
  }

  /** The open text has another version on disk, its words being what one sees. */
  refresh() {
    const { unit } = this.desk;
    unit.dom.dataset.version = unit.text.version;
    unit.renewState();
    unit.fields.forEach((field, form) => { if ('original' in field && field.text === unit.text.targets[form]) { field.original = field.text; field.first = field.view.state.doc; } });
    unit.drawChecks();
    unit.drawClash();
    unit.drawTalk();
  }

  /** Whose words stay, where two have written. */
  settle(text, isMine) {
    const { desk } = this, { mine } = text.clash;
    delete text.clash;
    if (isMine) desk.typing.draft(text, mine, { version: text.version, refused: false });
    else desk.typing.forget(text);
    desk.redraw();
    desk.backTo();
    desk.asking.check(0);
    if (isMine) desk.typing.keep(text);
    desk.typing.show();
  }

  /** An act was taken back. */
  reopen(text, said) {
    const { desk } = this, { isWriting } = desk;
    desk.typing.forget(text);
    if (text === desk.current) desk.typing.wait();
    desk.open(text, { isWriting });
    if (!isWriting) desk.stayOutside();
    desk.say(said);
  }
}
