import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A fresh folder that is removed when the test (or suite) ends. */
export function temporaryFolder(test: { after(fn: () => void): void }): string {
  const folder = mkdtempSync(join(tmpdir(), 'signs-lab-'));
  test.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
