/** Texts about a model. */
import type { ModelSummary } from '../../../main/ipc/schemas/model.ts';
import { count, percent } from '../../lib/format.ts';
import { t } from './messages/index.ts';

/**
 * Probabilities differ by 1e-8 or not at all: three significant digits, never `0.000`. Infinity means that one side is
 * not a number.
 */
export function difference(value: number | null): string {
  if (value === null) return t.notCompared();
  if (!Number.isFinite(value)) return t.notANumber();
  return value === 0 ? '0' : value.toExponential(2);
}

/** `run course on SIGNS`, `file signs.onnx`, `Signs Lab itself`; a run with the model's name, by its number. */
export function originWords({ name, origin }: Pick<ModelSummary, 'name' | 'origin'>): string {
  if (origin.kind === 'base') return t.base();
  if (origin.kind === 'file') return t.file({ file: origin.file });
  return t.run({ run: origin.runName === name ? origin.run : origin.runName });
}

/** Up to `most` class names, then the number of the others. */
export function classWords(labels: readonly string[], most = 8): string {
  const more = labels.length - most;
  return more > 0 ? t.classesMore({ classes: labels.slice(0, most).join(', '), n: more }) : labels.join(', ');
}

/** From the card, not measured now. */
export function accuracyWords(share: number | null | undefined): string {
  return share === null || share === undefined ? '–' : percent(share);
}

export interface Verdict {
  readonly tone: 'good' | 'bad' | 'plain';
  readonly icon: 'check' | 'error' | 'minus';
  readonly word: string;
}

/** Whether the file gives the trained net's answers, in one word. */
export function parityVerdict(parity: ModelSummary['parity']): Verdict {
  if (!parity) return { tone: 'plain', icon: 'minus', word: t.notCompared() };
  return parity.passed
    ? { tone: 'good', icon: 'check', word: t.sameAnswers() }
    : { tone: 'bad', icon: 'error', word: t.answersDiffer() };
}

/** The report in a few sentences. */
export function paritySentence(parity: NonNullable<ModelSummary['parity']>): string {
  const { n, labelsEqual, maxDifference, tolerance } = parity;
  const compared = labelsEqual === n ? t.sameClassAll({ n }) : t.sameClassSome({ n, same: labelsEqual });
  return [compared, probabilitySentence(maxDifference, tolerance), ...logitSentence(parity)].join(' ');
}

function probabilitySentence(largest: number, tolerance: number): string {
  const allowed = difference(tolerance);
  if (largest <= tolerance) return t.probabilitiesWithin({ largest: difference(largest), allowed });
  return Number.isFinite(largest)
    ? t.probabilityDiffers({ largest: difference(largest), allowed })
    : t.probabilityNotANumber({ allowed });
}

/** None for a report of an earlier version, which had no bounds on the logits. */
function logitSentence({ logitBound }: NonNullable<ModelSummary['parity']>): string[] {
  if (!logitBound) return [];
  if (logitBound.used <= 1) {
    return [t.logitsWithin({ share: percent(logitBound.used) })];
  }
  return Number.isFinite(logitBound.used)
    ? [t.logitDiffers({ factor: factor(logitBound.used) })]
    : [t.logitNotANumber()];
}

/** `1.30` */
function factor(used: number): string {
  return used < 100 ? used.toPrecision(3) : used.toExponential(1);
}

/** A hyperparameter's value, whatever the card's author wrote. */
export function settingWords(value: unknown): string {
  if (value === null) return t.none();
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

export interface Figure {
  readonly what: string;
  readonly value: string;
  readonly meaning: string;
}

/** The report, number by number. */
export function parityFigures(parity: NonNullable<ModelSummary['parity']>): Figure[] {
  const { n, labelsEqual, maxDifference, meanDifference, maxLogitDifference, tolerance, logitBound, accuracy } = parity;
  return [
    { what: t.figurePictures(), value: count(n), meaning: t.figurePicturesAbout() },
    {
      what: t.figureSame(),
      value: t.figureSameOf({ equal: labelsEqual, n }),
      meaning: t.figureSameAbout(),
    },
    { what: t.figureLargest(), value: difference(maxDifference), meaning: t.figureLargestAbout() },
    {
      what: t.figureAllowed(),
      value: difference(tolerance),
      meaning: t.figureAllowedAbout(),
    },
    { what: t.figureMean(), value: difference(meanDifference), meaning: t.figureMeanAbout() },
    {
      what: t.figureLogits(),
      value: difference(maxLogitDifference),
      meaning: t.figureLogitsAbout(),
    },
    ...(logitBound ? logitFigures(logitBound) : []),
    { what: t.figureTrained(), value: percent(accuracy.trained, 2), meaning: t.figureTrainedAbout() },
    { what: t.figureExported(), value: percent(accuracy.exported, 2), meaning: t.figureExportedAbout() },
  ];
}

function logitFigures({ largest, used }: NonNullable<NonNullable<ModelSummary['parity']>['logitBound']>): Figure[] {
  return [
    { what: t.figureBound(), value: difference(largest), meaning: t.figureBoundAbout() },
    {
      what: t.figureUsed(),
      value: Number.isFinite(used) ? percent(used) : t.notANumber(),
      meaning: t.figureUsedAbout(),
    },
  ];
}
