/** A net from another program, opened with what is known of its card. */
import type { InferenceSession } from 'onnxruntime-node';
import { OnnxError } from '../onnx-error.ts';
import { createSession } from '../runtime.ts';
import { type CardDraft, type CardField, unknownFields, withStated } from './card.ts';
import { filledCard } from './exporters/all.ts';
import { type ExternalFile, externalNames, readExternal } from './external-data.ts';
import { type Outline, readOutline, requireAcyclic } from './outline.ts';
import { type Probe, probeNet } from './probe.ts';
import { refusal } from './refusal.ts';
import { declaredFields, describeValues, type NetInput, netInput, requireAgreement } from './signature.ts';
import { withTensorOutput, zipMapOf } from './zip-map.ts';

interface ValueWords {
  readonly name: string;
  readonly type: string;
  readonly shape: readonly (number | string)[];
}

export interface ForeignNet {
  readonly session: InferenceSession;
  /** With the batch size that probing found. */
  readonly input: NetInput;
  readonly probe: Probe;
  readonly inputs: readonly ValueWords[];
  readonly outputs: readonly ValueWords[];
  /** Files next to the model that hold its weights, as the model names them. */
  readonly external: readonly string[];
  readonly card: CardDraft;
  readonly unknown: readonly CardField[];
  /** For people: where the known fields come from, and what could not be used. */
  readonly facts: readonly string[];
}

/**
 * @param stated a person's card, which overrides everything that files say
 * @throws OnnxError if ONNX Runtime refuses the file, it is not an image classifier, its weights are missing, or the
 * card does not match it.
 */
export async function openForeignNet(path: string, bytes: Uint8Array, stated: CardDraft): Promise<ForeignNet> {
  const outline = readOutline(bytes);
  requireAcyclic(outline.graph);
  const zipMap = zipMapOf(outline);
  const external = externalNames(outline.graph);
  const session = await start(
    zipMap ? withTensorOutput(bytes, outline, zipMap) : bytes,
    outline,
    await readExternal(path, external),
  );
  try {
    const declared = netInput(session);
    requireAgreement(declared, stated);
    const filled = await filledCard(path, outline, (card) => agrees(declared, card));
    const ofFile = zipMap && !filled.card.labels ? { labels: [...zipMap.labels] } : {};
    const draft = withDeclared(declared, withStated({ ...filled.card, ...ofFile }, stated));
    const probe = await probeNet(session, declared, draft, zipMap?.tensor ?? null);
    const { card, facts } = settled(draft, stated, probe);
    const input = { ...declared, batch: probe.batch };
    // ONNX Runtime also lists the tensor before ZipMap, which is not an output of the original file.
    const outputs = describeValues(session.outputMetadata).filter(({ name }) =>
      outline.graph.output.some((own) => own.name === name),
    );
    return {
      ...{ session, input, probe, inputs: describeValues(session.inputMetadata), outputs, card, external },
      ...{ unknown: unknownFields(card), facts: [...filled.facts, ...facts] },
    };
  } catch (error) {
    await session.release();
    throw error;
  }
}

async function start(
  bytes: Uint8Array,
  outline: Outline,
  external: readonly ExternalFile[],
): Promise<InferenceSession> {
  try {
    return await createSession(bytes, external);
  } catch (cause) {
    if (cause instanceof OnnxError) throw cause;
    throw refusal(outline, cause);
  }
}

function agrees(input: NetInput, card: CardDraft): boolean {
  try {
    requireAgreement(input, card);
    return true;
  } catch {
    return false;
  }
}

/** Fields that the declared shape and type determine override what files say. */
function withDeclared(input: NetInput, card: CardDraft): CardDraft {
  return withStated(card, declaredFields(input, card.layout));
}

/** The draft completed with what running the net has shown. */
function settled(
  draft: CardDraft,
  stated: CardDraft,
  { forms, output, batch }: Probe,
): { card: CardDraft; facts: string[] } {
  const only = <K extends 'layout' | 'size' | 'channels'>(field: K) => {
    const values = new Map(forms.map((form) => [String(form[field]), form[field]]));
    // Three channels are RGB or BGR; running the net does not tell which.
    const [value] = values.size === 1 ? values.values() : [];
    return value !== undefined && value !== 'RGB' ? { [field]: value } : {};
  };
  const shown: CardDraft = { ...only('layout'), ...only('size'), ...only('channels'), output: output.kind };
  const facts = [
    ...(batch === 1 ? ['The net takes one picture per call.'] : []),
    ...(output.kind === 'probabilities'
      ? [`${output.name} sums to 1: probabilities`]
      : [`${output.name} does not sum to 1: logits, to which softmax is applied`]),
  ];
  const card = withStated(shown, draft);
  if (card.labels === undefined || card.labels.length === output.classes) return { card, facts };
  const count = `${card.labels.length} class${card.labels.length === 1 ? '' : 'es'}, but the net gives ${output.classes} numbers`;
  if (stated.labels)
    throw new OnnxError(`The card names ${count}.`, 'Correct the card: one label per number, in the same order.');
  const { labels: _, ...rest } = card;
  return { card: rest, facts: [...facts, `The labels that were found name ${count}: ignored.`] };
}
