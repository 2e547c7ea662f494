// Undo within an open page, for everything that was changed on it, also when it is saved long since: each step is one more
// edit. What is typed in one go is one step.
import { controlAt, setWas, showValue } from './fields.js';
import { apply } from './lists.js';
import { outbox, pathKey } from './outbox.js';
import { say, tell } from './words.js';

const PAUSE = 1000; // milliseconds without typing end a step
const done = [];
const undone = [];

document.addEventListener('edited', ({ detail: { file, path, value, was } }) => {
  const last = done.at(-1);
  const isSame = last?.isText && last.file === file && pathKey(last.edits[0].path) === pathKey(path) && Date.now() - last.at < PAUSE;
  if (isSame) Object.assign(last, { at: Date.now(), edits: [{ ...last.edits[0], value }] });
  else done.push({ isText: true, file, at: Date.now(), edits: [{ op: 'set', path, value, was }] });
  undone.length = 0;
  draw();
});
document.addEventListener('changed-list', ({ detail: { file, edits, isUndo } }) => {
  if (isUndo) return;
  done.push({ file, edits });
  undone.length = 0;
  draw();
});

// A text with steps of its own (an article's) tells of each: of one made, of one that was taken back there or done again.
document.addEventListener('own-step', ({ detail: { kind, own } }) => {
  if (kind === 'done') {
    done.push({ own });
    undone.length = 0;
  } else {
    const [from, onto] = kind === 'undone' ? [done, undone] : [undone, done];
    const at = from.findLastIndex((each) => each.own === own);
    if (at >= 0) onto.push(...from.splice(at, 1));
  }
  draw();
});

// The edit that takes one back, on the file as that edit has left it.
function inverse(edit) {
  const { op, path, value, was, to } = edit;
  if (op === 'set') return { op, path, value: was ?? null, was: value ?? null };
  if (op === 'insert') return { op: 'remove', path, was: value };
  if (op === 'remove') return { op: 'insert', path, value: was, before: edit.before ?? '' };
  return { op, path: [...path.slice(0, -1), to], to: path.at(-1), was };
}

function step(from, onto, words) {
  const last = from.at(-1);
  if (!last) { tell(say('nothing-to-undo')); return; }
  if (last.own) {
    const { length } = from;
    last.own[from === done ? 'undo' : 'redo'](); // it tells of it, and is moved then
    if (from.length === length) from.pop();
    tell(say(words));
    draw();
    return;
  }
  from.pop();
  const edits = last.edits.map(inverse).reverse();
  onto.push({ ...last, edits, at: 0 });
  if (last.isText) {
    const [edit] = edits;
    const control = controlAt(last.file, edit.path);
    if (control) {
      control.setAttribute('hx-morph-skip', '');
      showValue(control, edit.value);
      control.dispatchEvent(new CustomEvent('shown', { bubbles: true }));
      control.focus();
    }
    outbox(last.file).add(edit);
  } else apply(last.file, edits, { isUndo: true });
  tell(say(words));
  draw();
}

function draw() {
  const button = document.getElementById('undo');
  if (button) button.hidden = !done.length;
}

export const undo = () => step(done, undone, 'undone');
export const redo = () => step(undone, done, 'redone');

// Fields of the page have one undo together; boxes of their own (search, the editor) keep theirs.
function isOurs(target) {
  return !document.documentElement.hasAttribute('data-follows')
    && (target.matches?.('[data-file][data-path]') || !target.matches?.('input:not([type=checkbox]):not([type=radio]), textarea, [contenteditable]'))
    && !target.closest?.('[data-own-undo]');
}

document.addEventListener('keydown', (event) => {
  if (!(event.ctrlKey || event.metaKey) || event.altKey || !isOurs(event.target)) return;
  const key = event.key.toLowerCase();
  if (key !== 'z' && !(key === 'y' && !event.shiftKey)) return;
  event.preventDefault();
  if (key === 'y' || event.shiftKey) redo(); else undo();
});
document.addEventListener('beforeinput', (event) => {
  if (!event.inputType.startsWith('history') || !isOurs(event.target)) return;
  event.preventDefault();
  if (event.inputType === 'historyRedo') redo(); else undo();
});
document.addEventListener('click', (event) => { if (event.target.closest?.('[data-undo]')) undo(); });
