/** Lists everything that is shipped in one file next to the page; a licence that does not allow it stops the build. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { licencesText } from './licences-text.ts';
import { checkLicences } from './policy.ts';
import { bundledPackages, installedPackages } from './shipped.ts';

/**
 * @param root the repository
 * @param page folder of the built page, as it is in the app: gets `licences.txt`
 * @throws Error naming every package that may not be shipped
 */
export async function writeLicences(root: string, page: string): Promise<void> {
  const shipped = [...(await installedPackages(root)), ...bundledPackages(page, root)];
  checkLicences(shipped);
  const read = (...path: string[]) => readFileSync(join(root, ...path), 'utf8');
  const notices = ['onnxruntime.txt', 'onnxruntime-third-party.txt'];
  const onnxRuntime = notices.map((file) => read('renderer/exported-page/public/licences', file));
  writeFileSync(join(page, 'licences.txt'), licencesText(read('LICENSE'), shipped, onnxRuntime));
}
