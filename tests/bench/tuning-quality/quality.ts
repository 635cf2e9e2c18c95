/**
 * How good the samplers are: the median over 20 seeds of what the best trial so far is worth, after 16 to 128 trials, for
 * ours and for Optuna's TPE. Where scores have noise, the best is the one that scored best, and counted is what it is
 * worth without noise; trial n of seed s has the same noise whoever asks.
 */

import { Random } from '../../../datasets/synthetic/random.ts';
import { PythonError } from '../../../main/services/python.ts';
import { createSampler, type Values } from '../../../native-bridge/tuning/index.ts';
import { OptunaPeer } from './optuna-peer.ts';
import { type Table, tables } from './tables.ts';

const SEEDS = 20;
export const MARKS = [16, 32, 64, 128] as const;
const TRIALS = MARKS[MARKS.length - 1]!;
const OURS = ['random', 'tpe', 'gp'] as const;

export interface QualityFigures {
  readonly table: string;
  readonly sampler: string;
  /** (marks) */
  readonly medians: readonly number[];
}
export interface SkippedQuality {
  readonly sampler: string;
  readonly skipped: string;
}
export type QualityRow = QualityFigures | SkippedQuality;

export interface QualityOptions {
  /** Whether Optuna is asked too; it is installed where it is missing. */
  readonly peers: boolean;
  readonly onProgress?: (step: string) => void;
}

export async function tuningQuality({ peers, onProgress = () => {} }: QualityOptions): Promise<QualityRow[]> {
  const rows: QualityRow[] = [];
  for (const table of tables()) {
    for (const sampler of OURS) {
      onProgress(`${sampler}: ${table.name}`);
      rows.push({ table: table.name, sampler, medians: mediansOf(eachSeed((seed) => ourRun(table, sampler, seed))) });
    }
  }
  if (peers) rows.push(...(await optunaRows(onProgress)));
  return rows;
}

async function optunaRows(onProgress: (step: string) => void): Promise<QualityRow[]> {
  try {
    const peer = await OptunaPeer.start(onProgress);
    const rows: QualityRow[] = [];
    for (const table of tables()) {
      onProgress(`optuna: ${table.name}`);
      const runs: number[][] = [];
      for (let seed = 0; seed < SEEDS; seed++) runs.push(await optunaRun(peer, table, seed));
      rows.push({ table: table.name, sampler: `optuna ${peer.version} tpe`, medians: mediansOf(runs) });
    }
    await peer.stop();
    return rows;
  } catch (error) {
    if (!(error instanceof PythonError)) throw error;
    return [{ sampler: 'optuna', skipped: `${error.message} ${error.remedy}` }];
  }
}

function eachSeed(run: (seed: number) => number[]): number[][] {
  return Array.from({ length: SEEDS }, (_, seed) => run(seed));
}

/** @returns (marks) worth of the best so far */
function ourRun(table: Table, kind: string, seed: number): number[] {
  const sampler = createSampler(kind, table.space, { seed, direction: 'maximize' });
  const best = new BestSoFar(table, seed);
  for (let i = 0; i < TRIALS; i++) {
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
  /** (marks) filled as the trials come. */
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
  return MARKS.map((_, mark) => {
    const sorted = runs.map((run) => run[mark]!).sort((a, b) => a - b);
    return (sorted[runs.length / 2 - 1]! + sorted[runs.length / 2]!) / 2;
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

function figureLine({ sampler, medians }: QualityFigures): string {
  return `  ${sampler.padEnd(24)}${medians.map((median) => median.toFixed(3).padStart(8)).join('')}`;
}

if (import.meta.main) {
  const rows = await tuningQuality({
    peers: process.argv.includes('--peers'),
    onProgress: (step) => process.stderr.write(`${step} ...\n`),
  });
  process.stdout.write(`${qualityTable(rows).join('\n')}\n`);
}
