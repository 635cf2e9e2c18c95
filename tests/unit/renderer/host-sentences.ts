/** Finds the sentences that the lab's processes write for people: in their sources, as templates. */
import { globSync, readFileSync } from 'node:fs';
import { join, matchesGlob } from 'node:path';
import ts from 'typescript';

const root = join(import.meta.dirname, '../../..');
/** Sources whose texts never reach the page (the command line, packaging), that the page has texts for (hyperparameters), or that are code. */
const ELSEWHERE = [
  'main/*.ts',
  'main/cli/**',
  'main/package/**',
  'main/ipc/page-headers.ts',
  'main/services/report/lab-rows.ts',
  'native-bridge/backends/fused-webgpu/kernels/**',
  'native-bridge/training/augmentation-shape.ts',
  'native-bridge/training/hyperparameters.ts',
  'native-bridge/learn/course-functions.ts',
  'native-bridge/learn/printed/entries.ts',
];
/** Errors of the program itself: their texts are for maintainers. */
const BUGS = ['Error', 'RangeError', 'TypeError', 'AssertionError'];
const QUERY = /\b(?:SELECT|INSERT (?:OR [A-Z]+ )?INTO|UPDATE|DELETE FROM|CREATE|PRAGMA|ALTER|DROP|WHERE|ORDER BY|AND) /;

/** Texts that look like sentences and are none, or that no person reads in the page. */
export const NOT_SHOWN: ReadonlySet<string> = new Set([
  'file signature not found',
  "{'descr': '{}', 'fortran_order': False, 'shape': {}, }",
  '[fatal] ended by {}',
  'brew install ffmpeg',
  'winget install Gyan.FFmpeg',
  'ffmpeg version ',
  'Signs Lab {} host',
  'split, label, first_label, state, brightness, sharpness, exact_group, near_group',
  'id, name, created_at, run, base, file, labels, bytes, sha256, card, parity',
  'image, uint8 (N,64,64,3) RGB -> probabilities, float32 (N,classes)',
  'pip install onnxruntime pillow numpy',
  'npm install onnxruntime-node sharp',
  'npm install onnxruntime-web',
  '  return { label: labels[best], probability };',
  'C:\\Program Files (x86)',
  'Microsoft Visual Studio',
  'n_H = floor((n_H_prev - f + 2 pad) / stride) + 1',
  'n_H = floor((n_H_prev - f) / stride) + 1',
  "python -c \"import keras; keras.saving.load_model('{}').export('model.onnx', format='onnx')\"",
  'python -m tf2onnx.convert --tflite {} --output model.onnx',
  "python -c \"import coremltools, onnxmltools; onnxmltools.utils.save_model(onnxmltools.convert_coreml(coremltools.utils.load_spec('{}')), 'model.onnx')\"",
  'python -m tf2onnx.convert --saved-model FOLDER --output model.onnx',
  '(m, nHPrev, nWPrev, nCPrev)',
  '(f, f, nCPrev, nC)',
  '(m, nHPrev, nWPrev, nC)',
  '(m, nH, nW, nC)',
]);

export interface Sentence {
  readonly file: string;
  readonly line: number;
  /** With `{}` in place of what is inserted. */
  readonly text: string;
  /** What a task is doing: shown, however few its words are. */
  readonly isStep: boolean;
}

/** All templates in the sources; the page needs at least those that are sentences. */
export function hostTexts(): Sentence[] {
  const files = globSync('{main,native-bridge,datasets}/**/*.ts', { cwd: root })
    .map((file) => file.replaceAll('\\', '/'))
    .filter((file) => !ELSEWHERE.some((pattern) => matchesGlob(file, pattern)));
  return files.sort().flatMap((file) => textsIn(readFileSync(join(root, file), 'utf8'), file));
}

/** Whether the kernels' C++ sources have every part of the text around what is inserted. */
export function isInKernels(text: string): boolean {
  const files = globSync('native-bridge/fused/{cuda,kernels}/*.{cc,h}', { cwd: root });
  const sources = files.map((file) => readFileSync(join(root, file), 'utf8')).join('\n');
  return text.split('{}').every((part) => sources.includes(part));
}

export function textsIn(source: string, file: string): Sentence[] {
  const tree = ts.createSourceFile(file, source, ts.ScriptTarget.Latest, true);
  const found: Sentence[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node) || ts.isTypeNode(node)) return;
    if (ts.isTaggedTemplateExpression(node)) return;
    if (ts.isNewExpression(node) && BUGS.includes(node.expression.getText())) return;
    const text = templateOf(node);
    if (text !== null) {
      const line = tree.getLineAndCharacterOfPosition(node.getStart()).line + 1;
      found.push({ file, line, text, isStep: isStep(node) });
    }
    // What is inserted may be made of sentences too; the parts of a sum are already read.
    if (text !== null) for (const inserted of insertedIn(node)) visit(inserted);
    else ts.forEachChild(node, visit);
  };
  visit(tree);
  return found;
}

function isStep({ parent }: ts.Node): boolean {
  return ts.isPropertyAssignment(parent) && parent.name.getText() === 'step';
}

/** The template's text; null where the node is none. */
function templateOf(node: ts.Node): string | null {
  if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) return node.text;
  if (ts.isTemplateExpression(node)) {
    return node.head.text + node.templateSpans.map(({ literal }) => `{}${literal.text}`).join('');
  }
  if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.PlusToken) {
    const [left, right] = [templateOf(node.left), templateOf(node.right)];
    return left === null && right === null ? null : (left ?? '{}') + (right ?? '{}');
  }
  return null;
}

function insertedIn(node: ts.Node): ts.Node[] {
  if (ts.isTemplateExpression(node)) return node.templateSpans.map(({ expression }) => expression);
  if (!ts.isBinaryExpression(node)) return [];
  return [node.left, node.right].flatMap((side) => (templateOf(side) === null ? [side] : insertedIn(side)));
}

/** Words in a row, on one line: several lines are code or a document. */
const WORDS = /[A-Za-z’']{2,}[,:;]? ([^ ]+ )*[A-Za-z’']{2,}/;

/** A step of a task, or at least three words and no query or markup. */
export function isSentence({ text, isStep }: Pick<Sentence, 'text' | 'isStep'>): boolean {
  if (isStep) return /[a-z]/i.test(text.replaceAll('{}', ''));
  return WORDS.test(text) && text.split(/\s+/).length >= 3 && !/\n|^</.test(text) && !QUERY.test(text);
}
