import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { translator } from '../../i18n/index.ts';
import { claims, doors, places, stageOf, stages, unbuilt, type Claim } from '../../stages.ts';

const all = Object.keys(claims).map(Number) as Claim[];

test('every claim has a stage, or is named as unbuilt and has none', () => {
  for (const claim of all) {
    const served = stages.some((stage) => stage.claims.includes(claim));
    assert.equal(served, !unbuilt.includes(claim), `claim ${claim}: ${claims[claim]}`);
  }
  assert.deepEqual(
    unbuilt.filter((claim) => !(claim in claims)),
    [],
  );
});

test('stages are counted within their door, and no two share an element, a name or a figure', () => {
  doors.forEach((door, d) => {
    const numbers = stages.filter((stage) => stage.door === d + 1).map((stage) => stage.number);
    assert.deepEqual(
      numbers,
      door.stages.map((_, s) => s + 1),
    );
  });
  for (const list of [stages.map((s) => s.element), stages.map((s) => s.name), places])
    assert.equal(new Set(list).size, list.length, list.join(' '));
  for (const place of places) assert.ok(place in stageOf(place).figures);
});

test('basic depth folds figures that there are, and never all of a stage but with the stage', () => {
  for (const { element, figures, expert = [] } of stages) {
    if (expert === 'whole') continue;
    for (const place of expert) assert.ok(place in figures, `${element}: ${place}`);
    assert.ok(expert.length < Object.keys(figures).length, element);
  }
});

test('titles of stages and figures are sentences of both languages', () => {
  for (const lang of ['en', 'zh'] as const)
    for (const stage of stages)
      for (const key of [stage.name, stage.title, ...Object.values(stage.figures)])
        assert.ok(translator(lang)(key), key);
});

/** The sources of all panels of all doors. */
const sources = readdirSync('site/panels', { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .flatMap(({ name }) => readdirSync(`site/panels/${name}`).map((file) => `site/panels/${name}/${file}`))
  .map((file) => ({ file, text: readFileSync(file, 'utf8') }));

test('every stage has one panel, and no panel stands outside the table', () => {
  const defined = sources.flatMap(({ text }) => [...text.matchAll(/^define\('(pl-[a-z]+-panel)'/gm)].map((m) => m[1]!));
  assert.deepEqual(defined.toSorted(), stages.map((stage) => stage.element).toSorted());
});

test('no panel writes a number of a stage: it would be wrong as soon as a stage is put before it', () => {
  for (const { file, text } of sources) assert.doesNotMatch(text, /`\d+ · |number=\$\{[`'"\d]/, file);
});

test('a stage is named in the table, its panel and the two languages only: adding one touches nothing else', () => {
  const site = readdirSync('site', { recursive: true, encoding: 'utf8' })
    .filter((file) => /^(?!node_modules|test)[\w/-]+\.(ts|css|html)$/.test(file))
    .map((file) => ({ file, text: readFileSync(`site/${file}`, 'utf8') }));
  for (const { element, name, title } of stages) {
    const naming = (word: string) => site.filter(({ text }) => text.includes(`'${word}'`)).map(({ file }) => file);
    const panel = naming(element).filter((file) => file !== 'stages.ts');
    assert.match(panel.join(' '), /^panels\/[a-z]+\/[a-z]+-panel\.ts$/);
    for (const key of [name, title])
      for (const file of naming(key))
        assert.ok(/^(stages\.ts|i18n\/)/.test(file) || file === panel[0], `${key}: ${file}`);
  }
});
