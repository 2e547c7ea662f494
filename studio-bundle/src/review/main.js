// The review desk, on the page that has one.
import { Desk } from './desk.js';

const main = document.querySelector('[data-review]');
if (main) new Desk(main);
