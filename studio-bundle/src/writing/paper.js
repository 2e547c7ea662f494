// An article's text on its way into the file, and back: a draft in this browser at once, saved block by block, the next save
// with all that has come meanwhile. What others have written comes in around what is being written here; a block that
// both have changed stays as it is here until somebody has chosen, and one that the file can't have shows its source.
import { SHORT, drafts, element, notice, outbox, request, say, show, versions } from '../shared.js';
import { emptyBetweenLists } from './joining.js';
import { Names, aligned, numbered } from './oids.js';
import { documentOf } from './text.js';
import { schema } from './schema.js';

const PAUSE = 250; // milliseconds without a key; while somebody types on, a save goes out every other second
const LONGEST = 2000;
const SPACE = 40; // between two drafts
const PATIENCE = 5000; // with an empty line between two lists, in which somebody may be about to write
const RETRIES = [500, 1000, 2000, 5000, 10000];
export const isEmpty = (node) => node.type === schema.nodes.paragraph && !node.content.size;
const written = (names, nodes) => `[${nodes.map((node) => names.written(node)).join()}]`;

const SOON = 50; // milliseconds at most, however busy the page is

// Once what was typed is seen, without asking for a frame of its own; a page that nobody sees draws none.
export function whenIdle(act) {
  if (document.hidden) act();
  else if (window.requestIdleCallback) requestIdleCallback(() => act(), { timeout: SOON });
  else requestAnimationFrame(() => setTimeout(act)); // WebKit
}

export class Paper {
  #base = '';

  constructor(address, file) {
    Object.assign(this, { address, file, name: `article:${file}`, names: new Names(), failures: 0, clashes: [], refused: [] });
    this.isDirty = this.isSending = this.isStale = false;
    this.front = versions[file];
  }

