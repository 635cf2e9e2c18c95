/** A model's trained parameters, read from its file. */
import type { Recogniser } from '../../hosts/recognition.ts';
import type { Output } from '../../ipc/contract.ts';
import type { ParameterTensor } from '../../ipc/schemas/model.ts';
import { underAnotherName } from './model-files.ts';

/**
 * @param path of the file in the lab; errors call it `name`
 * @throws HostError if another program made the file, or it is damaged or missing
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

/** As in the contract: least significant byte first, the byte order of every processor that Node runs on. */
export function packedTensor(tensor: { name: string; shape: number[]; data: Float32Array }): ParameterTensor {
  const { buffer, byteOffset, byteLength } = tensor.data;
  return { ...tensor, data: new Uint8Array(buffer, byteOffset, byteLength) };
}
