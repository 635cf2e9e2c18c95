/** Composition root of the desktop app. */
import { join } from 'node:path';
import { app, dialog, session } from 'electron';
import { startUtility } from './hosts/electron.ts';
import { launchHostsBy } from './hosts/start-host.ts';
import { carryContract } from './ipc/electron.ts';
import { type Lab, openLab } from './services/lab.ts';
import { announceHolder } from './storage/database.ts';
import { labFolder, labPaths } from './storage/lab-folder.ts';
import { writePrivately } from './storage/private-folder.ts';
import { choosePath } from './windows/dialogs.ts';
import { setupLife } from './windows/life.ts';
import { setupContextMenu, setupMenu } from './windows/menu.ts';
import { setupNavigation } from './windows/navigation.ts';
import { setupPermissions } from './windows/permissions.ts';
import { PAGE_ORIGIN, setupProtocol, setupScheme } from './windows/protocol.ts';
import { type Start, setupSecondStart } from './windows/second-start.ts';
import { setupTheme } from './windows/theme.ts';
import { showWindow } from './windows/window.ts';

/** The built app's root: this file is `main/electron.js` in it. */
const ROOT = join(import.meta.dirname, '..');

const START: Start = { folder: labFolder() };

if (app.requestSingleInstanceLock(START)) void run();
else app.quit();

async function run(): Promise<void> {
  setupScheme();
  launchHostsBy(startUtility);
  setupNavigation(app);
  await app.whenReady();
  const lab = openLabOrReport();
  if (!lab) return app.quit();
  setupProtocol(join(ROOT, 'renderer'));
  setupPermissions(session.defaultSession);
  setupMenu(app);
  setupContextMenu(app);
  carryContract(lab, (frame) => frame?.parent === null && frame.url.startsWith(`${PAGE_ORIGIN}/`));
  setupLife(app, lab, show);
  setupSecondStart(app, START, show);
  await setupTheme(lab);
  show();
}

function show(): void {
  showWindow({
    preload: join(ROOT, 'preload.cjs'),
    state: join(app.getPath('userData'), 'window.json'),
  });
}

/** If another instance is open or the folder cannot be used, a dialog reports it and the app quits. */
function openLabOrReport(): Lab | null {
  const { folder } = START;
  const { electron, node } = process.versions;
  const info = {
    version: app.getVersion(),
    shell: 'electron',
    platform: process.platform,
    node,
    electron: electron ?? null,
  } as const;
  try {
    writePrivately();
    const lab = openLab(folder, { info, choose: choosePath });
    const forget = announceHolder(labPaths(folder).database, null);
    return { ...lab, close: () => lab.close().finally(forget) };
  } catch (error) {
    const { message, remedy } = error as Error & { remedy?: string };
    dialog.showErrorBox('The lab cannot be opened', remedy ? `${message}\n\n${remedy}` : message);
    return null;
  }
}
