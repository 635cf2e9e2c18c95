/** Runs a foreign net on noise to find what its file does not declare: the form of its input and its output. */
import type { InferenceSession } from 'onnxruntime-node';
import { MT19937 } from '../../../datasets/random/mt19937.ts';
import { OnnxError } from '../onnx-error.ts';
import type { Card, CardDraft } from './card.ts';
import { type Form, pictureShape } from './net-batch.ts';
import { emptyNumbers } from './net-input.ts';
import { areProbabilities } from './net-output.ts';
import { runNet } from './runner.ts';
import { describeValues, inLayout, type NetInput, numberOutputs, possibleLayouts } from './signature.ts';

/** Sides to try for nets with a free input size: the lab's own, and the usual ones. */
export const USUAL_SIDES = [224, 64, 128, 256] as const;
const PICTURES = 2;

export interface Probe {
  /** The forms that run, among those that its card leaves open; the first is the most likely. */
  readonly forms: readonly Form[];
  /** Pictures per call; null: any number. */
  readonly batch: number | null;
  readonly output: { readonly name: string; readonly classes: number; readonly kind: Card['output'] };
}

/** @throws OnnxError if it runs in no form, or has no output with one number per class. */
export async function probeNet(
  session: InferenceSession,
  input: NetInput,
  draft: CardDraft,
  wanted: string | null,
): Promise<Probe> {
  const outputs = wanted ? [wanted] : numberOutputs(session);
  if (outputs.length === 0) throw noClasses(session);
  const forms: Form[] = [];
  let found: Omit<Probe, 'forms'> | null = null;
  let failure: unknown;
  for (const form of possibleForms(input, draft)) {
    try {
      if (!found) found = await answersOf(session, { input, outputs }, form, draft);
      else await requireClasses(session, { ...input, batch: found.batch }, form, found.output);
      forms.push(form);
    } catch (error) {
      failure = error;
    }
  }
  if (found && forms.length > 0) return { ...found, forms };
  throw failure ?? noClasses(session);
}

/** @throws OnnxError if the net does not also accept that form. */
async function requireClasses(session: InferenceSession, input: NetInput, form: Form, output: Probe['output']) {
  const [values] = await runNet(session, { input, outputs: [output.name] }, noise(input, form, 1));
  if (values?.length !== output.classes) throw noClasses(session);
}

/** Every form that neither the file nor the card excludes. */
function possibleForms(input: NetInput, draft: CardDraft): Form[] {
  const forms: Form[] = [];
  for (const layout of draft.layout ? [draft.layout] : possibleLayouts(input)) {
    const { height, width, channels } = inLayout(input, layout);
    const kinds: Card['channels'][] = channels === 1 ? ['grey'] : channels === 3 ? ['RGB'] : ['RGB', 'grey'];
    const sides: readonly number[] = height === null && width === null ? USUAL_SIDES : [(height ?? width)!];
    const sizes: Card['size'][] = draft.size ? [draft.size] : sides.map((side) => [height ?? side, width ?? side]);
    for (const size of sizes) {
      for (const kind of draft.channels ? [draft.channels] : kinds) forms.push({ layout, size, channels: kind });
    }
  }
  return forms;
}

/** The most likely output: one with as many classes as there are labels, then probabilities, then the first. */
async function answersOf(
  session: InferenceSession,
  { input, outputs }: { input: NetInput; outputs: readonly string[] },
  form: Form,
  { labels }: CardDraft,
): Promise<Omit<Probe, 'forms'>> {
  const { batch, answers } = await batchOf(session, { input, outputs }, form);
  const count = Math.min(batch ?? PICTURES, PICTURES);
  const found = outputs.flatMap((name, i) => {
    const values = answers[i];
    if (!values) return [];
    const classes = values.length / count;
    const kind: Card['output'] = areProbabilities(values, classes) ? 'probabilities' : 'logits';
    return [{ name, classes, kind }];
  });
  const score = ({ classes, kind }: Probe['output']) =>
    2 * Number(classes === labels?.length) + Number(kind === 'probabilities');
  const [output] = found.toSorted((a, b) => score(b) - score(a));
  if (!output) throw noClasses(session);
  return { batch, output };
}

/** A net whose file leaves the batch free may still accept only one picture, because a shape inside it is fixed. */
async function batchOf(session: InferenceSession, ends: { input: NetInput; outputs: readonly string[] }, form: Form) {
  const { input } = ends;
  const count = Math.min(input.batch ?? PICTURES, PICTURES);
  try {
    const answers = await runNet(session, ends, noise(input, form, count));
    if (input.batch !== null || answers.some((values) => values !== null)) return { batch: input.batch, answers };
  } catch (error) {
    if (input.batch !== null) throw error;
  }
  const alone = { ...ends, input: { ...input, batch: 1 } };
  return { batch: 1, answers: await runNet(session, alone, noise(input, form, 1)) };
}

/** Floats in 0..1, or bytes in 0..255. */
function noise({ type }: NetInput, form: Form, count: number) {
  const random = new MT19937(1);
  const numbers = emptyNumbers(type, count * pictureShape(form).reduce((product, axis) => product * axis, 1));
  const most = type === 'uint8' ? 255 : 1;
  for (let i = 0; i < numbers.length; i++) numbers[i] = random.randomSample() * most;
  return { numbers, form };
}

function noClasses(session: InferenceSession): OnnxError {
  const words = describeValues(session.outputMetadata).map(({ name, type, shape }) => `${name}: ${type} (${shape})`);
  return new OnnxError(
    `The model gives ${words.join(', ') || 'nothing'}: no tensor with one number per class for every picture.`,
    'Choose a classifier with an output (N,classes) or (N,classes,1,1) for two or more classes.',
  );
}
