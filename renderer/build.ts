/**
 * Builds the page into `.build/renderer`, precompressed, and the page of exported models (exported-page/build.ts). A
 * stamp of all inputs makes a second call a no-op. Run as a script it builds and reports sizes; `main/serve.ts` calls
 * `buildPage`.
 */
import { createHash } from 'node:crypto';
import { existsSync, globSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { buildExportedPage } from './exported-page/build.ts';
import { COMPILED, compileMessages, LANGUAGES } from './messages.ts';

const root = join(import.meta.dirname, '..');
const output = join(root, '.build/renderer');
const stampFile = join(output, '.stamp');
/** File types worth compressing; smaller files gain nothing. */
const COMPRESSED = /\.(js|css|html|svg|json)$/;
const SMALLEST = 512;

export interface BuiltPage {
  readonly folder: string;
  /** False where an up-to-date build was there already. */
  readonly fresh: boolean;
  /**
   * Bytes of JavaScript as sent, except what only Learn's stations need, which they load one by one. With the texts of
   * one language, the larger one: nobody loads both.
   */
  readonly gzippedScriptBytes: number;
  /** What Learn's stations, its glossary and its worker add. */
  readonly gzippedLearnBytes: number;
}

/** Hash of the sources that the page is bundled from, and of the packages. */
function stamp(): string {
  const hash = createHash('sha256');
  const sources = globSync(
    [
      'renderer/**/*.{ts,svelte,css,html,json,txt}',
      'main/ipc/**/*.ts',
      'datasets/{preprocess.ts,minibatch.ts,augment/**/*.ts,capture/**/*.ts,random/**/*.ts,formats/numpy/**/*.ts}',
    ],
    {
      cwd: root,
    },
  );
  const pure = globSync('native-bridge/{convnet,reference,metrics,live,tuning,learn}/**/*.ts', { cwd: root });
  for (const file of ['package-lock.json', ...sources.sort(), ...pure.sort()]) {
    hash.update(`${file}\n`).update(readFileSync(join(root, file)));
  }
  return hash.digest('hex');
}

async function compress(file: string): Promise<void> {
  const bytes = readFileSync(file);
  if (bytes.length < SMALLEST) return;
  const [gz, br] = await Promise.all([
    promisify(gzip)(bytes, { level: 9 }),
    promisify(brotliCompress)(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }),
  ]);
  writeFileSync(`${file}.gz`, gz);
  writeFileSync(`${file}.br`, br);
}

/** As `vite` writes it: a script's static imports, and its dynamic ones. */
type Manifest = Readonly<
  Record<string, { readonly file: string; readonly imports?: string[]; readonly dynamicImports?: string[] }>
>;

/** Bytes as sent: of the scripts reachable without entering Learn, and of the others. */
function scriptBytes(): Pick<BuiltPage, 'gzippedScriptBytes' | 'gzippedLearnBytes'> {
  const manifest = JSON.parse(readFileSync(join(output, '.vite/manifest.json'), 'utf8')) as Manifest;
  const outside = new Set<string>();
  const reach = (name: string) => {
    const entry = manifest[name];
    if (!entry || outside.has(entry.file) || name.startsWith('features/learn/')) return;
    outside.add(entry.file);
    for (const next of [...(entry.imports ?? []), ...(entry.dynamicImports ?? [])]) reach(next);
  };
  reach('index.html');
  const sent = (file: string) => {
    const path = join(output, file);
    return statSync(existsSync(`${path}.gz`) ? `${path}.gz` : path).size;
  };
  const scripts = globSync('**/*.js', { cwd: output }).map((file) => file.replaceAll('\\', '/'));
  const inOther = (file: string, language: string) =>
    LANGUAGES.some((other) => other !== language && basename(file).startsWith(`${other}-`));
  const sum = (of: readonly string[]) => {
    const inOne = (language: string) =>
      of.reduce((total, file) => total + (inOther(file, language) ? 0 : sent(file)), 0);
    return Math.max(...LANGUAGES.map(inOne));
  };
  return {
    gzippedScriptBytes: sum(scripts.filter((file) => outside.has(file))),
    gzippedLearnBytes: sum(scripts.filter((file) => !outside.has(file))),
  };
}

/**
 * A page that is being served is never seen half-built: the build goes to a temporary folder, which replaces the old
 * one at the end.
 */
async function build(now: string): Promise<void> {
  process.stderr.write('Building the page (half a minute; only after a change) ...\n');
  compileMessages();
  const [vite, { default: config }] = await Promise.all([import('vite'), import('./vite.config.ts')]);
  const made = `${output}.${process.pid}`;
  try {
    await vite.build({ ...config, build: { ...config.build, outDir: made } });
    const files = globSync('**/*', { cwd: made }).filter((file) => COMPRESSED.test(file));
    await Promise.all(files.map((file) => compress(join(made, file))));
    writeFileSync(join(made, '.stamp'), now);
    takePlace(made, now);
  } finally {
    rmSync(made, { recursive: true, force: true });
  }
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

/** @throws vite's error where a source is faulty; the previous build stays. */
export async function buildPage(): Promise<BuiltPage> {
  const now = stamp();
  const fresh = !existsSync(COMPILED) || !existsSync(stampFile) || readFileSync(stampFile, 'utf8') !== now;
  if (fresh) await build(now);
  await buildExportedPage();
  return { folder: output, fresh, ...scriptBytes() };
}

if (import.meta.main) {
  const { folder, fresh, gzippedScriptBytes, gzippedLearnBytes } = await buildPage();
  const kilobytes = (bytes: number) => `${(bytes / 1000).toFixed(0)} KB`;
  const place = relative(process.cwd(), folder);
  if (fresh) {
    const sizes = `${kilobytes(gzippedScriptBytes)} of JavaScript gzipped, ${kilobytes(gzippedLearnBytes)} more in Learn`;
    process.stderr.write(`Built the page: ${place}, ${sizes}\n`);
  }
}
