// What the desk asks for while one works: the texts, what is wrong with them, what they could say instead.
import { element } from '../shared.js';
import { ask } from './ask.js';
import { fill, isSame } from './words.js';

const AGAIN = 2000; // milliseconds until what was not answered is asked for again

export class Asking {
  constructor(desk) { this.desk = desk; }

  /** Every text whole; settled once they are there. */
  load() {
    const { desk } = this;
    this.whole ??= (async () => {
      for (;;) {
        const { ok, told } = await ask(`${desk.address}/texts`).catch(() => ({}));
        if (ok && told) { desk.texts.fill(told); return; }
        await new Promise((done) => setTimeout(done, AGAIN));
      }
    })();
    return this.whole;
  }

  check(pause) {
    clearTimeout(this.checking);
    this.checking = setTimeout(() => this.look(), pause);
  }

  /** What is wrong with the open text; asked one at a time, the newest words last. */
  async look() {
    const { desk } = this, { unit } = desk;
    if (!unit) return;
    if (this.isLooking) { this.isBehind = true; return; }
    this.isLooking = true;
    this.isBehind = false;
    const { targets, text } = unit;
    let answer;
    try { answer = await ask(`${desk.address}/check`, { text: text.id, targets }); } catch { /* below */ }
    this.isLooking = false;
    if (this.isBehind || !answer) { this.check(answer ? 0 : AGAIN); if (!answer) return; }
    if (!answer.ok || desk.unit !== unit || !isSame(targets, unit.targets)) return;
    unit.faults = answer.told.faults;
    unit.isChecked = true;
    if (isSame(targets, text.targets)) text.faults = unit.faults;
    unit.drawChecks();
    document.documentElement.dataset.checked = text.id;
  }

  async faults() {
    const { desk } = this, { ok, told } = await ask(`${desk.address}/faults`).catch(() => ({})); // else each is checked as it is opened
    if (!ok) return;
    for (const text of desk.texts.all) text.faults = told[text.id] ?? [];
    desk.list.draw();
    desk.heads.draw();
  }

  async offers(text) {
    const { ok, told } = await ask(`${this.desk.address}/offers?text=${text.id}`).catch(() => ({}));
    if (ok && this.desk.current === text) this.desk.unit.drawOffers(told.offers);
  }

  /** The texts by doubt, or null. */
  async doubts() { return (await ask(`${this.desk.address}/doubts`).catch(() => ({}))).told?.order ?? null; }

  /** What the machine would cost, then its answer as an offer. */
  async machine(button) {
    const { desk } = this, { unit, current, words } = desk, isDry = !button.dataset.sure;
    button.disabled = true;
    if (!isDry) button.textContent = words.asking;
    const told = (await ask(`${desk.address}/machine`, { text: current.id, is_dry: isDry }).catch(() => ({}))).told ?? { outcome: 'left', reason: words.offline };
    if (desk.unit !== unit) return;
    button.disabled = false;
    if (told.outcome === 'planned') {
      button.dataset.sure = 'yes';
      button.textContent = fill(words['ask-it'], { provider: told.provider, n: told.characters, cost: told.cost });
      return;
    }
    const said = told.outcome === 'same' ? words['same-answer'] : told.outcome === 'left' || !told.outcome ? fill(words['no-answer'], { reason: told.reason || told.message || '' }) : '';
    if (said) { button.replaceWith(element('span', { class: 'muted small', role: 'status' }, said)); return; }
    await this.elsewhere();
    this.offers(desk.current);
  }

  /** Somebody else has saved: what is theirs is shown, what is typed here stays. */
  async elsewhere() {
    const { desk } = this;
    await this.load();
    if (!desk.sending.isEmpty) { this.isLate = true; return; }
    const { ok, told } = await ask(`${desk.address}/texts`).catch(() => ({}));
    if (!ok) return;
    const { current, texts } = desk, before = texts.byId;
    texts.put(told);
    for (const text of texts.all) {
      const old = before.get(text.id), draft = desk.typing.of(text);
      text.faults = old?.version === text.version ? old.faults : [];
      if (old?.clash) text.clash = { ...old.clash, theirs: text.targets };
      if (draft) desk.typing.compare(text, draft);
    }
    const now = current && texts.byId.get(current.id);
    if (current && !now) { desk.current = null; desk.open(texts.open[0] ?? texts.all[0]); return; }
    if (current) {
      desk.current = now;
      if (now.version !== current.version || now.state !== current.state || now.clash) {
        if (now.version !== current.version && !now.clash) desk.say(desk.words['changed-elsewhere']);
        desk.redraw();
        this.check(0);
      } else desk.unit.text = now;
    }
    desk.drawAll();
    this.faults();
  }

  /** Everything that was decided has landed: what was put off is asked for now. */
  settled() {
    if (!this.isLate || !this.desk.sending.isEmpty) return;
    this.isLate = false;
    this.elsewhere();
  }
}
