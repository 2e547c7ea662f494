// What two have changed alike, side by side beside its field, and what is left to a person. Nothing is overwritten until one
// of the two is chosen; what was typed stays in the browser till then.
import { controlAt, setWas, showValue } from './fields.js';
import { outbox } from './outbox.js';
import { refresh } from './regions.js';
import { tell, element, say } from './words.js';

// A value in words: lists and mappings as lines, as they stand in the file.
export function shown(value, indent = '') {
  if (value == null || value === '') return '';
  if (Array.isArray(value)) return value.map((each) => `${indent}– ${shown(each, `${indent}  `).trimStart()}`).join('\n');
  if (typeof value === 'object') return Object.entries(value).map(([key, each]) => `${indent}${key}: ${shown(each, `${indent}  `).trimStart()}`).join('\n');
  return `${indent}${value}`;
}

// The words of one text, those that the other lacks marked.
function marked(text, other) {
  const words = (each) => each.split(/(\s+)/);
  const [mine, theirs] = [words(text), words(other)];
  if (mine.length * theirs.length > 250_000) return [text];
  const common = Array.from({ length: mine.length + 1 }, () => new Uint16Array(theirs.length + 1));
  for (let i = mine.length - 1; i >= 0; i--) {
    for (let j = theirs.length - 1; j >= 0; j--) {
      common[i][j] = mine[i] === theirs[j] ? common[i + 1][j + 1] + 1 : Math.max(common[i + 1][j], common[i][j + 1]);
    }
  }
  const parts = [];
  for (let i = 0, j = 0; i < mine.length;) {
    if (j < theirs.length && mine[i] === theirs[j]) { parts.push(mine[i]); i++; j++; }
    else if (j < theirs.length && common[i][j + 1] >= common[i + 1][j]) j++;
    else { parts.push(mine[i].trim() ? element('mark', {}, mine[i]) : mine[i]); i++; }
  }
  return parts;
}

export function sides(id, mine, theirs, { by, language, about, isGone }, buttons) {
  const nothing = () => element('i', {}, say(isGone ? 'around-gone' : 'gone'));
  const side = (head, text, other) => element('div', {}, element('h3', {}, head),
    element('p', { lang: language }, ...(text ? marked(text, other) : [nothing()])));
  return element('div', { id, class: 'clash', role: 'alert' },
    element('p', {}, element('b', {}, say('conflict')), about ? ` ${about}` : ''),
    element('div', { class: 'sides' },
      side(say('yours'), mine, theirs), side(by ? say('of', { name: by }) : say('theirs'), theirs, mine)),
    element('div', { class: 'actions' }, ...buttons));
}

const waiting = new Map(); // id → what a person has still to decide, and how it is put in its place

// Beside its field, or above the page; where the page is put in anew around it, it comes back.
function stand(id, file, edit, block) {
  leave(id);
  const put = () => (controlAt(file, edit.path)?.closest('.field, .head-field') ?? document.getElementById('notices')).append(block);
  waiting.set(id, { file, edit, block, put });
  put();
}

function leave(id) {
  waiting.get(id)?.block.remove();
  waiting.delete(id);
}

document.addEventListener('refreshed', () => {
  for (const { block, put } of waiting.values()) if (!block.isConnected) put();
});

const idOf = (file, path) => `clash-${file}-${path.join('-')}`.replace(/[^\w-]/g, '-');

function drawClash(file, held) {
  const { edit, theirs, by, isGone, shown: words } = held;
  const id = idOf(file, edit.path);
  const settle = (isMine) => () => {
    const control = controlAt(file, edit.path);
    leave(id);
    outbox(file).settle(held, isMine);
    if (control && edit.op === 'set') {
      setWas(control, theirs);
      showValue(control, isMine ? edit.value : theirs);
      if (!isMine) control.removeAttribute('hx-morph-skip');
      control.focus();
      if (!isMine) refresh(); // the choice of a list, say, is drawn elsewhere too
    } else if (!isMine) refresh();
  };
  const mine = edit.op === 'remove' ? '' : words?.mine ?? shown(edit.value ?? edit.was);
  const keep = isGone ? say('leave-it') : by ? say('keep-of', { name: by }) : say('keep-theirs');
  const block = sides(id, mine, words?.theirs ?? shown(theirs), {
    by, isGone, language: controlAt(file, edit.path)?.lang || null, about: held.field && say('clash-in', { field: held.field, document: held.document }),
  }, [
    // What its value stood in is gone: there is no place left for mine.
    isGone ? copyButton(mine) : element('button', { type: 'button', class: 'button main', onclick: settle(true) }, say('keep-mine')),
    element('button', { type: 'button', class: 'button', onclick: settle(false) }, keep),
    element('button', { type: 'button', class: 'quiet', onclick: () => later(block) }, say('later')),
  ]);
  stand(id, file, edit, block);
}

function copyButton(words) {
  const copy = element('button', { type: 'button', class: 'quiet', onclick: async () => {
    await navigator.clipboard.writeText(words);
    copy.textContent = say('copied');
  } }, say('copy'));
  return copy;
}

function later(block) {
  block.classList.add('is-later');
  block.querySelector('.quiet')?.remove();
  tell(say('unsaved'));
}

let count = 0;
const refusedId = (file, { op, path }) => op === 'set' ? `refused-${idOf(file, path)}` : `refused-${++count}`;

function drawRefused(file, refused) {
  const { edit, message, line } = refused;
  const control = controlAt(file, edit.path);
  const mine = shown(edit.value ?? edit.was);
  const copy = copyButton(mine);
  const id = refusedId(file, edit);
  const block = element('div', { class: 'problem', role: 'alert' },
    element('p', {}, say('refused', { message })),
    mine && !control ? element('p', {}, mine) : null,
    element('div', { class: 'actions' },
      element('a', { class: 'quiet', href: `/source/${file}?line=${line}` }, say('open-source')), mine ? copy : null,
      element('button', { type: 'button', class: 'quiet', onclick: () => { outbox(file).drop(refused); leave(id); refresh(); } }, say('leave-it'))));
  stand(id, file, edit, block);
}

document.addEventListener('clashed', ({ detail: { file, held } }) => held.forEach((each) => drawClash(file, each)));
document.addEventListener('refused', ({ detail: { file, refused } }) => drawRefused(file, refused));
document.addEventListener('again', ({ detail: { file, edits } }) => {
  for (const [id, each] of waiting) if (each.file === file && edits.includes(each.edit)) leave(id);
});
document.addEventListener('edited', ({ detail: { file, path } }) => { leave(idOf(file, path)); leave(`refused-${idOf(file, path)}`); });
document.addEventListener('lost', ({ detail: { file } }) => {
  for (const [id, each] of waiting) if (each.file === file) leave(id);
});
