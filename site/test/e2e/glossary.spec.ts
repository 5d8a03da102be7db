// The glossary: terms explained where they stand, and all of them folded in the footer.

import { expect, settled, onePage as test, texts, visit } from './support.ts';

for (const [lang, vocabulary, token, name] of [
  ['en', 'The list of all tokens', 'A piece of text with a number', 'Glossary'],
  ['zh', '全部词元的清单', '带编号的一小段文字', '术语表'],
] as const) {
  test(`a term opens its card in place, ${lang}`, async ({ page }) => {
    await page.setViewportSize({ width: 360, height: 740 });
    await visit(page, { text: texts.chinese, lang });
    await settled(page);
    const mark = page.locator('pl-tokens-panel pl-term').first();
    await expect(mark).toBeVisible();
    await mark.locator('.term').click();
    const card = mark.locator('.card');
    await expect(card).toContainText(vocabulary);
    const box = (await card.boundingBox())!;
    expect(box.x).toBeGreaterThanOrEqual(0);
    expect(box.x + box.width).toBeLessThanOrEqual(360);
    await page.keyboard.press('Escape');
    await expect(card).toBeHidden();
    const list = page.locator('pl-glossary');
    await list.getByText(name).press('Enter');
    await expect(list.locator('dd').first()).toContainText(token);
    await list.getByText(name).press('Enter');
  });
}
