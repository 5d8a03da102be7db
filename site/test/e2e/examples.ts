// The pictures in docs/pictures: what each is made of. `make pictures` takes them (examples.pictures.ts) and notes the
// sum of their sources; a unit test finds those whose sources have changed since.

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The files that decide what a picture shows, by the picture's name; the page's general looks are left out. */
export const sources: Readonly<Record<string, readonly string[]>> = {
  lesson: [
    'assets/lessons/attention.json',
    'assets/models/zh-en/weights.safetensors',
    'site/panels/lesson-dock.ts',
    'site/panels/explain/evidence-panel.ts',
  ],
  embed: [
    'assets/models/zh-en/weights.safetensors',
    'site/embed/embed.ts',
    'site/embed/live.ts',
    'site/views/attention-matrix.ts',
  ],
  use: ['assets/fewkeys/tales.json', 'site/panels/use/diet-panel.ts'],
  stick: ['assets/lessons/note.json', 'site/panels/lesson-answers.ts'],
  screenshot: [
    'assets/models/zh-en/weights.safetensors',
    'site/opening.json',
    'site/views/token-strip.ts',
    'site/views/promise-line.ts',
    'site/views/walk-scene.ts',
  ],
};

/** The languages in which each is taken; the page's own picture is of a Chinese sentence. */
export const languages = (name: string): readonly ('en' | 'zh')[] => (name === 'screenshot' ? ['zh'] : ['en', 'zh']);

/** Where a picture lies, from the repository's root. */
export const file = (name: string, lang: string): string =>
  name === 'screenshot' ? 'docs/screenshot.png' : `docs/pictures/${name}-${lang}.png`;

/** Where the sums lie. */
export const sums = 'docs/pictures/sums.json';

/** The sum of a picture's sources, from the repository's root. */
export function sumOf(name: string, root: string): string {
  const sum = createHash('sha256');
  for (const source of sources[name]!) sum.update(source).update(readFileSync(join(root, source)));
  return sum.digest('hex').slice(0, 32);
}
