// Another text in a box in which somebody may be typing: the caret stays with the words it stands in.

/** Put `text` into a textarea; what is selected stays selected, however many lines have come or gone before it. */
export function putText(box, text) {
  const old = box.value;
  if (old === text) return;
  const { selectionStart, selectionEnd, selectionDirection, scrollTop } = box;
  const most = Math.min(old.length, text.length);
  let first = 0, last = 0;
  while (first < most && old[first] === text[first]) first += 1;
  while (last < most - first && old[old.length - 1 - last] === text[text.length - 1 - last]) last += 1;
  const placed = (at) => {
    if (at <= first) return at;
    return at >= old.length - last ? at + text.length - old.length : Math.min(at, text.length - last);
  };
  box.value = text;
  box.setSelectionRange(placed(selectionStart), placed(selectionEnd), selectionDirection);
  box.scrollTop = scrollTop;
}
