/**
 * Gradients that are wrong because Z is wrong: the notebook passes the learner's own conv_forward result to
 * conv_backward.
 */
import type { Edition, FunctionName, Outputs } from '../course.ts';
import { editionInputs } from '../edition-inputs.ts';
import { expected } from '../expected.ts';
import type { Mistake } from '../result.ts';
import { TWINS } from '../twins/twins.ts';
import { mistakeOf } from './diagnosis.ts';
import type { Printout } from './printed-evidence.ts';

/** The mistake in conv_forward after which a right conv_backward prints these lines; undefined if there is none. */
export function upstreamMistake<F extends FunctionName>(
  functionName: F,
  edition: Edition,
  printout: Printout<F>,
): Mistake | undefined {
  if (functionName !== 'conv_backward') return undefined;
  const inputs = editionInputs('conv_backward', edition);
  const found = TWINS.conv_forward.singles.filter((twin) => {
    const dZ = twin.run(inputs)?.Z;
    if (dZ === undefined || String(dZ.shape) !== String(inputs.dZ.shape)) return false;
    const outputs: Outputs = expected('conv_backward', { ...inputs, dZ });
    if (printout.printsAsRight({ twin, outputs: [outputs] }, Object.keys(outputs))) return false;
    return printout.firstMismatch({ twin, outputs: [outputs] }) === null;
  });
  if (found.length === 0) return undefined;
  const mistake = mistakeOf(found, 'certain');
  const text = `conv_backward is right, but the Z that it gets is not. In conv_forward: ${mistake.text}`;
  return { ...mistake, id: `conv_forward:${mistake.id}`, text };
}
