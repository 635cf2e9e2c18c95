/** Weights that are kept in files next to the model's own, as exporters do from 2 GB on. */
import { readFile, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { OnnxError } from '../onnx-error.ts';
import type { OutlineGraph } from './outline.ts';

/** TensorProto.DataLocation.EXTERNAL */
const EXTERNAL = 1;
/** All of them together: they are read into memory, and Node reads no more at once. */
export const MAX_EXTERNAL_BYTES = 2 ** 31 - 1;

export interface ExternalFile {
  /** As the model names it. */
  readonly path: string;
  readonly data: Uint8Array;
}

/** The names of the files, as the model has them. @throws OnnxError for a name that leads out of the model's folder. */
export function externalNames(graph: OutlineGraph): string[] {
  const names = new Set<string>();
  for (const { externalData, dataLocation, name } of graph.initializer) {
    if (dataLocation !== EXTERNAL) continue;
    const location = externalData.find(({ key }) => key === 'location')?.value ?? '';
    if (!isBeside(location)) {
      throw new OnnxError(
        `The model wants the weights ${name} from "${location}", which is not in its own folder.`,
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

/** A plain name, perhaps in a folder below: no `..`, nothing absolute, no other spelling of either. */
function isBeside(location: string): boolean {
  const parts = location.split('/');
  return !/[\\:\0]/.test(location) && parts.every((part) => part !== '' && part !== '..');
}

/**
 * The files that the model names, read.
 * @throws OnnxError naming the file that is missing, or their size if it is too much.
 */
export async function readExternal(model: string, names: readonly string[]): Promise<ExternalFile[]> {
  let total = 0;
  for (const name of names) {
    const found = await stat(join(dirname(model), name)).catch(() => null);
    if (!found?.isFile()) {
      throw new OnnxError(
        `The model keeps its weights in a file of their own, ${name}, which is not next to it.`,
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
