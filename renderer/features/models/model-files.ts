/** Which files can be imported as models, and where models can be exported to. */
import { LabError } from '../../lib/lab-error.ts';
import { t } from './messages/index.ts';

/** @throws LabError where it is not a single ONNX file */
export function requireOneModel(files: readonly { readonly path: string }[]): void {
  const other = files.find(({ path }) => !path.toLowerCase().endsWith('.onnx'));
  if (other) {
    throw refused(t.notOnnx({ path: other.path }), t.dropOnnx());
  }
  if (files.length > 1) throw refused(t.severalModels({ n: files.length }), t.oneAtATime());
}

/** Whether an export was refused because the file already exists: the wording of main's model files. */
export function isTaken({ message, badArgument }: LabError): boolean {
  return badArgument && message.endsWith(' already exists.');
}

function refused(message: string, remedy: string): LabError {
  return new LabError({ message, remedy, badArgument: true });
}
