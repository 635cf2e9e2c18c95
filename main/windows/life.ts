/** How long the app runs: as long as its window is open, and without one until nothing is training any more. */
import { type App, BrowserWindow, Notification, powerSaveBlocker } from 'electron';
import type { EventOf } from '../ipc/contract.ts';
import type { RunState } from '../ipc/schemas/run.ts';
import type { Lab } from '../services/lab.ts';

const AT_WORK: readonly RunState['kind'][] = ['queued', 'training', 'pausing', 'finishing'];

/**
 * Closing the window does not stop training: the app runs on without one until the queue is empty, notifies the person,
 * and opens its window when it is started again. Quitting from the menu pauses training.
 * @param show opens the window, or brings it to the front
 */
export function setupLife(app: App, lab: Lab, show: () => void): void {
  let closing: 'no' | 'under way' | 'done' = 'no';
  // On macOS an app stays until it is quit.
  const isUnseen = () =>
    closing === 'no' && BrowserWindow.getAllWindows().length === 0 && process.platform !== 'darwin';
  const keepAwake = sleepBlocker();
  const look = async () => {
    if (closing !== 'no') return;
    const training = await isTraining(lab);
    keepAwake(training);
    if (!training && isUnseen()) app.quit();
  };
  app.on('activate', show);
  app.on('window-all-closed', async () => {
    await look();
    if (isUnseen()) notifyOfTraining(show);
  });
  lab.listen((event, payload) => {
    if (event === 'run' && (payload as EventOf<'run'>).kind !== 'epochs') void look();
  });
  app.on('before-quit', (event) => {
    if (closing === 'done') return;
    // Training is paused first; then the app quits again.
    event.preventDefault();
    if (closing === 'under way') return;
    closing = 'under way';
    void lab.close().finally(() => {
      closing = 'done';
      app.quit();
    });
  });
  // A queue left from the last time continues as soon as the lab is open.
  void isTraining(lab).then(keepAwake);
}

async function isTraining(lab: Lab): Promise<boolean> {
  const { runs } = await lab.handlers['runs.list']({ offset: 0, limit: 500 });
  return runs.some(({ state }) => AT_WORK.includes(state.kind));
}

function notifyOfTraining(show: () => void): void {
  if (!Notification.isSupported()) return;
  const body = 'It quits when the queue is empty. Start it again to see the progress.';
  new Notification({ title: 'Signs Lab is still training', body }).on('click', show).show();
}

/** Keeps the system from suspending an app that trains without a window (macOS: App Nap). */
function sleepBlocker(): (wanted: boolean) => void {
  let blocker: number | null = null;
  return (wanted) => {
    if (wanted) blocker ??= powerSaveBlocker.start('prevent-app-suspension');
    else if (blocker !== null) {
      powerSaveBlocker.stop(blocker);
      blocker = null;
    }
  };
}
