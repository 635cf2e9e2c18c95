/** Environment that the loader reads only at the start of a process. */
import type { Backend } from '../backends/backend.ts';

/** What this process would have needed from its start to run that backend, or null if it has it. */
export function missingEnvironment(backend: Backend): Record<string, string> | null {
  const wanted = backend.environment?.() ?? {};
  const missing = Object.entries(wanted).filter(([name, value]) => process.env[name] !== value);
  return missing.length > 0 ? Object.fromEntries(missing) : null;
}
