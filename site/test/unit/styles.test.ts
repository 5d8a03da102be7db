import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';

const page = readFileSync('site/styles/page.css', 'utf8');
const elements = readdirSync('site', { recursive: true, encoding: 'utf8' })
  .filter((file) => /^(views|panels|styles)\/.*\.ts$/.test(file))
  .map((file) => ({ file, text: readFileSync(`site/${file}`, 'utf8') }));

test('sizes of type and radii are steps of the scales in page.css', () => {
  for (const { file, text } of elements) {
    assert.doesNotMatch(text, /font(-size)?: (\w+ )*[\d.]+px/, file);
    assert.doesNotMatch(text, /border-radius: [^;`]*[\d.]+px/, file);
    for (const [, name] of text.matchAll(/var\(--((?:type|round)-[\d]+)\)/g))
      assert.match(page, new RegExp(`--${name}: `), `${file}: ${name}`);
  }
});

test('a colour stands in page.css once for each theme, and elements take colours from there', () => {
  for (const [, name] of page.matchAll(/^\s*--([\w-]+): #/gm)) {
    const times = page.match(new RegExp(`--${name}: #`, 'g'))!.length;
    assert.equal(times, 2, name);
  }
  for (const { file, text } of elements.filter(({ file }) => !file.endsWith('colour.ts')))
    assert.doesNotMatch(text, /: #[0-9a-f]{3,8};/i, file);
});
