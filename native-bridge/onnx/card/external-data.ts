/** Weights stored in files next to the model file, as exporters do for models of 2 GB and more. */
import { readFile, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { OnnxError } from '../onnx-error.ts';
import type { OutlineGraph } from './outline.ts';

/** TensorProto.DataLocation.EXTERNAL */
const EXTERNAL = 1;
/** Limit for all files together: they are read into memory, and Node cannot read more at once. */
export const MAX_EXTERNAL_BYTES = 2 ** 31 - 1;

export interface ExternalFile {
  /** The path as the model names it. */
  readonly path: string;
  readonly data: Uint8Array;
}

/** The names of the files, as stored in the model. @throws OnnxError for a name that leads out of the model's folder. */
export function externalNames(graph: OutlineGraph): string[] {
  const names = new Set<string>();
  for (const { externalData, dataLocation, name } of graph.initializer) {
    if (dataLocation !== EXTERNAL) continue;
    const location = externalData.find(({ key }) => key === 'location')?.value ?? '';
    if (!isBeside(location)) {
      throw new OnnxError(
        `The model expects the weights ${name} in "${location}", which is not in its own folder.`,
        'Export the model again with its weights in one file, or in a file next to it.',
      );
    }
    names.add(location);
  }
  for (const { attribute } of graph.node) {
    for (const { g } of attribute) if (g) for (const name of externalNames(g)) names.add(name);
  }
  return [...names];
}

/** A plain name, possibly in a subfolder: no `..`, no absolute path, and no other spelling of either. */
function isBeside(location: string): boolean {
  const parts = location.split('/');
  return !/[\\:\0]/.test(location) && parts.every((part) => part !== '' && part !== '..');
}

/**
 * Reads the files that the model names.
 * @throws OnnxError naming the file that is missing, or their total size if it is too large.
 */
export async function readExternal(model: string, names: readonly string[]): Promise<ExternalFile[]> {
  let total = 0;
  for (const name of names) {
    const found = await stat(join(dirname(model), name)).catch(() => null);
    if (!found?.isFile()) {
      throw new OnnxError(
        `The model keeps its weights in a separate file, ${name}, which is not next to it.`,
        `Put ${name} into the folder of the model file, or export the model again as one file.`,
      );
    }
    total += found.size;
  }
  if (total > MAX_EXTERNAL_BYTES) {
    throw new OnnxError(
      `The weights next to the model have ${total} bytes, more than ${MAX_EXTERNAL_BYTES}.`,
      'Choose a smaller model.',
    );
  }
  return Promise.all(names.map(async (path) => ({ path, data: await readFile(join(dirname(model), path)) })));
}
