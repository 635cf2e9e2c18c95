/** How long the app lives: with its window, and without one until nothing trains any more. */
import { type App, BrowserWindow, Notification, powerSaveBlocker } from 'electron';
import type { EventOf } from '../ipc/contract.ts';
import type { RunState } from '../ipc/schemas/run.ts';
import type { Lab } from '../services/lab.ts';

const AT_WORK: readonly RunState['kind'][] = ['queued', 'training', 'pausing', 'finishing'];

/**
 * Closing the window does not end what trains: the app lives on without one until the queue is empty, says so, and shows
 * itself again when it is started again. Quitting from the menu pauses what trains.
 * @param show opens the window, or brings it to the front
 */
export function setupLife(app: App, lab: Lab, show: () => void): void {
  let closing: 'no' | 'under way' | 'done' = 'no';
  // On macOS an app stays until it is quit.
  const isUnseen = () =>
    closing === 'no' && BrowserWindow.getAllWindows().length === 0 && process.platform !== 'darwin';
  const keepAwake = awakeness();
  const look = async () => {
    if (closing !== 'no') return;
    const training = await isTraining(lab);
    keepAwake(training);
    if (!training && isUnseen()) app.quit();
  };
  app.on('activate', show);
  app.on('window-all-closed', async () => {
    await look();
    if (isUnseen()) tellOfTraining(show);
  });
  lab.listen((event, payload) => {
    if (event === 'run' && (payload as EventOf<'run'>).kind !== 'epochs') void look();
  });
  app.on('before-quit', (event) => {
    if (closing === 'done') return;
    // What trains is put down first; the quit comes again after it.
    event.preventDefault();
    if (closing === 'under way') return;
    closing = 'under way';
    void lab.close().finally(() => {
      closing = 'done';
      app.quit();
    });
  });
  // A queue that was left goes on as soon as the lab is open.
  void isTraining(lab).then(keepAwake);
}

async function isTraining(lab: Lab): Promise<boolean> {
  const { runs } = await lab.handlers['runs.list']({ offset: 0, limit: 500 });
  return runs.some(({ state }) => AT_WORK.includes(state.kind));
}

function tellOfTraining(show: () => void): void {
  if (!Notification.isSupported()) return;
  const body = 'It ends by itself when the queue is empty. Start it again to see how it gets on.';
  new Notification({ title: 'Signs Lab goes on training', body }).on('click', show).show();
}

/** The system must not put an app to sleep that trains without a window (macOS: App Nap). */
function awakeness(): (wanted: boolean) => void {
  let blocker: number | null = null;
  return (wanted) => {
    if (wanted) blocker ??= powerSaveBlocker.start('prevent-app-suspension');
    else if (blocker !== null) {
      powerSaveBlocker.stop(blocker);
      blocker = null;
    }
  };
}
