/** Only one instance of the app runs: starting it again shows the existing window. */
import { type App, dialog } from 'electron';
import { z } from 'zod';

/** What a second instance passes on (`requestSingleInstanceLock`). */
export const Start = z.object({ folder: z.string() });
export type Start = z.infer<typeof Start>;

/** @param folder the lab folder that is open */
export function setupSecondStart(app: App, { folder }: Start, show: () => void): void {
  app.on('second-instance', (_event, _arguments, _directory, data) => {
    show();
    const asked = Start.safeParse(data).data?.folder ?? folder;
    if (asked === folder) return;
    void dialog.showMessageBox({
      type: 'info',
      message: 'Signs Lab is open with another lab folder.',
      detail: `Open: ${folder}\nAsked for: ${asked}\n\nQuit it, then start it again with that folder.`,
    });
  });
}
