/** Measured speeds in `lab.sqlite`: the latest of each backend and preset. */
import type { z } from 'zod';
import { Speed } from '../../ipc/schemas/device.ts';
import type { Database } from '../../storage/database.ts';

export function speedRows({ sql }: Pick<Database, 'sql'>) {
  return {
    list: (): z.infer<typeof Speed>[] =>
      sql
        .prepare(`
          SELECT backend, preset, images_per_second AS imagesPerSecond, measured_at AS measuredAt FROM speeds
          ORDER BY preset, images_per_second DESC`)
        .all()
        .map((row) => Speed.parse({ ...row })),
    put({ backend, preset, imagesPerSecond, measuredAt }: z.infer<typeof Speed>): void {
      sql
        .prepare('INSERT OR REPLACE INTO speeds (backend, preset, images_per_second, measured_at) VALUES (?, ?, ?, ?)')
        .run(backend, preset, imagesPerSecond, measuredAt);
    },
  };
}
