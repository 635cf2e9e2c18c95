/** A printout as evidence: compares what each implementation would have printed with the actual lines. */
import type { PoolMode } from '../../reference/pool.ts';
import type { Tensor } from '../../reference/tensor.ts';
import type { Edition, FunctionName, InputsOf, Outputs } from '../course.ts';
import { editionCases } from '../edition-inputs.ts';
import { expected } from '../expected.ts';
import type { Entry } from '../printed/entries.ts';
import { callsOf, notebookLines } from '../printed/layout.ts';
import { FLOAT64_SLACK, mismatch, outputOf, shown } from '../printed/measure.ts';
import { isSingle } from '../printed/single.ts';
import type { Twin, TwinList } from '../twins/twin.ts';
import { TWINS } from '../twins/twins.ts';
import type { Evidence, Tried } from './diagnosis.ts';

/** What an implementation returns in each call of the edition; null if it cannot run, or the call is not used. */
export interface Implementation extends Tried {
  readonly outputs: readonly (Outputs | null)[];
}

export interface PrintedLine {
  readonly entry: Entry;
  /** Index in `editionCases`. */
  readonly call: number;
}

/** A line that an implementation would have printed differently, and the position in it; -1 if its shape differs. */
export interface Mismatched extends PrintedLine {
  readonly at: number;
}

/** By function, edition and kind of twin. */
const computed = new Map<string, readonly Implementation[]>();

export class Printout<F extends FunctionName> {
  readonly calls: readonly InputsOf[F][];
  readonly right: Implementation;
  /** The lines that show outputs. */
  readonly lines: readonly PrintedLine[];
  /** The lines that show inputs. */
  readonly inputLines: readonly PrintedLine[];
  readonly #function: F;
  readonly #edition: Edition;

  /** @param firstMode for pools, if the text does not name the modes */
  constructor(functionName: F, edition: Edition, entries: readonly Entry[], firstMode: PoolMode) {
    this.#function = functionName;
    this.#edition = edition;
    this.calls = editionCases(functionName, edition);
    const calls = callsOf(functionName, edition, entries, firstMode);
    const all = entries.map((entry, i) => ({ entry, call: calls[i]! }));
    this.lines = all.filter(({ entry }) => entry.name.output !== undefined);
    this.inputLines = all.filter(({ entry }) => entry.name.input !== undefined);
    const outputs = this.calls.map((inputs) => expected(functionName, inputs));
    this.right = { twin: { id: 'right', text: '' }, outputs };
  }

  /** The first line that the implementation would have printed differently; null if there is none. */
  firstMismatch({ outputs }: Implementation, lines = this.lines, slack = FLOAT64_SLACK): Mismatched | null {
    for (const line of lines) {
      const whole = outputs[line.call]?.[line.entry.name.output!];
      const part = whole && outputOf(line.entry, outputs[line.call]!);
      const found = part ? mismatch(line.entry.values, part, slack * largest(whole)) : { at: -1 };
      if (found !== null) return { ...line, at: found.at };
    }
    return null;
  }

  /** The twins' results for the notebook's inputs, which never change: computed once. */
  #implementations(kind: keyof TwinList<F>): readonly Implementation[] {
    const key = `${this.#function} ${this.#edition} ${kind}`;
    const known = computed.get(key);
    if (known !== undefined) return known;
    const twins: readonly Twin<F>[] = TWINS[this.#function][kind];
    const fresh = twins.map((twin) => ({ twin, outputs: this.calls.map((inputs) => twin.run(inputs)) }));
    computed.set(key, fresh);
    return fresh;
  }

  /** Whether the notebook's cells print the same for it as for the right implementation. */
  printsAsRight({ outputs }: Implementation, names: readonly string[]): boolean {
    return notebookLines(this.#function, this.#edition).every(({ call, output, kind, index }) => {
      if (!names.includes(output)) return true;
      const [wrong, right] = [outputs[call], this.right.outputs[call]!];
      const [part, other] = [wrong && shown({ kind, index }, wrong[output]!), shown({ kind, index }, right[output]!)!];
      if (!part || String(part.shape) !== String(other.shape)) return false;
      const slack = FLOAT64_SLACK * largest(right[output]!);
      return part.data.every((value, i) => Math.abs(value - other.data[i]!) <= slack);
    });
  }

  /** Whether these are the right outputs of every call. */
  isRight(outputs: Implementation['outputs']): boolean {
    return outputs.every((one, call) => {
      const right = this.right.outputs[call]!;
      return Object.entries(right).every(([name, x]) => {
        const slack = FLOAT64_SLACK * largest(x);
        const other = one?.[name];
        if (!other || String(other.shape) !== String(x.shape)) return false;
        return x.data.every((value, i) => Math.abs(value - other.data[i]!) <= slack);
      });
    });
  }

  /** Whether there are numbers, not just a shape, of each output in each mode that the notebook prints. */
  isCovered(): boolean {
    const modeOf = (call: number) => Object.entries(this.calls[call]!).find(([name]) => name === 'mode')?.[1];
    const held = this.lines.filter(({ entry }) => entry.kind !== 'shape');
    return notebookLines(this.#function, this.#edition).every(({ call, output }) =>
      held.some((line) => line.entry.name.output === output && modeOf(line.call) === modeOf(call)),
    );
  }

  /** Whether the numbers can be float32; judged by the cells, if there are any, because numpy averages in float64. */
  looksSingle(): boolean {
    const cells = this.lines.filter(({ entry }) => entry.kind === 'cell');
    const lines = cells.length > 0 ? cells : this.lines;
    return lines.every(({ entry }) => entry.values.numbers.every(isSingle));
  }

  /** The notebook's lines that are missing. */
  missing(): string[] {
    const lines = notebookLines(this.#function, this.#edition);
    const held = (one: (typeof lines)[number]) =>
      this.lines.some(({ call, entry }) => {
        if (call !== one.call || entry.name.output !== one.output) return false;
        const same = entry.kind === one.kind && String(entry.index) === String(one.index);
        return same || (entry.kind === 'cell' && entry.index.length === 0);
      });
    return lines
      .filter((one) => !held(one))
      .map(({ output, kind, index, call }) => {
        const inputs = this.calls[call]!;
        const where = 'mode' in inputs ? ` (mode ${inputs.mode})` : '';
        return `${kind === 'mean' ? `the mean of ${output}` : `${output}${kind === 'shape' ? '.shape' : index.length > 0 ? `[${index}]` : ''}`}${where}`;
      });
  }

  evidence(slack = FLOAT64_SLACK): Evidence<Implementation> {
    const names = Object.keys(this.right.outputs[0]!);
    const of = (name: string) => this.lines.filter(({ entry }) => entry.name.output === name);
    const misshapen = this.lines.filter((line) => this.firstMismatch(this.right, [line])?.at === -1);
    return {
      names,
      wrong: names.filter((name) => this.firstMismatch(this.right, of(name), slack) !== null),
      singles: this.#implementations('singles'),
      pairs: () => this.#implementations('pairs'),
      fitting: (all, wanted) =>
        all.filter((one) => {
          const lines = this.lines.filter(({ entry }) => wanted.includes(entry.name.output!));
          return this.firstMismatch(one, lines, slack) === null && !this.printsAsRight(one, wanted);
        }),
      shaped: (all) =>
        all.filter(
          (one) => misshapen.length > 0 && misshapen.every((line) => this.firstMismatch(one, [line])?.at !== -1),
        ),
    };
  }
}

function largest({ data }: Tensor): number {
  return data.reduce((max, value) => Math.max(max, Math.abs(value)), 0);
}
