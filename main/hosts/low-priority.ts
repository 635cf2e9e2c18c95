/**
 * The page comes first: a training that takes every core would otherwise delay its frames. It still gets all the time
 * that nothing else needs.
 */
import { constants, setPriority } from 'node:os';

/** To be called before a host creates its threads, which inherit the priority. If the system refuses, training goes on as before. */
export function lowerPriority(pid: number): void {
  try {
    setPriority(pid, constants.priority.PRIORITY_LOW);
  } catch {
    // It has ended already, or the system does not allow it.
  }
}
