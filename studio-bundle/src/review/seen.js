// Which texts have been before somebody's eyes: each whole on the screen for a second, while the page was seen.
const LONG_ENOUGH = 1000; // milliseconds

export class Seen {
  constructor(changed) {
    this.versions = new Map(); // id → version that was seen
    this.timers = new Map();
    this.changed = changed;
    this.watched = new Set();
    this.observer = new IntersectionObserver((entries) => { for (const entry of entries) this.look(entry); }, { threshold: [0, 0.5, 0.99] });
    document.addEventListener('visibilitychange', () => { if (document.hidden) for (const each of [...this.timers.keys()]) this.stop(each); });
  }

  watch(elements) {
    const wanted = new Set(elements);
    for (const each of this.watched) if (!wanted.has(each)) { this.observer.unobserve(each); this.stop(each); }
    for (const each of elements) if (!this.watched.has(each)) this.observer.observe(each);
    this.watched = wanted;
  }

  look({ target, intersectionRatio, intersectionRect, rootBounds }) {
    const isWhole = intersectionRatio >= 0.99 || (rootBounds && intersectionRect.height >= rootBounds.height * 0.7);
    if (!isWhole || document.hidden) { this.stop(target); return; }
    if (this.timers.has(target)) return;
    this.timers.set(target, setTimeout(() => {
      this.timers.delete(target);
      this.versions.set(target.dataset.text, target.dataset.version);
      this.changed();
    }, LONG_ENOUGH));
  }

  stop(target) {
    clearTimeout(this.timers.get(target));
    this.timers.delete(target);
  }

  has(text) { return this.versions.get(text.id) === text.version; }
}
