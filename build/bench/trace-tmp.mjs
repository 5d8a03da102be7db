// trace of one keystroke: what=tokens|attention|load
import { chromium } from 'playwright-core';
import { readFileSync, writeFileSync } from 'node:fs';
const src = readFileSync(new URL('site.mjs', import.meta.url), 'utf8');
const watch = src.slice(src.indexOf('function watchReader'));
const what = process.argv[2];
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium' });
const page = await (await browser.newContext({ viewport: { width: 1440, height: 900 }, serviceWorkers: 'block' })).newPage(); await page.addInitScript(`(${watch.trim()})()`);
const origin = process.env.ORIGIN ?? 'http://localhost:8971/';
const start = () => browser.startTracing(page, { categories: ['devtools.timeline', 'disabled-by-default-devtools.timeline', 'blink.user_timing', 'v8.execute', 'v8', 'disabled-by-default-v8.gc', 'loading', 'blink', 'cc', 'toplevel', 'mojom', 'blink.resource', 'sequence_manager', 'renderer.scheduler'] });
if (what === 'load') { await start(); await page.goto(origin); console.log(await page.evaluate(() => reader.firstText)); }
else {
  await page.goto(origin + '#lang=zh'); await page.evaluate(() => reader.computed());
  const text = await page.evaluate(([a, c]) => reader.cut(a, c), ['我昨天下午在学校门口看见一只小猫睡在树下，它的妈妈不在旁边，所以我很担心它', 20]);
  await page.locator('pl-sentence-field textarea').fill(text); await page.evaluate(() => reader.computed());
  await page.locator('pl-sentence-field textarea').focus(); await page.keyboard.press('End');
  if (what === 'attention') await page.locator('pl-figure[place="attention"]').scrollIntoViewIfNeeded();
  await page.waitForTimeout(1500);
  const t = async (n, m, f) => console.log(n, await page.evaluate(async ([m, text]) => { const { session } = document.querySelector('pl-playground').shadowRoot.querySelector('pl-bench').app; const a = []; const params = { tokenize: { text }, info: {}, generate: { input: { text }, top: 12 } }[m]; for (let i = 0; i < 9; i++) { const s = performance.now(); await session.model.call(m, params); a.push(+(performance.now() - s).toFixed(1)); } return a; }, [m, text]));
  await t('info', 'info'); await t('tokenize', 'tokenize'); await t('generate', 'generate');
  await start();
  for (let r = 0; r < 4; r++) {
    await page.waitForTimeout(700);
    const took = await page.evaluate(([back, w]) => { performance.mark('KEY'); const answer = reader.typed(w); reader.write((text) => (back ? text.slice(0, -1) : `${text}吗`)); return answer.then((x) => (performance.mark('DONE'), x)); }, [r % 2 === 1, what]);
    await page.evaluate(() => reader.computed()); console.log(took);
  }
}
const buf = await browser.stopTracing(); writeFileSync(`/tmp/prof/${what}.trace.json`, buf); await browser.close();
