/** Checks what the notebook prints: a mean, a row or a shape is enough to find a mistake. */
import type { PoolMode } from '../../reference/pool.ts';
import { EDITIONS, type Edition, FUNCTION_NAMES, type FunctionName } from '../course.ts';
import { type Entry, readEntries } from '../printed/entries.ts';
import { FLOAT32_SLACK, FLOAT64_SLACK, inputShown, mismatch } from '../printed/measure.ts';
import type { CheckResult } from '../result.ts';
import { diagnose, mistakeOf } from './diagnosis.ts';
import { printedDifference } from './printed-differences.ts';
import { type PrintedLine, Printout } from './printed-evidence.ts';
import { upstreamMistake } from './upstream.ts';

/**
 * Whether the printed lines are right, and if not, which mistake prints them. Lines may be missing or in another order,
 * with or without commas; numbers are compared to half a unit of their last digit.
 * @returns `unknown` if no line can be read, or the lines are not enough
 * @throws RangeError if there is no such function or edition.
 */
export function checkPrinted(functionName: FunctionName, edition: Edition, text: string): CheckResult {
  if (!FUNCTION_NAMES.includes(functionName)) {
    throw new RangeError(`${functionName} is not one of ${FUNCTION_NAMES.join(', ')}`);
  }
  if (!EDITIONS.includes(edition)) throw new RangeError(`${edition} is not one of ${EDITIONS.join(', ')}`);
  const entries = readEntries(functionName, String(text));
  if (!entries.some(({ name }) => name.output !== undefined)) {
    const wanted = new Printout(functionName, edition, [], 'max').missing().join(', ');
    const reason = `No line of ${functionName} can be read here. Paste what its cell prints: ${wanted}.`;
    return { verdict: 'unknown', reason, mistake: mistakeOf([{ id: 'unreadable', text: reason }], 'certain') };
  }
  const hasModes = functionName === 'pool_forward' || functionName === 'pool_backward';
  const inTurn = hasModes && entries.some(({ mode }) => mode === null);
  const modes: readonly PoolMode[] = inTurn ? ['max', 'average'] : ['max'];
  const results = modes.map((mode) => checkedLines(functionName, edition, entries, mode));
  return (
    results.find(({ verdict }) => verdict === 'right') ??
    results.find(({ verdict }) => verdict === 'unknown') ??
    results.find(({ mistake }) => mistake?.match === 'certain') ??
    results[0]!
  );
}

function checkedLines<F extends FunctionName>(
  functionName: F,
  edition: Edition,
  entries: readonly Entry[],
  firstMode: PoolMode,
): CheckResult {
  const printout = new Printout(functionName, edition, entries, firstMode);
  const other = otherInputs(printout);
  if (other !== null) return otherEdition(functionName, edition, entries, firstMode) ?? other;
  if (printout.firstMismatch(printout.right) === null) return wrongCache(printout) ?? rightLines(printout);
  const evidence = printout.evidence();
  const single = printout.firstMismatch(printout.right, printout.lines, FLOAT32_SLACK) === null;
  if (single && evidence.fitting(evidence.singles, evidence.names).length === 0) {
    return printout.looksSingle() ? rightLines(printout, FLOAT32_SLACK) : nearlyRight();
  }
  const mistake = diagnose(evidence);
  if (mistake?.match !== 'certain') {
    const elsewhere = otherEdition(functionName, edition, entries, firstMode);
    if (elsewhere !== null) return elsewhere;
  }
  const best =
    mistake?.match === 'certain'
      ? mistake
      : (inFloat32(printout) ?? upstreamMistake(functionName, edition, printout) ?? mistake);
  const { shape, firstDifference, text } = printedDifference(functionName, printout);
  return {
    verdict: 'wrong',
    reason: best === undefined ? text : `${best.text} ${text}`,
    ...(best && { mistake: best }),
    ...(shape && { shape }),
    ...(firstDifference && { firstDifference }),
  };
}

function nearlyRight(): CheckResult {
  const reason =
    'The numbers agree with the right ones to about 7 digits, as in float32, but not to all printed digits. ' +
    'Compute in float64, as numpy does by default, and print them again.';
  return { verdict: 'unknown', reason };
}

