import { useLab } from '../../../lib/lab.ts';
import { Loaded } from '../../../lib/loaded.svelte.ts';
import type { PictureName } from '../picture/chosen-picture.svelte.ts';

/** The class name that a dataset gives its picture; null for a picture of the camera or from a file. */
export function trueLabel(name: () => PictureName | null): Loaded<string | null> {
  const { client } = useLab();
  return new Loaded(async () => {
    const picture = name();
    if (picture?.kind !== 'dataset') return null;
    const { dataset, id } = picture;
    const [{ classes }, [row]] = await Promise.all([
      client.request('datasets.get', { dataset }),
      client.request('pictures.rows', { dataset, ids: [id] }),
    ]);
    return (row && classes[row.label]) ?? null;
  });
}
