/** Finds the mistake behind wrong numbers. */
import type { FunctionName } from '../course.ts';
import type { Mistake } from '../result.ts';
import type { Twin } from '../twins/twin.ts';

/** A twin, with its results for the given inputs. */
export interface Tried {
  readonly twin: Pick<Twin<FunctionName>, 'id' | 'text'>;
}

/** What is known about an answer, and how twins are compared with it. */
export interface Evidence<Candidate extends Tried> {
  /** All outputs, and those that differ from the right ones. */
  readonly names: readonly string[];
  readonly wrong: readonly string[];
  readonly singles: readonly Candidate[];
  readonly pairs: () => readonly Candidate[];
  /** The candidates that give the answer's numbers in these outputs, and not the right ones; most likely first. */
  readonly fitting: (candidates: readonly Candidate[], names: readonly string[]) => readonly Candidate[];
  /** The candidates that have the answer's shapes, if these are wrong. */
  readonly shaped: (candidates: readonly Candidate[]) => readonly Candidate[];
}

/** The mistake of twins with the same results: the first is the most likely. */
export function mistakeOf(twins: readonly Tried['twin'][], match: Mistake['match']): Mistake {
  const [first, ...others] = twins as [Tried['twin'], ...Tried['twin'][]];
  const also = others.slice(0, 2).map(({ text }) => ` Or, with the same numbers here: ${text}`);
  return { id: first.id, text: first.text + also.join(''), match, others: others.map(({ id }) => id) };
}

const namedBy = (candidates: readonly Tried[], match: Mistake['match'] = 'certain') =>
  mistakeOf(
    candidates.map(({ twin }) => twin),
    match,
  );

/**
 * The mistake or mistakes behind the answer: a single one; one for each output; two together; otherwise one that
 * explains some of the outputs, or that has the answer's shape.
 */
export function diagnose<Candidate extends Tried>(evidence: Evidence<Candidate>): Mistake | undefined {
  const { names, wrong, singles, fitting } = evidence;
  const alone = fitting(singles, names);
  if (alone.length > 0) return namedBy(alone);
  const parts = names.length === 1 ? [] : wrong.map((name) => ({ name, found: fitting(singles, [name]) }));
  const explained = parts.filter(({ found }) => found.length > 0);
  if (parts.length > 0 && explained.length === parts.length) return oneForEach(explained);
  const pairs = fitting(evidence.pairs(), names);
  if (pairs.length > 0) return namedBy(pairs);
  if (explained.length > 0) return oneForEach(explained);
  const shaped = evidence.shaped(singles);
  if (shaped.length === 0) return undefined;
  const mistake = namedBy(shaped, 'likely');
  return { ...mistake, text: `The shape fits this mistake, but not every number does. ${mistake.text}` };
}

function oneForEach(parts: readonly { name: string; found: readonly Tried[] }[]): Mistake {
  const each = parts.map(({ name, found }) => ({ name, mistake: namedBy(found) }));
  return {
    id: each.map(({ mistake }) => mistake.id).join('+'),
    text: each.map(({ name, mistake }) => `In ${name}: ${mistake.text}`).join(' '),
    match: 'certain',
    others: each.flatMap(({ mistake }) => mistake.others),
  };
}
