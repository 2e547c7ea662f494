// What is wrong with an issue: that of its files at once, that of its letters as they are looked at, and again after each
// change; what somebody writes there stays.
import { onLetter, renew as put, request } from '../shared.js';

const SETTLED_MS = 700;
const report = document.querySelector('[data-report]');
const looking = document.querySelector('[data-looking]');

async function renew() {
  if (report.contains(document.activeElement) && document.activeElement.matches('input')) return;
  const answer = await request(report.dataset.report, { headers: { accept: 'text/html' } }).catch(() => null);
  if (!answer?.ok) return;
  put(report, await answer.text(), 'innerHTML');
  report.dataset.done = 'yes';
  looking?.remove();
}

// One letter after the other, so that it is seen how far it is; then all together.
async function look() {
  const editions = JSON.parse(looking.dataset.looking);
  const [bar, said] = looking.children;
  for (const [number, edition] of editions.entries()) {
    bar.value = number;
    said.textContent = looking.dataset.words.replace('{n}', number).replace('{count}', editions.length);
    await request(`${report.dataset.report.replace(/report$/, '')}${edition}`, { headers: { accept: 'application/json' } }).catch(() => null);
  }
  await renew();
}

if (report) {
  let waits = 0;
  onLetter(() => {
    clearTimeout(waits);
    waits = setTimeout(() => { if (report.dataset.done) renew(); }, SETTLED_MS);
  });
  if (looking) look();
}
