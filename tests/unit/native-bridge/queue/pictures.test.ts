/** Pictures as bytes, through a server, into a worker's folder. */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, statSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { openDataset } from '../../../../datasets/catalog.ts';
import { connectQueue } from '../../../../native-bridge/queue/connect.ts';
import { picturesKey } from '../../../../native-bridge/queue/keys.ts';
import { CHUNK, fetchPictures, uploadPictures } from '../../../../native-bridge/queue/picture-transfer.ts';
import { chunksOf, packPictures, unpackPictures } from '../../../../native-bridge/queue/pictures.ts';
import { redisServer, withoutRedis } from '../../../helpers/redis.ts';
import { temporaryFolder } from '../../../helpers/temporary.ts';

const { splits } = await openDataset('synthetic:train=20,test=2,seed=4', { validation: 0.2 });

describe('pictures as bytes', () => {
  const groups = splits.train.labels.map((_, i) => i % 7);
  const packed = packPictures({ train: { ...splits.train, groups }, validation: splits.validation });
  const whole = Buffer.concat(packed.parts);

  test('are unpacked unchanged, without the test split', () => {
    const { train, validation } = unpackPictures(whole, packed.sha256);
    assert.equal(whole.length, packed.bytes);
    assert.deepEqual(train.images, splits.train.images);
    assert.deepEqual(train.labels, splits.train.labels);
    assert.deepEqual(train.groups, groups);
    assert.equal(train.sources.length, train.count);
    assert.deepEqual(validation.images, splits.validation.images);
    assert.deepEqual(validation.labels, splits.validation.labels);
    assert.equal(validation.groups, undefined);
    assert.ok(
      !whole.includes(Buffer.from(splits.test.images.subarray(0, 12_288))),
      'they contain no picture of the test split',
    );
  });

  test('are the same bytes in chunks of any size', () => {
    for (const size of [1000, 4096, 99_991, whole.length, whole.length * 2]) {
      const chunks = [...chunksOf(packed.parts, size)];
      assert.ok(chunks.slice(0, -1).every((chunk) => chunk.length === size));
      assert.ok(Buffer.concat(chunks).equals(whole), `${size}`);
    }
  });

  test('that have changed are not accepted', () => {
    const other = Uint8Array.from(whole);
    other[other.length - 1]! ^= 1;
    assert.throws(() => unpackPictures(other, packed.sha256), /sha256/);
  });
});

describe('pictures through a server', { skip: withoutRedis }, () => {
  const packed = packPictures(splits);
  const pictures = { sha256: packed.sha256, bytes: packed.bytes, chunk: CHUNK };

  test('are sent once, fetched once, and fetched again only if they are missing', async (t) => {
    const folder = temporaryFolder(t);
    const redis = await redisServer(t);
    const server = await connectQueue(redis.url);
    t.after(() => server.close());
    const { client } = server;
    assert.equal(await fetchPictures(client, pictures, folder), null, 'they have not been sent yet');
    assert.deepEqual(readdirSync(folder), []);

    const sent: number[] = [];
    await uploadPictures(client, packed, ({ done }) => sent.push(done));
    assert.equal(sent.length, Math.ceil(packed.bytes / CHUNK));
    await uploadPictures(client, packed, () => assert.fail('they are there'));
    const file = await fetchPictures(client, pictures, folder);
    assert.ok(file);
    assert.ok(readFileSync(file).equals(Buffer.concat(packed.parts)));

    await client.del(picturesKey(packed.sha256));
    assert.equal(await fetchPictures(client, pictures, folder), file, 'they are kept');
  });

  test('that arrive damaged or incomplete are not stored', async (t) => {
    const folder = temporaryFolder(t);
    const server = await connectQueue((await redisServer(t)).url);
    t.after(() => server.close());
    await uploadPictures(server.client, packed);
    await server.client.hset(picturesKey(packed.sha256), '0', Buffer.alloc(CHUNK));
    await assert.rejects(fetchPictures(server.client, pictures, folder), /damaged/);
    await server.client.hdel(picturesKey(packed.sha256), '0');
    assert.equal(await fetchPictures(server.client, pictures, folder), null);
    assert.deepEqual(readdirSync(folder), []);
  });

  test('replace the least recently used ones if there are too many', async (t) => {
    const folder = temporaryFolder(t);
    const server = await connectQueue((await redisServer(t)).url);
    t.after(() => server.close());
    await uploadPictures(server.client, packed);
    const kept = (name: string, gigabytes: number, hoursAgo: number) => {
      const file = join(folder, name);
      writeFileSync(file, '');
      truncateSync(file, gigabytes * 1024 ** 3); // a hole: it takes no room
      const time = new Date(Date.now() - hoursAgo * 3_600_000);
      utimesSync(file, time, time);
      return file;
    };
    const [old, recent] = [kept('a.pictures', 2, 5), kept('b.pictures', 3, 1)];
    const [stale, draft] = [kept('c.pictures.123', 0, 30), kept('d.pictures.456', 0, 1)];
    const file = await fetchPictures(server.client, pictures, folder);
    assert.ok(file && statSync(file).size === packed.bytes);
    assert.deepEqual([old, recent, stale, draft].map(existsSync), [false, true, false, true]);
  });
});
