/** The export forms. Pure, without Node. */
export const EXPORT_FORMS = ['folder', 'zip', 'hdf5', 'npz', 'parquet'] as const;
export type ExportForm = (typeof EXPORT_FORMS)[number];

/** The form implied by a path's extension; null if no single-file form has that extension. */
export function formOf(path: string): ExportForm | null {
  const [ending = ''] = /\.\w+$/.exec(path) ?? [];
  if (/^\.(zip|npz)$/i.test(ending)) return ending.slice(1).toLowerCase() as ExportForm;
  return /^\.(h5|hdf5|parquet|tar|gz|tgz|csv|npy)$/i.test(ending) ? null : 'folder';
}
