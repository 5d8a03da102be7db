// Drives one headless Chromium through the parts of a bench. Reads its orders as JSON from standard input, writes a
// line of JSON for each thing done, and goes on when a line comes back:
//
//	{"origin", "chromium", "rounds", "parts": [{"name", "script", "options"}]}
//	→ {"name", "opened": true} once an engine has its model and has run it
//	→ {"name", "result" or "error", "rss"} when all is measured
//
// The engines are open side by side and take turns, a round each: the speed of a shared machine changes over minutes,
// and so it changes for all of them.

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { createInterface } from 'node:readline';
import { chromium } from 'playwright-core';
import { measureSite } from './site.mjs';

const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const orders = JSON.parse((await lines.next()).value);
const browser = await chromium.launch({ executablePath: orders.chromium || undefined, headless: true });
const control = await browser.newBrowserCDPSession();

async function tell(value) {
  process.stdout.write(`${JSON.stringify(value)}\n`);
  await lines.next();
}

/** The most memory that each renderer ever had resident, bytes by process. */
async function peaks() {
  const { processInfo } = await control.send('SystemInfo.getProcessInfo');
  return new Map(
    processInfo
      .filter(({ type }) => type === 'renderer')
      .map(({ id }) => {
        try {
          return [id, 1024 * Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${id}/status`, 'utf8'))?.[1] ?? 0)];
        } catch {
          return [id, 0]; // gone, or no /proc on this system
        }
      }),
  );
}

/** The renderer that became the largest of those that are not yet known: a page that has just loaded a model. */
async function newest(known) {
  const others = [...(await peaks())].filter(([id]) => !known.has(id)).sort(([, a], [, b]) => b - a);
  return others[0]?.[0];
}

/** What a page's console says is wrong, with the file that it is about. */
const complain = (name, message) => console.error(`${name}: ${message.text()} ${message.location().url}`);

/** Opens an engine in a page of its own; its module's open returns { first, round }. */
async function open({ name, script, options }, known) {
  const context = await browser.newContext();
  const engine = { name, context };
  try {
    engine.page = await context.newPage();
    engine.page.on('console', (message) => message.type() === 'error' && complain(name, message));
    await engine.page.addInitScript({ path: fileURLToPath(new URL('pages/memory.js', import.meta.url)) });
    await engine.page.goto(`${orders.origin}/bench/`);
    engine.result = await engine.page.evaluate(
      async ([module, settings]) => {
        globalThis.engine = await (await import(module)).open(settings);
        return globalThis.engine.first;
      },
      [`/bench/${script}`, options],
    );
    Object.assign(engine.result, { prompt: [], next: [], occlusion: [] });
    engine.process = await newest(known);
    known.add(engine.process);
  } catch (error) {
    engine.error = String(error?.stack ?? error);
  }
  return engine;
}

/** One round of an engine's work, its times added to its result. */
async function round(engine) {
  if (engine.error) return;
  try {
    const times = await engine.page.evaluate(() => globalThis.engine.round());
    for (const [figure, values] of Object.entries(times)) (engine.result[figure] ??= []).push(...values);
  } catch (error) {
    engine.error = String(error?.stack ?? error);
  }
}

async function close({ name, context, page, process, result, error }) {
  try {
    if (error) return { name, error };
    return {
      name,
      result: { ...result, memory: await page.evaluate(() => wasmMemory()) },
      rss: (await peaks()).get(process) ?? 0,
    };
  } catch (reason) {
    return { name, error: String(reason?.stack ?? reason) };
  } finally {
    await context.close();
  }
}

/** What opening takes, ms: each part some times, in turn, in a page that is closed again. */
async function loads(parts, times) {
  const all = new Map(parts.map(({ name }) => [name, []]));
  for (let i = 0; i < times; i++)
    for (const part of parts) {
      const { context, result } = await open(part, new Set());
      if (result) all.get(part.name).push(result.load);
      await context.close();
    }
  return all;
}

await tell({ name: 'browser', result: { version: browser.version() } });
const engines = [],
  known = new Set();
const scripts = orders.parts.filter(({ script, alone }) => script && !alone);
// The last opening is the one that stays, and on which the server counts what is fetched.
const opened = await loads(scripts, orders.loads - 1);
await tell({ name: 'browser', opened: true });
for (const part of scripts) {
  const engine = await open(part, known);
  if (engine.result) engine.result.load = [...opened.get(part.name), engine.result.load];
  engines.push(engine);
  await tell({ name: part.name, opened: true });
}
for (let i = 0; i < orders.rounds; i++) for (const engine of engines) await round(engine);
for (const engine of engines) await tell(await close(engine));
for (const part of orders.parts.filter(({ alone }) => alone)) {
  const engine = await open(part, known);
  await round(engine);
  await tell(await close(engine));
}
for (const part of orders.parts.filter(({ script }) => !script))
  await tell(await measureSite(browser, orders.origin, part.options));
await browser.close();
process.exit(0);
