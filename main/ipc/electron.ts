/** Carries the contract between main and the window's page. */
import { BrowserWindow, ipcMain, type WebFrameMain } from 'electron';
import type { Lab } from '../services/lab.ts';
import { answer } from './answer.ts';
import { ASK, EVENT } from './preload-api.ts';

/**
 * @param isOurs whether a frame is the page of our window: whatever else asks is refused
 */
export function carryContract(
  lab: Pick<Lab, 'handlers' | 'listen'>,
  isOurs: (frame: WebFrameMain | null) => boolean,
): void {
  ipcMain.handle(ASK, (event, channel: unknown, input: unknown) => {
    if (isOurs(event.senderFrame)) return answer(lab.handlers, channel, input);
    const failure = { message: 'Only the window of the lab may ask.', badArgument: true };
    return { ok: false, failure };
  });
  lab.listen((event, payload) => {
    for (const window of BrowserWindow.getAllWindows()) window.webContents.send(EVENT, event, payload);
  });
}
