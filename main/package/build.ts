/**
 * Builds the app as it is packaged, into `.build/app`: JavaScript file by file from the TypeScript of main, native-bridge
 * and datasets, the bundled preload script, the built page, and the kernels compiled on this machine. Its packages are
 * those of the repository's node_modules. Can be run again at any time.
 */
import { cpSync, globSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { writeLicences } from './licences/write.ts';
import { transpile } from './transpile.ts';

const ROOT = join(import.meta.dirname, '../..');
const ROOMS = ['main', 'native-bridge', 'datasets'];
/** Left out of the app: what builds it, what compares it with others, and what draws for the README. */
const LEFT_OUT =
  /^(main\/(package|preload|start\.ts|electron-binary\.ts|launch\.mjs)|datasets\/synthetic\/contact-sheet|native-bridge\/fused\/wasm\/(?!fused\.wasm)|datasets\/wasm\/(?!resize\.wasm))/;
/** Files that the code reads from its own folder: kernel sources, compiled modules, the base model with its card, the finder. */
const CARRIED = /\.(cc|h|gyp|wasm|py)$|^native-bridge\/(base\/base\.(onnx|json)|finder\/finder\.onnx)$/;

/** @param target is replaced as a whole */
export async function buildApp(target = join(ROOT, '.build/app')): Promise<void> {
  const draft = `${target}.${process.pid}`;
  rmSync(draft, { recursive: true, force: true });
  for (const file of globSync(
    ROOMS.map((room) => `${room}/**/*.*`),
    { cwd: ROOT },
  ))
    addFile(file, draft);
  writeFileSync(join(draft, 'package.json'), manifest());
  await bundlePreload(draft);
  cpSync(join(ROOT, '.build/renderer'), join(draft, 'renderer'), { recursive: true });
  await writeLicences(ROOT, join(draft, 'renderer'));
  cpSync(join(ROOT, '.build/exported-page'), join(draft, 'exported-page'), { recursive: true });
  await addKernels(draft);
  rmSync(target, { recursive: true, force: true });
  renameSync(draft, target);
}

function addFile(file: string, draft: string): void {
  if (LEFT_OUT.test(file)) return;
  const to = join(draft, file);
  if (file.endsWith('.ts') && !file.endsWith('.d.ts')) {
    mkdirSync(dirname(to), { recursive: true });
    writeFileSync(to.replace(/\.ts$/, '.js'), transpile(readFileSync(join(ROOT, file), 'utf8'), file));
  } else if (CARRIED.test(file)) {
    cpSync(join(ROOT, file), to, { recursive: true });
  }
}

/**
 * What the app reads from its manifest, and the packages that electron-builder puts next to it. Until then they are found
 * in the node_modules above it.
 */
function manifest(): string {
  const own = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  const { name, version, description, license, dependencies } = own;
  const app = {
    ...{ name, productName: 'Signs Lab', version, description, license },
    author: 'the authors of Signs Lab',
    ...{ type: 'module', main: 'main/electron.js', dependencies },
  };
  return `${JSON.stringify(app, null, 2)}\n`;
}

/** A sandboxed preload script is one CommonJS file that requires nothing but electron. */
async function bundlePreload(draft: string): Promise<void> {
  const { build } = await import('vite');
  await build({
    configFile: false,
    root: ROOT,
    logLevel: 'warn',
    build: {
      lib: { entry: join(ROOT, 'main/preload/preload.ts'), formats: ['cjs'], fileName: () => 'preload.cjs' },
      rollupOptions: { external: ['electron'] },
      outDir: draft,
      emptyOutDir: false,
      minify: false,
    },
  });
}

/** An installed app cannot rely on a compiler: it contains the kernels of this platform, if they can be compiled here. */
async function addKernels(draft: string): Promise<void> {
  const { compute } = await import('../hosts/compute.ts');
  await compute({ kind: 'provision', gpu: false, force: false, only: 'fused-cpu' }, ['provisioned']).catch(() => null);
  const { home } = await compute({ kind: 'probe' }, ['backends']);
  for (const file of globSync('fused-????????????/fused.node', { cwd: home })) {
    const to = join(draft, 'native-bridge/fused/prebuilt', basename(dirname(file)));
    mkdirSync(to, { recursive: true });
    cpSync(join(home, file), join(to, basename(file)));
  }
}
