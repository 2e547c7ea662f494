// Edits on their way into the project's files: kept as a draft at once, sent one request a file at a time, the next with
// all that has come meanwhile. A draft goes only when the server has said that its very edits are on disk.
import * as drafts from './drafts.js';
import { SHORT, addressOf, request } from './request.js';
import { looked, notice, show } from './status.js';
import { element, project, say, versions } from './words.js';

const boxes = new Map();
const following = new Set(); // files that another tab writes
const PAUSES = [500, 1000, 2000, 5000, 10000]; // milliseconds until it is tried again

let holds = 0; // while what is shown is put in anew, nothing is sent: no save lands between the two

// Do something while nothing is on its way to the files; what is typed meanwhile is sent afterwards.
export async function whileQuiet(work) {
  holds += 1;
  try {
    while ([...boxes.values()].some((box) => box.isSending)) await new Promise((done) => setTimeout(done, 10));
    await work();
  } finally {
    holds -= 1;
    if (!holds) for (const box of boxes.values()) box.send();
  }
}

export const pathKey = (path) => JSON.stringify(path);
const isSame = (one, other) => pathKey(one) === pathKey(other);

class Outbox {
  constructor(file, base) {
    this.file = file;
    this.base = base;
    this.edits = [];
    this.held = []; // conflicts: edits that wait for a person, with what the file has now
    this.refused = [];
    this.isSending = false;
    this.attempted = 0; // so many of the first edits were sent and may have landed: they are sent again just as they were
    this.most = Infinity;
    this.failures = 0;
    this.isMine = false; // this tab writes the file
  }

  // More edits of what the page shows; waits for the draft, not for the disk.
  add(...edits) {
    for (const edit of edits) this.put(edit);
    show(this.file, this.failures ? 'unsaved' : 'saving');
    const kept = this.keep();
    this.send();
    return kept;
  }

  put(edit) {
    const last = this.edits.at(-1);
    if (edit.op === 'set' && last?.op === 'set' && this.edits.length > this.attempted && isSame(last.path, edit.path)) {
      last.value = edit.value;
    } else this.edits.push({ ...edit });
    const from = this.forget(edit);
    // What waited is gone, and what was to go over it is on its way: that begins where the other did.
    if (from !== edit) this.edits.find((each) => each.op === 'set' && isSame(each.path, edit.path)).was = from.was;
  }

  // What waits for a person or was refused at this path is no longer what they want. The edit that is, from what was there
  // before both.
  forget(edit) {
    const isOther = (each) => edit.op !== 'set' || each.edit.op !== 'set' || !isSame(each.edit.path, edit.path);
    const old = [...this.held, ...this.refused].find((each) => !isOther(each));
    this.held = this.held.filter(isOther);
    this.refused = this.refused.filter(isOther);
    return old ? { ...edit, was: old.edit.was } : edit;
  }

  // What a control at this path was given last, if that is not on disk yet.
  pending(path) {
    return this.edits.findLast((edit) => edit.op === 'set' && isSame(edit.path, path));
  }

  isEmpty() { return !this.edits.length && !this.held.length && !this.refused.length; }

  async keep() {
    if (!this.isMine) return; // the draft is another tab's, or one from before that is not known yet
    const { file, base, edits, held, refused } = this;
    try {
      if (this.isEmpty()) await drafts.forget(file);
      else await drafts.keep({ file, base, edits, held, refused, at: Date.now() });
    } catch { /* a browser without storage: the page itself holds it, and asks before it is left */ }
  }

