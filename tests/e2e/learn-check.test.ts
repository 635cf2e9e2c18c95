/**
 * "Check my work": a learner's Python code, right and wrong, run with the page's snippets and a real numpy; its files are
 * dropped on the page and its printouts are pasted.
 */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { zipSync } from 'fflate';
import type { Page } from 'playwright';
import { MT19937 } from '../../datasets/random/mt19937.ts';
import { glorotUniform } from '../../native-bridge/convnet/initialisers.ts';
import {
  type Edition,
  editionCases,
  editionInputs,
  expected,
  type FunctionName,
} from '../../native-bridge/learn/index.ts';
import { readNpy, writeNpy } from '../../native-bridge/learn/read/index.ts';
import { courseWeights } from '../../native-bridge/learn/training/index.ts';
import { convForward, zeroPad, zeros } from '../../native-bridge/reference/index.ts';
import { editionSnippet } from '../../renderer/features/learn/check/inputs/snippet.ts';
import { type BrowserLab, browserLab, dropFiles, WITHOUT_BROWSER } from '../helpers/browser.ts';
import { pythonWith } from '../helpers/python.ts';
import { temporaryFolder } from '../helpers/temporary.ts';
import { header, npyBytes } from '../unit/native-bridge/learn/read/npy-bytes.ts';

const numpy = await pythonWith(['numpy']);
/** In the format of the 2018 notebook. */
const PUBLISHED_ROWS = `W1 = [ 0.00131723  0.1417614  -0.04434952  0.09197326  0.14984085 -0.03514394
 -0.06847463  0.05245192]
W2 = [-0.08566415  0.17750949  0.11974221  0.16773748 -0.0830943  -0.08058
 -0.00577033 -0.14643836  0.24162132 -0.05857408 -0.19055021  0.1345228
 -0.22779644 -0.1601823  -0.16117483 -0.10286498]`;
/** The Python code of an address. */
function snippetOf(query: string): string {
  const { function: name, edition, case: at = '0' } = Object.fromEntries(new URLSearchParams(query));
  return editionSnippet(name as FunctionName, editionCases(name as FunctionName, edition as Edition)[Number(at)]!);
}
const learner = join(import.meta.dirname, 'learner.py');

