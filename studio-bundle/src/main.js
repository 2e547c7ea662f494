// What the studio runs in the browser. Pages work without it as far as they only show.
import './fields.js';
import './lists.js';
import './clashes.js';
import './undo.js';
import './tabs.js';
import './texts.js';
import './keys.js';
import './length.js';
import './menus.js';
import './views.js';
import './preview.js';
import './late.js';
import { listen } from './events.js';
import './forms.js';
import './days.js';
import './lines.js';
import './picker.js';
import './renaming.js';
import './reorder.js';
import './handing.js';
import './overlay.js';
import { begin } from './outbox.js';

export * from './shared.js';

begin();
listen();
