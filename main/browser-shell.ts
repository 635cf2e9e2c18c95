/** What the browser lab brings in addition to its server. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { HostError } from './hosts/host-error.ts';
import type { Shell } from './services/lab.ts';

export function browserShell(): Shell {
  const { version } = JSON.parse(readFileSync(join(import.meta.dirname, '../package.json'), 'utf8')) as {
    version: string;
  };
  return {
    info: { version, shell: 'browser', platform: process.platform, node: process.versions.node, electron: null },
    choose() {
      throw new HostError({
        message: 'A browser has no dialog for paths on this machine.',
        remedy: 'Type the path, or choose files to upload.',
        badArgument: true,
      });
    },
  };
}
