import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { isTaken, requireOneModel } from '../../../../../renderer/features/models/model-files.ts';
import {
  classWords,
  difference,
  originWords,
  parityFigures,
  paritySentence,
  parityVerdict,
  settingWords,
} from '../../../../../renderer/features/models/model-words.ts';
import { likeliest, MOST_BYTES, pictureType, requireSendable } from '../../../../../renderer/features/models/trial.ts';
import { LabError } from '../../../../../renderer/lib/lab-error.ts';

const REPORT = {
  n: 120,
  labelsEqual: 120,
  maxDifference: 5.96e-8,
  meanDifference: 4e-9,
  maxLogitDifference: null,
  tolerance: 1e-5,
  accuracy: { trained: 0.775, exported: 0.775 },
  passed: true,
} as const;

suite('models in words', () => {
  test('where a model comes from, without repeating the name of its run', () => {
    const run = { kind: 'run', run: 7, runName: 'course on SIGNS' } as const;
    assert.equal(originWords({ name: 'Best', origin: run }), 'run course on SIGNS');
    assert.equal(originWords({ name: 'course on SIGNS', origin: run }), 'run 7');
    assert.equal(originWords({ name: 'signs', origin: { kind: 'file', file: 'signs.onnx' } }), 'file signs.onnx');
  });

  test('a parity report in words', () => {
    assert.deepEqual(parityVerdict(REPORT), { tone: 'good', icon: 'check', word: 'same answers' });
    assert.equal(
      paritySentence(REPORT),
      'The trained net and the exported file were given the same 120 pictures and predicted the same class for every one. ' +
        'No probability differs by more than 5.96e-8; 1.00e-5 is allowed.',
    );
    const figures = new Map(parityFigures(REPORT).map(({ what, value }) => [what, value]));
    assert.equal(figures.get('Largest, logits'), 'not compared');
    assert.equal(figures.get('Accuracy, exported'), '77.50 %');
  });

  test('bounds of the logits are shown if the report has them', () => {
    const report = { ...REPORT, maxLogitDifference: 6.1e-5, logitBound: { largest: 7.1e-4, used: 0.094 } };
    assert.match(
      paritySentence(report),
      / No logit differs by more than 9\.4 % of what float32 rounding can explain\.$/,
    );
    const figures = new Map(parityFigures(report).map(({ what, value }) => [what, value]));
    assert.deepEqual([figures.get('Allowed, logits'), figures.get('Used of the bound')], ['7.10e-4', '9.4 %']);
    const wrong = { ...report, logitBound: { largest: 7.1e-4, used: 13 }, passed: false };
    assert.match(paritySentence(wrong), /1\.00e-5 is allowed\. A logit differs by 13\.0 times what float32 rounding/);
    const endless = { largest: Number.POSITIVE_INFINITY, used: Number.POSITIVE_INFINITY };
    assert.match(paritySentence({ ...report, logitBound: endless, passed: false }), /too large for float32\.$/);
    assert.equal(parityFigures(REPORT).length, figures.size - 2);
  });

  test('a failed report says so, even if an output is not a number', () => {
    const failed = { ...REPORT, labelsEqual: 100, maxDifference: Number.POSITIVE_INFINITY, passed: false };
    assert.equal(parityVerdict(failed).word, 'answers differ');
    assert.match(paritySentence(failed), /the same class for 100 of them\. A probability is not a number;/);
    assert.equal(difference(0), '0');
    assert.equal(parityVerdict(null).word, 'not compared');
  });

  test('a long list of classes is shortened, a short one is not', () => {
    assert.equal(classWords(['0', '1', '2']), '0, 1, 2');
    assert.equal(classWords(['a', 'b', 'c'], 2), 'a, b and 1 more');
    assert.equal(settingWords(null), 'none');
    assert.equal(settingWords({ kind: 'cosine' }), '{"kind":"cosine"}');
  });
});

suite('files of models and trials', () => {
  test('one ONNX file is accepted, everything else is refused with a remedy', () => {
    requireOneModel([{ path: 'Signs.ONNX' }]);
    assert.throws(() => requireOneModel([{ path: 'hand.png' }]), /hand\.png does not end in \.onnx/);
    assert.throws(() => requireOneModel([{ path: 'a.onnx' }, { path: 'b.onnx' }]), /These are 2 models/);
  });

  test('an export that found an existing file is distinguished from one that failed', () => {
    const said = (message: string) => new LabError({ message, badArgument: true });
    assert.equal(isTaken(said('/home/me/signs.onnx already exists.')), true);
    assert.equal(isTaken(said('There is no folder /home/me.')), false);
  });

  test('a file too large for a message is refused before it is sent', () => {
    requireSendable('hand.png', MOST_BYTES);
    assert.throws(() => requireSendable('hand.png', MOST_BYTES + 1), /hand\.png is 15\.7 MB; .* up to 15\.7 MB/);
    assert.throws(() => requireSendable('hand.png', 0), /hand\.png is empty/);
  });

  test("a picture's format is recognised by its first bytes", () => {
    assert.equal(pictureType(Uint8Array.of(0xff, 0xd8, 0xff)), 'image/jpeg');
    assert.equal(pictureType(Uint8Array.of(0x89, 0x50, 0x4e, 0x47)), 'image/png');
    assert.equal(pictureType(Uint8Array.of(0x52, 0x49, 0x46, 0x46)), 'image/webp');
  });

  test('the most likely class comes first', () => {
    assert.deepEqual(likeliest(['a', 'b', 'c'], [0.2, 0.7, 0.1]), [
      { label: 'b', share: 0.7 },
      { label: 'a', share: 0.2 },
      { label: 'c', share: 0.1 },
    ]);
  });
});
