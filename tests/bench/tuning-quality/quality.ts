/**
 * How good the samplers are: the median over seeds of the value of the best trial so far, after 16 to 128 trials, for the
 * lab's samplers and Optuna's TPE. If scores have noise, the best trial is the one with the best score, and its value
 * without noise counts; trial n of seed s has the same noise for every sampler.
 *
 * Medians are noisy themselves: those of `course` differ by 0.05 between two sets of 20 seeds, and that of `three-block` is
 * on the edge between two groups of results and jumps by 0.01 with 100. So there are many seeds, and tpe is also compared
 * with the others run by run (wins.ts).
 */

import { parseArgs } from 'node:util';
import { z } from 'zod';
import { Random } from '../../../datasets/synthetic/random.ts';
import { PythonError } from '../../../main/services/python.ts';
import { createSampler, type Values } from '../../../native-bridge/tuning/index.ts';
import { OptunaPeer } from './optuna-peer.ts';
import { type Table, tables } from './tables.ts';
import { type Wins, winsOf } from './wins.ts';

/** Of every sampler, unless the caller wants more. */
const SEEDS = 300;
/** The slow sampler gets only the first of them. */
const GP_SEEDS = 40;
/** Numbers of trials after which the best is recorded. */
export const MARKS = [16, 32, 64, 128] as const;
/** Trials of each; gp is meant for few, and slow with many. */
const OURS = { random: 128, tpe: 128, gp: 64 } as const;
const TRIALS = 128;

export interface QualityFigures {
  readonly table: string;
  readonly sampler: string;
  /** (marks that the sampler reaches) */
  readonly medians: readonly number[];
  /** Wins of tpe over this sampler at the last mark; null for tpe itself and for gp. */
  readonly tpeWins: Wins | null;
}
export interface SkippedQuality {
  readonly sampler: string;
  readonly skipped: string;
}
export type QualityRow = QualityFigures | SkippedQuality;

export interface QualityOptions {
  /** Whether to include Optuna; it is installed if it is missing. */
  readonly peers: boolean;
  /** Searches per sampler and table; 300 unless given; a second of Optuna's each, a quarter of one of tpe's. */
  readonly seeds?: number;
  readonly onProgress?: (step: string) => void;
}

/** @returns one row per table and sampler; if Optuna is not available, a row that says why. */
export async function tuningQuality({
  peers,
  seeds = SEEDS,
  onProgress = () => {},
}: QualityOptions): Promise<QualityRow[]> {
  const peer = peers ? await startPeer(onProgress) : null;
  const rows: QualityRow[] = [];
  for (const table of tables()) {
    const runs = new Map<string, number[][]>();
    for (const [sampler, trials] of Object.entries(OURS)) {
      onProgress(`${sampler}: ${table.name}`);
      runs.set(
        sampler,
        await eachSeed(sampler === 'gp' ? Math.min(GP_SEEDS, seeds) : seeds, async (seed) =>
          ourRun(table, sampler, trials, seed),
        ),
      );
    }
    if (peer instanceof OptunaPeer) {
      onProgress(`optuna: ${table.name}`);
      runs.set(`optuna ${peer.version} tpe`, await eachSeed(seeds, (seed) => optunaRun(peer, table, seed)));
    }
    rows.push(...rowsOf(table, runs));
  }
  if (peer instanceof OptunaPeer) await peer.stop();
  else if (peer !== null) rows.push(peer);
  return rows;
}

async function startPeer(onProgress: (step: string) => void): Promise<OptunaPeer | SkippedQuality> {
  try {
    return await OptunaPeer.start(onProgress);
  } catch (error) {
    if (!(error instanceof PythonError)) throw error;
    return { sampler: 'optuna', skipped: `${error.message} ${error.remedy}` };
  }
}

async function eachSeed(seeds: number, run: (seed: number) => Promise<number[]>): Promise<number[][]> {
  const runs: number[][] = [];
  for (let seed = 0; seed < seeds; seed++) runs.push(await run(seed));
  return runs;
}

