/**
 * The page comes first: a training that takes every core would otherwise hold its frames up. It still has what nobody
 * else wants.
 */
import { constants, setPriority } from 'node:os';

/** To be called before a host makes its threads, which inherit it. A system that refuses it trains as before. */
export function lowerPriority(pid: number): void {
  try {
    setPriority(pid, constants.priority.PRIORITY_LOW);
  } catch {
    // It has ended already, or the system does not allow it.
  }
}
