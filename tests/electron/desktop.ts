/** Builds the desktop app as for packaging and starts its real main process on the stand-in; once per process. */
import './stand-in/hooks.ts';
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Channel, Input, Output } from '../../main/ipc/contract.ts';
import type { PreloadApi } from '../../main/ipc/preload-api.ts';
import { buildApp } from '../../main/package/build.ts';
import { buildPage } from '../../renderer/build.ts';
import { app, BrowserWindow, seen } from './stand-in/electron.ts';

export interface Desktop {
  /** Root of the built app. */
  readonly built: string;
  /** The lab folder. */
  readonly folder: string;
  readonly userData: string;
  /** The API that the preload script gave the page. */
  readonly api: PreloadApi;
  readonly heard: { readonly event: string; readonly payload: unknown }[];
  ask<C extends Channel>(channel: C, input: Input<C>): Promise<Output<C>>;
  /** Quits the app, whose hosts would keep this process alive, and removes its files. */
  remove(): Promise<void>;
}

/** @param name of the folder in `.build`: within the repository, whose node_modules the app finds as its own. */
export async function startDesktop(name: string): Promise<Desktop> {
  const built = join(import.meta.dirname, '../../.build', name);
  const userData = mkdtempSync(join(tmpdir(), 'signs-lab-'));
  const folder = join(userData, 'lab');
  await buildPage();
  await buildApp(built);
  seen.userData = userData;
  process.env.SIGNS_LAB_FOLDER = folder;
  await import(join(built, 'main/electron.js'));
  await until(() => BrowserWindow.windows.length === 1);
  createRequire(import.meta.url)(join(built, 'preload.cjs'));
  const api = seen.exposed.get('lab') as PreloadApi;
  const heard: { event: string; payload: unknown }[] = [];
  api.listen((event, payload) => heard.push({ event, payload }));
  return {
    ...{ built, folder, userData, api, heard },
    async ask<C extends Channel>(channel: C, input: Input<C>) {
      const answer = await api.request(channel, input);
      assert.ok(answer.ok, JSON.stringify(answer));
      return answer.value as Output<C>;
    },
    async remove() {
      if (seen.quits === 0) app.quit();
      await until(() => seen.quits > 0);
      for (const path of [userData, built]) rmSync(path, { recursive: true, force: true });
    },
  };
}

/** @throws Error if it does not happen within a minute. */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  for (const end = Date.now() + 60_000; Date.now() < end; ) {
    if (await condition()) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`it did not happen within a minute: ${condition}`);
}
