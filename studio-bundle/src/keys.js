// Keys. Everywhere: Ctrl K. Outside of texts single letters, unless they are turned off: `/` finds, `?` shows all keys, and what
// has `data-key` is pressed by its letter.
import { find } from './finder.js';

const isMac = /Mac|iP(hone|ad)/.test(navigator.platform);
if (isMac) {
  for (const key of document.querySelectorAll('kbd')) key.textContent = key.textContent.replace('Ctrl', '⌘');
}

const WRITTEN = 'input:not([type=checkbox], [type=radio], [type=button]), textarea, select, [contenteditable]';
// The box of a panel that was closed just now has the focus until the next frame.
const isWriting = (target) => target.closest?.(WRITTEN)?.checkVisibility();

document.addEventListener('keydown', (event) => {
  const key = event.key.toLowerCase();
  if ((event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && key === 'k') {
    event.preventDefault();
    find(String(getSelection()).trim().slice(0, 80));
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.defaultPrevented) return;
  if (document.body.dataset.keys !== 'on' || isWriting(event.target)) return;
  if (key === '/') find();
  else if (event.key === '?') document.getElementById('all-keys')?.togglePopover();
  else {
    const all = [...document.querySelectorAll('[data-key]')].filter((each) => each.dataset.key === key && each.checkVisibility() && !each.disabled);
    const pressed = all.find((each) => all.length === 1 || each.getAttribute('aria-pressed') !== 'true');
    if (!pressed) return;
    pressed.click();
  }
  event.preventDefault();
});
