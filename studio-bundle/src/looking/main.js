// What the screens load that look at all letters of an issue: Editions and Check.
import './editions.js';
import './check.js';
