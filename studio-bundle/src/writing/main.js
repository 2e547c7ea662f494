// What pages load on which texts are written with marks: ProseMirror, and what is built on it.
export { Text } from './text.js';
export { Names, numbered } from './oids.js';
