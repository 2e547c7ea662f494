// A section is moved by keyboard: its handle has the focus, Space takes it, arrows move it, Space puts it down, Escape puts it
// back. Each step is said aloud. Buttons and dragging do the same.
import { apply } from './lists.js';
import { say, tell } from './words.js';

let taken = null;

document.addEventListener('keydown', (event) => {
  const handle = event.target.closest?.('[data-reorder]');
  if (!handle || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === ' ' || (event.key === 'Enter' && taken)) {
    event.preventDefault();
    if (taken) drop(); else take(handle);
  } else if (taken && (event.key === 'ArrowUp' || event.key === 'ArrowDown')) {
    event.preventDefault();
    step(event.key === 'ArrowUp' ? -1 : 1);
  } else if (taken && event.key === 'Escape') {
    event.preventDefault();
    event.stopPropagation();
    putBack();
  }
});
document.addEventListener('focusout', (event) => {
  if (taken?.handle === event.target && !taken.isMoving) putBack();
});
document.addEventListener('click', (event) => {
  if (event.target.closest?.('[data-reorder]')) event.preventDefault();
});

const itemsOf = (list) => [...list.children].filter((each) => each.dataset.item !== undefined);

function take(handle) {
  const item = handle.closest('[data-item]');
  const list = item.parentElement;
  const from = itemsOf(list).indexOf(item);
  taken = { handle, item, list, from, before: item.nextSibling, isMoving: false };
  item.classList.add('is-taken');
  list.setAttribute('hx-morph-skip', ''); // its order is the person's while something is taken
  handle.setAttribute('aria-pressed', 'true');
  tell(say('taken', { name: handle.dataset.name, n: from + 1, count: itemsOf(list).length }));
}

function move(list, item, before) {
  if (list.moveBefore) { list.moveBefore(item, before); return; }
  list.insertBefore(item, before); // browsers without `moveBefore` lose the focus
  taken?.handle.focus({ preventScroll: true });
}

function step(by) {
  const { handle, item, list } = taken;
  const items = itemsOf(list);
  const at = items.indexOf(item);
  const to = at + by;
  if (to < 0 || to >= items.length) return;
  taken.isMoving = true;
  move(list, item, by < 0 ? items[to] : items[to].nextSibling);
  taken.isMoving = false;
  item.scrollIntoView({ block: 'nearest' });
  tell(say('place', { name: handle.dataset.name, n: to + 1, count: items.length }));
}

function end() {
  const { handle, item, list } = taken;
  item.classList.remove('is-taken');
  list.removeAttribute('hx-morph-skip');
  handle.removeAttribute('aria-pressed');
  const was = taken;
  taken = null;
  return was;
}

function drop() {
  const { handle, item, list, from } = end();
  const to = itemsOf(list).indexOf(item);
  const said = say('dropped', { name: handle.dataset.name, n: to + 1, count: itemsOf(list).length });
  if (to === from) { tell(said); return; }
  const path = [...JSON.parse(list.dataset.sortable), from];
  apply(list.dataset.file, [{ op: 'move', path, to, was: JSON.parse(item.dataset.item) }],
    { swap: list.dataset.swap, focus: `drag-${to}`, said });
}

function putBack() {
  const { handle, item, list, before } = taken;
  taken.isMoving = true;
  move(list, item, before);
  end();
  tell(say('put-back', { name: handle.dataset.name }));
}
