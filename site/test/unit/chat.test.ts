import assert from 'node:assert/strict';
import { test } from 'node:test';
import { rendered, runsOf, templateOf, type Message } from '../../state/chat.ts';
import { enough, isRight, items, spokenIn } from '../../state/spoken.ts';
import { tokensOf } from '../gallery/fixture.ts';

const chatML =
  "{% for m in messages %}{{'<|im_start|>' + m['role'] + '\\n' + m['content'] + '<|im_end|>' + '\\n'}}" +
  "{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}";
const none = { bos_token: '', eos_token: '<|im_end|>' };

const talk: Message[] = [
  { role: 'system', content: 'Be short.' },
  { role: 'user', content: '猫会飞吗？' },
];

/** Origins and texts of a conversation's stretches. */
const parts = ({ text, stretches }: ReturnType<typeof rendered>) =>
  stretches.map(({ origin, start, end }) => [origin, text.slice(start, end)]);

test('a template makes one text of the messages, and what it adds can be told from what was said', async () => {
  assert.deepEqual(parts(rendered(await templateOf(chatML, none), talk)), [
    ['template', '<|im_start|>system\n'],
    ['system', 'Be short.'],
    ['template', '<|im_end|>\n<|im_start|>user\n'],
    ['user', '猫会飞吗？'],
    ['template', '<|im_end|>\n<|im_start|>assistant\n'],
  ]);
});

test('a message that repeats the template, or that it trims, is found where it stands', async () => {
  const trims = await templateOf(
    "{% for m in messages %}{{ m.role + ':' + (m.content | trim) + ';' }}{% endfor %}",
    none,
  );
  const said: Message[] = [
    { role: 'user', content: ' user: ' },
    { role: 'assistant', content: ';' },
  ];
  assert.deepEqual(parts(rendered(trims, said)), [
    ['template', 'user:'],
    ['user', 'user:'],
    ['template', ';assistant:'],
    ['assistant', ';'],
    ['template', ';'],
  ]);
});

test('where a template looks into messages, nothing is claimed about who says what', async () => {
  const looks = await templateOf(
    "{{ 'yes ' if 'cat' in messages[0].content else 'no ' }}{{ messages[0].content }}",
    none,
  );
  assert.deepEqual(parts(rendered(looks, [{ role: 'user', content: 'a cat' }])), [['template', 'yes a cat']]);
});

test('every cell has one origin, whatever its width in bytes', async () => {
  const brackets = await templateOf('[{{ messages[0].content }}]ab', none);
  const runs = runsOf(rendered(brackets, [{ role: 'user', content: '猫' }]), tokensOf(['[', '猫', ']', 'ab']));
  assert.deepEqual(
    runs.map(({ origin, cells }) => [origin, cells.map((c) => c.text)]),
    [
      ['template', ['[']],
      ['user', ['猫']],
      ['template', [']', 'ab']],
    ],
  );
});

test('a template that is none is refused', async () => {
  await assert.rejects(templateOf('{% for %}', none));
});

test('languages are tried with ten questions each, which the question itself does not answer', () => {
  for (const [lang, list] of Object.entries(items)) {
    assert.equal(list.length, 10);
    assert.ok(enough > list.length / 2);
    for (const item of list) {
      assert.equal(spokenIn(item.ask), lang);
      assert.ok(!isRight(item, item.ask), item.ask);
      assert.ok(!isRight(item, ''), item.ask);
    }
  }
  assert.ok(isRight(items.en[0]!, 'It is Paris.'));
  assert.ok(isRight(items.zh[0]!, '是巴黎。'));
});
