/** Where TensorFlow's files come from: first what the user names, then pip, then a package index. */
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { BackendError } from '../../backend.ts';
import type { Work } from '../../building/install.ts';
import { indexDownload } from './package-index.ts';
import { findPip, type Pip, pipDownload } from './pip.ts';
import type { Wheel } from './wheels.ts';

export interface Fetched {
  /** A wheel file, not yet checked. */
  readonly file: string;
  /** Its expected checksum; null if neither we nor the source states one. */
  readonly sha256: string | null;
}

/** A folder with an unpacked wheel, or one downloaded wheel for each that was requested. */
export type Found =
  | { readonly kind: 'unpacked'; readonly folder: string }
  | { readonly kind: 'wheels'; readonly wheels: Fetched[] };

/**
 * Gets the wheels. A source that the user names (SIGNS_LAB_TENSORFLOW, SIGNS_LAB_PACKAGE_INDEX) is used or fails; there
 * is no silent fallback.
 * @throws BackendError if no source is left.
 */
export async function obtain(wheels: readonly Wheel[], work: Work): Promise<Found> {
  const { environment } = work;
  const own = environment.SIGNS_LAB_TENSORFLOW;
  if (own) return namedByUser(own, wheels);
  if (environment.SIGNS_LAB_NO_DOWNLOAD) {
    throw new BackendError(
      'Downloads are switched off (SIGNS_LAB_NO_DOWNLOAD).',
      'Unset it, or name the wheel or a folder with the unpacked wheel in SIGNS_LAB_TENSORFLOW.',
    );
  }
  const index = environment.SIGNS_LAB_PACKAGE_INDEX;
  if (index) return fromIndex(index, wheels, work);
  const pip = await findPip(work);
  const failures: string[] = [];
  if (pip) {
    const found = await fromPip(pip, wheels, work);
    if (typeof found !== 'string') return found;
    failures.push(found);
  } else failures.push('pip is not installed');
  const pipIndex = environment.PIP_INDEX_URL;
  if (pipIndex) return fromIndex(pipIndex, wheels, work);
  throw new BackendError(
    `TensorFlow cannot be downloaded: ${failures.join('; ')}.`,
    'Install Python with pip and make sure that it reaches its package index, or give the address of a package index in ' +
      'SIGNS_LAB_PACKAGE_INDEX, or the wheel itself in SIGNS_LAB_TENSORFLOW.',
  );
}

async function namedByUser(path: string, [tensorflow, ...others]: readonly Wheel[]): Promise<Found> {
  const found = await stat(path).catch(() => null);
  if (!found) {
    throw new BackendError(`SIGNS_LAB_TENSORFLOW names ${path}, which does not exist.`, 'Correct it, or unset it.');
  }
  if (found.isDirectory()) return { kind: 'unpacked', folder: path };
  if (others.length > 0) {
    throw new BackendError(
      `${basename(path)} alone is not enough for the GPU build, which needs NVIDIA's wheels too.`,
      'Name a folder in which tensorflow and the NVIDIA wheels are unpacked (pip install --target FOLDER tensorflow[and-cuda]).',
    );
  }
  return { kind: 'wheels', wheels: [{ file: path, sha256: tensorflow?.sha256 ?? null }] };
}

async function fromIndex(index: string, wheels: readonly Wheel[], work: Work): Promise<Found> {
  const fetched: Fetched[] = [];
  for (const wheel of wheels) fetched.push(await indexDownload(index, wheel, work));
  return { kind: 'wheels', wheels: fetched };
}

/** pip itself compares each file with the checksum that its index states; ours are compared afterwards. */
async function fromPip(pip: Pip, wheels: readonly Wheel[], work: Work): Promise<Found | string> {
  const fetched: Fetched[] = [];
  for (const wheel of wheels) {
    const download = await pipDownload(pip, wheel, work);
    if ('failure' in download) return download.failure;
    fetched.push({ file: download.file, sha256: wheel.sha256 });
  }
  return { kind: 'wheels', wheels: fetched };
}
