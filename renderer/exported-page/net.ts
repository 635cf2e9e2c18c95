/** The model next to the page, run by ONNX Runtime's WebAssembly build on one thread: that needs no special headers. */
import * as ort from 'onnxruntime-web/wasm';
import { CHANNELS, IMAGE_SIZE } from '../../datasets/dataset.ts';
import { labelsOf, readFacts } from './model-facts.ts';
import { PageError } from './page-error.ts';

/** Ends of the graph, as the lab exports it. */
const INPUT = 'image';
const OUTPUT = 'probabilities';
const AGAIN = 'Export the page again, and copy the whole folder.';

export interface Net {
  readonly name: string;
  /** In the order of the outputs. */
  readonly labels: readonly string[];
  /** Probability below which there is no sign; null where it was not measured. */
  readonly threshold: number | null;
  /** @param pixels (64,64,3) RGB. @returns one a class */
  answer(pixels: Uint8Array): Promise<Float32Array>;
}

/** Fetches the folder's files and starts the net. @throws PageError */
export async function loadNet(): Promise<Net> {
  ort.env.wasm.numThreads = 1;
  const [model, labelsFile, factsFile] = await Promise.all(['model.onnx', 'labels.txt', 'model.json'].map(fetchFile));
  const [labels, facts] = [labelsOf(textOf(labelsFile!)), readFacts(textOf(factsFile!))];
  const session = await start(model!);
  if (!session.inputNames.includes(INPUT) || !session.outputNames.includes(OUTPUT)) {
    throw new PageError(
      `model.onnx takes ${session.inputNames.join(', ')} and gives ${session.outputNames.join(', ')}, not ${INPUT} and ${OUTPUT}.`,
      'This page knows the nets that Signs Lab exports. Put such a file in its place.',
    );
  }
  const net: Net = { ...facts, labels, answer: (pixels) => answerOf(session, pixels, labels) };
  // The first answer is slow, and says whether labels and model belong together before a person waits for it.
  await net.answer(new Uint8Array(IMAGE_SIZE * IMAGE_SIZE * CHANNELS));
  return net;
}

async function fetchFile(name: string): Promise<Uint8Array> {
  const response = await fetch(`./${name}`).catch((cause: unknown) => {
    throw new PageError(`${name} cannot be loaded: the server does not answer.`, 'Start the server again.', { cause });
  });
  if (response.ok) return new Uint8Array(await response.arrayBuffer());
  throw new PageError(`${name} cannot be loaded: the server answers ${response.status}.`, AGAIN);
}

function textOf(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}

async function start(model: Uint8Array): Promise<ort.InferenceSession> {
  try {
    return await ort.InferenceSession.create(model, { executionProviders: ['wasm'], logSeverityLevel: 4 });
  } catch (cause) {
    const reason = (cause as Error).message.split('\n')[0];
    throw new PageError(`The net cannot be started: ${reason}`, AGAIN, { cause });
  }
}

async function answerOf(
  session: ort.InferenceSession,
  pixels: Uint8Array,
  labels: readonly string[],
): Promise<Float32Array> {
  const image = new ort.Tensor('uint8', pixels, [1, IMAGE_SIZE, IMAGE_SIZE, CHANNELS]);
  const data = (await session.run({ [INPUT]: image }, [OUTPUT]))[OUTPUT]?.data;
  if (data instanceof Float32Array && data.length === labels.length) return data;
  throw new PageError(
    `The net gives ${data?.length ?? 'no'} probabilities, and labels.txt has ${labels.length} lines.`,
    'labels.txt names one class a line, in the order of the outputs. Set it right, or export the page again.',
  );
}
