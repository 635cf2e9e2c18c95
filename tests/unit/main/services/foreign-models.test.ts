/** Models of other programs in a lab folder: added, their cards filled in and measured, and used like the lab's own. */
import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import sharp from 'sharp';
import type { Asked, HandlersOf, Output } from '../../../../main/ipc/contract.ts';
import { REQUESTS } from '../../../../main/ipc/contract.ts';
import { type Models, modelService } from '../../../../main/services/models/service.ts';
import { importSynthetic, type LabFolder, openLabFolder } from '../../../helpers/lab-folder.ts';
import { temporaryFolder } from '../../../helpers/temporary.ts';
import { rewrapped, type Wrapping } from '../../native-bridge/onnx/card/rewrapped.ts';
import { CLASSES, writeModel } from '../../native-bridge/onnx/fixtures.ts';

const outside = temporaryFolder({ after });
const own = writeModel(outside);
type Handlers = HandlersOf<'models'>;
let lab: LabFolder;
let models: Models;
let dataset: number;

async function ask<C extends keyof Handlers>(channel: C, asked: Asked<C>): Promise<Output<C>> {
  const { input, output } = REQUESTS[channel];
  const handler = models.handlers[channel] as (asked: unknown) => unknown;
  return output.parse(await handler(input.parse(asked))) as Output<C>;
}

const refused = (message: RegExp) => ({ name: 'HostError', message, remedy: /\w{3}/ });

let made = 0;
function write(wrapping: Wrapping): string {
  const folder = join(outside, `foreign-${made++}`);
  mkdirSync(folder);
  const path = join(folder, 'net.onnx');
  writeFileSync(path, rewrapped(readFileSync(own), wrapping));
  return path;
}

async function answersOf(model: number): Promise<Float32Array> {
  const { probabilities } = await ask('models.answers', { task: 'answers', model, dataset, splits: ['train'] });
  return new Float32Array(Uint8Array.from(probabilities).buffer);
}

function near(got: Float32Array, wanted: Float32Array): void {
  assert.equal(got.length, wanted.length);
  const worst = got.reduce((most, value, i) => Math.max(most, Math.abs(value - wanted[i]!)), 0);
  assert.ok(worst <= 1e-4, `differs by ${worst}`);
}

before(async () => {
  lab = openLabFolder(join(outside, 'lab'));
  models = modelService(lab.context, lab);
  dataset = await importSynthetic(lab, 8, 2);
});
after(() => lab?.close());

