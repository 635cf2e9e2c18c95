import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { strToU8, zipSync } from 'fflate';
import { type Pasted, ReadError, writeNpy } from '../../../../../../native-bridge/learn/read/index.ts';
import { readFiles } from '../../../../../../renderer/features/learn/check/answer/read-files.ts';

const file = (name: string, bytes: Uint8Array | string): File =>
  new File([typeof bytes === 'string' ? bytes : bytes.slice()], name);
const tensor = (...values: number[]) => ({ shape: [values.length], data: Float64Array.from(values) });
const names = (read: Pasted) =>
  read.kind === 'arrays' ? read.arrays.map(({ name, tensor: { data } }) => [name, ...data]) : read.text;

async function refusal(...files: File[]): Promise<string> {
  return readFiles(files).then(
    () => assert.fail('was taken'),
    (error: unknown) => {
      assert.ok(error instanceof ReadError, String(error));
      assert.ok(error.remedy.length > 0);
      return error.message;
    },
  );
}

describe('readFiles', () => {
  test('.npy by its name, several together', async () => {
    const files = [file('out/dW.npy', writeNpy(tensor(1, 2))), file('db.npy', writeNpy(tensor(3)))];
    assert.deepEqual(names(await readFiles(files)), [
      ['dW', 1, 2],
      ['db', 3],
    ]);
  });

  test('.npz, stored or compressed, whatever it is called', async () => {
    const entries = { 'dW.npy': writeNpy(tensor(1, 2)), 'db.npy': writeNpy(tensor(3)) };
    for (const level of [0, 9] as const) {
      assert.deepEqual(names(await readFiles([file('answer.bin', zipSync(entries, { level }))])), [
        ['dW', 1, 2],
        ['db', 3],
      ]);
    }
  });

  test('JSON and printed text', async () => {
    assert.deepEqual(names(await readFiles([file('a.json', '{"Z": [1, 2]}')])), [['Z', 1, 2]]);
    assert.deepEqual(names(await readFiles([file('Z.txt', '[1. 2.]')])), [['Z', 1, 2]]);
    assert.equal(names(await readFiles([file('a.log', "Z's mean = 0.5")])), "Z's mean = 0.5");
  });

  const npy = writeNpy(tensor(1, 2, 3));
  const archive = zipSync({ 'Z.npy': npy });
  const refused: [string, File[], RegExp][] = [
    ['nothing in it', [file('Z.npy', '')], /Z\.npy is empty/],
    ['a pickle', [file('Z.pkl', Uint8Array.of(0x80, 4, 0x95, 0))], /pickle/],
    ['HDF5', [file('Z.h5', Uint8Array.of(0x89, 0x48, 0x44, 0x46, 0x0d))], /an HDF5 file/],
    ['a notebook', [file('a.ipynb', '{"cells": []}')], /is a notebook/],
    ['a text that is too long', [file('a.txt', '0 '.repeat(300_000))], /a\.txt is 600 KB of text; at most 500 KB/],
    ['bytes', [file('a.bin', Uint8Array.of(0xff, 0xfe, 0xff))], /not a \.npy, \.npz, JSON or text file/],
    ['a cut-off archive', [file('a.npz', archive.subarray(0, 60))], /a\.npz is damaged or truncated/],
    ['an empty archive', [file('a.npz', zipSync({}))], /contains no array/],
    ['an archive of something else', [file('a.npz', zipSync({ 'a.txt': strToU8('hello') }))], /not a \.npy file/],
    [
      'an archive of too many',
      [file('a.npz', zipSync(Object.fromEntries(Array.from({ length: 65 }, (_, i) => [`${i}.npy`, npy]))))],
      /more than 64 files/,
    ],
    [
      'an archive that unpacks without end',
      [file('a.npz', zipSync({ 'Z.npy': new Uint8Array(70 * 1024 * 1024) }))],
      /unpacks to more than 64 MB/,
    ],
    ['too many files', Array.from({ length: 17 }, () => file('Z.npy', npy)), /17 files; at most 16/],
    [
      'a printout among others',
      [file('Z.npy', npy), file('a.txt', "Z's mean = 1")],
      /a\.txt is a printout, next to other files/,
    ],
  ];
  for (const [what, files, said] of refused)
    test(`refuses ${what}`, async () => assert.match(await refusal(...files), said));

  test('a file that is too large is not read', async () => {
    const large = { name: 'Z.npy', size: 1e9, arrayBuffer: () => assert.fail('was read') };
    await assert.rejects(readFiles([large]), /1000 MB; at most 64 MB/);
  });
});
