// `data-rename="/networks/rivers/rename"` on a form: another name for what the page shows. What is not saved yet goes first,
// since the file moves.
import { outbox } from './outbox.js';
import { request } from './request.js';
import { notice } from './status.js';
import { element, say, versions } from './words.js';

const PATIENCE = 5000; // milliseconds
const TOLD = 'studio-renamed'; // what came along is told on the page that the new name leads to

const renamed = sessionStorage.getItem(TOLD);
if (renamed) {
  sessionStorage.removeItem(TOLD);
  const close = element('button', { type: 'button', class: 'quiet', onclick: () => notice('renamed') }, say('close'));
  notice('renamed', renamed, { actions: [close] });
}

document.addEventListener('submit', async (event) => {
  const form = event.target;
  if (!form.matches('[data-rename]')) return;
  event.preventDefault();
  const [box, said] = [form.querySelector('input'), form.querySelector('[role=status]')];
  const waits = [];
  document.dispatchEvent(new CustomEvent('leaving', { detail: waits }));
  await Promise.all([...waits, settled()]);
  const answer = await request(form.dataset.rename, {
    method: 'POST', headers: { 'Content-Type': 'application/json', Accept: 'application/json' }, body: JSON.stringify({ to: box.value.trim() }),
  }).catch(() => null);
  const told = await answer?.json().catch(() => ({}));
  if (answer?.ok) {
    sessionStorage.setItem(TOLD, told.said);
    location.assign(told.address);
  }
  else if (told?.problems?.length) said.innerHTML = told.problems.map((each) => each.html).join('');
  else said.textContent = told?.message ?? say('offline');
});

async function settled() {
  const until = Date.now() + PATIENCE;
  while (Date.now() < until && Object.keys(versions).some((file) => outbox(file).edits.length)) await new Promise((done) => setTimeout(done, 50));
}