  async send() {
    if (this.isSending || holds || !this.edits.length || !this.isMine) return;
    this.isSending = true;
    this.attempted ||= Math.min(this.edits.length, this.most);
    clearTimeout(this.timer);
    const sent = this.edits.slice(0, this.attempted);
    let answer;
    let told = {};
    try {
      answer = await request(addressOf(this.file), {
        method: 'PATCH',
        headers: { 'Content-Type': 'application/json', 'If-Match': `"${this.base}"`, Accept: 'application/json' },
        body: JSON.stringify({ edits: sent }),
      }, SHORT);
      told = await answer.json();
    } catch { answer = null; }
    const count = this.attempted;
    this.isSending = false;
    if ([200, 400, 412, 422].includes(answer?.status)) this.attempted = 0;
    if (answer?.status === 200) await this.landed(sent, count, told);
    else if (answer?.status === 412) this.clashed(sent, count, told);
    else if (answer?.status === 422 || answer?.status === 400) this.wasRefused(sent, count, told);
    else if (answer?.status === 403) this.forbidden(told.message);
    else this.failed(answer ? told.message : say('offline'));
  }

  async landed(sent, count, told) {
    this.edits.splice(0, count);
    this.most = Infinity;
    // Merged: what the page shows is older than the file, until it has been fetched again.
    if (!told.merged) this.base = versions[this.file] = told.version;
    this.answered();
    // Before anything is waited for: what is typed from now on is a change of what has just landed.
    document.dispatchEvent(new CustomEvent('saved', {
      detail: { file: this.file, version: told.version, merged: told.merged, edits: sent },
    }));
    await this.keep();
    this.tell();
    this.send();
  }

  tell() { show(this.file, this.edits.length ? 'saving' : this.isEmpty() ? 'saved' : 'unsaved'); }

  // The server has spoken again: that it did not is no longer so.
  answered() {
    if (!this.failures) return;
    this.failures = 0;
    notice(`unsaved-${this.file}`);
  }

  // Two have changed the same: what does not clash goes on, the rest waits for a person.
  clashed(sent, count, told) {
    const conflicts = told.conflicts || [];
    const clash = (edit) => conflicts.find((each) => isSame(each.path, edit.path));
    const stays = sent.filter((edit) => !clash(edit));
    const waits = sent.filter(clash);
    if (!waits.length) { this.failed(told.message || ''); return; }
    this.answered();
    this.edits.splice(0, count, ...stays);
    const last = waits.filter((edit, at) => edit.op !== 'set' || !waits.slice(at + 1).some((each) => each.op === 'set' && isSame(each.path, edit.path)));
    for (const edit of last) {
      const { theirs, mine, gone, field, document, shown } = clash(edit);
      // What only others have changed in a text of several lines is in mine already.
      const wanted = edit.op === 'set' && edit.value != null && mine != null ? { ...edit, value: mine } : edit;
      const once = this.forget(wanted); // sent twice while somebody typed on, it waits once
      this.held.push({ edit: once, theirs, isGone: gone, field, document, shown, by: told.by || '', version: told.version });
    }
    // A file that is gone stays gone: what is typed on begins no new one.
    if (!this.edits.length && told.version) this.base = versions[this.file] = told.version;
    this.keep();
    show(this.file, 'unsaved');
    document.dispatchEvent(new CustomEvent('clashed', { detail: { file: this.file, held: this.held } }));
    this.send();
  }

  // Left to a person; sent one by one first, so that the others get through.
  wasRefused(sent, count, told) {
    this.answered();
    if (count > 1) { this.most = 1; this.send(); return; }
    const edit = this.forget(this.edits.splice(0, 1)[0]);
    const refused = { edit, message: told.message || '', line: told.line || 1 };
    this.refused.push(refused);
    this.keep();
    show(this.file, 'unsaved');
    document.dispatchEvent(new CustomEvent('refused', { detail: { file: this.file, refused } }));
    this.send();
  }

  // Nobody lets this person change it: trying again helps no more than waiting. It can be copied, and let go.
  forbidden(message) {
    show(this.file, 'unsaved');
    const letGo = async () => {
      Object.assign(this, { edits: [], attempted: 0 });
      await this.keep();
      show(this.file, 'saved');
      location.reload();
    };
    const drop = element('button', { type: 'button', class: 'button', onclick: letGo }, say('leave-it'));
    notice(`unsaved-${this.file}`, message, { isBad: true, actions: [drop] });
  }

