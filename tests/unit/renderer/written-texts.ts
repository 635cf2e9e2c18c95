/**
 * Finds display text that is in a source of the page instead of in `messages/`. It looks
 * at markup, at attributes that are shown or read out, and at string literals that look like words: with a space, or
 * beginning with a capital; what stands in `<code>` is a name. A line that says `untranslated:` with the reason is left out, as the line after it is.
 */
import { parse } from 'svelte/compiler';
import ts from 'typescript';

export interface Written {
  readonly line: number;
  readonly text: string;
}

/** Of HTML and SVG: these are names for the browser or a form, never displayed. */
const SILENT =
  /^(class|style|href|src|type|role|id|for|name|d|points|transform|viewBox|lang|rel|target|data-.*|on.*|autocomplete|accept|inputmode|preserveAspectRatio)$/;
/** Of components: displayed text. Other attributes of components are names (`icon`, `look`, `key`). */
const SHOWN =
  /^(label|title|text|about|hint|error|description|caption|alt|placeholder|note|unit|xLabel|yLabel|aria-label|aria-description|aria-roledescription)$/;
const LETTERS = /\p{L}{2,}/u;
/** `Show the list`, `Show`; not `show`, `camelCase`, `#/path`, `a-b`, `HWIO`. */
const WORDS = /(^|[\s"(])\p{L}[\p{L}']*[.,:;?!]?\s+[\p{L}"(]|^[A-Z][a-z]+[.:?!]?$/u;
const CODE = /^[#./@]|^--|[{}<>=]|^(var|rgb|calc|translate|repeat|minmax)\(|^\d+(px|%)|^M[\d. ]/;

/** The same in every language, perhaps with a number. */
const NAME =
  /^(Signs Lab|English|Electron|Node|ONNX|ONNX Runtime|SAME|VALID|ReLU|Space|Mod|Alt|Shift|Ctrl|Esc|Escape|Enter|Home|End|Tab|Delete|Backspace)( 0)?$/;

const looksLikeWords = (text: string) => WORDS.test(text.trim()) && !CODE.test(text.trim()) && !NAME.test(text.trim());

/** Calls whose texts are only for developers or machines. */
const QUIET_CALLS =
  /^(console\.\w+|.*\.(querySelector(All)?|matches|closest|matchMedia|getPropertyValue|setProperty|request|listen|includes|startsWith|endsWith|split|join|getContext|addEventListener))$/;

function inScript(source: string): { from: number; text: string }[] {
  const file = ts.createSourceFile('a.ts', source, ts.ScriptTarget.Latest, true);
  const found: { from: number; text: string }[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node) || ts.isTypeNode(node)) return;
    if (ts.isTypeAliasDeclaration(node) || ts.isInterfaceDeclaration(node)) return;
    if (ts.isCallExpression(node) && QUIET_CALLS.test(node.expression.getText(file))) {
      for (const argument of node.arguments) if (!ts.isStringLiteralLike(argument)) visit(argument);
      return;
    }
    // A bug in the program, which no user should ever read.
    if (ts.isNewExpression(node) && node.expression.getText(file) === 'Error') return;
    if (ts.isPropertyAssignment(node) && ts.isStringLiteral(node.name)) {
      visit(node.initializer);
      return;
    }
    if (ts.isStringLiteralLike(node) && looksLikeWords(node.text))
      found.push({ from: node.getStart(file), text: node.text });
    if (ts.isTemplateExpression(node)) {
      const text = [node.head.text, ...node.templateSpans.map(({ literal }) => literal.text)].join('0');
      const words = [node.head.text, ...node.templateSpans.map(({ literal }) => literal.text)].join(' ');
      if (!CODE.test(text) && !NAME.test(text) && /(^|\s)\p{L}{2,}(\s|[.,:;?!]|$)/u.test(words))
        found.push({ from: node.getStart(file), text });
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [key: string]: unknown;
}

function inMarkup(source: string): { from: number; text: string }[] {
  const { fragment, instance, module } = parse(source, { modern: true });
  const found: { from: number; text: string }[] = [];
  for (const script of [instance, module]) {
    if (!script) continue;
    const { start, end } = script.content as unknown as Node;
    found.push(...inScript(source.slice(start, end)).map(({ from, text }) => ({ from: from + start, text })));
  }
  const script = ({ start, end }: Node) =>
    found.push(
      ...inScript(`(${source.slice(start, end)})`).map(({ from, text }) => ({ from: from + start - 1, text })),
    );
  const attribute = (node: Node, component: boolean) => {
    const name = String(node.name);
    if (component ? !SHOWN.test(name) && Array.isArray(node.value) : SILENT.test(name)) return;
    for (const value of Array.isArray(node.value) ? (node.value as Node[]) : []) {
      const text = String(value.raw ?? '');
      if (value.type === 'Text' && LETTERS.test(text) && !NAME.test(text) && (component || SHOWN.test(name))) {
        found.push({ from: value.start, text });
      }
    }
  };
  const visit = (node: unknown, component: boolean): void => {
    if (Array.isArray(node)) {
      for (const one of node) visit(one, component);
      return;
    }
    if (typeof node !== 'object' || node === null || !('type' in node)) return;
    const one = node as Node;
    const text = String(one.raw ?? '').trim();
    if (one.type === 'Text' && LETTERS.test(text) && !NAME.test(text)) found.push({ from: one.start, text });
    else if (
      one.type === 'StyleDirective' ||
      (one.type === 'RegularElement' && /^(code|kbd|pre)$/.test(String(one.name)))
    )
      return;
    else if (one.type === 'Attribute') {
      attribute(one, component);
      for (const value of [one.value].flat() as Node[]) if (value?.type === 'ExpressionTag') visit(value, component);
    } else if (one.type === 'ExpressionTag') script(one.expression as Node);
    else if (/^[A-Z]/.test(one.type) && !/Expression$|^Identifier$|Declaration$|Literal$|Pattern$/.test(one.type)) {
      const isComponent = one.type === 'Component';
      for (const [key, value] of Object.entries(one)) {
        if (['expression', 'test', 'key', 'declaration'].includes(key) && isExpression(value)) script(value);
        else if (typeof value === 'object') visit(value, key === 'attributes' && isComponent);
      }
    }
  };
  visit(fragment, false);
  return found;
}

const isExpression = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && 'start' in value && 'type' in value;

/** @param name of the file: `.svelte` is markup, everything else TypeScript */
export function writtenTexts(source: string, name: string): Written[] {
  const lines = source.split('\n');
  const excused = (line: number) => /untranslated:/.test(`${lines[line - 2] ?? ''}${lines[line - 1]}`);
  const found = name.endsWith('.svelte') ? inMarkup(source) : inScript(source);
  return found
    .map(({ from, text }) => ({ line: source.slice(0, from).split('\n').length, text }))
    .filter(({ line }) => !excused(line))
    .sort((a, b) => a.line - b.line);
}
