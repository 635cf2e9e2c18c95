/** The text files of an exported page, as a user may have edited them. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ownCard } from '../../../../native-bridge/onnx/card/card.ts';
import { PageNet } from '../../../../native-bridge/onnx/card/page-net.ts';
import { labelsOf, readFacts } from '../../../../renderer/exported-page/model-facts.ts';

const read = (facts: unknown) => readFacts(JSON.stringify(facts));
const damaged = { name: 'PageError', message: /model\.json is damaged/, remedy: /export the page again/ };
const NET: PageNet = {
  card: {
    ...{ layout: 'NCHW', size: [48, 32], fit: 'letterbox', channels: 'BGR', output: 'logits' },
    scale: { mean: [0.4, 0.5, 0.6], std: [0.2, 0.2, 0.3] },
  },
  input: { name: 'data', type: 'float16', batch: 1 },
  output: 'fc',
};

test('each line is a label, with either line ending; the last line break adds none', () => {
  assert.deepEqual(labelsOf('a\r\nb\r\n'), ['a', 'b']);
  assert.deepEqual(labelsOf('a\n\nb'), ['a', '', 'b']);
});

test("without a description of the net, the lab's own export format is assumed", () => {
  const { net, weights, threshold } = read({ name: 'signs', threshold: 0.6 });
  const { labels: _, ...card } = ownCard([]);
  assert.deepEqual([net.card, weights, threshold], [card, [], 0.6]);
  assert.ok(PageNet.safeParse(net).success);
});

test("another program's net is taken as described", () => {
  const weights = [{ path: 'net.data', file: 'weights/1.bin' }];
  assert.deepEqual(read({ name: 'signs', threshold: null, net: NET, weights }), {
    ...{ name: 'signs', threshold: null, net: NET, weights },
  });
  for (const card of [
    { channels: 'grey', scale: '0..1' },
    { channels: 'grey', scale: { mean: [0.5], std: [1] } },
  ])
    read({ name: 'signs', threshold: null, net: { ...NET, card: { ...NET.card, ...card } } });
});

test('damaged files are refused, and the schema refuses them too', () => {
  for (const text of ['', '{', '[]', 'null', '{"name": 1, "threshold": null}', '{"name": "a"}'])
    assert.throws(() => readFacts(text), damaged, text);
  const { card, input } = NET;
  const wrong = [
    ...[{}, { ...NET, output: 7 }, { ...NET, card: null }],
    ...[{ type: 'int64' }, { batch: 0 }, { name: undefined }].map((part) => ({ ...NET, input: { ...input, ...part } })),
    ...[{ layout: 'HWC' }, { size: [64] }, { size: [0, 1] }, { fit: 'fill' }, { channels: 'RGBA' }].map(ofCard),
    ...[{ scale: '0..2' }, { scale: { mean: [1] } }, { output: 'scores' }, { output: undefined }].map(ofCard),
  ];
  for (const net of wrong) {
    assert.throws(() => read({ name: 'a', threshold: null, net }), damaged, JSON.stringify(net));
    assert.ok(!PageNet.safeParse(net).success, JSON.stringify(net));
  }
  assert.throws(() => read({ name: 'a', threshold: null, weights: ['net.data'] }), damaged);
  // One number per channel.
  const scale = { mean: [0.5], std: [0.5] };
  assert.throws(() => read({ name: 'a', threshold: null, net: ofCard({ scale }) }), damaged);

  function ofCard(part: object) {
    return { ...NET, card: { ...card, ...part } };
  }
});