  // The version that was seen last. Only what was sent since, and never answered, is told by `tab` as nobody else's change:
  // a file that is what it was once already (typed, taken back) begins anew.
  get base() { return this.#base; }
  set base(version) {
    if (version === this.#base && this.tab) return;
    this.#base = version;
    this.tab = crypto.randomUUID();
  }

  // The document of the server's, for the text to begin with.
  async open() {
    const answer = await request(this.address, { headers: { Accept: 'application/json' } });
    const told = await answer.json();
    if (!answer.ok) return told;
    this.base = told.version;
    return { doc: this.names.take(told.doc) };
  }

  // From now on this text is kept and saved; `notes` are told what stands below which block.
  begin(text, notes) {
    Object.assign(this, { text, notes, inFile: new Set(text.doc.content.content) });
    document.addEventListener('owned', ({ detail }) => { if (detail.file === this.file) this.own(); });
    document.addEventListener('lost', ({ detail }) => { if (detail.file === this.file) this.yield(); });
    document.addEventListener('files-changed', ({ detail }) => { if (detail.files.includes(this.file)) this.look(); });
    document.addEventListener('saved', ({ detail }) => this.frontSaved(detail));
    addEventListener('online', () => this.send());
    addEventListener('pagehide', () => this.keep());
    addEventListener('pageshow', ({ persisted }) => persisted && location.reload()); // another page may have written since
    document.addEventListener('visibilitychange', () => this.keep());
    document.addEventListener('refreshed', () => { if (versions[this.file] !== this.base) this.look(); });
    text.view.dom.addEventListener('focusout', () => setTimeout(() => {
      if (this.unread && !this.isDirty && !document.activeElement?.closest?.('.raw')) this.take(this.unread);
    }));
    if (outbox(this.file).isMine) this.own();
  }

  async own() {
    const draft = await drafts.one(this.name).catch(() => null);
    if (draft) this.resume(draft);
    this.text.allow(true);
    this.send();
  }

  // Wait, for a while at most, until everything is in the file.
  async settledWholly() {
    for (let n = 0; n < 50 && (this.isDirty || this.isSending || outbox(this.file).edits.length); n += 1) {
      this.send();
      await new Promise((done) => setTimeout(done, 100));
    }
  }

  // Another tab writes from now on: what is not in the file yet it finds in the draft.
  yield() {
    this.keep();
    clearTimeout(this.timer);
    this.text.allow(false);
    this.isDirty = false;
    show(this.name, 'saved');
  }

  // What was typed before and is not in the file yet.
  resume(draft) {
    this.base = draft.base;
    this.tab = draft.tab ?? this.tab;
    this.names.renew([]);
    this.show_(documentOf(this.names.take({ type: 'doc', content: JSON.parse(draft.text) })));
    this.clashes = (draft.clashes ?? []).map((each) => ({ ...each, number: each.at >= 0 ? this.text.doc.maybeChild(each.at)?.attrs.oid : undefined }));
    this.isDirty = true;
    show(this.name, this.clashes.length ? 'unsaved' : 'saving');
    this.notes();
  }

  changed() {
    this.isDirty = true;
    show(this.name, this.failures || this.clashes.length ? 'unsaved' : 'saving');
    const now = performance.now();
    this.keeping ??= setTimeout(() => whenIdle(() => this.keep()), (this.kept ?? 0) + SPACE - now);
    this.since ??= now;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => whenIdle(() => this.send()), Math.max(0, Math.min(PAUSE, this.since + LONGEST - now)));
  }

  keep() {
    clearTimeout(this.keeping);
    this.keeping = undefined;
    if (!this.isDirty) return null;
    this.kept = performance.now();
    const clashes = this.clashes.map(({ mine, theirs, by, number, at }) => ({ mine, theirs, by, at: number ? this.placeOf(number) : at }));
    return drafts.keep({ file: this.name, base: this.base, edits: [], tab: this.tab, text: written(this.names, this.text.doc.content.content), clashes, at: Date.now() }).catch(() => {});
  }

  // An empty line is not in the file: two lists with nothing else between them would be one there. They are one here too,
  // unless the caret is in the line.
  waitsForLine() {
    const found = emptyBetweenLists(this.text.doc, this.inFile);
    if (!found) { this.emptySince = undefined; return false; }
    const { from } = this.text.state.selection;
    this.emptySince ??= performance.now();
    if (from > found.from && from < found.to && performance.now() - this.emptySince < PATIENCE) {
      this.timer = setTimeout(() => this.send(), PAUSE);
      return true;
    }
    this.text.view.dispatch(this.text.state.tr.delete(found.from, found.to));
    return false;
  }

  async send() {
    clearTimeout(this.timer);
    this.since = undefined;
    if (this.isSending || !this.isDirty || this.clashes.length || !outbox(this.file).isMine) return;
    if (this.waitsForLine()) return;
    const tr = numbered(this.text.state);
    if (tr) this.text.view.dispatch(tr);
    const { doc } = this.text;
    const sent = doc.content.content.filter((node) => !isEmpty(node));
    this.isSending = true;
    let answer = null;
    let told = {};
    try {
      answer = await request(this.address, {
        method: 'PUT',
        headers: { 'Content-Type': 'application/json', 'If-Match': `"${this.base}"`, Accept: 'application/json' },
        body: `{"doc":{"type":"doc","content":${written(this.names, sent)}},"tab":"${this.tab}"}`,
      }, SHORT);
      told = await answer.json();
    } catch { answer = null; }
    this.isSending = false;
    if (!answer || ![200, 412, 422].includes(answer.status)) { this.failed(answer ? told.message : say('offline')); return; }
    if (this.failures) notice('unsaved-article');
    this.failures = 0;
    try {
      if (answer.status === 200) this.landed(doc, sent, told);
      else if (answer.status === 412) this.clashed(doc, told);
      else this.wasRefused(doc, sent, told);
    } catch (fault) { reportError(fault); this.failed(); }
  }

  landed(doc, sent, told) {
    const isSame = this.text.doc === doc;
    if (told.merged) {
      // What others wrote comes in when nothing is being typed; till then each save is merged anew.
      if (isSame) { this.take(told.doc); this.base = told.version; }
    } else {
      this.names.renew(sent, told.doc.content);
      this.inFile = new Set(sent);
      this.base = told.version;
      if (isSame) this.reread(sent, told.doc);
    }
    if (!told.merged || isSame) this.settled(told.version);
    document.dispatchEvent(new CustomEvent('saved', { detail: { file: this.file, version: told.version, merged: false, edits: [] } }));
    if (isSame) this.clean(); else this.again();
    this.notes();
  }

  // The front matter is a part of the same file: its edits go on from here.
  settled(version) {
    this.front = version;
    versions[this.file] = version;
    if (!outbox(this.file).edits.length) outbox(this.file).base = version;
  }

  frontSaved({ file, version, merged, edits }) {
    if (file !== this.file || !edits.length || merged) return;
    if (this.base === this.front) this.base = version;
    this.front = version;
  }

  clean() {
    this.isDirty = false;
    clearTimeout(this.keeping);
    this.keeping = undefined;
    drafts.forget(this.name).catch(() => {});
    show(this.name, 'saved');
    if (this.isStale) this.look();
  }

  again() {
    this.keep();
    this.since = undefined;
    this.timer = setTimeout(() => this.send(), PAUSE);
  }

  failed(message) {
    const pause = RETRIES[Math.min(this.failures, RETRIES.length - 1)];
    this.failures += 1;
    show(this.name, 'unsaved');
    const again = element('button', { type: 'button', class: 'button', onclick: () => this.send() }, say('try'));
    notice('unsaved-article', message || say('unsaved'), { isBad: true, actions: [again] });
    this.timer = setTimeout(() => this.send(), pause);
  }

  // Blocks that were sent as their source and read as something else now are shown as what they are, once nobody is in them.
  reread(sent, answered) {
    const isOther = (node, at) => node.type === schema.nodes.raw && answered.content?.[at] && answered.content[at].type !== 'raw'
      && !this.refused.some(({ number }) => number === node.attrs.oid);
    this.unread = sent.some(isOther) ? answered : null;
    if (this.unread && !document.activeElement?.closest?.('.raw')) this.take(answered);
  }

  // The text of the file in the place of this one: what is the same stays, with the caret in it, and so do empty lines.
  take(json) {
    this.unread = null;
    const theirs = documentOf(json);
    const [ours, come] = [this.text.doc.content.content, theirs.content.content];
    const pairs = [[-1, -1], ...aligned(ours, come)];
    const same = pairs.slice(1);
    this.names.renew(same.map(([i]) => ours[i]), same.map(([, j]) => come[j].toJSON()));
    let [end, behind] = [ours.length, come.length];
    for (const [i, j] of pairs.reverse()) {
      const gone = ours.slice(i + 1, end);
      const fresh = come.slice(j + 1, behind).map((node) => schema.nodeFromJSON(this.names.take(node.toJSON())));
      const isOnlyEmpty = gone.every((node) => node.type === schema.nodes.paragraph && !node.content.size);
      if (isOnlyEmpty ? fresh.length : true) {
        if (gone.length || fresh.length) this.text.replaceBlocks(i + 1, isOnlyEmpty ? i + 1 : end, fresh);
      }
      [end, behind] = [i, j];
    }
  }

  show_(doc) { this.text.replaceBlocks(0, this.text.doc.childCount, doc.content.content); }

  // Somebody else has written in the file.
  async look() {
    if (this.isDirty || this.isSending) { this.isStale = true; return; }
    this.isStale = false;
    const since = this.base;
    const answer = await request(this.address, { headers: { Accept: 'application/json' } }, SHORT).catch(() => null);
    if (!answer?.ok) return;
    const told = await answer.json();
    if (this.isDirty || this.isSending || this.base !== since || told.version === this.base) return; // typed or saved meanwhile
    const { doc } = this.text;
    this.take(told.doc);
    this.base = told.version;
    this.settled(told.version);
    if (doc !== this.text.doc) this.notes();
  }

  // Two have changed the same block: mine stays in its place until one is chosen; nothing is sent meanwhile.
  clashed(doc, told) {
    if (this.text.doc !== doc) { this.again(); return; } // typed on: what there is now is asked with
    const content = [...(told.doc?.content ?? [])];
    const found = (told.clashes ?? []).map((each) => ({ ...each, at: content.findIndex((node) => node.attrs?.oid === each.oid) }));
    for (const { at, mine } of found) if (at >= 0 && mine?.node) content[at] = { ...mine.node, attrs: { ...mine.node.attrs, oid: content[at].attrs.oid } };
    this.take({ type: 'doc', content });
    this.base = told.version;
    this.clashes = found.map((each) => {
      const node = each.at >= 0 ? this.text.doc.maybeChild(each.at) : null;
      return { mine: each.mine, theirs: each.theirs, by: each.by ?? told.by ?? '', number: node?.attrs.oid, at: each.at < 0 ? each.index ?? 0 : each.at };
    });
    this.keep();
    show(this.name, 'unsaved');
    this.notes();
  }

  // `mine`, `theirs` or `both`; the save goes on when nothing is open any more.
  settle(clash, choice) {
    const at = this.placeOf(clash.number);
    const theirs = clash.theirs?.node && schema.nodeFromJSON({ ...clash.theirs.node, attrs: { ...clash.theirs.node.attrs, oid: null } });
    if (choice !== 'mine') {
      if (at >= 0) this.text.replaceBlocks(choice === 'both' ? at + 1 : at, at + 1, theirs ? [theirs] : []);
      else if (theirs) this.text.replaceBlocks(clash.at, clash.at, [theirs]);
    } else if (at >= 0 && !clash.mine?.node) this.text.replaceBlocks(at, at + 1, []);
    this.clashes = this.clashes.filter((each) => each !== clash);
    this.isDirty = true;
    this.notes();
    this.text.view.focus();
    this.send();
  }

  placeOf(number) {
    let found = -1;
    this.text.doc.forEach((node, _, at) => { if (number && node.attrs.oid === number) found = at; });
    return found;
  }

  // A block that would not read back as it looks: its source stands there, to be put right.
  wasRefused(doc, sent, told) {
    const number = sent[told.index ?? -1]?.attrs.oid;
    const at = this.placeOf(number);
    if (at < 0) { this.failed(told.message); return; }
    const node = this.text.doc.child(at);
    if (node.type !== schema.nodes.raw) this.text.replaceBlocks(at, at + 1, [schema.nodes.raw.create({ oid: number, source: told.source })]);
    this.refused = [...this.refused.filter((each) => each.number !== number), { number, message: told.message }];
    show(this.name, 'unsaved');
    this.notes();
    if (node.type !== schema.nodes.raw) this.changed(); // as its source it can stand in the file
  }

  // Its source is right now: the block is shown as it reads.
  accept(number) {
    this.refused = this.refused.filter((each) => each.number !== number);
    this.notes();
    if (!this.isDirty) { this.base = ''; this.look(); } else this.send();
  }
}
