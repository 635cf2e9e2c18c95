/** For any bytes or text, the readers of a learner's work return an array or a sentence, and quickly. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { zipSync } from 'fflate';
import { checkPrinted } from '../../native-bridge/learn/index.ts';
import { ReadError, readArrays, readNpy, readPasted, writeNpy } from '../../native-bridge/learn/read/index.ts';
import { readFiles } from '../../renderer/features/learn/check/answer/read-files.ts';

const RUNS = 2000;
const tensors = fc.array(fc.nat({ max: 4 }), { maxLength: 4 }).chain((shape) => {
  const count = shape.reduce((product, n) => product * n, 1);
  const data = fc.float64Array({ minLength: count, maxLength: count });
  return data.map((numbers) => ({ shape, data: numbers }));
});

/** Runs it; fails unless it gives a result or a ReadError with both sentences. */
function answers(work: () => unknown): void {
  try {
    work();
  } catch (error) {
    assert.ok(error instanceof ReadError, String(error instanceof Error ? error.stack : error));
    assert.ok(error.message.length > 0 && error.remedy.length > 0);
    assert.ok(error.message.length < 400, error.message);
  }
}

const python = ({ shape, data }: { shape: readonly number[]; data: Float64Array }, between: string): string => {
  const number = (value: number) =>
    Number.isFinite(value) ? String(value) : Number.isNaN(value) ? 'nan' : value < 0 ? '-inf' : 'inf';
  const text = (axis: number, at: number): string => {
    if (axis === shape.length) return number(data[at]!);
    const step = shape.slice(axis + 1).reduce((product, n) => product * n, 1);
    return `[${Array.from({ length: shape[axis]! }, (_, i) => text(axis + 1, at + i * step)).join(between)}]`;
  };
  return text(0, 0);
};

describe('readNpy', () => {
  test('reads what writeNpy wrote', () => {
    fc.assert(
      fc.property(tensors, (x) => assert.deepEqual(readNpy('Z', writeNpy(x)).tensor, x)),
      { numRuns: 500 },
    );
  });

  test('any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => answers(() => readNpy('Z', bytes))),
      { numRuns: RUNS },
    );
  });

  test('a valid file with some bytes changed or truncated', () => {
    const changes = fc.array(fc.tuple(fc.nat({ max: 140 }), fc.integer({ min: 0, max: 255 })), {
      minLength: 1,
      maxLength: 4,
    });
    fc.assert(
      fc.property(tensors, changes, fc.option(fc.nat({ max: 200 })), (x, edits, end) => {
        const bytes = writeNpy(x);
        for (const [at, byte] of edits) if (at < bytes.length) bytes[at] = byte;
        answers(() => readNpy('Z', bytes.subarray(0, end ?? bytes.length)));
      }),
      { numRuns: RUNS },
    );
  });
});

describe('readFiles', () => {
  test('an archive with some bytes changed or truncated, and any bytes that start like one', async () => {
    const changes = fc.array(fc.tuple(fc.nat({ max: 400 }), fc.integer({ min: 0, max: 255 })), { maxLength: 4 });
    const archives = fc
      .tuple(tensors, fc.constantFrom(0 as const, 6 as const), changes, fc.option(fc.nat({ max: 400 })))
      .map(([x, level, edits, end]) => {
        const bytes = zipSync({ 'Z.npy': writeNpy(x) }, { level });
        for (const [at, byte] of edits) if (at < bytes.length) bytes[at] = byte;
        return bytes.subarray(0, end ?? bytes.length);
      });
    const begun = fc.uint8Array({ maxLength: 200 }).map((bytes) => Uint8Array.of(0x50, 0x4b, 3, 4, ...bytes));
    await fc.assert(
      fc.asyncProperty(fc.oneof(archives, begun), async (bytes) => {
        const read = await readFiles([new File([bytes.slice()], 'a.npz')]).catch((error: unknown) => error);
        answers(() => {
          if (read instanceof Error) throw read;
        });
      }),
      { numRuns: RUNS },
    );
  });
});

describe('readPasted', () => {
  test('reads what was printed, with commas or with spaces', () => {
    const whole = tensors.filter(({ shape }) => !shape.includes(0));
    fc.assert(
      fc.property(whole, fc.constantFrom(', ', ' ', '\n ', ',\n'), (x, between) => {
        const [found] = readArrays(python(x, between));
        assert.deepEqual(found!.tensor.shape, x.shape);
        // -0 is written as 0.
        assert.deepEqual(
          [...found!.tensor.data].map((value) => value + 0),
          [...x.data].map((value) => value + 0),
        );
      }),
      { numRuns: 500 },
    );
  });

  test('any text', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 200, unit: 'binary' }), (text) => answers(() => readPasted(text))),
      { numRuns: RUNS },
    );
  });

  test('any text made of the characters of an array', () => {
    const pieces = fc.constantFrom(
      '[',
      ']',
      '(',
      ')',
      '{',
      '}',
      ',',
      ' ',
      '\n',
      '=',
      ':',
      '1',
      '.',
      '-',
      'e',
      '...',
      'nan',
      'Z',
      'array(',
      "'",
      'dtype',
      'None',
      'j',
      '<',
    );
    const texts = fc.array(pieces, { maxLength: 40 }).map((some) => some.join(''));
    fc.assert(
      fc.property(texts, (text) => answers(() => readPasted(text))),
      { numRuns: RUNS },
    );
  });

  test('a long text is read quickly, whatever it repeats', () => {
    const pieces = [
      '[',
      '1 ',
      '1.',
      'a ',
      'a=',
      "'",
      ' ',
      '\n',
      '[0]',
      '<tf.T',
      "Z's ",
      '(array([1',
      '-',
      'x[',
      'np.',
      'mean',
      'Z=1 ',
    ].map((piece) => ['', piece] as const);
    const begun = [
      ['<tf.', 'a'],
      ['<tf.T ', 'numpy='],
      ['mode', ' '],
    ] as const;
    for (const [begin, piece] of [...pieces, ...begun]) {
      const text = begin + piece.repeat(Math.floor(200_000 / piece.length));
      const began = performance.now();
      answers(() => readPasted(text));
      answers(() => checkPrinted('conv_forward', '2018', text));
      const took = performance.now() - began;
      // A hundred times the usual duration: backtracking would take minutes.
      assert.ok(took < 20_000, `${JSON.stringify(begin + piece)}: ${took} ms`);
    }
  });
});
