import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pieces, terms, type TermId } from '../../i18n/glossary.ts';
import { en } from '../../i18n/en.ts';
import { zh } from '../../i18n/zh.ts';

const marked = (text: string, lang: 'en' | 'zh', told = new Set<TermId>()) =>
  pieces(text, lang, told)
    .map((p) => (p.term ? `<${p.term}:${p.text}>` : p.text))
    .join('');

test('terms are found as whole words, the longest first, each once', () => {
  assert.equal(
    marked('Tokens and a token; the headline of a head.', 'en'),
    '<token:Tokens> and a token; the headline of a <head:head>.',
  );
  assert.equal(
    marked('A forward pass adds to the residual stream.', 'en'),
    'A <pass:forward pass> adds to the <residual:residual stream>.',
  );
  assert.equal(
    marked('词元先变成向量，词元再进注意力头。', 'zh'),
    '<token:词元>先变成<vector:向量>，词元再进<head:注意力头>。',
  );
  assert.equal(marked('token', 'en', new Set<TermId>(['token'])), 'token');
});

test('both languages have the same terms, two sentences each, and no form stands for two terms', () => {
  assert.deepEqual(
    terms('zh').map(([id]) => id),
    terms('en').map(([id]) => id),
  );
  for (const lang of ['en', 'zh'] as const) {
    const forms = terms(lang).flatMap(([, { forms }]) => forms.map((f) => f.toLowerCase()));
    assert.equal(new Set(forms).size, forms.length);
    for (const [id, { text }] of terms(lang)) {
      const sentences = text.split(lang === 'en' ? /(?<=[.?])\s+(?=[A-Z])/ : /(?<=[。？])/).filter(Boolean);
      assert.equal(sentences.length, 2, `${lang} ${id}: ${sentences.length} sentences`);
    }
  }
});

test('most terms occur in the texts of the page', () => {
  for (const [lang, texts] of [
    ['en', en],
    ['zh', zh],
  ] as const) {
    const told = new Set<TermId>();
    for (const text of Object.values(texts)) pieces(text, lang, told);
    const missing = terms(lang)
      .map(([id]) => id)
      .filter((id) => !told.has(id));
    assert.ok(missing.length <= 4, `${lang}: ${missing.join(', ')} are explained and never said`);
  }
});
