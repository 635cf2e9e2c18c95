/** Composition root of the desktop app. */
import { join } from 'node:path';
import { app, BrowserWindow, dialog, session } from 'electron';
import { startUtility } from './hosts/electron.ts';
import { launchHostsBy } from './hosts/start-host.ts';
import { carryContract } from './ipc/electron.ts';
import { type Lab, openLab } from './services/lab.ts';
import { announceHolder } from './storage/database.ts';
import { labFolder, labPaths } from './storage/lab-folder.ts';
import { choosePath } from './windows/dialogs.ts';
import { setupMenu } from './windows/menu.ts';
import { setupNavigation } from './windows/navigation.ts';
import { setupPermissions } from './windows/permissions.ts';
import { PAGE_ORIGIN, setupProtocol, setupScheme } from './windows/protocol.ts';
import { showWindow } from './windows/window.ts';

/** The built app's root: this file is `main/electron.js` in it. */
const ROOT = join(import.meta.dirname, '..');

if (app.requestSingleInstanceLock()) void run();
else app.quit();

async function run(): Promise<void> {
  setupScheme();
  launchHostsBy(startUtility);
  setupNavigation(app);
  await app.whenReady();
  const lab = openLabOrSay();
  if (!lab) return app.quit();
  setupProtocol(join(ROOT, 'renderer'));
  setupPermissions(session.defaultSession);
  setupMenu(app);
  carryContract(lab, (frame) => frame?.parent === null && frame.url.startsWith(`${PAGE_ORIGIN}/`));
  setupLife(lab);
  show();
}

function show(): void {
  showWindow({
    preload: join(ROOT, 'preload.cjs'),
    bounds: join(app.getPath('userData'), 'window.json'),
  });
}

/** Another instance, or a folder that cannot be used, is said in words, and the app ends. */
function openLabOrSay(): Lab | null {
  const folder = labFolder();
  const { electron, node } = process.versions;
  const info = {
    version: app.getVersion(),
    shell: 'electron',
    platform: process.platform,
    node,
    electron: electron ?? null,
  } as const;
  try {
    const lab = openLab(folder, { info, choose: choosePath });
    const forget = announceHolder(labPaths(folder).database, null);
    return { ...lab, close: () => lab.close().finally(forget) };
  } catch (error) {
    const { message, remedy } = error as Error & { remedy?: string };
    dialog.showErrorBox('The lab cannot be opened', remedy ? `${message}\n\n${remedy}` : message);
    return null;
  }
}

/**
 * Closing the window does not end what trains: the app lives on without one until the queue is empty, and shows itself
 * again when it is started again. Quitting from the menu pauses what trains.
 */
function setupLife(lab: Lab): void {
  let closing = false;
  const busy = async () => {
    const { runs } = await lab.handlers['runs.list']({ offset: 0, limit: 500 });
    return runs.some(({ state }) => ['queued', 'training', 'pausing', 'finishing'].includes(state.kind));
  };
  const quitWhereIdle = async () => {
    const watched = BrowserWindow.getAllWindows().length > 0 || process.platform === 'darwin';
    if (!watched && !(await busy())) app.quit();
  };
  app.on('second-instance', show);
  app.on('activate', show);
  app.on('window-all-closed', () => void quitWhereIdle());
  lab.listen((event) => {
    if (event === 'run') void quitWhereIdle();
  });
  app.on('before-quit', (event) => {
    if (closing) return;
    closing = true;
    event.preventDefault();
    void lab.close().finally(() => app.quit());
  });
}
