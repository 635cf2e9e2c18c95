/**
 * Memory does not grow while a camera is on: for a quarter of a minute, or ten minutes with SIGNS_LAB_SOAK=10. Memory is
 * compared after a garbage collection.
 */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { suite, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import type { CDPSession } from 'playwright';
import { browserLab, WITHOUT_BROWSER } from '../helpers/browser.ts';
import { cameraFlags } from '../helpers/camera-video.ts';
import { liveLab } from './live-lab.ts';

const MINUTES = Number(process.env.SIGNS_LAB_SOAK ?? 0.25);
const LOOKS = 6;
/** ms. */
const WARM_UP = 20_000;
/** Allowed growth for allocators and caches, MiB, independent of the duration. */
const ROOM = { page: 6, processes: 40 };

interface Memory {
  /** Of the page's JavaScript. */
  readonly page: number;
  /** Resident, of the server and its hosts. */
  readonly processes: number;
}

/** The process and its descendants, from /proc. */
function family(pid: number): number[] {
  const children = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((name) => {
      try {
        return (
          readFileSync(`/proc/${name}/stat`, 'utf8')
            .replace(/^.*\) /, '')
            .split(' ')[1] === String(pid)
        );
      } catch {
        return false;
      }
    });
  return [pid, ...children.flatMap((child) => family(Number(child)))];
}

function resident(pid: number): number {
  const kilobytes = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Number(kilobytes ?? 0) / 1024;
}

async function look(devtools: CDPSession, server: number): Promise<Memory> {
  await devtools.send('HeapProfiler.collectGarbage');
  const { metrics } = (await devtools.send('Performance.getMetrics')) as { metrics: { name: string; value: number }[] };
  const heap = metrics.find(({ name }) => name === 'JSHeapUsedSize')?.value ?? 0;
  return { page: heap / 2 ** 20, processes: family(server).reduce((sum, pid) => sum + resident(pid), 0) };
}

const skip = WITHOUT_BROWSER || (process.platform === 'linux' ? false : 'memory is read from /proc, which Linux has');

suite('a camera that stays on', { skip }, () => {
  test(`${MINUTES} minutes without growth`, { timeout: MINUTES * 60_000 + 240_000 }, async (context) => {
    const lab = await liveLab(context, { pictures: 6, seconds: 1, epochs: 1 });
    const { page, go, server } = await browserLab(context, { folder: lab.folder, flags: cameraFlags(lab.video) });
    await go('/live');
    await page.locator('[data-sign]').first().waitFor();
    const devtools = await page.context().newCDPSession(page);
    await devtools.send('Performance.enable');
    // The first seconds fill caches: weights of the resize, compiled code, ring buffers of times, the heaps' young halves.
    await wait(WARM_UP);
    const looks: Memory[] = [];
    for (let i = 0; i < LOOKS; i++) {
      looks.push(await look(devtools, server.process.pid!));
      await wait((MINUTES * 60_000) / LOOKS);
    }
    const pace = (await page.locator('dl').textContent())?.replaceAll(/\s+/g, ' ');
    const words = looks.map(({ page, processes }) => `${page.toFixed(1)}/${processes.toFixed(0)}`).join(' ');
    context.diagnostic(`MiB of the page / of the processes: ${words}; ${pace}`);
    const [first, last] = [looks[0]!, looks.at(-1)!];
    assert.ok(last.page - first.page < ROOM.page, words);
    assert.ok(last.processes - first.processes < ROOM.processes, words);
    assert.match(pace ?? '', /Frames per second ?\d+\.\d/);
  });
});