  failed(message) {
    const pause = PAUSES[Math.min(this.failures, PAUSES.length - 1)];
    this.failures += 1;
    show(this.file, 'unsaved');
    const again = element('button', { type: 'button', class: 'button', onclick: () => this.send() }, say('try'));
    notice(`unsaved-${this.file}`, message || say('unsaved'), { isBad: true, actions: [again] });
    this.timer = setTimeout(() => this.send(), pause);
  }

  // Settle what clashed: mine goes over the value that was seen now, or theirs stays.
  settle(held, isMine) {
    this.held = this.held.filter((each) => each !== held);
    if (isMine) this.add({ ...held.edit, was: held.theirs });
    else { this.keep(); this.tell(); }
  }

  drop(refused) {
    this.refused = this.refused.filter((each) => each !== refused);
    this.keep();
    this.tell();
  }

  // The file is another now: what it did not take, or was not there for, is tried again.
  again() {
    const isGone = (each) => each.version === '';
    const back = [...this.held.filter(isGone), ...this.refused].map((each) => each.edit);
    if (!back.length || !this.isMine) return;
    document.dispatchEvent(new CustomEvent('again', { detail: { file: this.file, edits: back } }));
    Object.assign(this, { held: this.held.filter((each) => !isGone(each)), refused: [] });
    this.edits.push(...back);
    this.send();
  }

  // Another tab writes the file from now on, beginning with the draft.
  handOver() {
    Object.assign(this, { isMine: false, edits: [], held: [], refused: [], attempted: 0, failures: 0 });
    clearTimeout(this.timer);
    notice(`unsaved-${this.file}`);
    looked(this.file);
  }

  // A draft from before: what was kept is sent first.
  resume(draft) {
    this.base = draft.base;
    this.attempted = draft.edits.length;
    this.edits = [...draft.edits, ...[...draft.held, ...(draft.refused || [])].map((each) => each.edit), ...this.edits];
    this.keep();
    show(this.file, 'saving');
    document.dispatchEvent(new CustomEvent('resumed', { detail: { file: this.file, edits: this.edits } }));
    this.send();
  }
}

export function outbox(file) {
  if (!boxes.has(file)) boxes.set(file, new Outbox(file, versions[file] ?? ''));
  return boxes.get(file);
}

// For other modules: save these edits of a file together; they speak of it one after the other.
export const save = (file, ...edits) => outbox(file).add(...edits);

// One tab of a browser writes a file, the others follow: until it is closed, or one of them takes it over.
const lockOf = (file) => `edit:${project}:${file}`;
const queued = new Set(); // files that this tab gets when nobody else has them any more
const asked = new Set(); // files that another tab was asked for
const lettingGo = new Map(); // file → what gives its lock back
const tabs = new BroadcastChannel(`edit-${project}`);

function claim(file) {
  hold(file, { ifAvailable: true }).then((wasFree) => {
    if (wasFree !== false) return;
    setTimeout(() => { if (!outbox(file).isMine) follow(file); }, 300); // the page before may be going just now
    queue(file);
  });
}

function hold(file, take) {
  return navigator.locks.request(lockOf(file), take, (lock) => {
    if (!lock) return false;
    queued.delete(file);
    asked.delete(file);
    return own(file).then(() => new Promise((letGo) => lettingGo.set(file, letGo))); // until the page goes
  }).catch(() => lost(file)); // taken over by a tab that got no answer from this one
}

function queue(file) {
  if (queued.has(file)) return;
  queued.add(file);
  hold(file, {});
}

async function own(file) {
  const box = outbox(file);
  const [draft, text] = await Promise.all([file, `text:${file}`].map((name) => drafts.one(name).catch(() => null)));
  const isLate = following.delete(file);
  box.isMine = true;
  drawFollowing();
  if (isLate) document.dispatchEvent(new CustomEvent('stale', { detail: { file } }));
  if (draft) box.resume(draft);
  else if (box.edits.length) { box.keep(); box.send(); }
  else looked(file);
  // In the same breath as it can be typed in: nothing that was typed is taken for what was typed before.
  document.dispatchEvent(new CustomEvent('owned', { detail: { file, text } }));
}

