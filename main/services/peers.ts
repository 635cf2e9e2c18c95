/**
 * Other libraries that train the bench's net: Python programs (native-bridge/peers), each in a separate process.
 * python.ts finds or installs the libraries.
 */
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { type Library, PythonError, runProgram } from './python.ts';

export interface Peer extends Library {
  readonly program: 'train_torch.py' | 'train_tensorflow.py';
  readonly mode: 'eager' | 'compiled' | 'function';
}

const torch = { program: 'train_torch.py', modules: ['torch', 'numpy'], packages: ['torch', 'numpy'] } as const;
export const PEERS: readonly Peer[] = [
  { id: 'pytorch-eager', mode: 'eager', ...torch },
  { id: 'pytorch-compiled', mode: 'compiled', ...torch },
  {
    ...{ id: 'tensorflow-function', mode: 'function', program: 'train_tensorflow.py', modules: ['tensorflow'] },
    packages: [process.platform === 'linux' || process.platform === 'win32' ? 'tensorflow-cpu' : 'tensorflow'],
  },
];

/** The only line that a program prints. */
export const PeerReport = z.strictObject({
  peer: z.string(),
  /** `PyTorch 2.13.0`. */
  version: z.string(),
  /** The fastest of the program's variants: `channels_last`. */
  form: z.string(),
  epochSeconds: z.array(z.number().positive()).min(1),
  /** Of each epoch, including the one that is not counted; mean over pictures. */
  costs: z.array(z.number()),
  /** Of the epochs that check the net; null if they were not requested. */
  checkCosts: z.array(z.number()).nullable(),
  testAccuracy: z.number().nullable(),
});
export type PeerReport = z.infer<typeof PeerReport>;

const PROGRAMS = join(import.meta.dirname, '../../native-bridge/peers');

/**
 * Runs the peer once on the folder that the bench wrote.
 * @param form of an earlier round; without it the program tries its variants and takes the fastest
 * @param check also train the epochs that check the net
 * @throws PythonError if it fails or prints something else.
 */
export async function runPeer(
  peer: Peer,
  python: string,
  folder: string,
  { form, check = false }: { form?: string | undefined; check?: boolean } = {},
): Promise<PeerReport> {
  const flags = ['--mode', peer.mode, '--threads', String(availableParallelism())];
  const asked = [...flags, ...(form === undefined ? [] : ['--form', form]), ...(check ? ['--check'] : [])];
  // Compiled graphs are kept with the task for the next round, and are deleted with it.
  const environment = { ...process.env, TORCHINDUCTOR_CACHE_DIR: join(folder, 'inductor') };
  const remedy = 'Leave --peers out, or fix what it reports and run this again.';
  const printed = await runProgram(peer, python, [join(PROGRAMS, peer.program), folder, ...asked], environment, remedy);
  return parseReport(peer.id, printed);
}

/** @throws PythonError if the last line is not a report of that peer. */
export function parseReport(id: string, printed: string): PeerReport {
  const line = printed.trim().split('\n').at(-1) ?? '';
  try {
    const report = PeerReport.parse(JSON.parse(line));
    if (report.peer === id) return report;
  } catch {
    // reported below, with the line itself
  }
  throw new PythonError(`${id} printed ${JSON.stringify(line.slice(0, 200))}, which is not a report.`, 'Run it again.');
}
