/**
 * Builds the page that models are taken away with into `.build/exported-page`: all of it but the model. A stamp of what it
 * is made of lets a second call end at once.
 */
import { createHash } from 'node:crypto';
import { existsSync, globSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { compileMessages } from '../messages.ts';

const root = join(import.meta.dirname, '../..');
const output = join(root, '.build/exported-page');
/** Goes into no export (main/services/models/page-files.ts). */
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

/** @returns the folder. @throws vite's error where a source is at fault; what was built before stays */
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

/** Another process may build the same at the same time: the first one's is as good. */
function takePlace(made: string, now: string): void {
  try {
    rmSync(output, { recursive: true, force: true });
    renameSync(made, output);
  } catch (error) {
    if (!existsSync(stampFile) || readFileSync(stampFile, 'utf8') !== now) throw error;
  }
}
