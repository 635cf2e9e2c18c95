/** Why ONNX Runtime refuses a model, in plain words: its own messages name functions and places in its source. */
import { OnnxError } from '../onnx-error.ts';
import type { Outline, OutlineNode } from './outline.ts';

/** Domains whose operators ONNX Runtime implements. */
const KNOWN_DOMAINS = new Set(['', 'ai.onnx', 'ai.onnx.ml', 'com.microsoft', 'com.microsoft.nchwc']);

export function refusal(outline: Outline, cause: unknown): OnnxError {
  const [why, remedy] = reason(outline, String(cause instanceof Error ? cause.message : cause));
  return new OnnxError(`ONNX Runtime refuses the model: ${why}.`, remedy, { cause });
}

function reason(outline: Outline, message: string): [why: string, remedy: string] {
  const custom = outline.graph.node.find((node) => isCustom(outline, node));
  if (custom) {
    return [
      `it needs the operator ${custom.opType} of "${custom.domain}", which is not part of ONNX`,
      'Export the model again with standard operators only.',
    ];
  }
  const [, operator] = /No Op registered for (\w+)|(?:operator|Op) \(?(\w+)\)? is not a registered/.exec(message) ?? [];
  if (operator) return [`it has no operator ${operator} of that version`, UPDATE];
  if (/opset|IR version|ir_version/i.test(message)) {
    const versions = outline.opsetImport.map(({ domain, version }) => `${domain || 'ai.onnx'} ${version}`);
    return [`it is written for a newer version of ONNX (${versions.join(', ')})`, UPDATE];
  }
  if (/NOT_IMPLEMENTED|Could not find an implementation/i.test(message)) {
    return ['it uses an operator with a number type that is not implemented', 'Export the model in float32.'];
  }
  if (/external|file_size|out of bounds|data_location/i.test(message)) {
    return ['the weights next to it do not fit it', 'Copy both files again, or export the model again as one file.'];
  }
  return ['its graph is not valid', 'Export the model again, or copy it again.'];
}

const UPDATE = 'Export the model again for opset 17.';

function isCustom({ functions }: Outline, { domain, opType }: OutlineNode): boolean {
  return !KNOWN_DOMAINS.has(domain) && !functions.some((own) => own.domain === domain && own.name === opType);
}