function follow(file) {
  following.add(file);
  looked(file);
  drawFollowing();
}

function lost(file) {
  const box = outbox(file);
  if (!box.isMine) return;
  box.handOver();
  lettingGo.delete(file);
  document.dispatchEvent(new CustomEvent('lost', { detail: { file } }));
  follow(file);
  queue(file);
}

// What is on its way is let through, what is not is in the draft: then the other tab has the file.
async function giveAway(file) {
  const box = outbox(file);
  if (!box.isMine) return;
  const since = Date.now();
  while (box.isSending && Date.now() - since < SHORT) await new Promise((done) => setTimeout(done, 10));
  await box.keep();
  const letGo = lettingGo.get(file);
  lost(file);
  letGo?.();
  tabs.postMessage({ given: file });
}

// Whatever this page shows is changed here from now on.
function takeOver() {
  const files = [...following];
  for (const file of files) asked.add(file);
  tabs.postMessage({ wants: files });
  for (const file of files) setTimeout(() => steal(file), 1500); // a tab that is asleep does not answer
}

// Only what is still waited for: what was asked for may have come, and have been given to another tab since.
function steal(file) {
  if (asked.delete(file)) hold(file, { steal: true });
}

tabs.onmessage = ({ data: { wants = [], given } }) => {
  for (const file of wants) giveAway(file);
  if (given && asked.has(given)) setTimeout(() => steal(given), 300); // where a third tab had waited longer
};

function drawFollowing() {
  document.documentElement.toggleAttribute('data-follows', following.size > 0);
  for (const control of document.querySelectorAll('[data-file]:is([data-path], [data-edit], [data-text])')) {
    const isFollowing = 'closed' in document.body.dataset || following.has(control.dataset.file);
    if (control.matches('[data-text]')) control.readOnly = !outbox(control.dataset.file).isMine;
    else if (control.matches('textarea, input:not([type=checkbox], [type=radio], [type=date])')) control.readOnly = isFollowing;
    else if (isFollowing) control.disabled = true;
    else if (control.hasAttribute('data-waits')) control.disabled = false;
    control.toggleAttribute('data-waits', isFollowing);
  }
  const here = element('button', { type: 'button', class: 'button', onclick: takeOver }, say('change-here'));
  notice('elsewhere', following.size ? say('elsewhere') : '', { actions: [here] });
}

document.addEventListener('refreshed', () => { if (following.size) drawFollowing(); });

// The files of this page, and those with drafts that another page has left.
export async function begin() {
  const kept = await drafts.all().catch(() => []);
  for (const { file, text, edits } of kept) if (text === undefined && edits.length) show(file, 'saving');
  const isText = (file) => /^(text|article):/.test(file); // whole texts wait for the page that shows them
  for (const file of new Set([...Object.keys(versions), ...kept.map((draft) => draft.file)])) if (!isText(file)) claim(file);
  for (const { file } of kept.filter((draft) => isText(draft.file))) {
    const name = file.slice(file.indexOf(':') + 1);
    const article = /^issues\/articles\/([^/]+)\.md$/.exec(name)?.[1];
    const isArticle = article && file.startsWith('article:');
    const address = isArticle ? `/articles/${article}` : `/source/${name}`;
    if (address === location.pathname) continue;
    notice(file, isArticle ? say('left-article', { name: article }) : say('left', { file: name }), {
      actions: [element('a', { class: 'button', href: address }, say(isArticle ? 'open-article' : 'open-source'))],
    });
  }
  looked('drafts');
}

document.addEventListener('files-changed', ({ detail: { files } }) => { for (const file of files) boxes.get(file)?.again(); });
addEventListener('online', () => { for (const box of boxes.values()) box.send(); });
