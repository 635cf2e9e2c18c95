import { untrack } from 'svelte';
import { type Pasted, ReadError, readPasted } from '../../../../native-bridge/learn/read/index.ts';
import type { Tensor } from '../../../../native-bridge/reference/index.ts';
import { LabError } from '../../../lib/lab-error.ts';
import type { Router } from '../../../lib/router.svelte.ts';
import type { PlacedFile } from '../../../lib/uploads.ts';
import { Computed } from '../worker/computed.svelte.ts';
import type { Checked } from './answer/checking.ts';
import { checkTask, type Question } from './answer/question.ts';
import { readFiles } from './answer/read-files.ts';
import { checkLog } from './check-log.svelte.ts';
import { EDITIONS, type Edition, editionCases, type FunctionName } from './course.ts';
import { inputsAmong, neededArrays, neededNumbers, needsValue, ownInputs } from './inputs/own-inputs.ts';
import { listed } from './listed.ts';
import { t } from './messages/index.ts';

/** One function being checked: the question is in the address, the answer only in this object. */
export class FunctionCheck {
  readonly name: FunctionName;
  readonly #router: Router;
  readonly #computed = new Computed('check-my-work', 'restart');
  #given = $state.raw<Pasted | null>(null);
  /** Null: it was pasted. */
  #source = $state.raw<string | null>('');
  #ownArrays = $state.raw<Readonly<Record<string, Tensor>>>({});
  #failure = $state.raw<LabError | null>(null);
  /** Whether the worker's result belongs to the latest question. */
  #asked = $state(false);

  /** Create it during component setup. */
  constructor(name: FunctionName, router: Router) {
    this.name = name;
    this.#router = router;
    // After a change of edition, call or number, the same answer is checked again at once.
    $effect(() => {
      void router.query;
      untrack(() => this.#given && this.#ask(this.#given));
    });
    $effect(() => {
      const { checked } = this;
      if (checked) untrack(() => checkLog.note(name, checked.result.verdict));
    });
  }

  get edition(): Edition {
    return EDITIONS.find((edition) => edition === this.#router.query.get('edition')) ?? '2018';
  }

  /** Index of the edition's call. */
  get at(): number {
    const at = Number(this.#router.query.get('case') ?? 0);
    return Number.isInteger(at) && at >= 0 && at < editionCases(this.name, this.edition).length ? at : 0;
  }

  get isOwn(): boolean {
    return this.#router.query.get('inputs') === 'own';
  }

  get mode(): string {
    return this.#router.query.get('mode') === 'average' ? 'average' : 'max';
  }

  /** From the address; null where it is not valid. */
  number(key: string): number | null {
    const text = this.#router.query.get(key);
    const value = Number(text);
    return text === null || !Number.isFinite(value) ? null : value;
  }

  get ownArrays(): Readonly<Record<string, Tensor>> {
    return this.#ownArrays;
  }

  /** The last answer could not be read, or something is missing. */
  get failure(): LabError | null {
    return this.#failure ?? (this.#asked ? this.#computed.error : null);
  }

  get checked(): Checked | null {
    return this.#asked && !this.#computed.busy ? this.#computed.output : null;
  }

  get busy(): boolean {
    return this.#computed.busy;
  }

  /** Source of the last answer: `answer.npz`, `pasted text`. */
  get source(): string {
    return this.#source ?? t.pastedText();
  }

  async giveFiles(files: readonly PlacedFile[]): Promise<void> {
    const source = files.map(({ file }) => file.name).join(', ');
    await this.#give(source, () => readFiles(files.map(({ file }) => file)));
  }

  async giveText(text: string): Promise<void> {
    await this.#give(null, async () => readPasted(text));
  }

  async #give(source: string | null, read: () => Promise<Pasted>): Promise<void> {
    this.#source = source;
    this.#given = null;
    try {
      const given = await read();
      if (given.kind === 'arrays' && this.isOwn) {
        this.#ownArrays = { ...this.#ownArrays, ...inputsAmong(this.name, given.arrays) };
      }
      this.#given = given;
      this.#ask(given);
    } catch (thrown) {
      this.#fail(thrown);
    }
  }

  #ask(given: Pasted): void {
    try {
      const task = checkTask(this.#question(), this.isOwn ? withoutInputs(this.name, given) : given);
      this.#failure = null;
      this.#asked = true;
      this.#computed.ask(task);
    } catch (thrown) {
      this.#fail(thrown);
    }
  }

  #fail(thrown: unknown): void {
    if (!(thrown instanceof ReadError)) throw thrown;
    this.#computed.stop();
    this.#asked = false;
    this.#failure = new LabError({ message: thrown.message, remedy: thrown.remedy, badArgument: true });
  }

  #question(): Question {
    const { name } = this;
    if (!this.isOwn) return { name, edition: this.edition, at: this.at };
    const missing = neededArrays(name).filter((argument) => !this.#ownArrays[argument]);
    if (missing.length > 0) {
      const problem = t.inputsMissing({ names: listed(missing), n: missing.length });
      throw new ReadError(problem, t.inputsMissingRemedy());
    }
    const keys = [...(needsValue(name) ? ['dz'] : []), ...neededNumbers(name).map((number) => number.name)];
    const unset = keys.filter((key) => this.number(key) === null);
    if (unset.length > 0) {
      throw new ReadError(t.numbersMissing({ names: listed(unset) }), t.numbersMissingRemedy());
    }
    const numbers = Object.fromEntries(keys.map((key) => [key, this.number(key)!]));
    return { name, own: ownInputs(name, this.#ownArrays, numbers, this.mode) };
  }
}

/** @throws ReadError where only inputs were given: they are kept, and the outputs are requested */
function withoutInputs(name: FunctionName, given: Pasted): Pasted {
  if (given.kind !== 'arrays') return given;
  const inputs = neededArrays(name);
  const arrays = given.arrays.filter((array) => array.name === null || !inputs.includes(array.name));
  if (arrays.length === 0) throw new ReadError(t.inputsRead(), t.inputsReadRemedy());
  return { kind: 'arrays', arrays };
}
