// What is wrong with an issue, as soon as it is known, and again after each change; what somebody writes there stays.
import htmx from 'htmx.org';
import { onLetter } from './events.js';
import { request } from './request.js';

const SETTLED_MS = 700;
const report = document.querySelector('[data-report]');

async function renew() {
  if (report.contains(document.activeElement) && document.activeElement.matches('input')) return;
  const answer = await request(report.dataset.report, { headers: { accept: 'text/html' } });
  if (!answer.ok) return;
  await htmx.swap({ text: await answer.text(), target: report, swap: 'innerMorph', sourceElement: report, transition: false });
  report.dataset.done = 'yes';
}

if (report) {
  let waits = 0;
  onLetter(() => { clearTimeout(waits); waits = setTimeout(renew, SETTLED_MS); });
  if (report.querySelector('.group')) report.dataset.done = 'yes';
  else renew();
}
