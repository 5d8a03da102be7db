// The script inside the page: a reader who follows no link gets the finished first result of their language, in their
// theme, before anything else has come. It is inline, so it is to be small.

import { language, type Language } from './i18n/language.ts';
import { preferred } from './state/preferences.ts';
import { isDark } from './state/theme.ts';

if (location.hash.length < 2) {
  const root = document.documentElement;
  const kept = preferred('lang');
  const lang = language((['zh', 'en'] satisfies Language[]).find((known) => known === kept) ?? '');
  root.lang = lang === 'zh' ? 'zh-Hans' : 'en';
  root.dataset['theme'] = isDark(preferred('theme')) ? 'dark' : 'light';
  root.dataset['opens'] = lang; // styles/page.css shows that part
}
