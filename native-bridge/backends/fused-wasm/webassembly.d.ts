/**
 * The part of the WebAssembly JavaScript API used here and by datasets/quick-resize.ts; TypeScript has it only in the
 * DOM library.
 */
declare namespace WebAssembly {
  class Module {
    constructor(bytes: Uint8Array);
    private readonly module: never;
  }
  class Memory {
    constructor(descriptor: { initial: number; maximum: number; shared: boolean });
    readonly buffer: SharedArrayBuffer;
    /** @returns the previous number of pages */
    grow(pages: number): number;
  }
  class Instance {
    constructor(module: Module, imports?: { env: { memory: Memory } });
    readonly exports: Readonly<Record<string, unknown>>;
  }
  /** A number that both sides can read. */
  interface Global {
    value: number;
  }
  function compile(bytes: Uint8Array): Promise<Module>;
}
