/** The part of the WebAssembly JavaScript interface that is used here and by datasets/quick-resize.ts; TypeScript has it only together with the DOM. */
declare namespace WebAssembly {
  class Module {
    constructor(bytes: Uint8Array);
    private readonly module: never;
  }
  class Memory {
    constructor(descriptor: { initial: number; maximum: number; shared: boolean });
    readonly buffer: SharedArrayBuffer;
    /** @returns the former number of pages */
    grow(pages: number): number;
  }
  class Instance {
    constructor(module: Module, imports?: { env: { memory: Memory } });
    readonly exports: Readonly<Record<string, unknown>>;
  }
  /** A number that both sides see. */
  interface Global {
    value: number;
  }
  function compile(bytes: Uint8Array): Promise<Module>;
}
