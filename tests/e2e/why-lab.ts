/** A lab for "Why this answer": two trained models, one for smaller pictures, and their networks. */
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { browserShell } from '../../main/browser-shell.ts';
import { openLab } from '../../main/services/lab.ts';
import { presetNetwork } from '../../native-bridge/convnet/presets.ts';
import { type ReadParameters, readParameters } from '../../native-bridge/onnx/read-parameters.ts';
import { type Tensor, tensor } from '../../native-bridge/reference/index.ts';
import { temporaryFolder } from '../helpers/temporary.ts';
import { writeModel } from '../unit/native-bridge/onnx/fixtures.ts';
import { trainedLab } from './evaluation-lab.ts';

export interface WhyLab {
  readonly folder: string;
  readonly models: readonly [WhyModel, WhyModel];
  /** Number of a model for 32 x 32 x 3. */
  readonly small: number;
  /** Of the address. */
  readonly picture: string;
  readonly pixels: Uint8Array;
}

export interface WhyModel extends ReadParameters {
  readonly id: number;
  /** The exported file. */
  readonly onnx: Uint8Array;
}

export async function whyLab(test: { after(fn: () => void): void }): Promise<WhyLab> {
  const { folder, dataset, runs } = await trainedLab(test, [1, 2]);
  const lab = openLab(folder, browserShell());
  try {
    const { handlers } = lab;
    const path = writeModel(temporaryFolder(test), presetNetwork('three-block'));
    const { id: small } = await handlers['models.open']({ kind: 'path', path });
    // The lab opens no model of another size: it can only be put into the folder directly.
    const other = writeModel(temporaryFolder(test), presetNetwork('lenet5', { input: [32, 32, 3] }));
    copyFileSync(other, join(folder, 'models', String(small), 'model.onnx'));
    const model = async (id: number): Promise<WhyModel> => {
      const { bytes } = await handlers['models.file']({ model: id });
      return { id, onnx: bytes, ...readParameters(bytes) };
    };
    const models = [await model(runs[0]!.done.model), await model(runs[1]!.done.model)] as const;
    const picture = (await handlers['pictures.at']({ dataset, split: 'train', index: 3 }))!;
    const { pixels } = await handlers['pictures.pixels']({ dataset, ids: [picture] });
    return { folder, models, small, picture: `${dataset}/${picture}`, pixels };
  } finally {
    await lab.close();
  }
}

/** (64,64,3) bytes as the net receives them. */
export function inputOf(bytes: Uint8Array): Tensor {
  return tensor(
    [1, 64, 64, 3],
    Float64Array.from(bytes, (byte) => byte / 255),
  );
}
