/** Small videos of the kinds that people have, made by ffmpeg's own sources. */
import { execFileSync, spawnSync } from 'node:child_process';

const command = process.env.SIGNS_LAB_FFMPEG || 'ffmpeg';

/** Reason to skip, with the repair; false where there is an ffmpeg. */
export const WITHOUT_FFMPEG: string | false =
  spawnSync(command, ['-version']).status === 0
    ? false
    : 'there is no ffmpeg: install it (Debian: apt install ffmpeg), or name it in SIGNS_LAB_FFMPEG';

/** Runs ffmpeg with these arguments, which end with the file that is made. */
export function clip(...args: readonly string[]): void {
  execFileSync(command, ['-hide_banner', '-loglevel', 'error', '-nostdin', '-y', ...args], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
}
