/**
 * The use case "bench": backends and peers train the same net on the same pictures in the same order, one process at a
 * time, in rounds, so that other work on the machine affects all of them alike. The epochs of all rounds are pooled.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BenchRequest, BenchResult } from '../../native-bridge/host/compute-messages.ts';
import { compute } from '../hosts/compute.ts';
import { type BackendRun, type Comparison, compare, type PeerRun, type SkippedPeer } from './bench-comparison.ts';
import { PEERS, type Peer, type PeerReport, runPeer } from './peers.ts';
import { PythonError, pythonFor } from './python.ts';

export interface BenchPlan extends Pick<BenchRequest, 'preset' | 'epochs' | 'data'> {
  /** At least one. */
  readonly backends: readonly BenchRequest['backend'][];
  readonly rounds: number;
  readonly peers: boolean;
}

export interface BenchWatch {
  onProgress?(progress: { step: string; done: number; total: number }): void;
  onNote?(text: string): void;
}

/** A backend or peer that takes part. */
interface Entry {
  run(round: number): Promise<void>;
}

/** @throws HostError if a backend fails; a peer that fails is skipped, with the reason. */
export async function bench(plan: BenchPlan, watch: BenchWatch = {}): Promise<Comparison> {
  const folder = plan.peers ? await mkdtemp(join(tmpdir(), 'signs-lab-bench-')) : undefined;
  try {
    const backends = plan.backends.map((id, i) => new BackendEntry(id, plan, watch, i === 0 ? folder : undefined));
    const first = backends[0]!;
    const peers = folder === undefined ? [] : PEERS.map((peer) => new PeerEntry(peer, folder, first, watch));
    await inRounds([...backends, ...peers], plan.rounds);
    return compare(plan.preset, backends, peers);
  } finally {
    if (folder !== undefined) await rm(folder, { recursive: true, force: true });
  }
}

/** Every second round runs in reverse order: what comes late in one round comes early in the next. */
async function inRounds(entries: readonly Entry[], rounds: number): Promise<void> {
  for (let round = 0; round < rounds; round++) {
    for (const entry of round % 2 === 0 ? entries : entries.toReversed()) await entry.run(round);
  }
}

class BackendEntry implements Entry, BackendRun {
  readonly id: BenchRequest['backend'];
  readonly results: BenchResult[] = [];
  readonly #plan: BenchPlan;
  readonly #watch: BenchWatch;
  /** Folder where it writes the peers' task in its first round. */
  readonly #peersFolder: string | undefined;

  constructor(id: BenchRequest['backend'], plan: BenchPlan, watch: BenchWatch, peersFolder: string | undefined) {
    this.id = id;
    this.#plan = plan;
    this.#watch = watch;
    this.#peersFolder = peersFolder;
  }

  async run(round: number): Promise<void> {
    const { preset, epochs, data, rounds } = this.#plan;
    const peersFolder = round === 0 ? this.#peersFolder : undefined;
    const asked = { measure: round === rounds - 1, ...(peersFolder !== undefined && { peersFolder }) };
    const request: BenchRequest = { kind: 'bench', backend: this.id, preset, epochs, data, ...asked };
    const { onProgress } = this.#watch;
    const onEvent = (event: { kind: string }) => isProgress(event) && onProgress?.(event);
    this.results.push(await compute(request, ['bench'], { onEvent }));
  }
}

function isProgress(event: { kind: string }): event is { kind: 'progress'; step: string; done: number; total: number } {
  return event.kind === 'progress';
}

class PeerEntry implements Entry, PeerRun {
  readonly id: string;
  readonly reports: PeerReport[] = [];
  skipped: SkippedPeer | null = null;
  readonly #peer: Peer;
  readonly #folder: string;
  /** The backend that has written the task. */
  readonly #writer: BackendEntry;
  readonly #watch: BenchWatch;
  #python: string | null = null;

  constructor(peer: Peer, folder: string, writer: BackendEntry, watch: BenchWatch) {
    this.id = peer.id;
    this.#peer = peer;
    this.#folder = folder;
    this.#writer = writer;
    this.#watch = watch;
  }

  async run(round: number): Promise<void> {
    if (this.skipped) return;
    try {
      const { home } = this.#writer.results[0]!;
      const onInstall = (step: string) => this.#watch.onNote?.(step);
      this.#python ??= await pythonFor(this.#peer, home, { onInstall });
      this.#watch.onProgress?.({ step: `${this.id}, round ${round + 1}`, done: 0, total: 1 });
      const options = { form: this.reports[0]?.form, check: round === 0 };
      this.reports.push(await runPeer(this.#peer, this.#python, this.#folder, options));
    } catch (error) {
      if (!(error instanceof PythonError)) throw error;
      this.skipped = { peer: this.id, skipped: error.message, remedy: error.remedy };
    }
  }
}
