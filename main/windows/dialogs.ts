/** The system's dialogs for folders and models. */
import { BrowserWindow, dialog, type OpenDialogOptions, type SaveDialogOptions } from 'electron';
import type { Handlers } from '../ipc/contract.ts';

const ONNX = [{ name: 'ONNX models', extensions: ['onnx'] }];
const SAVES: Readonly<Record<'saveModel' | 'savePage', SaveDialogOptions>> = {
  saveModel: { title: 'Save the model', filters: ONNX },
  // A name without .zip becomes a folder.
  savePage: {
    title: 'Save the page',
    filters: [
      { name: 'Zip file', extensions: ['zip'] },
      { name: 'Folder', extensions: ['*'] },
    ],
  },
};
const OPENS: Readonly<Record<'folder' | 'model', OpenDialogOptions>> = {
  folder: { title: 'Choose a folder of pictures', properties: ['openDirectory'] },
  model: { title: 'Choose a model', properties: ['openFile'], filters: ONNX },
};

/** Null if the person closed it. */
export const choosePath: Handlers['shell.choose'] = async ({ what, suggestion }) => {
  const window = BrowserWindow.getFocusedWindow() ?? BrowserWindow.getAllWindows()[0];
  if (!window) return { path: null };
  if (what === 'saveModel' || what === 'savePage') {
    const { canceled, filePath } = await dialog.showSaveDialog(window, {
      ...SAVES[what],
      ...(suggestion !== undefined && { defaultPath: suggestion }),
    });
    return { path: canceled ? null : filePath };
  }
  const { canceled, filePaths } = await dialog.showOpenDialog(window, OPENS[what]);
  return { path: canceled ? null : (filePaths[0] ?? null) };
};
