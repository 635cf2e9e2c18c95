import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, type TestContext, test } from 'node:test';
import { BackendError } from '../../../../../native-bridge/backends/backend.ts';
import { obtain } from '../../../../../native-bridge/backends/tensorflow/provision/sources.ts';
import { temporaryFolder } from '../../../../helpers/temporary.ts';
import { sha256, TINY_WHEEL, tinyBuild, writeWheel } from './tiny-wheel.ts';

/** A package index on this machine; returns its address. */
async function serve(t: TestContext, answer: RequestListener): Promise<string> {
  const server = createServer(answer).listen(0, '127.0.0.1');
  t.after(() => server.close());
  await new Promise((resolve) => server.once('listening', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/simple`;
}

interface File {
  filename: string;
  hashes: Record<string, string>;
}

/** Answers according to PEP 691, with these files listed and `bytes` as the content of each. */
function index(files: File[], bytes: Buffer, asked: string[] = []): RequestListener {
  return (request, response) => {
    asked.push(request.url ?? '');
    if (request.url === '/simple/tiny-flow/') {
      assert.equal(request.headers.accept, 'application/vnd.pypi.simple.v1+json');
      const listed = files.map((file) => ({ ...file, url: `../../files/${file.filename}`, size: bytes.length }));
      response.end(JSON.stringify({ meta: { 'api-version': '1.1' }, name: 'tiny-flow', files: listed }));
    } else if (request.url?.startsWith('/files/')) response.end(bytes);
    else response.writeHead(404).end();
  };
}

function fetchFrom(address: string, folder: string, pinned: string | null) {
  const environment = { SIGNS_LAB_PACKAGE_INDEX: address };
  return obtain(tinyBuild(pinned).wheels, { folder, onProgress: () => {}, environment });
}

describe('a package index', () => {
  test('gives the wheel of that version and platform, with its stated checksum', async (t) => {
    const folder = temporaryFolder(t);
    const { bytes } = writeWheel(folder);
    const hashes = { sha256: sha256(bytes) };
    const names = ['tiny_flow-0.9-py3-none-any.whl', 'tiny_flow-1.0-cp310-cp310-any.whl', 'tiny_flow-1.0.tar.gz'];
    const files = [...names, TINY_WHEEL].map((filename) => ({ filename, hashes }));
    const asked: string[] = [];
    const found = await fetchFrom(await serve(t, index(files, bytes, asked)), folder, hashes.sha256);
    assert.ok(found.kind === 'wheels' && found.wheels[0]);
    assert.equal(found.wheels[0].sha256, hashes.sha256);
    assert.deepEqual(readFileSync(found.wheels[0].file), bytes);
    assert.deepEqual(asked, ['/simple/tiny-flow/', `/files/${TINY_WHEEL}`]);
  });

  test('that states another checksum than the pinned one is refused before any download', async (t) => {
    const folder = temporaryFolder(t);
    const { bytes } = writeWheel(folder);
    const asked: string[] = [];
    const files = [{ filename: TINY_WHEEL, hashes: { sha256: sha256(bytes) } }];
    const address = await serve(t, index(files, bytes, asked));
    await assert.rejects(fetchFrom(address, folder, 'f'.repeat(64)), /with the SHA-256 .*; expected f{64}/);
    assert.deepEqual(asked, ['/simple/tiny-flow/']);
  });

  const reasons: readonly (readonly [name: string, files: File[], reason: RegExp])[] = [
    ['without that version', [], /lists no file of tiny-flow 1\.0 for any/],
    ['without a SHA-256', [{ filename: TINY_WHEEL, hashes: { md5: 'x' } }], /states no SHA-256/],
  ];
  for (const [name, files, reason] of reasons) {
    test(`${name} is refused`, async (t) => {
      const address = await serve(t, index(files, Buffer.alloc(0)));
      await assert.rejects(fetchFrom(address, temporaryFolder(t), null), reason);
    });
  }

  test('that answers with HTML or 503, or is unreachable, is reported with a remedy', async (t) => {
    const answers: readonly (readonly [RequestListener, RegExp])[] = [
      [(_, response) => response.end('<html>'), /simple JSON API/],
      [(_, response) => response.writeHead(503).end(), /answers 503/],
      [(request) => request.socket.destroy(), /cannot be reached/],
    ];
    for (const [answer, reason] of answers) {
      const address = await serve(t, answer);
      await assert.rejects(fetchFrom(address, temporaryFolder(t), null), (error: unknown) => {
        assert.ok(error instanceof BackendError);
        assert.match(error.message, reason);
        assert.match(error.remedy, /SIGNS_LAB_PACKAGE_INDEX/);
        return true;
      });
    }
  });

  test('must be reached over https unless it is this machine', async (t) => {
    const folder = temporaryFolder(t);
    for (const name of ['index.invalid', '127.0.0.1.invalid', '10.0.0.1']) {
      await assert.rejects(fetchFrom(`http://${name}/simple`, folder, null), /not reached over https/);
    }
    const address = await serve(t, (_, response) => {
      response.writeHead(302, { location: 'ftp://index.invalid/' }).end();
    });
    await assert.rejects(fetchFrom(address, folder, null), BackendError);
  });

  test('is required if there is neither pip nor an address', async (t) => {
    const work = { folder: temporaryFolder(t), onProgress: () => {}, environment: { PATH: '/nowhere' } };
    await assert.rejects(obtain(tinyBuild(null).wheels, work), (error: unknown) => {
      assert.ok(error instanceof BackendError);
      assert.match(error.message, /pip is not installed/);
      assert.match(error.remedy, /SIGNS_LAB_PACKAGE_INDEX/);
      return true;
    });
  });
});
