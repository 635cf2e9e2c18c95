/** Archives and tables by their file names. Pure, without Node. */
const TABLE = /\.(csv|tsv|parquet|npy|npz)$/i;

export function isTableName(name: string): boolean {
  return TABLE.test(name);
}

const NUMPY = /\.(npy|npz)$/i;

export function isNumpyName(name: string): boolean {
  return NUMPY.test(name);
}

const ARCHIVE = /\.(zip|tar|tar\.gz|tgz)$/i;

export function isArchiveName(name: string): boolean {
  return ARCHIVE.test(name);
}

const DATA = /\.(csv|tsv|parquet|npz|npy|h5|hdf5)$/i;

/** A data file's name without its extension: `Class 1-samples.zip` from Teachable Machine becomes `Class 1`. */
export function archiveTitle(name: string): string {
  return name
    .replace(ARCHIVE, '')
    .replace(DATA, '')
    .replace(/-samples$/i, '');
}
