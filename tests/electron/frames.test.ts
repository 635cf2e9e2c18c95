/** Camera frames in the desktop app: from the page straight to the recognition host, over a MessagePort. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { after, before, suite, test } from 'node:test';
import type { MessagePort } from 'node:worker_threads';
import type { FrameAnswer } from '../../main/ipc/schemas/live.ts';
import { type Desktop, startDesktop, until } from './desktop.ts';
import { seen } from './stand-in/electron.ts';

let desktop: Desktop;
let model: number;

/** Opens one as the page does (renderer/lib/port-line.ts). */
async function openLine(): Promise<MessagePort> {
  const before = seen.posted.length;
  desktop.api.openFrames();
  await until(() => seen.posted.length > before);
  const { data, target, ports } = seen.posted.at(-1)!;
  assert.deepEqual([data, target, ports.length], ['lab:frames', '/', 1]);
  return ports[0]!;
}

async function ask(line: MessagePort, message: unknown): Promise<FrameAnswer> {
  line.postMessage(message);
  const [answer] = (await once(line, 'message')) as [FrameAnswer];
  return answer;
}

suite('frames in the desktop app', () => {
  before(async () => {
    desktop = await startDesktop('app-of-frames-test');
    const source = { kind: 'synthetic', train: 4, test: 1, seed: 1 } as const;
    await desktop.ask('datasets.import', { task: 'import', source });
    const { presets } = await desktop.ask('runs.options', {});
    const { network } = presets.find(({ name }) => name === 'course')!;
    const settings = { dataset: 1, preset: 'course', network, hyperparameters: {}, backend: 'fused-wasm' } as const;
    await desktop.ask('runs.start', { ...settings, seed: 3, epochs: 1 });
    await until(async () => (await desktop.ask('models.list', {})).length === 1);
    model = (await desktop.ask('models.list', {}))[0]!.id;
  });
  after(() => desktop.remove());

  test('the answers are those of the same pixels sent through the contract', async () => {
    await desktop.ask('live.admit', { models: [model] });
    const line = await openLine();
    for (const picture of [0, 7, 23]) {
      const { pixels } = await desktop.ask('pictures.pixels', { dataset: 1, ids: [picture] });
      const sight = await desktop.ask('models.see', { model, picture: { kind: 'picture', dataset: 1, picture } });
      const answer = await ask(line, [picture, [model], pixels]);
      assert.ok(answer.kind === 'seen' && answer.frame === picture);
      assert.deepEqual(answer.answers, [{ model, probabilities: sight.probabilities }]);
    }
    line.close();
  });

  test('a model that was not admitted and an invalid frame are reported', async () => {
    const line = await openLine();
    const unknown = await ask(line, [1, [model + 1], new Uint8Array(64 * 64 * 3)]);
    assert.ok(unknown.kind === 'failed' && !unknown.admitted);
    for (const wrong of ['hello', [1, [model], new Uint8Array(5)], [1, [], new Uint8Array(64 * 64 * 3)], null]) {
      const answer = await ask(line, wrong);
      assert.ok(answer.kind === 'failed' && /A frame message is invalid/.test(answer.error.message));
    }
    line.close();
  });

  test('a host that dies closes the channel; a new one answers on the next channel', async () => {
    const line = await openLine();
    const host = seen.hosts.findLast(({ file }) => file.endsWith('recognition.js'))!;
    const closed = once(line, 'close');
    process.kill(host.pid!, 'SIGKILL');
    await closed;
    const pixels = new Uint8Array(64 * 64 * 3);
    const next = await openLine();
    const first = await ask(next, [1, [model], pixels]);
    assert.ok(first.kind === 'failed' && !first.admitted, 'a new host has no model');
    await desktop.ask('live.admit', { models: [model] });
    assert.equal((await ask(next, [2, [model], pixels])).kind, 'seen');
    next.close();
  });

  test('only the page of the window gets a channel', async () => {
    const before = seen.posted.length;
    seen.handlers.get('lab:frames')?.({ senderFrame: { url: 'https://evil.example/', parent: null } as never });
    await new Promise((resolve) => setTimeout(resolve, 50));
    assert.equal(seen.posted.length, before);
  });
});
