/** Serves an exported page like its users do: a folder on a plain static server, in a browser that reaches nothing else. */
import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { unzipSync } from 'fflate';
import type { Browser, Page } from 'playwright';
import sirv from 'sirv';
import { hearErrors } from '../helpers/browser.ts';

interface Test {
  after(fn: () => unknown): void;
}

export function unpack(zip: Uint8Array, folder: string): void {
  for (const [name, bytes] of Object.entries(unzipSync(zip))) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), bytes);
  }
}

/** @returns its address. It sends files as they are, without special headers. */
export async function serveStatically(test: Test, folder: string): Promise<string> {
  const files = sirv(folder, { dev: true });
  const server = createServer((request, response) =>
    files(request, response, () => void response.writeHead(404).end()),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  test.after(() => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

export interface Visit {
  readonly page: Page;
  /** Paths that were requested from the server. */
  readonly asked: string[];
}

/** Fails at the end of the test if the page requested anything elsewhere, or reported an error that is not `expected`. */
export async function visit(
  test: Test,
  browser: Browser,
  url: string,
  { expected = /^$/, locale = 'en-US' }: { expected?: RegExp; locale?: string } = {},
): Promise<Visit> {
  const context = await browser.newContext({ viewport: { width: 1024, height: 768 }, locale });
  context.setDefaultTimeout(60_000);
  const [asked, elsewhere, errors]: [string[], string[], string[]] = [[], [], []];
  await context.route('**', (route) => {
    const wanted = route.request().url();
    if (wanted.startsWith(url) || wanted.startsWith('data:') || wanted.startsWith('blob:')) {
      asked.push(wanted.slice(url.length));
      return route.continue();
    }
    elsewhere.push(wanted);
    return route.abort();
  });
  const page = await context.newPage();
  hearErrors(page, errors);
  test.after(() => {
    assert.deepEqual(elsewhere, [], 'the page made no other requests');
    assert.deepEqual(
      errors.filter((error) => !expected.test(error)),
      [],
    );
  });
  await page.goto(url);
  return { page, asked };
}
