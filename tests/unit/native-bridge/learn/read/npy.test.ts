import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { MAX_CELLS, ReadError, readNpy, writeNpy } from '../../../../../native-bridge/learn/read/index.ts';
import { pythonWith } from '../../../../helpers/python.ts';
import { temporaryFolder } from '../../../../helpers/temporary.ts';
import { header, npyBytes } from './npy-bytes.ts';

/** The sentence with which a file is refused; there must be a remedy too. */
function refusal(bytes: Uint8Array): string {
  try {
    readNpy('Z', bytes);
  } catch (error) {
    assert.ok(error instanceof ReadError, String(error));
    assert.ok(error.remedy.length > 0);
    return error.message;
  }
  return assert.fail('was taken');
}

const doubles = (...values: number[]) => new Uint8Array(Float64Array.from(values).buffer);

describe('readNpy', () => {
  test('versions 1, 2 and 3, and the long integers of Python 2', () => {
    const texts = [header("'<f8'", '(2L, 1L)'), header("'<f8'", '(2, 1)')];
    for (const version of [
      [1, 0],
      [2, 0],
      [3, 0],
    ] as const) {
      for (const text of texts) {
        const { tensor, notes } = readNpy('Z', npyBytes(text, doubles(1.5, -2), version));
        assert.deepEqual(tensor, { shape: [2, 1], data: Float64Array.of(1.5, -2) });
        assert.deepEqual(notes, []);
      }
    }
  });

  test('refuses objects, and says why', () => {
    assert.match(refusal(npyBytes(header("'|O'", '(1,)'), doubles(0))), /Python objects.*unpickled.*never done/);
  });

  test('refuses 10^9 cells from the header alone', () => {
    const said = refusal(npyBytes(header("'<f8'", '(1000000000,)')));
    assert.equal(
      said,
      `Z has the shape (1000000000), 1,000,000,000 numbers; at most ${MAX_CELLS.toLocaleString('en-US')} are read here.`,
    );
  });

  const refused: [string, Uint8Array, RegExp][] = [
    ['another file', new TextEncoder().encode('hello'), /not a \.npy file/],
    ['a version to come', npyBytes(header("'<f8'", '(1,)'), doubles(1), [4, 0]), /version 4\.0/],
    ['a cut-off header', npyBytes(header("'<f8'", '(1,)')).subarray(0, 40), /middle of its header/],
    ['cut-off numbers', npyBytes(header("'<f8'", '(3,)'), doubles(1, 2)), /ends after 2 of its 3 numbers/],
    ['a damaged header', npyBytes("{'descr': '<f8', 'shape': (1,"), /header of Z is damaged/],
    ['a missing order', npyBytes("{'descr': '<f8', 'shape': (1,)}", doubles(1)), /header of Z is damaged/],
    ['a negative axis', npyBytes(header("'<f8'", '(-1,)'), doubles(1)), /header of Z is damaged/],
    ['an axis of no whole number', npyBytes(header("'<f8'", '(1.5,)'), doubles(1)), /header of Z is damaged/],
    ['a table', npyBytes(header("[('a', '<f8')]", '(1,)'), doubles(1)), /structured array/],
    ['complex numbers', npyBytes(header("'<c16'", '(1,)'), doubles(1, 2)), /complex numbers/],
    ['texts', npyBytes(header("'<U2'", '(1,)'), doubles(1)), /strings/],
    ['long doubles', npyBytes(header("'<f16'", '(1,)'), doubles(1, 2)), /floats of a size/],
    ['a type from the prototype', npyBytes(header("'<constructor'", '(1,)'), doubles(1)), /complex numbers/],
    ['too many axes', npyBytes(header("'<f8'", `(${'1, '.repeat(20)})`), doubles(1)), /20 axes/],
  ];
  for (const [what, bytes, said] of refused) test(`refuses ${what}`, () => assert.match(refusal(bytes), said));

  test('reports another byte order once', () => {
    const { tensor, notes } = readNpy('Z', npyBytes(header("'>f8'", '(1,)'), doubles(1).reverse()));
    assert.deepEqual([...tensor.data], [1]);
    assert.deepEqual(notes, ['Z is stored big-endian (float64). It was read correctly: this is not a mistake.']);
  });

  test('reports bytes after the array', () => {
    const { notes } = readNpy('Z', npyBytes(header("'<f8'", '()'), doubles(1, 2)));
    assert.deepEqual(notes, ['8 bytes after Z were not read.']);
  });
});

const numpy = await pythonWith(['numpy']);
/** Every type, byte order and axis order, with the numbers as Python prints them. */
const WRITE_ALL = `
import json, sys, numpy as np
x = np.array([[[0, 1, 2], [3, 100, 5]], [[6, 7, 8], [9, 10, 11]]])
for kind in 'b1 i1 u1 i2 u2 i4 u4 i8 u8 f2 f4 f8'.split():
    for byte in '<>':
        for order in 'CF':
            a = np.asarray(x / (3 if kind[0] == 'f' else 1), dtype=byte + kind, order=order)
            name = f'{sys.argv[1]}/{kind}-{"le" if byte == "<" else "be"}-{order}'
            np.save(name + '.npy', a)
            json.dump(dict(shape=a.shape, data=a.astype('f8').ravel().tolist()), open(name + '.json', 'w'))
`;

describe('with numpy', { skip: numpy.skip }, () => {
  test('reads files written by numpy bit for bit: 12 types, both byte orders, both axis orders', (context) => {
    if (numpy.skip !== false) return;
    const folder = temporaryFolder(context);
    execFileSync(numpy.python, ['-c', WRITE_ALL, folder]);
    const names = readdirSync(folder).filter((name) => name.endsWith('.npy'));
    assert.equal(names.length, 48);
    for (const file of names) {
      const wanted = JSON.parse(readFileSync(join(folder, file.replace('.npy', '.json')), 'utf8')) as {
        shape: number[];
        data: number[];
      };
      const { tensor, notes } = readNpy('Z', readFileSync(join(folder, file)));
      assert.deepEqual(tensor, { shape: wanted.shape, data: Float64Array.from(wanted.data) }, file);
      const said = notes.join(' ');
      assert.equal(/Fortran order/.test(said), file.includes('-F'), file);
      assert.equal(/big-endian/.test(said), file.includes('-be') && !file.includes('1-'), file);
    }
  });

  test('numpy reads files written here, bit for bit', () => {
    if (numpy.skip !== false) return;
    for (const shape of [[], [3], [2, 3], [2, 1, 2, 2]]) {
      const count = shape.reduce((product, n) => product * n, 1);
      const data = Float64Array.from({ length: count }, (_, at) => Math.PI * (at - 2));
      const bytes = writeNpy({ shape, data });
      assert.deepEqual(readNpy('Z', bytes), { name: 'Z', tensor: { shape, data }, notes: [] });
      assert.equal((bytes.length - data.length * 8) % 64, 0);
      const printed: string = execFileSync(
        numpy.python,
        [
          '-c',
          'import io, json, sys, numpy as np; a = np.load(io.BytesIO(sys.stdin.buffer.read())); print(json.dumps([a.dtype.str, a.shape, a.ravel().tolist()]))',
        ],
        { input: bytes, encoding: 'utf8' },
      );
      assert.deepEqual(JSON.parse(printed), ['<f8', shape, [...data]]);
    }
  });
});
