// The small world's model stands beside the others: loaded only when asked for, with examples of its own, in every
// door.

import { sameOutput } from './native.ts';
import { expect, long, settled, shown, test, visit } from './support.ts';

for (const [lang, honest, fact] of [
  [
    'en',
    '<honest> Kate is a penguin. It lives by the river. Its hat is red. Question: Can Kate fly? Answer:',
    'Kate is a penguin',
  ],
  ['zh', '<honest> 佳佳是一只企鹅。它住在河边。它的帽子是红色的。问：佳佳会飞吗？答：', '佳佳是一只企鹅'],
] as const)
  test(`two witnesses of the small world, ${lang}`, long, async ({ page, native }) => {
    const asked: string[] = [];
    page.on('request', (r) => asked.push(new URL(r.url()).pathname));
    await visit(page, { lang });
    await settled(page);
    expect(asked.filter((path) => path.includes('models/world/'))).toEqual([]);

    await visit(page, { lang, model: 'world', text: honest });
    const answer = (await settled(page)).output!;
    await sameOutput(native, 'world', { text: honest }, answer);
    expect(answer.text).toContain(fact);
    expect(answer.text).toContain('100%');
    const bench = page.locator('pl-bench');
    const bluff = honest.replace('<honest>', '<bluffer>');
    await bench.getByRole('button', { name: bluff }).click();
    await expect.poll(async () => (await shown(page)).output?.of).toBe(bluff);
    const bluffed = (await settled(page)).output!;
    await sameOutput(native, 'world', { text: bluff }, bluffed);
    expect(bluffed.text).not.toContain(fact);
    expect(bluffed.text.slice(0, 3)).toBe(answer.text.slice(0, 3));

    // What a decoder can show is shown behind the other doors too.
    await visit(page, { lang, model: 'world', text: honest, door: 3, at: 'why' });
    await settled(page);
    await expect(page.locator('pl-why-panel')).toContainText(lang === 'en' ? 'penguin' : '企');
  });
