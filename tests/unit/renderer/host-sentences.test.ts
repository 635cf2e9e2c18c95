import assert from 'node:assert/strict';
import { test } from 'node:test';
import { translatorOf } from '../../../renderer/lib/host-sentences/translator.ts';
import { CHINESE } from '../../../renderer/lib/host-sentences/zh-CN.ts';
import { hostTexts, isInKernels, isSentence, NOT_SHOWN, textsIn } from './host-sentences.ts';

const texts = hostTexts();

test('every sentence of the lab’s processes has a Chinese one, and there are no others', () => {
  const missing = texts.filter((one) => isSentence(one) && !(one.text in CHINESE) && !NOT_SHOWN.has(one.text));
  assert.deepEqual(
    missing.map(({ file, line, text }) => `${file}:${line}: ${text}`),
    [],
    'these belong in renderer/lib/host-sentences/zh-CN, or in NOT_SHOWN if no person reads them in the page',
  );
  const written = new Set(texts.map(({ text }) => text));
  assert.deepEqual(
    [...Object.keys(CHINESE), ...NOT_SHOWN].filter((text) => !written.has(text) && !isInKernels(text)),
    [],
    'not written anywhere',
  );
});

test('what is inserted is inserted once, and nothing else', () => {
  const wrong = Object.entries(CHINESE).filter(([english, chinese]) => {
    const inserted = english.split('{}').length - 1;
    const used = [...chinese.matchAll(/\{(\d+)\}/g)].map(([, n]) => Number(n));
    return chinese.includes('{}') || new Set(used).size < used.length || used.some((n) => n < 1 || n > inserted);
  });
  assert.deepEqual(wrong, []);
});

test('every sentence, with something inserted, is shown as its own translation and no other’s', () => {
  const translate = translatorOf(CHINESE);
  for (const [english, chinese] of Object.entries(CHINESE)) {
    // Where one of two adjacent insertions ends cannot be known.
    if (english.includes('{}{}')) continue;
    let n = 0;
    const reported = english.replaceAll('{}', () => `v${++n}`);
    assert.equal(translate(reported), chinese.replaceAll(/\{(\d+)\}/g, 'v$1'), english);
  }
});

test('the sentence with most literal text is taken; insertions and further sentences are translated too', () => {
  const translate = translatorOf({
    'The file {} cannot be read: {}.': '无法读取文件 {1}：{2}。',
    'The file {}: {}.': '文件 {1}：{2}。',
    'the mean of {}': '{1} 的平均值',
    '{} is {}, not {}.': '{1} 是 {2}，应为 {3}。',
    'it ends after {} bytes': '它在 {1} 字节后结束',
    'Copy it again.': '请重新复制。',
    'In {}: {}': '{2}（{1}）',
  });
  assert.equal(
    translate('The file a b.png cannot be read: it ends after 7 bytes.'),
    '无法读取文件 a b.png：它在 7 字节后结束。',
  );
  assert.equal(
    translate('The file a.png cannot be read: it ends after 7 bytes. Copy it again.'),
    '无法读取文件 a.png：它在 7 字节后结束。请重新复制。',
  );
  assert.equal(translate('Nothing is known of this. Copy it again.'), 'Nothing is known of this. 请重新复制。');
  assert.equal(translate('Copy it again'), '请重新复制');
  assert.equal(translate('In W: Copy it again.'), '请重新复制。（W）');
  assert.equal(translate('Neither\nCopy it again.'), 'Neither\n请重新复制。');
  assert.equal(translate('the mean of Z is 0.5, not 1.'), 'Z 的平均值是 0.5，应为 1。');
  assert.equal(translate('it ends after 7 bytes, the mean of W'), '它在 7 字节后结束，W 的平均值');
  assert.equal(translate('my hands'), 'my hands');
});

test('sentences are found in templates, sums and what is inserted; names, queries and errors of the program are not', () => {
  // biome-ignore-start lint/suspicious/noTemplateCurlyInString: source text
  const source = [
    "throw new DatasetError(`${name} is a damaged ${kind}: ${end ? 'its end is missing' : reason}`);",
    "const remedy = 'Copy the file again, ' + `or leave ${name} out.`;",
    "throw new RangeError('a bug of the program itself');",
    "db.prepare('SELECT a FROM b WHERE c = 1');",
    "const kind = 'early stopping';",
  ].join('\n');
  // biome-ignore-end lint/suspicious/noTemplateCurlyInString: source text
  assert.deepEqual(
    textsIn(source, 'a.ts')
      .filter(isSentence)
      .map(({ line, text }) => `${line}: ${text}`),
    ['1: {} is a damaged {}: {}', '1: its end is missing', '2: Copy the file again, or leave {} out.'],
  );
});
