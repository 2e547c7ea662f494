// Tabs of one browser: what one saves the others show.
import { refresh } from './regions.js';
import { project, versions } from './words.js';

const channel = new BroadcastChannel(`saved-${project}`);
channel.onmessage = ({ data: { file, version } }) => {
  if (file in versions && versions[file] !== version) refresh();
};
document.addEventListener('saved', ({ detail: { file, version } }) => channel.postMessage({ file, version }));
