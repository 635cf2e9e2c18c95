/**
 * The model next to the page, run by ONNX Runtime's WebAssembly build on one thread, which needs no special headers.
 */
import * as ort from 'onnxruntime-web/wasm';
import { filledUp, pictureShape } from '../../native-bridge/onnx/card/net-batch.ts';
import { netNumbers } from '../../native-bridge/onnx/card/net-input.ts';
import { bothForms, classNumbers } from '../../native-bridge/onnx/card/net-output.ts';
import type { PageNet } from '../../native-bridge/onnx/card/page-net.ts';
import { t } from './messages/index.ts';
import { labelsOf, readFacts } from './model-facts.ts';
import { PageError } from './page-error.ts';

export interface Net {
  readonly name: string;
  /** In the order of the outputs. */
  readonly labels: readonly string[];
  /** Probability below which there is no sign; null where it was not measured. */
  readonly threshold: number | null;
  /** How a picture becomes the net's input. */
  readonly card: PageNet['card'];
  /** @param rgb (height,width,3) of the card's size. @returns one per class */
  answer(rgb: Uint8Array): Promise<Float32Array>;
}

/** Loads the folder's files and starts the net. @throws PageError */
export async function loadNet(): Promise<Net> {
  ort.env.wasm.numThreads = 1;
  const [model, labelsFile, factsFile] = await Promise.all(['model.onnx', 'labels.txt', 'model.json'].map(fetchFile));
  const labels = labelsOf(textOf(labelsFile!));
  const { name, threshold, net: form, weights } = readFacts(textOf(factsFile!));
  requireNumbers(form);
  const externalData = await Promise.all(
    weights.map(async ({ path, file }) => ({ path, data: await fetchFile(file) })),
  );
  const session = await start(model!, externalData);
  if (!session.inputNames.includes(form.input.name) || !session.outputNames.includes(form.output)) {
    const [inputs, outputs] = [session.inputNames.join(', '), session.outputNames.join(', ')];
    throw new PageError(() => [
      t.otherNet({ inputs, outputs, input: form.input.name, output: form.output }),
      t.otherNetRemedy(),
    ]);
  }
  const { card } = form;
  const net: Net = { name, labels, threshold, card, answer: (rgb) => answerOf(session, form, rgb, labels.length) };
  // The first inference is slow, and shows whether labels and model match before anybody waits for it.
  await net.answer(new Uint8Array(card.size[0] * card.size[1] * 3));
  return net;
}

async function fetchFile(name: string): Promise<Uint8Array> {
  const response = await fetch(`./${name}`).catch((cause: unknown) => {
    throw new PageError(() => [t.serverSilent({ file: name }), t.serverSilentRemedy()], { cause });
  });
  if (response.ok) return new Uint8Array(await response.arrayBuffer());
  throw new PageError(() => [t.serverAnswers({ file: name, status: response.status }), t.exportAgain()]);
}

function textOf(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}

/** @throws PageError where the browser does not support the net's number type */
function requireNumbers({ input }: PageNet): void {
  if (input.type !== 'float16' || 'Float16Array' in globalThis) return;
  throw new PageError(() => [t.noHalf(), t.noHalfRemedy()]);
}

async function start(model: Uint8Array, externalData: { path: string; data: Uint8Array }[]) {
  try {
    return await ort.InferenceSession.create(model, {
      executionProviders: ['wasm'],
      logSeverityLevel: 4,
      ...(externalData.length > 0 && { externalData }),
    });
  } catch (cause) {
    const [reason = ''] = (cause as Error).message.split('\n');
    throw new PageError(() => [t.netNotStarted({ reason }), t.exportAgain()], { cause });
  }
}

/** @param rgb of one picture; a net with a fixed batch size gets it repeated to fill the batch */
async function answerOf(
  session: ort.InferenceSession,
  { card, input, output }: PageNet,
  rgb: Uint8Array,
  classes: number,
): Promise<Float32Array> {
  const one = netNumbers(rgb, card, input.type);
  const batch = input.batch ?? 1;
  const numbers = filledUp(one, { type: input.type, length: one.length * batch, picture: one.length });
  const tensor = new ort.Tensor(input.type, numbers as Float32Array, [batch, ...pictureShape(card)]);
  const values = classNumbers((await session.run({ [input.name]: tensor }, [output]))[output], batch);
  const given = (values?.length ?? 0) / batch;
  if (values && given === classes) return bothForms(values.subarray(0, classes), classes, card.output).probabilities;
  throw new PageError(() => [t.otherLabels({ given, lines: classes }), t.otherLabelsRemedy()]);
}
