// A programme typed or pasted as lines: shown as it is understood, then put into the article by a button.
import { apply, element, refresh, request } from '../shared.js';

const DAYS = [['event', 'start'], ['date']].map(String); // the day of a programme that says none is one of these

export function beginAgenda(address, file, words) {
  let asked = 0;
  let reading = null; // what is understood of the lines as they are now
  document.addEventListener('input', async ({ target }) => {
    if (target.id !== 'agenda-lines') return;
    const mine = ++asked;
    reading = request(`${address}/agenda`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Accept: 'application/json' },
      body: JSON.stringify({ text: target.value }),
    }).then((answer) => (answer.ok ? answer.json() : null), () => null);
    const read = await reading;
    if (mine === asked && read) draw(read);
  });
  document.addEventListener('saved', ({ detail }) => {
    if (detail.file === file && detail.edits.some(({ path }) => DAYS.includes(String(path)))) refresh(['#agenda-in']);
  });
  document.addEventListener('click', async ({ target }) => {
    if (target.id !== 'agenda-put') return;
    const read = await reading;
    if (!read?.sessions.length) return;
    const count = Number(target.dataset.count);
    const edits = count ? read.sessions.map((value, at) => ({ op: 'insert', path: ['agenda', count + at], value, was: null }))
      : [{ op: 'set', path: ['agenda'], value: read.sessions, was: null }];
    reading = null;
    document.getElementById('agenda-lines').value = '';
    draw({ sessions: [], left: [] });
    await apply(file, edits, { swap: '#agenda', focus: `f-agenda-${count}-session` });
  });

  function draw({ sessions, left }) {
    const place = document.getElementById('agenda-read');
    const entries = sessions.reduce((sum, each) => sum + each.items.length, 0);
    const people = (each) => (each.people ?? []).map((one) => (one.name ? `${one.name}, ${one.role}` : one)).join('; ');
    place.replaceChildren(
      ...sessions.map((session) => element('div', {},
        element('p', {}, ...[session.session && element('b', {}, session.session), session.room, session.date].filter(Boolean).flatMap((part, at) => (at ? [' · ', part] : [part]))),
        element('ul', {}, ...session.items.map((each) => element('li', {},
          element('span', { class: 'num' }, each.end ? `${each.start}–${each.end}` : each.start), ' ', each.text, people(each) ? element('span', { class: 'muted' }, ` ${people(each)}`) : null))))),
      ...(left.length ? [element('p', { class: 'wrong' }, `${words.agendaLeft} ${left.join(' · ')}`)] : []));
    const put = document.getElementById('agenda-put');
    put.hidden = !entries;
    put.textContent = (entries === 1 ? words.agendaPutOne : words.agendaPut).replace('{n}', entries);
  }
}

