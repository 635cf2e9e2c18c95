/** The files of a model's own page: what is built beforehand, and the model with what is to be known of it. */
import { existsSync, globSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { HostError } from '../../hosts/host-error.ts';
import { labelsText } from './labels-file.ts';

/** Where `renderer/exported-page/build.ts` lays it down, or within a built app. */
const PAGES = ['.build/exported-page', 'exported-page'].map((folder) => join(import.meta.dirname, '../../..', folder));

export interface PageModel {
  readonly name: string;
  /** The model's file. */
  readonly onnx: string;
  readonly labels: readonly string[];
  /** Probability below which there is no sign; null where it was not measured. */
  readonly threshold: number | null;
}

export interface PageFile {
  /** Within the folder, with `/`. */
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** In the order of their names. @throws HostError where the page was not built, or a file cannot be read */
export async function pageFiles({ name, onnx, labels, threshold }: PageModel): Promise<PageFile[]> {
  const page = builtPage();
  const built: PageFile[] = [];
  for (const path of globSync('**/*', { cwd: page })) {
    const file = join(page, path);
    // The build's own note of what it was made of.
    if (path === '.stamp') continue;
    if ((await stat(file)).isFile()) built.push({ name: path.replaceAll('\\', '/'), bytes: await readFile(file) });
  }
  const files = [
    ...built,
    { name: 'model.onnx', bytes: await readFile(onnx) },
    { name: 'labels.txt', bytes: Buffer.from(labelsText(labels)) },
    { name: 'model.json', bytes: Buffer.from(`${JSON.stringify({ name, threshold })}\n`) },
    { name: 'README.txt', bytes: Buffer.from(readme(name)) },
  ];
  return files.sort((a, b) => (a.name < b.name ? -1 : 1));
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

const readme = (name: string) => `${name}: a page that recognises signs in pictures and before a camera.

It has to come from a web server, any that serves files as they are; it asks nothing else of it. On this machine,
open a terminal in this folder and run one of

    python3 -m http.server --bind localhost 8000
    npx serve

and open the address that it prints. On a server in a network the camera works over https alone: that is a rule of
browsers. Pictures can be dropped either way. The page asks for nothing but the files of this folder, works without a
network, and sends no picture anywhere.

index.html, index.css, page.js    the page
model.onnx                        the net: image, uint8 (N,64,64,3) RGB -> probabilities, float32 (N,classes)
labels.txt                        its classes, one a line, in the order of the probabilities
model.json                        its name, and the probability below which the page shows "No sign"
*.wasm                            ONNX Runtime, which computes the net; served as application/wasm it starts faster
licences/                         of ONNX Runtime, of what it is made of, and of the page
`;