describe('Check my work', { skip: WITHOUT_BROWSER }, () => {
  let lab: BrowserLab;
  let page: Page;
  let folder: string;
  const closing: (() => unknown)[] = [];
  before(async () => {
    const suite = { after: (work: () => unknown) => void closing.unshift(work) };
    folder = temporaryFolder(suite);
    lab = await browserLab(suite);
    page = lab.page;
  });
  after(async () => {
    for (const close of closing) await close();
  });

  const open = async (query: string) => {
    await lab.go(`/learn/check-my-work?${query}`);
    await page.getByRole('button', { name: 'Check the text' }).waitFor();
  };
  const banner = () => page.locator('[data-verdict]');
  const seen = async () => {
    await banner().waitFor();
    return {
      verdict: await banner().getAttribute('data-verdict'),
      mistake: await banner().getAttribute('data-mistake'),
    };
  };
  const paste = async (text: string) => {
    await page.getByLabel('Or paste what Python prints').fill(text);
    await page.getByRole('button', { name: 'Check the text' }).click();
  };
  const drop = async (name: string, bytes: Uint8Array | string) => {
    const path = join(folder, name);
    writeFileSync(path, bytes);
    await dropFiles(page, [path]);
  };

  describe("a learner's code", { skip: numpy.skip }, () => {
    const right: [string, string][] = [
      ['function=conv_forward&edition=2018', 'npz'],
      ['function=conv_forward&edition=2021', 'npy32'],
      ['function=pool_forward&edition=2018&case=1', 'print'],
      ['function=conv_backward&edition=2018', 'compressed'],
      ['function=pool_backward&edition=2021', 'json'],
      ['function=zero_pad&edition=2021', 'fortran'],
      ['function=create_mask_from_window&edition=2018', 'npy'],
      ['function=distribute_value&edition=2018', 'print'],
      ['function=conv_single_step&edition=2018', 'print'],
      ['function=conv_forward&edition=2018&', 'summary'],
    ];
    const wrong: [string, string, string, RegExp][] = [
      ['function=conv_forward&edition=2018', 'stride-ignored', 'npz', /^stride-ignored/],
      ['function=conv_forward&edition=2021', 'bias-forgotten', 'npy32', /^bias-forgotten/],
      ['function=conv_forward&edition=2018&', 'stride-ignored', 'summary', /^stride-ignored/],
      ['function=conv_forward&edition=2021&', 'plus-one-forgotten', 'npy', /^(pad-ignored-in-size|size-one-short)/],
      ['function=conv_single_step&edition=2018', 'bias-in-every-product', 'print', /bias/],
      ['function=pool_forward&edition=2021', 'all-channels', 'json', /channel/],
      ['function=conv_backward&edition=2018', 'dW-overwritten', 'compressed', /dW|overw|assign/],
      ['function=pool_backward&edition=2018', 'overlap-overwritten', 'npz', /overw|assign|overlap/],
      ['function=zero_pad&edition=2018', 'pad-channels', 'npy', /^pad-channels/],
      ['function=distribute_value&edition=2021', 'not-divided', 'print', /divi/],
    ];
    /** Runs one Python process for all of them; the path of each one's file, in order. */
    let files: string[] = [];
    const all = [
      ...right.map(([query, form]) => ({ query, form, mistake: 'none' })),
      ...wrong.map(([query, mistake, form]) => ({ query, form, mistake })),
    ];
    before(() => {
      assert.ok(numpy.skip === false);
      const jobs = all.map(({ query, form, mistake }, at) => ({
        form,
        mistake,
        snippet: snippetOf(query),
        folder: join(folder, String(at)),
      }));
      const ran = spawnSync(numpy.python, [learner], { input: JSON.stringify(jobs), encoding: 'utf8' });
      assert.equal(ran.status, 0, ran.stderr);
      files = JSON.parse(ran.stdout) as string[];
    });

    for (const [at, { query, form, mistake }] of all.entries()) {
      const id = wrong[at - right.length]?.[3];
      test(`${mistake === 'none' ? 'right' : mistake}: ${query} as ${form}`, async () => {
        await open(query);
        const shown = await page
          .getByLabel('Python: the inputs, your function, and the file to drop below')
          .textContent();
        assert.equal(shown, snippetOf(query), 'the page shows the Python that was run');
        await dropFiles(page, [files[at]!]);
        const found = await seen();
        const words = await banner().innerText();
        assert.equal(found.verdict, id ? 'wrong' : 'right', words);
        if (id) assert.match(found.mistake ?? 'none', id, words);
      });
    }
  });

  test('the result shows the correct outputs, and the first wrong cell with its numbers', async () => {
    await open('function=conv_forward&edition=2018');
    const { A_prev, W, b, hparameters } = editionInputs('conv_forward', '2018');
    const Z = convForward(A_prev, W, b, hparameters).Z;
    const off = Z.data.slice();
    const at = 4 * 4 * 8 + (1 * 4 + 2) * 8 + 3; // Z[1,1,2,3]
    off[at]! += 0.5;
    await drop('Z.npy', writeNpy({ shape: Z.shape, data: off }));
    assert.equal((await seen()).verdict, 'wrong');
    const result = page.getByRole('region', { name: 'Result' });
    await result.getByText('Z[1, 1, 2, 3]').waitFor();
    const number = async (which: string) =>
      Number(await result.locator(`[data-which=${which}]`).getAttribute('data-value'));
    assert.deepEqual([await number('found'), await number('expected')], [off[at], Z.data[at]]);
    await result.getByText('1 of 1,280 numbers of Z are off, by up to 0.5.').waitFor();
    // The products on the page and their sum equal the reference's.
    const products = result.getByRole('table', { name: /^products/ }).locator('[data-value]');
    const shown = await products.evaluateAll((cells) => cells.map((cell) => Number(cell.getAttribute('data-value'))));
    assert.equal(shown.length, 2 * 2 * 3);
    const sum = shown.reduce((total, value) => total + value, 0) + b.data[3]!;
    assert.ok(Math.abs(sum - Z.data[at]!) < 1e-12, `${sum} and ${Z.data[at]}`);
    await lab.axe();
    await result.scrollIntoViewIfNeeded();
    await lab.screenshot('learn-check-cell');
    await page.setViewportSize({ width: 360, height: 740 });
    assert.equal(await page.evaluate('document.documentElement.scrollWidth'), 360);
    await lab.screenshot('learn-check-narrow');
    await page.setViewportSize({ width: 1280, height: 800 });
  });

  test('a shape that differs is shown axis by axis', async () => {
    await open('function=conv_forward&edition=2018');
    await drop('Z.npy', writeNpy(zeros([10, 3, 4, 8])));
    assert.equal((await seen()).verdict, 'wrong');
    const rows = page.getByRole('table', { name: 'Shape of Z' }).getByRole('row');
    assert.match(await rows.nth(1).innerText(), /Yours\s+10\s+differs:\s+3\s+4\s+8/);
    assert.match(await rows.nth(2).innerText(), /Right\s+10\s+4\s+4\s+8/);
  });

  const refused: [string, string, Uint8Array | string, RegExp][] = [
    [
      'objects',
      'Z.npy',
      npyBytes(header("'|O'", '(1,)'), new Uint8Array(8)),
      /Python objects.*unpickled.*never done here/,
    ],
    [
      '10^9 cells',
      'Z.npy',
      npyBytes(header("'<f8'", '(1000, 1000, 1000)')),
      /1,000,000,000 numbers; at most 4,194,304/,
    ],
    [
      'half an array',
      'Z.txt',
      'Z = [[1. 2.]\n [3.',
      /half an array: the text ends after 3 numbers, the last of them 3\. 2 brackets/,
    ],
    ['a pickle', 'Z.pkl', Uint8Array.of(0x80, 4, 0x95), /pickle: loading one runs whatever code/],
    ['a cut-off archive', 'Z.npz', Uint8Array.of(0x50, 0x4b, 3, 4, 20, 0, 0, 0, 0, 0), /damaged|no array/],
    ['an empty file', 'Z.npy', '', /Z\.npy is empty/],
    ['None', 'Z.txt', 'Z = None', /Z is None: the function returns nothing/],
  ];
  for (const [what, name, bytes, said] of refused) {
    test(`refused with a sentence and a remedy: ${what}`, async () => {
      await open('function=conv_forward&edition=2018');
      await drop(name, bytes);
      const alert = page.getByRole('alert').filter({ hasText: 'This could not be checked.' });
      await alert.filter({ hasText: said }).waitFor();
      assert.ok((await alert.locator('p.soft').innerText()).length > 10);
      assert.equal(await banner().count(), 0);
    });
  }

  test('NaN is wrong and located; another size is reported axis by axis', async () => {
    await open('function=zero_pad&edition=2018');
    const X_pad = expected('zero_pad', editionInputs('zero_pad', '2018')).X_pad!;
    await drop('X_pad.npy', writeNpy({ shape: X_pad.shape, data: X_pad.data.with(5, Number.NaN) }));
    assert.deepEqual(await seen(), { verdict: 'wrong', mistake: 'nan' });
    assert.doesNotMatch(await banner().innerText(), /matches every number/);
    await paste('[[[[0. 0.]]]]');
    await page.getByRole('table', { name: 'Shape of X_pad' }).waitFor();
  });

  test('by keyboard: paste, Control+Enter; the list remembers it, even after a reload', async () => {
    await open('function=distribute_value&edition=2018');
    const box = page.getByLabel('Or paste what Python prints');
    await box.focus();
    await page.keyboard.type('[[0.5 0.5]\n [0.5 0.5]]');
    await page.keyboard.press('Control+Enter');
    assert.equal((await seen()).verdict, 'right');
    await page.getByRole('link', { name: 'All functions' }).first().click();
    const entry = page.getByRole('link', { name: /^distribute_value/ });
    await entry.filter({ hasText: 'right' }).waitFor();
    await page.reload();
    await entry.filter({ hasText: 'right' }).waitFor();
    await lab.axe();
    await lab.screenshot('learn-check-list');
  });

  test('custom inputs: in one archive with the output, or typed numbers', async () => {
    await open('function=zero_pad&inputs=own');
    const X = { shape: [1, 2, 3, 1], data: Float64Array.from([1, 2, 3, 4, 5, 6]) };
    const archive = zipSync({ 'X.npy': writeNpy(X), 'X_pad.npy': writeNpy(zeroPad(X, 1)) });
    await drop('answer.npz', archive);
    await page.getByRole('alert').filter({ hasText: 'pad not typed yet' }).waitFor();
    await page.getByLabel('pad', { exact: true }).fill('3');
    assert.deepEqual(await seen(), { verdict: 'wrong', mistake: 'pad-one-always' });
    await page.getByLabel('pad', { exact: true }).fill('1');
    await page.locator('[data-verdict=right]').waitFor();
    assert.match(page.url(), /pad=1/);
  });

  test('the inputs can be downloaded as files, with the numbers of numpy', async () => {
    await open('function=pool_backward&edition=2018');
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Download dA.npy' }).click(),
    ]);
    assert.equal(file.suggestedFilename(), 'dA.npy');
    const { tensor } = readNpy('dA', readFileSync(await file.path()));
    assert.deepEqual(tensor, editionInputs('pool_backward', '2018').dA);
  });

  test('initialize_parameters: the published rows are right, another seed is identified', async () => {
    await open('function=initialize_parameters');
    await paste(PUBLISHED_ROWS);
    assert.equal((await seen()).verdict, 'right');
    const { W1, W2 } = courseWeights();
    const other = { shape: W1.shape, data: Float64Array.from(glorotUniform(W1.shape, 7, 0)) };
    await drop('weights.npz', zipSync({ 'W1.npy': writeNpy(other), 'W2.npy': writeNpy(W2) }));
    await page.locator('[data-mistake=graph-seed]').waitFor();
    await page.getByText('W1[0, 0, 0, 0]').waitFor();
  });

  test('random_mini_batches: indices or labels, and the seed that was used', async () => {
    await open('function=random_mini_batches');
    const order = (seed: number) => [...new MT19937(seed).permutation(1080)];
    await paste(
      JSON.stringify(
        order(4)
          .slice(0, 64)
          .map((index) => index % 6),
      ),
    );
    assert.equal((await seen()).verdict, 'right');
    await paste(`[${order(3).join(' ')}]`);
    await page.locator('[data-mistake=seed-not-advanced]').waitFor();
  });

  test('costs: published ones, a different divisor, and undecidable ones', async () => {
    await open('function=costs');
    await paste('Cost after epoch 0: 1.917929\nCost after epoch 5: 1.506757');
    assert.equal((await seen()).verdict, 'right');
    await paste('1.805110 1.418124');
    await page.locator('[data-mistake="divided-by-17"]').waitFor();
    await paste('Cost after epoch 0: 1.921\nCost after epoch 5: 1.45');
    await page.locator('[data-verdict=unknown]').waitFor();
    await banner().getByText('Costs cannot tell which').waitFor();
    await lab.screenshot('learn-check-costs');
  });

  test('an address of an unknown function says so, with a remedy', async () => {
    await lab.go('/learn/check-my-work?function=nothing');
    await page.getByText('There is no function nothing').waitFor();
    await page.getByRole('link', { name: 'All functions' }).last().click();
    await page.getByRole('heading', { name: 'The eight functions' }).waitFor();
  });
});
