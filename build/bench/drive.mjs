// Drives one headless Chromium through the parts of a bench, one page after another. Reads its orders as JSON from
// standard input and writes one line of JSON for each part that is done:
//
//	{"origin", "chromium", "parts": [{"name", "script", "options"}], "site": {…} or null}
//	→ {"name", "result" or "error", "rss"}

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { createInterface } from 'node:readline';
import { chromium } from 'playwright-core';
import { measureSite } from './site.mjs';

const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const orders = JSON.parse((await lines.next()).value);
const browser = await chromium.launch({ executablePath: orders.chromium || undefined, headless: true });
const control = await browser.newBrowserCDPSession();
const print = (value) => process.stdout.write(`${JSON.stringify(value)}\n`);

/** The most memory that the page's process ever had resident, bytes; the other renderers are empty spares. */
async function peak() {
  const { processInfo } = await control.send('SystemInfo.getProcessInfo');
  const sizes = processInfo.filter(({ type }) => type === 'renderer').map(({ id }) => {
    try {
      return 1024 * Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${id}/status`, 'utf8'))?.[1] ?? 0);
    } catch {
      return 0; // gone, or no /proc on this system
    }
  });
  return Math.max(0, ...sizes);
}

async function measure({ name, script, options }) {
  const context = await browser.newContext();
  try {
    const page = await context.newPage();
    page.on('console', (message) => message.type() === 'error' && console.error(`${name}: ${message.text()}`));
    await page.addInitScript({ path: fileURLToPath(new URL('pages/memory.js', import.meta.url)) });
    await page.goto(`${orders.origin}/bench/`);
    const result = await page.evaluate(async ([module, settings]) => (await import(module)).run(settings), [`/bench/${script}`, options]);
    return { name, result, rss: await peak() };
  } catch (error) {
    return { name, error: String(error?.stack ?? error) };
  } finally {
    await context.close();
  }
}

print({ name: 'browser', result: { version: browser.version() } });
for (const part of orders.parts) {
  print(part.name === 'page' ? await measureSite(browser, orders.origin, part.options) : await measure(part));
  await lines.next(); // the other side has taken note of what was fetched
}
await browser.close();
process.exit(0);
