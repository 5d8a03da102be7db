// Takes the pictures in docs/pictures and docs/screenshot.png, for README.md and docs/embeds.md: `make pictures`.

import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Locator, Page } from '@playwright/test';
import { en } from '../../i18n/en.ts';
import { zh } from '../../i18n/zh.ts';
import { languages, file, sources, sumOf, sums } from './examples.ts';
import { host } from './hosts.ts';
import { dist, root } from './native.ts';
import { drawn, expect, settled, test, visit } from './support.ts';

const sentence = { en: 'The little girl is reading a book.', zh: '我的猫喜欢睡在窗边。' };
const words = { en, zh };
type Lang = keyof typeof sentence;

async function save(name: string, lang: Lang, of: Page | Locator): Promise<void> {
  const path = join(root, file(name, lang));
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, await of.screenshot());
}

test.use({ viewport: { width: 960, height: 640 } });

const take: Record<string, (page: Page, lang: Lang) => Promise<void>> = {
  async lesson(page, lang) {
    await visit(page, { lesson: 'attention', lang });
    await settled(page);
    const dock = page.locator('pl-lesson');
    await dock.getByRole('button', { name: words[lang]['mark.holds'], exact: true }).click();
    await expect(dock.locator('.found')).toContainText('τ', { timeout: 90_000 });
    await page.locator('pl-evidence-panel pl-figure').first().scrollIntoViewIfNeeded();
    await page.evaluate(() => scrollBy(0, 60));
    await page.waitForTimeout(1000);
    await save('lesson', lang, page);
  },

  async embed(page, lang) {
    const blog = await host(fileURLToPath(new URL('.', import.meta.url)));
    const site = await host(dist, '/pellucid/', true);
    const title = { en: 'Where does a translator look?', zh: '翻译的时候，模型在看哪里？' }[lang];
    blog.replaced.set(
      'post.html',
      `<!doctype html><html lang="${lang}"><meta charset="utf-8"><title>${title}</title><link rel="icon" href="data:,">
<body style="font:17px/1.6 Georgia,'Noto Serif CJK SC',serif;max-width:720px;margin:24px auto;padding:0 16px">
<h1 style="font-size:26px;margin:0 0 12px">${title}</h1>
<script type="module" src="${site.url}embed.js"></script>
<pellucid-attention text="${sentence[lang]}" lang="${lang}"></pellucid-attention>`,
    );
    await page.goto(`${blog.url}post.html`);
    const figure = page.locator('pellucid-attention');
    await figure.getByRole('button', { name: words[lang]['embed.try'] }).click();
    await expect(figure.locator('pl-status-line')).toContainText(/Computed just now|刚刚在本页算完/, {
      timeout: 90_000,
    });
    await expect(figure.locator('pl-attention-matrix')).toBeVisible();
    await page.mouse.move(0, 0);
    await page.evaluate(() => ((document.activeElement as HTMLElement).blur(), scrollTo(0, 0)));
    await page.waitForTimeout(500);
    await save('embed', lang, page);
    await page.goto('about:blank');
    await blog.close();
    await site.close();
  },

  async use(page, lang) {
    await visit(page, { door: 4, at: 'trained', lang });
    await settled(page);
    const trained = page.locator('pl-figure[place=trained]');
    await drawn(page);
    await trained.evaluate((element) => scrollTo(0, element.getBoundingClientRect().top + scrollY - 150));
    await save('use', lang, page);
  },

  async stick(page, lang) {
    const address = pathToFileURL(resolve(root, 'run/single/pellucid.html')).href;
    const hands: string[] = [];
    for (const [name, marks] of [
      ['1', ['holds', 'holds', 'part']],
      ['2', ['fails', 'holds', 'holds']],
      ['3', ['holds', 'part', 'holds']],
    ] as const) {
      await page.goto('about:blank');
      await page.goto(`${address}#lesson=note&lang=${lang}`);
      await page.evaluate(() => localStorage.removeItem('pellucid.answers.note'));
      await page.reload();
      await settled(page);
      const dock = page.locator('pl-lesson');
      for (const [i, mark] of marks.entries()) {
        if (i) await dock.getByRole('button', { name: words[lang]['lesson.next'], exact: true }).click();
        await dock.getByRole('button', { name: words[lang][`mark.${mark}`], exact: true }).click();
        await expect(dock.locator('.found')).not.toHaveText(words[lang]['lesson.asking'], { timeout: 90_000 });
      }
      await dock.getByLabel(words[lang]['lesson.name']).fill(name);
      const [file] = await Promise.all([
        page.waitForEvent('download'),
        dock.getByRole('button', { name: words[lang]['lesson.save'] }).click(),
      ]);
      hands.push(await file.path());
    }
    await page.goto('about:blank');
    await page.goto(`${address}#lang=${lang}`);
    await page.locator('pl-lessons summary').click();
    const answers = page.locator('pl-lesson-answers');
    await answers.locator('input[type=file]').setInputFiles(hands);
    await expect(answers.locator('dd')).toHaveCount(6);
    await page.setViewportSize({ width: 960, height: 760 });
    // Figures above may still grow: it is scrolled to again until it stays.
    await expect(async () => {
      await answers.evaluate((element) => scrollTo(0, element.getBoundingClientRect().top + scrollY - 160));
      await page.waitForTimeout(1000);
      expect(await answers.evaluate((element) => element.getBoundingClientRect().top)).toBeCloseTo(160, -1);
    }).toPass({ timeout: 60_000 });
    await save('stick', lang, page);
  },

  async screenshot(page, lang) {
    await page.setViewportSize({ width: 1440, height: 1210 });
    await page.evaluate(() => localStorage.setItem('pellucid.depth', 'basic')).catch(() => undefined);
    await visit(page, { lang, depth: 'basic' });
    await settled(page);
    await page.waitForTimeout(1500);
    await save('screenshot', lang, page);
  },
};

for (const name of Object.keys(sources))
  for (const lang of languages(name))
    test(`picture of ${name}, ${lang}`, async ({ page, watch }) => {
      test.slow();
      watch.messages.push(/./);
      page.on('request', (request) => watch.origins.push(new URL(request.url()).origin));
      await take[name]!(page, lang);
      const known = existsSync(join(root, sums)) ? JSON.parse(readFileSync(join(root, sums), 'utf8')) : {};
      known[name] = sumOf(name, root);
      writeFileSync(join(root, sums), `${JSON.stringify(known, null, 2)}\n`);
    });
