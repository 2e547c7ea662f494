// Buttons that change a list: `data-edit` is an edit or several of `data-file`, `data-swap` the parts of the page that show
// the list. `data-focus` names what has the focus then, `data-say` what is said aloud. Dragging does what the buttons do:
// `data-sortable='["sections"]'` on the list, `data-item` (the item's value) on each of its items, `data-drag` on handles.
import Sortable from 'sortablejs';
import { asShown } from './fields.js';
import { outbox, pathKey, save } from './outbox.js';
import { listed } from './picker.js';
import { refresh } from './regions.js';
import { tell } from './words.js';

document.addEventListener('click', (event) => {
  const button = event.target.closest?.('button[data-edit]');
  if (button && !button.disabled) press(button);
});
document.addEventListener('change', (event) => {
  if (event.target.matches?.('input[data-edit]')) press(event.target);
});

let changing = 0; // lists on their way to the disk and back to the page
const waiting = []; // what is done once they are shown, one after the other
const onWay = []; // their edits, which the page does not show yet
const followers = new Set(); // presses that wait: where what they are about stands after each edit

// While the page still shows a list as it was before, what it says of places is not so: do something once it is.
export function whenShown(act) {
  if (changing) waiting.push(act); else act();
}

function press(control) {
  if (!changing) { change(control); return; }
  const again = control.matches('input') ? boxLike(control) : buttonLike(control);
  whenShown(() => {
    const found = again();
    if (found) change(found);
  });
}

function settled() {
  changing -= 1;
  if (!changing) onWay.length = 0;
  while (!changing && waiting.length) waiting.shift()();
}

// The same box on the page as it is then, if it does not say yet what is wanted; the box itself where its list is closed by then.
function boxLike(box) {
  const { id, checked } = box;
  return () => {
    const found = document.getElementById(id) ?? box;
    return found === box || found.checked !== checked ? found : null;
  };
}

// The button that does the same then, to the same item: wherever it stands by now, and also where it reads otherwise by now.
// A button that can't be pressed has nothing to do, and nothing is to do where the item is gone.
function buttonLike(button) {
  const { file } = button.dataset;
  const first = firstOf(button);
  let { path } = first;
  const follow = ([name, edits]) => { if (name === file) path = edits.flatMap(oneByOne).reduce(placeAfter, path); };
  onWay.forEach(follow);
  followers.add(follow);
  return () => {
    followers.delete(follow);
    if (!path) return null;
    const deed = deedOf(first, path);
    const like = [...document.querySelectorAll('button[data-edit]:enabled')].filter((each) => each.dataset.file === file && deedOf(firstOf(each)) === deed);
    return like.find((each) => itemOf(firstOf(each)) === itemOf(first)) ?? (first.op === 'insert' ? null : like.find((each) => pathKey(firstOf(each).path) === pathKey(path)));
  };
}

const firstOf = (button) => [JSON.parse(button.dataset.edit)].flat().flatMap(oneByOne)[0];
const itemOf = ({ was, value }) => pathKey(was ?? value);

// What is done to an item of which list; `now` is where the item stands by now.
function deedOf({ op, path, to, value }, now = path) {
  return pathKey([op, now.slice(0, -1), op === 'move' ? Math.sign(to - path.at(-1)) : op === 'set' && value]);
}

// A list goes with its key: each of its items does.
function oneByOne(edit) {
  const { op, path, value, was } = edit;
  return op === 'set' && value === null && Array.isArray(was) ? was.map((item, at) => ({ op: 'remove', path: [...path, at], was: item })).reverse() : edit;
}

// Where the value at a path stands after an edit; null where that has taken it out.
function placeAfter(place, { op, path, to }) {
  const last = path.length - 1, at = path[last], now = place?.[last];
  if (!Number.isInteger(now) || !Number.isInteger(at) || pathKey(place.slice(0, last)) !== pathKey(path.slice(0, last))) return place;
  if (op === 'remove' && now === at) return null;
  const then = op === 'insert' ? now + (now >= at) : op === 'remove' ? now - (now > at)
    : op !== 'move' ? now : now === at ? to : now - (now > at) + (now - (now > at) >= to);
  return place.with(last, then);
}

function change(button) {
  const given = JSON.parse(button.dataset.edit);
  const { file, swap, focus, say: said } = button.dataset;
  const edits = [given].flat().map((edit) => (edit.op === 'insert' ? edit : { ...edit, was: asShown(file, edit.path, edit.was) }));
  apply(file, edits, { swap, focus, said });
}

// Edits that change what is shown: saved, then these parts of the page are fetched again.
export function apply(file, edits, { swap = '#main', focus = '', said = '', isUndo = false } = {}) {
  const last = edits.at(-1);
  const isLast = (edit) => edit.op === last.op && String(edit.path) === String(last.path);
  const stop = new AbortController();
  const ended = async ({ detail, type }) => {
    if (detail.file !== file || (type === 'saved' && outbox(file).edits.length && !detail.edits.some(isLast))) return;
    stop.abort();
    if (type !== 'saved') { waiting.length = 0; followers.clear(); } // it is a person's turn
    else await refresh(swap.split(',').map((each) => each.trim()), { focus }).then(() => said && tell(said), () => {}).then(listed);
    settled();
  };
  changing += 1;
  onWay.push([file, edits]);
  for (const follow of followers) follow([file, edits]);
  for (const type of ['saved', 'clashed', 'refused']) document.addEventListener(type, ended, { signal: stop.signal });
  document.dispatchEvent(new CustomEvent('changed-list', { detail: { file, edits, isUndo } }));
  return save(file, ...edits);
}

function sort(list) {
  if (list.dataset.sorted !== undefined) return;
  list.dataset.sorted = '';
  Sortable.create(list, {
    handle: '[data-drag]',
    draggable: '[data-item]',
    forceFallback: true, // the browser's own dragging stops after one place where it is automated, and has no touch
    delay: 150,
    delayOnTouchOnly: true,
    animation: matchMedia('(prefers-reduced-motion: reduce)').matches ? 0 : 120,
    onEnd({ oldDraggableIndex: from, newDraggableIndex: to, item }) {
      if (from === to) return;
      const path = [...JSON.parse(list.dataset.sortable), from];
      apply(list.dataset.file, [{ op: 'move', path, to, was: JSON.parse(item.dataset.item) }],
        { swap: list.dataset.swap, said: item.dataset.say || '' });
    },
  });
}

const sortAll = () => document.querySelectorAll('[data-sortable]').forEach(sort);
document.addEventListener('refreshed', sortAll);
sortAll();
