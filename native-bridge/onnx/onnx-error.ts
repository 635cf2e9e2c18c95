/** Expected failures with models: a file that is missing, truncated or foreign, or a machine without ONNX Runtime. */
export class OnnxError extends Error {
  override readonly name = 'OnnxError';
  readonly remedy: string;
  constructor(message: string, remedy: string, options?: ErrorOptions) {
    super(message, options);
    this.remedy = remedy;
  }
}
