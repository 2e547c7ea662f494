// What the reviewers have not had yet, at the foot of what is written; handing it on is a button.
import { request } from './request.js';
import { notice } from './status.js';
import { element, say } from './words.js';

const place = () => document.querySelector('[data-hand]');
let asked = 0;

async function look() {
  const foot = place();
  if (!foot) return;
  const mine = ++asked;
  const answer = await request(foot.dataset.hand, { headers: { Accept: 'text/html' } }).catch(() => null);
  if (answer?.ok && mine === asked) put(foot, await answer.text());
}

function put(foot, html, hadFocus = foot.contains(document.activeElement)) {
  const made = document.createElement('template');
  made.innerHTML = html;
  const box = foot.querySelector('input[name=minor]');
  const isTicked = box?.checked;
  foot.replaceChildren(made.content);
  if (isTicked && foot.querySelector('input[name=minor]')) foot.querySelector('input[name=minor]').checked = true;
  foot.tabIndex = -1; // whoever has handed it over by a key stays here
  if (hadFocus) (foot.querySelector('button, input') ?? foot).focus();
}

let later;
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
  foot.querySelector('button').disabled = true;
  const answer = await request(form.action, { method: 'POST', body, headers: { Accept: 'text/html' } }).catch(() => null);
  if (answer?.ok) {
    put(foot, await answer.text(), hadFocus);
    const done = foot.querySelector('[data-done]')?.dataset.done;
    if (done) notice('handing', done, { actions: [element('a', { class: 'quiet', href: '/' }, say('how-far')), element('button', { type: 'button', class: 'quiet', onclick: () => notice('handing', '') }, say('close'))] });
  } else { notice('handing', say('offline'), { isBad: true }); const button = foot.querySelector('button'); button.disabled = false; if (hadFocus) button.focus(); }
});

// Something was taken out by a button with `data-removes`: it is said, with a way back.
document.addEventListener('click', (event) => {
  const button = event.target.closest?.('button[data-removes]');
  if (!button) return;
  const back = element('button', { type: 'button', class: 'quiet', 'data-undo': '' }, say('undo'));
  back.addEventListener('click', () => notice('removed', ''));
  notice('removed', button.dataset.removes, { actions: [back] });
});
