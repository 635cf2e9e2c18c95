import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { Network, NetworkError } from '../../../../native-bridge/convnet/network.ts';
import { inferShapes, samePadding, validOutput } from '../../../../native-bridge/convnet/shapes.ts';

const network = (input: number[], layers: object[]): Network => Network.parse({ name: 'test', input, layers });
const flat = [{ kind: 'flatten' }, { kind: 'dense', units: 6 }];

describe('samePadding', () => {
  // input, kernel, stride -> output, before, after; by hand from TensorFlow's documented formulas
  const table = [
    [
      [64, 4, 1],
      [64, 1, 2],
    ],
    [
      [8, 2, 1],
      [8, 0, 1],
    ],
    [
      [64, 8, 8],
      [8, 0, 0],
    ],
    [
      [8, 4, 4],
      [2, 0, 0],
    ],
    [
      [5, 3, 2],
      [3, 1, 1],
    ],
    [
      [6, 3, 2],
      [3, 0, 1],
    ],
    [
      [7, 2, 3],
      [3, 0, 1],
    ],
    [
      [10, 1, 4],
      [3, 0, 0],
    ],
    [
      [3, 8, 8],
      [1, 2, 3],
    ],
    [
      [224, 7, 2],
      [112, 2, 3],
    ],
  ] as const;
  for (const [[input, kernel, stride], [output, before, after]] of table) {
    test(`${input} pixels, kernel ${kernel}, stride ${stride}`, () => {
      assert.deepEqual(samePadding(input, kernel, stride), { output, before, after });
    });
  }

  test('ceil(input / stride) windows fit exactly into the padded axis, with the least padding', () => {
    for (let input = 1; input <= 40; input++) {
      for (let kernel = 1; kernel <= 12; kernel++) {
        for (let stride = 1; stride <= 9; stride++) {
          const { output, before, after } = samePadding(input, kernel, stride);
          assert.equal(output, Math.ceil(input / stride));
          assert.equal(Math.floor((input + before + after - kernel) / stride) + 1, output);
          assert.ok(after - before === 0 || after - before === 1);
          // One pixel less would lose the last window.
          if (before + after > 0) assert.equal((output - 1) * stride + kernel, input + before + after);
        }
      }
    }
  });
});

test('validOutput counts the windows that fit', () => {
  for (let input = 1; input <= 40; input++) {
    for (let kernel = 1; kernel <= 12; kernel++) {
      for (let stride = 1; stride <= 9; stride++) {
        let fitting = 0;
        for (let start = 0; start + kernel <= input; start += stride) fitting++;
        assert.equal(validOutput(input, kernel, stride), fitting, `${input} ${kernel} ${stride}`);
      }
    }
  }
});

