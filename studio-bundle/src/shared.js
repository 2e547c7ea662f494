// What the bundles `writing.js`, `review.js` and `looking.js` take from this one: there is one of each on a page.
export * as drafts from './drafts.js';
export { putText } from './carets.js';
export { sides } from './clashes.js';
export { onLetter } from './events.js';
export { adapt, elementsOf, fetchLook, isDark, pour } from './frames.js';
export { asShown, showValue } from './fields.js';
export { apply } from './lists.js';
export { outbox, save } from './outbox.js';
export { refresh } from './regions.js';
export { renew } from './renewing.js';
export { SHORT, putWhole, request } from './request.js';
export { notice, show } from './status.js';
export { element, project, say, tell, versions } from './words.js';
