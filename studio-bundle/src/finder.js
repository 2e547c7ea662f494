// Find or go to: Ctrl K from anywhere. The list comes from the studio as it is typed; arrows choose, Enter goes.
import { request } from './request.js';
import { say } from './words.js';

const panel = document.getElementById('finder');
const box = document.getElementById('find-box');
const list = document.getElementById('found');
const none = document.getElementById('found-none');
let asked = 0;

async function look() {
  const turn = ++asked;
  const issue = location.pathname.match(/^\/issues\/([^/]+)\//)?.[1] ?? '';
  const answer = await request(`/find?${new URLSearchParams({ q: box.value, issue })}`, { headers: { Accept: 'text/html' } }).catch(() => null);
  if (turn !== asked) return;
  // What was found for other words is no answer, and Enter would go there.
  if (!answer?.ok) { show([], say('silent')); return; }
  const found = new DOMParser().parseFromString(await answer.text(), 'text/html').body;
  show([...found.children], found.textContent.trim());
}

function show(found, words) {
  list.replaceChildren(...found);
  const all = options();
  all.forEach((option, number) => { option.id = `found-${number}`; });
  if (!all.length) list.replaceChildren();
  none.textContent = all.length ? '' : words;
  list.hidden = !all.length;
  choose(all[0]);
}

const options = () => [...list.querySelectorAll('[role=option]')];

function choose(option) {
  for (const each of options()) each.setAttribute('aria-selected', String(each === option));
  box.setAttribute('aria-expanded', String(Boolean(option)));
  if (option) { box.setAttribute('aria-activedescendant', option.id); option.scrollIntoView({ block: 'nearest' }); } else box.removeAttribute('aria-activedescendant');
}

export function find(words = '') {
  if (!panel) return;
  if (words) box.value = words;
  panel.showPopover();
  box.focus(); // at once: what is typed next is meant for it
  box.select();
}

panel?.addEventListener('toggle', (event) => {
  if (event.newState !== 'open') return;
  // By the button: a key has done so at once, and what was typed since must stay.
  if (document.activeElement !== box) { box.focus(); box.select(); }
  look();
});
box?.addEventListener('input', look);
box?.addEventListener('keydown', (event) => {
  const all = options();
  const at = all.findIndex((each) => each.getAttribute('aria-selected') === 'true');
  if (event.key === 'ArrowDown') choose(all[(at + 1) % all.length]);
  else if (event.key === 'ArrowUp') choose(all[(at - 1 + all.length) % all.length]);
  else if (event.key === 'Enter' && all[at]) all[at].click();
  else return;
  event.preventDefault();
});
list?.addEventListener('click', () => panel.hidePopover());
