/** Run by provision.test.ts, which kills it: provisions from an index whose download never ends. Argument: the home folder. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { provisionBuild } from '../../../../../native-bridge/backends/tensorflow/provision/provision.ts';
import { TINY_WHEEL, tinyBuild } from './tiny-wheel.ts';

const server = createServer((request, response) => {
  if (request.url?.endsWith('.whl')) {
    response.writeHead(200, { 'content-length': '1000000' });
    response.write('x'.repeat(1000));
    return;
  }
  response.writeHead(200, { 'content-type': 'application/vnd.pypi.simple.v1+json' });
  const hashes = { sha256: '0'.repeat(64) };
  response.end(JSON.stringify({ files: [{ filename: TINY_WHEEL, url: `/${TINY_WHEEL}`, hashes }] }));
});
server.listen(0, '127.0.0.1', async () => {
  const { port } = server.address() as AddressInfo;
  await provisionBuild(tinyBuild(null), process.argv[2]!, {
    environment: {
      ...process.env,
      SIGNS_LAB_TENSORFLOW: '',
      SIGNS_LAB_NO_DOWNLOAD: '',
      SIGNS_LAB_PACKAGE_INDEX: `http://127.0.0.1:${port}`,
    },
    onProgress: ({ step }) => process.stdout.write(`${step}\n`),
  });
});
