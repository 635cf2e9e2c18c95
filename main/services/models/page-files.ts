/** The files of a model's own page: what is built beforehand, and the model with its labels and its threshold. */
import { existsSync, globSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { ForPage } from '../../../native-bridge/host/card-messages.ts';
import { HostError } from '../../hosts/host-error.ts';
import { labelsText } from './labels-file.ts';

/** Where `renderer/exported-page/build.ts` lays it down, or within a built app. */
const PAGES = ['.build/exported-page', 'exported-page'].map((folder) => join(import.meta.dirname, '../../..', folder));

/** A browser keeps a net twice, in at most 4 GiB. */
const MOST_BYTES = 2 ** 30;

export interface PageModel {
  readonly name: string;
  /** The model's file. */
  readonly onnx: string;
  readonly labels: readonly string[];
  /** Probability below which there is no sign; null where it was not measured. */
  readonly threshold: number | null;
  /** Only of a model that another program has made. */
  readonly foreign?: ForPage;
}

export interface PageFile {
  /** Within the folder, with `/`. */
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** In the order of their names. @throws HostError where the page was not built, or a file cannot be read or is too large */
export async function pageFiles(model: PageModel): Promise<PageFile[]> {
  const { name, labels, threshold, foreign } = model;
  const page = builtPage();
  const built: PageFile[] = [];
  for (const path of globSync('**/*', { cwd: page })) {
    const file = join(page, path);
    // The build's own note of what it was made of.
    if (path === '.stamp') continue;
    if ((await stat(file)).isFile()) built.push({ name: path.replaceAll('\\', '/'), bytes: await readFile(file) });
  }
  const net = await netFiles(model);
  // Names of weights may be of any kind; in the folder they have ones that every server takes.
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

/** The model's file, and after it those with its weights. */
async function netFiles({ name, onnx, foreign }: PageModel): Promise<PageFile[]> {
  const external = (foreign?.external ?? []).map((file) => join(dirname(onnx), file));
  const sizes = await Promise.all([onnx, ...external].map(async (file) => (await stat(file)).size));
  const total = sizes.reduce((sum, size) => sum + size, 0);
  if (total > MOST_BYTES) {
    throw new HostError({
      message: `${name} has ${total} bytes, more than the ${MOST_BYTES} that a page can be given.`,
      remedy: 'Take its ONNX file, and run it outside a browser.',
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

/** What the net takes and gives. */
function signature({ labels, foreign }: PageModel): string {
  if (!foreign) return 'image, uint8 (N,64,64,3) RGB -> probabilities, float32 (N,classes)';
  const { card, input, output } = foreign.net;
  const [count, sides] = [card.channels === 'grey' ? 1 : 3, card.size.join()];
  const shape = card.layout === 'NCHW' ? `${count},${sides}` : `${sides},${count}`;
  const scale = typeof card.scale === 'string' ? card.scale : 'standardised';
  const taken = `${input.name}, ${input.type} (${input.batch ?? 'N'},${shape}) ${card.channels} ${scale}`;
  return `${taken} -> ${output}, ${card.output} of ${labels.length} classes`;
}

const readme = (model: PageModel) => `${model.name}: a page that recognises signs in pictures and before a camera.

It has to come from a web server, any that serves files as they are; it asks nothing else of it. On this machine,
open a terminal in this folder and run one of

    python3 -m http.server --bind localhost 8000
    npx serve

and open the address that it prints. On a server in a network the camera works over https alone: that is a rule of
browsers. Pictures can be dropped either way. The page asks for nothing but the files of this folder, works without a
network, and sends no picture anywhere.

index.html, index.css, page.js    the page
model.onnx                        the net: ${signature(model)}
${model.foreign?.external.length ? 'weights/                          of the net\n' : ''}labels.txt                        its classes, one a line, in the order of the ${model.foreign?.net.output ?? 'probabilities'}
model.json                        its name, ${model.foreign ? 'how a picture becomes what the net takes, ' : ''}and the probability below which the page shows "No sign"
*.wasm                            ONNX Runtime, which computes the net; served as application/wasm it starts faster
licences/                         of ONNX Runtime, of what it is made of, and of the page
`;
