/**
 * Wrong twins: implementations with one common mistake each. A function is written once as a list of steps; a mistake
 * replaces one or more steps, so that two mistakes in different steps can be combined automatically.
 */
import type { FunctionName, InputsOf, Outputs } from '../course.ts';

export interface Twin<F extends FunctionName> {
  readonly id: string;
  /** What was done, and what is right. */
  readonly text: string;
  /** What this implementation returns; null if it cannot run on these inputs (numpy would raise an error). */
  run(inputs: InputsOf[F]): Outputs | null;
}

/** A mistake: the steps that it replaces. */
export interface Mistaken<Steps> {
  readonly id: string;
  readonly text: string;
  readonly steps: Partial<Steps>;
  /** Frequent, so it is also tried in combination with the other common ones. */
  readonly common?: true;
}

/** The twins of a function, most likely first. */
export interface TwinList<F extends FunctionName> {
  readonly singles: readonly Twin<F>[];
  /** Two common mistakes at once. */
  readonly pairs: readonly Twin<F>[];
}

/**
 * @param right the steps without a mistake
 * @param implementation the function with these steps
 * @param mistakes most likely first
 * @param meet whether two mistakes affect the same output; otherwise each is found in its own output, without a pair
 */
export function twinList<F extends FunctionName, Steps extends object>(
  right: Steps,
  implementation: (steps: Steps, inputs: InputsOf[F]) => Outputs | null,
  mistakes: readonly Mistaken<Steps>[],
  meet: (one: Partial<Steps>, other: Partial<Steps>) => boolean = () => true,
): TwinList<F> {
  const twin = (id: string, text: string, steps: Partial<Steps>): Twin<F> => ({
    id,
    text,
    run: (inputs) => implementation({ ...right, ...steps }, inputs),
  });
  const common = mistakes.filter((mistake) => mistake.common);
  return {
    singles: mistakes.map(({ id, text, steps }) => twin(id, text, steps)),
    pairs: common.flatMap((one, i) =>
      common
        .slice(i + 1)
        .filter((other) => separate(one.steps, other.steps) && meet(one.steps, other.steps))
        .map((other) =>
          twin(`${one.id}+${other.id}`, `Two mistakes at once. First: ${one.text} Second: ${other.text}`, {
            ...one.steps,
            ...other.steps,
          }),
        ),
    ),
  };
}

/** Whether two mistakes are in different steps. */
function separate(one: object, other: object): boolean {
  return Object.keys(one).every((step) => !(step in other));
}
