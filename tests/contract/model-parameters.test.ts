/** Trained parameters of models, requested as a page does: trained here, opened from a file, made by another program. */
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { Output } from '../../main/ipc/contract.ts';
import type { Network } from '../../native-bridge/convnet/network.ts';
import { parameterSpecs } from '../../native-bridge/convnet/parameters.ts';
import { presetNetwork } from '../../native-bridge/convnet/presets.ts';
import { decodeModel, encodeModel } from '../../native-bridge/onnx/schema.ts';
import { loadCheckpoint } from '../../native-bridge/training/checkpoint.ts';
import { temporaryFolder } from '../helpers/temporary.ts';
import { ALL_KINDS } from '../unit/native-bridge/onnx/fixtures.ts';
import { openRunsLab, type RunsLab } from './runs-lab.ts';

const folder = temporaryFolder({ after });
let lab: RunsLab;
let dataset: number;
/** Folder of the last run. */
let exported: string;

before(async () => {
  lab = openRunsLab(join(folder, 'lab'));
  dataset = await lab.draw();
});
after(() => lab.close());

/** Fails unless they equal those of the run's checkpoint bit for bit. */
function assertTrained(read: Output<'models.parameters'>, network: Network, run: number): void {
  const { parameters } = loadCheckpoint(join(folder, 'lab/runs', String(run), 'checkpoint.safetensors'));
  assert.deepEqual(read.network, network);
  const shapes = read.tensors.map(({ name, shape }) => ({ name, shape }));
  assert.deepEqual(
    shapes,
    parameterSpecs(network).map(({ name, shape }) => ({ name, shape })),
  );
  for (const { name, data } of read.tensors) {
    const { buffer, byteOffset, byteLength } = parameters[name]!.data;
    assert.deepEqual(Buffer.from(data), Buffer.from(buffer, byteOffset, byteLength), name);
  }
}

describe('models.parameters', { timeout: 180_000 }, () => {
  // The other presets have only layers that ALL_KINDS has.
  for (const network of [presetNetwork('course'), presetNetwork('camera'), ALL_KINDS]) {
    test(`${network.name}: the trained parameters, bit for bit, in the lab and opened again from the file`, async () => {
      const { id } = await lab.start(dataset, 1, { preset: network.name, network });
      const { state } = await lab.until(id, ({ state }) => state.kind === 'done' || state.kind === 'failed');
      assert.ok(state.kind === 'done', JSON.stringify(state));
      assertTrained(await lab.ask('models.parameters', { model: state.model }), network, id);
      exported = join(folder, `${network.name}.onnx`);
      await lab.ask('models.export', { model: state.model, path: exported });
      const opened = await lab.ask('models.open', { kind: 'path', path: exported });
      assertTrained(await lab.ask('models.parameters', { model: opened.id }), network, id);
    });
  }

  test('a foreign model is refused with a remedy', async () => {
    const path = join(folder, 'foreign.onnx');
    const model = decodeModel(readFileSync(exported));
    writeFileSync(path, encodeModel({ ...model, producerName: 'other', metadataProps: [] }));
    const { id } = await lab.ask('models.open', { kind: 'path', path });
    await assert.rejects(lab.ask('models.parameters', { model: id }), {
      name: 'HostError',
      message: /not exported by Signs Lab/,
      remedy: /Train a network here/,
    });
  });

  test('a file that was damaged in the lab is an error that names the model', async () => {
    const [model] = await lab.ask('models.list', {});
    writeFileSync(join(folder, 'lab/models', String(model!.id), 'model.onnx'), '');
    await assert.rejects(lab.ask('models.parameters', { model: model!.id }), {
      name: 'HostError',
      message: `${model!.name} is empty (0 bytes).`,
      remedy: /copy it again/,
    });
  });
});
