/** Progress of the provisioning; `done` and `total` in bytes, or in files of the compiler. */
export type OnProgress = (progress: { step: string; done: number; total: number }) => void;

/** What every step of a provisioning gets. */
export interface Work {
  /** Private to this attempt, on the disk of the final folder; removed whatever happens. */
  readonly folder: string;
  readonly signal?: AbortSignal | undefined;
  /** The process's environment: settings of ours, and what pip and the compiler read. */
  readonly environment: NodeJS.ProcessEnv;
  readonly onProgress: OnProgress;
}
