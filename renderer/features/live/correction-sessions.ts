/** Which sessions hold Live's corrections: nobody chose their place and light, so captured pictures do not belong there. */
import type { Session } from '../../../main/ipc/schemas/capture.ts';

type Kept = Pick<Storage, 'getItem' | 'setItem'>;
type Known = Pick<Session, 'id' | 'dataset' | 'createdAt' | 'name' | 'hand' | 'background'>;

const KEY = 'correction-sessions';
/** Ids remembered; the oldest are forgotten. */
const MOST = 200;
/** As the session is named at first, in every language and in lower case: those of other browsers are only known by it. */
export const CORRECTION_NAMES: readonly string[] = ['corrections', '纠正'];

export function rememberCorrections(session: Known, kept: Kept = localStorage): void {
  const others = remembered(kept).filter((one) => one !== idOf(session));
  kept.setItem(KEY, JSON.stringify([...others, idOf(session)].slice(-MOST)));
}

export function holdsCorrections(session: Known, kept: Kept = localStorage): boolean {
  const untouched = session.hand === 'unsaid' && session.background === '';
  return (
    remembered(kept).includes(idOf(session)) || (untouched && CORRECTION_NAMES.includes(session.name.toLowerCase()))
  );
}

/** Another lab may be served at the same address, with the same numbers. */
function idOf({ dataset, id, createdAt }: Known): string {
  return `${dataset}/${id}/${createdAt}`;
}

function remembered(kept: Kept): unknown[] {
  try {
    const ids: unknown = JSON.parse(kept.getItem(KEY) ?? '[]');
    return Array.isArray(ids) ? ids : [];
  } catch {
    return [];
  }
}
