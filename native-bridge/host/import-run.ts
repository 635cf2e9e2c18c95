/** Reads a dataset and stores it for the lab: its pixels in one file, the original files next to it. */
import { join } from 'node:path';
import { type Read, readData, wholeSpec } from '../../datasets/catalog.ts';
import { DatasetError, type ImageSet, type OnProgress, SPLIT_NAMES } from '../../datasets/dataset.ts';
import { checkCount, type Reading } from '../../datasets/formats/reading.ts';
import { inspectPictures } from '../../datasets/inspect/inspect.ts';
import type { Imported, ImportRequest } from './compute-messages.ts';
import { writePixels, writeSizes } from './import-files.ts';

/** The lab stores a label as one byte. */
const MAX_CLASSES = 256;

/**
 * Reads `spec` and fills `folder`: `pictures.u8` (N,64,64,3), and for picture files copies `originals/ID.jpg` and
 * `sizes.u32` (N,2), their upright width and height in pixels, little-endian. The net sees `centreSquare` of that.
 * After a failure the folder is incomplete: remove it.
 * @param stopped true once the person has cancelled
 * @throws DatasetError if the data cannot be read, or the import was stopped.
 */
export async function importDataset(
  { spec, folder, map }: ImportRequest,
  onProgress: OnProgress,
  stopped: () => boolean = () => false,
): Promise<Imported> {
  const report: OnProgress = (progress) => {
    if (stopped()) throw new DatasetError('The import was cancelled.', 'Nothing was kept. Start it again any time.');
    onProgress(progress);
  };
  const keepIn = join(folder, 'originals');
  const reading = await readData(wholeSpec(spec), { onProgress: report, map, keepIn });
  return layDown(spec, reading, folder, report);
}

async function layDown(spec: string, reading: Read, folder: string, report: OnProgress): Promise<Imported> {
  checkReading(spec, reading);
  const sets = SPLIT_NAMES.map((name) => reading.splits[name]);
  await writePixels(folder, sets, report);
  if (reading.sizes) await writeSizes(folder, reading.sizes);
  const { form, name, classes, ignored, notes = [], bad = [] } = reading;
  return {
    form: form === 'version' ? 'folder' : form,
    name,
    classes: [...classes],
    count: sets.reduce((sum, set) => sum + set.count, 0),
    ...columns(sets),
    originals: reading.originals ? [...reading.originals] : sets.flatMap((set) => set.sources.map(() => null)),
    ...(await inspectPictures(
      sets.map(({ images }) => images),
      report,
    )),
    ignored,
    notes: [...notes],
    bad: [...bad],
  };
}

function checkReading(from: string, { classes, splits }: Reading): void {
  if (classes.length > MAX_CLASSES) {
    throw new DatasetError(
      `${from} holds ${classes.length} classes, more than ${MAX_CLASSES}`,
      'Are these folders classes? The lab expects one folder per class, or train_signs/ and test_signs/.',
    );
  }
  checkCount(
    from,
    SPLIT_NAMES.reduce((sum, name) => sum + splits[name].count, 0),
  );
}

/** (N) each, over all splits in order. */
function columns(sets: readonly ImageSet[]): Pick<Imported, 'splits' | 'labels' | 'sources'> {
  return {
    splits: Uint8Array.from(sets.flatMap(({ count }, split) => new Array<number>(count).fill(split))),
    labels: Int32Array.from(sets.flatMap(({ labels }) => [...labels])),
    sources: sets.flatMap(({ sources }) => [...sources]),
  };
}
