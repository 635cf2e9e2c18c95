/** What a model has learned, out of its file. */
import type { Recogniser } from '../../hosts/recognition.ts';
import type { Output } from '../../ipc/contract.ts';
import type { ParameterTensor } from '../../ipc/schemas/model.ts';
import { underAnotherName } from './model-files.ts';

/**
 * @param path of the file in the lab; errors call it `name`
 * @throws HostError where the file is of another producer, damaged or gone
 */
export async function parametersOf(
  recogniser: Recogniser,
  path: string,
  name: string,
): Promise<Output<'models.parameters'>> {
  const read = recogniser.ask<'parameters'>({ kind: 'parameters', path });
  const { network, tensors } = await underAnotherName(path, name, read);
  return { network, tensors: tensors.map(packedTensor) };
}

/** As the contract carries it: least significant byte first, as every processor that Node runs on has it. */
export function packedTensor(tensor: { name: string; shape: number[]; data: Float32Array }): ParameterTensor {
  const { buffer, byteOffset, byteLength } = tensor.data;
  return { ...tensor, data: new Uint8Array(buffer, byteOffset, byteLength) };
}
