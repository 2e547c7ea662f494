// The desk's keys and buttons.
const isMac = /Mac|iP(hone|ad)/.test(navigator.platform);
export const ctrl = (key) => `${isMac ? '⌘' : 'Ctrl'} ${key}`;

export class Keys {
  constructor(desk) {
    this.desk = desk;
    /** In the box of a translation. */
    this.inText = {
      'Mod-Enter': () => { desk.act('accept'); return true; },
      'Mod-Shift-Enter': () => { desk.act('skip'); return true; },
      Escape: () => { desk.stayOutside(); return true; },
      'Mod-z': () => { desk.undoing.undo(); return true; }, // where the box has no typing of its own to take back
    };
    // What is pressed while one writes is given from within the box.
    document.addEventListener('pointerdown', () => { desk.pressedFrom = desk.isWriting; }, true);
    document.addEventListener('keydown', (event) => { desk.pressedFrom = false; this.key(event); }, true);
    document.addEventListener('click', (event) => this.press(event));
  }

  press(event) {
    const { desk } = this, { target } = event;
    const button = target.closest('[data-do]');
    if (button) { desk.act(button.dataset.do, Number(button.dataset.at ?? 0), button); return; }
    const unit = target.closest('.unit[data-go]');
    if (unit && !String(getSelection())) { event.preventDefault(); desk.go(unit.dataset.go, { isWriting: true }); return; }
    const choice = target.closest('[data-show]');
    if (choice) desk.choosing.choose(choice.dataset.show);
  }

  key(event) {
    if (event.isComposing || event.altKey) return;
    const { desk } = this, { key, shiftKey, target } = event, { unit } = desk;
    const isCtrl = event.ctrlKey || event.metaKey, isIn = (selector) => Boolean(target.closest?.(selector));
    const isField = isIn('.field-of');
    const isWriting = isIn('input:not([type=checkbox], [type=radio], [type=button]), textarea, select, [contenteditable]');
    if (isCtrl && key === 'Enter' && !isField && !isIn('.asked')) {
      event.preventDefault();
      desk.act(shiftKey ? 'skip' : 'accept');
    } else if (isCtrl && key === '.' && !isField && unit?.missing.length) {
      event.preventDefault();
      desk.act('tag');
    } else if (isCtrl && !shiftKey && key.toLowerCase() === 'z' && (!isWriting || target.matches('select') || (target.matches('.as-text') && !unit.isChanged))) {
      event.preventDefault();
      event.stopImmediatePropagation();
      desk.undoing.undo();
    } else if (key === 'Escape' && isIn('.as-text, .asked')) {
      unit.why.replaceChildren();
      desk.stayOutside();
    } else if (!isCtrl && !isWriting && document.body.dataset.keys === 'on' && !document.querySelector(':popover-open')) this.letter(event);
  }

  letter(event) {
    const { desk } = this, { key } = event, isStep = key === 'j' || key === 'k';
    if (isStep) { const chosen = new Set(desk.choosing.texts), next = desk.next(key === 'j' ? 1 : -1, (text) => chosen.has(text)); if (next) desk.open(next); }
    else if (key === 'Enter' && !event.target.closest?.('button, a, summary, select')) desk.unit?.focus();
    else if (key === '/') desk.choosing.begin();
    else if (key === 'g') location.assign(desk.main.querySelector('[data-words-page]').href + (String(getSelection()).trim() ? `&add=${encodeURIComponent(String(getSelection()).trim().slice(0, 200))}` : ''));
    else if (key === 'l') document.querySelector('[data-source-letter]')?.click();
    else return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (isStep) desk.stayOutside();
  }
}
