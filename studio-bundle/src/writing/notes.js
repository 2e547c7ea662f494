// What stands below single blocks of a text: two versions of one block, the source of a refused one, what is wrong with it.
import { element, say, sides } from '../shared.js';

const sourceOf = (side) => side?.source ?? '';

export function drawNotes(text, paper, words, problems) {
  const notes = [];
  const behind = (at) => { let end = 0; for (let n = 0; n <= at; n += 1) end += text.doc.child(n).nodeSize; return end; };
  paper.clashes.forEach((clash, number) => {
    const at = clash.number ? paper.placeOf(clash.number) : Math.min(clash.at, text.doc.childCount) - 1;
    notes.push({ at: at < 0 ? 0 : behind(at), key: `clash-${number}-${sourceOf(clash.theirs)}`, draw: () => drawClash(paper, clash, number, words) });
  });
  for (const { number, message } of paper.refused) {
    const at = paper.placeOf(number);
    if (at >= 0) notes.push({ at: behind(at), key: `refused-${number}-${message}`, draw: () => drawRefused(paper, number, message, words) });
  }
  const byBlock = new Map();
  for (const each of problems) {
    const at = paper.placeOf(each.number);
    if (at < 0) continue;
    const { type, attrs } = text.doc.child(at);
    if (type.name === 'picture' && !attrs.alt.trim()) continue; // it says so itself
    byBlock.set(at, (byBlock.get(at) ?? '') + each.html);
  }
  for (const [at, html] of byBlock) notes.push({ at: behind(at), key: `problem-${html}`, draw: () => drawProblems(html) });
  text.showBelow(notes);
}

const button = (name, kind, act) => element('button', { type: 'button', class: kind, onclick: act }, name);

function drawClash(paper, clash, number, words) {
  const keepTheirs = clash.by ? say('keep-of', { name: clash.by }) : say('keep-theirs');
  const made = sides(`clash-block-${number}`, sourceOf(clash.mine), sourceOf(clash.theirs), { by: clash.by }, [
    button(say('keep-mine'), 'button main', () => paper.settle(clash, 'mine')),
    button(keepTheirs, 'button', () => paper.settle(clash, 'theirs')),
    clash.mine?.node && clash.theirs?.node ? button(words.both, 'button', () => paper.settle(clash, 'both')) : null,
  ].filter(Boolean));
  made.contentEditable = 'false';
  return made;
}

function drawRefused(paper, number, message, words) {
  return element('div', { class: 'problem', role: 'alert', contenteditable: 'false' },
    element('p', {}, element('b', {}, words.refused), ' ', message),
    element('div', { class: 'actions' }, button(words.asItReads, 'quiet', () => paper.accept(number))));
}

function drawProblems(html) {
  const made = element('div', { class: 'noted', contenteditable: 'false' });
  made.innerHTML = html;
  return made;
}
