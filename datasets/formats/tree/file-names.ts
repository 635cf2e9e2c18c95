/** What the names of archives and tables say. Pure, without Node. */
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

/** What a file of data is called without its ending: `Class 1-samples.zip` of Teachable Machine is `Class 1`. */
export function archiveTitle(name: string): string {
  return name
    .replace(ARCHIVE, '')
    .replace(DATA, '')
    .replace(/-samples$/i, '');
}