function rowsOf(table: Table, runs: ReadonlyMap<string, readonly (readonly number[])[]>): QualityFigures[] {
  const last = (ofSampler: readonly (readonly number[])[]) => ofSampler.map((marks) => marks[MARKS.length - 1]!);
  return [...runs].map(([sampler, ofSampler]) => {
    const compared = sampler !== 'tpe' && ofSampler[0]!.length === MARKS.length;
    const tpeWins = compared ? winsOf(last(runs.get('tpe')!), last(ofSampler)) : null;
    return { table: table.name, sampler, medians: mediansOf(ofSampler), tpeWins };
  });
}

/** @returns (marks) value of the best so far */
function ourRun(table: Table, kind: string, trials: number, seed: number): number[] {
  const sampler = createSampler(kind, table.space, { seed, direction: 'maximize' });
  const best = new BestSoFar(table, seed);
  for (let i = 0; i < trials; i++) {
    const { number, values } = sampler.ask()!;
    sampler.tell(number, best.score(values, number));
  }
  return best.marks;
}

async function optunaRun(peer: OptunaPeer, table: Table, seed: number): Promise<number[]> {
  const best = new BestSoFar(table, seed);
  await peer.study(table.space, seed, TRIALS, (values, number) => best.score(values, number));
  return best.marks;
}

class BestSoFar {
  /** (marks) filled as trials arrive. */
  readonly marks: number[] = [];
  readonly #table: Table;
  readonly #seed: number;
  #best = { score: Number.NEGATIVE_INFINITY, worth: Number.NaN };

  constructor(table: Table, seed: number) {
    this.#table = table;
    this.#seed = seed;
  }

  score(values: Values, number: number): number {
    const worth = this.#table.worth(values);
    const score = worth + this.#table.noise * new Random([this.#seed, number, 0, 1]).bell();
    if (score > this.#best.score) this.#best = { score, worth };
    if (MARKS.some((mark) => mark === number + 1)) this.marks.push(this.#best.worth);
    return score;
  }
}

function mediansOf(runs: readonly (readonly number[])[]): number[] {
  return runs[0]!.map((_, mark) => {
    const sorted = runs.map((run) => run[mark]!).sort((a, b) => a - b);
    const above = Math.floor(runs.length / 2);
    return (sorted[runs.length - 1 - above]! + sorted[above]!) / 2;
  });
}

/** Lines for a person. */
export function qualityTable(rows: readonly QualityRow[]): string[] {
  const figures = rows.filter((row): row is QualityFigures => !('skipped' in row));
  const skipped = rows.filter((row): row is SkippedQuality => 'skipped' in row);
  const head = `  ${'best so far, trials:'.padEnd(24)}${MARKS.map((mark) => String(mark).padStart(8)).join('')}`;
  const lines = [...new Set(figures.map(({ table }) => table))].flatMap((name) => [
    name,
    head,
    ...figures.filter(({ table }) => table === name).map(figureLine),
  ]);
  return [...lines, ...skipped.map(({ sampler, skipped }) => `${sampler} skipped: ${skipped}`)];
}

function figureLine({ sampler, medians, tpeWins }: QualityFigures): string {
  const cells = MARKS.map((_, mark) => (medians[mark]?.toFixed(3) ?? '-').padStart(8));
  const wins =
    tpeWins && `tpe ends better in ${percent(tpeWins.share)} (${percent(tpeWins.low)} to ${percent(tpeWins.high)})`;
  return `  ${sampler.padEnd(24)}${cells.join('')}${wins ? `   ${wins}` : ''}`;
}

function percent(share: number): string {
  return `${(100 * share).toFixed(0)} %`;
}

if (import.meta.main) {
  const { values } = parseArgs({ options: { peers: { type: 'boolean' }, seeds: { type: 'string' } } });
  const rows = await tuningQuality({
    peers: values.peers === true,
    ...(values.seeds !== undefined && { seeds: z.coerce.number().int().positive().parse(values.seeds) }),
    onProgress: (step) => process.stderr.write(`${step} ...\n`),
  });
  process.stdout.write(`${qualityTable(rows).join('\n')}\n`);
}
