// What takes the studio longer than the page: `data-late` is the address of what stands in the element's place then, which
// may be late again.
import { request } from './request.js';

async function fetchLate(place) {
  const answer = await request(place.dataset.late, { headers: { Accept: 'text/html' } }).catch(() => null);
  if (!answer?.ok || !place.isConnected) return;
  const made = document.createElement('template');
  made.innerHTML = await answer.text();
  // What has a place of its own on the page goes there.
  for (const each of made.content.querySelectorAll('[data-put]')) document.getElementById(each.id)?.replaceWith(each);
  const later = made.content.querySelectorAll('[data-late]');
  place.replaceWith(made.content);
  later.forEach(fetchLate);
}

const fetchAll = () => document.querySelectorAll('[data-late]').forEach(fetchLate);
document.addEventListener('refreshed', fetchAll);
fetchAll();
