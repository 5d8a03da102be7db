// Entry of the page that is one file: where its files are is settled before anything asks for one.

import './enclosure.ts';
import './playground.ts';
