/** Compares the epochs of backends and peers: what `lab bench` prints and records. */
import type { BenchRequest, BenchResult } from '../../native-bridge/host/compute-messages.ts';
import { type Agreement, agreementOf, type Figures, figuresOf, type Kernels, kernelsOf } from './bench-figures.ts';
import type { PeerReport } from './peers.ts';

export type BackendFigures = Figures & { backend: string; device: string; costs: readonly number[]; kernels?: Kernels };
export type PeerFigures = Figures &
  Pick<PeerReport, 'peer' | 'version' | 'form' | 'costs'> & { agreement: (Agreement & { with: string }) | null };
export interface SkippedPeer {
  readonly peer: string;
  readonly skipped: string;
  readonly remedy: string;
}

export interface Comparison {
  readonly preset: string;
  readonly pictures: BenchResult['pictures'];
  readonly rows: readonly BackendFigures[];
  readonly peers: readonly (PeerFigures | SkippedPeer)[];
}

/** A backend's rounds, at least one. */
export interface BackendRun {
  readonly id: BenchRequest['backend'];
  readonly results: readonly BenchResult[];
}

/** A peer's rounds, at least one unless it was skipped. */
export interface PeerRun {
  readonly id: string;
  readonly reports: readonly PeerReport[];
  readonly skipped: SkippedPeer | null;
}

/** @param backends at least one; the peers are checked against the costs of the first */
export function compare(preset: string, backends: readonly BackendRun[], peers: readonly PeerRun[]): Comparison {
  const ran = peers.filter(({ skipped }) => skipped === null);
  const { pictures } = backends[0]!.results[0]!;
  const seconds = new Map<string, number[]>([
    ...backends.map(({ id, results }): [string, number[]] => [id, results.flatMap((result) => result.seconds)]),
    ...ran.map(({ id, reports }): [string, number[]] => [id, reports.flatMap((report) => report.epochSeconds)]),
  ]);
  const figures = figuresOf(seconds, pictures.train);
  return {
    ...{ preset, pictures, rows: backends.map((entry) => backendFigures(entry, figures.get(entry.id)!)) },
    peers: peers.map((entry) => entry.skipped ?? peerFigures(entry, figures.get(entry.id)!, backends[0]!)),
  };
}

function backendFigures({ id, results }: BackendRun, figures: Figures): BackendFigures {
  const { device, costs } = results[0]!;
  const kernels = results.at(-1)!.kernels;
  return { backend: id, ...figures, device, costs, ...(kernels && { kernels: kernelsOf(kernels) }) };
}

function peerFigures({ reports }: PeerRun, figures: Figures, reference: BackendRun): PeerFigures {
  const { peer, version, form, costs, checkCosts } = reports[0]!;
  const agreement = agreementOf(reference.results[0]!.checkCosts ?? [], checkCosts ?? []);
  return { peer, version, form, ...figures, costs, agreement: agreement && { with: reference.id, ...agreement } };
}
