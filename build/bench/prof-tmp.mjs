import { chromium } from 'playwright-core';
import { readFileSync, writeFileSync } from 'node:fs';
const src = readFileSync(new URL('site.mjs', import.meta.url), 'utf8');
const watch = src.slice(src.indexOf('function watchReader'));
const what = process.argv[2];
const throttle = 1;
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium' });
const fresh = async () => { const page = await (await browser.newContext({ viewport: { width: 1440, height: 900 }, serviceWorkers: 'block' })).newPage(); await page.addInitScript(`(${watch.trim()})()`); return page; };
const origin = process.env.ORIGIN ?? 'http://localhost:8971/';
const median = (v) => [...v].sort((a, b) => a - b)[Math.floor(v.length / 2)];
if (what === 'load') {
  const page = await fresh();
  const cdp = await page.context().newCDPSession(page);
  await cdp.send('Profiler.enable'); await cdp.send('Profiler.setSamplingInterval', { interval: 200 }); await cdp.send('Profiler.start');
  await page.goto(origin); console.log('first', await page.evaluate(() => reader.firstText));
  const { profile } = await cdp.send('Profiler.stop'); writeFileSync('/tmp/prof/load.cpuprofile', JSON.stringify(profile));
  console.log(await page.evaluate(() => [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource'), ...performance.getEntriesByType('paint')].map((e) => [e.name.split('/').at(-1), Math.round(e.startTime), Math.round(e.responseEnd ?? 0), e.entryType === 'navigation' ? { dcl: e.domContentLoadedEventEnd, interactive: e.domInteractive } : ''].join(' ')).join('\n')));
  await browser.close(); process.exit();
}
if (what === 'first') {
  const all = [];
  for (let i = 0; i < 5; i++) { const page = await fresh(); await page.goto(origin); all.push(Math.round(await page.evaluate(() => reader.firstText))); await page.context().close(); }
  console.log('first', all); await browser.close(); process.exit();
}
const page = await fresh();
await page.goto(origin + '#lang=zh');
await page.evaluate(() => reader.computed());
const text = await page.evaluate(([a, c]) => reader.cut(a, c), ['我昨天下午在学校门口看见一只小猫睡在树下，它的妈妈不在旁边，所以我很担心它', 20]);
await page.locator('pl-sentence-field textarea').fill(text);
await page.evaluate(() => reader.computed());
const cdp = await page.context().newCDPSession(page);
await cdp.send('Profiler.enable'); await cdp.send('Profiler.setSamplingInterval', { interval: 300 });
await page.locator('pl-sentence-field textarea').focus(); await page.keyboard.press('End');
const at = what === 'attention';
if (at) await page.locator('pl-figure[place="attention"]').scrollIntoViewIfNeeded();
await page.waitForTimeout(1500);
await page.evaluate(() => reader.forgetTasks());
const prof = !process.env.NOPROF;
await cdp.send('Performance.enable'); const M = async () => Object.fromEntries((await cdp.send('Performance.getMetrics')).metrics.filter(m => /Duration|Count|Nodes/.test(m.name)).map(m => [m.name, m.value]));
const m0 = await M(); if (prof) await cdp.send('Profiler.start');
// a log of the calls
await page.evaluate(() => { const { session } = document.querySelector('pl-playground').shadowRoot.querySelector('pl-bench').app; globalThis.calls = []; const call = session.model.call.bind(session.model); session.model.call = async (m, ...r) => { const s = performance.now(); try { return await call(m, ...r); } finally { calls.push([m, Math.round(s * 10) / 10, Math.round((performance.now() - s) * 10) / 10]); } };
  globalThis.long = []; new PerformanceObserver((l) => long.push(...l.getEntries().map((e) => [Math.round(e.startTime), Math.round(e.duration), e.name]))).observe({ type: 'longtask' }); });
const N = 9, times = [];
for (let r = 0; r < N; r++) {
  const begun = await page.evaluate(() => { calls.length = 0; long.length = 0; return performance.now(); });
  let took;
  if (at) took = await page.evaluate((back) => { const answer = reader.typed('attention'); reader.write((text) => (back ? text.slice(0, -1) : `${text}吗`)); return answer; }, r % 2 === 1);
  else { const answer = page.evaluate(() => reader.typed('tokens')); await page.waitForFunction(() => reader.listening); if (r % 2) await page.keyboard.press('Backspace'); else await page.keyboard.insertText('吗'); took = await answer; }
  times.push(took);
  await page.evaluate(() => reader.computed()); if (process.env.WAIT) await page.waitForTimeout(+process.env.WAIT);
  const d = await page.evaluate(() => ({ calls, long })); console.log(took.toFixed(1), d.calls.map(([m, s, t]) => `${m}@${(s - begun).toFixed(0)}+${t}`).join(' '), JSON.stringify(d.long.map(([s, t, n]) => [Math.round(s - begun), t])));
}
const m1 = await M(); console.log(Object.fromEntries(Object.keys(m1).map(k => [k, +(m1[k]-m0[k]).toFixed(3)])), 'nodes', m1.Nodes);
if (prof) { const { profile } = await cdp.send('Profiler.stop'); writeFileSync(`/tmp/prof/${what}.cpuprofile`, JSON.stringify(profile)); }
console.log(what, 'median', median(times), 'longest', await page.evaluate(() => reader.longestTask()));
await browser.close();
