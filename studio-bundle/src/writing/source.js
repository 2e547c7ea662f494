// The file of an article as text beside what is seen: the one follows the other; what is wrong is underlined at its place.
import { SHORT, drafts, element, outbox, putText, putWhole, request, say, show, sides, versions } from '../shared.js';

const PAUSE = 400;

export class Source {
  constructor(pane, address, file, paper) {
    Object.assign(this, { pane, address, file, paper, box: pane.querySelector('textarea'), marks: pane.querySelector('[data-marks]'), list: pane.querySelector('[data-found]') });
    Object.assign(this, { name: `text:${file}`, problems: [], isDirty: false, isSending: false, isHeld: false, isOpen: false, failures: 0 });
    this.box.addEventListener('input', () => this.changed());
    this.box.addEventListener('scroll', () => { this.marks.scrollTop = this.box.scrollTop; });
    this.list.addEventListener('click', ({ target }) => {
      const line = target.closest('[data-line]')?.dataset.line;
      if (line) this.goTo(Number(line));
    });
    for (const event of ['saved', 'files-changed', 'refreshed', 'owned', 'lost']) document.addEventListener(event, () => this.soon());
  }

  async open() {
    this.isOpen = true;
    await this.paper.send();
    const draft = await drafts.one(this.name).catch(() => null);
    await this.read();
    if (draft && !this.isDirty && outbox(this.file).isMine) {
      putText(this.box, draft.text);
      this.base = draft.base;
      this.changed();
    }
    this.follow();
  }

  // To the words that the caret of the text is in.
  follow() {
    const words = this.paper.text.state.selection.$head.parent.textContent.slice(0, 24);
    const start = words.length > 3 ? this.box.value.indexOf(words) : -1;
    if (start < 0) return;
    this.box.setSelectionRange(start, start);
    const before = this.box.value.slice(0, start);
    this.marks.replaceChildren(before, element('span', {}, words), this.box.value.slice(start + words.length));
    this.box.scrollTop = Math.max(0, this.marks.querySelector('span').offsetTop - this.box.clientHeight / 3);
    this.draw();
  }

  close() { this.isOpen = false; }

  soon() {
    if (!this.isOpen) return;
    clearTimeout(this.later);
    this.later = setTimeout(() => this.read(), 200);
  }

  // The text and what is wrong with it, as the file is now; `sent` is what was saved just now. False where the text stays
  // as it is here, since somebody has typed on or saved meanwhile.
  async read(sent) {
    const since = this.base;
    const answer = await request(`${this.address}/source`, { headers: { Accept: 'application/json' } }, SHORT).catch(() => null);
    const told = answer?.ok ? await answer.json().catch(() => null) : null;
    if (!told) return false;
    this.problems = told.problems;
    const isUntouched = this.base === since && (sent === undefined ? !this.isDirty && !this.isHeld : this.box.value === sent);
    if (isUntouched) {
      this.base = answer.headers.get('etag').slice(1, -1);
      putText(this.box, told.text);
    }
    this.box.readOnly = !outbox(this.file).isMine;
    this.draw();
    return isUntouched;
  }

  draw() {
    const lines = this.box.value.split('\n');
    const at = new Map();
    for (const each of this.problems) at.set(each.line, [...(at.get(each.line) ?? []), each]);
    this.marks.replaceChildren(...lines.flatMap((line, number) => {
      const found = at.get(number + 1);
      if (!found) return [line, '\n'];
      const column = Math.max(0, Math.min(...found.map((each) => each.column || 1)) - 1);
      const length = found.some((each) => !each.column) ? Infinity : Math.max(1, /^\S*/.exec([...line].slice(column).join(''))[0].length);
      const letters = [...line];
      const mark = letters.slice(column, column + length).join('') || ' ';
      return [letters.slice(0, column).join(''), element('mark', { class: found.some((each) => each.stops) ? 'stops' : null, 'data-line': number + 1 }, element('span', {}, mark)), letters.slice(column + mark.length).join(''), '\n'];
    }));
    this.marks.scrollTop = this.box.scrollTop;
    this.list.replaceChildren(...this.problems.map((each) => {
      const place = element('div', {});
      place.innerHTML = each.html;
      const said = place.firstElementChild;
      said.append(element('div', { class: 'actions' }, element('button', { type: 'button', class: 'quiet', 'data-line': each.line }, this.pane.dataset.line.replace('{n}', each.line))));
      return said;
    }));
  }

  goTo(line) {
    const lines = this.box.value.split('\n');
    const start = lines.slice(0, line - 1).reduce((sum, each) => sum + each.length + 1, 0);
    this.box.focus();
    this.box.setSelectionRange(start, start + (lines[line - 1] ?? '').length);
    const mark = this.marks.querySelector(`mark[data-line="${line}"]`);
    if (mark) this.box.scrollTop = Math.max(0, mark.offsetTop - this.box.clientHeight / 3);
  }

  changed() {
    this.isDirty = true;
    show(this.name, 'saving');
    this.problems = [];
    this.draw();
    drafts.keep({ file: this.name, base: this.base, text: this.box.value, edits: [], held: [], refused: [], at: Date.now() }).catch(() => {});
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.send(), PAUSE);
  }

  async send() {
    if (this.isSending || this.isHeld || !this.isDirty || !outbox(this.file).isMine) return;
    this.isSending = true;
    const text = this.box.value;
    const { status, told } = await putWhole(this.file, this.base, text);
    this.isSending = false;
    if (status === 200) this.landed(text, told);
    else if (status === 412) this.clashed(text, told);
    else {
      this.failures += 1;
      show(this.name, 'unsaved');
      this.timer = setTimeout(() => this.send(), Math.min(500 * 2 ** this.failures, 10_000));
    }
  }

  async landed(text, { version, merged, sent }) {
    this.failures = 0;
    // Others have changed other lines: the box shows both once the text is fetched; till then it goes on from what was sent.
    this.base = (merged && sent) || version;
    if (merged && !await this.read(text)) { this.changed(); return; }
    versions[this.file] = outbox(this.file).base = this.base;
    if (merged || this.box.value === text) this.clean();
    else this.changed();
    document.dispatchEvent(new CustomEvent('saved', { detail: { file: this.file, version, merged: false, edits: [] } }));
    this.paper.look();
    document.dispatchEvent(new CustomEvent('source-saved'));
  }

  clean() {
    this.isDirty = false;
    drafts.forget(this.name).catch(() => {});
    show(this.name, 'saved');
  }

  // The file has moved on: both texts side by side, until one is chosen.
  clashed(text, told) {
    this.isHeld = true;
    show(this.name, 'unsaved');
    const theirs = told.conflicts?.[0]?.theirs ?? '';
    const settle = (isMine) => () => {
      document.getElementById('clash-source')?.remove();
      this.isHeld = false;
      this.base = told.version;
      if (isMine) { this.changed(); return; }
      putText(this.box, theirs);
      this.clean();
      this.read();
    };
    document.getElementById('clash-source')?.remove();
    this.list.before(sides('clash-source', text, theirs, { by: told.by }, [
      element('button', { type: 'button', class: 'button main', onclick: settle(true) }, say('keep-mine')),
      element('button', { type: 'button', class: 'button', onclick: settle(false) }, told.by ? say('keep-of', { name: told.by }) : say('keep-theirs')),
    ]));
  }
}
