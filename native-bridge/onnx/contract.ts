/** Inputs and outputs of the lab's own models. Other models are used through their cards (card/). */
import type { InferenceSession } from 'onnxruntime-node';
import { CHANNELS, IMAGE_SIZE } from '../../datasets/dataset.ts';
import { INPUT, LOGITS, type ModelMetadata, PROBABILITIES } from './metadata.ts';
import { OnnxError } from './onnx-error.ts';

type Value = InferenceSession.ValueMetadata;

/** (H,W,C) of one picture. */
export const PICTURE_SHAPE = [IMAGE_SIZE, IMAGE_SIZE, CHANNELS];
const INPUT_EXPECTED = `${INPUT}: uint8 (N,${PICTURE_SHAPE})`;
const REMEDY = `Export the model with Signs Lab, or give it ${INPUT_EXPECTED} and the outputs ${LOGITS}, ${PROBABILITIES}: float32 (N,classes).`;

/**
 * @returns the number of classes.
 * @throws OnnxError naming what was found and what is expected.
 */
export function checkContract(session: InferenceSession, metadata: ModelMetadata | null): number {
  const [input, ...more] = session.inputMetadata;
  const fits = input && input.name === INPUT && isTensor(input, 'uint8', PICTURE_SHAPE) && more.length === 0;
  if (!fits) {
    throw new OnnxError(`The model takes ${describe(session.inputMetadata)}, not ${INPUT_EXPECTED}.`, REMEDY);
  }
  const classes = classesOf(session, PROBABILITIES);
  if (classesOf(session, LOGITS) !== classes) {
    throw new OnnxError(`The model's outputs disagree: ${describe(session.outputMetadata)}.`, REMEDY);
  }
  if (metadata && metadata.labels.length !== classes) {
    throw new OnnxError(
      `The model gives ${classes} probabilities, but its card names ${metadata.labels.length} classes (${metadata.labels}).`,
      'Export the model again.',
    );
  }
  return classes;
}

/** Whether the model has the inputs and outputs of the lab's own models. */
export function keepsContract(session: InferenceSession): boolean {
  try {
    checkContract(session, null);
    return true;
  } catch (error) {
    if (error instanceof OnnxError) return false;
    throw error;
  }
}

function classesOf(session: InferenceSession, name: string): number {
  const output = session.outputMetadata.find((one) => one.name === name);
  const classes = output?.isTensor ? output.shape[1] : undefined;
  if (output && typeof classes === 'number' && classes > 0 && isTensor(output, 'float32', [classes])) return classes;
  throw new OnnxError(`The model gives ${describe(session.outputMetadata)}, not ${name}: float32 (N,classes).`, REMEDY);
}

/** Whether the value is a tensor of that type with a free first axis followed by that shape. */
function isTensor(value: Value, type: string, shape: readonly number[]): boolean {
  if (!value.isTensor || value.type !== type) return false;
  const [batch, ...rest] = value.shape;
  return typeof batch === 'string' && String(rest) === String(shape);
}

function describe(values: readonly Value[]): string {
  if (values.length === 0) return 'nothing';
  const one = (value: Value) =>
    value.isTensor ? `${value.name}: ${value.type} (${value.shape})` : `${value.name}: not a tensor`;
  return values.map(one).join(', ');
}