describe('a foreign model', () => {
  const WRAPPING: Wrapping = { layout: 'NHWC', channels: 'BGR', scale: '-1..1' };
  const CARD = { fit: 'crop', channels: 'BGR', scale: '-1..1' } as const;
  let id: number;
  let original: Float32Array;

  test('is added with the known fields of its card', async () => {
    original = await answersOf((await ask('models.open', { kind: 'path', path: own })).id);
    const model = await ask('models.open', { kind: 'path', path: write(WRAPPING) });
    id = model.id;
    assert.deepEqual([model.card, model.labels, model.name], [null, CLASSES, 'net']);
    const { card, unknown, foreign, classes, inputs } = await ask('models.card', { model: id });
    assert.deepEqual(card, { layout: 'NHWC', size: [64, 64], output: 'logits' });
    assert.deepEqual([unknown, foreign, classes], [['fit', 'channels', 'scale', 'labels'], true, 6]);
    assert.deepEqual(inputs[0]?.shape, ['N', 64, 64, 3]);
  });

  test('reports what is missing when it is used', async () => {
    await assert.rejects(answersOf(id), refused(/do not say fit, channels, scale\./));
  });

  test('accepts the card that a person fills in, and gives the answers of its net', async () => {
    const { card, unknown } = await ask('models.setCard', { model: id, card: { ...CARD } });
    assert.deepEqual(card, { layout: 'NHWC', size: [64, 64], output: 'logits', ...CARD });
    assert.deepEqual(unknown, ['labels']);
    near(await answersOf(id), original);
  });

  test('answers with another card are different, and those of the first card are still stored', async () => {
    await ask('models.setCard', { model: id, card: { ...CARD, channels: 'RGB' } });
    assert.notDeepEqual(await answersOf(id), original);
    await ask('models.setCard', { model: id, card: { ...CARD } });
    near(await answersOf(id), original);
  });

  test('its answers come in the order of the dataset’s classes', async () => {
    const labels = ['1', '0', '2', '3', '4', '5'];
    await ask('models.setCard', { model: id, card: { ...CARD, labels } });
    assert.deepEqual((await ask('models.get', { model: id })).labels, labels);
    const swapped = original.map((_, i) => original[i % 6 < 2 ? i + 1 - 2 * (i % 6) : i]!);
    near(await answersOf(id), swapped);
    await ask('models.setCard', { model: id, card: { ...CARD, labels: ['a', 'b', 'c', 'd', 'e', 'f'] } });
    await assert.rejects(answersOf(id), refused(/recognises 6 classes \(a, b, c, d, e, f\)/));
    await ask('models.setCard', { model: id, card: { ...CARD } });
  });

  test('sees a picture, finds the nearest by pixels, answers live', async () => {
    const sight = await ask('models.see', { model: id, picture: { kind: 'picture', dataset, picture: 0 } });
    near(Float32Array.from(sight.probabilities), original.subarray(0, 6));
    const near1 = await ask('models.nearest', { task: 'near', model: id, dataset, picture: 0, count: 3 });
    assert.deepEqual([near1.by, near1.pictures.length], ['pixels', 3]);
    const path = join(lab.paths.model(id), 'model.onnx');
    const { recogniser } = lab.answers;
    const live = async (pixels: Uint8Array) => {
      await recogniser.ask<'admit'>({ kind: 'admit', model: id, path });
      const answer = await recogniser.ask<'frame'>({ kind: 'frame', ask: [1, [id], pixels] });
      assert.ok(answer.kind === 'seen', JSON.stringify(answer));
      return Float32Array.from(answer.answers[0]!.probabilities);
    };
    near(await live(sight.pixels), original.subarray(0, 6));
    // The model that frames are sent to uses its current card.
    await ask('models.setCard', { model: id, card: { ...CARD, channels: 'RGB' } });
    assert.notDeepEqual(await live(sight.pixels), original.subarray(0, 6));
    await ask('models.setCard', { model: id, card: { ...CARD } });
  });

  test('reports what it cannot be used for', async () => {
    await assert.rejects(ask('models.parameters', { model: id }), refused(/was not exported by Signs Lab/));
    await assert.rejects(ask('models.snippets', { model: id }), refused(/made by another program/));
  });

  test('a card that does not fit is refused, and the previous one stays', async () => {
    await assert.rejects(ask('models.setCard', { model: id, card: { layout: 'NCHW' } }), refused(/that is not NCHW/));
    near(await answersOf(id), original);
    const { id: ownId } = await ask('models.open', { kind: 'path', path: own });
    await assert.rejects(
      ask('models.setCard', { model: ownId, card: {} }),
      refused(/defines its preprocessing itself/),
    );
  });
});

describe('files next to a foreign model are read with it', () => {
  test('its labels and its exporter’s files', async () => {
    const path = write({ scale: '0..255', channels: 'BGR', producer: 'CustomVision' });
    writeFileSync(join(path, '../labels.txt'), CLASSES.join('\n'));
    const { id, labels } = await ask('models.open', { kind: 'path', path });
    assert.deepEqual(labels, CLASSES);
    const { card, unknown } = await ask('models.card', { model: id });
    assert.deepEqual([card.channels, card.scale, card.fit, unknown], ['BGR', '0..255', 'crop', []]);
  });

  test('a model that is not a classifier leaves nothing behind', async () => {
    const folders = () => readdirSync(dirname(lab.paths.model(1)));
    const before = folders();
    const path = write({ metadata: { task: 'detect', names: "{0: 'hand'}" } });
    await assert.rejects(ask('models.open', { kind: 'path', path }), refused(/the task "detect"/));
    assert.deepEqual(folders(), before);
  });
});

