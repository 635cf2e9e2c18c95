/** The mistake that gives a wrong answer. */
import type { FunctionName, InputsOf, Outputs } from '../course.ts';
import type { Mistake } from '../result.ts';
import type { Twin } from '../twins/twin.ts';
import { TWINS } from '../twins/twins.ts';
import { sameShape } from './differences.ts';
import { best, type Candidate, type Fit, fit, isRight } from './twin-fit.ts';
import type { Yardstick } from './yardstick.ts';

/** What the twins give on these inputs, those left out that cannot run or that give NaN. */
export function candidates<F extends FunctionName>(twins: readonly Twin<F>[], inputs: InputsOf[F]): Candidate[] {
  return twins.flatMap((twin) => {
    const outputs = twin.run(inputs);
    const usable = outputs !== null && Object.values(outputs).every(({ data }) => !data.some(Number.isNaN));
    return usable ? [{ twin: twin as unknown as Twin<FunctionName>, outputs }] : [];
  });
}

/** The mistake of twins that give the same: the first is the likeliest. */
export function mistakeOf(twins: readonly { id: string; text: string }[], match: Mistake['match']): Mistake {
  const [first, ...others] = twins as [Twin<FunctionName>, ...Twin<FunctionName>[]];
  const also = others.slice(0, 2).map(({ text }) => ` Or, with the same numbers here: ${text}`);
  return { id: first.id, text: first.text + also.join(''), match, others: others.map(({ id }) => id) };
}

/**
 * The mistake, or mistakes, that the answer comes from: one alone; one for each output; two together; else one that
 * has the answer's shape, or that explains a part of the outputs.
 * @param wrong names of the outputs that differ
 */
export function diagnose<F extends FunctionName>(
  functionName: F,
  inputs: InputsOf[F],
  found: Outputs,
  yardstick: Yardstick,
  wrong: readonly string[],
): Mistake | undefined {
  const names = Object.keys(yardstick.right);
  const singles = candidates(TWINS[functionName].singles, inputs);
  const alone = matching(singles, found, yardstick, names);
  if (alone.length > 0) return certain(alone);
  const byOutput =
    names.length > 1 ? wrong.map((name) => ({ name, fits: matching(singles, found, yardstick, [name]) })) : [];
  if (byOutput.length > 0 && byOutput.every(({ fits }) => fits.length > 0)) return oneForEach(byOutput);
  const pairs = matching(candidates(TWINS[functionName].pairs, inputs), found, yardstick, names);
  if (pairs.length > 0) return certain(pairs);
  const partly = byOutput.filter(({ fits }) => fits.length > 0);
  return partly.length > 0 ? oneForEach(partly) : byShape(singles, found, yardstick, wrong);
}

function matching(
  all: readonly Candidate[],
  found: Outputs,
  yardstick: Yardstick,
  names: readonly string[],
): readonly Fit[] {
  const fits = all
    .filter((candidate) => !isRight(candidate, yardstick, names))
    .flatMap((candidate) => fit(found, candidate, yardstick, names) ?? []);
  return fits.length > 0 ? best(fits) : [];
}

const certain = (fits: readonly Fit[]): Mistake =>
  mistakeOf(
    fits.map(({ twin }) => twin),
    'certain',
  );

function oneForEach(byOutput: readonly { name: string; fits: readonly Fit[] }[]): Mistake {
  const parts = byOutput.map(({ name, fits }) => ({ name, mistake: certain(fits) }));
  return {
    id: parts.map(({ mistake }) => mistake.id).join('+'),
    text: parts.map(({ name, mistake }) => `In ${name}: ${mistake.text}`).join(' '),
    match: 'certain',
    others: parts.flatMap(({ mistake }) => mistake.others),
  };
}

/** Where no numbers fit: the mistakes whose outputs have the answer's shapes, if these are not the right ones. */
function byShape(
  singles: readonly Candidate[],
  found: Outputs,
  { right }: Yardstick,
  wrong: readonly string[],
): Mistake | undefined {
  const shaped = wrong.filter((name) => !sameShape(found[name]!, right[name]!));
  if (shaped.length === 0) return undefined;
  const twins = singles.filter(({ outputs }) => shaped.every((name) => sameShape(found[name]!, outputs[name]!)));
  if (twins.length === 0) return undefined;
  const mistake = mistakeOf(
    twins.map(({ twin }) => twin),
    'likely',
  );
  return { ...mistake, text: `The shape is that of this mistake, though not every number is. ${mistake.text}` };
}
