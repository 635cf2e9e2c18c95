/** The small files that exporters put next to a model. Missing or damaged files are ignored. */
import { readFile, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

const MOST_BYTES = 4 * 2 ** 20;

export interface NearFiles {
  /** The object in a JSON file; null if there is none. */
  json(name: string): Promise<Record<string, unknown> | null>;
  /** The non-empty lines of a text file; null if there is no such file. */
  lines(name: string): Promise<string[] | null>;
}

export function nearFiles(model: string): NearFiles {
  const folder = dirname(model);
  // Hugging Face keeps `onnx/model.onnx` in a subfolder of the folder with its settings.
  const folders = basename(folder) === 'onnx' ? [folder, dirname(folder)] : [folder];
  const text = async (name: string) => {
    for (const one of folders) {
      const found = await readSmall(join(one, name));
      if (found !== null) return found;
    }
    return null;
  };
  return {
    async json(name) {
      try {
        const value: unknown = JSON.parse((await text(name)) ?? 'null');
        return typeof value === 'object' && !Array.isArray(value) ? (value as Record<string, unknown> | null) : null;
      } catch {
        return null;
      }
    },
    async lines(name) {
      const lines = (await text(name))?.split(/\r?\n/).map((line) => line.trim());
      return lines?.filter((line) => line !== '') ?? null;
    },
  };
}

async function readSmall(path: string): Promise<string | null> {
  try {
    const found = await stat(path);
    return found.isFile() && found.size <= MOST_BYTES ? (await readFile(path, 'utf8')).replace(/^\uFEFF/, '') : null;
  } catch {
    return null;
  }
}
