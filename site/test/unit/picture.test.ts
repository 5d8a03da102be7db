import assert from 'node:assert/strict';
import { test } from 'node:test';
import { xmlText } from '../../state/picture.ts';

test('a picture’s text holds nothing that XML forbids', () => {
  assert.equal(xmlText('a\u0000b\u0007\u007f\t\n猫👨‍👩‍👧'), 'a␀b␇␡\t\n猫👨‍👩‍👧');
  assert.equal(xmlText('x\ud800y\ufffe'), 'x\ufffdy\ufffd');
});
