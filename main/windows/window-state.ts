/** Where the window stood when it was closed. */
import { readFileSync } from 'node:fs';
import { screen } from 'electron';
import writeFileAtomic from 'write-file-atomic';
import { z } from 'zod';

const Bounds = z.object({ x: z.int(), y: z.int(), width: z.int().min(1024), height: z.int().min(640) });
export type Bounds = z.infer<typeof Bounds>;

/** Null where none is kept, or no screen of now would show it. */
export function readBounds(file: string): Bounds | null {
  try {
    const bounds = Bounds.parse(JSON.parse(readFileSync(file, 'utf8')));
    return isSeen(bounds) ? bounds : null;
  } catch {
    return null;
  }
}

/** The title bar's middle lies on a screen: the person can take hold of it. */
function isSeen({ x, y, width }: Bounds): boolean {
  const middle = x + width / 2;
  return screen
    .getAllDisplays()
    .some(
      ({ workArea }) =>
        middle >= workArea.x &&
        middle <= workArea.x + workArea.width &&
        y >= workArea.y &&
        y < workArea.y + workArea.height,
    );
}

export function writeBounds(file: string, bounds: Bounds): void {
  writeFileAtomic.sync(file, JSON.stringify(bounds));
}