describe('inferShapes', () => {
  test('follows a picture that is not square through every kind of layer', () => {
    const shapes = inferShapes(
      network(
        [33, 20, 3],
        [
          { kind: 'conv', filters: 8, kernel: 4, stride: 2 }, // ceil(33/2), ceil(20/2)
          { kind: 'batchNorm' },
          { kind: 'relu' },
          { kind: 'maxPool', size: 3, stride: 2 }, // ceil((17-3+1)/2), ceil((10-3+1)/2)
          { kind: 'conv', filters: 5, kernel: 3, padding: 'valid' },
          { kind: 'averagePool', size: 3, stride: 3, padding: 'same' },
          { kind: 'dropout', rate: 0.5 },
          ...flat,
        ],
      ),
    );
    assert.deepEqual(shapes, [
      ...[[17, 10, 8], [17, 10, 8], [17, 10, 8], [8, 4, 8], [6, 2, 5], [2, 1, 5], [2, 1, 5], [10], [6]],
    ]);
  });

  const impossible: [string, number[], object[], RegExp, number][] = [
    [
      'a VALID kernel larger than its input',
      [4, 8, 3],
      [{ kind: 'conv', filters: 2, kernel: 5, padding: 'valid' }, ...flat],
      /^layer 1 \(conv\): its 5x5 window does not fit into its input \(4,8,3\)/,
      0,
    ],
    [
      'a pool larger than its input',
      [8, 8, 3],
      [{ kind: 'maxPool', size: 4, stride: 4 }, { kind: 'averagePool', size: 3, stride: 1 }, ...flat],
      /^layer 2 \(averagePool\): its 3x3 window .* \(2,2,3\)/,
      1,
    ],
    [
      'conv after flatten',
      [8, 8, 3],
      [{ kind: 'flatten' }, { kind: 'conv', filters: 2, kernel: 1 }, { kind: 'dense', units: 2 }],
      /^layer 2 \(conv\): .* gets \(192\)/,
      1,
    ],
    [
      'pool after flatten',
      [8, 8, 3],
      [{ kind: 'flatten' }, { kind: 'maxPool', size: 1, stride: 1 }, { kind: 'dense', units: 2 }],
      /^layer 2 \(maxPool\): .* \(192\)/,
      1,
    ],
    [
      'dense before flatten',
      [8, 8, 3],
      [{ kind: 'relu' }, { kind: 'dense', units: 2 }],
      /^layer 2 \(dense\): .* \(8,8,3\)/,
      1,
    ],
    ['flatten twice', [8, 8, 3], [{ kind: 'flatten' }, ...flat], /^layer 2 \(flatten\): .* \(192\)/, 1],
    [
      'no dense layer at all',
      [8, 8, 3],
      [{ kind: 'relu' }],
      /^layer 1 \(relu\): is the last layer and gives \(8,8,3\)/,
      0,
    ],
    [
      'a flatten layer without a convolution',
      [8, 8, 3],
      [{ kind: 'relu' }, { kind: 'flatten' }],
      /^layer 2 \(flatten\): is the last layer and gives \(192\)/,
      1,
    ],
    [
      'a layer after the last dense layer',
      [8, 8, 3],
      [...flat, { kind: 'relu' }],
      /^layer 3 \(relu\): is the last layer and gives \(6\)/,
      2,
    ],
    [
      'too many parameters',
      [64, 64, 64],
      [{ kind: 'flatten' }, { kind: 'dense', units: 1025 }],
      /^layer 2 \(dense\), .*268698625 \(1074794500 bytes\), more than 268435456/,
      1,
    ],
    [
      'too large activations',
      [512, 512, 3],
      [{ kind: 'conv', filters: 1024, kernel: 1 }, { kind: 'maxPool', size: 64, stride: 64 }, ...flat],
      /^layer 1 \(conv\), .*1076887552 bytes, more than 1073741824/,
      0,
    ],
    ['a too large picture', [4096, 4096, 64], flat, /^the input \(4096,4096,64\): .* 4294967296 bytes/, -1],
  ];
  for (const [name, input, layers, message, layer] of impossible) {
    test(`refuses ${name}, naming the layer, its input, and a remedy`, () => {
      assert.throws(
        () => inferShapes(network(input, layers)),
        (error) => {
          assert.ok(error instanceof NetworkError);
          assert.match(error.message, message);
          assert.equal(error.layer, layer);
          assert.match(error.remedy, /^[A-Z].*\.$/);
          return true;
        },
      );
    });
  }

  test('accepts a network just below the limit of parameters', () => {
    const large = network([64, 64, 64], [{ kind: 'flatten' }, { kind: 'dense', units: 1024, bias: false }]); // 2^28
    assert.deepEqual(inferShapes(large), [[262144], [1024]]);
  });

  test('a window larger than the picture is fine with SAME, as in TensorFlow', () => {
    const layers = [{ kind: 'maxPool', size: 8, stride: 8, padding: 'same' }, ...flat];
    assert.deepEqual(inferShapes(network([4, 4, 3], layers)), [[1, 1, 3], [3], [6]]);
  });

  test('gives positive integer shapes or a NetworkError, for any list of layers', () => {
    const count = fc.integer({ min: 1, max: 9 });
    const padding = fc.constantFrom('same', 'valid');
    const layer = fc.oneof(
      fc.record({ kind: fc.constant('conv'), filters: count, kernel: count, stride: count, padding }),
      fc.record({ kind: fc.constantFrom('maxPool', 'averagePool'), size: count, stride: count, padding }),
      fc.record({ kind: fc.constantFrom('relu', 'batchNorm', 'flatten') }),
      fc.record({ kind: fc.constant('dense'), units: count }),
    );
    let possible = 0;
    const inputs = fc.tuple(count, count, count);
    fc.assert(
      fc.property(inputs, fc.array(layer, { maxLength: 4 }), (input, layers) => {
        try {
          const shapes = inferShapes(network(input, [...layers, ...flat]));
          assert.equal(shapes.length, layers.length + 2);
          assert.ok(shapes.flat().every((n) => Number.isInteger(n) && n >= 1));
          possible++;
        } catch (error) {
          assert.ok(error instanceof NetworkError, String(error));
        }
      }),
      { numRuns: 500 },
    );
    assert.ok(possible > 20, `${possible} possible networks`);
  });
});
