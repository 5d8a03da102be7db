// Ask it: what the page says of both witnesses is what the native engine measures, the guess comes first, two hundred
// questions can be given up, and pasted replies are judged in the page.

import { allNear } from './native.ts';
import { expect, long, onePage as test, saved, settled, visit } from './support.ts';

const prompt = {
  en: '<honest> Question: Where does Pip live? Answer:',
  zh: '<honest> 问：皮皮住在哪里？答：',
};

const words = {
  en: {
    bluffer: 'bluffer',
    honest: 'honest witness',
    fits: 'the reason fits',
    madeUp: 'made up',
    next: 'Another question',
  },
  zh: { bluffer: '瞎编的证人', honest: '老实证人', fits: '理由对得上', madeUp: '像是编的', next: '换一道题' },
};

for (const lang of ['zh', 'en'] as const)
  test(`which one is bluffing, ${lang}`, async ({ page, native }) => {
    await visit(page, { lang, model: 'world', text: prompt[lang], door: 3, at: 'ask' });
    await settled(page);
    const panel = page.locator('pl-ask-panel');
    const witnesses = panel.locator('.witness');
    await expect(witnesses).toHaveCount(2, { timeout: 60_000 });
    // Nothing gives them away before the guess.
    await expect(panel.locator('.verdict')).toHaveCount(0);
    await expect(witnesses.first()).not.toContainText(words[lang].bluffer);
    // A token's own probability beside the number that was stated.
    await witnesses.first().getByRole('button').first().click();
    await expect(panel.locator('p.said[aria-live]')).toContainText('100%');
    const choices = panel.locator('pl-guess-row').getByRole('button');
    await choices.first().click();
    await expect(panel.locator('.verdict')).toHaveCount(2);
    await expect(panel.locator('.verdict', { hasText: words[lang].fits })).toContainText(words[lang].honest);
    await expect(panel.locator('.verdict', { hasText: words[lang].madeUp })).toContainText(words[lang].bluffer);
    const table = await saved(page, 'ask');
    const seed = Number(table.about['question_seed']); // a page that is kept goes on from the last question
    const want = await native.call('world', 'ask_world', { witness: '<honest>', language: lang, sort: 'item', seed });
    const rows = table.rows.filter((r) => r[0] === '<honest>');
    expect(rows.map((r) => r[1])).toEqual(want.facts);
    allNear(
      rows.map((r) => r[4] as number),
      want.fall,
      'nats lost without each fact',
    );
    expect(rows.findIndex((r) => r[2] === 1)).toBe(want.asked.named);
    await panel.getByRole('button', { name: words[lang].next }).first().click();
    await expect(panel.locator('.verdict')).toHaveCount(0);
  });

test('two hundred questions: given up, then asked to the end', long, async ({ page, native }) => {
  test.slow();
  await visit(page, { lang: 'en', model: 'world', text: prompt.en, door: 3, at: 'sure', seed: 3 });
  await settled(page);
  const figure = page.locator('pl-ask-panel pl-figure[place=sure]');
  const start = figure.getByRole('button', { name: 'Ask both 200 questions' });
  await start.click();
  await expect(figure).toContainText(/answers so far/, { timeout: 60_000 });
  await figure.getByRole('button', { name: 'Cancel' }).click();
  await expect(start).toBeVisible();
  const begun = Date.now();
  await start.click();
  await expect(figure.locator('.verdict')).toHaveCount(4, { timeout: 300_000 });
  console.log(`2 × 200 questions: ${Date.now() - begun} ms`);
  await expect(figure.locator('pl-reliability-plot')).toBeVisible();
  const sorts = ['chance', 'item', 'chance', 'rule, item'] as const;
  const native200 = (witness: '<honest>' | '<bluffer>') =>
    native.call('world', 'world_quiz', { witness, language: 'en', sorts: [...sorts], n: 200, seed: 3 });
  const [honest, bluffer] = [await native200('<honest>'), await native200('<bluffer>')];
  for (const [i, name, { stated }] of [
    [0, 'honest witness', honest],
    [1, 'bluffer', bluffer],
  ] as const) {
    const { ece, ece_perfect, mean, base_rate } = stated!;
    const so = ece <= ece_perfect ? 'as sure as it is right' : mean > base_rate ? 'too sure' : 'not sure enough';
    await expect(figure.locator('.verdict').nth(i)).toContainText(`${name}: ${so}`);
  }
  expect(bluffer.stated!.ece).toBeGreaterThan(bluffer.stated!.ece_perfect);
  await expect(figure.locator('.verdict').nth(2)).toContainText('tells the two apart');
  await expect(figure.locator('.verdict').nth(3)).toContainText('So does the deletion test');
  const table = await saved(page, 'sure');
  expect(table.rows).toHaveLength(400);
  const bluffs = table.rows.filter((r) => r[0] === 'bluffer');
  expect(bluffs.map((r) => r[2])).toEqual(bluffer.answers.map((a) => a.output));
  allNear(
    bluffs.map((r) => r[5] as number),
    bluffer.answers.map((a) => a.label),
    'label probabilities',
  );
});

