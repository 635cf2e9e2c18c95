/**
 * Nodes that propagate float32 rounding errors through a model's graph, alongside the values: a running error analysis
 * (Higham, Accuracy and Stability of Numerical Algorithms, 2nd ed. 2002, section 3.3).
 *
 * Every operation gives its exact result times 1 + d with |d| <= u = 2^-24. To first order in u, the error of a logit is
 * the sum of all d, each times the effect of its operation on that logit. In the worst case these add up to
 * gamma_n = n u / (1 - n u) times the absolute values (section 3.1); through five layers that is up to 100 000 times
 * the measured error. Independent errors with mean zero add by their squares: the sum exceeds t u sqrt(sum of the
 * squared effects) with a probability of at most 2 exp(-t^2 / 2) (Higham & Mary 2019, A New Approach to Probabilistic
 * Rounding Error Analysis, SIAM J. Sci. Comput. 41(5), where sqrt(n) replaces n). The nodes compute that sum of
 * squares, E, in units of u^2:
 *
 *   z = sum of n products w a, and b   E = sum of w^2 (E_a + n a^2) + n b^2 + n z^2
 *   mean of n values a                 E = mean of E_a + (n + 1) a^2 (neighbouring windows share their errors)
 *   maximum of values                  E = maximum of their E
 *   g (a - m) + b                      E = g^2 (E_a + 8 a^2) + 8 (g^2 m^2 + b^2), g = gamma / sqrt(variance + epsilon)
 *   relu                               E = E_a where a may be above zero: a + 8 u sqrt(E_a) > 0, else 0
 *
 * The first line: in random order the partial sums s_i of n terms have a sum of expected squares of
 * n z^2 / 3 + n / 6 (sum of w^2 a^2 - z^2 / n). An addition rounds by at most u s_i, a product by at most u w a; all of it
 * stays below n (z^2 + sum of w^2 a^2).
 */

import { namedTensor, valueInfo } from './graph.ts';
import { GraphDraft } from './graph-draft.ts';
import { LOGITS } from './metadata.ts';
import { OnnxError } from './onnx-error.ts';
import { float, type NamedTensor } from './operators.ts';
import { DataType, type GraphProto, type NodeProto } from './schema.ts';

/** Unit roundoff of float32, rounding to nearest: half the distance from 1 to the next number. */
export const UNIT_ROUNDOFF = 2 ** -24;
/** No rounding error reaches this multiple of u sqrt(E): 2 exp(-8^2 / 2) = 3e-14. */
const CERTAINTY = 8;
/** The added output: E of every logit, (N,classes). */
export const ROUNDING = 'rounding';

/** Variance plus epsilon, root, quotient, product, the sums with mean and beta, in any order; rounded up. */
const BATCH_NORM_ROUNDINGS = 8;

/**
 * The additions to the graph of an exported model that make it compute `ROUNDING` too.
 * @param classes number of logits
 * @throws OnnxError naming an operator that no export writes.
 */
export function roundingGraph(graph: GraphProto, classes: number): Partial<GraphProto> {
  const rules = new RoundingRules(graph);
  for (const node of graph.node) {
    rules.follow(node);
    if (node.output[0] === LOGITS) break;
  }
  const { node, initializer } = rules.draft;
  const identity = {
    name: ROUNDING,
    opType: 'Identity',
    input: [rules.errorsOf(LOGITS)],
    output: [ROUNDING],
    attribute: [],
  };
  return { node: [...node, identity], initializer, output: [valueInfo(ROUNDING, DataType.float32, [classes])] };
}

class RoundingRules {
  readonly draft = new GraphDraft(ROUNDING);
  readonly #graph: GraphProto;
  /** The name of the tensor with E of a value, by the value's name. */
  readonly #errors = new Map<string, string>();

  constructor(graph: GraphProto) {
    this.#graph = graph;
  }

  follow(node: NodeProto): void {
    this.#errors.set(node.output[0]!, this.#errorsAfter(node));
  }

  errorsOf(value: string): string {
    const found = this.#errors.get(value);
    if (found) return found;
    throw new OnnxError(`The model's graph does not compute ${value} the way an export does.`, REMEDY);
  }

