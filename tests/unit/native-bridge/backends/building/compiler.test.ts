import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import {
  compilerRemedy,
  describeMissing,
  missingTools,
  requireCompiler,
} from '../../../../../native-bridge/backends/building/compiler.ts';
import { temporaryFolder } from '../../../../helpers/temporary.ts';

/** A folder with programs that end with that status. */
function programs(folder: string, names: readonly string[], status = 0): string {
  for (const name of names) {
    writeFileSync(join(folder, name), `#!/bin/sh\nexit ${status}\n`);
    chmodSync(join(folder, name), 0o755);
  }
  return folder;
}

describe('the look along the PATH', () => {
  test('names what is missing', (t) => {
    assert.deepEqual(missingTools({ PATH: temporaryFolder(t) }, 'linux'), ['C++ compiler', 'make', 'Python 3']);
    assert.deepEqual(missingTools({}, 'linux'), ['C++ compiler', 'make', 'Python 3']);
  });

  test('takes any of the usual names, and what CXX names', (t) => {
    const folder = programs(temporaryFolder(t), ['clang++', 'gmake', 'python']);
    assert.deepEqual(missingTools({ PATH: folder }, 'darwin'), []);
    const own = join(programs(temporaryFolder(t), ['my-c++']), 'my-c++');
    const rest = programs(temporaryFolder(t), ['make', 'python3']);
    assert.deepEqual(missingTools({ PATH: rest, CXX: own }, 'linux'), []);
  });

  test('on Windows looks for clang-cl or any Visual Studio', (t) => {
    const folder = programs(temporaryFolder(t), ['python.exe']);
    const environment = { Path: folder, 'ProgramFiles(x86)': temporaryFolder(t) };
    assert.deepEqual(missingTools(environment, 'win32'), ['C++ compiler']);
    const installer = join(environment['ProgramFiles(x86)'], 'Microsoft Visual Studio', 'Installer');
    mkdirSync(installer, { recursive: true });
    programs(installer, ['vswhere.exe']);
    assert.deepEqual(missingTools(environment, 'win32'), []);
  });
});

describe('the check before a build', { skip: process.platform === 'win32' && 'it is the same look on Windows' }, () => {
  test('names every tool that is missing, and how to install it', async (t) => {
    const environment = { PATH: programs(temporaryFolder(t), ['python3']) };
    await assert.rejects(requireCompiler('kernels', { environment }), {
      name: 'BackendError',
      message: 'No C++ compiler, no make was found, so the kernels cannot be compiled.',
      remedy: compilerRemedy(),
    });
  });

  test('is not content with a program that fails', async (t) => {
    const folder = temporaryFolder(t);
    programs(folder, ['make', 'python3']);
    programs(folder, ['g++'], 1); // as on a Mac without the command line tools
    assert.deepEqual(missingTools({ PATH: folder }, 'darwin'), []);
    await assert.rejects(
      requireCompiler('kernels', { environment: { PATH: folder } }),
      /^BackendError: No C\+\+ compiler was/,
    );
  });
});

test('the remedy is that of the platform', () => {
  for (const system of [/Debian.*build-essential/, /Fedora.*gcc-c\+\+/, /Arch.*base-devel/]) {
    assert.match(compilerRemedy('linux'), system);
  }
  assert.match(compilerRemedy('darwin'), /xcode-select --install/);
  assert.match(compilerRemedy('win32'), /Visual Studio Build Tools.*clang-cl/);
  assert.equal(describeMissing(['make']), 'No make was found');
});
