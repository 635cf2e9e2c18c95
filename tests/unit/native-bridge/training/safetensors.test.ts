import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { decodeTensors, encodeTensors } from '../../../../native-bridge/training/safetensors.ts';

const tensor = fc.array(fc.integer({ min: 0, max: 5 }), { maxLength: 4 }).chain((shape) => {
  const size = shape.reduce((product, n) => product * n, 1);
  return fc.record({ shape: fc.constant(shape), data: fc.float32Array({ minLength: size, maxLength: size }) });
});

test('decoding restores the encoded tensors bit for bit', () => {
  fc.assert(
    fc.property(
      fc.dictionary(
        fc.string().filter((name) => name !== '__metadata__' && name !== '__proto__'),
        tensor,
        { noNullPrototype: true },
      ),
      fc.dictionary(
        fc.string().filter((name) => name !== '__proto__'),
        fc.string(),
        { noNullPrototype: true },
      ),
      (tensors, metadata) => {
        const read = decodeTensors(encodeTensors({ tensors, metadata }));
        assert.deepEqual(read.metadata, metadata);
        assert.deepEqual(Object.keys(read.tensors).sort(), Object.keys(tensors).sort());
        for (const [name, { shape, data }] of Object.entries(tensors)) {
          assert.deepEqual(read.tensors[name]?.shape, shape);
          assert.deepEqual(new Uint8Array(read.tensors[name]!.data.buffer), new Uint8Array(data.slice().buffer));
        }
      },
    ),
    { numRuns: 200 },
  );
});

test('the layout follows the format: length, JSON padded to 8, then raw little-endian floats', () => {
  const bytes = encodeTensors({ tensors: { W: { shape: [2], data: new Float32Array([1, -2]) } }, metadata: {} });
  const length = Number(new DataView(bytes.buffer).getBigUint64(0, true));
  assert.equal(length % 8, 0);
  const header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length)));
  assert.deepEqual(header.W, { dtype: 'F32', shape: [2], data_offsets: [0, 8] });
  // 1 is 3f800000 and -2 is c0000000 in IEEE 754.
  assert.deepEqual([...bytes.subarray(8 + length)], [0, 0, 0x80, 0x3f, 0, 0, 0, 0xc0]);
});

test('a file truncated anywhere is refused, never read as shorter tensors', () => {
  const whole = encodeTensors({
    tensors: { W: { shape: [3], data: new Float32Array([1, 2, 3]) } },
    metadata: { a: 'b' },
  });
  for (let length = 0; length < whole.length; length++) {
    assert.throws(() => decodeTensors(whole.subarray(0, length)), `cut to ${length} bytes`);
  }
});