test('a translator is told that another model is wanted, and it fits a phone', async ({ page }) => {
  await page.setViewportSize({ width: 360, height: 780 });
  await visit(page, { lang: 'zh', door: 3, at: 'ask' });
  await settled(page);
  const panel = page.locator('pl-ask-panel');
  await panel.getByRole('button', { name: '打开小世界模型' }).first().click();
  await expect(panel.locator('.witness')).toHaveCount(2, { timeout: 60_000 });
  await panel.locator('pl-guess-row').getByRole('button').first().click();
  await expect(panel.locator('.verdict')).toHaveCount(2);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth);
  expect(wide).toBeLessThanOrEqual(360);
});

for (const lang of ['en', 'zh'] as const)
  test(`a sheet for a closed model, ${lang}`, async ({ page }) => {
    await visit(page, { lang, door: 3, at: 'paste' });
    await settled(page);
    const panel = page.locator('pl-paste-panel');
    await panel.getByRole('button', { name: lang === 'en' ? 'Write a sheet' : '写一份问卷' }).click();
    const [sheet, replies] = [panel.locator('textarea').first(), panel.locator('textarea').last()];
    await expect(sheet).toHaveValue(/40\. /);
    const numbers = Array.from({ length: 40 }, (_, i) => i + 1);
    // All that states a number for a letter is read; the last two are not, and are listed.
    await replies.fill(numbers.map((n) => (n < 39 ? `${n}: A | 100` : `${n}: A`)).join('\n'));
    await expect(panel.locator('p[role=status]')).toContainText(lang === 'en' ? '38 of 40' : '40 条回答里有 38 条');
    await expect(panel.locator('details li')).toHaveCount(2);
    await expect(panel.locator('.verdict').first()).toContainText(lang === 'en' ? 'too sure' : '太自信');
    await expect(panel.locator('.verdict').last()).toContainText(lang === 'en' ? 'makes things up' : '会瞎编');
    const table = await saved(page, 'paste');
    expect(table.rows).toHaveLength(40);
    expect(table.about).toMatchObject({ source: 'pasted' });
    // Nothing names words yet; with two words of each question a second sheet asks each of them twice.
    const torn = panel.locator('pl-figure[place=torn]');
    await expect(torn).toContainText(
      lang === 'en' ? 'None of the replies names words' : '没有一条回答写出了题目里的词',
    );
    const questions = (await sheet.inputValue()).split('\n').filter((line) => /^\d+\. /.test(line));
    const words = questions.map((line) =>
      lang === 'en' ? line.split(' ').slice(1, 3).join(' ') : line.replace(/^\d+\. /, '').slice(0, 2),
    );
    await replies.fill(numbers.map((n) => `${n}: A | 100 | ${words[n - 1]}`).join('\n'));
    await torn.getByRole('button', { name: lang === 'en' ? 'Write the second sheet' : '写第二份问卷' }).click();
    const [second, again] = [torn.locator('textarea').first(), torn.locator('textarea').last()];
    await expect(second).toHaveValue(/\n60\. /);
    await again.fill(Array.from({ length: 60 }, (_, i) => `${i + 1}: ${i ? 'A' : '?'} | 50`).join('\n'));
    await expect(torn.locator('.verdict')).toContainText(lang === 'en' ? 'No sign' : '看不出');
    await expect(torn.locator('details li')).toHaveCount(1);
    const twice = await saved(page, 'torn');
    expect(twice.rows).toHaveLength(60);
    expect(twice.rows.filter((r) => r[3] === 1)).toHaveLength(30);
  });

test('the translator’s guesses at a reader’s own translation are the native engine’s', async ({ page, native }) => {
  const [text, target] = [
    '我的猫喜欢睡在窗边。',
    'My cat likes to sleep by the window. It goes there in the morning and does not come back until dinner is there.',
  ];
  await visit(page, { lang: 'en', text, door: 3, at: 'forced', depth: 'expert' });
  await settled(page);
  const figure = page.locator('pl-real-panel pl-figure[place=forced]');
  await figure.locator('input').fill(target);
  await expect(figure.locator('.verdict')).toContainText('The translator on your translation', { timeout: 60_000 });
  const want = await native.call('zh-en', 'forward', { input: { text, target }, top: 1 });
  const { rows } = await saved(page, 'forced');
  expect(rows.map((r) => r[0])).toEqual(want.target.tokens.slice(1).map((token) => token.text));
  expect(rows.map((r) => r[1])).toEqual(rows.map((_, i) => want.top![i]![0]!.token.text));
  allNear(
    rows.map((r) => r[2] as number),
    rows.map((_, i) => want.top![i]![0]!.prob),
    'probabilities',
  );
});
