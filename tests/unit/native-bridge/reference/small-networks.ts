/** Networks whose answers can be computed by hand. */
import { Network } from '../../../../native-bridge/convnet/network.ts';
import { type Tensor, tensor } from '../../../../native-bridge/reference/index.ts';

/** A network that ends in a dense layer of `units` without bias. */
export const network = (input: number[], layers: object[], units: number): Network =>
  Network.parse({
    name: 'test',
    input,
    layers: [...layers, { kind: 'flatten' }, { kind: 'dense', units, bias: false }],
  });

/** The identity as the last dense layer, so that the logits are its input. */
export const identity = (n: number): Tensor =>
  tensor(
    [n, n],
    Array.from({ length: n * n }, (_, i) => (i % (n + 1) === 0 ? 1 : 0)),
  );
