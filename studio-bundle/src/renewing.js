// A part of the page made into what the studio says it is now, around what is being written in it: what bears
// `hx-morph-skip` stays as it is, and so does what somebody has typed or ticked and the page does not save.
import { Idiomorph } from 'idiomorph';

const callbacks = {
  beforeNodeMorphed: (node) => !node.matches?.('[hx-morph-skip]'),
  beforeAttributeUpdated(name, node, kind) {
    if (name === 'value' && 'defaultValue' in node) return kind === 'update' && node.value === node.defaultValue;
    return name !== 'checked' || node.checked === node.defaultChecked;
  },
};

const isWritten = (control) => Boolean(control?.matches('input, textarea, select, [contenteditable]'));

// `made` is another document's element, or with `morphStyle: 'innerHTML'` the HTML of what stands in the part. A field that
// has the focus keeps what is in it; a button that was just pressed shows what it does now.
export const renew = (part, made, morphStyle = 'outerHTML') => Idiomorph.morph(part, made, { morphStyle, ignoreActiveValue: isWritten(document.activeElement), callbacks });
