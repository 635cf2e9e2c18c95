/** Preferences, stored in the lab folder: the browser lab has a different origin each time, so browser storage would be lost. */
import type { HandlersOf } from '../ipc/contract.ts';
import { Preferences } from '../ipc/schemas/lab.ts';
import type { LabContext } from './context.ts';

export function preferenceHandlers({ db, emit }: LabContext): HandlersOf<'preferences'> {
  const read = db.sql.prepare('SELECT json FROM preferences WHERE id = 1');
  const write = db.sql.prepare(
    'INSERT INTO preferences (id, json) VALUES (1, ?) ON CONFLICT (id) DO UPDATE SET json = excluded.json',
  );
  return {
    'preferences.get': () => {
      const row = read.get() as { json: string } | undefined;
      // If another version wrote something unknown, all of it falls back to the defaults: nothing else depends on it.
      const kept = Preferences.safeParse(row ? JSON.parse(row.json) : {});
      return kept.success ? kept.data : Preferences.parse({});
    },
    'preferences.set': (preferences) => {
      write.run(JSON.stringify(preferences));
      emit('preferences', preferences);
      return preferences;
    },
  };
}
