// The site on other hosts: under a sub-path, with its policy, right types and compressed copies; nothing inline but
// what the policy names.

import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { host } from './hosts.ts';
import { dist, sameOutput } from './native.ts';
import { expect, settled, shown, test, texts, visit, write, long } from './support.ts';

test('works under a sub-path on a plain host', long, async ({ page, native, watch }) => {
  const site = await host(dist, '/a/b/');
  watch.origins.push(site.origin);
  await visit(page, { text: texts.chinese2 }, site.url);
  await sameOutput(native, 'zh-en', { text: texts.chinese2 }, (await settled(page)).output!);
  const duel = page.locator('pl-vocab-duel');
  await duel.getByRole('button').first().click();
  await expect(duel.locator('.mini')).toHaveCount(2);
  // The first result comes there, too, and everything asked for is below the path.
  await page.goto('about:blank');
  await visit(page, {}, site.url);
  await expect(page.locator('pl-bench .out')).not.toHaveText(/^\s*$/);
  await settled(page);
  expect(site.asked.filter((p) => !p.startsWith('/a/b/'))).toEqual([]);
  expect(site.asked.some((p) => /^\/a\/b\/first-.*\.json$/.test(p))).toBe(true);
  await page.goto('about:blank');
  await site.close();
});

test('the policy forbids what the page does not need', async ({ page, request, watch }) => {
  const html = await (await request.get('./')).text();
  const policy = /http-equiv="Content-Security-Policy" content="([^"]+)"/.exec(html)![1]!;
  const parts = Object.fromEntries(
    policy.split(';').map((p) => {
      const [name, ...values] = p.trim().split(/\s+/);
      return [name, values];
    }),
  );
  expect(parts['default-src']).toEqual(["'self'"]);
  // One script stands in the page itself, allowed by its sum.
  const inline = [...html.matchAll(/<script(?![^>]*\bsrc=)[^>]*>(.*?)<\/script>/gs)].map(([, script]) => script!);
  const sums = inline.map((script) => `'sha256-${createHash('sha256').update(script).digest('base64')}'`);
  expect(sums).toHaveLength(1);
  expect(parts['script-src']).toEqual(["'self'", ...sums, "'wasm-unsafe-eval'"]);
  expect(parts['object-src']).toEqual(["'none'"]);
  expect(parts['base-uri']).toEqual(["'none'"]);
  expect(parts['connect-src']).not.toContain('*');
  expect(html.indexOf('Content-Security-Policy')).toBeLessThan(html.indexOf('<script'));
  expect(html).not.toMatch(/\son\w+=/);
  expect(parts['style-src']![0]).toBe("'self'");
  // A style element is there by its sum.
  expect(parts['style-src']!.slice(1).every((source) => /^'sha256-[\w+/]{43}='$/.test(source))).toBe(true);
  expect(parts['require-trusted-types-for']).toEqual(["'script'"]);
  expect(parts['trusted-types']).toEqual(['lit-html', 'pellucid']);
  // And it works: a script made of text, markup made of text and a request to elsewhere are refused, and the browser
  // says so. The page itself, its worker and its service worker do without.
  watch.messages.push(/Content Security Policy|TrustedHTML|TrustedScript|requires 'Trusted/);
  await visit(page);
  const refused = await page.evaluate(async () => {
    const seen: string[] = [];
    document.addEventListener('securitypolicyviolation', (e) => seen.push(e.effectiveDirective));
    const script = document.createElement('script');
    script.append('globalThis.inline = 1');
    document.head.append(script);
    let markup = '';
    try {
      document.createElement('div').innerHTML = '<b>text</b>';
      markup = 'taken';
    } catch (error) {
      markup = (error as Error).name;
    }
    await fetch('http://localhost:1/elsewhere').catch(() => undefined);
    await new Promise((resolve) => setTimeout(resolve, 100));
    return { seen, markup, inline: (globalThis as { inline?: number }).inline };
  });
  expect(refused.inline).toBeUndefined();
  expect(refused.markup).toBe('TypeError');
  expect(refused.seen).toEqual(expect.arrayContaining(['require-trusted-types-for', 'connect-src']));
});

test(
  'where a policy forbids workers, the engine runs on the page’s own thread',
  long,
  async ({ page, native, watch }) => {
    watch.messages.push(/Content Security Policy/);
    await page.route(
      (url) => url.pathname === '/',
      async (route) => {
        const response = await route.fetch();
        const html = (await response.text()).replace("worker-src 'self' blob:", "worker-src 'none'");
        expect(html).toContain("worker-src 'none'");
        await route.fulfill({ response, body: html });
      },
    );
    await visit(page, { text: texts.english });
    await sameOutput(native, 'zh-en', { text: texts.english }, (await settled(page)).output!);
    expect(page.workers().length).toBe(0);
    expect((await write(page, texts.chinese2)).phase.kind).toBe('ready');
  },
);

