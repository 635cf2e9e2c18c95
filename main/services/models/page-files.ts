/** The files of a model's standalone page: the prebuilt page, and the model with its labels and its threshold. */
import { existsSync, globSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { ForPage } from '../../../native-bridge/host/card-messages.ts';
import { HostError } from '../../hosts/host-error.ts';
import { labelsText } from './labels-file.ts';

/** Where `renderer/exported-page/build.ts` puts it, or inside a built app. */
const PAGES = ['.build/exported-page', 'exported-page'].map((folder) => join(import.meta.dirname, '../../..', folder));

/** A browser holds a net in memory twice, within 4 GiB. */
const MOST_BYTES = 2 ** 30;

export interface PageModel {
  readonly name: string;
  /** The model's file. */
  readonly onnx: string;
  readonly labels: readonly string[];
  /** Probability below which there is no sign; null if it was not measured. */
  readonly threshold: number | null;
  /** Only for a model that another program has made. */
  readonly foreign?: ForPage;
}

export interface PageFile {
  /** Within the folder, with `/`. */
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** Sorted by name. @throws HostError if the page was not built, or a file cannot be read or is too large */
export async function pageFiles(model: PageModel): Promise<PageFile[]> {
  const { name, labels, threshold, foreign } = model;
  const page = builtPage();
  const built: PageFile[] = [];
  for (const path of globSync('**/*', { cwd: page })) {
    const file = join(page, path);
    // The build's own record of its inputs.
    if (path === '.stamp') continue;
    if ((await stat(file)).isFile()) built.push({ name: path.replaceAll('\\', '/'), bytes: await readFile(file) });
  }
  const net = await netFiles(model);
  // Weights may have any names; in the folder they get names that every server accepts.
  const weights = (foreign?.external ?? []).map((path, i) => ({ path, file: net[i + 1]!.name }));
  const facts = { name, threshold, ...(foreign && { net: foreign.net, weights }) };
  const files = [
    ...built,
    ...net,
    { name: 'labels.txt', bytes: Buffer.from(labelsText(labels)) },
    { name: 'model.json', bytes: Buffer.from(`${JSON.stringify(facts)}\n`) },
    { name: 'README.txt', bytes: Buffer.from(readme(model)) },
  ];
  return files.sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** The model's file, then those with its weights. */
async function netFiles({ name, onnx, foreign }: PageModel): Promise<PageFile[]> {
  const external = (foreign?.external ?? []).map((file) => join(dirname(onnx), file));
  const sizes = await Promise.all([onnx, ...external].map(async (file) => (await stat(file)).size));
  const total = sizes.reduce((sum, size) => sum + size, 0);
  if (total > MOST_BYTES) {
    throw new HostError({
      message: `${name} has ${total} bytes, more than the ${MOST_BYTES} that a page can load.`,
      remedy: 'Use its ONNX file outside a browser.',
      badArgument: true,
    });
  }
  return [
    { name: 'model.onnx', bytes: foreign?.bytes ?? (await readFile(onnx)) },
    ...(await Promise.all(
      external.map(async (file, i) => ({ name: `weights/${i + 1}.bin`, bytes: await readFile(file) })),
    )),
  ];
}

function builtPage(): string {
  const page = PAGES.find((folder) => existsSync(join(folder, 'index.html')));
  if (page) return page;
  throw new HostError({
    message: 'The page that models are exported with has not been built.',
    remedy: 'Run: node renderer/build.ts',
    badArgument: false,
  });
}

/** The net's input and output. */
function signature({ labels, foreign }: PageModel): string {
  if (!foreign) return 'image, uint8 (N,64,64,3) RGB -> probabilities, float32 (N,classes)';
  const { card, input, output } = foreign.net;
  const [count, sides] = [card.channels === 'grey' ? 1 : 3, card.size.join()];
  const shape = card.layout === 'NCHW' ? `${count},${sides}` : `${sides},${count}`;
  const scale = typeof card.scale === 'string' ? card.scale : 'standardised';
  const taken = `${input.name}, ${input.type} (${input.batch ?? 'N'},${shape}) ${card.channels} ${scale}`;
  return `${taken} -> ${output}, ${card.output} of ${labels.length} classes`;
}

const readme = (model: PageModel) => `${model.name}: a page that recognises signs in pictures and with a camera.

It needs a web server; any that serves static files will do. On this machine, open a terminal in this folder and run one of

    python3 -m http.server --bind localhost 8000
    npx serve

and open the address that it prints. On a server in a network the camera works only over https: that is a rule of
browsers. Pictures can be dropped either way. The page loads nothing but the files of this folder, works without a
network, and sends no picture anywhere.

index.html, index.css, page.js    the page
model.onnx                        the net: ${signature(model)}
${model.foreign?.external.length ? 'weights/                          of the net\n' : ''}labels.txt                        its classes, one per line, in the order of the ${model.foreign?.net.output ?? 'probabilities'}
model.json                        its name, ${model.foreign ? 'the preprocessing of pictures, ' : ''}and the probability below which the page shows "No sign"
*.wasm                            ONNX Runtime, which runs the net; it starts faster when served as application/wasm
licences/                         of ONNX Runtime, of its components, and of the page
`;
