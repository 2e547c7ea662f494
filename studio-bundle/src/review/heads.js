// What stands above and around the open text: where it is, how much is left, how long that takes.
import { fill } from './words.js';

export class Heads {
  constructor(desk) { this.desk = desk; }

  draw() {
    const { texts, words, current, pace, list } = this.desk;
    const open = texts.open, count = open.length, all = texts.count, counts = texts.counts();
    const place = open.indexOf(current) + 1;
    const set = (name, said) => { for (const each of document.querySelectorAll(`[data-${name}]`)) if (each.textContent !== said) each.textContent = said; };
    set('where', current ? list.title(current.part) : '');
    set('place', !current ? '' : place ? fill(words.place, { n: place, count }) : fill(words['place-all'], { n: texts.all.indexOf(current) + 1, count: texts.all.length }));
    set('open-count', String(count));
    set('all-count', String(all));
    set('problem-count', String(texts.all.filter((text) => text.faults.length).length));
    set('progress', counts.reviewed < all ? `${fill(words['n-reviewed'], { n: counts.reviewed, all })}${count ? ` · ${fill(words.minutes, { n: pace.minutes(open) })}` : ''}` : fill(words['all-reviewed'], { all }));
    this.drawBar(counts, all);
    if (texts.isWhole) document.dispatchEvent(new CustomEvent('waiting-units', { detail: { paths: open.flatMap((text) => text.paths) } }));
    this.drawUndo();
  }

  drawBar(counts, all) {
    const bar = this.desk.main.querySelector('[data-bar]');
    let at = 0;
    for (const rect of bar.querySelectorAll(':scope > rect')) {
      const part = counts[rect.classList[0]] * 100 / (all || 1);
      rect.setAttribute('x', `${at}%`);
      rect.setAttribute('width', `${part}%`);
      at += part;
    }
    bar.setAttribute('aria-label', fill(this.desk.words.bar, { reviewed: counts.reviewed, waiting: counts['needs-review'], stale: counts.stale, missing: counts.missing }));
  }

  drawUndo() {
    const { desk } = this;
    desk.main.querySelector('[data-do="undo"]').disabled = desk.undoing.isEmpty && !desk.unit?.canUndo;
  }

  drawThumb() {
    const { unit } = this.desk, accept = document.querySelector('.thumb [data-do="accept"]');
    if (accept && unit) accept.disabled = unit.stops;
  }
}