/** One or two mistakes made in float32. */
function inFloat32<F extends FunctionName>(printout: Printout<F>) {
  if (!printout.looksSingle()) return undefined;
  const { singles, pairs, names, fitting } = printout.evidence(FLOAT32_SLACK);
  const single = fitting(singles, names);
  const fits = single.length > 0 ? single : fitting(pairs(), names);
  if (fits.length === 0) return undefined;
  return mistakeOf(
    fits.map(({ twin }) => twin),
    'certain',
  );
}

/** The lines are right. So is the function, if there is a line of numbers for each output and mode. */
function rightLines<F extends FunctionName>(printout: Printout<F>, slack = FLOAT64_SLACK): CheckResult {
  const missing = printout.missing();
  const { singles } = printout.evidence();
  const alike = singles.filter(
    (one) => printout.firstMismatch(one, printout.lines, slack) === null && !printout.isRight(one.outputs),
  );
  const texts = alike.map(({ twin }) => twin.text);
  if (!printout.isCovered() && texts.length > 0) {
    const reason = `These lines are right, but they would be the same with a mistake: ${texts[0]} Paste the other lines too: ${missing.join(', ')}.`;
    return { verdict: 'unknown', reason };
  }
  const reason = 'Right: the printed numbers are the expected ones.';
  if (texts.length === 0) return { verdict: 'right', reason };
  const wanted =
    missing.length > 0 ? `the other lines (${missing.join(', ')}) or the answer in full` : 'the answer in full';
  const hint = `Only ${wanted} would show ${texts.length === 1 ? 'this mistake' : 'one of these mistakes'}: ${texts.slice(0, 3).join(' ')}`;
  return { verdict: 'right', reason: `${reason} ${hint}` };
}

function shownOtherwise<F extends FunctionName>(
  printout: Printout<F>,
  lines: readonly PrintedLine[],
): PrintedLine | undefined {
  return lines.find(({ entry, call }) => {
    const shown = inputShown(entry, printout.calls[call]!);
    return shown === null || mismatch(entry.values, shown, FLOAT64_SLACK) !== null;
  });
}

/** Handles a printed input that is not the notebook's. */
function otherInputs<F extends FunctionName>(printout: Printout<F>): CheckResult | null {
  const line = shownOtherwise(
    printout,
    printout.inputLines.filter(({ entry }) => entry.name.input !== 'cache'),
  );
  if (line === undefined) return null;
  const reason = `${line.entry.label} is an input, but not the notebook's: run np.random.seed(1) and the lines after it again, in order, and paste what they print.`;
  return { verdict: 'unknown', reason, mistake: mistakeOf([{ id: 'other-inputs', text: reason }], 'certain') };
}

/** Z is right, but the cache is not. */
function wrongCache<F extends FunctionName>(printout: Printout<F>): CheckResult | null {
  const line = shownOtherwise(
    printout,
    printout.inputLines.filter(({ entry }) => entry.name.input === 'cache'),
  );
  if (line === undefined) return null;
  const text = `Z is right, but the cache is not: it must be (A_prev, W, b, hparameters), with the original A_prev, not padded. ${line.entry.label} shows other numbers.`;
  return { verdict: 'wrong', reason: text, mistake: mistakeOf([{ id: 'cache', text }], 'certain') };
}

/** Handles lines that are right in the other edition. */
function otherEdition<F extends FunctionName>(
  functionName: F,
  edition: Edition,
  entries: readonly Entry[],
  firstMode: PoolMode,
): CheckResult | null {
  const elsewhere = EDITIONS.find((one) => one !== edition)!;
  const printout = new Printout(functionName, elsewhere, entries, firstMode);
  if (otherInputs(printout) !== null || printout.firstMismatch(printout.right) !== null) return null;
  const reason = `These are the right lines of the ${elsewhere} edition: choose it to have them checked.`;
  return { verdict: 'unknown', reason, mistake: mistakeOf([{ id: 'other-edition', text: reason }], 'certain') };
}
