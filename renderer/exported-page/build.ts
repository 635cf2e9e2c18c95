/**
 * Builds the page of exported models into `.build/exported-page`: everything except the model. A stamp of all inputs
 * makes a second call a no-op.
 */
import { createHash } from 'node:crypto';
import { existsSync, globSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { compileMessages } from '../messages.ts';

const root = join(import.meta.dirname, '../..');
const output = join(root, '.build/exported-page');
/** Not part of any export (main/services/models/page-files.ts). */
const stampFile = join(output, '.stamp');
const SOURCES = [
  'renderer/exported-page/**/*.*',
  'renderer/app/*.css',
  'renderer/lib/{camera-fault-kind,languages}.ts',
  'renderer/messages.ts',
  'datasets/{dataset,preprocess,resize}.ts',
  'native-bridge/onnx/card/{channels,fit,net-*}.ts',
  'LICENSE',
];

function stamp(): string {
  const hash = createHash('sha256');
  for (const file of ['package-lock.json', ...globSync(SOURCES, { cwd: root }).sort()]) {
    hash.update(`${file}\n`).update(readFileSync(join(root, file)));
  }
  return hash.digest('hex');
}

/** @returns the folder. @throws vite's error where a source is faulty; the previous build stays */
export async function buildExportedPage(): Promise<string> {
  const now = stamp();
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === now) return output;
  const [vite, { default: config }] = await Promise.all([import('vite'), import('./vite.config.ts')]);
  compileMessages();
  const made = `${output}.${process.pid}`;
  try {
    await vite.build({ ...config, build: { ...config.build, outDir: made } });
    writeFileSync(join(made, '.stamp'), now);
    takePlace(made, now);
  } finally {
    rmSync(made, { recursive: true, force: true });
  }
  return output;
}

/** Another process may build the same at the same time: the first result is used. */
function takePlace(made: string, now: string): void {
  try {
    rmSync(output, { recursive: true, force: true });
    renameSync(made, output);
  } catch (error) {
    if (!existsSync(stampFile) || readFileSync(stampFile, 'utf8') !== now) throw error;
  }
}
