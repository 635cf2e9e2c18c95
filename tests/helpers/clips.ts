/** Small videos of common kinds, made from ffmpeg's own test sources. */
import { execFileSync, spawnSync } from 'node:child_process';

const command = process.env.SIGNS_LAB_FFMPEG || 'ffmpeg';

/** Reason to skip, with the remedy; false if there is an ffmpeg. */
export const WITHOUT_FFMPEG: string | false =
  spawnSync(command, ['-version']).status === 0
    ? false
    : 'there is no ffmpeg: install it (Debian: apt install ffmpeg), or set SIGNS_LAB_FFMPEG to its path';

/** Runs ffmpeg with these arguments, of which the last is the output file. */
export function clip(...args: readonly string[]): void {
  execFileSync(command, ['-hide_banner', '-loglevel', 'error', '-nostdin', '-y', ...args], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
}
