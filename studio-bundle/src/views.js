// On a phone one pane of a desk is seen at a time: `<div class="views"><button data-view="letter">…`, `<section class="pane"
// data-pane="letter">`. Which one stands on the body, for style sheets.
function choose(button) {
  document.body.dataset.view = button.dataset.view;
  for (const each of button.parentElement.querySelectorAll('[data-view]')) {
    each.setAttribute('aria-pressed', String(each === button));
  }
  scrollTo(0, 0);
}

document.addEventListener('click', (event) => {
  const button = event.target.closest?.('.views [data-view]');
  if (button) choose(button);
});
const first = document.querySelector('.views [aria-pressed="true"]');
if (first) document.body.dataset.view = first.dataset.view;
