// What the reviewers have not had yet, at the foot of what is written; handing it on is a button.
import { request } from './request.js';
import { notice } from './status.js';
import { element, say } from './words.js';

const place = () => document.querySelector('[data-hand]');
const AGAIN = 10_000; // milliseconds until it is asked again what nobody could say
let asked = 0;
let later;

async function look() {
  const foot = place();
  if (!foot) return;
  const mine = ++asked;
  const answer = await request(foot.dataset.hand, { headers: { Accept: 'text/html' } }).catch(() => null);
  if (mine !== asked) return;
  if (answer?.ok) { put(foot, await answer.text()); return; }
  const status = foot.querySelector('form') ? null : foot.querySelector('p');
  if (status) status.textContent = await sentenceOf(answer);
  later = setTimeout(look, AGAIN);
}

// Why there is no answer to be shown, in the words of whoever gave none.
const sentenceOf = async (answer) => (await answer?.json().catch(() => null))?.message || say('offline');


function put(foot, html, hadFocus = foot.contains(document.activeElement)) {
  const made = document.createElement('template');
  made.innerHTML = html;
  const box = foot.querySelector('input[name=minor]');
  const isTicked = box?.checked;
  foot.replaceChildren(made.content);
  if (isTicked && foot.querySelector('input[name=minor]')) foot.querySelector('input[name=minor]').checked = true;
  foot.tabIndex = -1; // whoever has handed it over by a key stays here
  const isElsewhere = document.activeElement && document.activeElement !== document.body && !foot.contains(document.activeElement);
  if (hadFocus && !isElsewhere) (foot.querySelector('button, input') ?? foot).focus(); // who writes on is left alone
}

const soon = () => { clearTimeout(later); later = setTimeout(look, 1200); };
for (const event of ['saved', 'files-changed']) document.addEventListener(event, soon);
document.addEventListener('letter', ({ detail }) => Object.keys(detail.files)[0] && soon()); // a file that is another page's, too
look();

document.addEventListener('submit', async (event) => {
  const form = event.target.closest?.('[data-hands]');
  if (!form) return;
  event.preventDefault();
  const foot = place();
  const body = new URLSearchParams(new FormData(form));
  const hadFocus = foot.contains(document.activeElement);
  asked += 1;
  clearTimeout(later);
  const [button, status] = [foot.querySelector('button'), foot.querySelector('[role=status]')];
  const before = [...status.childNodes];
  button.disabled = true;
  status.textContent = form.dataset.hands;
  const answer = await request(form.action, { method: 'POST', body, headers: { Accept: 'text/html' } }).catch(() => null);
  if (answer?.ok) {
    put(foot, await answer.text(), hadFocus);
    const done = foot.querySelector('[data-done]')?.dataset.done;
    if (done) notice('handing', done, { actions: [element('a', { class: 'quiet', href: '/' }, say('how-far')), element('button', { type: 'button', class: 'quiet', onclick: () => notice('handing', '') }, say('close'))] });
  } else {
    notice('handing', await sentenceOf(answer), { isBad: true });
    status.replaceChildren(...before);
    button.disabled = false;
    if (hadFocus && document.activeElement === document.body) button.focus();
  }
});

// Something was taken out by a button with `data-removes`: it is said, with a way back, until the next change is made.
let removed = [];
const listOf = (edit) => JSON.stringify([edit.op, edit.path.slice(0, -1)]);
document.addEventListener('click', (event) => {
  const button = event.target.closest?.('button[data-removes]');
  if (!button) return;
  removed = [JSON.parse(button.dataset.edit)].flat().map(listOf);
  const back = element('button', { type: 'button', class: 'quiet', 'data-undo': '' }, say('undo'));
  back.addEventListener('click', () => notice('removed', ''));
  notice('removed', button.dataset.removes, { actions: [back] });
});
for (const event of ['edited', 'changed-list', 'clashed']) document.addEventListener(event, ({ detail: { edits, isUndo } }) => {
  if (isUndo || !edits?.some((edit) => removed.includes(listOf(edit)))) notice('removed', '');
});
