import assert from 'node:assert/strict';
import { test } from 'node:test';
import { forecast, roof, weightBytes } from '../../state/forecast.ts';

const gguf = (size: number) => [{ name: 'm.gguf', size }];

test('only files with weights are counted, all parts of them', () => {
  const files = [
    { name: 'a-00001-of-00002.safetensors', size: 10 },
    { name: 'a-00002-of-00002.SAFETENSORS', size: 20 },
    { name: 'tokenizer.json', size: 400 },
  ];
  assert.equal(weightBytes(files), 30);
});

test('a file fits, barely fits or never fits, and takes longer the larger it is and the slower it is read', () => {
  assert.equal(forecast(gguf(98e6), 8e9).fits, 'yes');
  assert.equal(forecast(gguf(98e6), undefined).fits, 'yes');
  assert.equal(forecast(gguf(2e9), 4e9).fits, 'barely');
  assert.equal(forecast(gguf(roof), 64e9).fits, 'never');
  assert.ok(forecast(gguf(98e6), 8e9).memory >= 98e6 * 1.3);
  assert.equal(forecast(gguf(100e6), 8e9, 50e6).seconds, 2);
  assert.equal(forecast(gguf(100e6), 8e9).seconds, undefined, 'no opening has been timed yet');
});
