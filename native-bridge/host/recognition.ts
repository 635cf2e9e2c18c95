/**
 * Entry point of the recognition host: a separate process for ONNX Runtime. Requests are served one after another, in
 * the order of arrival; a crash here ends the host, never the app.
 */
import { z } from 'zod';
import { readPicture } from '../../datasets/formats/decode.ts';
import { Finder, ownFinder } from '../finder/finder.ts';
import { argmax } from '../metrics/argmax.ts';
import { parityReport } from '../onnx/parity.ts';
import { readParameters } from '../onnx/read-parameters.ts';
import { onnxruntimeInfo } from '../onnx/runtime.ts';
import { readModelFile } from '../onnx/session.ts';
import { forPage, inspected, previewed, tried } from './card-answers.ts';
import { measured } from './card-measuring.ts';
import { evaluateOn, placesOf, reordered } from './dataset-evaluation.ts';
import { drawnScores } from './drawn-scores.ts';
import { describeFailure } from './failure.ts';
import { featuresOf } from './feature-stores.ts';
import { admit, answerFrame } from './frames.ts';
import { keptEpochOf } from './kept-epoch.ts';
import { latencyOf } from './model-latency.ts';
import { nearestByPixels } from './nearest.ts';
import { modelAt } from './open-models.ts';
import { probabilitiesOf } from './originals.ts';
import { picturesOf } from './pixel-file.ts';
import { hostPort } from './port.ts';
import {
  type RecognitionAsk,
  type RecognitionKind,
  type RecognitionReply,
  RecognitionRequest,
  type RecognitionValue,
} from './recognition-messages.ts';
import { sightOf } from './sight.ts';
import { takenOf } from './take.ts';
import { videoThrough } from './video.ts';

type AskOf<K extends RecognitionKind> = Extract<RecognitionAsk, { kind: K }>;
type Values = { [K in RecognitionKind]: RecognitionValue<K> };
type Progress = (done: number, total: number) => void;

const port = hostPort<RecognitionReply>();
const answerLater = inOrder(answer);
port.onMessage((message) => {
  // A frame must be answered at once: it is useless later.
  if (isFrame(message)) void answer(message);
  else answerLater(message);
});

// A page's own channel does not wait for others; its messages are validated where they are answered.
port.onPort((line) => {
  const answerLine = inOrder(async (message) => line.postMessage(await answerFrame(message)));
  line.on('message', ({ data }) => answerLine(data));
  line.start();
});

/** @param serve never rejects; it is called with the next message when the previous one is done */
function inOrder(serve: (message: unknown) => Promise<void>): (message: unknown) => void {
  let before: Promise<void> = Promise.resolve();
  return (message) => {
    before = before.then(() => serve(message));
  };
}

function isFrame(message: unknown): boolean {
  return typeof message === 'object' && message !== null && 'kind' in message && message.kind === 'frame';
}

async function answer(message: unknown): Promise<void> {
  const request = RecognitionRequest.safeParse(message);
  if (!request.success) {
    const error = {
      message: `Bad request to the recognition host: ${z.prettifyError(request.error)}`,
      badArgument: true,
    };
    return port.send({ id: idOf(message), kind: 'failed', error });
  }
  const { id } = request.data;
  const progress: Progress = (done, total) => port.send({ id, kind: 'progress', done, total });
  try {
    port.send({ id, kind: 'reply', value: await serve(request.data, progress) });
  } catch (error) {
    port.send({ id, kind: 'failed', error: describeFailure(error) });
  }
}

function idOf(message: unknown): number | null {
  const parsed = z.object({ id: z.int() }).safeParse(message);
  return parsed.success ? parsed.data.id : null;
}

