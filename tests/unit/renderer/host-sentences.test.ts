import assert from 'node:assert/strict';
import { test } from 'node:test';
import { z } from 'zod';
import { translatorOf } from '../../../renderer/lib/host-sentences/translator.ts';
import schema from '../../../renderer/lib/host-sentences/zh-CN/schema.json' with { type: 'json' };
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
    [...Object.keys(CHINESE), ...NOT_SHOWN].filter(
      (text) => !(written.has(text) || isInKernels(text) || text in schema),
    ),
    [],
    'not written anywhere',
  );
});

test('what zod reports of a bad field is Chinese, too', () => {
  const bad: readonly (readonly [z.ZodType, unknown, string])[] = [
    [z.object({ seed: z.number() }), { seed: '3' }, '✖ 输入无效：应为 number，收到 string\n  → 位于 seed'],
    [z.literal('same'), 'valid', '✖ 输入无效：应为 "same"'],
    [z.enum(['max', 'average']), 'min', '✖ 选项无效：应为 "max"|"average" 之一'],
    [z.union([z.string(), z.array(z.string())]), 1, '✖ 输入无效'],
    [z.number().max(100), 101, '✖ 过大：number 应为 <=100'],
    [z.number().positive(), 0, '✖ 过小：number 应为 >0'],
    [z.string().max(3), 'four', '✖ 过长：string 应有 <=3 个字符'],
    [z.string().min(1), '', '✖ 过短：string 应有 >=1 个字符'],
    [z.array(z.string()).max(1), ['a', 'b'], '✖ 过多：array 应有 <=1 项'],
    [z.array(z.string()).min(2), [], '✖ 过少：array 应有 >=2 项'],
    [z.string().regex(/^[0-9a-f]+$/), 'xyz', '✖ 文本无效：必须符合模式 /^[0-9a-f]+$/'],
    [z.number().multipleOf(8), 9, '✖ 数值无效：必须是 8 的倍数'],
    [z.strictObject({}), { color: 1 }, '✖ 未知的键："color"'],
    [z.strictObject({}), { color: 1, hue: 2 }, '✖ 未知的键："color", "hue"'],
  ];
  const translate = translatorOf(CHINESE);
  const reports = bad.map(([of, input]) => z.prettifyError(of.safeParse(input).error!));
  assert.deepEqual(
    reports.map(translate),
    bad.map(([, , chinese]) => chinese),
  );
  const unused = Object.keys(schema).filter((text) => {
    const parts = text.split('{}');
    return !reports.some((report) => parts.every((part) => report.includes(part)));
  });
  assert.deepEqual(unused, []);
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
    "onProgress({ step: 'write pictures', done, total });",
  ].join('\n');
  // biome-ignore-end lint/suspicious/noTemplateCurlyInString: source text
  assert.deepEqual(
    textsIn(source, 'a.ts')
      .filter(isSentence)
      .map(({ line, text }) => `${line}: ${text}`),
    [
      '1: {} is a damaged {}: {}',
      '1: its end is missing',
      '2: Copy the file again, or leave {} out.',
      '6: write pictures',
    ],
  );
});
