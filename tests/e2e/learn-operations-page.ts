/** Reads numbers from the page for the tests of Learn's operations: grids and single numbers. */
import assert from 'node:assert/strict';
import { after, before } from 'node:test';
import type { Page } from 'playwright';
import type { Tensor } from '../../native-bridge/reference/index.ts';
import { type BrowserLab, browserLab } from '../helpers/browser.ts';
import type { GoldenTensor } from '../helpers/shared.ts';

/** The numbers of a grid with full precision; null where a cell is empty. */
export type Cells = (number | null)[];

/** Picture `i`, channel `c` of (m, height, width, channels), as a grid shows it. */
export function plane({ shape, data }: Tensor | GoldenTensor, i: number, c: number): number[] {
  const [, rows, columns, channels] = shape as [number, number, number, number];
  const from = i * rows * columns * channels + c;
  return Array.from({ length: rows * columns }, (_, at) => data[from + at * channels]!);
}

/** Channel `k` of filter `c` of (f, f, channels, nC). */
export function filterPlane({ shape, data }: Tensor | GoldenTensor, k: number, c: number): number[] {
  const [f, , channels, nC] = shape as [number, number, number, number];
  return Array.from({ length: f * f }, (_, at) => data[(at * channels + k) * nC + c]!);
}

/** Equal to the last bit; -0 is 0, as in an attribute. */
export function same(found: Cells, expected: ArrayLike<number>, name: string): void {
  assert.deepEqual(found.map(String), Array.from(expected, String), name);
}

/** Equal except for numpy's order of summation. */
export function close(found: Cells, expected: ArrayLike<number>, name: string): void {
  assert.equal(found.length, expected.length, name);
  for (const [at, value] of found.entries()) {
    const difference = Math.abs((value ?? Number.NaN) - expected[at]!);
    assert.ok(difference < 1e-10, `${name} at ${at}: ${value} and ${expected[at]}`);
  }
}

/** One lab and one browser for a suite, and functions to read its numbers. */
export class LearnPage {
  lab!: BrowserLab;

  get page(): Page {
    return this.lab.page;
  }

  /** Opens it before the suite's tests and closes it after them. */
  static forSuite(): LearnPage {
    const learn = new LearnPage();
    const closing: (() => unknown)[] = [];
    before(async () => {
      learn.lab = await browserLab({ after: (work) => void closing.push(work) });
    });
    after(async () => {
      for (const close of closing) await close();
    });
    return learn;
  }

  async open(address: string, heading: string): Promise<void> {
    await this.lab.go(`/learn/${address}`);
    await this.page.getByRole('heading', { name: heading, level: 2 }).waitFor();
  }

  async address(): Promise<string> {
    return (await this.page.evaluate('location.hash')) as string;
  }

  cell(label: string, at: number) {
    return this.page.locator(`table[aria-label="${label}"] td`).nth(at);
  }

  async grid(label: string, section = 'main'): Promise<Cells> {
    const table = this.page.locator(section).locator(`table[aria-label="${label}"]`);
    await table.waitFor();
    return table.locator('td').evaluateAll((cells) =>
      cells.map((cell) => {
        const value = cell.getAttribute('data-value');
        return value === null ? null : Number(value);
      }),
    );
  }

  /** The number under a caption. */
  async chip(label: string): Promise<number> {
    const found = this.page.locator('.chip', { has: this.page.getByText(label, { exact: true }) });
    return Number(await found.locator('[data-value]').first().getAttribute('data-value'));
  }

  shown(text: string): Promise<void> {
    return this.page.getByText(text, { exact: true }).first().waitFor();
  }

  /** Checks both themes with axe, and that nothing is cut off at 360 px. */
  async seen(name: string): Promise<void> {
    await this.lab.axe();
    await this.lab.screenshot(`learn-${name}`);
    await this.page.setViewportSize({ width: 360, height: 800 });
    const beyond = await this.page.evaluate('document.documentElement.scrollWidth - innerWidth');
    assert.equal(beyond, 0, `${name} is wider than a narrow window`);
    await this.page.setViewportSize({ width: 1280, height: 800 });
  }
}
