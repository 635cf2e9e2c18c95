/** Makes an installation from wheels: download, check, unpack, compile, describe. */
import { existsSync } from 'node:fs';
import { copyFile, mkdir, readdir, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { BackendError } from '../../backend.ts';
import type { Work } from '../../building/install.ts';
import type { Manifest } from '../installation.ts';
import { fileSha256, verifyFile } from './checksum.ts';
import { ADDON, bindingPackage, compileBinding } from './compile.ts';
import { obtain } from './sources.ts';
import { unpackWheel } from './unpack.ts';
import type { Build, Library } from './wheels.ts';

/**
 * Makes a complete installation in a folder inside `work.folder`; the manifest is written last.
 * @param log file for the compiler's output.
 * @returns the folder.
 * @throws BackendError naming the step that failed and the remedy.
 */
export async function assemble(build: Build, work: Work, log: string): Promise<string> {
  const folder = join(work.folder, 'package');
  const libraries = join(folder, 'deps', 'lib');
  await mkdir(libraries, { recursive: true });
  const { wheels, others } = await bringFiles(build, folder, work);
  for (const library of build.libraries) await checkLibrary(libraries, library, work);
  await compileBinding(folder, log, work);
  for (const part of ['build', 'binding', 'binding.gyp', 'package.json', 'deps/include']) {
    await rm(join(folder, part), { recursive: true, force: true });
  }
  const paths = [...build.libraries.map(({ file }) => `deps/lib/${file}`), ...others];
  const manifest: Manifest = {
    format: 1,
    tensorflow: build.wheels[0].version,
    binding: bindingPackage().version,
    abi: 'napi-v8',
    gpu: build.gpu,
    machine: build.machine,
    built: new Date().toISOString(),
    wheels,
    libraries: await Promise.all(paths.map((path) => describe(folder, path))),
    addon: ADDON,
    libraryFolders: [...new Set(others.map((path) => dirname(path)))],
  };
  await writeFile(join(folder, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  return folder;
}

/** Headers and libraries from wheels or from a folder with an unpacked one; `others` are NVIDIA's libraries. */
async function bringFiles(
  build: Build,
  folder: string,
  work: Work,
): Promise<{ wheels: Manifest['wheels']; others: string[] }> {
  const place = placeOf(build);
  const written: string[] = [];
  const wheels: { name: string; sha256: string }[] = [];
  const found = await obtain(build.wheels, work);
  if (found.kind === 'unpacked') written.push(...(await copyUnpacked(found.folder, folder, place, work)));
  else {
    for (const { file, sha256 } of found.wheels) {
      work.onProgress({ step: `Check ${basename(file)}`, done: 0, total: 1 });
      wheels.push({ name: basename(file), sha256: await verifyFile(file, sha256, work.signal) });
      written.push(...(await unpackWheel(file, folder, place, work)));
      // Only what was downloaded for this attempt: a wheel that the user named belongs to the user.
      if (file.startsWith(work.folder)) await rm(file);
    }
  }
  return { wheels, others: written.filter((path) => path.startsWith('nvidia/')) };
}

/**
 * The headers of the C interface and those that they include, found with the compiler's -M; the whole tree is 270 MB.
 */
const HEADERS = /^tensorflow\/(include\/(?:tensorflow\/(?:c|core\/platform)|tsl\/platform|xla\/tsl\/c)\/.*\.h)$/;
const NVIDIA_LIBRARIES = /^nvidia\/\w+\/lib\/[^/]+\.so[.\d]*$/;

/** Where a wheel's file belongs in an installation; null for files that are not needed. */
function placeOf({ libraries }: Build): (entry: string) => string | null {
  const wanted = new Map(libraries.map(({ file }) => [`tensorflow/${file}`, `deps/lib/${file}`]));
  return (entry) => {
    const header = HEADERS.exec(entry)?.[1];
    if (header) return `deps/${header}`;
    return wanted.get(entry) ?? (NVIDIA_LIBRARIES.test(entry) ? entry : null);
  };
}

/** Like `unpackWheel`, from a folder with unpacked wheels (`pip install --target`). */
async function copyUnpacked(
  source: string,
  folder: string,
  place: (entry: string) => string | null,
  { signal, onProgress }: Work,
): Promise<string[]> {
  const written: string[] = [];
  for (const top of ['tensorflow', 'nvidia']) {
    if (!existsSync(join(source, top))) continue;
    for (const name of await readdir(join(source, top), { recursive: true })) {
      signal?.throwIfAborted();
      const entry = `${top}/${name.replaceAll('\\', '/')}`;
      const path = place(entry);
      if (path === null) continue;
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await copyFile(join(source, entry), join(folder, path));
      written.push(path);
      onProgress({ step: 'Copy', done: written.length, total: written.length });
    }
  }
  return written;
}

async function checkLibrary(folder: string, { file, linkName, sha256 }: Library, work: Work): Promise<void> {
  if (!existsSync(join(folder, file))) {
    throw new BackendError(
      `The download does not contain tensorflow/${file}.`,
      'Name the unpacked wheel or the wheel of this platform in SIGNS_LAB_TENSORFLOW, or unset it.',
    );
  }
  work.onProgress({ step: `Check ${file}`, done: 0, total: 1 });
  await verifyFile(join(folder, file), sha256, work.signal);
  await symlink(file, join(folder, linkName));
}

async function describe(folder: string, path: string): Promise<Manifest['libraries'][number]> {
  const file = join(folder, path);
  return { path, bytes: (await stat(file)).size, sha256: await fileSha256(file) };
}
