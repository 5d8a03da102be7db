// The page of a frame: one figure, its state in the query (hosts such as WordPress put words of their own into the
// hash), and its height told to the page around it.

import { isDark } from '../state/theme.ts';
import { fields } from '../state/url.ts';
import './embed.ts';

const query = new URLSearchParams(location.search);
const figure = document.createElement('pellucid-figure');
for (const key of ['figure', ...Object.keys(fields)]) if (query.has(key)) figure.setAttribute(key, query.get(key)!);
const { theme } = document.documentElement.dataset;
if (!theme) document.documentElement.dataset['theme'] = isDark(query.get('theme')) ? 'dark' : 'light';
if (query.get('lang') === 'en') document.documentElement.lang = 'en';
document.body.append(figure);

/** What WordPress has put into the hash, so that it knows who asks. */
const secret = /secret=([A-Za-z0-9]+)/.exec(location.hash)?.[1] ?? '';

new ResizeObserver(() => {
  const value = Math.ceil(figure.getBoundingClientRect().height);
  if (parent !== window && value) parent.postMessage({ message: 'height', value, secret }, '*');
}).observe(figure);
