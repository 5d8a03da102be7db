import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { properties, xmlText } from '../../state/picture.ts';

test('a picture’s text holds nothing that XML forbids', () => {
  assert.equal(xmlText('a\u0000b\u0007\u007f\t\n猫👨‍👩‍👧'), 'a␀b␇␡\t\n猫👨‍👩‍👧');
  assert.equal(xmlText('x\ud800y\ufffe'), 'x\ufffdy\ufffd');
});

/** They act on a page in use, on a sheet or while something moves, or are the browser's own parts of a field. */
const unseen = new RegExp(
  `^(${[
    'accent-color|all|animation|appearance|break-|color-scheme|columns|column-gap|content|cursor|field-sizing',
    'forced-color-adjust|isolation|mask-image|overscroll-|pointer-events|(-webkit-)?print-color-adjust|resize',
    'scroll|text-decoration-|touch-action|transition|user-select|max-|overflow-|zoom',
  ].join('|')})`,
);

/** Of these, browsers compute the parts that are copied. */
const shorthands = /^(background|border(-.*)?|flex-basis|font|grid-area|inset|margin|padding|place-items)$/;

test('a picture copies every property that drawings are styled with', () => {
  const files = ['site/views', 'site/panels', 'site/styles'].flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => `${folder}/${name}`),
  );
  for (const file of files.filter((name) => name.endsWith('.ts')))
    for (const [, block] of readFileSync(file, 'utf8').matchAll(/css`([^`]*)`/g))
      for (const [, name] of block!.matchAll(/(?:^|[;{])\s*([a-z][a-z-]+)\s*:[^;{}]*(?=;|\})/gm))
        if (!unseen.test(name!) && !shorthands.test(name!)) assert.ok(properties.includes(name!), `${file}: ${name}`);
});
