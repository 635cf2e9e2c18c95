/** Nodes and constants to add to a graph, each with a name that is unused in the graph. */
import { tensorProto } from './graph.ts';
import type { AttributeProto, NodeProto, TensorProto } from './schema.ts';

export class GraphDraft {
  readonly node: NodeProto[] = [];
  readonly initializer: TensorProto[] = [];
  readonly #prefix: string;

  /** @param prefix that no name of the graph begins with */
  constructor(prefix: string) {
    this.#prefix = prefix;
  }

  /** @returns the name of the new node's output. */
  operator(opType: string, input: readonly string[], attribute: readonly AttributeProto[] = []): string {
    const made = this.#name();
    this.node.push({ name: `${made}_node`, opType, input: [...input], output: [made], attribute: [...attribute] });
    return made;
  }

  /** @returns the name of the new constant. */
  constant(shape: readonly number[], data: Float32Array): string {
    const name = this.#name();
    this.initializer.push(tensorProto({ name, shape, data }));
    return name;
  }

  #name(): string {
    return `${this.#prefix}_${this.node.length + this.initializer.length}`;
  }
}