  #errorsAfter(node: NodeProto): string {
    const [from, to] = [node.input[0]!, node.output[0]!];
    switch (node.opType) {
      case 'Cast':
      case 'Div':
        return this.#square(to); // a pixel, rounded once
      case 'Relu':
        return this.#cutOff(from);
      case 'Transpose':
      case 'Flatten':
      case 'MaxPool':
        return this.draft.operator(node.opType, [this.errorsOf(from)], node.attribute);
      case 'AveragePool':
        return this.draft.operator(node.opType, [this.#withRoundings(from, windowSize(node) + 1)], node.attribute);
      case 'Conv':
      case 'Gemm':
        return this.#weightedSum(node);
      case 'BatchNormalization':
        return this.#normalised(node);
      default:
        throw new OnnxError(`The model's graph has the operator ${node.opType}, which no export writes.`, REMEDY);
    }
  }

  /** sum of w^2 (E_a + n a^2) + n b^2 + n z^2 */
  #weightedSum(node: NodeProto): string {
    const [from, to] = [node.input[0]!, node.output[0]!];
    const [weights, bias] = this.#constants(node);
    // Kernels are (out,in,height,width), dense weights (in,out).
    const products = weights!.data.length / weights!.shape[node.opType === 'Conv' ? 0 : 1]!;
    const terms = products + (bias ? 1 : 0);
    const squares = [
      this.draft.constant(
        weights!.shape,
        weights!.data.map((w) => w * w),
      ),
    ];
    if (bias)
      squares.push(
        this.draft.constant(
          bias.shape,
          bias.data.map((b) => terms * b * b),
        ),
      );
    const sum = this.draft.operator(node.opType, [this.#withRoundings(from, terms), ...squares], node.attribute);
    return this.draft.operator('Add', [sum, this.#times(this.#square(to), terms)]);
  }

  /**
   * E_a where a + 8 u sqrt(E_a) > 0, else 0: a channel that is never above zero has no errors, and a batch norm after
   * it, whose variance is then 0, would amplify them.
   */
  #cutOff(value: string): string {
    const errors = this.errorsOf(value);
    const reach = this.#times(this.draft.operator('Sqrt', [errors]), CERTAINTY * UNIT_ROUNDOFF);
    const above = this.draft.operator('Relu', [this.draft.operator('Add', [value, reach])]);
    return this.draft.operator('Mul', [errors, this.draft.operator('Sign', [above])]);
  }

  /** g^2 (E_a + 8 a^2) + 8 (g^2 m^2 + b^2), written as a batch norm with a mean of 0 and a variance of 1. */
  #normalised(node: NodeProto): string {
    const [gamma, beta, mean, variance] = this.#constants(node).map(({ data }) => data);
    const epsilon = node.attribute.find(({ name }) => name === 'epsilon')?.f ?? 0;
    const shape = [gamma!.length];
    const gain = gamma!.map((g, i) => (g * g) / (variance![i]! + epsilon)); // g^2
    const added = beta!.map((b, i) => BATCH_NORM_ROUNDINGS * (gain[i]! * mean![i]! ** 2 + b * b));
    const [zeros, ones] = [gamma!.map(() => 0), gamma!.map(() => 1)];
    const tensors = [gain, added, zeros, ones].map((data) => this.draft.constant(shape, data));
    const input = this.#withRoundings(node.input[0]!, BATCH_NORM_ROUNDINGS);
    return this.draft.operator('BatchNormalization', [input, ...tensors], [float('epsilon', 0)]);
  }

  /** E_a + n a^2 */
  #withRoundings(value: string, n: number): string {
    return this.draft.operator('Add', [this.errorsOf(value), this.#times(this.#square(value), n)]);
  }

  #square(value: string): string {
    return this.draft.operator('Mul', [value, value]);
  }

  #times(value: string, factor: number): string {
    return this.draft.operator('Mul', [value, this.draft.constant([], Float32Array.of(factor))]);
  }

  /** The node's constant inputs. @throws OnnxError if they are not in the file */
  #constants(node: NodeProto): NamedTensor[] {
    return node.input.slice(1).map((name) => {
      const found = this.#graph.initializer.find((tensor) => tensor.name === name);
      if (found) return namedTensor(found);
      throw new OnnxError(`The model's graph computes ${name}, which an export writes as a constant.`, REMEDY);
    });
  }
}

const REMEDY = 'Export the model again with Signs Lab.';

function windowSize(node: NodeProto): number {
  const kernel = node.attribute.find(({ name }) => name === 'kernel_shape')?.ints ?? [];
  return kernel.reduce((product, n) => product * n, 1);
}