test('pictures with an original file are read from it, at full size', async () => {
  const pictures = join(outside, 'wide');
  for (const [label, name] of CLASSES.entries()) {
    mkdirSync(join(pictures, name), { recursive: true });
    const data = Uint8Array.from({ length: 128 * 96 * 3 }, (_, i) => (i * (label + 3) + (i >> 7)) % 256);
    await sharp(data, { raw: { width: 128, height: 96, channels: 3 } })
      .png()
      .toFile(join(pictures, name, 'a.png'));
  }
  const source = { kind: 'path', path: pictures } as const;
  const { id: wide } = await lab.ask('datasets.import', { task: 'wide', source });
  const { id } = await ask('models.open', { kind: 'path', path: write({ scale: '0..255' }) });
  const model = join(lab.paths.model(id), 'model.onnx');
  const answers: Float32Array[] = [];
  for (const fit of ['crop', 'squash'] as const) {
    await ask('models.setCard', { model: id, card: { fit, channels: 'RGB', scale: '0..255' } });
    const asked = { task: 'wide', model: id, dataset: wide, splits: ['train' as const] };
    const { probabilities, ids } = await ask('models.answers', asked);
    answers.push(new Float32Array(Uint8Array.from(probabilities).buffer));
    const files = CLASSES.map((name) => join(pictures, name, 'a.png'));
    const { predictions } = await lab.answers.recogniser.ask<'predictFiles'>({
      kind: 'predictFiles',
      path: model,
      files,
    });
    near(answers.at(-1)!, Float32Array.from(predictions.flatMap((one) => one.probabilities)));
    const { confusion } = await lab.answers.recogniser.ask<'evaluate'>({
      ...{ kind: 'evaluate', path: model, data: { spec: pictures }, split: 'train' },
    });
    const said = predictions.map(({ label }) => CLASSES.indexOf(label));
    assert.deepEqual(
      confusion,
      CLASSES.map((_, row) => CLASSES.map((_, column) => Number(said[row] === column))),
    );
    const first = new Uint32Array(Uint8Array.from(ids).buffer)[0]!;
    const seen = await ask('models.see', { model: id, picture: { kind: 'picture', dataset: wide, picture: first } });
    near(Float32Array.from(seen.probabilities), answers.at(-1)!.subarray(0, 6));
  }
  assert.notDeepEqual(answers[0], answers[1]);
});

describe('a card being filled in', () => {
  const card = { layout: 'NCHW', size: [32, 48], fit: 'letterbox', channels: 'grey', scale: '-1..1' } as const;

  test('is previewed with exactly what the net receives', async () => {
    const picture = { kind: 'picture', dataset, picture: 0 } as const;
    const { width, height, pixels, channels } = await ask('models.previewCard', {
      card: { ...card, size: [32, 48] },
      picture,
    });
    assert.deepEqual([width, height, pixels.length], [48, 32, 48 * 32 * 3]);
    // A square is 32 wide in the middle of 48, with black sides; grey has equal bytes.
    assert.deepEqual([...pixels.subarray(0, 3 * 8)], new Array(24).fill(0));
    assert.ok(pixels.every((byte, i) => byte === pixels[i - (i % 3)]));
    assert.deepEqual(
      channels.map(({ name, low }) => [name, low]),
      [['grey', -1]],
    );
  });

  test('is measured on pictures of the lab, and nothing is stored', async () => {
    const { id } = await ask('models.open', { kind: 'path', path: write({ channels: 'BGR' }) });
    const before = await ask('models.card', { model: id });
    const measured = await ask('models.measureCard', { task: 'measure', model: id, dataset });
    assert.deepEqual([measured.split, measured.pictures, measured.tried], ['train', 48, 27]);
    // The weights of this net are random: it says so, and that the cards cannot be distinguished.
    assert.equal(measured.aboveChance, false);
    assert.ok(measured.undecided.includes('fit'));
    assert.deepEqual(await ask('models.card', { model: id }), before);
    assert.deepEqual(picturesOf('measure').at(-1), [48, 48]);
  });

  test('its measurement can be cancelled, and nothing is stored', async () => {
    const { id } = await ask('models.open', { kind: 'path', path: write({ channels: 'BGR' }) });
    const before = await ask('models.card', { model: id });
    const cancelled = assert.rejects(
      ask('models.measureCard', { task: 'cancelled', model: id, dataset }),
      refused(/measured on .*: cancelled\./),
    );
    while (!picturesOf('cancelled').some(([done]) => done! > 0)) await delay(5);
    await lab.ask('tasks.cancel', { task: 'cancelled' });
    await cancelled;
    assert.ok(picturesOf('cancelled').at(-1)![0]! < 48, 'it ended before the last picture');
    assert.deepEqual(await ask('models.card', { model: id }), before);
    assert.deepEqual(await lab.ask('tasks.list', {}), []);
  });
});

/** Progress reported by a task: done and total. */
const picturesOf = (name: string) =>
  lab.events.flatMap(({ event, payload }) => {
    const told = payload as { kind: string; task: Output<'tasks.list'>[number] };
    return event === 'task' && told.kind === 'progress' && told.task.id === name
      ? [[told.task.done, told.task.total]]
      : [];
  });
