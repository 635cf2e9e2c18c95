/**
 * `labels.txt` as other programs read it (Teachable Machine, Custom Vision and most examples of ONNX Runtime and TFLite):
 * one class name per line, in the order of the outputs. A line break inside a name becomes a space.
 */
export function labelsText(labels: readonly string[]): string {
  return labels.map((label) => `${label.replace(/[\r\n]+/g, ' ')}\n`).join('');
}
