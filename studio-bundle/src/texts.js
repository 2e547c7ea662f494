// A file as a whole text, `<textarea data-file data-text>`: kept as a draft at once, saved one request at a time. Where the
// file has moved on, both texts stand side by side; nothing is overwritten until one of them is chosen. It can be typed in
// once this tab writes the file and what was typed before is in it: from then on only what nobody has touched is replaced.
import { putText } from './carets.js';
import { sides } from './clashes.js';
import * as drafts from './drafts.js';
import { outbox } from './outbox.js';
import { refresh } from './regions.js';
import { SHORT, addressOf, putWhole, request } from './request.js';
import { looked, notice, show } from './status.js';
import { element, say, versions } from './words.js';

const box = document.querySelector('textarea[data-text]');
const file = box?.dataset.file;
const name = `text:${file}`;
let base = versions[file];
let isDirty = false;
let isSending = false;
let isHeld = false;
let decided = ''; // the version over which a person wants theirs
let failures = 0;
let timer;

async function keep() {
  isDirty = true;
  show(name, failures ? 'unsaved' : 'saving');
  await drafts.keep({ file: name, base, text: box.value, edits: [], held: [], refused: [], at: Date.now() }).catch(() => {});
}

async function send() {
  if (isSending || isHeld || !isDirty || !outbox(file).isMine) return;
  isSending = true;
  clearTimeout(timer);
  const text = box.value;
  const { status, told } = await putWhole(file, base, text);
  isSending = false;
  if (status === 200) landed(text, told);
  else if (status === 412) clashed(text, told);
  else {
    failures += 1;
    show(name, 'unsaved');
    const again = element('button', { type: 'button', class: 'button', onclick: send }, say('try'));
    notice('unsaved-text', status ? told.message || say('unsaved') : say('offline'), { isBad: true, actions: [again] });
    timer = setTimeout(send, Math.min(500 * 2 ** failures, 10_000));
  }
}

async function landed(text, { version, merged, sent }) {
  failures = 0;
  notice('unsaved-text');
  // Others have changed other lines: the box shows both once the text is fetched; till then it goes on from what was sent.
  base = (merged && sent) || version;
  if (!merged) versions[file] = outbox(file).base = version;
  else if (!await showNewest(text)) { keep(); send(); return; }
  if (merged || box.value === text) { isDirty = false; drafts.forget(name).catch(() => {}); show(name, 'saved'); } else { keep(); send(); }
  document.dispatchEvent(new CustomEvent('saved', { detail: { file, version, merged: false, edits: [] } }));
  refresh(['#source-problems']).then(number);
}

// The text of the file as it is now; false where somebody has typed on meanwhile.
async function showNewest(text) {
  const newest = await fetchNewest();
  if (!newest || box.value !== text) return false;
  put(newest);
  return true;
}

// Another's save, with nothing typed here: the text of now is shown.
async function follow() {
  const since = base;
  const newest = isDirty ? null : await fetchNewest();
  if (!newest || isDirty || base !== since || newest.version === base) return; // typed or saved meanwhile
  put(newest);
  refresh(['#source-problems']).then(number);
}

async function fetchNewest() {
  const answer = await request(addressOf(file), {}, SHORT).catch(() => null);
  const text = answer?.ok ? await answer.text().catch(() => null) : null;
  return text === null ? null : { text, version: answer.headers.get('etag').slice(1, -1) };
}

function put({ text, version }) {
  putText(box, text);
  base = versions[file] = outbox(file).base = version;
  number();
}

function clashed(text, told) {
  const [{ mine = text, theirs: there } = {}] = told.conflicts ?? [];
  const theirs = there ?? '';
  if (decided === told.version) {
    // Mine is wanted, over the text that was shown: with what has been typed until now.
    if (box.value === text) { decided = ''; base = told.version; putText(box, mine); keep(); number(); }
    send();
    return;
  }
  isHeld = true;
  show(name, 'unsaved');
  const settle = (isMine) => () => {
    document.getElementById('clash-text')?.remove();
    isHeld = false;
    if (isMine) { decided = told.version; send(); return; }
    base = told.version;
    putText(box, theirs);
    isDirty = false;
    drafts.forget(name);
    show(name, 'saved');
    number();
  };
  document.getElementById('clash-text')?.remove();
  document.getElementById('notices').append(sides('clash-text', mine, theirs, { by: told.by }, [
    element('button', { type: 'button', class: 'button main', onclick: settle(true) }, say('keep-mine')),
    element('button', { type: 'button', class: 'button', onclick: settle(false) }, told.by ? say('keep-of', { name: told.by }) : say('keep-theirs')),
  ]));
}

// The numbers of lines; those with something wrong are marked.
function number() {
  const shown = document.querySelector('[data-numbers]');
  if (!shown) return;
  const wrong = new Set([...document.querySelectorAll('[data-at]')].map((each) => Number(each.dataset.at)));
  shown.replaceChildren(...box.value.split('\n').flatMap((_, at) => [wrong.has(at + 1) ? element('b', {}, `■ ${at + 1}`) : String(at + 1), '\n']));
  shown.scrollTop = box.scrollTop;
}

function goTo(line) {
  const lines = box.value.split('\n');
  const start = lines.slice(0, line - 1).reduce((sum, each) => sum + each.length + 1, 0);
  box.focus({ preventScroll: true });
  box.setSelectionRange(start, start + (lines[line - 1] ?? '').length);
  box.scrollTop = Math.max(0, (line - 6) * 24);
  number();
}

if (box) {
  box.addEventListener('input', () => { keep(); send(); number(); });
  box.addEventListener('scroll', () => { document.querySelector('[data-numbers]').scrollTop = box.scrollTop; });
  document.addEventListener('click', (event) => {
    const line = event.target.closest?.('[data-go-line]')?.dataset.goLine;
    if (line) goTo(Number(line));
  });
  document.addEventListener('owned', ({ detail: { file: owned, text: draft } }) => {
    if (owned !== file) return;
    if (draft) { putText(box, draft.text); base = draft.base; isDirty = true; show(name, 'saving'); number(); }
    send();
  });
  document.addEventListener('lost', ({ detail }) => {
    if (detail.file !== file) return;
    document.getElementById('clash-text')?.remove();
    isDirty = isHeld = false;
    looked(name);
  });
  document.addEventListener('files-changed', ({ detail }) => { if (detail.files.includes(file)) follow(); });
  document.addEventListener('stale', ({ detail }) => { if (detail.file === file) follow(); });
  document.addEventListener('refreshed', number);
  number();
  if (box.dataset.line) goTo(Number(box.dataset.line));
}