test.describe('in a sandboxed frame', () => {
  const framed = async (page: Page, open: boolean, watch: { origins: string[] }) => {
    const site = await host(dist, '/', open);
    watch.origins.push(site.origin, 'null');
    const icon = '<link rel="icon" href="data:,">';
    site.replaced.set('frame.html', `<!doctype html>${icon}<iframe sandbox="allow-scripts" src="./"></iframe>`);
    await page.goto(`${site.url}frame.html`);
    await expect.poll(() => page.frames().length).toBe(2);
    return { site, frame: page.frames()[1]! };
  };

  test('without a right to its own files there is a sentence and no uncaught error', long, async ({ page, watch }) => {
    watch.messages.push(/CORS policy|net::ERR_FAILED/);
    const { site, frame } = await framed(page, false, watch);
    await expect(frame.locator('#late')).toBeVisible();
    await page.goto('about:blank');
    await site.close();
  });

  test('with one it computes, and nothing is uncaught', long, async ({ page, native, watch }) => {
    const { site, frame } = await framed(page, true, watch);
    const result = await settled(frame as unknown as Page);
    await sameOutput(native, 'zh-en', { text: result.output!.of }, result.output!);
    await frame.locator('pl-sentence-field textarea').fill(texts.english);
    await expect.poll(async () => (await shown(frame as unknown as Page)).text).toBe(texts.english);
    await sameOutput(native, 'zh-en', { text: texts.english }, (await settled(frame as unknown as Page)).output!);
    await page.goto('about:blank');
    await site.close();
  });
});

test.describe('types and compressed copies', () => {
  test('every kind of file has its type, and large ones come compressed', async ({ request }) => {
    const names = readdirSync(dist);
    const kinds: [RegExp, RegExp][] = [
      [/^index\.html$/, /text\/html/],
      [/\.js$/, /text\/javascript/],
      [/\.css$/, /text\/css/],
      [/^engine-.*\.wasm$/, /application\/wasm/],
      [/^first-.*\.json$/, /application\/json/],
    ];
    for (const [name, type] of kinds) {
      const file = names.find((n) => name.test(n))!;
      const response = await request.get(file, { headers: { 'accept-encoding': 'br' } });
      expect(response.headers()['content-type']).toMatch(type);
      expect(response.headers()['x-content-type-options']).toBe('nosniff');
      expect(response.headers()['content-encoding'], file).toBe(
        readdirSync(dist).includes(`${file}.br`) ? 'br' : undefined,
      );
    }
    expect(names.some((n) => /^engine-.*\.wasm\.br$/.test(n))).toBe(true);
  });
});

test('the scripts name no other host', async () => {
  // Addresses inside scripts are namespaces and licences only.
  const sources = 'lit.dev github.com arxiv.org doi.org';
  const licences = 'opensource.org www.apache.org creativecommons.org';
  const harmless = `www.w3.org ${sources} ${licences}`.split(' ');
  for (const name of readdirSync(dist).filter((n) => n.endsWith('.js'))) {
    const text = readFileSync(join(dist, name), 'utf8');
    // Anything that would be loaded: import from, fetch of, or src of another host.
    expect(text.match(/(?:import|from|fetch\(|src=|importScripts\()\s*["'`]https?:[^"'`]+/g) ?? [], name).toEqual([]);
    for (const css of text.match(/url\(\s*["']?https?:[^)]+/g) ?? [])
      expect(harmless).toContain(new URL(css.replace(/^url\(\s*["']?/, '')).host);
  }
});

test('another sentence after a reload from cache', long, async ({ page }) => {
  await visit(page);
  await settled(page);
  await page.reload();
  await settled(page);
  expect((await write(page, texts.mixed)).phase.kind).toBe('ready');
});

test('pellucid.js has types for TypeScript', () => {
  const check = (type: string) => {
    const file = test.info().outputPath(`${type}.ts`);
    writeFileSync(
      file,
      `import { open } from ${JSON.stringify(join(dist, 'pellucid.js'))};
      export const text: Promise<${type}> = open('models/zh-en/')
        .then((model) => model.generate({ text: '你好' }))
        .then((result) => result.text);`,
    );
    const options = [
      '--ignoreConfig',
      '--noEmit',
      '--strict',
      '--target',
      'esnext',
      '--module',
      'esnext',
      '--moduleResolution',
      'bundler',
    ];
    return spawnSync('node_modules/.bin/tsc', [...options, file], { encoding: 'utf8' }).stdout;
  };
  expect(check('string')).toBe('');
  expect(check('number')).toContain("Type 'string' is not assignable to type 'number'");
});
