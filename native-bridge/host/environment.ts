/** Environment variables that the loader only reads at the start of a process. */
import type { Backend } from '../backends/backend.ts';

/** The variables that this process would have needed at its start to run that backend; null if it has them. */
export function missingEnvironment(backend: Backend): Record<string, string> | null {
  const wanted = backend.environment?.() ?? {};
  const missing = Object.entries(wanted).filter(([name, value]) => process.env[name] !== value);
  return missing.length > 0 ? Object.fromEntries(missing) : null;
}
