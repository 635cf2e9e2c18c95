/** The menu, following the system's conventions. The page handles the lab's own keyboard shortcuts. */
import { type App, Menu, type MenuItemConstructorOptions } from 'electron';

export function setupMenu(app: App): void {
  const mac: MenuItemConstructorOptions[] = process.platform === 'darwin' ? [{ role: 'appMenu' }] : [];
  app.setAboutPanelOptions({ applicationName: 'Signs Lab', applicationVersion: app.getVersion() });
  const view: MenuItemConstructorOptions[] = [
    { role: 'reload' },
    { role: 'resetZoom' },
    { role: 'zoomIn' },
    { role: 'zoomOut' },
    { type: 'separator' },
    { role: 'togglefullscreen' },
    { role: 'toggleDevTools' },
  ];
  Menu.setApplicationMenu(
    Menu.buildFromTemplate([
      ...mac,
      { role: 'fileMenu' },
      { role: 'editMenu' },
      { label: 'View', submenu: view },
      { role: 'windowMenu' },
      { role: 'help', submenu: [{ role: 'about' }] },
    ]),
  );
}

/** The context menu of text fields and selections; Electron has none by default. */
export function setupContextMenu(app: App): void {
  app.on('web-contents-created', (_event, contents) => {
    contents.on('context-menu', (_event, { isEditable, selectionText }) => {
      const roles = isEditable ? EDITING : selectionText.trim() ? COPYING : [];
      if (roles.length > 0) Menu.buildFromTemplate([...roles]).popup();
    });
  });
}

const COPYING: readonly MenuItemConstructorOptions[] = [{ role: 'copy' }];
const EDITING: readonly MenuItemConstructorOptions[] = [
  { role: 'undo' },
  { role: 'redo' },
  { type: 'separator' },
  { role: 'cut' },
  { role: 'copy' },
  { role: 'paste' },
  { role: 'selectAll' },
];
