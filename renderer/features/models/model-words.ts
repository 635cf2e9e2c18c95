/** What is said of a model, in words. */
import type { ModelSummary } from '../../../main/ipc/nouns/model.ts';
import { count, percent, plural } from '../../lib/format.ts';

/** Probabilities differ by 1e-8 or not at all: three digits, never `0.000`. Infinity is a side that is not a number. */
export function difference(value: number | null): string {
  if (value === null) return 'not compared';
  if (!Number.isFinite(value)) return 'not a number';
  return value === 0 ? '0' : value.toExponential(2);
}

/** `run course on SIGNS`, `file signs.onnx`, `Signs Lab itself`; a run that is called as its model, by its number. */
export function originWords({ name, origin }: Pick<ModelSummary, 'name' | 'origin'>): string {
  if (origin.kind === 'base') return 'Signs Lab itself';
  if (origin.kind === 'file') return `file ${origin.file}`;
  return `run ${origin.runName === name ? origin.run : origin.runName}`;
}

/** Up to `most` class names, then how many more. */
export function classWords(labels: readonly string[], most = 8): string {
  const more = labels.length - most;
  return more > 0 ? `${labels.slice(0, most).join(', ')} and ${more} more` : labels.join(', ');
}

/** As the card says it, not measured now. */
export function accuracyWords(share: number | null | undefined): string {
  return share === null || share === undefined ? '–' : percent(share);
}

export interface Verdict {
  readonly tone: 'good' | 'bad' | 'plain';
  readonly icon: 'check' | 'error' | 'minus';
  readonly word: string;
}

/** Whether the file gives the trained net's answers, in a word. */
export function parityVerdict(parity: ModelSummary['parity']): Verdict {
  if (!parity) return { tone: 'plain', icon: 'minus', word: 'not compared' };
  return parity.passed
    ? { tone: 'good', icon: 'check', word: 'same answers' }
    : { tone: 'bad', icon: 'error', word: 'answers differ' };
}

/** The report in a few sentences. */
export function paritySentence(parity: NonNullable<ModelSummary['parity']>): string {
  const { n, labelsEqual, maxDifference, tolerance } = parity;
  const same = labelsEqual === n ? 'the same class on every one' : `the same class on ${labelsEqual} of them`;
  const compared = `The trained net and the exported file looked at the same ${plural(n, 'picture')} and said ${same}.`;
  return [compared, probabilitySentence(maxDifference, tolerance), ...logitSentence(parity)].join(' ');
}

function probabilitySentence(largest: number, tolerance: number): string {
  const allowed = difference(tolerance);
  if (largest <= tolerance) return `No probability differs by more than ${difference(largest)}; ${allowed} is allowed.`;
  const worst = Number.isFinite(largest) ? `differs by ${difference(largest)}` : 'is not a number';
  return `A probability ${worst}; a difference of at most ${allowed} is allowed.`;
}

/** None for a report of an earlier version, which had no bounds of the logits. */
function logitSentence({ logitBound }: NonNullable<ModelSummary['parity']>): string[] {
  if (!logitBound) return [];
  if (logitBound.used <= 1) {
    return [`No logit differs by more than ${percent(logitBound.used)} of what rounding in float32 can explain.`];
  }
  return Number.isFinite(logitBound.used)
    ? [`A logit differs by ${times(logitBound.used)} what rounding in float32 can explain.`]
    : ['A logit is not a number, or the numbers in the net are too large for float32.'];
}

/** `1.30 times` */
function times(factor: number): string {
  return `${factor < 100 ? factor.toPrecision(3) : factor.toExponential(1)} times`;
}

/** A hyperparameter's value, whatever a card's writer has put there. */
export function settingWords(value: unknown): string {
  if (value === null) return 'none';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

export interface Figure {
  readonly what: string;
  readonly value: string;
  readonly meaning: string;
}

/** The report, figure by figure. */
export function parityFigures(parity: NonNullable<ModelSummary['parity']>): Figure[] {
  const { n, labelsEqual, maxDifference, meanDifference, maxLogitDifference, tolerance, logitBound, accuracy } = parity;
  return [
    { what: 'Pictures', value: count(n), meaning: 'shown to both' },
    {
      what: 'Same class',
      value: `${count(labelsEqual)} of ${count(n)}`,
      meaning: 'both call the same class the likeliest',
    },
    { what: 'Largest difference', value: difference(maxDifference), meaning: 'of any probability of any picture' },
    {
      what: 'Allowed',
      value: difference(tolerance),
      meaning: '1e-5, and what the difference of large logits explains',
    },
    { what: 'Mean difference', value: difference(meanDifference), meaning: 'over all probabilities' },
    {
      what: 'Largest, logits',
      value: difference(maxLogitDifference),
      meaning: 'before the softmax, where numbers are larger',
    },
    ...(logitBound ? logitFigures(logitBound) : []),
    { what: 'Accuracy, trained', value: percent(accuracy.trained, 2), meaning: 'of the trained net on these pictures' },
    { what: 'Accuracy, exported', value: percent(accuracy.exported, 2), meaning: 'of the file on the same pictures' },
  ];
}

function logitFigures({ largest, used }: NonNullable<NonNullable<ModelSummary['parity']>['logitBound']>): Figure[] {
  return [
    { what: 'Allowed, logits', value: difference(largest), meaning: 'the bound of the logit that rounding moves most' },
    {
      what: 'Used of the bound',
      value: Number.isFinite(used) ? percent(used) : 'not a number',
      meaning: 'by the logit that comes nearest to its own bound; above 100 % the file is not the trained net',
    },
  ];
}