function serve(
  request: RecognitionAsk,
  progress: Progress,
): Values[RecognitionKind] | Promise<Values[RecognitionKind]> {
  switch (request.kind) {
    case 'open':
      return open(request);
    case 'predict':
      return predict(request);
    case 'parity':
      return parity(request);
    case 'evaluate':
      return evaluate(request);
    case 'predictFiles':
      return predictFiles(request);
    case 'answers':
      return answers(request);
    case 'see':
      return see(request);
    case 'features':
      return features(request);
    case 'nearest':
      return nearest(request);
    case 'admit':
      return admit(request.model, request.path).then(() => null);
    case 'frame':
      return answerFrame(request.ask);
    case 'video':
      return modelAt(request).then((model) => videoThrough(model, request));
    case 'take':
      return takenOf(request);
    case 'latency':
      return modelAt(request).then(latencyOf);
    case 'parameters':
      return parameters(request);
    case 'keptEpoch':
      return keptEpochOf(request.folder, request.after);
    case 'drawn':
      return modelAt(request).then((model) => drawnScores(model, request));
    case 'info':
      return onnxruntimeInfo();
    case 'finder':
      return finderAt(request.path);
    case 'inspect':
      return inspected(request);
    case 'tryCard':
      return tried(request);
    case 'measure':
      return measured(request, progress);
    case 'pageNet':
      return forPage(request);
    case 'preview':
      return previewed(request);
  }
}

async function open(ask: AskOf<'open'>): Promise<Values['open']> {
  const { labels, metadata, inputs } = await modelAt(ask);
  return { labels: [...labels], metadata, inputs: inputs.map((input) => ({ ...input, shape: [...input.shape] })) };
}

async function predict(ask: AskOf<'predict'>): Promise<Values['predict']> {
  const { images, count } = ask;
  const model = await modelAt(ask);
  return model.predict(images, count);
}

async function parity({ path, ...question }: AskOf<'parity'>): Promise<Values['parity']> {
  return parityReport({ model: await modelAt({ path }), ...question });
}

async function evaluate(request: AskOf<'evaluate'>): Promise<Values['evaluate']> {
  return evaluateOn(await modelAt(request), request);
}

/** @throws DatasetError naming the file that is not a picture. */
async function predictFiles(ask: AskOf<'predictFiles'>): Promise<Values['predictFiles']> {
  const model = await modelAt(ask);
  const finder = ask.find ? await ownFinder() : null;
  const predictions: Values['predictFiles']['predictions'] = [];
  for (const file of ask.files) {
    const picture = await readPicture(file);
    const square = finder && (await finder.locate(picture));
    const part = square && { ...square, width: square.size, height: square.size };
    const { probabilities } = await model.see(picture, part ?? undefined);
    const label = model.labels[argmax(probabilities, model.labels.length)[0]!]!;
    predictions.push({ file, label, probabilities: [...probabilities], square });
  }
  return { predictions };
}

async function finderAt(path: string | undefined): Promise<Values['finder']> {
  const { sha256, card, ...finder } = path === undefined ? await ownFinder() : await Finder.open(path);
  return { path: finder.path, sha256, card };
}

/** @throws DatasetError if the file does not have that many pictures. */
async function answers(ask: AskOf<'answers'>): Promise<Values['answers']> {
  const { pixels, pictures } = ask;
  const originals = new Map(ask.originals);
  const model = await modelAt(ask);
  const classes = model.labels.length;
  const probabilities = new Float32Array(pictures.length * classes); // (pictures,classes)
  for await (const { from, count, images } of picturesOf(pixels, pictures)) {
    const files = [...pictures.subarray(from, from + count)].map((id) => originals.get(id) ?? null);
    probabilities.set(await probabilitiesOf(model, images, files), from * classes);
  }
  if (!ask.order) return { probabilities };
  return { probabilities: reordered(probabilities, placesOf(model, ask.order.dataset, ask.order.classes)) };
}

async function see(ask: AskOf<'see'>): Promise<Values['see']> {
  return sightOf(await modelAt(ask), ask.picture);
}

async function parameters({ path }: AskOf<'parameters'>): Promise<Values['parameters']> {
  const read = readParameters(await readModelFile(path));
  const tensors = Object.entries(read.parameters).map(([name, { shape, data }]) => ({ name, shape: [...shape], data }));
  return { network: read.network, tensors };
}

async function features({ path, pixels, pictures }: AskOf<'features'>): Promise<Values['features']> {
  const store = await featuresOf(path, pixels);
  await store?.fill(pictures);
  return { by: store ? 'features' : 'pixels' };
}

async function nearest({ path, pixels, picture, among, count }: AskOf<'nearest'>): Promise<Values['nearest']> {
  const store = await featuresOf(path, pixels);
  return store
    ? { by: 'features', pictures: await store.nearest(picture, among, count) }
    : { by: 'pixels', pictures: await nearestByPixels(pixels, picture, among, count) };
}
