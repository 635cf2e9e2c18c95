/** Which files become models, and where models as files may go. */
import { LabError } from '../../lib/lab-error.ts';

/** @throws LabError where it is not one ONNX file. */
export function requireOneModel(files: readonly { readonly path: string }[]): void {
  const other = files.find(({ path }) => !path.toLowerCase().endsWith('.onnx'));
  if (other) {
    throw refused(
      `${other.path} does not end in .onnx.`,
      'Drop one ONNX file here. A picture is tried on the screen of a model, and a dataset is imported under Datasets.',
    );
  }
  if (files.length > 1) throw refused(`These are ${files.length} models.`, 'Open one at a time.');
}

/** Whether an export was refused because a file of that name stands there: the words of main's model files. */
export function isTaken({ message, badArgument }: LabError): boolean {
  return badArgument && message.endsWith(' is there already.');
}

function refused(message: string, remedy: string): LabError {
  return new LabError({ message, remedy, badArgument: true });
}
